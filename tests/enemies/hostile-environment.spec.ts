import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { chromium } from 'playwright';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { hideSecrets, readInherited, tameEnvironment } from '../../src/cli/environment.ts';
import { settings } from '../../src/cli/settings.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { collectSecrets, findLeaks } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { readOffspring } from '../read-offspring.ts';
import { secure, serve } from '../serve.ts';
import { startCommand, startProgram } from '../start-command.ts';
import { drawForm, SIGN_IN, servePortal } from './serve-portal.ts';

// What is in the environment that a command is started in: secrets that are nobody else's business, and variables that would
// have Node, Playwright or Chromium write down what the redactor takes out, or check no certificates.

/** A secret in every variable that could hold one, whether or not a command uses it. */
const SECRETS: Readonly<Record<string, string>> = {
  OCTOPUS_TOTP_SECRET: 'FAKETOTPSECRETFAKETOTP',
  OCTOPUS_SESSION_KEY: 'Fake-session-key-of-a-test',
  FLEET_PASSWORD: 'Fake-fleet-password-of-a-test',
  SOMEBODY_ELSES_TOKEN: 'Fake-token-of-somebody-else',
  NODE_OPTIONS: '--title=Fake-title-of-a-test',
  CHROME_LOG_FILE: '/tmp/Fake-log-of-a-test',
};
// Of a name that tells nothing; it is the password once more.
const COPY = 'A_COPY';

const FORGOTTEN_KEY = 'API-FAKEFAKEFAKEFAKEFAKEFAKE1';

/** A browser that notes what it was given, and is none. */
const NOTING_BROWSER = `#!/bin/sh
tr '\\0' '\\n' </proc/$$/environ >"$0.$$"
[ "$1" = --version ] && echo 'Chromium 1.0' && exit 0
exit 1
`;

interface Line {
  readonly words?: readonly string[];
  /** Whether it reads OCTOPUS_API_KEY, which would go before the password. */
  readonly takesKey?: boolean;
}

const commands: Readonly<Record<string, Line>> = {
  'mint-key': {},
  'rotate-key': { takesKey: true },
  'list-keys': { takesKey: true },
  'revoke-key': { takesKey: true, words: ['--id', 'apikeys-1'] },
  'with-key': { takesKey: true, words: ['--', 'true'] },
  'sign-in': { words: ['--save-session', 'session'] },
  'inspect-portal': {},
  doctor: { takesKey: true },
  'mint-fleet': { words: ['fleet.json'] },
};

test('no browser that any command starts is given a secret, whether or not the command uses it', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'there is no /proc');
  const server = await startServer();
  const keys = [{ purpose: 'a', deliver: { file: 'key' } }];
  const signIn = { password: { env: 'FLEET_PASSWORD' } };
  const fleet = { servers: [{ url: server.url, keys, signIn }] };
  await writeFile(join(folder, 'fleet.json'), JSON.stringify(fleet));
  const runs = Object.entries(commands).map(async ([command, { words = [], takesKey }]) => {
    const browser = join(folder, command);
    await writeFile(browser, NOTING_BROWSER, { mode: 0o755 });
    const env = {
      ...credentials(server),
      ...SECRETS,
      [COPY]: server.password,
      OCTOPUS_BROWSER: browser,
      ...(takesKey ? {} : { OCTOPUS_API_KEY: FORGOTTEN_KEY }),
    };
    const { code, stderr } = await startCommand(command, { args: words, env, cwd: folder }).exited;
    expect(code, `${command}: ${stderr}`).toBe(7);
  });
  await Promise.all(runs);

  const noted = readdirSync(folder).filter((name) => /\.\d+$/.test(name));
  for (const command of Object.keys(commands)) {
    const given = noted.filter((name) => name.startsWith(`${command}.`));
    expect(given, command).not.toEqual([]);
    for (const name of given) {
      const text = await readFile(join(folder, name), 'utf8');
      expect(text).toContain('PATH=');
      for (const secret of [server.password, FORGOTTEN_KEY, ...Object.values(SECRETS)])
        expect(text, `${name} is given ${secret}`).not.toContain(secret);
    }
  }
});

