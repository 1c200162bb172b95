import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
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

for (const [signal, code] of Object.entries(signals)) {
  for (const moment of moments) {
    test(`${signal} at "${moment}": no session, no key that nobody holds, exit ${code} or a finished delivery`, async ({
      startServer,
      folder,
    }) => {
      test.skip(process.platform === 'win32', 'Windows has no such signals');
      const server = await startServer();
      const words = [resolve('node_modules/ts-node/dist/bin.js'), resolve('scripts/mint-key.ts')];
      const child = spawn(process.execPath, words, {
        cwd: folder,
        env: { ...process.env, ...credentials(server) },
      });
      const seen = { out: '', err: '' };
      child.stdout.on('data', (chunk) => {
        seen.out += chunk;
      });
      child.stderr.on('data', (chunk) => {
        seen.err += chunk;
        if (seen.err.includes(`"msg":"${moment}`)) child.kill(signal as NodeJS.Signals);
      });
      const ended = await new Promise((done) => child.once('close', done));

      const delivered = server.liveKeys().map(({ key }) => `${key}\n`);
      expect([code, 0]).toContain(ended);
      expect(delivered.join('')).toBe(ended === 0 ? seen.out : '');
      expect(server.liveSessions()).toBe(0);
      expect(seen.err).not.toContain('    at ');
    });
  }
}
