import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { type StandIn, type StandInOptions, startStandIn } from '../stand-in/stand-in.ts';
import { type CommandLine, endStarted, type Outcome, startCommand } from './start-command.ts';

export { expect } from '@playwright/test';
export { hasFullDisk, type Outcome } from './start-command.ts';

/** What everything random in the tests begins with; another one is given by the variable TEST_SEED. */
export const SEED = Number(process.env.TEST_SEED ?? 14);

/** As `CommandLine`, in the words of the tests. */
interface TestLine extends Omit<CommandLine, 'args' | 'stdin' | 'stdout'> {
  readonly words?: readonly string[];
  /** What stands on its standard input. */
  readonly input?: string;
  /** Whether its standard output is a disk that is full. */
  readonly toFullDisk?: boolean;
}

interface Fixtures {
  /** An empty directory, gone after the test. */
  readonly folder: string;
  /** Starts stand-ins, which end with the test. */
  readonly startServer: (options?: StandInOptions) => Promise<StandIn>;
  /** Runs `scripts/<command>.ts` as users do, by default in the test's folder, with nothing of this process's environment. */
  readonly runCommand: (command: string, line?: TestLine) => Promise<Outcome>;
  /** Ends whatever a test started and left running. */
  readonly endOfCommands: undefined;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs off this pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'octopus-key-mint-test-'));
    await use(folder);
    await endStarted();
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
    await use((command, { words, input, toFullDisk, ...line } = {}) => {
      const stdout = toFullDisk ? 'full disk' : 'pipe';
      return startCommand(command, { cwd: folder, ...line, args: words, stdin: input, stdout }).exited;
    });
  },
  endOfCommands: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      await use(undefined);
      await endStarted();
    },
    { auto: true },
  ],
});

/** @returns the variables that give a command a server and somebody to sign in as */
export function credentials(server: StandIn): Record<string, string> {
  return { OCTOPUS_URL: server.url, OCTOPUS_USERNAME: server.username, OCTOPUS_PASSWORD: server.password };
}