test('what starts Chromium is given no flags that the environment has for it', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'there is no /proc');
  const server = await startServer();
  const browser = join(folder, 'browser');
  await writeFile(browser, NOTING_BROWSER, { mode: 0o755 });
  const names = ['CHROMIUM_USER_FLAGS', 'CHROMIUM_FLAGS', 'CHROME_USER_FLAGS', 'CHROME_FLAGS'];
  const flags = Object.fromEntries(names.map((name) => [name, '--fake-flag']));
  const env = { ...credentials(server), ...flags, OCTOPUS_BROWSER: browser };
  const { code, stderr } = await startCommand('mint-key', { env, cwd: folder }).exited;
  expect(code, stderr).toBe(7);

  const noted = readdirSync(folder).filter((name) => /\.\d+$/.test(name));
  expect(noted).not.toEqual([]);
  for (const name of noted) expect(await readFile(join(folder, name), 'utf8')).not.toContain('--fake-flag');
});

test('no process that a command starts has a secret in its environment, as the system shows it', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'there is no /proc');
  const server = await startServer({ drawFormAfterMs: 600_000 });
  const env = { ...credentials(server), ...SECRETS, [COPY]: server.password, OCTOPUS_API_KEY: FORGOTTEN_KEY };
  await using mint = startCommand('mint-key', { cwd: folder, env, temporary: folder });
  await mint.waitForLine('Signing in');
  const seen = readOffspring(mint.child.pid ?? 0);

  expect(seen.map(({ line }) => line)).toEqual(
    expect.arrayContaining([expect.stringMatching(/chrom/i), expect.stringMatching(/^sh/)]),
  );
  for (const { line, environment } of seen)
    for (const secret of [server.password, FORGOTTEN_KEY, ...Object.values(SECRETS)])
      expect(environment, line).not.toContain(secret);
});

test('what with-key runs has its key, and no secret of ours, used or not', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const { key } = server.addKey('given');
  const file = join(folder, 'totp');
  await writeFile(file, SECRETS.OCTOPUS_TOTP_SECRET ?? '', { mode: 0o600 });
  const env = {
    ...SECRETS,
    ...credentials(server),
    OCTOPUS_API_KEY: key,
    OCTOPUS_TOTP_SECRET: '',
    OCTOPUS_TOTP_SECRET_FILE: file,
    FOR_THE_COMMAND: 'yes',
  };
  const args = ['--mask-output', '--', process.execPath, '-e', 'console.log(JSON.stringify(process.env))'];
  const { code, stdout, stderr } = await startCommand('with-key', { args, env, cwd: folder }).exited;
  expect(code, stderr).toBe(0);
  const given = JSON.parse(stdout) as NodeJS.ProcessEnv;

  expect(given).toMatchObject({ OCTOPUS_URL: server.url, FOR_THE_COMMAND: 'yes' });
  expect(given.OCTOPUS_API_KEY).toBe('[redacted]');
  const ours = Object.values(settings).flatMap(({ secret, variable = '' }) => (secret ? [variable] : []));
  expect(Object.keys(given).filter((name) => ours.some((each) => name.startsWith(each)))).toEqual([
    'OCTOPUS_API_KEY',
  ]);
  for (const secret of [key, server.password, SECRETS.OCTOPUS_SESSION_KEY])
    expect(stdout).not.toContain(secret);
});

test('set-up, and all that it runs, has no secret', async ({ folder }) => {
  const note = join(folder, 'note.cjs');
  await writeFile(
    note,
    `const path = ${JSON.stringify(folder)} + '/seen.' + process.pid;
     process.once('exit', () => require('node:fs').writeFileSync(path, JSON.stringify(process.env)));`,
  );
  const ours = Object.fromEntries(
    Object.values(settings).flatMap(({ secret, variable }, at) =>
      secret && variable ? [[variable, `Fake-secret-${at}`]] : [],
    ),
  );
  const env = { ...ours, NODE_OPTIONS: `--require ${note}`, OCTOPUS_BROWSER: process.execPath };
  const line = { args: [resolve('scripts/set-up.mjs')], env };
  const { code, stderr } = await startProgram(process.execPath, line).exited;
  expect(code, stderr).toBe(0);
  const seen = readdirSync(folder).filter((name) => name.startsWith('seen.'));

  expect(seen.length).toBeGreaterThan(1);
  for (const name of seen) {
    const text = await readFile(join(folder, name), 'utf8');
    expect(text).toContain('OCTOPUS_BROWSER');
    for (const secret of Object.values(ours)) expect(text).not.toContain(secret);
  }
});

