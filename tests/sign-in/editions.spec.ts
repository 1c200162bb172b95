import type { StandInOptions } from '../../stand-in/stand-in.ts';
import { credentials, expect, test } from '../fixtures.ts';

const editions = ['3.x', '2018', '2021', '2026', '2026-06', '2026-10'] as const;
const surroundings: Readonly<Record<string, StandInOptions>> = {
  'at the root of its host': {},
  'in a virtual directory': { virtualDirectory: '/octopus' },
  'that draws its form late': { drawFormAfterMs: 1500 },
  'that draws its form a second time and loses what was typed': { redrawFormOnce: true },
  'with nameless fields among other inputs and provider buttons': {
    clutter: true,
    otherProviders: ['Octopus ID', 'Contoso'],
  },
  'with a panel over its button': { overlay: true },
  "with another installation's cookies in the same jar": { foreignCookies: true },
};

// The oldest and the newest edition as they are, and what else the form may need.
const ALWAYS_TRIED = [
  '3.x at the root of its host',
  '2026-10 at the root of its host',
  '2026 that draws its form a second time and loses what was typed',
  '2026 with nameless fields among other inputs and provider buttons',
];

for (const edition of editions) {
  for (const [where, options] of Object.entries(surroundings)) {
    const tag = ALWAYS_TRIED.includes(`${edition} ${where}`) ? [] : '@extended';
    test(`a ${edition} server ${where}: the key alone on standard output, one login, one live key, no session left`, {
      tag,
    }, async ({ startServer, runCommand }) => {
      const server = await startServer({ edition, ...options });
      const { code, stdout, stderr } = await runCommand('mint-key', { env: credentials(server) });

      expect(stderr).not.toContain('"level":"error"');
      expect(code).toBe(0);
      const [key] = server.liveKeys();
      expect(stdout).toBe(`${key?.key}\n`);
      expect(server.liveKeys()).toHaveLength(1);
      expect(server.requests.filter(({ method, path }) => method === 'POST' && isLogin(path))).toHaveLength(
        1,
      );
      expect(server.liveSessions()).toBe(0);
    });
  }
}

function isLogin(path: string): boolean {
  return /^\/api\/users\/(?:login|authenticate\/)/.test(path);
}
