import { createReadStream, existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, resolve } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import type { Answer } from '../enemies/serve-portal.ts';
import { DONE, type StrangeProvider, serveProvider } from '../enemies/serve-provider.ts';

/** What was done at a front end, as its back end hears of it. */
export type Deed =
  | 'user name'
  | 'password'
  | 'code'
  | 'push'
  | 'message'
  | 'consent given'
  | 'consent declined'
  | 'password reset'
  | 'new password'
  | 'registration'
  | 'set-up'
  | 'set-up skipped'
  | 'stay signed in'
  | 'sign-in denied';

/** A back end's reply: what is said, and what was done. */
export interface Reply {
  readonly status?: number;
  /** JSON where it is no text. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly deed?: Deed | readonly Deed[];
}

/** A front end that others made, its back end, and a portal that sends people there. */
export interface FrontEnd extends StrangeProvider {
  /** In order. */
  readonly deeds: readonly Deed[];
}

/** @param body of the request, as text; @returns what is answered, or undefined where nothing is known by that address */
export type BackEnd = (
  path: string,
  body: string,
  incoming: IncomingMessage,
  origin: string,
) => Reply | undefined;

const FOLDER = resolve('tests/front-ends/node_modules');
/** Why the tests of front ends cannot be run; undefined where they can. */
export const missing = existsSync(FOLDER)
  ? undefined
  : 'tests/front-ends is not set up: npm run test:front-ends sets it up';
/** Where the back end sends a browser that has signed in. */
export { DONE };

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/**
 * Serves a front end on loopback.
 * @param page what people come to, at `/`
 * @param packages folders below `node_modules` by the path that they are served at, such as `/okta/`
 * @param answerAfterMs how long each reply of the back end takes
 */
export async function startFrontEnd(
  server: StandIn,
  page: (origin: string) => string,
  packages: Readonly<Record<string, string>>,
  backEnd: BackEnd,
  answerAfterMs = 0,
): Promise<FrontEnd> {
  const deeds: Deed[] = [];
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse, body: string) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://front-end');
    const [at] = Object.keys(packages).filter((path) => pathname.startsWith(path));
    if (at !== undefined)
      return sendFile(join(FOLDER, packages[at] ?? '', pathname.slice(at.length)), outgoing);
    const reply = backEnd(pathname, body, incoming, `http://${incoming.headers.host}`);
    if (!reply) return void outgoing.writeHead(404).end();
    if (reply.deed) deeds.push(...[reply.deed].flat());
    await new Promise((done) => setTimeout(done, answerAfterMs));
    const isText = typeof reply.body === 'string';
    outgoing
      .writeHead(reply.status ?? 200, {
        'content-type': isText ? 'text/html; charset=utf-8' : 'application/json',
        ...reply.headers,
      })
      .end(isText ? reply.body : JSON.stringify(reply.body));
  };
  const home: Answer = (incoming, outgoing) => {
    outgoing
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(page(`http://${incoming.headers.host}`));
  };
  const provider = await serveProvider(server, { '/': home }, answer);
  return { ...provider, deeds };
}

function sendFile(path: string, outgoing: ServerResponse): void {
  createReadStream(path)
    .once('open', () =>
      outgoing.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }),
    )
    .once('error', () => outgoing.writeHead(404).end())
    .pipe(outgoing);
}