test('every secret of every setting is hidden from this process, and from what it starts', () => {
  const secrets = Object.values(settings).flatMap(({ secret, variable }) =>
    secret && variable ? [variable, `${variable}_FILE`] : [],
  );
  const environment = Object.fromEntries([...secrets, 'OTHER'].map((name) => [name, 'Fake']));
  expect(secrets.length).toBeGreaterThan(7);
  expect(readInherited(environment).environment).toEqual({ OTHER: 'Fake' });
  hideSecrets(environment);
  expect(environment).toEqual({ OTHER: 'Fake' });
});

const refused: Readonly<
  Record<string, { env?: NodeJS.ProcessEnv; flags?: readonly string[]; names: string[] }>
> = {
  'keys of TLS connections': { flags: ['--tls-keylog=/tmp/keys'], names: ['--tls-keylog'] },
  'the same, written in another way': {
    env: { NODE_OPTIONS: '--tls_keylog /tmp/k' },
    names: ['--tls-keylog'],
  },
  'what passes through TLS': { env: { NODE_OPTIONS: '"--trace-tls"' }, names: ['--trace-tls'] },
  'all memory, when asked to': {
    env: { NODE_OPTIONS: '--title=x --heapsnapshot-signal=SIGUSR2' },
    names: ['--heapsnapshot-signal'],
  },
  'all memory, when there is little': {
    flags: ['--heapsnapshot-near-heap-limit=3'],
    names: ['--heapsnapshot-near-heap-limit'],
  },
  "the inner life of Node's own code": { env: { NODE_DEBUG_NATIVE: 'tls' }, names: ['NODE_DEBUG_NATIVE'] },
  'two of them': {
    env: { NODE_OPTIONS: '--trace-tls', NODE_DEBUG_NATIVE: 'tls' },
    flags: ['--trace-tls'],
    names: ['--trace-tls', 'NODE_DEBUG_NATIVE'],
  },
};

for (const [what, { env = {}, flags = [], names }] of Object.entries(refused)) {
  test(`refused, since Node would write it down: ${what}`, () => {
    let told: readonly string[] = [];
    try {
      tameEnvironment({ ...env }, flags);
    } catch (error) {
      told = (error as { mistakes: readonly string[] }).mistakes;
    }
    expect(told.map((mistake) => mistake.split(' ')[0])).toEqual(names);
  });
}

test('what is harmless is left as it is, without a word', () => {
  const environment = {
    NODE_OPTIONS: '--max-old-space-size=512 --tls-min-v1.2 --enable-source-maps',
    NODE_EXTRA_CA_CERTS: '/etc/authority.pem',
    NODE_TLS_REJECT_UNAUTHORIZED: '1',
    DEBUG: 'pw:api',
    PWDEBUG: '',
  };
  expect(tameEnvironment({ ...environment }, ['--no-warnings'])).toEqual([]);
});

for (const name of ['DEBUG_FILE', 'MAX_LOG_LENGTH']) {
  test(`${name}, which other programs have, too, is told of only where Playwright prints by it`, () => {
    const environment: NodeJS.ProcessEnv = { [name]: '380' };
    expect(tameEnvironment(environment, [])).toEqual([]);
    expect(environment).toEqual({});
    const told = tameEnvironment({ [name]: '380', DEBUG: 'pw:protocol' }, []);
    expect(told).toEqual([expect.stringContaining(`${name} is ignored`)]);
  });
}

