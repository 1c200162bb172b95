import { readClockAhead } from '../../src/api/clock.ts';
import { readServerTime } from '../../src/api/server-facts.ts';
import { pickLiveKeys, selectKeys, summarizeKey } from '../../src/keys/list.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { expect, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';

// Servers whose clock is not this machine's.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A day that is named, as a server that allows a year lets it be. */
const NAMED = `${new Date(Date.now() + 100 * DAY).toISOString().slice(0, 10)}T00:00:00.000Z`;
const TIMEOUT_MS = 60_000;
const WARNING = /The server's clock is .* this machine's: when a key ends is counted by the server's\./g;

const clocks = [
  { ahead: 2 * HOUR, says: /clock is (2 h|1 h 59 min) ahead of this machine's/ },
  { ahead: -2 * HOUR, says: /clock is (2 h|1 h 59 min) behind this machine's/ },
  { ahead: 30_000, says: undefined },
] as const;

for (const { ahead, says } of clocks) {
  test(`a server whose clock is ${ahead / MINUTE} min ahead: its key ends by its clock, and that is told where it matters`, async ({
    startServer,
  }) => {
    const server = await startServer({ clockAheadMs: ahead });
    const { key: apiKey } = server.addKey('the way in');
    const login = { url: server.url, apiKey, browser: undefined };
    const { code, stderr } = await provideHere(login, undefined, TIMEOUT_MS);

    expect(code, stderr).toBe(0);
    const [made] = server.liveKeys();
    const counted = (made?.expires?.getTime() ?? 0) - (made?.created.getTime() ?? 0);
    const offBy = says ? 0 : -ahead;
    // It is made a little unlike any other.
    expect(Math.abs(counted - 90 * DAY - offBy)).toBeLessThan(MINUTE + 5_000);
    expect(stderr.match(WARNING) ?? []).toHaveLength(says ? 1 : 0);
    if (says) expect(stderr).toMatch(says);
  });
}

test('an hour is one also where the server is two hours ahead, and a day that is named is that day', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ clockAheadMs: 2 * HOUR });
  const { key } = server.addKey('the way in');
  const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: key };
  const hour = await runCommand('mint-key', { env, words: ['--expires-in', '1h', '--purpose', 'hour'] });
  const day = await runCommand('mint-key', {
    env,
    words: ['--expires-in', NAMED, '--purpose', 'day'],
  });

  expect(hour.code, hour.stderr).toBe(0);
  const made = server.liveKeys().find(({ purpose }) => purpose === 'hour');
  expect((made?.expires?.getTime() ?? 0) - (made?.created.getTime() ?? 0)).toBeGreaterThan(50 * MINUTE);
  expect(day.code, day.stderr).toBe(0);
  expect(
    server
      .liveKeys()
      .find(({ purpose }) => purpose === 'day')
      ?.expires?.toISOString(),
  ).toBe(NAMED);
  expect(day.stderr).not.toMatch(WARNING);
});

for (const ahead of [200 * DAY, -2 * HOUR])
  test(`a key whose life was counted by the clock of what stands in front of the server, ${ahead / HOUR} h ahead, is revoked: exit 5`, async ({
    startServer,
  }) => {
    const server = await startServer();
    const { key: apiKey } = server.addKey('the way in');
    await using front = await tellTime(server, ahead);
    const { code, stdout, stderr } = await provideHere(
      { url: front.url, apiKey, browser: undefined },
      undefined,
      TIMEOUT_MS,
    );
    expect({ code, stdout }, stderr).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain('the time that came with its replies is');
    expect(server.liveKeys().map(({ purpose }) => purpose)).toEqual(['the way in']);
  });

