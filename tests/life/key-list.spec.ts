import { formatKeys, writeKeys } from '../../src/commands/list-keys.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { Failure } from '../../src/core/failure.ts';
import type { Run } from '../../src/core/run.ts';
import { layOutTable } from '../../src/core/text.ts';
import { summarizeKey } from '../../src/keys/list.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, hasFullDisk, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { readLog, startCommand } from '../start-command.ts';
import { takesLonger } from '../takes-longer.ts';

test.use({ sharesBrowser: true });

const DAY = 86_400_000;
const before = (days: number) => new Date(Date.now() - days * DAY);

/** A key of an administrator, and no browser to start. */
function byKey(server: StandIn): Record<string, string> {
  const { key } = server.addKey('speaks', { created: before(0) });
  return { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: key, OCTOPUS_BROWSER: '/nowhere/chromium' };
}

for (const edition of ['3.x', '2018', '2021', '2026', '2026-06', '2026-10'] as const) {
  const tag = edition === '2026-10' ? [] : '@extended';
  test(`list-keys on ${edition} tells of every key on every page what the server tells`, { tag }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ edition });
    for (let count = 0; count < 130; count += 1) server.addKey(`key ${count}`);
    server.addKey('ended', { expires: before(1), created: before(2) });
    // One goes the whole way.
    const way = edition === '2026' ? { env: credentials(server) } : { signedInAt: server };
    const { code, stdout } = await runCommand('list-keys', { ...way, words: ['--format', 'json'] });
    const keys = JSON.parse(stdout) as Record<string, unknown>[];

    expect(code).toBe(0);
    expect(keys.map(({ id }) => id)).toEqual(
      server
        .madeKeys()
        .map(({ id }) => id)
        .reverse(),
    );
    const hasExpiry = !['3.x', '2018'].includes(edition);
    expect(keys[0]).toMatchObject({
      purpose: 'ended',
      isExpired: hasExpiry,
      hint: hasExpiry ? server.madeKeys().at(-1)?.key.slice(0, 7) : null,
      accessLevel: ['2026', '2026-10'].includes(edition) ? 'FullAccess' : null,
      actorType: edition.startsWith('2026') ? 'User' : null,
      lastUsed: null,
    });
    expect(server.liveSessions()).toBe(edition === '2026' ? 0 : 1);
    expect(stdout).not.toContain(server.madeKeys()[0]?.key);
  });
}

test('list-keys lays a table out, in which a purpose cannot break a line', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  server.addKey('two\nlines \u001b[31m');
  server.addKey('wide 名前 😀', { expires: new Date('2030-01-31T12:00:00Z') });
  const { stdout } = await runCommand('list-keys', { env: byKey(server) });
  const lines = stdout.trimEnd().split('\n');

  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^PURPOSE +ID +CREATED +EXPIRES +LAST USED +HINT$/);
  expect(lines[2]).toMatch(
    /^wide 名前 😀 +apikeys-\w+ +\d{4}-\d\d-\d\d \d\d:\d\d +2030-01-31 12:00 +- +API-\w{3}…$/,
  );
  expect(lines[3]).toContain('two\\nlines \\u001b[31m');
});

test('a purpose without end makes no table of many rows too long', () => {
  const key = (purpose: string) =>
    summarizeKey({ Id: `APIKeys-${purpose.length}`, Purpose: purpose }, new Date());
  const table = formatKeys(
    [key('x'.repeat(1_000_000)), ...Array.from({ length: 150 }, () => key('a'))],
    'table',
  );
  expect(table.length).toBeLessThan(100_000);
  expect(table).toContain(`${'x'.repeat(200)}…  APIKeys-1000000 `);
});

test('a signal ends the writing of a list of many keys before it is looked through', async () => {
  const stop = new AbortController();
  using deadline = Deadline.ofRun(60_000, stop.signal);
  const keys = Array.from({ length: 5_000 }, (_, at) =>
    summarizeKey({ Id: `apikeys-${at}`, Purpose: 'p' }, new Date()),
  );
  const reason = new Failure({ kind: 'interrupted', attempt: 'go on', reason: 'it was stopped', hint: '' });
  setImmediate(() => stop.abort(reason));
  await expect(writeKeys(keys, 'table', { deadline } as Run)).rejects.toBe(reason);
});

