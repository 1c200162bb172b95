import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type StandIn, startStandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { expect, test } from '../fixtures.ts';
import { PURPOSE, readDelivered, readResults, spawnFleet } from '../fleet/start-fleet.ts';
import { type Served, serve } from '../serve.ts';
import { drawForm, SIGN_IN, type StrangePortal, servePortal } from './serve-portal.ts';

// The browser's cookies are the same for all ports of a host.
const LISTEN = `setInterval(() => fetch('/listen', { method: 'POST' }), 20);`;
// As soon as the page that opened it is not its own any more.
const TAKE_OVER = `setInterval(() => {
  try { opener.document; } catch { opener.location = '/taken'; }
}, 20);`;

const WINDOW = `<script>${TAKE_OVER}${LISTEN}</script>`;

const SIGN_IN_BY_SCRIPT = `fetch('${SIGN_IN}', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ username, password }),
});`;

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** A server of a fleet that means ill. */
interface Enemy {
  /** What its sign-in page has beside the form. */
  readonly script: string;
  /** What its result says: null for a key; undefined where what it does may disturb its own sign-in, too. */
  readonly told: null | RegExp | undefined;
  readonly files?: Readonly<Record<string, string | Answer>>;
  /** What it does when the next server's sign-in page is asked for. */
  readonly ambush?: () => void;
}

function listEnemies(): Enemy[] {
  const waiting: ServerResponse[] = [];
  const wait: Answer = (_, outgoing) => void waiting.push(outgoing);
  const answer = (text: string) => {
    for (const outgoing of waiting.splice(0)) outgoing.setHeader('content-type', 'text/html').end(text);
  };
  const setSession = (at: number) => {
    const cookie = `OctopusIdentificationToken_${nameGood(at)}=Fake-session; path=/api`;
    for (const outgoing of waiting) outgoing.setHeader('set-cookie', cookie);
    answer('');
  };
  return [
    // Windows that take the page over, and hear of its cookies; one of them comes late.
    {
      script: `open('/window'); open('/late-window');`,
      told: null,
      files: { '/late-window': wait },
      ambush: () => answer(WINDOW),
    },
    // Windows that are opened at any time, from windows, and by a page that is left.
    {
      script: `setInterval(() => open('/windows'), 50);
        for (const event of ['pagehide', 'visibilitychange', 'unload']) addEventListener(event, () => open('/windows'));`,
      told: undefined,
      files: {
        '/windows': `<script>for (const event of ['pagehide', 'unload']) addEventListener(event, () => open('/window'));${TAKE_OVER}</script>`,
      },
    },
    // A worker that goes on when its page is gone, and hears of the browser's cookies.
    {
      script: `navigator.serviceWorker.register('/listener.js');`,
      told: null,
      files: { '/listener.js': LISTEN },
    },
    // A reply that comes later, and takes the place of the next server's session.
    {
      script: `addEventListener('pagehide', () => navigator.sendBeacon('/late', 'x'));`,
      told: null,
      files: { '/late': wait },
      ambush: () => setSession(3),
    },
    // The same with an address that Playwright is silent about.
    {
      script: `fetch('/a/favicon.ico', { keepalive: true });`,
      told: null,
      files: { '/a/favicon.ico': wait },
      ambush: () => setSession(4),
    },
    // More than whatever hears of it can hold.
    {
      script: `console.log('x'.repeat(70_000_000));`,
      told: /more than 64 MB at once/,
    },
    // What a browser that has gone away says.
    {
      script: '',
      told: /has been closed/,
      files: {
        [SIGN_IN]: (_, outgoing) => {
          outgoing.writeHead(503, { 'content-type': 'application/json' });
          outgoing.end('{"ErrorMessage":"Target page, context or browser has been closed"}');
        },
      },
    },
  ];
}

/** An enemy, and the server that is next. */
interface Pair extends AsyncDisposable {
  readonly enemy: StrangePortal;
  readonly good: StandIn;
  /** Where the manifest has it. */
  readonly goodUrl: string;
  /** The cookies that its windows and workers were given. */
  readonly cookies: readonly string[];
  /** The cookies that the server that is next was sent. */
  readonly goodCookies: readonly string[];
}

