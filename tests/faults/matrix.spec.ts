import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StandIn } from '../../scripts/stand-in/stand-in.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { startDecoy, startFaultProxy } from './fault-proxy.ts';
import { type FaultName, faults, said } from './faults.ts';
import { type RunRequest, requests } from './requests.ts';

// Every request of a run, with every fault that can happen to it.

const TIMEOUT = 6_000;
const FULL_DISK = '/dev/full';

for (const request of requests) {
  for (const fault of Object.keys(faults) as FaultName[]) {
    test(`${request.name} × ${fault}`, async ({ startServer, folder }) => {
      test.skip(!!request.toFullDisk && !existsSync(FULL_DISK), 'there is no disk that is always full');
      const server = await startServer();
      const older = request.words ? [server.addKey('octopus-key-mint')] : [];
      await using decoy = await startDecoy();
      await using proxy = await startFaultProxy(server.url, decoy.url, request, fault);
      const ended = await run(request, server, proxy.url, folder);
      const { code, stderr } = ended;

      expect(request.but?.[fault] ?? request.codes, stderr).toContain(code);
      expect(proxy.seen.filter((name) => name === 'login').length, 'logins').toBeLessThanOrEqual(1);
      expectMessage(request, fault, code, stderr);
      expectKeysHeld(server, older, request, fault, ended);
      expectNoSecret(server, `${stderr}\n${decoy.heard.join('\n')}`);
      expect(stderr).not.toMatch(/^\s+at |\\n\s+at /m);
      await expectNothingLeft(folder);
    });
  }
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Ends the run by force, so that it has no exit code, where it does not end by itself in its time. */
async function run(request: RunRequest, server: StandIn, url: string, folder: string): Promise<Ended> {
  const temporary = join(folder, 'temporary');
  await mkdir(temporary);
  const words = [resolve('node_modules/ts-node/dist/bin.js'), resolve('scripts/mint-key.ts')];
  const disk = request.toFullDisk ? openSync(FULL_DISK, 'w') : undefined;
  const child = spawn(process.execPath, [...words, '--timeout', `${TIMEOUT}ms`, ...(request.words ?? [])], {
    cwd: folder,
    env: {
      ...process.env,
      ...credentials(server),
      OCTOPUS_URL: url,
      LOG_LEVEL: 'info',
      DEBUG: '',
      TMPDIR: temporary,
      DISABLE_V8_COMPILE_CACHE: '1',
    },
    stdio: ['ignore', disk ?? 'pipe', 'pipe'],
  });
  if (disk !== undefined) closeSync(disk);
  const watchdog = setTimeout(() => child.kill('SIGKILL'), TIMEOUT + 8_000);
  const ended = await settle(child);
  clearTimeout(watchdog);
  return ended;
}

async function settle(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, ...text };
}

function expectMessage(request: RunRequest, fault: FaultName, code: number | null, stderr: string): void {
  const messages = stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { level: string; msg: string });
  const errors = messages.filter(({ level }) => level === 'error').map(({ msg }) => msg);
  const warnings = messages.filter(({ level }) => level === 'warn').map(({ msg }) => msg);
  if (code !== 0) expect(errors[0]).toMatch(/^Could not /);
  const told = request.kind === 'sign-out' ? warnings.join('\n') : (errors[0] ?? '');
  const isTold = code !== 0 || (request.kind === 'sign-out' && said[fault] !== undefined);
  if (isTold) expect(told).toMatch(request.step);
  if (isTold && !request.toFullDisk) expect(told).toMatch(said[fault] ?? /./);
}

/** Every live key was there before, or was delivered, or, where the fault keeps it from being revoked, is named. */
function expectKeysHeld(
  server: StandIn,
  older: readonly { id: string }[],
  { kind }: RunRequest,
  fault: FaultName,
  { stdout, stderr }: Ended,
): void {
  const live = server.liveKeys();
  const isHeld = ({ id, key }: { id: string; key: string }) =>
    older.some((known) => known.id === id) || stdout === `${key}\n`;
  const lost = live.filter((key) => !isHeld(key));
  if (kind !== 'deletion' && fault !== 'connection refused') expect(lost).toEqual([]);
  for (const { id } of lost) {
    expect(stderr).toMatch(new RegExp(`Revoke it with: npx ts-node scripts/revoke-key.ts .*--id ${id}`));
  }
  if (stdout !== '') expect(live.map(({ key }) => `${key}\n`)).toContain(stdout);
}

function expectNoSecret(server: StandIn, text: string): void {
  const cookies = server.requests.flatMap(({ headers }) =>
    (headers.cookie ?? '').split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1)),
  );
  const secrets = [server.password, ...cookies, ...server.madeKeys().map(({ key }) => key)];
  for (const secret of secrets.filter((each) => each !== '')) {
    const spellings = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      decode(secret),
    ];
    for (const spelling of spellings) expect(text).not.toContain(spelling);
  }
}

function decode(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (encoded) =>
    String.fromCharCode(Number.parseInt(encoded.slice(1), 16)),
  );
}

/** A browser that was killed takes a moment to be gone. */
async function expectNothingLeft(folder: string): Promise<void> {
  await expect.poll(() => findProcesses(folder)).toEqual([]);
  expect(await readdir(join(folder, 'temporary'))).toEqual([]);
}

/** Those that were started with a path below a folder, as a browser is with its profile. */
function findProcesses(folder: string): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readCommandLine)
    .filter((line) => line.includes(folder) && /chrom/i.test(line));
}

function readCommandLine(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
