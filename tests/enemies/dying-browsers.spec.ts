import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';
import { PlaywrightHttp } from '../../src/api/http.ts';
import { watchExit } from '../../src/browser/browser-exit.ts';
import { BrowserPool } from '../../src/browser/browser-pool.ts';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { openBrowser } from '../../src/browser/open-browser.ts';
import { makePrivateFolder } from '../../src/browser/private-folder.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { Journal } from '../../src/fleet/journal.ts';
import { findExitCode, mintFleet } from '../../src/fleet/mint-fleet.ts';
import { planFleet } from '../../src/fleet/plan.ts';
import { readManifest } from '../../src/fleet/read-manifest.ts';
import { provideKey } from '../../src/keys/provide-key.ts';
import type { KeyWish } from '../../src/keys/wish.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { type LoginMethod, loginMethod } from '../../src/session/login-method.ts';
import { openSession } from '../../src/session/open-session.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { RecordedRun } from '../faults/provide-here.ts';
import { credentials, expect, type Outcome, test } from '../fixtures.ts';
import { PURPOSE, readDelivered, runFleet, startFleet } from '../fleet/start-fleet.ts';
import { type Served, serve } from '../serve.ts';
import { startCommand, startProgram, wordsOf } from '../start-command.ts';
import { servePortal } from './serve-portal.ts';
import { PERSON } from './serve-provider.ts';

test.skip(process.platform !== 'linux', 'browsers of these tests are shell scripts, and found in /proc');

// A run that waits for its time to be over is found out by the test's own.
const PATIENT = ['--timeout', '10m'];
test.beforeEach(() => test.setTimeout(90_000));

const chromium = process.env.OCTOPUS_BROWSER || findSystemBrowser({ headed: false });

// As Chromium and the system's loader write them.
const NO_LIBRARY =
  'chrome: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file or directory';
const NO_SANDBOX =
  '[1125/175805.477038:FATAL:content/browser/zygote_host/zygote_host_impl_linux.cc:128] No usable sandbox! If you are running on Ubuntu 23.10+ or another Linux distro that has disabled unprivileged user namespaces with AppArmor, see https://chromium.googlesource.com/chromium/src/+/main/docs/security/apparmor-userns-restrictions.md. If you want to live dangerously and need an immediate workaround, you can try using --no-sandbox.';
const STACK = '#0 0x55d6a3b6d0e2 (/usr/lib/chromium/chromium+0x9f1d0e1)';

/** A browser that is none, and what is said of it. */
interface Dying {
  /** A shell script, or the path of something else. */
  readonly browser: { readonly script: string } | { readonly path: (folder: string) => string };
  readonly told: RegExp;
}

const dying: Readonly<Record<string, Dying>> = {
  'that is /bin/false': { browser: { path: () => '/bin/false' }, told: /exit code 1 .*set-up/ },
  'that is a folder': { browser: { path: (folder) => folder }, told: /EACCES.*not a folder/ },
  'that is no program': { browser: { path: () => resolve('package.json') }, told: /EACCES.*chmod \+x/ },
  'that prints an error and ends': {
    browser: { script: 'echo "the disk is on fire" >&2; exit 3' },
    told: /exit code 3 and said: the disk is on fire/,
  },
  'that misses a library': {
    browser: { script: `echo "${NO_LIBRARY}" >&2; exit 127` },
    told: /exit code 127 and said: .*libnss3\.so.*install-deps/,
  },
  'that is refused its sandbox': {
    browser: { script: `echo "${NO_SANDBOX}" >&2; echo "${STACK}" >&2; kill -TRAP $$` },
    told: /SIGTRAP and said: No usable sandbox!.*user namespaces/,
  },
  'that is killed at once': { browser: { script: 'kill -KILL $$' }, told: /SIGKILL.*memory/ },
  'that is killed after a while': {
    browser: { script: 'sleep 1; kill -KILL $$' },
    told: /SIGKILL.*memory/,
  },
  'that sends what is no message and ends': {
    browser: {
      script: 'head -c 100000 /dev/zero >&4; printf "null\\0x\\0" >&4; echo "I am none" >&2; exit 4',
    },
    told: /exit code 4 and said: I am none/,
  },
  'that says more than a pipe holds and ends': {
    browser: { script: 'head -c 300000 /dev/zero | tr "\\0" x >&2; echo "\nthe end failed" >&2; exit 4' },
    told: /exit code 4 and said: the end failed/,
  },
};

