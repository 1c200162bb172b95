import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { findBrowsers } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const moments = [
  'Starting Chromium',
  'Opening the Web Portal',
  'Signing in',
  'Minting',
  'Verifying',
  'Delivering',
];

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Does something to a run at the moment at which its log tells of a step. */
async function disturb(
  server: StandIn,
  folder: string,
  moment: string,
  disturbance: (child: ChildProcess) => void,
): Promise<Ended> {
  await mkdir(join(folder, 'temporary'));
  const words = [resolve('node_modules/ts-node/dist/bin.js'), resolve('scripts/mint-key.ts')];
  const child = spawn(process.execPath, [...words, '--purpose', 'disturbed', '--expires-in', '1h'], {
    cwd: folder,
    env: {
      ...process.env,
      ...credentials(server),
      TMPDIR: join(folder, 'temporary'),
      DISABLE_V8_COMPILE_CACHE: '1',
    },
  });
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    seen.out += chunk;
  });
  let isDisturbed = false;
  child.stderr.on('data', (chunk) => {
    seen.err += chunk;
    if (isDisturbed || !seen.err.includes(`"msg":"${moment}`)) return;
    isDisturbed = true;
    disturbance(child);
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, ...seen };
}

for (const [signal, code] of Object.entries(signals)) {
  for (const moment of moments) {
    test(`${signal} at "${moment}": no session, no key that nobody holds, exit ${code} or a finished delivery`, async ({
      startServer,
      folder,
    }) => {
      test.skip(process.platform === 'win32', 'Windows has no such signals');
      const server = await startServer();
      const ended = await disturb(server, folder, moment, (child) => child.kill(signal as NodeJS.Signals));

      const delivered = server.liveKeys().map(({ key }) => `${key}\n`);
      expect([code, 0], ended.err).toContain(ended.code);
      expect(delivered.join('')).toBe(ended.code === 0 ? ended.out : '');
      expect(server.liveSessions()).toBe(0);
      expect(ended.err).not.toContain('    at ');
      await expectNothingLeft(folder);
    });
  }
}

for (const moment of moments) {
  test(`a reader of standard output that is gone at "${moment}": exit 6, no session, no key`, async ({
    startServer,
    folder,
  }) => {
    const server = await startServer();
    const ended = await disturb(server, folder, moment, (child) => child.stdout?.destroy());

    // Written before the reader was gone, it was delivered: to whom, nobody can know.
    expect(moment === 'Delivering' ? [0, 6] : [6], ended.err).toContain(ended.code);
    expect(server.liveKeys()).toHaveLength(ended.code === 0 ? 1 : 0);
    expect(server.liveSessions()).toBe(0);
    expect(ended.err).not.toContain('    at ');
    await expectNothingLeft(folder);
  });

  test(`SIGKILL at "${moment}" leaves at most one key, of the purpose and expiry that were asked for`, async ({
    startServer,
    folder,
  }) => {
    test.skip(process.platform === 'win32', 'Windows has no such signals');
    const server = await startServer();
    await disturb(server, folder, moment, (child) => child.kill('SIGKILL'));
    await expectNothingLeft(folder);

    const left = server.liveKeys();
    expect(left.length).toBeLessThanOrEqual(1);
    for (const { purpose, expires } of left) {
      expect(purpose).toBe('disturbed');
      expect(expires?.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000);
    }
  });
}

/** What was killed takes a moment to be gone, and to be cleaned up after. */
async function expectNothingLeft(folder: string): Promise<void> {
  await expect.poll(() => findBrowsers(folder), { timeout: 10_000 }).toEqual([]);
  await expect.poll(() => readdir(join(folder, 'temporary')), { timeout: 10_000 }).toEqual([]);
}
