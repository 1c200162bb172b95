import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { credentials, expect, test } from '../fixtures.ts';

// A full Chromium has a new headless mode, and is no headless shell: what one of them forgives the other may not.
const path = findSystemBrowser({ headed: true });
const isShell = path === undefined || /headless[-_]shell/.test(path);

test.skip(isShell, 'needs a full Chromium: `apt-get install chromium`, for example');

for (const portal of ['light', 'heavy'] as const) {
  const tag = portal === 'light' ? [] : '@extended';
  test(`a full Chromium mints in a ${portal} portal, each time, and leaves no session`, { tag }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ heavy: portal === 'heavy' });
    const env = { ...credentials(server), OCTOPUS_BROWSER: path as string };
    for (const round of [1, 2, 3]) {
      const { code, stdout, stderr } = await runCommand('mint-key', { env });
      expect(code, stderr).toBe(0);
      expect(server.madeKeys().map(({ key }) => key)).toContain(stdout.trim());
      expect(server.liveKeys()).toHaveLength(round);
      expect(server.liveSessions()).toBe(0);
    }
  });
}

test('a full Chromium signs in for a command that runs on, and leaves neither key nor session', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const env = { ...credentials(server), OCTOPUS_BROWSER: path as string };
  const words = ['--', process.execPath, '-e', 'process.exit(process.env.OCTOPUS_API_KEY ? 5 : 1)'];
  const { code, stderr } = await runCommand('with-key', { env, words });
  expect(code, stderr).toBe(5);
  expect(server.liveKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
});