test('flags that have Node write down secrets: exit 2, before anything is asked of anybody', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = { ...credentials(server), NODE_OPTIONS: '--tls-keylog=keys' };
  const { code, stderr } = await runCommand('mint-key', { env });
  expect(code, stderr).toBe(2);
  expect(stderr).toContain('--tls-keylog has Node write down secrets');
  expect(server.requests).toEqual([]);
});

test('NODE_TLS_REJECT_UNAUTHORIZED=0 checks no fewer certificates, and nothing writes down the keys of connections', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  await using front = await secure(server.url);
  const log = join(folder, 'keys');
  const hostile = { NODE_TLS_REJECT_UNAUTHORIZED: '0', SSLKEYLOGFILE: log };
  const env = { ...credentials(server), OCTOPUS_URL: front.url, ...hostile };
  const byPassword = await runCommand('mint-key', { env });
  const key = { OCTOPUS_API_KEY: FORGOTTEN_KEY, OCTOPUS_PASSWORD: '' };
  const byKey = await runCommand('mint-key', { env: { ...env, ...key } });

  for (const { code, stderr } of [byPassword, byKey]) {
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('NODE_TLS_REJECT_UNAUTHORIZED is ignored: certificates are checked');
    expect(stderr).toContain('SSLKEYLOGFILE is ignored');
  }
  expect(server.requests).toEqual([]);

  const minted = await runCommand('mint-key', { env, words: ['--insecure-tls'] });
  expect(minted.code, minted.stderr).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test("Node's own debug output is told of, and holds no secret", { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = { ...credentials(server), NODE_DEBUG: 'http,https,net,tls,fetch,undici,stream' };
  const { code, stdout, stderr } = await runCommand('mint-key', { env });
  expect(code, stderr.slice(-2000)).toBe(0);
  expect(stderr).toContain('NODE_DEBUG is set');
  expect(stderr).toMatch(/^HTTP \d+: /m);
  const secrets = [...collectSecrets(server, server.password), stdout.trim()];
  expect(findLeaks(secrets, stderr)).toEqual([]);
});

test("what Node's own debug output shows of a request, or of a stream, it shows without the secrets", async () => {
  const secret = 'Fake-cookie-of-a-test';
  await using served = await serve((_, reply) => void reply.end());
  const work = `
    const { Secret } = require('./src/secrets/secret.ts');
    const headers = { 'x-fake': new Secret('${secret}').reveal() };
    new (require('node:stream').PassThrough)().resume().end(headers['x-fake']);
    await new Promise((done) => require('node:http').get('${served.url}', { headers }, (reply) => reply.resume().on('end', done)));
    return 0;`;
  const script = `process.argv = ['node', 'debugging'];
    const description = { name: 'debugging', summary: '', uses: [] };
    require('./src/cli/run-command.ts').runCommand(description, async () => { ${work} })`;
  const args = [resolve('node_modules/ts-node/dist/bin.js'), '-e', script];
  const line = { args, cwd: resolve('.'), env: { NODE_DEBUG: 'http,net,stream' } };
  const { code, stderr } = await startProgram(process.execPath, line).exited;
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("'x-fake': '[redacted]'");
  expect(stderr).toContain(' <Buffer [redacted]>');
  for (const spelling of [
    secret,
    Buffer.from(secret)
      .toString('hex')
      .replace(/..(?!$)/g, '$& '),
  ])
    expect(stderr).not.toContain(spelling);
});

test('an inspector that is open is told of, and one of Playwright’s does not open', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const names = ['PWDEBUG', 'npm_config_pwdebug', 'npm_package_config_pwdebug'];
  const inspecting = Object.fromEntries(names.map((name) => [name, '1']));
  const env = { ...credentials(server), ...inspecting, NODE_OPTIONS: '--inspect=127.0.0.1:0' };
  // By Playwright, which starts a browser for that itself.
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--slow-mo', '1'] });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('NODE CAN BE INSPECTED');
  for (const name of names) expect(stderr).toContain(`${name} is ignored`);
});