async function startPair({ script, files, ambush }: Enemy, at: number): Promise<Pair> {
  const behind = await startStandIn({ password: passwordOf(nameEnemy(at)), installationId: nameEnemy(at) });
  const good = await startStandIn({ password: passwordOf(nameGood(at)), installationId: nameGood(at) });
  const cookies: string[] = [];
  const goodCookies: string[] = [];
  const enemy = await servePortal(behind, `${drawForm(SIGN_IN_BY_SCRIPT)}<script>${script}</script>`, {
    '/window': WINDOW,
    '/taken': drawForm(`navigator.sendBeacon('/took', password)`),
    '/listen': ({ headers }, outgoing) => {
      cookies.push(headers.cookie ?? '');
      outgoing.end();
    },
    ...files,
  });
  const front: Served = await serve(async (incoming, outgoing) => {
    if (incoming.url === '/app') ambush?.();
    goodCookies.push(incoming.headers.cookie ?? '');
    const exchange = { incoming, outgoing, target: good.url, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
  const dispose = async () => {
    await Promise.all([enemy, front, behind, good].map((each) => each[Symbol.asyncDispose]()));
  };
  return { enemy, good, goodUrl: front.url, cookies, goodCookies, [Symbol.asyncDispose]: dispose };
}

const nameEnemy = (at: number) => `enemy-${at}`;
const nameGood = (at: number) => `good-${at}`;
const passwordOf = (name: string) => `Fake-password-of-${name}`;

test('between servers that mean ill every other gets its key, and they hear of no other’s password or session', {
  tag: '@extended',
}, async ({ folder }) => {
  const enemies = listEnemies();
  const pairs: Pair[] = [];
  for (const [at, enemy] of enemies.entries()) pairs.push(await startPair(enemy, at));
  try {
    const { stderr } = await runOneByOne(pairs, folder);
    const results = await readResults(join(folder, 'results.jsonl'));
    const told = new Map(results.map(({ server, error }) => [server, error]));
    const delivered = await readDelivered(folder);
    for (const [at, { enemy, good, cookies, goodCookies }] of pairs.entries()) {
      const live = good.liveKeys().map(({ key }) => key);
      expect.soft(live, stderr).toEqual([delivered[`${nameGood(at)}/${PURPOSE}.key`]]);
      expect.soft(told.get(nameGood(at))).toBeNull();
      const expected = enemies[at]?.told;
      if (expected) expect.soft(told.get(nameEnemy(at))).toMatch(expected);
      else if (expected === null) expect.soft(told.get(nameEnemy(at)), stderr).toBeNull();
      else expect.soft([...told.keys()]).toContain(nameEnemy(at));
      expect.soft(goodCookies.join('\n')).not.toContain('Fake-session');
      expect.soft([...enemy.heard, ...enemy.submitted, ...cookies].join('\n')).not.toContain('good-');
    }
  } finally {
    await Promise.all(pairs.map((pair) => pair[Symbol.asyncDispose]()));
  }
});

async function runOneByOne(pairs: readonly Pair[], folder: string) {
  const names = pairs.flatMap(({ enemy, goodUrl }, at) => [
    { name: nameEnemy(at), url: enemy.url, variable: `ENEMY_${at}` },
    { name: nameGood(at), url: goodUrl, variable: `GOOD_${at}` },
  ]);
  const manifest = join(folder, 'fleet.json');
  const text = {
    defaults: {
      deliver: { file: join(folder, 'keys/{server}/{purpose}.key') },
      keys: [{ purpose: PURPOSE, expiresIn: '1h' }],
    },
    servers: names.map(({ name, url, variable }) => ({
      ...{ name, url },
      signIn: { username: 'admin', password: { env: variable } },
    })),
  };
  await writeFile(manifest, JSON.stringify(text));
  const env = Object.fromEntries(names.map(({ name, variable }) => [variable, passwordOf(name)]));
  const words = ['--concurrency', '1', '--results', 'results.jsonl'];
  return await spawnFleet({ manifest, folder, servers: [] }, words, env).exited;
}
