import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { listIdentities } from '../../src/api/identities.ts';
import type { OctopusApi } from '../../src/api/octopus-api.ts';
import { AuthenticationDocument, listOf } from '../../src/api/schemas.ts';
import { NodeRelay } from '../../src/browser/node-relay.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { readHeaders } from '../../src/core/front.ts';
import { readNetwork } from '../../src/core/network.ts';
import { forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { credentials, expect, type Outcome, test } from '../fixtures.ts';
import { launchBrowser } from '../launch-browser.ts';
import { expectMinted } from '../real-servers/expect-minted.ts';
import { type Served, secure, serve } from '../serve.ts';
import { readLog, startCommand } from '../start-command.ts';

// Whoever answers without end, or with what unpacks to more than there is memory, ends a run no later than a mistake would.

const MEGABYTE = 1024 * 1024;
const MAX_MEMORY_MB = 400;
const ENOUGH_MB = 700;

type Answer = (outgoing: ServerResponse) => void;

/** Enough to be seen in a process's memory, and then nothing more, without an end. */
const flood: Answer = (outgoing) => {
  outgoing.writeHead(200, { 'content-type': 'application/json' });
  pipeline(Readable.from(writeOn()), outgoing, () => {});
};

async function* writeOn(): AsyncGenerator<Buffer> {
  const chunk = Buffer.alloc(MEGABYTE, ' ');
  for (let sent = 0; sent < ENOUGH_MB; sent += 1) yield chunk;
  await new Promise(() => {});
}

// Several packed one after the other are one that is packed.
const gzipped = () => Buffer.concat(Array(ENOUGH_MB / 50).fill(gzipSync(Buffer.alloc(50 * MEGABYTE, ' '))));
const brotli = () =>
  brotliCompressSync(Buffer.alloc(400 * MEGABYTE, ' '), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

function unpackTo(encoding: string, body: () => Buffer): Answer {
  return (outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(body());
  };
}

/** Passes everything on, but for one request, which is answered without end once the server has done what it asks for. */
function answer(
  target: string,
  isMeant: (request: IncomingMessage) => boolean,
  answer: Answer,
): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const reply = await forward(exchange);
    if (isMeant(incoming)) answer(outgoing);
    else pass(exchange, reply);
  });
}

// What a process tells of itself begins with what the one had that started it; Linux knows better.
const REPORT_MEMORY = `
  const { existsSync, readFileSync, writeFileSync } = require('node:fs');
  const status = '/proc/self/status';
  const read = () => /^VmHWM:\\s+(\\d+)/m.exec(readFileSync(status, 'utf8'))[1];
  process.on('exit', () => {
    const kilobytes = existsSync(status) ? read() : process.resourceUsage().maxRSS;
    writeFileSync(process.env.MEMORY_FILE, String(kilobytes / 1024));
  });`;

