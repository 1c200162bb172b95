import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { findSystemBrowser, hasPlaywrightsOwn } from '../src/browser/find-browser.ts';
import { type StandIn, startStandIn } from '../stand-in/stand-in.ts';
import type { CommandLine } from '../tests/start-command.ts';
import { breakDown } from './breakdown.ts';
import { type Contestant, compare } from './compare.ts';
import { type Installed, installPacked } from './installed.ts';

// How long a mint takes as a whole process: the installed command, and the one of a clone under npx, against a plain Playwright script
// that does the same job, and against Chromium alone. Then the same without a browser, against curl and against a Node that sends the same
// requests. At the end, what each part of a mint costs. All in one run of a few minutes.

const SHELL = pick(false);
const WHOLE = pick(true);
const folder = mkdtempSync(join(tmpdir(), 'octopus-key-mint-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

function compareInBrowsers(
  { url }: StandIn,
  installed: Installed,
  isHeavy: boolean,
  line: CommandLine,
): Promise<void> {
  const npx = (path: string, browser = SHELL): Contestant => ({
    program: 'npx',
    words: ['--no-install', 'ts-node', path],
    env: { OCTOPUS_BROWSER: browser },
  });
  const alone = (address: string): Contestant => ({
    program: SHELL,
    words: ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', address],
  });
  return compare(
    {
      title: isHeavy ? 'A portal as heavy as a real one' : 'A light portal',
      contestants: {
        installed: mintInstalled(installed),
        'installed, no compile cache': mintUncached(installed),
        'npx mint-key': npx('scripts/mint-key.ts'),
        'plain script, npx': npx('bench/plain-script.ts'),
        'plain script, npx, whole Chromium': npx('bench/plain-script.ts', WHOLE),
        'plain script, node': {
          program: process.execPath,
          words: [installed.plainScript],
          env: { OCTOPUS_BROWSER: SHELL },
        },
        'npx, an empty file': npx('bench/empty.ts'),
        'Chromium alone': alone('about:blank'),
        'Chromium alone, the sign-in page': alone(`${url}/app`),
      },
      ratios: [
        // What a heavy page takes of a browser is none of ours.
        { of: 'installed', against: ['Chromium alone'], ...(!isHeavy && { atMost: 2.5 }) },
        { of: 'installed, no compile cache', against: ['Chromium alone'], ...(!isHeavy && { atMost: 3.5 }) },
        { of: 'installed', against: ['Chromium alone, the sign-in page'] },
        { of: 'installed', against: ['plain script, npx'], atMost: isHeavy ? 0.3 : 0.35 },
        { of: 'installed', against: ['plain script, node'], atMost: 0.8 },
        {
          of: 'npx mint-key',
          against: ['npx, an empty file', 'Chromium alone', 'Chromium alone'],
          ...(!isHeavy && { atMost: 1 }),
        },
        { of: 'npx mint-key', against: ['plain script, npx'] },
        { of: 'npx mint-key', against: ['plain script, npx, whole Chromium'] },
      ],
    },
    line,
  );
}

function compareWithoutBrowser(line: CommandLine): Promise<void> {
  const node = (...words: string[]): Contestant => ({ program: process.execPath, words });
  const bare = resolve('bench/bare-mint.mjs');
  return compare(
    {
      title: 'Without a browser',
      contestants: {
        'mint-key --direct': node(resolve('dist/mint-key.js'), '--direct'),
        'the bundle, and its bare requests': node(bare, '--load-bundle'),
        'its bare requests, nothing loaded': node(bare),
        'curl, one a request': { program: 'sh', words: [resolve('bench/curl-mint.sh')], cwd: folder },
        'mint-key, in a browser': node(resolve('dist/mint-key.js')),
      },
      ratios: [
        { of: 'mint-key --direct', against: ['the bundle, and its bare requests'], atMost: 1.3 },
        { of: 'mint-key --direct', against: ['its bare requests, nothing loaded'] },
        { of: 'mint-key --direct', against: ['curl, one a request'] },
        { of: 'mint-key --direct', against: ['mint-key, in a browser'] },
      ],
    },
    line,
  );
}

/** @throws Error, where there is none */
function pick(headed: boolean): string {
  const own = hasPlaywrightsOwn({ headed: false }) ? chromium.executablePath() : undefined;
  const found = findSystemBrowser({ headed }) ?? own;
  if (found === undefined) throw new Error('There is no Chromium: npm run set-up');
  return found;
}

async function bench(): Promise<void> {
  const installed = await installPacked(folder);
  for (const heavy of [false, true]) {
    await using server = await startStandIn({ heavy });
    const line = makeLine(server);
    await compareInBrowsers(server, installed, heavy, line);
    if (heavy) continue;
    await compareWithoutBrowser(line);
    await breakDown('What the installed command takes', mintInstalled(installed), line);
    await breakDown('The same without a compile cache', mintUncached(installed), line);
  }
}

function mintInstalled({ cachingNode, bin }: Installed): Contestant {
  return { program: cachingNode, words: [bin, 'mint'] };
}

function mintUncached({ bin }: Installed): Contestant {
  return { program: process.execPath, words: [bin, 'mint'], env: { NODE_DISABLE_COMPILE_CACHE: '1' } };
}

function makeLine(server: StandIn): CommandLine {
  return {
    cwd: resolve('.'),
    env: {
      OCTOPUS_URL: server.url,
      OCTOPUS_USERNAME: server.username,
      OCTOPUS_PASSWORD: server.password,
      // npx has its cache there.
      HOME: homedir(),
      XDG_CACHE_HOME: join(folder, 'cache'),
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
  };
}

// What was started is ended as this process exits.
process.once('SIGINT', () => process.exit(130));
bench();
