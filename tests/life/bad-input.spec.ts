import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';

test.use({ sharesBrowser: true });

const purposes: Readonly<Record<string, string>> = {
  quotes: `"double" 'single' \`back\``,
  'line breaks': 'one\ntwo\r\nthree',
  emoji: '👩‍🚀 名前 é',
  '10,000 characters': 'x'.repeat(10_000),
  'what a shell would run': '$(touch canary) `touch canary` ; touch canary',
  'terminal controls': 'red \u001b[31m bell \u0007 \u202e reversed',
  "CI systems' commands": '##vso[task.setvariable variable=a]b ##teamcity[x] ##octopus[y] ::add-mask::z %0A',
};

const together = Object.values(purposes).join(' ');

for (const [title, purpose] of Object.entries({ ...purposes, 'all of these': together })) {
  const tag = purpose === together ? [] : '@extended';
  test(`a purpose with ${title} is kept as it is, and breaks no output`, { tag }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const common = { OCTOPUS_URL: server.url, TF_BUILD: 'True', OCTOPUS_KEY_PURPOSE: purpose };
    const byKey = () => ({ ...common, OCTOPUS_API_KEY: server.liveKeys()[0]?.key ?? '' });
    const minted = await runCommand('mint-key', {
      signedInAt: server,
      env: common,
      // A key makes none that outlives it.
      words: ['--format', 'json', '--expires-in', 'never'],
    });
    const handed = await runCommand('rotate-key', { env: byKey(), words: ['--ci', '--receipt', 'receipt'] });
    const listed = await runCommand('list-keys', { env: byKey(), words: ['--format', 'json'] });

    expect([minted.code, handed.code, listed.code]).toEqual([0, 0, 0]);
    expect((JSON.parse(minted.stdout) as { purpose: string }).purpose).toBe(purpose);
    expect(server.liveKeys().map((key) => key.purpose)).toEqual([purpose]);
    expect((JSON.parse(listed.stdout) as { purpose: string }[])[0]?.purpose).toBe(purpose);
    const commands = handed.stdout.trimEnd().split('\n');
    expect(commands.every((line) => line.startsWith('##vso[task.setvariable variable=OCTOPUS_'))).toBe(true);
    const log = minted.stderr + handed.stderr;
    // A CI system's log is text.
    for (const line of log.trimEnd().split('\n')) expect(line).toMatch(/^\[[\d:]+\] [A-Z]+: /);
    for (const raw of ['##vso[', '##teamcity[', '##octopus[', '\u001b', '\u0007', '\u202e'])
      expect(log).not.toContain(raw);
  });
}

for (const edition of ['2021', '2026'] as const) {
  test(`an expiry past the maximum, on a server of ${edition} that refuses it: exit 5, its own words and its maximum`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ edition, maxExpiryDays: 30 });
    const { code, stdout, stderr } = await runCommand('mint-key', {
      env: credentials(server),
      words: ['--expires-in', '31d'],
    });

    // Before 2025.4 there is no maximum.
    expect(code).toBe(edition === '2021' ? 0 : 5);
    if (edition === '2021') return;
    expect(stdout).toBe('');
    expect(stderr).toContain('The server said: ApiKeyMaxExpiryDays is 30.');
    expect(stderr).toContain('30d');
    expect(server.madeKeys()).toEqual([]);
  });
}

test('an expiry past a maximum that the server tells only when it refuses: exit 5, in its words', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ maxExpiryDays: 30 });
  await using proxy = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    const isPolicy = incoming.url === '/api/authentication';
    pass(exchange, reply, isPolicy ? String(reply.body).replace('ApiKeyMaxExpiryDays', 'Other') : reply.body);
  });
  const env = { ...credentials(server), OCTOPUS_URL: proxy.url };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--expires-in', '31d'] });

  expect(code).toBe(5);
  expect(stderr).toContain('cannot be more than 30 days in the future');
  expect(server.madeKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
});

test('a key made with a key cannot outlive it: exit 5, in the words of the server', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const { key } = server.addKey('short', { expires: new Date(Date.now() + 86_400_000) });
  const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: key };
  const { code, stderr } = await runCommand('rotate-key', { env, words: ['--expires-in', '2d'] });

  expect(code).toBe(5);
  expect(stderr).toContain('cannot be later than that of the API key used to create it');
  expect(server.liveKeys()).toHaveLength(1);
});
