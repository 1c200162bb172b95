import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedApiKey } from '../../src/api/schemas.ts';
import { planRotation } from '../../src/keys/rotation.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { expect, type Outcome, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';
import { readLog, startCommand } from '../start-command.ts';

// Keys that are replaced by a schedule, and live on for a while beside those that take their place.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const before = (milliseconds: number) => new Date(Date.now() - milliseconds);

/** An administrator's key, and no browser to start. */
function byKey(server: StandIn): Record<string, string> {
  const { key } = server.addKey('speaks');
  return { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: key, OCTOPUS_BROWSER: '/nowhere/chromium' };
}

const rotated = (server: StandIn) => server.liveKeys().filter(({ purpose }) => purpose === 'rotated');
const idsOf = (keys: readonly { readonly id: string }[]) => keys.map(({ id }) => id);
const tell = ({ stderr }: Outcome, level: string) =>
  readLog(stderr)
    .filter((line) => line.level === level)
    .map(({ msg }) => msg);

const ROTATE = ['--purpose', 'rotated'];

test('--if-older-than: a younger key stays, and that is said; one that is old enough is replaced', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const created = before(20 * DAY - HOUR);
  const old = server.addKey('rotated', { created, expires: new Date(Date.now() + 90 * DAY) });
  const words = [...ROTATE, '--receipt', 'receipt.json', '--if-older-than'];
  const early = await runCommand('rotate-key', { env, words: [...words, '20d'] });
  const receipt = JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8'));
  const due = new Date(created.getTime() + 20 * DAY).toISOString().slice(0, 16).replace('T', ' ');

  expect(early, early.stderr).toMatchObject({ code: 0, stdout: '' });
  expect(tell(early, 'info').at(-1)).toContain(
    `old enough to be replaced from ${due} UTC on: nothing was minted`,
  );
  expect(tell(early, 'warn')).toEqual([]);
  expect(rotated(server)).toEqual([old]);
  expect(receipt).toMatchObject({ outcome: 'skipped', key: { id: old.id }, replaces: [] });

  const late = await runCommand('rotate-key', { env, words: [...words, '478h'] });
  expect(late.code, late.stderr).toBe(0);
  expect(rotated(server).map(({ key }) => `${key}\n`)).toEqual([late.stdout]);
});

test('a key that is left, and the file for it is gone: that is said, with --quiet, too', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const { id } = server.addKey('rotated');
  const words = [...ROTATE, '--out', 'gone.key', '--quiet'];
  const young = await runCommand('rotate-key', { env, words: [...words, '--if-older-than', '20d'] });
  const there = await runCommand('mint-key', { env, words: [...words, '--if-exists', 'skip'] });
  await writeFile(join(folder, 'gone.key'), 'not gone');
  const held = await runCommand('mint-key', { env, words: [...words, '--if-exists', 'skip'] });

  expect([young.code, there.code, held.code]).toEqual([0, 0, 0]);
  const said = `The key ${id} is there already, and gone.key is not: if nobody holds it, `;
  expect(tell(young, 'warn')).toEqual([`${said}leave out --if-older-than.`]);
  expect(tell(there, 'warn')).toEqual([`${said}use --if-exists rotate.`]);
  expect(tell(held, 'warn')).toEqual([]);
});

test('the file of the key that signs in takes no key of another account: exit 2, and nothing is made; it takes one of its own', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const { key } = server.addKey('rotated', { userId: 'Users-4' });
  const { OCTOPUS_API_KEY: administrators = '', ...env } = byKey(server);
  const write = async (held: string, ...words: string[]) => {
    await writeFile(join(folder, 'held.key'), held, { mode: 0o600 });
    const line = { env: { ...env, OCTOPUS_API_KEY_FILE: 'held.key' }, words: [...ROTATE, '--out', ...words] };
    return runCommand('rotate-key', line);
  };
  const before = server.liveKeys();
  const others = await write(administrators, 'held.key', '--service-account', 'service');
  expect(others.code, others.stderr).toBe(2);
  expect(others.stderr).toContain('of another account than the new one');
  expect(server.liveKeys()).toEqual(before);
  expect(await readFile(join(folder, 'held.key'), 'utf8')).toBe(administrators);

  const own = await write(key, 'held.key', '--service-account', 'service');
  expect(own.code, own.stderr).toBe(0);
  expect(own.stderr).not.toContain('STILL LIVE');
  expect(rotated(server).map((each) => `${each.key}\n`)).toEqual([
    await readFile(join(folder, 'held.key'), 'utf8'),
  ]);
});