const ALWAYS_TRIED = [
  'that misses a library',
  'that is killed after a while',
  'that sends what is no message and ends',
];

for (const [name, { browser, told }] of Object.entries(dying)) {
  const tag = ALWAYS_TRIED.includes(name) ? [] : '@extended';
  test(`a browser ${name}: exit 7, with what it said and what to do`, { tag }, async ({
    folder,
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const path = 'path' in browser ? browser.path(folder) : await writeScript(folder, browser.script);
    const outcome = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_BROWSER: path },
      words: PATIENT,
    });
    expectBrowserFailure(outcome, told);
    expect(server.madeKeys()).toEqual([]);
  });
}

test('a browser that says a secret: the run does not repeat it', async ({
  folder,
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await writeFile(join(folder, 'said'), `cannot sign in with ${server.password}\n`);
  const path = await writeScript(folder, `cat ${join(folder, 'said')} >&2; exit 5`);
  const env = { ...credentials(server), OCTOPUS_BROWSER: path };
  const outcome = await runCommand('mint-key', { env, words: PATIENT });
  expectBrowserFailure(outcome, /cannot sign in with \[redacted\]/);
});

// By Playwright's own way of starting one, too, which traces, windows and slow motion take.
for (const name of ['that is /bin/false', 'that misses a library', 'that is killed after a while']) {
  const tag = name === 'that misses a library' ? [] : '@extended';
  test(`a traced browser ${name}: exit 7, with what it said and what to do`, { tag }, async ({
    folder,
    startServer,
    runCommand,
  }) => {
    const { browser, told } = dying[name] as Dying;
    const path = 'path' in browser ? browser.path(folder) : await writeScript(folder, browser.script);
    const outcome = await runCommand('mint-key', {
      env: { ...credentials(await startServer()), OCTOPUS_BROWSER: path },
      words: [...PATIENT, '--trace', join(folder, 'trace.zip')],
    });
    expectBrowserFailure(outcome, told);
  });
}

const others: Readonly<Record<string, readonly string[]>> = {
  'with-key': [...PATIENT, '--', 'true'],
  'list-keys': PATIENT,
  'rotate-key': [...PATIENT, '--purpose', 'x'],
  'sign-in': [...PATIENT, '--save-session', 'never.session'],
  'inspect-portal': PATIENT,
};
for (const [command, words] of Object.entries(others)) {
  const tag = command === 'with-key' ? [] : '@extended';
  test(`${command}, with a browser that misses a library: exit 7`, { tag }, async ({
    folder,
    startServer,
    runCommand,
  }) => {
    const { browser, told } = dying['that misses a library'] as Dying;
    const path = await writeScript(folder, (browser as { script: string }).script);
    const env = { ...credentials(await startServer()), ...SESSION_KEY, OCTOPUS_BROWSER: path };
    expectBrowserFailure(await runCommand(command, { env, words }), told);
  });
}

test('doctor says of a browser that ends what a run would say: exit 7', async ({
  folder,
  startServer,
  runCommand,
}) => {
  // It tells its version, as one does that misses nothing until it starts.
  const path = await writeScript(
    folder,
    `[ "$1" = --version ] && echo Chromium 1 && exit; echo "${NO_LIBRARY}" >&2; exit 127`,
  );
  const env = { ...credentials(await startServer()), OCTOPUS_BROWSER: path };
  const { code, stdout } = await runCommand('doctor', { env });
  expect(code).toBe(7);
  expect(stdout).toMatch(/^FAILED +browser start .*exit code 127 and said: .*libnss3\.so.*install-deps/m);
});

test('mint-fleet, with a browser that misses a library: exit 7, and every key says why', {
  tag: '@extended',
}, async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 2 });
  const path = await writeScript(folder, `echo "${NO_LIBRARY}" >&2; exit 127`);
  const { code, stderr } = await runFleet(fleet, PATIENT, { OCTOPUS_BROWSER: path });
  expect(code).toBe(7);
  expect(stderr).toContain('libnss3.so');
  expect(stderr).not.toContain('defect');
});

test('a browser that hangs is started once more, and the run ends in time: exit 7', {
  tag: '@extended',
}, async ({ folder, startServer, runCommand }) => {
  const path = await writeScript(folder, 'exec sleep 1000');
  const env = { ...credentials(await startServer()), OCTOPUS_BROWSER: path };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '30s'] });
  expect(code).toBe(7);
  expect(stderr).toContain('started once more');
  expect(stderr).toContain('--timeout');
});