test('a list that cannot be written: exit 6, and no defect', async ({ startServer, runCommand }) => {
  test.skip(!hasFullDisk, 'there is no disk here that is always full');
  const server = await startServer();
  for (const words of [[], ['--format', 'json']]) {
    const { code, stderr } = await runCommand('list-keys', { env: byKey(server), words, toFullDisk: true });
    expect(code, stderr).toBe(6);
    expect(stderr).toContain('Could not write to standard output: ');
  }
});

test('columns stand below each other whatever they hold, and a long list of keys is laid out at once', () => {
  const rows = [
    ['wide 名前 😀', 'x'],
    ['e\u0301 👩‍💻 👍🏽', 'x'],
    ['plain', 'x', ''],
  ];
  expect(layOutTable(['NAME', 'ID', ''], rows)).toBe(
    ['NAME          ID', 'wide 名前 😀  x', 'e\u0301 👩‍💻 👍🏽       x', 'plain         x'].join('\n'),
  );
  const many = Array.from({ length: 40_000 }, (_, at) => [
    `purpose ${at}`,
    `apikeys-${at}`,
    '-',
    '-',
    '-',
    '-',
  ]);
  expect(takesLonger(3_000, () => void layOutTable(['A', 'B', 'C', 'D', 'E', 'F'], many))).toBe(false);
});

test('list-keys lists the keys of a service account', async ({ startServer, runCommand }) => {
  const server = await startServer();
  const { id } = server.addKey('of the service', { userId: 'Users-4' });
  const words = ['--service-account', 'service', '--format', 'json'];
  const { stdout } = await runCommand('list-keys', { env: byKey(server), words });

  expect((JSON.parse(stdout) as { id: string }[]).map((key) => key.id)).toEqual([id]);
});

test('an API key that is not valid: exit 4 with what the server says; one that is none: exit 2', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: `API-${'FAKE'.repeat(7)}` };
  const invalid = await runCommand('list-keys', { env });
  const none = await runCommand('list-keys', { env: { ...env, OCTOPUS_API_KEY: 'fake-canary' } });

  expect(invalid.code).toBe(4);
  expect(invalid.stderr).toContain('You must be logged in to request this resource');
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('OCTOPUS_API_KEY is no API key');
  expect(none.stderr).not.toContain('fake-canary');
});

test('an API key of another than --username names revokes nothing: exit 4; where a variable names one, it is told whose it is', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const { id } = server.addKey('of the service', { userId: 'Users-4' });
  const { key } = server.addKey('speaks', { userId: 'Users-4' });
  const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: key };
  const chosen = await runCommand('revoke-key', { env, words: ['--username', server.username, '--id', id] });
  expect(chosen.code, chosen.stderr).toBe(4);
  expect(chosen.stderr).toContain('as admin: it is a key of service');
  expect(server.liveKeys().map((each) => each.id)).toContain(id);

  const asked = await runCommand('rotate-key', {
    env,
    words: ['--format', 'terraform'],
    input: JSON.stringify({ username: server.username, purpose: 'of the service' }),
  });
  expect(asked.code, asked.stderr).toBe(4);
  expect(server.liveKeys().map((each) => each.id)).toContain(id);

  const named = await runCommand('list-keys', { env: { ...env, OCTOPUS_USERNAME: server.username } });
  expect(named.code, named.stderr).toBe(0);
  expect(named.stderr).toContain(
    "The API key is one of service, and not of admin: service's keys are the ones that are used.",
  );
});

test('revoke-key by ids revokes those alone, without asking', async ({ startServer, runCommand }) => {
  const server = await startServer();
  const [first, kept, third] = ['a', 'b', 'c'].map((purpose) => server.addKey(purpose));
  const words = ['--id', first?.id ?? '', '--id', third?.id ?? ''];
  const { code } = await runCommand('revoke-key', { env: credentials(server), words });

  expect(code).toBe(0);
  expect(server.liveKeys()).toEqual([kept]);
  expect(server.liveSessions()).toBe(0);
});

test('revoke-key revokes nothing where one of the ids is not there: exit 5', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const kept = server.addKey('kept');
  const words = ['--id', kept.id, '--id', 'apikeys-nowhere'];
  const { code, stderr } = await runCommand('revoke-key', { signedInAt: server, words });

  expect(code).toBe(5);
  expect(stderr).toContain('apikeys-nowhere');
  expect(server.liveKeys()).toEqual([kept]);
});

