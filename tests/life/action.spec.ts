import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { load as parse } from 'js-yaml';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { expect, test } from '../fixtures.ts';
import { runProgram } from '../start-command.ts';

// The steps of the action, each run as the runner's documentation says that it runs them.

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}
interface Action {
  readonly inputs: Readonly<Record<string, { description: string; default?: string }>>;
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const root = resolve('.');
const action = parse(readFileSync('action.yml', 'utf8')) as Action;
const nested = parse(readFileSync('revoke-at-end/action.yml', 'utf8')) as Omit<Action, 'runs'> & {
  runs: { main: string; post: string };
};

/** What a job of GitHub Actions knows, by the names that expressions and the environment have for it. */
class Job {
  readonly log: string[] = [];
  readonly #folder: string;
  readonly #contexts: Record<string, string>;
  readonly #posts: (() => Promise<void>)[] = [];

  constructor(folder: string, inputs: Readonly<Record<string, string>>) {
    this.#folder = folder;
    mkdirSync(join(folder, 'workspace'));
    const given = Object.entries(action.inputs).map(([name, { default: usual = '' }]) => [
      `inputs.${name}`,
      inputs[name] ?? usual,
    ]);
    this.#contexts = { ...Object.fromEntries(given), 'github.action_path': root, 'github.run_id': '7' };
  }

  async run(): Promise<Record<string, string>> {
    for (const step of action.runs.steps) {
      if (step.if && !this.#holds(step.if)) continue;
      if (step.run) await this.#runScript(step, step.run);
      if (step.uses) await this.#use(step, step.uses);
    }
    const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, this.#fill(value)]);
    return Object.fromEntries(outputs) as Record<string, string>;
  }

  async end(): Promise<void> {
    for (const post of this.#posts) await post();
  }

  async #runScript(step: Step, script: string): Promise<void> {
    const folder = step['working-directory']
      ? this.#fill(step['working-directory'])
      : join(this.#folder, 'workspace');
    const output = join(this.#folder, 'output');
    writeFileSync(output, '');
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, this.#fill(value)]);
    const env = this.#environment({ ...Object.fromEntries(own), GITHUB_OUTPUT: output });
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
    await this.#note(runProgram('bash', { args, cwd: folder, env }));
    for (const [, name, , value] of readFileSync(output, 'utf8').matchAll(
      /^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm,
    )) {
      this.#contexts[`steps.${step.id}.outputs.${name}`] = value ?? '';
    }
  }

  async #use(step: Step, uses: string): Promise<void> {
    const folder = join(this.#folder, 'workspace', uses);
    const state = join(this.#folder, 'state');
    writeFileSync(state, '');
    const inputs = Object.entries(step.with ?? {}).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      this.#fill(value),
    ]);
    const node = (file: string, env: Record<string, string>) =>
      this.#note(runProgram(process.execPath, { args: [join(folder, file)], env: this.#environment(env) }));
    await node(nested.runs.main, { ...Object.fromEntries(inputs), GITHUB_STATE: state });
    this.#posts.push(async () => {
      const kept = readFileSync(state, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/=(.*)/s));
      const states = kept.map(([name, value]) => [`STATE_${name}`, value]);
      await node(nested.runs.post, Object.fromEntries(states));
    });
  }

  async #note(running: Promise<{ stdout: string; stderr: string }>): Promise<void> {
    const { stdout, stderr } = await running;
    this.log.push(stdout, stderr);
  }

  #environment(more: Readonly<Record<string, string>>): Record<string, string> {
    return {
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: root,
      GITHUB_WORKSPACE: join(this.#folder, 'workspace'),
      GITHUB_ENV: join(this.#folder, 'environment'),
      ...more,
    };
  }

  #fill(text: string): string {
    return text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) =>
      this.#fill(this.#contexts[name] ?? ''),
    );
  }

  #holds(condition: string): boolean {
    const [, name = '', value] = /^([\w.-]+) == '(.*)'$/.exec(condition) ?? [];
    return this.#contexts[name] === value;
  }
}

function credentials(server: StandIn): Record<string, string> {
  return { url: server.url, username: server.username, password: server.password };
}

test.skip(process.platform === 'win32', 'the steps are for bash');

test('the action mints a masked key, gives its outputs, and revokes it when the job ends', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const job = new Job(folder, credentials(server));
  const outputs = await job.run();
  const [key] = server.liveKeys();

  expect(outputs).toEqual({
    'api-key': key?.key,
    'key-id': key?.id,
    url: server.url,
    expires: expect.stringMatching(/^\d{4}-/),
  });
  expect(key?.purpose).toBe('GitHub Actions run 7');
  expect(job.log.join('')).toContain(`::add-mask::${key?.key}\n`);
  expect(job.log.join('').replace(`::add-mask::${key?.key}\n`, '')).not.toContain(key?.key);
  await job.end();
  expect(server.liveKeys()).toEqual([]);
});

test('the action leaves the key where that is asked for, and sets the environment of the following steps', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const job = new Job(folder, {
    ...credentials(server),
    revoke: 'false',
    'github-env': 'true',
    purpose: 'kept',
  });
  await job.run();
  await job.end();

  expect(server.liveKeys().map(({ purpose }) => purpose)).toEqual(['kept']);
  expect(readFileSync(join(folder, 'environment'), 'utf8')).toContain(`\n${server.liveKeys()[0]?.key}\n`);
});

test('the end of a job is no failure where somebody revoked the key before', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const job = new Job(folder, credentials(server));
  const { 'api-key': key = '', 'key-id': id } = await job.run();
  await fetch(`${server.url}/api/users/${server.userId}/apikeys/${id}`, {
    method: 'DELETE',
    headers: { 'X-Octopus-ApiKey': key },
  });
  await job.end();

  expect(job.log.join('')).toContain('somebody revoked it before');
});

test('everything that goes into the action or comes out of it is described', () => {
  for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
    expect(description).toMatch(/\.$/);
  }
});
