import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';

import { load as parse } from 'js-yaml';
import { findConfigFolder } from '../../src/cli/config-file.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { type HoldingProxy, startDecoy, startHoldingProxy } from '../faults/fault-proxy.ts';
import { forward, pass } from '../faults/faults.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { type Started, startProgram } from '../start-command.ts';
import { serveGithub, startTrustedJob } from '../trust/trusted-job.ts';

// The action, run as the runner runs it (actions/runner, src/Runner.Worker: ActionRunner.cs, FileCommandManager.cs): what a
// program tells the runner in a file is read when it has ended, however it has, and later steps never see that file.

interface Action {
  readonly inputs: Readonly<Record<string, { description: string; default?: string }>>;
  readonly outputs: Readonly<Record<string, { description: string }>>;
  readonly runs: {
    readonly using: string;
    readonly main: string;
    readonly post: string;
    readonly 'post-if': string;
  };
}

type Texts = Record<string, string>;
const { describeFirstState, restoreInputs, restoreVariables, takeInputs, takeState, toVariables } =
  require('../../action/inputs.cjs') as {
    describeFirstState(environment: Texts): string;
    restoreInputs(inputs: string, later: Texts): Texts;
    restoreVariables(variables: string, environment: Texts): { restored: Texts; lost: string[] };
    takeInputs(environment: Texts): Texts;
    takeState(environment: Texts): Texts;
    toVariables(inputs: Texts): Texts;
  };

const action = parse(readFileSync('action.yml', 'utf8')) as Action;

test.use({ sharesBrowser: true });
test.skip(process.platform === 'win32', 'Windows has no signals');

/** A job of GitHub Actions with this action as a step. */
class Job {
  readonly log: string[] = [];
  /** What the job sets for each of its steps; a step can change it for those that follow. */
  readonly environment: Record<string, string>;
  readonly workspace: string;
  readonly #folder: string;
  readonly #root: string;
  #inputs: Readonly<Record<string, string>> = {};
  #outputs: Readonly<Record<string, string>> = {};
  /** What the runner keeps for the end. */
  state: Readonly<Record<string, string>> = {};

  constructor(
    folder: string,
    inputs: Readonly<Record<string, string>>,
    environment: Readonly<Record<string, string>>,
    root = resolve('.'),
  ) {
    this.#folder = folder;
    this.#root = root;
    this.environment = { ...environment };
    this.workspace = join(folder, 'workspace');
    mkdirSync(this.workspace);
    this.give(inputs);
  }

  /** What the runner evaluates the inputs to: at the beginning, and anew at the end. */
  give(inputs: Readonly<Record<string, string>>): void {
    const given = Object.entries(action.inputs).map(([name, { default: usual = '' }]) => [
      `INPUT_${name.toUpperCase()}`,
      (inputs[name] ?? usual).replace('${' + '{ github.run_id }}', '7'),
    ]);
    this.#inputs = Object.fromEntries(given);
  }