test('revoke-key by purpose: one is revoked, of several each is named and none revoked without --yes', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = byKey(server);
  server.addKey('single');
  const several = [server.addKey('several'), server.addKey('several')];
  const other = server.addKey('several and more');
  const single = await runCommand('revoke-key', { env, words: ['--purpose', 'single'] });
  const asked = await runCommand('revoke-key', { env, words: ['--purpose', 'several'] });
  const left = server.liveKeys().map(({ purpose }) => purpose);
  const consented = await runCommand('revoke-key', { env, words: ['--purpose', 'several', '--yes'] });

  expect(single.code).toBe(0);
  expect(asked.code).toBe(2);
  for (const { id } of several) expect(asked.stderr).toContain(`${id} \\"several\\"`);
  expect(asked.stderr).toContain('--yes');
  expect(left).toEqual(['several and more', 'several', 'several', 'speaks']);
  expect(consented.code).toBe(0);
  expect(server.liveKeys().map(({ id }) => id)).toContain(other.id);
  expect(server.liveKeys()).toHaveLength(2);
});

test('revoke-key --expired and --older-than take those alone, and nothing is no failure', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const env = byKey(server);
  const ended = server.addKey('ended', { created: before(40), expires: before(1) });
  const old = server.addKey('old', { created: before(31) });
  const young = server.addKey('young', { created: before(29) });
  const ids = async () => {
    const { stdout } = await runCommand('list-keys', { env, words: ['--format', 'json'] });
    return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
  };
  await runCommand('revoke-key', { env, words: ['--expired'] });
  const withoutEnded = await ids();
  await runCommand('revoke-key', { env, words: ['--older-than', '30d', '--purpose', 'another'] });
  const narrowed = await ids();
  await runCommand('revoke-key', { env, words: ['--older-than', '30d'] });
  const withoutOld = await ids();
  const nothing = await runCommand('revoke-key', { env, words: ['--older-than', '30d', '--yes'] });

  expect(withoutEnded).not.toContain(ended.id);
  expect(narrowed).toEqual(withoutEnded);
  expect(withoutEnded).toContain(old.id);
  expect(withoutOld).not.toContain(old.id);
  expect(withoutOld).toContain(young.id);
  expect(nothing.code).toBe(0);
  expect(nothing.stderr).toContain('nothing was revoked');
});

test('revoke-key warns where there is no key of the purpose that was named', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = { ...byKey(server), LOG_LEVEL: 'warn' };
  const { code, stderr } = await runCommand('revoke-key', { env, words: ['--purpose', 'Terrafrom'] });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('nothing was revoked');
});

test('revoke-key --dry-run tells which keys would be revoked, as the list does, and revokes none', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const [one] = [server.addKey('several'), server.addKey('several'), server.addKey('another')];
  const words = ['--direct', '--purpose', 'several', '--dry-run'];
  const { code, stdout, stderr } = await runCommand('revoke-key', { env: credentials(server), words });

  expect(code, stderr).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(3);
  expect(stdout).toContain(one?.id);
  expect(server.liveKeys()).toHaveLength(3);
});

test('revoke-key lists what it revokes, and says of keys chosen by age alone that somebody else may have made them', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const longAgo = new Date(Date.now() - 40 * 86_400_000);
  const own = server.addKey('octopus-key-mint', { created: longAgo });
  const other = server.addKey('made by hand', { created: longAgo });
  const words = ['--direct', '--older-than', '30d', '--yes'];
  const { code, stderr } = await runCommand('revoke-key', { env: credentials(server), words });
  const log = readLog(stderr);
  const warnings = log.filter(({ level }) => level === 'warn').map(({ msg }) => msg);
  const listed = log.findIndex(({ msg }) => msg.startsWith(`${other.id} "made by hand", created `));

  expect(code, stderr).toBe(0);
  expect(listed).toBeGreaterThanOrEqual(0);
  expect(log.findIndex(({ msg }) => msg.startsWith('Revoking'))).toBeGreaterThan(listed);
  expect(warnings).toEqual([expect.stringContaining(`${other.id} "made by hand"`)]);
  expect(warnings.join()).not.toContain(own.id);
});

