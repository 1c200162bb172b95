import { writeFile } from 'node:fs/promises';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import type { HttpClient } from '../../src/api/http.ts';
import { readServerFacts } from '../../src/api/server-facts.ts';
import { StartupWait } from '../../src/api/startup-wait.ts';
import { Deadline } from '../../src/core/deadline.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { listen, makeCertificate, serve } from '../serve.ts';
import { startCommand } from '../start-command.ts';
import { type StartName, startSlowly, starts } from './start-slowly.ts';

// Servers that are still starting: what they meet whoever comes with, and what is said of it.

const LONG_MS = 60_000;
const SHORT_MS = 1_500;

const causes: Readonly<Record<StartName | 'refuses', RegExp>> = {
  refuses: /no reply came \(connect ECONNREFUSED/,
  'accepts and closes': /no reply came \(other side closed/,
  'accepts and resets': /no reply came \((?:connect|read) ECONNRESET/,
  'accepts and is silent': /no reply came \(the time is over|no reply came \(none in time/,
  'answers 500': /the server answered 500/,
  'answers 502': /the server answered 502/,
  'answers 503, and that it takes an hour': /the server answered 503/,
  'answers 503, and that it takes until next year': /the server answered 503/,
};

for (const how of ['refuses', ...Object.keys(starts)] as (StartName | 'refuses')[]) {
  const tag = how === 'refuses' ? [] : '@extended';

  test(`a server that ${how} is waited for: exit 0`, { tag }, async ({ startServer }) => {
    const server = await startServer();
    const { key: apiKey } = server.addKey('the way in');
    await using starting = await startSlowly(how, server.url);
    const hear = (message: string) => {
      if (message.startsWith('Waiting for')) void starting.finish();
    };
    const login = { url: starting.url, apiKey, browser: undefined, wait: LONG_MS, hear };
    const { code, stdout, stderr } = await provideHere(login, undefined, LONG_MS);

    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
    expect(stderr).toMatch(
      new RegExp(`Waiting for ${starting.url} to be there, for another (1 min|5\\d s) at most: `),
    );
  });

  test(`a server that ${how}, for good: exit 3, and how long it was waited is told`, { tag }, async ({
    startServer,
  }) => {
    const server = await startServer();
    await using starting = await startSlowly(how, server.url);
    const login = { url: starting.url, apiKey: 'API-FAKEFAKEFAKEFAKEFAKEFAKEFA', browser: undefined };
    const impatient = await provideHere(login, undefined, 5_000);
    const patient = await provideHere({ ...login, wait: SHORT_MS }, undefined, 10_000);

    expect([impatient.code, patient.code]).toEqual([3, 3]);
    const [told, toldWaited] = [impatient, patient].map(({ stderr }) => stderr.trim().split('\n').at(-1));
    expect(told).toMatch(causes[how]);
    expect(told).toContain('If it is still starting, wait for it with --wait 5m.');
    expect(told).not.toContain('it was waited');
    expect(toldWaited).toMatch(causes[how]);
    expect(toldWaited).toContain('; it was waited for 1.5 s (--wait)');
    expect(toldWaited).not.toContain('with --wait');
    expect(server.requests).toEqual([]);
  });
}

// What no test can have happen on a loopback address, as undici, Playwright and Chromium say it.
const unreachable = {
  'a name that is not there yet': 'getaddrinfo ENOTFOUND octopus',
  'a name service that does not answer': 'getaddrinfo EAI_AGAIN octopus',
  'a machine that does not answer': 'connect ETIMEDOUT 10.0.0.1:8080',
  'a network without a way there': 'connect EHOSTUNREACH 10.0.0.1:8080',
  'a network that is down': 'connect ENETUNREACH 10.0.0.1:8080',
  "an ingress' own certificate": 'self-signed certificate',
  'a certificate of another name': "Hostname/IP does not match certificate's altnames: Host: octopus",
  'a TLS connection that is closed':
    'Client network socket disconnected before secure TLS connection was established',
} as const;

for (const [what, message] of Object.entries(unreachable)) {
  const tag = message.startsWith('getaddrinfo ENOTFOUND') ? [] : '@extended';

  test(`${what} is waited for, and named where it stays so`, { tag }, async () => {
    const told: string[] = [];
    let failures = 0;
    const read = async (mostFailures: number, wait: number) => {
      failures = 0;
      using deadline = Deadline.ofRun(LONG_MS);
      const info = (line: string) => void told.push(line);
      using startup = new StartupWait('http://octopus', wait, { info });
      const failing: HttpClient = {
        send: async ({ address }) => {
          failures += 1;
          if (failures <= mostFailures) throw new Error(message);
          const text = address.endsWith('/api') ? '{"Application":"Octopus Deploy"}' : '{}';
          return { status: 200, statusText: 'OK', headers: {}, text };
        },
        close: async () => {},
      };
      return await readServerFacts(failing, 'http://octopus', deadline, startup);
    };

    expect(await read(3, LONG_MS)).toMatchObject({ userKeysEnabled: true });
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(message);
    const forGood = Number.POSITIVE_INFINITY;
    await expect(read(forGood, 0)).rejects.toThrow(/If it is still starting, wait for it with --wait 5m\./);
    await expect(read(forGood, 700)).rejects.toThrow(/it was waited for 700 ms \(--wait\)/);
    await expect(read(forGood, 0)).rejects.toThrow(message);
  });
}

test('a server that is slow rather than starting has all the time there is once the wait is over', {
  tag: '@extended',
}, async () => {
  let calls = 0;
  const slow: HttpClient = {
    send: async ({ address }) => {
      calls += 1;
      // Both documents are asked for at once.
      if (calls <= 2) await new Promise(() => {});
      const text = address.endsWith('/api') ? '{"Application":"Octopus Deploy"}' : '{}';
      return { status: 200, statusText: 'OK', headers: {}, text };
    },
    close: async () => {},
  };
  using deadline = Deadline.ofRun(LONG_MS);
  using startup = new StartupWait('http://octopus', SHORT_MS, { info: () => {} });

  expect(await readServerFacts(slow, 'http://octopus', deadline, startup)).toMatchObject({
    userKeysEnabled: true,
  });
});

test('what no start explains is not waited for, and no message of it advises to', async ({ startServer }) => {
  const server = await startServer();
  await using missing = await serve((_, reply) => reply.writeHead(404).end('<title>Not here</title>'));
  const login = { url: missing.url, apiKey: 'API-FAKEFAKEFAKEFAKEFAKEFAKEFA', browser: undefined };
  const begun = performance.now();
  const outcome = await provideHere({ ...login, wait: LONG_MS }, undefined, LONG_MS);

  expect(outcome.code).toBe(3);
  expect(outcome.stderr).not.toContain('--wait');
  expect(outcome.stderr).not.toContain('Waiting for');
  expect(performance.now() - begun).toBeLessThan(LONG_MS / 2);
  const later = { ...login, url: server.url };
  expect((await provideHere(later, undefined, LONG_MS)).stderr).not.toContain('--wait');
});

test('what is waited for is told each time that some seconds have passed, with the time that is left', async () => {
  const told: string[] = [];
  let hear = () => {};
  const info = (line: string) => {
    told.push(line);
    if (told.length === 3) hear();
  };
  using startup = new StartupWait('http://octopus', LONG_MS, { info }, 30);
  const heard = new Promise<void>((done) => {
    hear = done;
  });
  expect(startup.waitFor('it is not there')).toBe(true);
  expect(startup.waitFor('it answers 503')).toBe(true);
  await heard;

  expect(told[0]).toMatch(
    /^Waiting for http:\/\/octopus to be there, for another (1 min|5\d s) at most: it is not there$/,
  );
  expect(told[2]).toMatch(
    /^Waiting for http:\/\/octopus to be there, for another (1 min|5\d s) at most: it answers 503$/,
  );
});

for (const status of [404, 502, 503]) {
  const tag = status === 404 ? [] : '@extended';

  test(`a sign-in page whose script answers ${status} at first is loaded anew: exit 0, one sign-in`, {
    tag,
  }, async ({ startServer, startBrowser }) => {
    const server = await startServer();
    await using front = await serveWithoutScript(server, status);
    const login = { ...whoSignsIn(server), url: front.url, browser: await startBrowser() };
    const hear = (message: string) => {
      if (message.includes('main.js answered')) front.finish();
    };
    const patient = await provideHere({ ...login, wait: LONG_MS, hear }, undefined, LONG_MS);

    expect(patient.code, patient.stderr).toBe(0);
    expect(patient.stderr).toContain(`${front.url}/app/main.js answered ${status}`);
    expect(countLogins(server)).toBe(1);
  });

  test(`a sign-in page whose script answers ${status} for good: exit 3, no sign-in`, {
    tag: '@extended',
  }, async ({ startServer, startBrowser }) => {
    const server = await startServer();
    await using front = await serveWithoutScript(server, status);
    const login = { ...whoSignsIn(server), url: front.url, browser: await startBrowser() };
    const impatient = await provideHere(login, undefined, LONG_MS);
    const patient = await provideHere({ ...login, wait: 6_000 }, undefined, LONG_MS);

    expect([impatient.code, patient.code]).toEqual([3, 3]);
    expect(impatient.stderr).toContain(`main.js answered ${status}. `);
    expect(impatient.stderr).toContain('wait for it with --wait 5m');
    expect(patient.stderr).toContain(`main.js answered ${status}; it was waited for 6 s (--wait)`);
    expect(patient.stderr).not.toContain('with --wait');
    expect(countLogins(server)).toBe(0);
  });
}

test('a container whose port is open before its server is there is waited for, page and all, with a browser of the run', async ({
  startServer,
}) => {
  const server = await startServer();
  await using starting = await startSlowly('accepts and closes', server.url);
  const mint = startCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: starting.url },
    args: ['--wait', '1m'],
  });
  await mint.waitForLine(`Waiting for ${starting.url} to be there`);
  starting.finish();
  const { code, stdout, stderr } = await mint.exited;

  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
  expect(countLogins(server)).toBe(1);
});

test('a server that says nothing at first is waited for by a browser, too', { tag: '@extended' }, async ({
  startServer,
  startBrowser,
}) => {
  const server = await startServer();
  await using starting = await startSlowly('accepts and is silent', server.url);
  const hear = (message: string) => {
    if (message.startsWith('Waiting for')) void starting.finish();
  };
  const login = { ...whoSignsIn(server), url: starting.url, browser: await startBrowser() };
  const { code, stderr } = await provideHere({ ...login, wait: LONG_MS, hear }, undefined, LONG_MS);

  expect(code, stderr).toBe(0);
  expect(stderr).toContain('Waiting for');
  expect(countLogins(server)).toBe(1);
});

test('a server that is there is not waited for any more, and that is not told', async () => {
  const told: string[] = [];
  const info = (line: string) => void told.push(line);
  using startup = new StartupWait('http://octopus', LONG_MS, { info }, 20);
  startup.waitFor('it is not there');
  startup.succeed();
  let ticks = 0;
  let hear = () => {};
  const tick = () => {
    ticks += 1;
    if (ticks === 4) hear();
  };
  using other = new StartupWait('http://other', LONG_MS, { info: tick }, 20);
  const hasTicked = new Promise<void>((done) => {
    hear = done;
  });
  other.waitFor('it is not there');
  await hasTicked;

  expect(told).toHaveLength(1);
});

test('doctor waits for a server that is still starting, and says that one may', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using never = await startSlowly('accepts and closes', server.url);
  await using starting = await startSlowly('accepts and closes', server.url);
  const env = credentials(server);
  const impatient = await runCommand('doctor', { env: { ...env, OCTOPUS_URL: never.url } });
  void starting.hasMetSomebody.then(() => starting.finish());
  const patient = await runCommand('doctor', {
    env: { ...env, OCTOPUS_URL: starting.url },
    words: ['--wait', '1m'],
  });

  expect(impatient.code).toBe(3);
  expect(impatient.stdout).toContain('wait for it with --wait 5m');
  expect(patient.stderr).toContain(`Waiting for ${starting.url} to be there`);
  expect(patient.stdout).toContain('Octopus Server 20');
  expect(patient.stdout).not.toContain('--wait');
});

test('a certificate that is replaced by the real one meanwhile is waited for', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const { key: apiKey } = server.addKey('the way in');
  const [first, real] = [await makeCertificate(), await makeCertificate()];
  const front = createSecureServer(first, async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
  front.once('tlsClientError', () => front.setSecureContext(real));
  await using served = await listen(front, 'https://localhost');
  const file = join(folder, 'authority.pem');
  await writeFile(file, real.authority);
  const env = { OCTOPUS_URL: served.url, OCTOPUS_API_KEY: apiKey, NODE_EXTRA_CA_CERTS: file };
  const { code, stdout, stderr } = await runCommand('mint-key', { env, words: ['--wait', '1m'] });

  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
  expect(stderr).toMatch(/Waiting for https:.*certificate/);
});

/** Passes everything on but the portal's script, until it is told to. */
async function serveWithoutScript({ url: target }: StandIn, status: number) {
  let isDone = false;
  const served = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    if (isDone || incoming.url !== '/app/main.js') return pass(exchange, await forward(exchange));
    outgoing.writeHead(status, { 'content-type': 'text/html' }).end('<title>Not yet</title>');
  });
  const finish = () => {
    isDone = true;
  };
  return { ...served, finish };
}

function whoSignsIn({ username, password }: StandIn) {
  return { username, password };
}

function countLogins({ requests }: StandIn): number {
  return requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/login')).length;
}