  /**
   * Starts the step.
   * @param spoil is called when its files are there
   */
  start(spoil = () => {}): Started {
    for (const name of FILES) writeFileSync(this.#path(name), '');
    spoil();
    const files = FILES.map((name) => [`GITHUB_${name.toUpperCase()}`, this.#path(name)]);
    return this.#start(action.runs.main, Object.fromEntries(files));
  }

  /** What the runner does when a step has ended. */
  async finish(step: Started): Promise<number | null> {
    const { code, stdout, stderr } = await step.exited;
    this.log.push(stdout, stderr);
    this.#outputs = this.#read('output');
    this.state = this.#read('state');
    Object.assign(this.environment, this.#read('env'));
    for (const name of FILES) rmSync(this.#path(name));
    return code;
  }

  /** Runs the step until a request of it is held, kills it, and lets that go on. */
  async runKilled(proxy: HoldingProxy): Promise<void> {
    const step = this.start();
    await proxy.held;
    step.child.kill('SIGKILL');
    proxy.release();
    await this.finish(step);
  }

  async run(): Promise<Readonly<Record<string, string>>> {
    const code = await this.finish(this.start());
    expect(code, this.log.join('')).toBe(0);
    return this.#outputs;
  }

  /** @returns the exit code of what runs at the job's end */
  async end(): Promise<number | null> {
    const states = Object.entries(this.state).map(([name, value]) => [`STATE_${name}`, value]);
    const { code, stdout, stderr } = await this.#start(action.runs.post, Object.fromEntries(states)).exited;
    this.log.push(stdout, stderr);
    return code;
  }

  #start(file: string, more: Readonly<Record<string, string>>): Started {
    const own = { ...this.#inputs, ...more, GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: this.workspace };
    // The runner's own go over the job's of the same name, and stand in no known order among the others: here first.
    const env = { ...own, ...this.environment, ...own };
    return startProgram(process.execPath, { args: [join(this.#root, file)], env, cwd: this.workspace });
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #read(name: string): Record<string, string> {
    return readPairs(readFileSync(this.#path(name), 'utf8'));
  }
}

/** As the runner reads such a file: of a name that comes twice the last value counts. */
function readPairs(text: string): Record<string, string> {
  const lines = text.matchAll(/^(?:(\w[\w-]*)=(.*)|(.+?)<<(.+)\n([\s\S]*?)\n\4)$/gm);
  return Object.fromEntries([...lines].map(([, name, value, long, , text]) => [name ?? long, value ?? text]));
}

const FILES = ['output', 'env', 'state'];

function credentials(server: StandIn): Record<string, string> {
  return { url: server.url, username: server.username, password: server.password };
}

/** Starts jobs whose browser is one that runs. */
function jobsIn(folder: string, startBrowser: () => Promise<string>) {
  return async (inputs: Readonly<Record<string, string>>) =>
    new Job(folder, inputs, { OCTOPUS_BROWSER: await startBrowser() });
}

test('the action mints a masked key, gives its outputs, and revokes it when the job ends, without a password', async ({
  startServer,
  startBrowser,
  folder,
}) => {
  const server = await startServer();
  // As of an expression that comes to nothing.
  const job = await jobsIn(folder, startBrowser)({ ...credentials(server), revoke: '' });
  const outputs = await job.run();
  const [key] = server.liveKeys();

  expect(outputs).toEqual({
    'api-key': key?.key,
    'key-id': key?.id,
    url: server.url,
    expires: expect.stringMatching(/^\d{4}-/),
  });
  const others = ['access-token', 'service-account-id'];
  const ofKeys = Object.keys(action.outputs).filter((name) => !others.includes(name));
  expect(Object.keys(outputs).sort()).toEqual(ofKeys.sort());
  expect(key?.purpose).toBe('GitHub Actions run 7');
  expect(job.log.join('')).toContain(`\n::add-mask::${key?.key}\n`);
  expect(job.log.join('').replace(`::add-mask::${key?.key}\n`, '')).not.toContain(key?.key);
  expect(await job.end()).toBe(0);
  expect(server.liveKeys()).toEqual([]);
  expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toHaveLength(1);
});

test('the action runs no npm, needs no package around it, and writes neither to the workspace nor to its own folder', async ({
  startServer,
  startBrowser,
  folder,
}) => {
  const server = await startServer();
  const home = join(folder, 'repository');
  for (const name of ['action.yml', 'action', 'src']) cpSync(name, join(home, name), { recursive: true });
  const before = listFiles(home);
  const environment = { OCTOPUS_BROWSER: await startBrowser(), PATH: join(folder, 'nothing') };
  const job = new Job(folder, credentials(server), environment, home);
  const { 'api-key': key } = await job.run();

  expect(server.liveKeys().map((live) => live.key)).toEqual([key]);
  expect(await job.end(), job.log.join('')).toBe(0);
  expect(server.liveKeys()).toEqual([]);
  expect(listFiles(job.workspace)).toEqual([]);
  expect(listFiles(home)).toEqual(before);
});

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

test('what the action runs is of Node, or lies beside it', () => {
  const bundle = resolve('action/dist');
  const names = readdirSync(bundle).filter((name) => name.endsWith('.js'));
  const commands = ['mint-key.js', 'revoke-key.js', 'trust-issuer.js', 'with-token.js'];
  const ours = [...commands, 'rolldown-runtime.js', 'shared.js'].sort();
  expect(names.sort()).toEqual(ours);
  const required = names.flatMap((name) =>
    [...readFileSync(join(bundle, name), 'utf8').matchAll(/\brequire\("([^"]+)"\)/g)].map(
      ([, id = '']) => id,
    ),
  );
  const others = new Set(required.filter((id) => !id.startsWith('node:') && !builtinModules.includes(id)));

  const beside = ['./no-keyring.js', './playwright-core/index.js', './rolldown-runtime.js', './shared.js'];
  expect([...others].sort()).toEqual(beside);
});

test('with direct the action needs no browser, neither to make the key nor, after a step that was killed, to revoke it', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  await using proxy = await startHoldingProxy(server.url, 'key', 'reply');
  const inputs = { ...credentials(server), url: proxy.url, direct: 'True' };
  const job = new Job(folder, inputs, { OCTOPUS_BROWSER: join(folder, 'nothing') });
  await job.runKilled(proxy);

  expect(server.liveKeys()).toHaveLength(1);
  expect(await job.end(), job.log.join('')).toBe(0);
  expect(server.liveKeys()).toEqual([]);
});

test('with mode token the action gets a masked access token for the token of the job, without a sign-in, and the end has nothing to do', async ({
  startServer,
  folder,
}) => {
  await using trusted = await startTrustedJob(startServer);
  await using github = await serveGithub(trusted);
  const { server } = trusted;
  const inputs = {
    ...{ url: server.url, mode: 'token', 'github-env': 'true' },
    'service-account-id': trusted.audience,
  };
  const job = new Job(folder, inputs, github.env);
  const keys = server.madeKeys().length;
  const { 'access-token': token = '', ...outputs } = await job.run();

  expect(outputs).toEqual({ url: server.url });
  const me = await fetch(`${server.url}/api/users/me`, { headers: { Authorization: `Bearer ${token}` } });
  expect(await me.json()).toMatchObject({ Id: 'Users-4' });
  expect(job.environment).toMatchObject({ OCTOPUS_URL: server.url, OCTOPUS_ACCESS_TOKEN: token });
  const log = job.log.join('');
  expect(log).toContain(`\n::add-mask::${token}\n`);
  expect(log.replace(`::add-mask::${token}\n`, '')).not.toContain(token);
  expect(log).not.toContain(github.given[0]);
  expect(await job.end()).toBe(0);
  expect(server.madeKeys()).toHaveLength(keys);
  expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toEqual([]);
});

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

test('examples/github-token.yml gets a job its token without a secret, and uses it, for the environment that its head has trusted', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  await using trusted = await startTrustedJob(startServer);
  await using github = await serveGithub(trusted);
  const text = readFileSync('examples/github-token.yml', 'utf8');
  const { provision } = (
    parse(text) as {
      jobs: { provision: { environment: string; permissions: Texts; steps: Step[] } };
    }
  ).jobs;
  const step = provision.steps.find(({ uses }) => uses?.includes('octopus-key-mint'));
  const use = provision.steps.find(({ run }) => run !== undefined);
  const fill = (values: Readonly<Record<string, string>> = {}, known: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        value.replace(/\$\{\{ (.*) \}\}/, (_, path: string) => known[path] ?? 'not known'),
      ]),
    );
  const { OCTOPUS_URL = '', OCTOPUS_SERVICE_ACCOUNT_ID = '' } = trusted.env;
  const known = {
    'vars.OCTOPUS_URL': OCTOPUS_URL,
    'vars.OCTOPUS_SERVICE_ACCOUNT_ID': OCTOPUS_SERVICE_ACCOUNT_ID,
  };
  const given = fill(step?.with, known);
  for (const name of Object.keys(given)) expect(Object.keys(action.inputs)).toContain(name);
  const outputs = Object.entries(await new Job(folder, given, github.env).run());
  const env = fill(
    use?.env,
    Object.fromEntries(outputs.map(([name, value]) => [`steps.${step?.id}.outputs.${name}`, value])),
  );
  const { code } = await startProgram('sh', {
    args: ['-c', use?.run?.replace(' > /dev/null', ' > me.json') ?? ''],
    cwd: folder,
    env: { ...env, PATH: process.env.PATH ?? '' },
  }).exited;

  expect(code).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, 'me.json'), 'utf8'))).toMatchObject({ Id: 'Users-4' });
  expect(provision.permissions).toMatchObject({ 'id-token': 'write' });
  expect(text).toContain(`--github acme/web --environment ${provision.environment}\n`);
  expect(text).not.toContain('secrets.');
});

test('with mode token, what fails ends the step: no permission, another mode, and files that cannot be written', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  await using trusted = await startTrustedJob(startServer);
  await using github = await serveGithub(trusted);
  const inputs = { url: trusted.server.url, mode: 'token', 'service-account-id': trusted.audience };
  const start = (name: string, more: object, env: Readonly<Record<string, string>>) => {
    mkdirSync(join(folder, name));
    return new Job(join(folder, name), { ...inputs, ...more }, env);
  };
  const forbidden = start('forbidden', {}, {});
  const other = start('other', { mode: 'keys' }, github.env);
  const blocked = start('blocked', {}, github.env);
  expect(await forbidden.finish(forbidden.start())).toBe(2);
  expect(forbidden.log.join('')).toContain('`permissions: id-token: write`');
  expect(await other.finish(other.start())).toBe(2);
  expect(other.log.join('')).toContain('The input mode is neither key, token nor trust.');
  const output = join(folder, 'blocked', 'output');
  const step = blocked.start(() => {
    rmSync(output);
    symlinkSync('victim', output);
  });
  expect((await step.exited).code).toBe(6);
  expect((await step.exited).stderr).toContain('ELOOP');
  expect(existsSync(join(folder, 'blocked', 'victim'))).toBe(false);
});

test('with mode trust a service account trusts the jobs of the repository from then on, and the end has nothing to do', async ({
  startServer,
  startBrowser,
  folder,
}) => {
  const server = await startServer();
  const inputs = {
    ...credentials(server),
    // As a block of YAML ends, or begins.
    url: `\n${server.url}/\n`,
    ...{ mode: 'trust', 'service-account': 'ci', repository: 'acme/web', branch: 'main' },
  };
  mkdirSync(join(folder, 'first'));
  const first = await jobsIn(join(folder, 'first'), startBrowser)(inputs);
  expect(await first.finish(first.start())).toBe(5);
  const job = await jobsIn(folder, startBrowser)({ ...inputs, 'create-service-account': 'true' });
  const outputs = await job.run();

  expect(server.identities()).toMatchObject([{ subject: 'repo:acme/web:ref:refs/heads/main' }]);
  expect(outputs).toEqual({ url: server.url, 'service-account-id': expect.stringMatching(/^[\w-]{36}$/) });
  expect(await job.end()).toBe(0);
  expect(server.madeKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
});

test('with mode trust, an input that begins with a dash is what it is given for, and no option', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  const inputs = {
    ...{ ...credentials(server), direct: 'true', mode: 'trust', repository: 'acme/web' },
    ...{ 'service-account': 'ci', 'create-service-account': 'true' },
  };
  const run = async (given: Readonly<Record<string, string>>) => {
    const home = join(folder, Object.keys(given).join());
    mkdirSync(home);
    const job = new Job(home, { ...inputs, ...given }, {});
    return { code: await job.finish(job.start()), log: job.log.join('') };
  };
  const asBranch = await run({ branch: '--service-account=other' });
  const asEnvironment = await run({ environment: '--help' });
  const asRepository = await run({ repository: '--pull-request' });

  expect(asBranch.code, asBranch.log).toBe(0);
  expect(asEnvironment.code, asEnvironment.log).toBe(0);
  expect(asRepository.code, asRepository.log).toBe(2);
  expect(server.identities().map(({ subject }) => subject)).toEqual([
    'repo:acme/web:ref:refs/heads/--service-account=other',
    'repo:acme/web:environment:--help',
  ]);
});

test('where the runner has no browser, the action ends with 7 and says what can be done in a job', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'elsewhere browsers are found outside of PATH, too');
  const server = await startServer();
  const nothing = join(folder, 'nothing');
  const environment = { OCTOPUS_BROWSER: '', PATH: nothing, PLAYWRIGHT_BROWSERS_PATH: nothing };
  const job = new Job(folder, credentials(server), environment);

  expect(await job.finish(job.start())).toBe(7);
  expect(job.log.join('')).toContain(
    'Install Google Chrome or Chromium on the runner, or do without one by `direct: true`',
  );
  expect(job.log.join('')).not.toContain('npm');
  expect(await job.end()).toBe(0);
});