for (const [what, others] of [
  ['a key that is written over, and was not replaced,', []],
  ['a key that is written over, where another was replaced,', ['rotated']],
] as const)
  test(`${what} is told of: it is live, and may be held nowhere else`, async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    for (const purpose of others) server.addKey(purpose);
    const { OCTOPUS_API_KEY: key = '', ...env } = byKey(server);
    await writeFile(join(folder, 'held.key'), key, { mode: 0o600 });
    const words = [...ROTATE, '--out', 'held.key', '--log-level', 'error'];
    const over = await runCommand('rotate-key', {
      env: { ...env, OCTOPUS_API_KEY_FILE: 'held.key' },
      words,
    });
    expect(over.code, over.stderr).toBe(0);
    expect(over.stderr).toContain('THE KEY THAT held.key HELD IS STILL LIVE');
    expect(over.stderr).not.toContain(key);
    expect(server.liveKeys()).toHaveLength(2);
  });

test('--if-older-than without a live key: one is made', async ({ startServer, runCommand }) => {
  const server = await startServer();
  const env = byKey(server);
  server.addKey('rotated', { created: before(HOUR), expires: before(MINUTE) });
  const { code, stdout } = await runCommand('rotate-key', {
    env,
    words: [...ROTATE, '--if-older-than', '20d'],
  });

  expect(code).toBe(0);
  expect(rotated(server).map(({ key }) => `${key}\n`)).toEqual([stdout]);
});

/** Stands in front of a server, and shows one more key in its key lists. */
function listBesides(server: StandIn, key: object): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    if (!/\/apikeys\?/.test(`${incoming.url}`)) return pass(exchange, reply);
    const { Items, TotalResults, ...page } = JSON.parse(reply.body.toString());
    const stored = { ...page, Items: [key, ...Items], TotalResults: TotalResults + 1 };
    pass(exchange, reply, JSON.stringify(stored));
  });
}

test('--if-older-than: a young key that a stored list shows, and of which the server itself says that there is none, is no reason to leave an old one', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const young = { Id: 'apikeys-gone', UserId: server.userId, Purpose: 'rotated', Created: before(HOUR) };
  server.addKey('rotated', { created: before(30 * DAY) });
  await using site = await listBesides(server, young);
  const words = [...ROTATE, '--if-older-than', '20d'];
  const { code, stdout, stderr } = await runCommand('rotate-key', {
    env: { ...env, OCTOPUS_URL: site.url },
    words,
  });

  expect(code, stderr).toBe(0);
  expect(rotated(server).map(({ key }) => `${key}\n`)).toEqual([stdout]);
});

test('--overlap: a key that a stored list shows, and of which the server itself says that there is none, has taken the place of no other', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const gone = { Id: 'apikeys-gone', UserId: server.userId, Purpose: 'rotated', Created: before(5 * DAY) };
  for (const age of [10 * DAY, HOUR]) server.addKey('rotated', { created: before(age) });
  await using site = await listBesides(server, gone);
  const { code, stderr } = await runCommand('rotate-key', {
    env: { ...env, OCTOPUS_URL: site.url },
    words: [...ROTATE, '--if-older-than', '30d', '--overlap', '1d'],
  });

  expect(code, stderr).toBe(0);
  expect(rotated(server)).toHaveLength(2);
});

test('how old a key is, its own server says', { tag: '@extended' }, async ({ startServer, runCommand }) => {
  for (const [ahead, isMade] of [
    [2 * HOUR, true],
    [-2 * HOUR, false],
  ] as const) {
    const server = await startServer({ clockAheadMs: ahead });
    const env = byKey(server);
    server.addKey('rotated', { created: before(DAY) });
    const { code } = await runCommand('rotate-key', {
      env,
      words: [...ROTATE, '--if-older-than', isMade ? '25h' : '23h'],
    });
    expect(code).toBe(0);
    expect(server.madeKeys()).toHaveLength(isMade ? 3 : 2);
  }
});