test('revoke-key --expires-at takes the key that was asked for with exactly that instant, and names those that it may be', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const env = byKey(server);
  const instant = new Date(Date.now() + DAY);
  instant.setMilliseconds(123);
  const exact = server.addKey('asked for', { expires: instant });
  const later = server.addKey('asked for', { expires: new Date(instant.getTime() + 7) });
  const whole = server.addKey('cut short', { expires: new Date(instant.getTime() - 123) });
  const elsewhere = server.addKey('another', { expires: instant });
  const revoke = (purpose: string, at = instant.toISOString()) =>
    runCommand('revoke-key', { env, words: ['--purpose', purpose, '--expires-at', at] });
  const left = () => server.liveKeys().filter(({ purpose }) => purpose !== 'speaks');

  const doubtful = await revoke('cut short');
  expect(doubtful.code).toBe(5);
  expect(doubtful.stderr).toContain(`it may be one of ${whole.id}`);
  const none = await revoke('nothing');
  expect(none).toMatchObject({ code: 0, stderr: expect.stringContaining('No key matches') });
  expect(none.stderr, 'it may be made yet').toContain(`would live until ${instant.toISOString()}`);
  expect(left()).toHaveLength(4);
  expect((await revoke('asked for')).code).toBe(0);
  expect(left()).toEqual(expect.arrayContaining([later, whole, elsewhere]));
  expect(left()).not.toContain(exact);
  const full = new Date(instant.getTime() - 123).toISOString();
  const shared = await revoke('cut short', full);
  expect(shared.code, 'of a full second nobody can tell whose it is').toBe(5);
  const vague = await revoke('another', 'tomorrow');
  expect(vague).toMatchObject({ code: 2, stderr: expect.stringContaining('is no date-time') });
  expect(left()).toHaveLength(3);
});

test('revoke-key that is stopped tells which keys it could not revoke until then', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const server = await startServer();
  const env = byKey(server);
  for (let made = 0; made < 3; made += 1) server.addKey('several');
  const asked: string[] = [];
  await using front = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (incoming.method !== 'DELETE') return pass(exchange, await forward(exchange));
    asked.push(incoming.url?.replace(/.*\//, '') ?? '');
    if (asked.length > 1) return void child.kill('SIGINT');
    outgoing.writeHead(403, { 'content-type': 'application/json' }).end('{"ErrorMessage":"No."}');
  });
  const { child, exited } = startCommand('revoke-key', {
    cwd: folder,
    env: { ...env, OCTOPUS_URL: front.url },
    args: ['--purpose', 'several', '--yes'],
  });
  const { code, stderr } = await exited;
  expect(code, stderr).toBe(130);
  expect(asked).toHaveLength(2);
  for (const id of asked) expect(stderr).toContain(`Could not revoke the key ${id}`);
});

test('revoke-key revokes the key that it speaks with last', async ({ startServer, runCommand }) => {
  const server = await startServer();
  server.addKey('speaks');
  server.addKey('speaks');
  const env = byKey(server);
  const { code, stderr } = await runCommand('revoke-key', { env, words: ['--purpose', 'speaks', '--yes'] });

  expect(code, stderr).toBe(0);
  expect(server.liveKeys()).toEqual([]);
});

for (const [title, words, says] of [
  ['nothing to say which', [], 'nothing says which keys to revoke'],
  ['ids and an age', ['--id', 'apikeys-a', '--older-than', '1d'], 'contradict'],
  ['an age without its unit', ['--older-than', '500'], 'has no unit: write it as 500s, 500m, 500h or 500d'],
  ['an age that is none', ['--older-than', 'long'], '--older-than'],
  ['a format of another command', ['--id', 'apikeys-a', '--format', 'json'], '--format'],
] as const) {
  const tag = title.startsWith('an age without') || title.startsWith('nothing') ? [] : '@extended';
  test(`revoke-key exits 2 for ${title}`, { tag }, async ({ runCommand }) => {
    const env = { OCTOPUS_URL: 'http://127.0.0.1:1', OCTOPUS_API_KEY: 'API-FAKEFAKEFAKEFAKEFAKEFAKE' };
    const { code, stderr } = await runCommand('revoke-key', { env, words });

    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
}

test('revoke-key takes what it destroys from options alone: a purpose in the environment names no key', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const { key } = server.addKey('the way in');
  const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: key, OCTOPUS_KEY_PURPOSE: 'the way in' };
  const { code, stderr } = await runCommand('revoke-key', { env });

  expect(code, stderr).toBe(2);
  expect(stderr).toContain('nothing says which keys to revoke');
  expect(server.liveKeys()).toHaveLength(1);
});

