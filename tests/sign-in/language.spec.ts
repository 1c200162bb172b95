import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';

interface Way {
  readonly command?: string;
  readonly words?: readonly string[];
  readonly isElsewhere?: true;
}

const ways: Readonly<Record<string, Way>> = {
  'that has begun to start early': {},
  'that Playwright starts': { words: ['--slow-mo', '1'] },
  'that somebody else has started': { isElsewhere: true },
  'that takes pictures': { isElsewhere: true, command: 'inspect-portal', words: ['--html', 'walk.html'] },
};

for (const [which, { command = 'mint-key', words = [], isElsewhere }] of Object.entries(ways)) {
  test(`a browser ${which} asks for pages in English, wherever it runs`, {
    tag: which === 'that has begun to start early' ? [] : '@extended',
  }, async ({ startServer, startBrowser, runCommand }) => {
    const server = await startServer();
    const asked = new Set<string | undefined>();
    await using site = await serve(async (incoming, outgoing) => {
      if (incoming.headers['sec-fetch-mode']) asked.add(incoming.headers['accept-language']);
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      pass(exchange, await forward(exchange));
    });
    const env = {
      ...credentials(server),
      ...{ OCTOPUS_URL: site.url, LANG: 'de_DE.UTF-8', LANGUAGE: 'de', LC_ALL: 'de_DE.UTF-8' },
      ...(isElsewhere ? { OCTOPUS_BROWSER: await startBrowser() } : {}),
    };
    const { code, stderr } = await runCommand(command, { env, words });

    expect(code, stderr).toBe(0);
    expect([...asked].join(' | ')).toMatch(/^en-US(?:,en(?:;q=0\.9)?)?$/);
  });
}