test('a key that ends before it is old enough to be replaced is warned of, whether it was there or is new', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const words = [...ROTATE, '--if-older-than', '20d', '--expires-in', '10d'];
  for (const runs of [1, 2]) {
    const { code, stderr } = await runCommand('rotate-key', { env, words });
    expect(code, stderr).toBe(0);
    expect(rotated(server)).toHaveLength(1);
    expect(stderr, `run ${runs}`).toMatch(
      /ends [\d -]+:\d\d UTC, before --if-older-than lets a run replace it/,
    );
  }
});

test('--overlap: the old key lives on and is named, and a later run revokes it once its time is over', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const words = [...ROTATE, '--overlap', '1h', '--if-older-than', '20d'];
  const older = server.addKey('rotated', { created: before(45 * DAY) });
  const old = server.addKey('rotated', { created: before(21 * DAY) });
  const first = await runCommand('rotate-key', { env, words: [...words, '--receipt', 'receipt.json'] });
  const [made] = rotated(server);

  expect(first.code, first.stderr).toBe(0);
  expect(first.stdout).toBe(`${made?.key}\n`);
  // What an earlier rotation had replaced is revoked; what this one replaces is not.
  expect(idsOf(rotated(server))).toEqual([made?.id, old.id]);
  expect(first.stderr).toContain(`in place of ${older.id}`);
  const receipt = JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8'));
  expect(receipt).toMatchObject({ outcome: 'minted', replaces: [older.id], overlapping: [old.id] });
  const until =
    /The old key (\S+) lives on: .*rotate-key with the same --purpose and --overlap after ([\d :-]+) UTC/;
  const [, named, time = ''] = until.exec(first.stderr) ?? [];
  expect(named).toBe(old.id);
  expect(Math.abs(Date.parse(`${time}Z`) - Date.now() - HOUR)).toBeLessThan(2 * MINUTE);

  const second = await runCommand('rotate-key', { env, words });
  expect(second).toMatchObject({ code: 0, stdout: '' });
  expect(idsOf(rotated(server))).toEqual([made?.id, old.id]);
  expect(second.stderr).toContain(`The old key ${old.id} lives on`);

  const soon = await runCommand('rotate-key', {
    env,
    words: words.map((word) => (word === '1h' ? '1ms' : word)),
  });
  expect(soon).toMatchObject({ code: 0, stdout: '' });
  expect(idsOf(rotated(server))).toEqual([made?.id]);
  expect(tell(soon, 'info').at(-1)).toContain(
    `nothing was minted, and ${old.id} revoked, and nothing is handed over`,
  );
});

test('--overlap touches keys of that purpose and that account alone', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const more = { created: before(3 * DAY) };
  const others = [
    server.addKey('rotated too', more),
    server.addKey('Rotated', more),
    server.addKey('rotated', { ...more, userId: 'Users-4' }),
  ];
  server.addKey('rotated', more);
  server.addKey('rotated', { created: before(2 * DAY) });
  const { code } = await runCommand('rotate-key', { env, words: [...ROTATE, '--overlap', '1h'] });

  expect(code).toBe(0);
  expect(server.liveKeys()).toEqual(expect.arrayContaining(others));
  expect(rotated(server)).toHaveLength(3);
});

test('without --overlap, older keys beside one that is young enough are named, and left', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const old = server.addKey('rotated', { created: before(3 * DAY) });
  server.addKey('rotated', { created: before(2 * DAY) });
  const outcome = await runCommand('rotate-key', { env, words: [...ROTATE, '--if-older-than', '20d'] });

  expect(outcome.code).toBe(0);
  expect(rotated(server)).toHaveLength(2);
  expect(tell(outcome, 'warn')).toEqual([expect.stringContaining(`The old key ${old.id} lives on`)]);
});