async function expectUsed(browserPath: string | undefined, page: string): Promise<void> {
  await using server = await serve((_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(page);
  });
  const told: string[] = [];
  const settings = {
    browser: browserPath,
    headed: false,
    slowMo: 0,
    network: { insecureTls: false },
    isTraced: false,
  };
  const browser = await openBrowser(
    { ...settings, firstPage: `${server.url}/app` },
    Deadline.ofRun(60_000),
    (message) => void told.push(message),
  );
  expect(browser.watch.failure).toBeUndefined();
  expect(told.join()).not.toContain('hung');
  await browser.close();
}

test('a browser whose first page hangs at once has started all the same, and is used', {
  tag: '@extended',
}, async () => {
  test.skip(chromium === undefined, 'needs a browser with a path');
  await expectUsed(chromium, '<script>for (;;);</script>');
});

// It answers what is asked before Playwright takes a browser over, and nothing more, as one whose page begins to hang then.
const FIRST_ANSWERS = `
const { createReadStream, createWriteStream } = require('node:fs');
const answers = {
  'Target.getTargets': { targetInfos: [{ targetId: 'T', type: 'page' }] },
  'Target.attachToTarget': { sessionId: 'S' },
  'Page.getFrameTree': { frameTree: { frame: { id: 'F' } } },
  'Page.createIsolatedWorld': { executionContextId: 1 },
  'Runtime.evaluate': { result: { value: { href: process.argv.at(-1), status: 200 } } },
  'Target.detachFromTarget': {},
};
const output = createWriteStream('', { fd: 4 });
let unread = '';
createReadStream('', { fd: 3 })
  .on('data', (chunk) => {
    const messages = (unread + chunk).split('\0');
    unread = messages.pop();
    for (const message of messages) {
      const { id, method } = JSON.parse(message);
      const result = answers[method];
      delete answers[method];
      if (result) output.write(JSON.stringify({ id, result }) + '\0');
    }
  })
  .on('end', () => process.exit(0));
`;

test('a browser whose first page hangs while it is taken over is started in the usual way, and used', {
  tag: '@extended',
}, async ({ folder }) => {
  test.skip(chromium === undefined, 'needs a browser with a path');
  await writeFile(join(folder, 'answers.cjs'), FIRST_ANSWERS);
  const path = await writeScript(
    folder,
    `case "$*" in *--octopus-key-mint-launch=*) exec ${chromium} "$@";; esac; exec ${process.execPath} ${join(folder, 'answers.cjs')} "$@"`,
  );
  await expectUsed(path, '<p>calm</p>');
});

test('no time to start a browser: exit 7, and nobody is told to install one', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const env = credentials(await startServer());
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '1ms'] });
  expect(code).toBe(7);
  expect(stderr).toContain('--timeout');
  expect(stderr).not.toContain('set-up');
});

// As far as a browser can tell, whoever is root is somebody else.
const ORDINARY = 'process.getuid = () => 1000;';

for (const [kernel, script, code] of [
  ['allows it without', `exec ${chromium} "$@"`, 0],
  ['forbids that, too', 'echo "Cannot run without either" >&2; exit 1', 7],
] as const) {
  const tag = code === 0 ? [] : '@extended';
  test(`a kernel that refuses a user the sandbox, and ${kernel}: exit ${code}`, { tag }, async ({
    folder,
    startServer,
    runCommand,
  }) => {
    test.skip(chromium === undefined, 'needs a browser with a path');
    const server = await startServer();
    await writeFile(join(folder, 'ordinary.cjs'), ORDINARY);
    const path = await writeScript(
      folder,
      `case "$*" in *--no-sandbox*) ${script};; esac; echo "${NO_SANDBOX}" >&2; kill -TRAP $$`,
    );
    const NODE_OPTIONS = `--require ${join(folder, 'ordinary.cjs')}`;
    const env = { ...credentials(server), OCTOPUS_BROWSER: path, NODE_OPTIONS };
    const outcome = await runCommand('mint-key', { env, words: PATIENT });
    expect(outcome.stderr).toContain('without its sandbox, because this machine');
    if (code === 0) expect(outcome.code, outcome.stderr).toBe(0);
    else expectBrowserFailure(outcome, /exit code 1 and said: Cannot run without either/);
  });
}

