import type { Recording } from '../browser/recording.ts';
import { REDACTED, redactor } from '../secrets/redactor.ts';
import { type Exchange, type Fields, readExchange } from './exchange.ts';
import { excuse, type Part, type Relation } from './may-differ.ts';
import { isKeyRequest } from './what-things-are.ts';

/** One thing of the two key requests, side by side. */
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
  return compare(readExchange(byPage), readExchange(byUs));
}

function compare(portal: Exchange, ours: Exchange): Comparison {
  const both = (part: Part, read: (exchange: Exchange) => Fields) =>
    compareFields(part, read(portal), read(ours));
  const rows = [
    ...both('request', ({ method, origin, path }) => new Map(Object.entries({ method, origin, path }))),
    ...both('query', ({ query }) => query),
    ...both('header', ({ headers }) => headers),
    ...both('cookie', ({ cookies }) => cookies),
    ...both('body field', ({ body }) => body),
    ...both('status', ({ status }) => new Map([['status', String(status)]])),
    ...both('reply header', ({ replyHeaders }) => replyHeaders),
    ...both('reply cookie', ({ replyCookies }) => replyCookies),
    ...both('reply field', ({ reply }) => reply),
  ];
  return { mirrors: !rows.some(({ matters }) => matters), rows };
}

function compareFields(part: Part, portal: Fields, ours: Fields): Row[] {
  const names = [...new Set([...portal.keys(), ...ours.keys()])];
  return names.map((name) => {
    const relation = relate(portal.get(name), ours.get(name));
    const why = relation === 'same' ? undefined : excuse(part, name, relation);
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
}

function relate(portal: string | undefined, ours: string | undefined): Relation {
  if (portal === undefined) return 'only we';
  if (ours === undefined) return 'only the portal';
  return portal === ours ? 'same' : 'differs';
}

const SECRET = /csrf|auth|key$|token|password|secret|cookie|session/i;

/** A secret is never shown, only whether it is the same. */
export function show(part: Part, name: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  if (part === 'cookie' || (part !== 'reply cookie' && SECRET.test(name))) return REDACTED;
  return redactor.redact(value);
}