test('a run that was killed between the new key and the revoking: the next one ends what it left', async ({
  startServer,
  runCommand,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const server = await startServer();
  const env = byKey(server);
  const old = server.addKey('rotated', { created: before(45 * DAY) });
  const current = server.addKey('rotated', { created: before(21 * DAY) });
  let hasArrived = () => {};
  const arrived = new Promise<void>((resolve) => {
    hasArrived = resolve;
  });
  await using site = await serve(async (incoming, outgoing) => {
    if (incoming.method === 'DELETE') return hasArrived();
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
  const words = [...ROTATE, '--overlap', '1h', '--if-older-than', '20d'];
  await using command = startCommand('rotate-key', { env: { ...env, OCTOPUS_URL: site.url }, args: words });
  await Promise.race([arrived, command.exited]);
  command.child.kill('SIGKILL');
  const { stdout } = await command.exited;
  expect(rotated(server)).toHaveLength(3);

  const next = await runCommand('rotate-key', { env, words });
  expect(next, next.stderr).toMatchObject({ code: 0, stdout: '' });
  expect(rotated(server).map(({ key }) => `${key}\n`)).toEqual([stdout, `${current.key}\n`]);
  expect(idsOf(server.madeKeys())).toContain(old.id);
});

test('a run that was killed before it delivered left a key that nobody holds: the one that is used is not revoked for it', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const held = server.addKey('rotated', { created: before(21 * DAY) });
  const unheld = server.addKey('rotated', { created: before(2 * HOUR) });
  held.lastUsed = before(MINUTE);
  unheld.lastUsed = before(2 * HOUR - 1_000);
  const words = [...ROTATE, '--overlap', '1h', '--if-older-than'];
  const doubtful = await runCommand('rotate-key', { env, words: [...words, '20d'] });
  expect(doubtful.code).toBe(0);
  expect(idsOf(rotated(server))).toEqual([unheld.id, held.id]);
  expect(tell(doubtful, 'warn')).toEqual([
    expect.stringMatching(new RegExp(`${held.id} lives on: it was used .*while ${unheld.id}.*never was`)),
  ]);

  unheld.lastUsed = before(MINUTE);
  const sure = await runCommand('rotate-key', { env, words: [...words, '20d'] });
  expect(sure.code).toBe(0);
  expect(idsOf(rotated(server))).toEqual([unheld.id]);
});

test('two rotations at the same moment, with an overlap: nobody is left with a key that is gone', async ({
  startServer,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const old = server.addKey('rotated', { created: before(21 * DAY) });
  // Each has read the list before the other asks for its key.
  const waiting: (() => void)[] = [];
  await using site = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (incoming.method === 'POST') {
      await new Promise<void>((resolve) => {
        if (waiting.push(resolve) === 2) for (const release of waiting) release();
      });
    }
    pass(exchange, await forward(exchange));
  });
  const line = { env: { ...env, OCTOPUS_URL: site.url }, args: [...ROTATE, '--overlap', '1h'] };
  await using one = startCommand('rotate-key', line);
  await using other = startCommand('rotate-key', line);
  const ended = await Promise.all([one.exited, other.exited]);

  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  const held = ended.map(({ stdout }) => stdout.trim());
  expect(rotated(server).map(({ key }) => key)).toEqual(expect.arrayContaining([...held, old.key]));
  expect(rotated(server)).toHaveLength(3);
});

for (const [what, hasOld, words] of [
  ['without an overlap', true, []],
  ['where there was no key yet', false, []],
  ['with an overlap, for which the other has not been asked', true, ['--overlap', '7d']],
] as const)
  test(`of two rotations at the same moment, ${what}, the one whose key the other has revoked while it was handed over says so: exit 5`, {
    tag: what === 'without an overlap' ? [] : '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    test.skip(process.platform === 'win32', 'it is for a POSIX shell');
    const server = await startServer();
    const env = byKey(server);
    if (hasOld) server.addKey('rotated', { created: before(21 * DAY) });
    const slowly = 'cat > taken; echo it is taken >&2; until test -e go; do sleep 0.1; done';
    await using one = startCommand('rotate-key', {
      env,
      cwd: folder,
      args: [...ROTATE, ...words, '--pipe-to', slowly],
    });
    await one.waitForLine('it is taken');
    const other = await runCommand('rotate-key', { env, words: ROTATE });
    await writeFile(join(folder, 'go'), '');
    const first = await one.exited;

    expect(other.code, other.stderr).toBe(0);
    expect(rotated(server).map(({ key }) => `${key}\n`)).toEqual([other.stdout]);
    expect(first.code, first.stderr).toBe(5);
    expect(first.stderr).toMatch(
      /the key apikeys-\S+ was handed over, and is not valid any more: another rotation/,
    );
  });

test("that a key is not valid any more when it has been handed over is the server's own word alone: a gateway's 401 says nothing of it", async ({
  startServer,
}) => {
  const server = await startServer();
  const speaks = server.addKey('speaks');
  let looks = 0;
  await using site = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    const isLook =
      /^\/api\/users\/me\b/.test(incoming.url ?? '') && incoming.headers['x-octopus-apikey'] !== speaks.key;
    // The first is before it is handed over.
    if (isLook && ++looks === 2) outgoing.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    else pass(exchange, reply);
  });
  const login = { url: site.url, apiKey: speaks.key, browser: undefined };
  const { code, stdout, stderr } = await provideHere(login, 'rotate', 60_000);
  expect({ code, looks }, stderr).toEqual({ code: 0, looks: 2 });
  expect(server.liveKeys()[0]?.key).toBe(stdout.trim());
});

