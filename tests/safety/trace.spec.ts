import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { credentials, expect, test } from '../fixtures.ts';

const runs = { 'a mint': '', 'a refused sign-in': 'fake-wrong-password' } as const;

for (const [what, wrong] of Object.entries(runs)) {
  test(`the trace of ${what} holds the sign-in, no secret in any spelling, and lines that all parse`, async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    const env = { ...credentials(server), ...(wrong ? { OCTOPUS_PASSWORD: wrong } : {}) };
    const { code } = await runCommand('mint-key', { env, words: ['--trace', 'trace.zip'] });
    const parts = unzipSync(await readFile(join(folder, 'trace.zip')));

    expect(code).toBe(wrong ? 4 : 0);
    const lines = strFromU8(parts['trace.trace'] ?? new Uint8Array())
      .split('\n')
      .filter((line) => line !== '');
    const events = lines.map((line) => JSON.parse(line) as { method?: string; title?: string });
    expect(events.map(({ method }) => method)).toContain('goto');
    const titles = events.map(({ title }) => title).join('; ');
    expect(titles).toContain('Opening the Web Portal');
    expect(titles).toContain(`Signing in as ${server.username}`);
    expect(titles.includes('Minting a key')).toBe(code === 0);
    for (const line of strFromU8(parts['trace.network'] ?? new Uint8Array())
      .trim()
      .split('\n'))
      JSON.parse(line);

    const everything = Object.values(parts)
      .map((part) => Buffer.from(part).toString('latin1'))
      .join('\n');
    const cookies = server.requests
      .flatMap(({ headers }) => (headers.cookie ?? '').split('; '))
      .map((pair) => pair.split('=')[1]);
    const keys = server.liveKeys().map(({ key }) => key);
    for (const secret of [env.OCTOPUS_PASSWORD, ...keys, ...cookies]) {
      if (!secret) continue;
      const spellings = [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
        decodeURIComponent(secret.replace(/%(?![0-9a-f]{2})/gi, '%25')),
      ];
      for (const spelling of spellings) expect(everything).not.toContain(spelling);
    }
    if (process.platform !== 'win32')
      expect((await stat(join(folder, 'trace.zip'))).mode & 0o777).toBe(0o600);
  });
}

test('nothing of a run is left in the folder for temporary files', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const temporary = join(folder, 'temporary');
  const server = await startServer();
  const env = { ...credentials(server), TEMP: temporary, TMP: temporary };
  const { code } = await runCommand('mint-key', { env, temporary, words: ['--trace', 'trace.zip'] });

  expect(code).toBe(0);
  expect(await readdir(temporary)).toEqual([]);
});