test('the provider that the action is given goes before that of the job, which stands where none is given', () => {
  expect(toVariables({ provider: 'Azure AD', 'sso-origins': 'https://login.example' })).toMatchObject({
    OCTOPUS_PROVIDER: 'Azure AD',
    OCTOPUS_SSO_ORIGINS: 'https://login.example',
  });
  expect(toVariables({ provider: '', 'sso-origins': '' })).not.toHaveProperty('OCTOPUS_PROVIDER');
  expect(toVariables({ provider: '', 'sso-origins': '' })).not.toHaveProperty('OCTOPUS_SSO_ORIGINS');
});

test('the action leaves the key where that is asked for, and sets the environment of the following steps', {
  tag: '@extended',
}, async ({ startServer, startBrowser, folder }) => {
  const server = await startServer();
  const wish = { revoke: 'False', 'github-env': 'true', purpose: 'kept' };
  const job = await jobsIn(folder, startBrowser)({ ...credentials(server), ...wish });
  await job.run();
  expect(await job.end()).toBe(0);

  expect(server.liveKeys().map(({ purpose }) => purpose)).toEqual(['kept']);
  expect(job.log.join('')).toContain(`The key ${server.liveKeys()[0]?.id} is left, as asked for.`);
  expect(job.environment).toMatchObject({
    OCTOPUS_URL: server.url,
    OCTOPUS_API_KEY: server.liveKeys()[0]?.key,
  });
});

