import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const MEGABYTE = 1024 * 1024;

/** How long an answer of the REST API may be, in bytes. */
export const MAX_ANSWER_SIZE = 10 * MEGABYTE;

// The files of a page pass this process, too, where the browser cannot judge their certificate: a portal has larger ones.
export const MAX_BODY_SIZE = 32 * MEGABYTE;

const TOO_LONG = 'the reply is longer than';

/** A body that was not read to its end, since it may have none. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong';

  constructor(limit = MAX_ANSWER_SIZE) {
    super(`${TOO_LONG} ${limit / MEGABYTE} MB`);
  }

  /** Whether an error was one of these before a library made another of it. */
  static isMeantBy(message: string): boolean {
    return message.includes(TOO_LONG);
  }
}

/**
 * Ends every reply to a request of this process, by whatever library that uses Node's own HTTP client, as soon as it is longer
 * than any may be, also once it is unpacked. Playwright by itself reads to the end before anybody can say how much is enough.
 * Whoever begins to read one that has broken off by then is told so.
 */
export function limitBodies(): void {
  subscribe('http.client.response.finish', (message) => {
    limit((message as { readonly response: IncomingMessage }).response);
  });
}

type Push = (chunk: Buffer | null) => boolean;

/**
 * Whoever reads the body begins later, and must miss nothing: so it is counted where it comes in. It is unpacked here, too: of a
 * few bytes that stand for any length, a library would hold all that they stand for before it could be stopped.
 */
function limit(response: IncomingMessage): void {
  const push = countOn(response, response.push.bind(response));
  const unpacker = openUnpacker(response.headers['content-encoding']);
  response.push = unpacker ? countOn(response, unpack(response, unpacker, push)) : push;
  response.once('aborted', () => tellLater(response));
}

/** Playwright keeps a reply's cookies before it listens for its end: one that breaks off meanwhile would be waited for in vain. */
function tellLater(response: IncomingMessage): void {
  response.on('newListener', (event) => {
    if (event === 'aborted') queueMicrotask(() => response.emit('aborted'));
  });
}

/** @returns what passes a body on, as long as it may be */
function countOn(response: IncomingMessage, push: Push): Push {
  let size = 0;
  return (chunk) => {
    size += chunk?.length ?? 0;
    if (size <= MAX_BODY_SIZE) return push(chunk);
    // Whoever reads it is told why, and not only that it has been cut off.
    if (response.listenerCount('error') > 0) response.emit('error', new BodyTooLong(MAX_BODY_SIZE));
    response.destroy();
    return false;
  };
}

/** @returns what takes a packed body, and passes it on unpacked, to whoever thinks that it came so */
function unpack(response: IncomingMessage, unpacker: Transform, push: Push): Push {
  delete response.headers['content-encoding'];
  const read = response._read.bind(response);
  response._read = (size) => {
    unpacker.resume();
    read(size);
  };
  unpacker.on('data', (chunk: Buffer) => push(chunk) || unpacker.pause());
  unpacker.once('end', () => push(null));
  unpacker.once('error', (error) => response.destroy(error));
  response.once('close', () => unpacker.destroy());
  return (chunk) => {
    if (chunk === null) unpacker.end();
    else unpacker.write(chunk);
    // What is packed is small, and is taken as it comes.
    return true;
  };
}

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = constants;

/** @returns what unpacks a body, also one that is cut off; undefined where it comes as it is */
function openUnpacker(encoding = ''): Transform | undefined {
  switch (encoding.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip({ flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH });
    case 'br':
      return createBrotliDecompress({ flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH });
    case 'deflate':
      return createInflate({ flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH });
    default:
      return undefined;
  }
}
