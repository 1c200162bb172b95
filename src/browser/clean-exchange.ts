import type { Content, Entry, PostData, QueryString } from 'har-format';
import { readOrigin } from '../core/text.ts';
import { cleanBody } from '../secrets/clean-body.ts';
import { cleanValue } from '../secrets/clean-json.ts';
import { redactor } from '../secrets/redactor.ts';

/** What Playwright says of sizes beyond the format. */
interface Sizes {
  readonly _transferSize?: number;
}

const UNKNOWN = -1;

/**
 * Removes from an exchange, but for its bodies, every secret, and every size: that of a body with a password in it tells
 * how long the password is.
 */
export function cleanHeads<E extends Entry>(entry: E): E {
  const { request, response } = entry;
  const { compression: _, ...content } = response.content;
  return cleanValue({
    ...entry,
    request: {
      ...request,
      queryString: readQuery(redactor.redact(request.url)),
      headersSize: UNKNOWN,
      bodySize: UNKNOWN,
    },
    response: {
      ...response,
      headersSize: UNKNOWN,
      bodySize: UNKNOWN,
      content: { ...content, size: UNKNOWN },
      ...((response as Sizes)._transferSize === undefined ? {} : { _transferSize: UNKNOWN }),
    },
  }) as E;
}

/** As the address has it without secrets: one that was decoded otherwise than it was written would not be known any more. */
function readQuery(url: string): QueryString[] {
  if (!URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}

/**
 * Whether an exchange is with the server's own API. What passes between a browser and anybody else, a provider above all, or what stands
 * in front of the server at its very origin, is full of secrets that nobody has told us of, whoever typed them: none of those bodies is
 * kept.
 */
export function isOwn({ request }: Entry, server: string): boolean {
  const { origin, pathname } = new URL(server);
  if (readOrigin(request.url) !== origin) return false;
  const path = new URL(request.url).pathname.toLowerCase();
  return path.startsWith(`${pathname.replace(/\/$/, '')}/api/`.toLowerCase());
}

/** @returns what stands in the place of a body that was sent */
export function leaveOutPostData({ mimeType }: PostData): PostData {
  return { mimeType: redactor.redact(mimeType), text: '', comment: LEFT_OUT };
}

const LEFT_OUT = 'left out';

/** @returns a body that was sent to the server, without any secret; its fields stand in its text */
export function cleanPostData(postData: PostData): PostData {
  const text = cleanBody(Buffer.from(postData.text ?? ''), postData.mimeType);
  return text === undefined
    ? leaveOutPostData(postData)
    : { mimeType: redactor.redact(postData.mimeType), text };
}

/** @returns the body of a reply of the server, without any secret */
export function cleanContent(content: Content): Content {
  const { text, encoding, ...rest } = content;
  if (text === undefined) return rest;
  const clean = encoding ? undefined : cleanBody(Buffer.from(text), content.mimeType);
  return clean === undefined ? { ...rest, comment: LEFT_OUT } : { ...rest, text: clean };
}
