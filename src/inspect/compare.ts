import type { Recording } from '../browser/recording.ts';
import { REDACTED, redactor } from '../secrets/redactor.ts';
import type { SentRequest } from '../session/direct-sign-in.ts';
import { type Exchange, type Fields, readExchange, readRequest } from './exchange.ts';
import { isKeyList, isKeyRequest, setsSession } from './what-things-are.ts';

/** What two requests consist of. */
export type Part =
  | 'request'
  | 'query'
  | 'header'
  | 'cookie'
  | 'body field'
  | 'status'
  | 'reply header'
  | 'reply cookie'
  | 'reply field'
  | 'listed field';

/** Which of the two has something, and whether it is the same. */
type Relation = 'same' | 'differs' | 'only the portal' | 'only we';

/** One thing of two requests, side by side. */
export interface Row {
  readonly part: Part;
  readonly name: string;
  /** Without secrets; null where it is absent. */
  readonly portal: string | null;
  readonly ours: string | null;
  readonly relation: Relation;
  /** Whether it is a difference that matters. */
  readonly matters: boolean;
  /** Why a difference does not. */
  readonly why?: string;
}

export interface Comparison {
  /** Whether nothing differs that matters. */
  readonly mirrors: boolean;
  readonly rows: readonly Row[];
}

/**
 * Lays the portal's key request and ours side by side, with their replies.
 * @param server the server's address, with its virtual directory
 * @throws Error, where one of them was not recorded
 */
export function compareKeyRequests({ har, ours }: Recording, server: string): Comparison {
  const requests = har.log.entries.filter((entry) => isKeyRequest(entry, server));
  const byPage = requests.find((entry) => !ours.includes(entry));
  const byUs = requests.find((entry) => ours.includes(entry));
  if (!byPage || !byUs) throw new Error('a key request is missing in the recording');
  const lists = har.log.entries.filter((entry) => isKeyList(entry, server)).map(readExchange);
  return compare(readExchange(byPage), readExchange(byUs), lists);
}

/**
 * Lays the login request that the portal's page sent beside the one that a direct sign-in would send.
 * @param direct is not sent: whoever has signed in by the page does not submit the password once more
 * @returns undefined where no request of the page began a session
 */
export function compareLogins({ har, ours }: Recording, direct: SentRequest): Comparison | undefined {
  const byPage = har.log.entries.find(
    (entry) => entry.request.method === 'POST' && setsSession(entry) && !ours.includes(entry),
  );
  return byPage && conclude(compareRequests(readExchange(byPage), readRequest(direct), LOGIN_RULES));
}

/** @param lists of keys */
function compare(portal: Exchange, ours: Exchange, lists: readonly Exchange[]): Comparison {
  const both = (part: Part, read: (exchange: Exchange) => Fields) =>
    compareFields(part, read(portal), read(ours), RULES);
  return conclude([
    ...compareRequests(portal, ours, RULES),
    ...both('status', ({ status }) => new Map([['status', String(status)]])),
    ...both('reply header', ({ replyHeaders }) => replyHeaders),
    ...both('reply cookie', ({ replyCookies }) => replyCookies),
    ...both('reply field', ({ reply }) => reply),
    ...both('listed field', ({ reply }) => readListed(lists, reply.get('Id'))),
  ]);
}

// Which of a key's fields its own reply need not tell (facts 2.2).
const LISTED_FIELDS = ['AccessLevel', 'ActorType'];

/** @returns what a list of keys tells of one, beyond what the reply to its request does */
function readListed(lists: readonly Exchange[], id: string | undefined): Fields {
  for (const { reply } of lists) {
    const [place = ''] =
      [...reply].find(([name, value]) => /^Items\.\d+\.Id$/.test(name) && value === id) ?? [];
    const told = LISTED_FIELDS.map((field) => [field, reply.get(place.replace(/Id$/, field))] as const);
    if (place)
      return new Map(told.flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])));
  }
  return new Map();
}