test('the end of a job is no failure where somebody revoked the key before, or none was made', {
  tag: '@extended',
}, async ({ startServer, startBrowser, folder }) => {
  const server = await startServer();
  const job = await jobsIn(folder, startBrowser)(credentials(server));
  const { 'api-key': key = '', 'key-id': id } = await job.run();
  await fetch(`${server.url}/api/users/${server.userId}/apikeys/${id}`, {
    method: 'DELETE',
    headers: { 'X-Octopus-ApiKey': key },
  });
  expect(await job.end()).toBe(0);
  expect(job.log.join('')).toContain('somebody revoked it before');

  const refused = new Job(join(folder, 'workspace'), { ...credentials(server), 'expires-in': 'soon' }, {});
  expect(await refused.finish(refused.start())).toBe(2);
  expect(await refused.end()).toBe(0);
});

// What may be in the environment of a job, and is to be in no file.
const FOREIGN_SECRETS = {
  NODE_AUTH_TOKEN: 'a secret of npm',
  PLAYWRIGHT_SERVICE_ACCESS_TOKEN: 'a secret of a service',
  OCTOPUS_ACCESS_TOKEN: 'a secret of another program',
  OCTOPUS_TOTP_SECRET: 'JBSWY3DPEHPK3PXP',
  HTTP_PROXY: 'http://user:a%20secret%20of%20a%20proxy@127.0.0.1:9',
};