test('whether a key is live is judged by the clock of its server; none is revoked that has not expired by both', async ({
  startServer,
  runCommand,
}) => {
  const ahead = await startServer({ clockAheadMs: 2 * HOUR });
  const behind = await startServer({ clockAheadMs: -2 * HOUR });
  const soon = { expires: new Date(Date.now() + HOUR) };
  const past = { expires: new Date(Date.now() - HOUR) };
  for (const [server, more, isLive] of [
    [ahead, soon, false],
    [behind, past, true],
  ] as const) {
    const { key } = server.addKey('the way in');
    const { id } = server.addKey('octopus-key-mint', more);
    const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: key };
    const listed = await runCommand('list-keys', { env, words: ['--format', 'json'] });
    const found = (JSON.parse(listed.stdout) as { id: string; isExpired: boolean }[]).find(
      (each) => each.id === id,
    );
    expect(found?.isExpired).toBe(!isLive);
    const revoked = await runCommand('revoke-key', { env, words: ['--expired', '--yes'] });
    expect(revoked.stderr).not.toContain(id);
    const login = { url: server.url, apiKey: key, browser: undefined };
    const kept = await provideHere(login, 'skip', TIMEOUT_MS);
    expect(kept.code, kept.stderr).toBe(0);
    expect(server.madeKeys()).toHaveLength(isLive ? 2 : 3);
    expect(kept.stderr.includes("has ended by this machine's clock")).toBe(isLive);
  }
});

test('a key whose times have no zone, which may be half a day off, or are of the year 1, as .NET writes none, has neither ended nor is it old, as far as anybody knows', () => {
  const now = new Date();
  const past = new Date(now.getTime() - HOUR).toISOString();
  const told = { Id: 'apikeys-1', Purpose: 'fake', Created: past, Expires: past };
  const untold = { ...told, Created: past.slice(0, -1), Expires: past.slice(0, -1) };
  const old = { id: undefined, purpose: undefined, expired: false, olderThan: HOUR / 2 };
  const find = (key: typeof told) => ({
    isLive: pickLiveKeys([key], 'fake', now).length === 1,
    isExpired: summarizeKey(key, now).isExpired,
    isOld: selectKeys([summarizeKey(key, now)], old, now).length === 1,
  });

  expect(find(told)).toEqual({ isLive: false, isExpired: true, isOld: true });
  expect(find(untold)).toEqual({ isLive: true, isExpired: false, isOld: false });
  for (const none of ['0001-01-01T00:00:00.000+00:00', '0001-01-01T00:00:00Z', '2016-12-31T23:59:60Z'])
    expect(find({ ...told, Created: none, Expires: none }), none).toEqual(find(untold));
});

test('a stored reply, one without a date, and one of another age tell no time', () => {
  const askedAt = Date.now();
  const read = (headers: Record<string, string>) => readClockAhead(headers, askedAt);
  const later = new Date(askedAt + HOUR).toUTCString();

  expect(Math.abs((read({ date: later }) ?? 0) - HOUR)).toBeLessThan(2_000);
  expect(read({ date: later, age: '3600' })).toBeUndefined();
  expect(read({})).toBeUndefined();
  expect(read({ date: 'soon' })).toBeUndefined();
  expect(read({ date: 'Fri, 31 Dec 9999 23:59:59 GMT' })).toBeUndefined();
  expect(Math.abs(readServerTime({ clockAhead: undefined }).getTime() - Date.now())).toBeLessThan(1_000);
});

test('a rotation also revokes an old key that is over by the time alone that something in front of the server tells', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const speaks = server.addKey('speaks');
  server.addKey('octopus-key-mint', { expires: new Date(Date.now() + 10 * DAY) });
  await using front = await tellTime(server, 20 * DAY);
  const { code, stdout, stderr } = await runCommand('rotate-key', {
    env: { OCTOPUS_URL: front.url, OCTOPUS_API_KEY: speaks.key },
    words: ['--expires-in', NAMED],
  });
  expect(code, stderr).toBe(0);
  const live = server.liveKeys().filter(({ id }) => id !== speaks.id);
  expect(live.map(({ key }) => `${key}\n`)).toEqual([stdout]);
});

/** Something in front of a server that tells its own time, so many milliseconds ahead. */
function tellTime(server: StandIn, ahead: number): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const { headers, ...reply } = await forward(exchange);
    const date = new Date(Date.now() + ahead).toUTCString();
    pass(exchange, { ...reply, headers: { ...headers, date } });
  });
}