for (const [name, limit, told] of [
  ['64 open files', '-n 64', /needs to open many files.*ulimit -n/],
  ['too little memory that can be addressed', '-v 6000000', /ulimit -v/],
] as const) {
  const tag = limit.startsWith('-n') ? [] : '@extended';
  test(`${name}: exit 7, naming the limit`, { tag }, async ({ folder, startServer }) => {
    const env = credentials(await startServer());
    expectBrowserFailure(await runLimited(limit, folder, env), told);
  });
}

/** The browser is killed when a request arrives, which is done and never answered. */
const moments: Readonly<Record<string, (request: IncomingMessage) => boolean>> = {
  'while the sign-in page loads': ({ url }) => url === '/app',
  'while the page draws its form': ({ url }) => url === '/app/main.js',
  'while it signs in': ({ url, method }) => method === 'POST' && url === '/api/users/login',
  'while the user is read': ({ url, headers }) =>
    url === '/api/users/me' && /OctopusIdentificationToken/i.test(headers.cookie ?? ''),
};

const MAY_STAY = 'A session that it may have begun stays on the server until it times out.';

/** Whether a session that was begun is ended, or told of. */
function expectSettled(server: StandIn, { stderr }: Outcome): void {
  if (!stderr.includes(MAY_STAY)) expect(server.liveSessions(), stderr).toBe(0);
}

for (const [moment, isIt] of Object.entries(moments)) {
  for (const words of [[], ['--slow-mo', '1']]) {
    const tag = words.length === 0 && moment === 'while it signs in' ? [] : '@extended';
    test(`killed ${moment} ${words.join(' ')}: exit 7, and no key`, { tag }, async ({
      folder,
      startServer,
      runCommand,
    }) => {
      const server = await startServer();
      await using killer = await killWhen(isIt, server, folder);
      const env = { ...credentials(server), OCTOPUS_URL: killer.url, TMPDIR: await makeTemporary(folder) };
      const outcome = await runCommand('mint-key', { env, words: [...PATIENT, ...words] });
      expectBrowserFailure(outcome, /was ended by SIGKILL/);
      expect(server.madeKeys()).toEqual([]);
      expectSettled(server, outcome);
      if (moment === 'while the user is read') expect(outcome.stderr).not.toContain(MAY_STAY);
    });
  }
}

test('killed once its login was answered: exit 7, and the session is ended, or told of', async ({
  folder,
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using killer = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (incoming.url === '/api/users/login') outgoing.on('finish', () => killBrowser(folder));
    pass(exchange, await forward(exchange));
  });
  const env = { ...credentials(server), OCTOPUS_URL: killer.url, TMPDIR: await makeTemporary(folder) };
  const outcome = await runCommand('mint-key', { env, words: PATIENT });

  expectBrowserFailure(outcome, /was ended by SIGKILL/);
  expectSettled(server, outcome);
});

test('killed while it brings the portal what a provider has answered: exit 7, and it says that a session may have begun', {
  tag: '@extended',
}, async ({ folder, startServer, runCommand }) => {
  const back = '/api/users/authenticatedToken/Fake';
  await using provider = await serve((_, outgoing) => {
    outgoing.writeHead(303, { location: `${portal.url}${back}?code=fake-code` }).end();
  });
  const page = `<a href="${provider.url}/">Sign in with Fake</a>`;
  await using portal = await servePortal(await startServer(), page, { [back]: () => killBrowser(folder) });
  const env = {
    ...{ OCTOPUS_URL: portal.url, OCTOPUS_PROVIDER: 'Fake', OCTOPUS_SSO_ORIGINS: provider.url },
    ...{ OCTOPUS_USERNAME: PERSON.username, OCTOPUS_PASSWORD: PERSON.password },
    TMPDIR: await makeTemporary(folder),
  };
  const outcome = await runCommand('mint-key', { env, words: PATIENT });

  expectBrowserFailure(outcome, /was ended by SIGKILL/);
  expect(outcome.stderr).toContain(MAY_STAY);
});

for (const [how, words, told] of [
  ['', [], /^(?!.*There is no trace)/s],
  [
    ', traced',
    ['--trace', 'trace.zip'],
    /There is no trace: the run ended before it was written|The trace could not be written/,
  ],
] as const) {
  test(`stopped for good while its form is waited for${how}: the run ends in time, and says what it waited for: exit 4`, {
    tag: '@extended',
  }, async ({ folder, startServer }) => {
    const server = await startServer({ drawFormAfterMs: 600_000 });
    const env = { ...credentials(server), TMPDIR: await makeTemporary(folder) };
    await using mint = startCommand('mint-key', { env, cwd: folder, args: ['--timeout', '12s', ...words] });
    await mint.waitForLine('Signing in as');
    killBrowser(folder, 'SIGSTOP');
    const { code, stderr } = await mint.exited;
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('Could not sign in: ');
    expect(stderr).toMatch(told);
  });
}