for (const isKilled of [true, false]) {
  const title = isKilled ? 'by signing in again, since the step was killed' : 'by the key itself';
  const tag = isKilled ? [] : ['@extended'];
  test(`what later steps do to files and variables decides nothing about what is revoked, ${title}, and leads no secret astray`, {
    tag,
  }, async ({ startServer, startBrowser, folder }) => {
    const server = await startServer();
    await using proxy = await startHoldingProxy(server.url, 'key', 'reply');
    await using decoy = await startDecoy();
    const purpose = "--yes it's $HOME\r\n<<end\r";
    const wish = { url: proxy.url, purpose, revoke: String(!isKilled) };
    const job = await jobsIn(folder, startBrowser)({ ...credentials(server), ...wish });
    const pwned = join(folder, 'pwned');
    const enemy = `require('fs').writeFileSync('${pwned}', '')`;
    writeFileSync(join(folder, 'enemy.js'), enemy);
    writeFileSync(join(folder, 'tsconfig.json'), '{"ts-node":{"swc":true,"require":["./enemy.js"]}}');
    Object.assign(job.environment, FOREIGN_SECRETS, { TS_NODE_PROJECT: join(folder, 'tsconfig.json') });
    const step = job.start();
    await proxy.held;
    if (isKilled) step.child.kill('SIGKILL');
    proxy.release();
    await job.finish(step);
    for (const secret of Object.values(FOREIGN_SECRETS))
      expect(JSON.stringify(job.state)).not.toContain(secret);

    const other = server.addKey(purpose);
    for (const place of ['.octopus-key-mint', 'action', 'scripts']) {
      mkdirSync(join(job.workspace, place));
      for (const file of ['revoke.cjs', 'inputs.cjs', 'revoke-key.ts'])
        writeFileSync(join(job.workspace, place, file), enemy);
    }
    writeFileSync(join(job.workspace, '.env'), `OCTOPUS_URL=${decoy.url}\n`);
    writeFileSync(join(folder, 'state'), `key-id=${other.id}\n`);
    Object.assign(job.environment, {
      GITHUB_STATE: join(folder, 'state'),
      GITHUB_ACTION_PATH: job.workspace,
      STATE_settled: 'true',
      'STATE_key-id': other.id,
      'STATE_api-key': other.key,
      NODE_DEBUG: 'child_process',
      INPUT_url: decoy.url,
      INPUT_Password: 'nothing',
      OCTOPUS_URL: decoy.url,
      OCTOPUS_USERNAME: 'nobody',
      OCTOPUS_PASSWORD_FILE: join(job.workspace, '.env'),
      OCTOPUS_PROVIDER: 'nobody',
      OCTOPUS_KEY_PURPOSE: 'nothing',
      OCTOPUS_SERVICE_ACCOUNT: 'nobody',
      OCTOPUS_BROWSER: decoy.url,
      HTTP_PROXY: decoy.url,
      http_proxy: decoy.url,
    });
    expect(await job.end(), job.log.join('')).toBe(0);

    expect(server.madeKeys()).toHaveLength(2);
    expect(server.liveKeys()).toEqual([other]);
    expect(decoy.heard).toEqual([]);
    expect(existsSync(pwned)).toBe(false);
    expect(job.log.join('')).not.toContain(server.password);
    expect(job.log.join('')).toContain('HTTP_PROXY is not what it was when the key was made');
  });
}

// As `${{ env.OCTOPUS_URL }}` and the like come to, once a later step has set these variables.
for (const isKilled of [true, false])
  test(`what the runner makes of the inputs at the end of the job sends no secret elsewhere, and leaves no key, ${isKilled ? 'after a step that was killed' : 'by the key itself'}`, {
    tag: isKilled ? [] : '@extended',
  }, async ({ startServer, folder }) => {
    const server = await startServer();
    await using proxy = await startHoldingProxy(server.url, 'key', 'reply');
    await using decoy = await startDecoy();
    const inputs = { ...credentials(server), url: proxy.url, direct: 'true' };
    const job = new Job(folder, inputs, {});
    const step = job.start();
    await proxy.held;
    if (isKilled) step.child.kill('SIGKILL');
    proxy.release();
    await job.finish(step);
    expect(server.madeKeys()).toHaveLength(1);
    expect(JSON.stringify(job.state)).not.toContain(server.password);

    job.give({
      ...{ ...inputs, url: decoy.url, username: 'nobody', direct: 'false', provider: 'nobody' },
      ...{ 'sso-origins': decoy.url, 'service-account': 'nobody', revoke: 'false' },
    });
    expect(await job.end(), job.log.join('')).toBe(0);
    expect(server.liveKeys()).toEqual([]);
    expect(decoy.heard).toEqual([]);
  });

for (const isKilled of [true, false])
  test(`the end of a job passes what stands in front of the server, and leaves no key, ${isKilled ? 'after a step that was killed' : 'by the key itself'}`, {
    tag: isKilled ? '@extended' : [],
  }, async ({ startServer, folder }) => {
    const server = await startServer();
    await using proxy = await startHoldingProxy(server.url, 'key', 'reply');
    const basic = `Basic ${Buffer.from('fake-front-user:fake-front-password').toString('base64')}`;
    await using front = await serve(async (incoming, outgoing) => {
      const { authorization, 'fake-front-header': header } = incoming.headers;
      if (authorization !== basic || header !== 'fake-front-value') return void outgoing.writeHead(401).end();
      const exchange = { incoming, outgoing, target: proxy.url, elsewhere: '' };
      pass(exchange, await forward(exchange));
    });
    const headers = join(folder, 'headers.txt');
    writeFileSync(headers, 'Fake-Front-Header: fake-front-value', { mode: 0o600 });
    const job = new Job(
      folder,
      { ...credentials(server), url: front.url, direct: 'true' },
      {
        ...{ OCTOPUS_HTTP_USERNAME: 'fake-front-user', OCTOPUS_HTTP_PASSWORD: 'fake-front-password' },
        OCTOPUS_HEADERS_FILE: headers,
      },
    );
    const step = job.start();
    await proxy.held;
    if (isKilled) step.child.kill('SIGKILL');
    proxy.release();
    await job.finish(step);
    expect(server.madeKeys()).toHaveLength(1);
    expect(JSON.stringify(job.state)).not.toContain('fake-front-password');

    expect(await job.end(), job.log.join('')).toBe(0);
    expect(server.liveKeys()).toEqual([]);
  });

test('a key that a killed step may have left is told of where the end of the job cannot sign in', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  await using proxy = await startHoldingProxy(server.url, 'key', 'reply');
  const inputs = { ...credentials(server), url: proxy.url, direct: 'true' };
  const job = new Job(folder, inputs, {});
  await job.runKilled(proxy);
  job.give({ ...inputs, password: 'Fake-other-password' });

  expect(await job.end()).toBe(4);
  expect(server.liveKeys()).toHaveLength(1);
  expect(job.log.join('')).toContain('A KEY MAY HAVE BEEN MADE that nobody holds');
});