function compareRequests(portal: Exchange, ours: Exchange, rules: readonly Rule[]): Row[] {
  const both = (part: Part, read: (exchange: Exchange) => Fields) =>
    compareFields(part, read(portal), read(ours), rules);
  return [
    ...both('request', ({ method, origin, path }) => new Map(Object.entries({ method, origin, path }))),
    ...both('query', ({ query }) => query),
    ...both('header', ({ headers }) => headers),
    ...both('cookie', ({ cookies }) => cookies),
    ...both('body field', ({ body }) => body),
  ];
}

function conclude(rows: readonly Row[]): Comparison {
  return { mirrors: !rows.some(({ matters }) => matters), rows };
}

const MAX_ROWS = 1_000;

function compareFields(part: Part, portal: Fields, ours: Fields, rules: readonly Rule[]): Row[] {
  const names = [...new Set([...portal.keys(), ...ours.keys()])];
  const rest = names.slice(MAX_ROWS);
  const rows = names.slice(0, MAX_ROWS).map((name): Row => {
    const relation = relate(portal.get(name), ours.get(name));
    const why = relation === 'same' ? undefined : excuse(rules, part, name, relation);
    return {
      part,
      name: redactor.redact(name || '(all of it)'),
      portal: show(part, name, portal.get(name)),
      ours: show(part, name, ours.get(name)),
      relation,
      matters: relation !== 'same' && why === undefined,
      ...(why && { why }),
    };
  });
  return rest.length === 0 ? rows : [...rows, compareRest(part, rest, portal, ours)];
}

/** Says in one row whether all that is left is the same: a reply may have so many fields that nobody could wait for them, or read them. */
function compareRest(part: Part, names: readonly string[], portal: Fields, ours: Fields): Row {
  const isSame = names.every((name) => portal.get(name) === ours.get(name));
  const relation = isSame ? 'same' : 'differs';
  return { part, name: `(${names.length} more)`, portal: '…', ours: '…', relation, matters: !isSame };
}

function relate(portal: string | undefined, ours: string | undefined): Relation {
  if (portal === undefined) return 'only we';
  if (ours === undefined) return 'only the portal';
  return portal === ours ? 'same' : 'differs';
}

// Of ways to sign in, the portal tells everybody what they are called.
const SECRET =
  /csrf|auth(?!enticationProviders\.\d+\.(?:Name|FormsLoginEnabled)$)|key$|token|password|secret|cookie|session/i;

/** A secret is never shown, only whether it is the same. */
export function show(part: Part, name: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  if (part === 'cookie' || (part !== 'reply cookie' && SECRET.test(name))) return REDACTED;
  return redactor.redact(value);
}

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
    parts: ['body field'],
    name: /AccessLevel|ActorType/,
    relations: ['only the portal'],
    why: 'we send it only where somebody asks for it; what the key is without it stands in the key list, which is compared',
  },
  {
    parts: ['reply header'],
    name: /date|age|expires|etag|last-modified|octopus-node|octopus-ratelimit|server-timing|^(?=.*(?:request|correlation|trace|activity|cf-ray|azure-ref|amzn)).+/,
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

// The same of the request of a sign-in.
const LOGIN_RULES: readonly Rule[] = [
  ...RULES.filter(({ parts }) => parts.includes('header')),
  {
    parts: ['cookie'],
    name: /.+/,
    relations: ['differs'],
    why: 'is of this one visitor',
  },
  {
    parts: ['body field'],
    name: /State\.RedirectAfterLoginTo/,
    relations: ['only the portal'],
    why: 'says where the page goes afterwards; there is none',
  },
];

/** @returns why such a difference means nothing; undefined where it matters */
function excuse(rules: readonly Rule[], part: Part, name: string, relation: Relation): string | undefined {
  return rules.find(
    (rule) =>
      rule.parts.includes(part) &&
      rule.relations.includes(relation) &&
      new RegExp(`^(?:${rule.name.source})$`).test(name),
  )?.why;
}
