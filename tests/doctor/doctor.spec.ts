import { chmod, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { StandIn, StandInOptions } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { secure, serve } from '../serve.ts';

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly found: string;
  readonly advice?: string;
}

/** Something that is wrong, and what is said of it. */
interface Ailment {
  readonly server?: StandInOptions;
  readonly env?: (
    server: StandIn,
    folder: string,
  ) => Record<string, string> | Promise<Record<string, string>>;
  readonly words?: readonly string[];
  readonly check: string;
  readonly state?: 'warning';
  readonly found?: RegExp;
  readonly advice: RegExp;
  readonly code: number;
  readonly platform?: NodeJS.Platform;
}

/** What is true of a Node that is older than this one. */
const OLDER = `Object.defineProperty(process, 'version', { value: 'v18.20.0' });`;

const ailments: Readonly<Record<string, Ailment>> = {
  'an old Node': {
    env: async (_, folder) => {
      await writeFile(join(folder, 'older.cjs'), OLDER);
      return { NODE_OPTIONS: `--require ${join(folder, 'older.cjs')}` };
    },
    check: 'Node.js',
    advice: /Install Node\.js 20/,
    code: 1,
  },
  'no place for temporary files': {
    // A folder cannot be made there by whoever first wants one.
    env: async (_, folder) => {
      const closed = join(folder, 'file', 'below');
      await writeFile(join(folder, 'file'), '');
      return { TMPDIR: closed, TEMP: closed, TMP: closed };
    },
    check: 'temporary files',
    advice: /TMPDIR/,
    code: 7,
  },
  'a proxy that is not there': {
    env: () => ({ OCTOPUS_URL: 'https://octopus.invalid', HTTPS_PROXY: 'http://127.0.0.1:1' }),
    check: 'proxy',
    found: /the proxy http:\/\/127\.0\.0\.1:1 \(HTTPS_PROXY\) refuses connections/,
    advice: /--proxy none/,
    code: 3,
  },
  'a CI system without its file': {
    env: () => ({ GITHUB_ACTIONS: 'true' }),
    check: 'CI system',
    state: 'warning',
    advice: /step of a job/,
    code: 0,
  },
  'no display for a window': {
    env: () => ({ DISPLAY: '', WAYLAND_DISPLAY: '' }),
    words: ['--headed'],
    check: 'display',
    advice: /xvfb-run/,
    code: 7,
    platform: 'linux',
  },
  'a browser that is not there': {
    env: () => ({ OCTOPUS_BROWSER: '/nowhere/chromium' }),
    check: 'browser',
    advice: /set-up/,
    code: 7,
  },
  'no browser at all': {
    env: () => ({ PATH: '', OCTOPUS_BROWSER: '', PLAYWRIGHT_BROWSERS_PATH: '/nowhere' }),
    check: 'browser',
    advice: /set-up/,
    code: 7,
    platform: 'linux',
  },
  'a browser that does not start': {
    env: () => ({ OCTOPUS_BROWSER: process.execPath }),
    check: 'browser start',
    advice: /set-up/,
    code: 7,
  },
  'a remote browser that is out of reach': {
    env: () => ({ OCTOPUS_BROWSER: 'http://127.0.0.1:1' }),
    check: 'remote browser',
    advice: /OCTOPUS_BROWSER/,
    code: 7,
  },
  'no address': { env: () => ({ OCTOPUS_URL: '' }), check: 'address', advice: /Give the address/, code: 2 },
  'a name that nobody knows': {
    env: () => ({ OCTOPUS_URL: 'https://nowhere.invalid' }),
    check: 'name',
    advice: /name service/,
    code: 3,
  },
  'nobody who listens': {
    env: () => ({ OCTOPUS_URL: 'http://127.0.0.1:1' }),
    check: 'connection',
    advice: /the port/,
    code: 3,
  },
  'a server that is still starting': {
    server: { startingForMs: 60_000 },
    check: 'server',
    advice: /--wait/,
    code: 3,
  },
  'no forms login': {
    server: { formsLogin: false, otherProviders: ['Okta'] },
    check: 'sign-in page',
    advice: /OCTOPUS_PROVIDER/,
    code: 4,
  },
  'a provider by another name': {
    env: () => ({ OCTOPUS_PROVIDER: 'Frobnicate', OCTOPUS_SSO_ORIGINS: 'https://login.example.com' }),
    check: 'sign-in page',
    state: 'warning',
    advice: /OCTOPUS_PROVIDER/,
    code: 0,
  },
  'a provider whose origin is not listed': {
    env: () => ({ OCTOPUS_PROVIDER: 'Octopus' }),
    check: 'origins',
    advice: /OCTOPUS_SSO_ORIGINS/,
    code: 4,
  },
  'no keys for users': {
    server: { userApiKeysEnabled: false },
    check: 'keys',
    advice: /--service-account/,
    code: 5,
  },
  'an expiry past the maximum': {
    server: { maxExpiryDays: 30 },
    words: ['--expires-in', '31d'],
    check: 'expiry',
    advice: /30d/,
    code: 5,
  },
  'no credentials': {
    env: () => ({ OCTOPUS_USERNAME: '', OCTOPUS_PASSWORD: '' }),
    check: 'credentials',
    advice: /--interactive/,
    code: 2,
  },
  'a session that is not there': {
    env: () => ({ OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' }),
    words: ['--session', 'nowhere'],
    check: 'session',
    advice: /--save-session/,
    code: 2,
  },
  'a secret of codes that is none': {
    env: () => ({ OCTOPUS_TOTP_SECRET: 'not base32!' }),
    check: 'one-time codes',
    advice: /QR code/,
    code: 2,
  },
  'a password file that others can read': {
    env: async ({ password }, folder) => {
      await writeFile(join(folder, 'password'), password, { mode: 0o644 });
      return { OCTOPUS_PASSWORD: '', OCTOPUS_PASSWORD_FILE: join(folder, 'password') };
    },
    check: 'secret files',
    state: 'warning',
    advice: /you alone/,
    code: 0,
    platform: 'linux',
  },
  'a `.env` with a password that others can read': {
    env: async ({ password }, folder) => {
      await chmod(folder, 0o755);
      await writeFile(join(folder, '.env'), `OCTOPUS_PASSWORD=${password}\n`, { mode: 0o644 });
      return { OCTOPUS_PASSWORD: '' };
    },
    check: 'secret files',
    state: 'warning',
    found: /\.env holds OCTOPUS_PASSWORD, and every user of this machine can read it: chmod 600 \S+\.env/,
    advice: /you alone/,
    code: 0,
    platform: 'linux',
  },
  'a password that is wrong': {
    env: () => ({ OCTOPUS_PASSWORD: 'fake-wrong-password' }),
    words: ['--sign-in'],
    check: 'sign-in',
    advice: /OCTOPUS_PASSWORD/,
    code: 4,
  },
};

// One of each kind: of the browser, the network, the server, and of what is given.
const ALWAYS_TRIED = [
  'a browser that does not start',
  'nobody who listens',
  'an expiry past the maximum',
  'a password that is wrong',
];

for (const [
  title,
  { server: traits, env, words = [], check, state, found: wanted = /./, advice, code, platform },
] of Object.entries(ailments)) {
  const tag = ALWAYS_TRIED.includes(title) ? [] : '@extended';
  test(`the doctor finds ${title}, and says what to do`, { tag }, async ({
    startServer,
    runCommand,
    folder,
  }) => {
    test.skip(platform !== undefined && platform !== process.platform, `only on ${platform}`);
    const server = await startServer(traits);
    const ended = await runCommand('doctor', {
      env: { ...credentials(server), ...(await env?.(server, folder)) },
      words: ['--format', 'json', ...words],
    });
    const findings = JSON.parse(ended.stdout || '[]') as Finding[];
    const found = findings.find((finding) => finding.check === check);

    expect(found, ended.stdout + ended.stderr).toMatchObject({ state: state ?? 'failed' });
    expect(found?.found).toMatch(wanted);
    expect(found?.advice).toMatch(advice);
    expect(ended.code, ended.stdout).toBe(code);
    const logins = server.requests.filter(({ path }) => path.endsWith('/login'));
    expect(logins).toHaveLength(words.includes('--sign-in') ? 1 : 0);
    expect(ended.stdout + ended.stderr).not.toContain(server.password);
  });
}

for (const [what, passed, says] of [
  ['breaks off each handshake', 0, /^FAILED +connection +nobody answers at .*ECONNRESET/m],
  ['breaks off the handshake in which it is looked at', 1, /^FAILED +certificate +none is shown \(.+\)/m],
] as const)
  test(`the doctor says nothing good of the certificate of a server that ${what}: exit 3`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using behind = await secure(server.url);
    let count = 0;
    await using front = createServer((socket) => {
      socket.on('error', () => {});
      if (count++ >= passed) return void socket.once('data', () => socket.resetAndDestroy());
      const onward = connect(Number(new URL(behind.url).port), '127.0.0.1');
      onward.on('error', () => socket.destroy());
      onward.pipe(socket).pipe(onward);
    });
    await new Promise<void>((done) => front.listen(0, '127.0.0.1', done));
    const { port } = front.address() as AddressInfo;
    const env = { ...credentials(server), OCTOPUS_URL: `https://127.0.0.1:${port}` };
    const { code, stdout } = await runCommand('doctor', { env, words: ['--insecure-tls'] });

    expect(code, stdout).toBe(3);
    expect(stdout).toMatch(says);
    expect(stdout).not.toContain('NaN');
  });

test('the doctor finds a certificate that is not trusted, and one that is', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using front = await secure(server.url);
  const env = { ...credentials(server), OCTOPUS_URL: front.url };
  const untrusted = await runCommand('doctor', { env });
  const unchecked = await runCommand('doctor', { env, words: ['--insecure-tls'] });
  await writeFile(join(folder, 'authority.pem'), front.authority);
  const known = { ...env, NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') };
  const trusted = await runCommand('doctor', { env: known });

  expect(untrusted.code).toBe(3);
  expect(untrusted.stdout).toMatch(/^FAILED +certificate .*NODE_EXTRA_CA_CERTS/m);
  expect(unchecked.stdout).toMatch(/^warning +certificate .*--insecure-tls/m);
  expect(trusted.code, trusted.stdout).toBe(0);
  expect(trusted.stdout).toMatch(/^ok +certificate +it is trusted/m);
});

test('the doctor finds a server that is no Octopus Server, and a clock that is wrong', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using other = await serve((_, outgoing) => {
    outgoing.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Nothing here</h1>');
  });
  await using late = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    pass(exchange, { ...reply, headers: { ...reply.headers, date } });
  });
  const nothing = await runCommand('doctor', { env: { ...credentials(server), OCTOPUS_URL: other.url } });
  const clock = await runCommand('doctor', { env: { ...credentials(server), OCTOPUS_URL: late.url } });

  expect(nothing.code).toBe(3);
  expect(nothing.stdout).toMatch(/^FAILED +server .*404/m);
  expect(clock.code).toBe(0);
  expect(clock.stdout).toMatch(/^warning +clock .*by 3[56]\d\d s\. .*network time/m);
});

test('where nothing fails, --sign-in shows that it works, and leaves nothing behind', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const { code, stdout } = await runCommand('doctor', { env: credentials(server), words: ['--sign-in'] });

  expect(code, stdout).toBe(0);
  expect(stdout).toMatch(/^ok +sign-in +it works, as admin$/m);
  expect(stdout).not.toMatch(/^FAILED/m);
  expect(server.liveSessions()).toBe(0);
  expect(server.madeKeys()).toEqual([]);
});