for (const isInput of [true, false])
  test(`the end of a job whose step was killed revokes the key of whoever signed in, though ${isInput ? 'the action was given' : 'a file of the job holds'} another user's API key as well`, {
    tag: isInput ? [] : '@extended',
  }, async ({ startServer, folder }) => {
    const server = await startServer();
    await using proxy = await startHoldingProxy(server.url, 'key', 'reply');
    const theirs = server.addKey('of somebody else', { userId: 'Users-3' });
    const file = join(folder, 'api-key.txt');
    writeFileSync(file, theirs.key, { mode: 0o600 });
    const more = isInput ? { 'api-key': theirs.key } : {};
    const inputs = { ...credentials(server), ...more, url: proxy.url, direct: 'true' };
    const job = new Job(folder, inputs, isInput ? {} : { OCTOPUS_API_KEY_FILE: file });
    await job.runKilled(proxy);
    expect(server.liveKeys().map(({ userId }) => userId)).toEqual([server.userId, 'Users-3']);

    expect(await job.end(), job.log.join('')).toBe(0);
    expect(server.liveKeys()).toEqual([theirs]);
  });

test('at the end of a job the key revokes itself, though a file of the job holds another API key', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const theirs = server.addKey('of somebody else', { userId: 'Users-3' });
  const file = join(folder, 'api-key.txt');
  writeFileSync(file, theirs.key, { mode: 0o600 });
  const inputs = { ...credentials(server), direct: 'true' };
  const job = new Job(folder, inputs, { OCTOPUS_API_KEY_FILE: file });
  await job.run();
  expect(server.liveKeys().map(({ userId }) => userId)).toEqual([server.userId, 'Users-3']);

  expect(await job.end(), job.log.join('')).toBe(0);
  expect(server.liveKeys()).toEqual([theirs]);
  expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toHaveLength(1);
});

test("a profile of the machine's own configuration does not decide whose key the action makes", async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const home = { HOME: folder, XDG_CONFIG_HOME: join(folder, 'config') };
  const own = join(findConfigFolder(home, process.platform, folder), 'octopus-key-mint');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'config.yaml'), 'profiles:\n  machine:\n    service-account: service\n');
  const inputs = { ...credentials(server), direct: 'true' };
  const job = new Job(folder, inputs, { ...home, OCTOPUS_PROFILE: 'machine' });
  await job.run();

  expect(server.madeKeys().map(({ userId }) => userId)).toEqual([server.userId]);
  expect(await job.end(), job.log.join('')).toBe(0);
  expect(server.liveKeys()).toEqual([]);
});

for (const [name, text] of Object.entries({ variables: '{"values"', inputs: '', asked: '{' }))
  test(`a key is named where the end of the job cannot read what was kept of the ${name}`, {
    tag: '@extended',
  }, async ({ startServer, folder }) => {
    const server = await startServer();
    const job = new Job(folder, { ...credentials(server), direct: 'true' }, {});
    const { 'key-id': id } = await job.run();
    job.state = { ...job.state, [name]: text };

    expect(await job.end()).toBe(1);
    expect(job.log.join('')).toContain(`THE KEY ${id} MAY STILL BE LIVE`);
    expect(server.liveKeys()).toHaveLength(1);
  });

