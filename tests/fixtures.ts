import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import type { BrowserServer, Cookie } from 'playwright';
import { redactor } from '../src/secrets/redactor.ts';
import { Secret } from '../src/secrets/secret.ts';
import { sealSession } from '../src/session/saved-session.ts';
import { type StandIn, type StandInOptions, startStandIn } from '../stand-in/stand-in.ts';
import { findFreePort } from './find-free-port.ts';
import { launchBrowserServer } from './launch-browser.ts';
import {
  type CommandLine,
  endStarted,
  type Outcome,
  startCommand,
  TEMPORARY_FOLDER,
  UMASK,
} from './start-command.ts';

export { expect } from '@playwright/test';
export { hasFullDisk, type Outcome } from './start-command.ts';

/** What everything random in the tests begins with; another one is given by the variable TEST_SEED. */
export const SEED = Number(process.env.TEST_SEED ?? 14);

/** As `CommandLine`, in the words of the tests. */
interface TestLine extends Omit<CommandLine, 'args' | 'stdin' | 'stdout'> {
  readonly words?: readonly string[];
  /** A server of which it is given a session: for what happens after the sign-in, a command needs no browser. */
  readonly signedInAt?: StandIn;
  /** What stands on its standard input. */
  readonly input?: string;
  /** Whether its standard output is a disk that is full. */
  readonly toFullDisk?: boolean;
}

interface WorkerFixtures {
  /**
   * @param isolatesSites whether it has a process for each site
   * @returns the address, as `--browser` takes it, of a Chromium that is there for many tests; it is started when it is first asked for
   */
  readonly startBrowser: (isolatesSites?: boolean) => Promise<string>;
  /** Whether a file's tests run where no test of another file has. */
  readonly hasOwnWorker: boolean;
}

interface Fixtures {
  /** An empty directory, gone after the test. */
  readonly folder: string;
  /** Starts stand-ins, which end with the test. */
  readonly startServer: (options?: StandInOptions) => Promise<StandIn>;
  /** Signs in without a browser, and saves the session in a file of its own. */
  readonly saveSession: (server: StandIn) => Promise<{ env: Record<string, string>; words: string[] }>;
  /** Runs a command from its bundle, by default in the test's folder, with nothing of this process's environment. */
  readonly runCommand: (command: string, line?: TestLine) => Promise<Outcome>;
  /** Whether the commands of a file's tests share a Chromium: for what happens after it, they need none of their own. */
  readonly sharesBrowser: boolean;
  /** Whether that one has a process for each site. */
  readonly isolatesSites: boolean;
  /** Ends whatever a test started and left running, and has new files be as open as they were. */
  readonly endOfCommands: undefined;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs off this pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(TEMPORARY_FOLDER, 'octopus-key-mint-test-'));
    await use(folder);
    await endStarted();
    // A browser that was killed a moment ago may still write there.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  startServer: async ({}, use) => {
    const servers: StandIn[] = [];
    await use(async (options) => {
      const server = await startStandIn({ port: await findFreePort(), ...options });
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map((server) => server.close()));
  },
  startBrowser: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const launched = new Map<boolean, Promise<BrowserServer>>();
      await use(async (isolatesSites = false) => {
        const launching = launched.get(isolatesSites) ?? launchBrowserServer(isolatesSites);
        launched.set(isolatesSites, launching);
        return (await launching).wsEndpoint();
      });
      for (const launching of launched.values()) await (await launching).close();
    },
    { scope: 'worker' },
  ],
  hasOwnWorker: [false, { option: true, scope: 'worker' }],
  isolatesSites: [false, { option: true }],
  sharesBrowser: [false, { option: true }],
  runCommand: async ({ folder, sharesBrowser, isolatesSites, startBrowser, saveSession }, use) => {
    await use(async (command, { words = [], signedInAt, input, toFullDisk, env, ...line } = {}) => {
      const stdout = toFullDisk ? 'full disk' : 'pipe';
      const session = signedInAt && (await saveSession(signedInAt));
      const browser = sharesBrowser && !session ? { OCTOPUS_BROWSER: await startBrowser(isolatesSites) } : {};
      const more = {
        env: { ...browser, ...session?.env, ...env },
        args: [...(session?.words ?? []), ...words],
        stdin: input,
        stdout,
      } as const;
      return await startCommand(command, { cwd: folder, ...line, ...more }).exited;
    });
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  saveSession: async ({}, use) => {
    const folder = await mkdtemp(join(TEMPORARY_FOLDER, 'octopus-key-mint-test-'));
    await use(async (server) => {
      const file = join(folder, new URL(server.url).port);
      const session = { url: server.url, savedAt: new Date().toISOString(), cookies: await signIn(server) };
      const seal = () => sealSession(session, new Secret(SESSION_KEY));
      await writeFile(file, await redactor.forgetAfter(seal), { mode: 0o600 });
      return {
        env: { OCTOPUS_URL: server.url, OCTOPUS_SESSION_KEY: SESSION_KEY },
        words: ['--session', file],
      };
    });
    await rm(folder, { recursive: true });
  },
  endOfCommands: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      await use(undefined);
      await endStarted();
      process.umask(UMASK);
    },
    { auto: true },
  ],
});

/** @returns the variables that give a command a server and somebody to sign in as */
export function credentials(server: StandIn): Record<string, string> {
  return { OCTOPUS_URL: server.url, OCTOPUS_USERNAME: server.username, OCTOPUS_PASSWORD: server.password };
}

const SESSION_KEY = 'fake-session-key-for-tests';

async function signIn({ url, username, password }: StandIn): Promise<Cookie[]> {
  const body = JSON.stringify({ Username: username, Password: password });
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${url}/api/users/login`, { method: 'POST', headers, body });
  const { hostname: domain } = new URL(url);
  return reply.headers.getSetCookie().map((line) => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    return { name, value, domain, path: '/', expires: -1, httpOnly: false, secure: false, sameSite: 'Lax' };
  });
}
