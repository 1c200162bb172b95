import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import type { BrowserServer } from 'playwright';
import { type StandIn, type StandInOptions, startStandIn } from '../stand-in/stand-in.ts';
import { launchBrowserServer } from './launch-browser.ts';
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

interface WorkerFixtures {
  /** @returns the address, as `--browser` takes it, of a Chromium that is there for many tests; it is started when it is first asked for */
  readonly startBrowser: () => Promise<string>;
}

interface Fixtures {
  /** An empty directory, gone after the test. */
  readonly folder: string;
  /** Starts stand-ins, which end with the test. */
  readonly startServer: (options?: StandInOptions) => Promise<StandIn>;
  /** Runs a command from its bundle, by default in the test's folder, with nothing of this process's environment. */
  readonly runCommand: (command: string, line?: TestLine) => Promise<Outcome>;
  /** Whether the commands of a file's tests share a Chromium: for what happens after it, they need none of their own. */
  readonly sharesBrowser: boolean;
  /** Ends whatever a test started and left running. */
  readonly endOfCommands: undefined;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs off this pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'octopus-key-mint-test-'));
    await use(folder);
    await endStarted();
    // A browser that was killed a moment ago may still write there.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
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
  startBrowser: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      let launching: Promise<BrowserServer> | undefined;
      await use(async () => {
        launching ??= launchBrowserServer();
        return (await launching).wsEndpoint();
      });
      await (await launching)?.close();
    },
    { scope: 'worker' },
  ],
  sharesBrowser: [false, { option: true }],
  runCommand: async ({ folder, sharesBrowser, startBrowser }, use) => {
    await use(async (command, { words, input, toFullDisk, env, ...line } = {}) => {
      const stdout = toFullDisk ? 'full disk' : 'pipe';
      const browser = sharesBrowser ? { OCTOPUS_BROWSER: await startBrowser() } : {};
      const more = { env: { ...browser, ...env }, args: words, stdin: input, stdout } as const;
      return await startCommand(command, { cwd: folder, ...line, ...more }).exited;
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
