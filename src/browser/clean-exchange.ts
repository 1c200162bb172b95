import type { Content, Entry, PostData } from 'har-format';
import { cleanBody } from '../secrets/clean-body.ts';
import { cleanValue } from '../secrets/clean-json.ts';

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
    request: { ...request, headersSize: UNKNOWN, bodySize: UNKNOWN },
    response: {
      ...response,
      headersSize: UNKNOWN,
      bodySize: UNKNOWN,
      content: { ...content, size: UNKNOWN },
      ...((response as Sizes)._transferSize === undefined ? {} : { _transferSize: UNKNOWN }),
    },
  }) as E;
}

/**
 * Whether an exchange is with the server itself. What passes between a browser and anybody else, a provider above all, is
 * full of secrets that nobody has told us of, whoever typed them: none of those bodies is kept.
 */
export function isOwn({ request }: Entry, server: string): boolean {
  return URL.canParse(request.url) && new URL(request.url).origin === new URL(server).origin;
}

/** @returns what stands in the place of a body that was sent */
export function leaveOutPostData({ mimeType }: PostData): PostData {
  return { mimeType, text: '', comment: LEFT_OUT };
}

const LEFT_OUT = 'left out';

/** @returns a body that was sent to the server, without any secret */
export function cleanPostData(postData: PostData): PostData {
  const text = cleanBody(Buffer.from(postData.text ?? ''), postData.mimeType);
  if (text === undefined) return leaveOutPostData(postData);
  return { ...postData, ...(cleanValue({ params: postData.params }) as object), text } as PostData;
}

/** @returns the body of a reply of the server, without any secret */
export function cleanContent(content: Content): Content {
  const { text, encoding, ...rest } = content;
  if (text === undefined) return rest;
  const clean = encoding ? undefined : cleanBody(Buffer.from(text), content.mimeType);
  return clean === undefined ? { ...rest, comment: LEFT_OUT } : { ...rest, text: clean };
}