test('what the runner is told first goes to no link, and to no pipe, which could be waited for', async ({
  folder,
}) => {
  writeFileSync(join(folder, 'victim'), 'untouched');
  symlinkSync('victim', join(folder, 'link'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const [name, says] of [
    ['link', 'ELOOP'],
    ['pipe', 'ENXIO'],
  ] as const) {
    const env = { GITHUB_STATE: join(folder, name) };
    const args = [resolve('action/mint.cjs')];
    const { code, stderr } = await startProgram(process.execPath, { args, env, cwd: folder }).exited;
    expect(code, stderr).toBe(1);
    expect(stderr).toContain(says);
  }
  expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('untouched');
});

test('the end finds the environment of the beginning, of which a secret is kept as a checksum alone', () => {
  const plain = {
    ...{ PATH: '/node@24/bin', HOME: '/home/me', HTTPS_PROXY: 'http://proxy:8080' },
    ...{ KRB5CCNAME: 'FILE:/home/me/tickets', KRB5_CONFIG: '/home/me/krb5.conf' },
    ...{ OCTOPUS_PASSKEY: '/home/me/passkey', OCTOPUS_SESSION_KEY_FILE: '/home/me/key' },
  };
  const secret = {
    HTTP_PROXY: 'http://user:password@proxy',
    OCTOPUS_BROWSER: 'wss://browsers.example/?token=1234',
    OCTOPUS_TOTP_SECRET: 'JBSWY3DPEHPK3PXP',
    OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests',
    OCTOPUS_HTTP_USERNAME: 'fake-token-as-a-name',
  };
  const unwanted = {
    LD_PRELOAD: 'x',
    NODE_OPTIONS: 'x',
    NODE_PATH: 'x',
    OCTOPUS_DEBUG: 'x',
    TS_NODE_FILES: 'x',
  };
  const states = readPairs(describeFirstState({ ...plain, ...secret, ...unwanted }));
  const later = { PATH: '/elsewhere', ALL_PROXY: 'http://elsewhere', ...unwanted };

  for (const value of Object.values(secret)) expect(states.variables).not.toContain(value);
  expect(restoreVariables(states.variables ?? '', { ...later, ...secret })).toEqual({
    restored: { ...plain, ...secret },
    lost: [],
  });
  expect(restoreVariables(states.variables ?? '', { ...later, HTTP_PROXY: 'http://elsewhere' })).toEqual({
    restored: plain,
    lost: Object.keys(secret),
  });
  // From a checksum that is the same each time, a weak password could be looked up.
  const { checksums } = JSON.parse(states.variables ?? '');
  const again = JSON.parse(readPairs(describeFirstState(secret)).variables ?? '').checksums;
  for (const name of Object.keys(secret)) expect(again[name]).not.toEqual(checksums[name]);
  const remote = { OCTOPUS_BROWSER: 'ws://browsers.example:3000/fake-path-that-nobody-guesses' };
  const ofRemote = readPairs(describeFirstState(remote)).variables ?? '';
  expect(ofRemote).not.toContain('fake-path');
  expect(restoreVariables(ofRemote, remote)).toEqual({ restored: remote, lost: [] });
});

test("of Node's options the end has those of the beginning that name authorities, and no other", () => {
  const endOf = (NODE_OPTIONS: string) => {
    const { variables = '' } = readPairs(describeFirstState({ NODE_OPTIONS }));
    return restoreVariables(variables, { NODE_OPTIONS: '--use-openssl-ca --require=later.cjs' }).restored;
  };
  const flags = '--use-openssl-ca --use_system_ca --use-system-ca';
  expect(endOf(flags)).toEqual({ NODE_OPTIONS: flags });
  expect(endOf('--require=a.cjs "--use-system-ca" --inspect --use-system-ca=x')).toEqual({
    NODE_OPTIONS: '--use-system-ca',
  });
  expect(endOf('--require=a.cjs')).toEqual({});
});

test('the end goes where the beginning went, of whose address nothing is kept that could be a secret', () => {
  const begun = {
    ...{
      url: '\nhttps://octopus.example/base/app#/users/sign-in?token=secret\n',
      username: 'me',
      direct: 'true',
    },
    ...{ provider: '', 'sso-origins': '', 'service-account': 'ci', revoke: '' },
  };
  const spell = (inputs: Texts) =>
    Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
  const keep = (inputs: Texts) =>
    readPairs(describeFirstState(spell({ ...inputs, password: 'secret' }))).inputs ?? '';
  const later = { ...begun, url: 'https://elsewhere.example', username: 'nobody', password: 'as at the end' };

  expect(keep(begun)).not.toContain('secret');
  expect(restoreInputs(keep(begun), later)).toEqual({
    ...{ ...begun, url: 'https://octopus.example/base/app', password: 'as at the end' },
  });
  for (const url of ['https://me:secret@octopus.example/', 'https://octopus.example/?secret', 'secret'])
    expect(keep({ ...begun, url })).not.toContain('secret');
});

test('what the action is given, and what is kept for its end, has exactly the names that the runner sets', () => {
  const spelled = Object.keys(action.inputs).map((name) => [`INPUT_${name.toUpperCase()}`, `the ${name}`]);
  const environment = { INPUT_url: 'x', ...Object.fromEntries(spelled), INPUT_Url: 'x', INPUT_MORE: 'x' };
  expect(takeInputs(environment)).toEqual(
    Object.fromEntries(Object.keys(action.inputs).map((name) => [name, `the ${name}`])),
  );
  expect(environment).toEqual({});

  const states = readPairs(describeFirstState({}));
  expect(Object.keys(takeState({ STATE_more: 'x' })).sort()).toEqual(Object.keys(states).sort());
  expect(takeState({ STATE_SETTLED: 'true', 'STATE_key-id': 'the id' })).toMatchObject({
    settled: '',
    'key-id': 'the id',
  });
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  const tag = signal === 'SIGINT' ? [] : ['@extended'];
  test(`a job that is cancelled by ${signal} when the server has just made the key leaves none`, {
    tag,
  }, async ({ startServer, startBrowser, folder }) => {
    const server = await startServer();
    const purpose = "--yes it's $HOME\r\n<<end\r";
    const other = server.addKey(purpose);
    await using proxy = await startHoldingProxy(server.url, 'key', 'reply');
    const wish = { url: proxy.url, purpose, revoke: 'false' };
    const job = await jobsIn(folder, startBrowser)({ ...credentials(server), ...wish });
    const step = job.start();
    await proxy.held;
    step.child.kill(signal);
    proxy.release();
    expect(await job.finish(step)).toBe(signal === 'SIGINT' ? 130 : null);

    expect(server.madeKeys()).toHaveLength(2);
    if (signal === 'SIGKILL') expect(server.liveKeys()).toHaveLength(2);
    else expect(server.liveKeys()).toEqual([other]);
    expect(await job.end(), job.log.join('')).toBe(0);
    expect(server.liveKeys()).toEqual([other]);
  });
}

test('a job that is killed after the key was handed over leaves none, though nobody saw the outputs', async ({
  startServer,
  startBrowser,
  folder,
}) => {
  const server = await startServer();
  await using proxy = await startHoldingProxy(server.url, 'sign-out', 'request');
  const job = await jobsIn(folder, startBrowser)({ ...credentials(server), url: proxy.url });
  const step = job.start();
  await step.waitForLine('::add-mask::', 'stdout');
  await proxy.held;
  step.child.kill('SIGKILL');
  await job.finish(step);

  expect(server.liveKeys()).toHaveLength(1);
  expect(await job.end(), job.log.join('')).toBe(0);
  expect(server.liveKeys()).toEqual([]);
});

test('a key that a server makes only when the end of a killed job has looked for it is revoked', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  await using proxy = await startHoldingProxy(server.url, 'key', 'request');
  let late: (() => void) | undefined;
  await using slow = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: proxy.url, elsewhere: '' };
    const reply = await forward(exchange);
    if (incoming.method === 'GET' && /\/apikeys\?/.test(incoming.url ?? '')) late?.();
    pass(exchange, reply);
  });
  const job = new Job(folder, { ...credentials(server), url: slow.url, direct: 'true' }, {});
  const step = job.start();
  await proxy.held;
  step.child.kill('SIGKILL');
  await job.finish(step);
  const { purpose, expires } = JSON.parse(job.state.asked ?? '');
  late = () => {
    late = undefined;
    server.addKey(purpose, { expires: new Date(expires) });
  };

  expect(await job.end(), job.log.join('')).toBe(0);
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
});