/** @returns what came of a command, and the most memory that it had, in MB */
async function measure(
  folder: string,
  name: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Outcome & { readonly memory: number }> {
  const [script, file] = [join(folder, 'report.cjs'), join(folder, 'memory')];
  await writeFile(script, REPORT_MEMORY);
  const more = { NODE_OPTIONS: `--require ${script}`, MEMORY_FILE: file };
  const outcome = await startCommand(name, { args, env: { ...env, ...more } }).exited;
  return { ...outcome, memory: Number(await readFile(file, 'utf8')) };
}

function expectOneError({ stderr }: Outcome, says: RegExp): void {
  const errors = readLog(stderr).filter(({ level }) => level === 'error');
  expect(errors, stderr).toHaveLength(1);
  expect(errors[0]?.msg).toMatch(says);
}

const isPost = (end: string) => (request: IncomingMessage) =>
  request.method === 'POST' && !!request.url?.endsWith(end);
// Not by the portal's page, which asks for it, too.
const isMe = ({ url, headers }: IncomingMessage) =>
  url === '/api/users/me' && headers['sec-fetch-dest'] === undefined;
const isRoot = ({ url }: IncomingMessage) => url === '/api';

const runs: readonly (readonly [string, (request: IncomingMessage) => boolean, Answer, number, RegExp])[] = [
  ['the root document', isRoot, flood, 3, /root document.*longer than 10 MB/],
  ['the login reply', isPost('/login'), flood, 3, /sign in.*longer than 32 MB/],
  ['who is signed in', isMe, flood, 4, /who is signed in.*longer than 10 MB/],
  ['the reply with the key', isPost('/apikeys'), flood, 5, /mint the key.*longer than 10 MB/],
  ['who is signed in, packed', isMe, unpackTo('gzip', gzipped), 4, /who is signed in.*longer than 10 MB/],
  [
    'the root document, packed otherwise',
    isRoot,
    unpackTo('br', brotli),
    3,
    /root document.*longer than 10 MB/,
  ],
];

for (const [name, isMeant, answers, code, says] of runs) {
  const tag = name === 'the reply with the key' ? [] : '@extended';
  test(`${name} without end: exit ${code}, one line, and no more memory than otherwise`, { tag }, async ({
    startServer,
    folder,
  }) => {
    const server = await startServer();
    await using site = await answer(server.url, isMeant, answers);
    const env = { ...credentials(server), OCTOPUS_URL: site.url };
    const outcome = await measure(folder, 'mint-key', env, ['--timeout', '30s']);

    expect(outcome.code, outcome.stderr).toBe(code);
    expect(outcome.stdout).toBe('');
    expectOneError(outcome, says);
    expect(outcome.memory).toBeLessThan(MAX_MEMORY_MB);
    expect(server.liveKeys()).toEqual([]);
  });
}

for (const [name, isMeant, code, says] of [
  ['the login reply', isPost('/login'), 3, /no reply to it came|got no reply/],
  ['who is signed in', isMe, 0, /^/],
  ['the reply with the key', isPost('/apikeys'), 3, /no reply came \(aborted\)/],
] as const) {
  const tag = name === 'the reply with the key' ? '@extended' : [];
  test(`${name}, once broken off behind a cookie: exit ${code}, long before the time is over`, {
    tag,
  }, async ({ startServer }) => {
    const server = await startServer();
    let count = 0;
    const isFirst = (request: IncomingMessage) => isMeant(request) && count++ === 0;
    await using site = await answer(server.url, isFirst, (outgoing) => {
      outgoing.writeHead(200, { 'set-cookie': 'front=fake; path=/', 'content-length': 100 });
      outgoing.flushHeaders();
      outgoing.socket?.resetAndDestroy();
    });
    const env = { ...credentials(server), OCTOPUS_URL: site.url };
    const outcome = await startCommand('mint-key', { env, args: ['--timeout', '60s'] }).exited;

    expect(outcome.code, outcome.stderr).toBe(code);
    expect(outcome.stderr).toMatch(says);
    expect(count).toBeGreaterThan(0);
    expect(server.liveKeys()).toHaveLength(code === 0 ? 1 : 0);
  });
}

test('replies with as long headers as browsers take are read without a browser, too', async ({
  startServer,
}) => {
  const server = await startServer();
  await using site = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    outgoing.setHeader('x-front', 'x'.repeat(200 * 1024));
    pass(exchange, await forward(exchange));
  });
  const { username, password } = server;
  const login = { url: site.url, username, password, browser: undefined, direct: true };
  expectMinted(server, await provideHere(login, undefined, 60_000));
});

test('without a browser: exit 3, one line, and no more memory than otherwise', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const { key } = server.addKey('the way in');
  await using site = await answer(server.url, isMe, flood);
  const outcome = await measure(folder, 'list-keys', { OCTOPUS_URL: site.url, OCTOPUS_API_KEY: key });

  expect(outcome.code, outcome.stderr).toBe(3);
  expectOneError(outcome, /longer than 10 MB/);
  expect(outcome.memory).toBeLessThan(MAX_MEMORY_MB);
});