test('what a service worker sends is followed to no other origin, though a variable has Playwright look at none of it', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  const worker = `onmessage = ({ data }) => fetch('${SIGN_IN}', { method: 'POST', body: JSON.stringify(data) });`;
  const page =
    drawForm(`navigator.serviceWorker.register('/service.js').then(() => navigator.serviceWorker.ready)
    .then(({ active }) => active.postMessage({ Username: username, Password: password }));`);
  await using portal = await servePortal(server, page, {
    '/service.js': worker,
    [SIGN_IN]: (_, outgoing) => void outgoing.writeHead(307, { location: decoy.url }).end(),
  });
  const blind = { PLAYWRIGHT_DISABLE_SERVICE_WORKER_NETWORK: '1' };
  const env = { ...credentials(server), ...blind, OCTOPUS_URL: portal.url };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });
  expect(decoy.heard, stderr).toEqual([]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('PLAYWRIGHT_DISABLE_SERVICE_WORKER_NETWORK is ignored');
});

test('nothing is typed into a browser of a grid that the environment names for something else', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  let asked = 0;
  await using grid = await serve((_, reply) => {
    asked += 1;
    reply.writeHead(500).end();
  });
  const env = { ...credentials(server), SELENIUM_REMOTE_URL: `${grid.url}/wd/hub` };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--slow-mo', '1'] });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('SELENIUM_REMOTE_URL is ignored');
  expect(asked).toBe(0);
});

for (const [what, env] of Object.entries({
  'an empty home': { HOME: '' },
  'relative folders': { XDG_CACHE_HOME: '.cache', XDG_CONFIG_HOME: '.config' },
})) {
  test(`nothing below the working directory counts as the user's own: ${what}`, async ({
    startServer,
    runCommand,
    folder,
  }) => {
    test.skip(process.platform !== 'linux', 'other systems have these folders elsewhere');
    const server = await startServer();
    const put = async (path: string, text: string, mode: number) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text, { mode });
    };
    const [program] = /chromium-\d.*$/.exec(chromium.executablePath()) ?? [];
    await put(`.cache/ms-playwright/${program}`, `#!/bin/sh\necho >${folder}/was-run\nexit 1\n`, 0o700);
    await put('.config/octopus-key-mint/config.yaml', 'profiles: { planted: { direct: "true" } }\n', 0o600);
    const given = { ...credentials(server), ...env, OCTOPUS_BROWSER: '', PLAYWRIGHT_BROWSERS_PATH: '' };
    const shown = await runCommand('mint-key', { env: given, words: ['--headed'] });
    const named = await runCommand('mint-key', { env: given, words: ['--profile', 'planted'] });

    expect(existsSync(join(folder, 'was-run')), shown.stderr).toBe(false);
    expect(named.code, named.stderr).toBe(2);
  });
}

test('a browser is looked for in no folder below the working directory, though PATH names one', ({
  folder,
}) => {
  test.skip(process.platform === 'win32', 'PATH is not looked through there');
  const path = join(folder, 'chromium-headless-shell');
  writeFileSync(path, '');
  const find = (PATH: string) => findSystemBrowser({ headed: false }, 'linux', { PATH });
  expect(find(relative('.', folder))).toBe(undefined);
  expect(find(folder)).toBe(path);
});

test('who has no home, and is in no list of users, is given a key all the same', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const homeless = join(folder, 'homeless.cjs');
  await writeFile(
    homeless,
    `const os = require('node:os');
     os.homedir = () => { if (process.env.HOME) return process.env.HOME; throw new Error('ENOENT'); };`,
  );
  const env = { ...credentials(server), HOME: '', NODE_OPTIONS: `--require ${homeless}` };
  const minted = await runCommand('mint-key', { env, words: ['--slow-mo', '1'] });
  const named = await runCommand('mint-key', { env, words: ['--profile', 'lab'] });
  const typed = ['complete', '--', 'mint', '--profile', ''];
  const completed = await runCommand('octopus-key-mint', { env, words: typed });

  expect(minted.code, minted.stderr).toBe(0);
  expect(named.code, named.stderr).toBe(2);
  expect(named.stderr).toContain('there is neither ');
  expect(completed.code, completed.stderr).toBe(0);
});