test('killed while the key is made: exit 7, and the key is revoked by the session that the browser had', async ({
  folder,
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using killer = await killWhen(isKeyRequest, server, folder);
  const env = { ...credentials(server), OCTOPUS_URL: killer.url, TMPDIR: await makeTemporary(folder) };
  const words = [...PATIENT, '--purpose', 'orphan'];
  const { code, stdout, stderr } = await runCommand('mint-key', { env, words });
  expect(code, stderr).toBe(7);
  expect(stdout).toBe('');
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
  expect(stderr).toContain('was revoked');
});

test('killed while the key is made, and traced: exit 7, and the key is revoked or named', {
  tag: '@extended',
}, async ({ folder, startServer, runCommand }) => {
  const server = await startServer();
  await using killer = await killWhen(isKeyRequest, server, folder);
  const env = { ...credentials(server), OCTOPUS_URL: killer.url, TMPDIR: await makeTemporary(folder) };
  const { code, stdout, stderr } = await runCommand('mint-key', {
    env,
    words: [...PATIENT, '--trace', join(folder, 'trace.zip')],
  });
  expect(code, stderr).toBe(7);
  expect(stdout).toBe('');
  expect(server.madeKeys()).toHaveLength(1);
  for (const { id } of server.liveKeys()) expect(stderr).toContain(id);
  expect(stderr).toMatch(/was revoked|MAY HAVE BEEN MADE|MAY STILL BE LIVE/);
});

function isKeyRequest({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && url.endsWith('/apikeys');
}

for (const [command, words] of Object.entries(others)) {
  test(`${command}, killed while it signs in: exit 7`, { tag: '@extended' }, async ({
    folder,
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using killer = await killWhen(moments['while it signs in'] as typeof isKeyRequest, server, folder);
    const env = {
      ...credentials(server),
      ...SESSION_KEY,
      OCTOPUS_URL: killer.url,
      TMPDIR: await makeTemporary(folder),
    };
    expectBrowserFailure(await runCommand(command, { env, words }), /was ended by SIGKILL/);
  });
}

test('a session whose browser is killed is told of that by whatever it waits for', async ({
  startServer,
}) => {
  const server = await startServer();
  const settings = {
    browser: process.env.OCTOPUS_BROWSER,
    headed: false,
    slowMo: 0,
    network: { insecureTls: false },
  };
  const deadline = Deadline.ofRun(60_000);
  const browser = await openBrowser(
    { ...settings, firstPage: undefined, isTraced: false },
    deadline,
    () => {},
  );
  expect(browser.watch.failure).toBeUndefined();
  killBrowser(makePrivateFolder());
  const sender = new PlaywrightHttp(browser.context.request, settings.network, (error) =>
    browser.watch.explain(error),
  );
  const request = { method: 'GET', address: `${server.url}/api`, headers: {}, body: undefined };
  await expect(sender.send(request, deadline)).rejects.toMatchObject({ kind: 'browser' });
  expect((await browser.watch.ended).message).toContain('SIGKILL');
  expect(browser.watch.failure).toBe(await browser.watch.ended);
});

function signInAt({ url, username, password }: StandIn): LoginMethod {
  return loginMethod(
    {
      ...{ url, username, password: new Secret(password) },
      ...{ browser: process.env.OCTOPUS_BROWSER, wait: 0, slowMo: 0, ssoOrigin: [], direct: false },
      ...{ insecureTls: false, headed: false, interactive: false, acceptConsent: false, onUnknown: 'fail' },
      ...{ apiKey: undefined, provider: undefined, trace: undefined, totpSecret: undefined },
    },
    {},
  );
}

test('a session whose browser ends while it is let go tells so once the end is known, and signs out without it', async ({
  startServer,
}) => {
  const server = await startServer();
  const run = new RecordedRun(80_000);
  await using session = await openSession(signInAt(server), run);
  killBrowser(makePrivateFolder());
  await expect(session.releaseBrowser()).rejects.toMatchObject({ kind: 'browser' });
  expect(await session.signOut(), run.log.join('')).toBe(true);
  expect(server.liveSessions()).toBe(0);
});

test('a key that cannot revoke itself, and is not handed over once the browser was let go, is revoked by the session without it', async ({
  startServer,
}) => {
  const server = await startServer({ edition: '2026-10' });
  const run = new RecordedRun(80_000);
  await using session = await openSession(signInAt(server), run);
  const wish: KeyWish = {
    ...{ purpose: 'fake purpose', accessLevel: 'ReadOnly' as const },
    ...{ serviceAccount: undefined, expiresIn: undefined, actorType: undefined, ifExists: undefined },
  };
  const deliver = async () => {
    await session.releaseBrowser();
    throw new Error('it was stopped');
  };
  await expect(provideKey(session, wish, deliver, run)).rejects.toThrow('it was stopped');
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys(), run.log.join('')).toEqual([]);
});

test('a page that is lent is told of the end of its browser', async () => {
  const browsers = process.env.OCTOPUS_BROWSER ? [process.env.OCTOPUS_BROWSER] : [];
  await using pool = new BrowserPool({ browsers, network: { insecureTls: false } }, () => {});
  const lent = await pool.lend(
    { origin: 'http://127.0.0.1:1', leavesOrigin: false, isAlone: false },
    Deadline.ofRun(60_000),
  );
  killBrowser(makePrivateFolder());
  expect(await lent.watch.ended).toMatchObject({
    kind: 'browser',
    message: expect.stringContaining('SIGKILL'),
  });
  expect(lent.watch.failure).toBe(await lent.watch.ended);
});

test('sign-ins that wait for a browser of their own are kept from one by two that hang for a while, and not until their time is over', async () => {
  const browsers = process.env.OCTOPUS_BROWSER ? [process.env.OCTOPUS_BROWSER] : [];
  await using pool = new BrowserPool({ browsers, network: { insecureTls: false } }, () => {});
  const lend = (deadline: Deadline) =>
    pool.lend({ origin: 'http://127.0.0.1:1', leavesOrigin: false, isAlone: true }, deadline);
  const patient = Deadline.ofRun(600_000);
  await Promise.all([lend(patient), lend(patient)]);
  await expect(lend(Deadline.ofRun(1))).rejects.toThrow('the time was over before its turn came');
  const { now } = performance;
  performance.now = () => now.call(performance) + 60_000;
  try {
    expect((await lend(patient)).watch.failure).toBeUndefined();
  } finally {
    performance.now = now;
  }
});

const floods: Readonly<Record<string, { readonly script: string; readonly how: RegExp }>> = {
  'one message without an end': {
    script: `const part = Buffer.alloc(1e6, 'x'); for (;;) fs.writeSync(4, part);`,
    how: /ended by SIGKILL, since a page had it send more than 64 MB at once/,
  },
  'many messages that are each short enough': {
    script: `const part = Buffer.alloc(6e6, 'x'); part[part.length - 1] = 0; for (;;) fs.writeSync(4, part);`,
    how: /ended by SIGKILL, since a page had it send more than 256 MB in 10 s/,
  },
};

for (const [what, { script, how }] of Object.entries(floods)) {
  const tag = what.startsWith('one') ? [] : '@extended';
  test(`a browser that sends ${what} is ended`, { tag }, async () => {
    const stdio = ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] as const;
    const child = spawn(process.execPath, ['-e', script], { detached: true, stdio: [...stdio] });
    const ended = once(child, 'exit');
    try {
      expect((await watchExit(child)).how).toMatch(how);
      expect(await ended).toEqual([null, 'SIGKILL']);
    } finally {
      child.kill('SIGKILL');
    }
  });
}

test('a fleet goes on with another browser when its own is killed', async ({ folder }) => {
  let kills = 0;
  await using fleet = await startFleet(folder, {
    count: 1,
    address: (server) => {
      const isFirstLogin = ({ url }: IncomingMessage) => url === '/api/users/login' && ++kills === 1;
      return killWhen(isFirstLogin, server, folder);
    },
  });
  const { code, stderr } = await runFleet(fleet, PATIENT);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('signing in with another');
  expect(kills).toBe(2);
  expect(Object.keys(await readDelivered(folder))).toHaveLength(1);
});

test('a browser that ends when a fleet has signed in leaves no session on the server, and another takes its place', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const [server] = fleet.servers;
  const { signIns } = planFleet(readManifest(fleet.manifest));
  const usual = { provider: undefined, direct: false, totpSecret: undefined, ssoOrigin: [] };
  const openPassword = () => new Secret(server?.password ?? '');
  const credentials = { ...usual, username: server?.username ?? '', openPassword };
  let leaves = 0;
  const step = (_: unknown, name: string) => {
    if (name === 'leave the browser' && ++leaves === 1) killBrowser(makePrivateFolder());
  };
  using journal = new Journal(join(folder, 'journal'));
  const browsers = process.env.OCTOPUS_BROWSER ? [process.env.OCTOPUS_BROWSER] : [];
  const settings = {
    ...{ manifest: fleet.manifest, shard: '1/1', signIns, journal, concurrency: 1, browsers },
    ...{ network: { insecureTls: false }, acceptConsent: false, passkey: undefined, wait: 0 },
    credentials: new Map(signIns.map(({ id }) => [id, credentials])),
    ifExists: 'skip',
  } as const;
  const run = new RecordedRun(80_000);
  const record = await mintFleet(settings, { step, end() {}, key() {}, trust() {} }, run);

  expect(findExitCode(record.signIns), JSON.stringify(record)).toBe(0);
  expect(leaves).toBe(2);
  expect(server?.liveSessions()).toBe(0);
});