test('a list without end: exit 5, one line, and no more memory than otherwise', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const { key } = server.addKey('the way in');
  let pages = 0;
  await using site = await answer(
    server.url,
    ({ url }) => !!url?.includes('/apikeys?'),
    (outgoing) => {
      pages += 1;
      const Items = Array.from({ length: 100 }, (_, at) => ({
        Id: `apikeys-${pages}-${at}`,
        Purpose: 'x'.repeat(90_000),
      }));
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ Items, TotalResults: 1_000_000 }));
    },
  );
  const outcome = await measure(folder, 'list-keys', { OCTOPUS_URL: site.url, OCTOPUS_API_KEY: key });

  expect(outcome.code, outcome.stderr).toBe(5);
  expectOneError(outcome, /read the key list: there is no end to the list/);
  expect(outcome.memory).toBeLessThan(MAX_MEMORY_MB);
  expect(pages).toBeLessThan(10);
});

test('a list of identities without end is given up, too', async () => {
  let pages = 0;
  const call = async ({ measure }: { measure(text: string): void }) => {
    pages += 1;
    measure('x'.repeat(MEGABYTE));
    // It has an end that only somebody comes to who reads on far too long.
    const OidcIdentities = pages > 200 ? [] : [{ Id: `Identitys-${pages}` }];
    return { OidcIdentities, Count: 1_000_000, ExternalId: 'fake' };
  };
  const listing = listIdentities({ call } as unknown as OctopusApi, 'Users-4', Deadline.ofRun(60_000));
  await expect(listing).rejects.toThrow(/read the list of identities: there is no end to the list/);
  expect(pages).toBeLessThan(20);
});

const packers = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };

test('a list of millions that do not belong there is refused at the first of them', () => {
  for (const list of [AuthenticationDocument.shape.AuthenticationProviders, listOf(z.string())]) {
    const refused = list.safeParse(Array(1_000_000).fill(1));
    expect(refused.error?.issues).toHaveLength(1);
  }
  expect(listOf(z.string()).parse(['a', 'b'])).toEqual(['a', 'b']);
});

test('what is packed as usual is read as usual, by the page, too, where this process fetches what it wants', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  let count = 0;
  await using packing = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const { status, headers, body } = await forward(exchange);
    const [encoding, pack] = Object.entries(packers)[count++ % 3] ?? ['gzip', gzipSync];
    pass(exchange, { status, headers: { ...headers, 'content-encoding': encoding }, body }, pack(body));
  });
  await using site = await secure(packing.url);
  await writeFile(join(folder, 'authority.pem'), site.authority);
  const env = { ...credentials(server), OCTOPUS_URL: site.url };
  const { code, stdout, stderr } = await startCommand('mint-key', {
    env: { ...env, NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') },
  }).exited;

  expect(code, stderr).toBe(0);
  expect(count).toBeGreaterThan(6);
  expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
});

for (const [megabytes, isShown] of [
  [30, true],
  [34, false],
] as const)
  test(`a page that this process fetches for the browser, and that unpacks to ${megabytes} MB, is ${isShown ? '' : 'not '}shown`, {
    tag: '@extended',
  }, async () => {
    const body = gzipSync(Buffer.alloc(megabytes * MEGABYTE, ' '));
    await using server = await serve((_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(body);
    });
    const headersFile = readHeaders('X-Fake: fake-value');
    const browser = await launchBrowser();
    try {
      await NodeRelay.begin(browser, readNetwork({ insecureTls: false, headersFile }, [server.url]));
      const page = await browser.newPage();
      const going = page.goto(`${server.url}/`).then(() => 'shown');
      expect(await going.catch(String)).toMatch(isShown ? /^shown$/ : /ERR_FAILED/);
    } finally {
      await browser.close();
    }
  });
