import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base } from '@playwright/test';
import { type StandIn, type StandInOptions, startStandIn } from '../stand-in/stand-in.ts';

export { expect } from '@playwright/test';

const TS_NODE = resolve('node_modules/ts-node/dist/bin.js');

/** What came of a command that was run as a process of its own. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CommandLine {
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The working directory; by default a new, empty one, so that no `.env` is read. */
  readonly cwd?: string;
  /** What stands on its standard input. */
  readonly input?: string;
  /** Whether its standard output is a disk that is full. */
  readonly toFullDisk?: boolean;
}

const FULL_DISK = '/dev/full';
export const hasFullDisk = existsSync(FULL_DISK);

interface Fixtures {
  /** An empty directory, gone after the test. */
  readonly folder: string;
  /** Starts stand-ins, which end with the test. */
  readonly startServer: (options?: StandInOptions) => Promise<StandIn>;
  /** Runs `scripts/<command>.ts` as users do, with nothing of this process's environment that matters to it. */
  readonly runCommand: (command: string, line?: CommandLine) => Promise<Outcome>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs off this pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'octopus-key-mint-test-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  startServer: async ({}, use) => {
    const servers: StandIn[] = [];
    await use(async (options) => {
      const server = await startStandIn(options);
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map((server) => server.close()));
  },
  runCommand: async ({ folder }, use) => {
    await use((command, { words = [], env = {}, cwd = folder, input = '', toFullDisk = false } = {}) => {
      const disk = toFullDisk ? openSync(FULL_DISK, 'w') : undefined;
      const child = spawn(process.execPath, [TS_NODE, resolve(`scripts/${command}.ts`), ...words], {
        cwd,
        env: inherit(env),
        stdio: ['pipe', disk ?? 'pipe', 'pipe'],
      });
      if (disk !== undefined) closeSync(disk);
      child.stdin?.end(input);
      return settle(child);
    });
  },
});

/** @returns the variables that give a command a server and somebody to sign in as */
export function credentials(server: StandIn): Record<string, string> {
  return { OCTOPUS_URL: server.url, OCTOPUS_USERNAME: server.username, OCTOPUS_PASSWORD: server.password };
}

/** What a process needs to run at all, and what a test gives it. */
export function inherit(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:OCTOPUS_(?!BROWSER)|LOG_LEVEL|DEBUG|CI$|GITHUB_|JOB_COMPLETION_INDEX|TF_BUILD|GITLAB_CI|TEAMCITY_|Tentacle)/.test(
        name,
      ),
  );
  return { ...Object.fromEntries(kept), ...env };
}

async function settle(child: ChildProcess): Promise<Outcome> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk;
  });
  const code = await new Promise<number | null>((done, fail) =>
    child.once('error', fail).once('close', done),
  );
  return { code, ...text };
}
