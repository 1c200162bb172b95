/** What two key requests consist of. */
export type Part =
  | 'request'
  | 'query'
  | 'header'
  | 'cookie'
  | 'body field'
  | 'status'
  | 'reply header'
  | 'reply cookie'
  | 'reply field';

/** Which of the two has something, and whether it is the same. */
export type Relation = 'same' | 'differs' | 'only the portal' | 'only we';

interface Rule {
  readonly parts: readonly Part[];
  /** Of the header or field, whole. */
  readonly name: RegExp;
  readonly relations: readonly Relation[];
  readonly why: string;
}

const ANY: readonly Relation[] = ['differs', 'only the portal', 'only we'];

// What may differ without meaning anything to the server, and why. All else matters.
const RULES: readonly Rule[] = [
  {
    parts: ['header', 'reply header'],
    name: /connection|keep-alive|transfer-encoding|te|upgrade|alt-svc|:(?:authority|method|path|scheme|status)/,
    relations: ANY,
    why: 'belongs to the connection, not to the request',
  },
  {
    parts: ['header'],
    name: /sec-fetch-.*|sec-ch-.*|accept-language|priority|dnt|sec-gpc/,
    relations: ANY,
    why: 'a browser adds it to what a page asks for; the REST API does not look at it',
  },
  {
    parts: ['header'],
    name: /cache-control|pragma/,
    relations: ANY,
    why: 'a browser adds it where its cache is off; a POST is not cached',
  },
  {
    parts: ['header', 'reply header'],
    name: /accept-encoding|content-encoding|vary/,
    relations: ANY,
    why: 'only says how the reply is compressed',
  },
  {
    parts: ['header'],
    name: /host/,
    relations: ['only the portal', 'only we'],
    why: 'follows from the address, which is compared; a recording need not have it',
  },
  {
    parts: ['header', 'reply header'],
    name: /content-length/,
    relations: ANY,
    why: 'follows from the body',
  },
  {
    parts: ['header'],
    name: /user-agent|x-octopus-user-agent/,
    relations: ['differs'],
    why: 'names the program that asks, and its version',
  },
  {
    parts: ['body field'],
    name: /Expires/,
    relations: ['differs', 'only we'],
    why: 'we always ask for an exact instant, since servers differ in what they assume without one',
  },
  {
    parts: ['reply header'],
    name: /date|age|expires|etag|last-modified|octopus-node|server-timing|traceparent|.*(?:request|correlation|trace|activity|cf-ray|azure-ref|amzn).*/,
    relations: ANY,
    why: 'is of this one reply',
  },
  {
    parts: ['reply field'],
    name: /Id|ApiKey|Created|LastModified(?:On|By)|Links\..*/,
    relations: ['differs'],
    why: 'is of this one key',
  },
  {
    parts: ['reply field'],
    name: /Expires/,
    relations: ['differs'],
    why: 'follows from what was asked for',
  },
];

/** @returns why such a difference means nothing; undefined where it matters */
export function excuse(part: Part, name: string, relation: Relation): string | undefined {
  return RULES.find(
    (rule) =>
      rule.parts.includes(part) &&
      rule.relations.includes(relation) &&
      new RegExp(`^(?:${rule.name.source})$`).test(name),
  )?.why;
}