test('a server that ends every browser that it is in costs one that is signed in to meanwhile nothing', {
  tag: '@extended',
}, async ({ folder }) => {
  const [killer, other] = [new Attempts(), new Attempts()];
  await using fleet = await startFleet(folder, {
    count: 2,
    address: ({ url: target }, at) => {
      let browser = 0;
      return serve(async (incoming, outgoing) => {
        if (incoming.url === '/app') browser = findBrowserOf(incoming);
        if (incoming.url === '/api/users/login' && at === 0) {
          const count = killer.begin();
          await other.reach(Math.min(count, 2));
          process.kill(browser, 'SIGKILL');
          return killer.end();
        }
        if (incoming.url === '/api/users/login') await killer.reachEnd(other.begin());
        const exchange = { incoming, outgoing, target, elsewhere: '' };
        pass(exchange, await forward(exchange));
      });
    },
  });
  const { code, stderr } = await runFleet(fleet, [...PATIENT, '--concurrency', '2']);
  expect(Object.keys(await readDelivered(folder)), stderr).toEqual([`server-1/${PURPOSE}.key`]);
  expect(fleet.servers[1]?.liveKeys()).toHaveLength(1);
  expect(code).toBe(7);
  expect(stderr).toMatch(/server-0: .*Could not go on: the browser/);
  expect(killer.begun).toBe(2);
});