test('rotate-key mints, delivers and only then revokes; where there was none, it mints', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--purpose', 'rotated'];
  const first = await runCommand('rotate-key', { env: credentials(server), words });
  const other = server.addKey('other');
  const second = await runCommand('rotate-key', { env: credentials(server), words });

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(first.stdout).not.toBe(second.stdout);
  const live = server.liveKeys().filter(({ id }) => id !== other.id);
  expect(live.map(({ key }) => `${key}\n`)).toEqual([second.stdout]);
  const order = server.requests.map(({ method, path }) => `${method} ${path.replace(/.*\//, '')}`);
  expect(order.lastIndexOf('POST apikeys')).toBeLessThan(
    order.findIndex((each) => each.startsWith('DELETE')),
  );
  expect(server.liveSessions()).toBe(0);
});

test('rotate-key, and mint-key --if-exists rotate, tell which purpose they replace where no option says it, and where it came from', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const tell = async (name: 'rotate-key' | 'mint-key', words: readonly string[], purpose = '') => {
    const env = { ...credentials(server), OCTOPUS_KEY_PURPOSE: purpose };
    const { code, stderr } = await runCommand(name, { env, words: [...words, '--direct'] });
    expect(code, stderr).toBe(0);
    return readLog(stderr).filter(({ msg }) => String(msg).startsWith('The keys that are replaced'));
  };
  const ofDefault = {
    level: 'warn',
    msg: 'The keys that are replaced are those with the purpose "octopus-key-mint", which is the default: --purpose names another.',
  };
  const msg = 'The keys that are replaced are those with the purpose "left", as OCTOPUS_KEY_PURPOSE says.';
  expect(await tell('rotate-key', [])).toMatchObject([ofDefault]);
  expect(await tell('rotate-key', [], 'left')).toMatchObject([{ level: 'info', msg }]);
  expect(await tell('rotate-key', ['--purpose', 'said'], 'left')).toEqual([]);
  expect(await tell('mint-key', ['--if-exists', 'rotate'])).toMatchObject([ofDefault]);
  expect(await tell('mint-key', ['--if-exists', 'skip'])).toEqual([]);
});

test('rotate-key replaces the very key that it speaks with, and the others after it', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  // The oldest is revoked first: the new key speaks for the one that is left then.
  const env = byKey(server);
  server.addKey('speaks');
  const { code, stdout, stderr } = await runCommand('rotate-key', { env, words: ['--purpose', 'speaks'] });

  expect(code, stderr).toBe(0);
  expect(server.liveKeys().map(({ key }) => `${key}\n`)).toEqual([stdout]);
});

test('rotate-key to a read-only key, which cannot revoke any, has the newest of the old ones, by which it speaks, revoke the others first', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ edition: '2026-10' });
  server.addKey('speaks');
  const env = byKey(server);
  const words = ['--purpose', 'speaks', '--access-level', 'read-only'];
  const { code, stdout, stderr } = await runCommand('rotate-key', { env, words });

  expect(code, stderr).toBe(0);
  expect(server.liveKeys().map(({ key }) => `${key}\n`)).toEqual([stdout]);
});

test('rotate-key that cannot deliver keeps the old key', async ({ startServer, runCommand }) => {
  test.skip(process.platform === 'win32', 'there is no false');
  const server = await startServer();
  const old = server.addKey('rotated');
  const words = ['--purpose', 'rotated', '--pipe-to', 'false'];
  const { code } = await runCommand('rotate-key', { signedInAt: server, words });

  expect(code).toBe(6);
  expect(server.liveKeys()).toEqual([old]);
});

test('mint-key needs no browser where there is an API key and no password', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = byKey(server);
  const { code, stdout } = await runCommand('mint-key', { env, words: ['--purpose', 'made'] });

  expect(code).toBe(0);
  expect(`${server.liveKeys()[0]?.key}\n`).toBe(stdout);
  expect(server.liveKeys().map(({ purpose }) => purpose)).toEqual(['made', 'speaks']);
});
