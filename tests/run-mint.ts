import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StandIn } from '../stand-in/stand-in.ts';

const FULL_DISK = '/dev/full';

/** How `mint-key` is run, or another command that mints. */
export interface MintRun {
  readonly command?: string | undefined;
  /** The working directory; temporary files go to `temporary` below it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly words?: readonly string[] | undefined;
  /** Whether standard output is a disk that is full. */
  readonly toFullDisk?: boolean | undefined;
  /** Milliseconds after which it is ended by force, and has no exit code. */
  readonly longest: number;
}

/** What came of it. */
export interface Minted {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `mint-key` as a process of its own whose every trace can be looked for. */
export async function runMint({
  command: name = 'mint-key',
  folder,
  env,
  words = [],
  toFullDisk,
  longest,
}: MintRun): Promise<Minted> {
  await mkdir(join(folder, 'temporary'));
  const disk = toFullDisk ? openSync(FULL_DISK, 'w') : undefined;
  const command = [resolve('node_modules/ts-node/dist/bin.js'), resolve(`scripts/${name}.ts`)];
  const child = spawn(process.execPath, [...command, ...words], {
    cwd: folder,
    env: { ...process.env, ...env, TMPDIR: join(folder, 'temporary'), DISABLE_V8_COMPILE_CACHE: '1' },
    stdio: ['ignore', disk ?? 'pipe', 'pipe'],
  });
  if (disk !== undefined) closeSync(disk);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const watchdog = setTimeout(() => child.kill('SIGKILL'), longest);
  const code = await new Promise<number | null>((done) => child.once('close', done));
  clearTimeout(watchdog);
  return { code, ...text };
}

/** The password, every cookie that was sent, every anti-forgery token, every key. */
export function collectSecrets(server: StandIn, password: string): string[] {
  const cookies = server.requests.flatMap(({ headers }) =>
    (headers.cookie ?? '').split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1)),
  );
  const keys = server.madeKeys().map(({ key }) => key);
  return [...new Set([password, ...cookies, ...keys])].filter((secret) => secret !== '');
}

/** @returns the command lines of browsers that were started with a path below a folder, as with a profile */
export function findBrowsers(folder: string): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(folder) && /chrom/i.test(line));
}