test("that it is not valid any more counts where the server says so twice: the first may be somebody else's 401, which was kept", async ({
  startServer,
}) => {
  const server = await startServer();
  const speaks = server.addKey('speaks');
  const asked: string[] = [];
  await using site = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const { url = '', headers } = incoming;
    const isLook = url.startsWith('/api/users/me?') && headers['x-octopus-apikey'] !== speaks.key;
    if (isLook && !asked.includes(url)) asked.push(url);
    // The first is before it is handed over.
    if (!isLook || asked.indexOf(url) !== 1) return pass(exchange, await forward(exchange));
    outgoing.writeHead(401, { 'content-type': 'application/json' });
    outgoing.end('{"ErrorMessage":"You must be logged in to request this resource."}');
  });
  const login = { url: site.url, apiKey: speaks.key, browser: undefined };
  const { code, stdout, stderr } = await provideHere(login, 'rotate', 60_000);
  expect({ code, asked: asked.length }, stderr).toEqual({ code: 0, asked: 3 });
  expect(server.liveKeys()[0]?.key).toBe(stdout.trim());
});

for (const [words, says] of [
  [['--if-older-than', '20'], 'has no unit: write it as 20s, 20m, 20h or 20d'],
  [['--overlap', '0'], 'more than 0'],
  [['--overlap', 'long'], '--overlap'],
  [['--format', 'terraform', '--if-older-than', '20d'], 'leave it out'],
] as const)
  test(`rotate-key exits 2 for ${words.join(' ')}`, async ({ runCommand }) => {
    const env = { OCTOPUS_URL: 'http://127.0.0.1:1', OCTOPUS_API_KEY: `API-${'FAKE'.repeat(7)}` };
    const { code, stderr } = await runCommand('rotate-key', { env, words: [...words] });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

// Keys as [age in minutes, minutes since the last use], newest first, and what an overlap of an hour makes of each.
const fates: Readonly<Record<string, readonly [keys: readonly Aged[], fates: readonly string[]]>> = {
  'one alone': [[[90]], ['kept']],
  'one, and another from long before': [
    [[90], [200]],
    ['kept', 'replaced'],
  ],
  'one from just now, and another': [
    [[5], [200]],
    ['kept', 'until'],
  ],
  'a new one, one whose hour has begun with it, and one whose hour is over': [
    [[5], [90], [200]],
    ['kept', 'until', 'replaced'],
  ],
  'two of the same moment': [
    [[90], [93]],
    ['kept', 'doubt'],
  ],
  'two of the same moment, of which one is used': [
    [
      [90, 1],
      [93, 1],
    ],
    ['kept', 'doubt'],
  ],
  'two of the same moment, replaced by a third': [
    [[90], [200], [203]],
    ['kept', 'replaced', 'replaced'],
  ],
  'one that was never used, and another that is': [
    [
      [90, 89],
      [200, 1],
    ],
    ['kept', 'doubt'],
  ],
  'one that is used, and another that still is': [
    [
      [90, 2],
      [200, 1],
    ],
    ['kept', 'replaced'],
  ],
  'neither of them used of late': [
    [
      [90, 89],
      [200, 199],
    ],
    ['kept', 'replaced'],
  ],
  'one that was never used, beside another that is, and an older one': [
    [
      [90, 89],
      [200, 1],
      [400, 2],
    ],
    ['kept', 'doubt', 'replaced'],
  ],
};

type Aged = readonly [age: number, used?: number];

test('which old keys an overlap revokes, which it leaves until when, and which are in doubt', () => {
  for (const [title, [keys, wanted]] of Object.entries(fates)) {
    const live = keys.map(([age, used], at) => ({
      Id: String(at),
      Created: before(age * MINUTE).toISOString(),
      LastUsedTimeStamp: used === undefined ? null : before(used * MINUTE).toISOString(),
    }));
    // In any order.
    for (const list of [live, live.toReversed()]) {
      const { kept, replaced, left } = plan(list);
      const fateOf = (id: string) => {
        if (kept?.Id === id) return 'kept';
        if (replaced.some(({ Id }) => Id === id)) return 'replaced';
        const found = left.find((key) => key.id === id);
        return found?.until ? 'until' : found?.doubt && 'doubt';
      };
      expect(
        live.map(({ Id }) => fateOf(Id)),
        title,
      ).toEqual(wanted);
    }
  }
});

test('where a new key takes the place of one that perhaps nobody held, the one that is used lives on for an overlap from now', () => {
  const ages = [
    [90, 89],
    [200, 1],
  ] as const;
  const live = ages.map(([age, used]) => ({
    Id: String(age),
    Created: before(age * MINUTE).toISOString(),
    LastUsedTimeStamp: before(used * MINUTE).toISOString(),
  }));
  const server = { clockAhead: 0 } as Parameters<typeof planRotation>[2];
  const { kept, replaced, left } = planRotation(live, { ifOlderThan: HOUR, overlap: HOUR }, server);

  expect([kept, replaced]).toEqual([undefined, []]);
  expect(left.map(({ id }) => id)).toEqual(['90', '200']);
  for (const { until } of left) expect(until?.getTime()).toBeGreaterThan(Date.now() + 50 * MINUTE);
});

test('a key of which the server does not say when it was made stops a rotation that goes by ages', () => {
  expect(() => plan([{ Id: 'apikeys-1' }])).toThrow('does not say when apikeys-1 was made');
});

test('a key that was made in the future, as by a clock that was wrong then, stops a rotation that goes by ages, since it would be young for as long', () => {
  const made = (age: number) => plan([{ Id: 'apikeys-1', Created: before(age).toISOString() }]);
  expect(() => made(-400 * DAY)).toThrow('apikeys-1 was made in the future');
  // By the clock of a server that is a little ahead, or of what stands in front of it.
  expect(made(-HOUR).kept?.Id).toBe('apikeys-1');
});

test('none is revoked that is not old enough by both clocks', () => {
  const made = (minutes: number) => ({
    Id: String(minutes),
    Created: before(minutes * MINUTE).toISOString(),
  });
  const list = [made(30), made(200)];
  for (const clockAhead of [0, 2 * HOUR, -2 * HOUR]) expect(plan(list, clockAhead).replaced).toEqual([]);
  const older = [made(90), made(200)];
  expect(plan(older, 0).replaced).toEqual([older[1]]);
  expect(plan(older, -2 * HOUR).replaced).toEqual([]);
});

function plan(live: readonly ListedApiKey[], clockAhead = 0) {
  const server = { clockAhead } as Parameters<typeof planRotation>[2];
  return planRotation(live, { ifOlderThan: 20 * DAY, overlap: HOUR }, server);
}