test('a folder that cannot be removed, since something still writes there, changes no exit code', {
  tag: '@extended',
}, async ({ folder, startServer, runCommand }) => {
  test.skip(chromium === undefined, 'needs a browser with a path');
  const writing = join(folder, 'writing');
  await writeFile(writing, '');
  // What outlives the browser, and leaves its process group, as a crash handler does.
  const writer = `while [ -e ${writing} ]; do mkdir -p "$1/$i/a/b/c" 2>/dev/null; i=$((i+1)); done; rm -rf "$1"`;
  const path = await writeScript(
    folder,
    `setsid sh -c '${writer}' sh "$TMPDIR/busy" >/dev/null 2>&1 3>&- 4>&- &\nexec ${chromium} "$@"`,
  );
  const env = { ...credentials(await startServer()), OCTOPUS_BROWSER: path };
  try {
    const { code, stdout, stderr } = await runCommand('mint-key', {
      env: { ...env, TMPDIR: await makeTemporary(folder) },
      words: PATIENT,
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('API-');
  } finally {
    await rm(writing);
    await expect.poll(() => readProcesses().some(({ line }) => line.includes(writing))).toBe(false);
  }
});

for (const [name, makeTmp, told] of [
  ['a file', async () => resolve('package.json'), /TMPDIR/],
  ['closed to everybody', async () => '/proc', /TMPDIR/],
] as const) {
  const tag = name === 'a file' ? [] : '@extended';
  test(`TMPDIR that is ${name}: exit 2, naming it`, { tag }, async ({ startServer, runCommand }) => {
    const env = { ...credentials(await startServer()), TMPDIR: await makeTmp() };
    const { code, stderr } = await runCommand('mint-key', { env, words: PATIENT });
    expect(code).toBe(2);
    expect(stderr).toMatch(told);
    expect(stderr).not.toContain('defect');
  });
}

test('TMPDIR that is relative, and PLAYWRIGHT_BROWSERS_PATH that is a file, hinder nobody', {
  tag: '@extended',
}, async ({ folder, startServer, runCommand }) => {
  test.skip(chromium === undefined, 'needs another browser than Playwright’s own');
  await mkdir(join(folder, 'below'));
  const env = {
    ...credentials(await startServer()),
    TMPDIR: 'below',
    PLAYWRIGHT_BROWSERS_PATH: resolve('package.json'),
    DISABLE_V8_COMPILE_CACHE: '1',
  };
  const { code, stdout, stderr } = await runCommand('mint-key', { env, words: PATIENT });
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('API-');
  expect(await readdir(join(folder, 'below'))).toEqual([]);
});

const SESSION_KEY = { OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests-0123456789' };

function expectBrowserFailure({ code, stdout, stderr }: Outcome, told: RegExp): void {
  expect(code, stderr).toBe(7);
  expect(stdout).toBe('');
  expect(stderr).toMatch(told);
  expect(stderr).not.toContain('defect');
  expect(stderr).not.toContain('Call log');
}

async function writeScript(folder: string, text: string): Promise<string> {
  const path = join(folder, 'browser.sh');
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

async function makeTemporary(folder: string): Promise<string> {
  const path = join(folder, 'temporary');
  await mkdir(path, { recursive: true });
  return path;
}

/** Runs `mint-key` under a limit that the shell sets. */
async function runLimited(
  limit: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const command = wordsOf('mint-key');
  const script = `ulimit ${limit} && exec "$@"`;
  const args = ['-c', script, 'sh', ...command, ...PATIENT];
  return await startProgram('sh', { args, cwd: folder, env }).exited;
}

/** Passes requests on to a server; when one of a kind has been done, kills the run's browser, and never answers. */
function killWhen(
  isIt: (request: IncomingMessage) => boolean,
  server: StandIn,
  folder: string,
): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const isFatal = isIt(incoming);
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    if (isFatal) killBrowser(folder);
    else pass(exchange, reply);
  });
}

/** Sign-ins that get as far as to the password, counted. */
class Attempts extends EventEmitter {
  #begun = 0;
  #ended = 0;

  get begun(): number {
    return this.#begun;
  }

  /** @returns which it is */
  begin(): number {
    this.#begun += 1;
    this.emit('change');
    return this.#begun;
  }

  end(): void {
    this.#ended += 1;
    this.emit('change');
  }

  async reach(count: number): Promise<void> {
    while (this.#begun < count) await once(this, 'change');
  }

  async reachEnd(count: number): Promise<void> {
    while (this.#ended < count) await once(this, 'change');
  }
}

/** @returns the process of the browser that sends a request */
function findBrowserOf({ socket }: IncomingMessage): number {
  const [own, other] = [socket.remotePort, socket.localPort].map(
    (port = 0) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`,
  );
  // A port may have other connections, to other ports.
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .find((each) => {
      const [, from, to] = each.trim().split(/\s+/);
      return from?.endsWith(String(own)) && to?.endsWith(String(other));
    });
  const file = `socket:[${line?.trim().split(/\s+/)[9]}]`;
  const holder = readProcesses().find(({ id }) => listFiles(id).includes(file));
  let process = holder;
  while (process?.line.includes('--type=')) {
    const parent = readFileSync(`/proc/${process.id}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
    process = readProcesses().find(({ id }) => id === Number(parent));
  }
  expect(process?.line).toContain('--octopus-key-mint-launch=');
  return process?.id ?? 0;
}

function listFiles(id: number): string[] {
  try {
    return readdirSync(`/proc/${id}/fd`).map((name) => readlinkSync(`/proc/${id}/fd/${name}`));
  } catch {
    return [];
  }
}

/** Sends a signal to the browsers that were started with a profile below a folder. */
function killBrowser(folder: string, signal: 'SIGKILL' | 'SIGSTOP' = 'SIGKILL'): void {
  // Never anybody else's.
  expect(folder).toContain('octopus-key-mint-');
  for (const { id, line } of readProcesses()) {
    const isBrowser = /chrom/i.test(line) && line.includes(folder) && !line.includes('--type=');
    if (isBrowser) process.kill(id, signal);
  }
}

function readProcesses(): { readonly id: number; readonly line: string }[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((id) => {
    const file = `/proc/${id}/cmdline`;
    try {
      return existsSync(file)
        ? [{ id: Number(id), line: readFileSync(file, 'utf8').replaceAll('\0', ' ') }]
        : [];
    } catch {
      return [];
    }
  });
}