test('where the expiry tells nobody which key it is, what a killed job may have left is told, and nothing is touched', {
  tag: '@extended',
}, async ({ startServer, startBrowser, folder }) => {
  const server = await startServer();
  await using proxy = await startHoldingProxy(server.url, 'key', 'reply');
  const wish = { 'expires-in': 'never', url: proxy.url };
  const job = await jobsIn(folder, startBrowser)({ ...credentials(server), ...wish });
  await job.runKilled(proxy);

  expect(await job.end()).toBe(1);
  expect(job.log.join('')).toContain('A KEY MAY HAVE BEEN MADE');
  expect(server.liveKeys()).toHaveLength(1);
});

test('a key that may not revoke itself is revoked by signing in again', { tag: '@extended' }, async ({
  startServer,
  startBrowser,
  folder,
}) => {
  const server = await startServer();
  await using strict = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const isByKey = incoming.headers['x-octopus-apikey'] !== undefined;
    if (incoming.method === 'DELETE' && isByKey) outgoing.writeHead(403).end('{"ErrorMessage":"No."}');
    else pass(exchange, await forward(exchange));
  });
  const job = await jobsIn(folder, startBrowser)({ ...credentials(server), url: strict.url });
  await job.run();

  expect(await job.end(), job.log.join('')).toBe(0);
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
});

async function expectRevokedAtEnd(job: Job, server: StandIn): Promise<void> {
  expect(await job.end(), job.log.join('')).toBe(0);
  expect(job.log.join('')).not.toContain('somebody revoked it before');
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
}

test('where a gateway stands between, which takes no API key, a key is not taken for revoked: it is revoked by signing in again', {
  tag: '@extended',
}, async ({ startServer, startBrowser, folder }) => {
  const server = await startServer();
  let isOver = false;
  await using gateway = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (!isOver || incoming.headers['x-octopus-apikey'] === undefined)
      return pass(exchange, await forward(exchange));
    outgoing.writeHead(401, { 'content-type': 'text/html' }).end('<title>Sign in to the gateway</title>');
  });
  const job = await jobsIn(folder, startBrowser)({ ...credentials(server), url: gateway.url });
  await job.run();
  isOver = true;

  await expectRevokedAtEnd(job, server);
});

for (const [title, mixUp] of [
  ["somebody else's reply to who is asking", (own: string) => own.replace(/"Users-\d+"/, '"Users-99"')],
  ["somebody else's 401", () => undefined],
] as const)
  test(`${title}, at the end of a job, does not have the key taken for revoked: it is revoked by signing in again`, {
    tag: '@extended',
  }, async ({ startServer, folder }) => {
    const server = await startServer();
    let isOver = false;
    await using gateway = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      const isByKey = incoming.headers['x-octopus-apikey'] !== undefined;
      if (!isOver || !isByKey || incoming.url !== '/api/users/me') return pass(exchange, reply);
      const other = mixUp(String(reply.body));
      if (other !== undefined) return pass(exchange, reply, other);
      const body = '{"ErrorMessage":"You must be logged in to request this resource."}';
      outgoing.writeHead(401, { 'content-type': 'application/json' }).end(body);
    });
    const job = new Job(folder, { ...credentials(server), direct: 'true', url: gateway.url }, {});
    await job.run();
    isOver = true;

    await expectRevokedAtEnd(job, server);
  });

test('no program that the action starts finds in its environment what the action was given', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  const browser = join(folder, 'browser');
  writeFileSync(browser, `#!/bin/sh\nenv > '${folder}/found'\nexit 1\n`, { mode: 0o755 });
  const job = new Job(folder, credentials(server), { OCTOPUS_BROWSER: browser });

  expect(await job.finish(job.start())).toBe(7);
  const found = readFileSync(join(folder, 'found'), 'utf8');
  expect(found).toContain('PATH=');
  expect(found).not.toMatch(/^INPUT_/m);
  expect(found).not.toContain(server.password);
});

test('the runner knows of the end before the beginning, and runs it whatever became of the job', () => {
  expect(action.runs).toEqual({
    using: 'node24',
    main: 'action/mint.cjs',
    post: 'action/revoke.cjs',
    'post-if': 'always()',
  });
});

test('everything that goes into the action or comes out of it is described', () => {
  for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
    expect(description).toMatch(/\.$/);
  }
});
