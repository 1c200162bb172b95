import { ApiFailure, failRefused } from '../../src/api/api-failure.ts';
import { Pace } from '../../src/api/pace.ts';
import { retryRead, usualPatience } from '../../src/api/retry-read.ts';
import { AuthenticationDocument } from '../../src/api/schemas.ts';
import { StartupWait } from '../../src/api/startup-wait.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { adviseRevoking } from '../../src/keys/revoke.ts';
import { forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { expect, test } from '../fixtures.ts';
import { expectMinted } from '../real-servers/expect-minted.ts';
import { serve } from '../serve.ts';

// Values that no server should send.

test('a longest life of a key that is no day at all counts as none that is told', () => {
  const read = (days: string) =>
    AuthenticationDocument.parse(JSON.parse(`{ "ApiKeyMaxExpiryDays": ${days} }`)).ApiKeyMaxExpiryDays;
  for (const days of ['-1e300', '-5', '0', '1e-9', '1e999', '"30"', '{}'])
    expect(read(days), days).toBeUndefined();
  for (const days of [1, 30, 365]) expect(read(String(days))).toBe(days);
  expect(read('null')).toBe(null);
});

for (const way of ['browser', 'direct'] as const)
  test(`a byte order mark before JSON is passed over, as browsers do: ${way}`, async ({
    startServer,
    startBrowser,
  }) => {
    const server = await startServer();
    await using front = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      const isJson = `${reply.headers['content-type']}`.startsWith('application/json');
      pass(exchange, reply, isJson ? `\ufeff${reply.body}` : undefined);
    });
    const { username, password } = server;
    const browser = way === 'browser' ? await startBrowser() : undefined;
    const login = { url: front.url, username, password, browser, direct: way === 'direct' };
    expectMinted(server, await provideHere(login, undefined, 60_000));
  });

test('a server that asks for no wait at all is given a moment all the same, and one that asks for more has it', () => {
  for (const [asked, least] of [
    ['0', 200],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 200],
    ['7', 7_000],
  ] as const) {
    const call = { attempt: 'read', refusal: 'server' } as const;
    const reply = { status: 503, statusText: '', headers: { 'retry-after': asked }, text: '' };
    const failure = failRefused(call, reply);
    expect(failure).toBeInstanceOf(ApiFailure);
    expect(usualPatience.delay(failure, 1), asked).toBe(least);
    using startup = new StartupWait('http://octopus.example.com', 10_000, { info: () => {} });
    expect(startup.delay(failure, 1), asked).toBe(least);
  }
});

const ABSURD = ['9'.repeat(400), '9'.repeat(30), '9007199254740993'];

for (const asked of ABSURD)
  test(`a server that asks for a wait of ${asked.length} digits is told to ask for a long one, and is not asked again`, async () => {
    const headers = { 'retry-after': asked };
    const reply = { status: 429, statusText: 'Too Many Requests', headers, text: '' };
    const failure = failRefused({ attempt: 'read', refusal: 'server' }, reply);
    expect(failure.message).toContain('and asks to wait more than 1000000 h.');
    expect(failure.message).not.toMatch(/NaN|Infinity|\de\+/);
    const read = async () => {
      throw failure;
    };
    const told: string[] = [];
    const pace = new Pace();
    pace.tell = (message) => told.push(message);
    expect(await pace.shouldAskAgain(reply, 1, Deadline.ofRun(60_000))).toBe(false);
    await expect(retryRead(read, Deadline.ofRun(60_000))).rejects.toBe(failure);

    // What follows a page that was refused waits until the time is over, and not the moment of a timer that is too long.
    pace.noteRefusedPage(reply);
    expect(told).toEqual([
      'The server limits how often it may be asked (429): going on in more than 1000000 h.',
    ]);
    const warnings: string[] = [];
    const note = ({ name }: Error) => void warnings.push(name);
    process.on('warning', note);
    const stop = new AbortController();
    const turn = pace.turn(Deadline.ofRun(60_000, stop.signal));
    await new Promise(setImmediate);
    stop.abort();
    await turn;
    process.off('warning', note);
    // Node sets such a timer to a millisecond, and says so.
    expect(warnings).toEqual([]);
  });

test('in the command that revokes a key, no id and no name can be taken for an option', () => {
  const account = {
    url: 'https://octopus.example.com',
    username: '-p',
    provider: undefined,
    direct: false,
    serviceAccount: '--yes',
  };
  const id = '--browser=http://evil.example:9222';
  expect(adviseRevoking([id, 'apikeys-1', "-'"], account)).toBe(
    'npx ts-node scripts/revoke-key.ts --url https://octopus.example.com --username=-p --service-account=--yes ' +
      `--id=${id} --id apikeys-1 '--id=-'\\'''`,
  );
});
