import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { credentials, expect, test } from '../fixtures.ts';
import { runProgram } from '../start-command.ts';

test.use({ sharesBrowser: true });

test('raw is the key alone, json describes it, terraform is a flat map of strings', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--purpose', 'a "quoted" purpose', '--expires-in', '12h'];
  const raw = await runCommand('mint-key', { env: credentials(server), words });
  const json = await runCommand('mint-key', {
    signedInAt: server,
    words: [...words, '--format', 'json'],
  });
  const terraform = await runCommand('mint-key', {
    signedInAt: server,
    words: [...words, '--format', 'terraform'],
  });
  const [third, second, first] = server.liveKeys();

  expect(raw.stdout).toBe(`${first?.key}\n`);
  expect(JSON.parse(json.stdout)).toMatchObject({
    url: server.url,
    apiKey: second?.key,
    keyId: second?.id,
    purpose: 'a "quoted" purpose',
    userId: server.userId,
  });
  const map = JSON.parse(terraform.stdout) as Record<string, unknown>;
  expect(map).toMatchObject({ api_key: third?.key, url: server.url, key_id: third?.id });
  expect(Object.values(map).every((value) => typeof value === 'string')).toBe(true);
});

test('dotenv and shell are read by dotenv and by a shell', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'there is no sh');
  const server = await startServer({ virtualDirectory: "/it's" });
  const dotenv = await runCommand('mint-key', { signedInAt: server, words: ['--format', 'dotenv'] });
  const shell = await runCommand('mint-key', {
    signedInAt: server,
    words: ['--format', 'shell', '--out', 'key.sh'],
  });
  const [second, first] = server.liveKeys();

  expect(parse(dotenv.stdout)).toEqual({ OCTOPUS_URL: server.url, OCTOPUS_API_KEY: first?.key });
  expect(shell.stdout).toBe('');
  const script = `. ${join(folder, 'key.sh')}; printf '%s\\n' "$OCTOPUS_URL" "$OCTOPUS_API_KEY"`;
  const read = await runProgram('sh', { args: ['-c', script] });
  expect(read.stdout).toBe(`${server.url}\n${second?.key}\n`);
});

test('--out replaces a file whole, for its owner alone, and never writes through a link', async ({
  startServer,
  runCommand,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such modes');
  const server = await startServer();
  const elsewhere = join(folder, 'elsewhere');
  await writeFile(elsewhere, 'untouched');
  await symlink(elsewhere, join(folder, 'key'));
  const { code } = await runCommand('mint-key', { signedInAt: server, words: ['--out', 'key'] });

  expect(code).toBe(0);
  expect(await readFile(join(folder, 'key'), 'utf8')).toBe(`${server.liveKeys()[0]?.key}\n`);
  expect((await stat(join(folder, 'key'))).mode & 0o777).toBe(0o600);
  expect(await readFile(elsewhere, 'utf8')).toBe('untouched');
  expect((await readdir(folder)).sort()).toEqual(['elsewhere', 'key']);
});

test('the receipt tells what was made and how long each step took, without the secret', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const words = ['--receipt', 'receipt.json', '--purpose', 'with receipt', '--expires-in', '90d'];
  const { stdout } = await runCommand('mint-key', { env: credentials(server), words });
  const text = await readFile(join(folder, 'receipt.json'), 'utf8');
  const receipt = JSON.parse(text);
  const [key] = server.liveKeys();

  expect(receipt).toMatchObject({
    outcome: 'minted',
    server: { url: server.url, version: '2026.3.4120', installationId: server.installationId },
    user: { id: server.userId, username: server.username },
    key: { id: key?.id, purpose: 'with receipt' },
  });
  expect(Date.parse(receipt.key.expires)).toBe(key?.expires?.getTime());
  const steps = receipt.steps.map(({ step }: { step: string }) => step);
  for (const step of [
    'start the browser',
    'open the portal',
    'sign in',
    'mint the key',
    'verify the key',
    'sign out',
  ]) {
    expect(steps).toContain(step);
  }
  expect(text).not.toContain(stdout.trim());
});

const lives: Readonly<Record<string, number | null>> = {
  '12h': 0.5,
  '90d': 90,
  never: 366,
};

for (const [wish, days] of Object.entries(lives)) {
  const tag = wish === '12h' ? [] : '@extended';
  test(`--expires-in ${wish} is sent explicitly, and what the server made of it is reported`, {
    tag,
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    const { stdout } = await runCommand('mint-key', {
      signedInAt: server,
      words: ['--expires-in', wish, '--format', 'json'],
    });
    const post = server.requests.find(({ method, path }) => method === 'POST' && path.endsWith('/apikeys'));
    const { created, expires } = JSON.parse(stdout) as { created: string; expires: string };

    expect(Object.keys(post?.body as object).sort()).toEqual(['Expires', 'Purpose']);
    const life = (Date.parse(expires) - Date.parse(created)) / 86_400_000;
    expect(life).toBeGreaterThan((days ?? 0) * 0.98);
    expect(life).toBeLessThan((days ?? 0) + 0.01);
  });
}

test('--expires-in with a date-time asks for exactly that instant', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const instant = new Date(Date.now() + 86_400_000).toISOString();
  await runCommand('mint-key', { signedInAt: server, words: ['--expires-in', instant] });

  expect(server.liveKeys()[0]?.expires?.toISOString()).toBe(instant);
});

test('--if-exists: skip makes none, error refuses, rotate replaces, and by default another is made', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  server.addKey('wanted', { expires: new Date(Date.now() - 1000) });
  for (let count = 0; count < 35; count += 1) server.addKey(`another ${count}`);
  const old = server.addKey('wanted');
  for (let count = 0; count < 120; count += 1) server.addKey(`yet another ${count}`);
  const mint = (...words: string[]) =>
    runCommand('mint-key', { env: credentials(server), words: ['--purpose', 'wanted', ...words] });
  const wanted = () => server.liveKeys().filter(({ purpose }) => purpose === 'wanted');

  const skipped = await mint('--if-exists', 'skip');
  expect(skipped).toMatchObject({ code: 0, stdout: '' });
  const refused = await mint('--if-exists', 'error');
  expect(refused.code).toBe(5);
  expect(refused.stderr).toContain(old.id);
  expect(wanted()).toEqual([old]);
  const rotated = await mint('--if-exists', 'rotate');
  expect(rotated.code).toBe(0);
  expect(wanted().map(({ key }) => `${key}\n`)).toEqual([rotated.stdout]);
  const another = await mint();
  expect(another.code).toBe(0);
  expect(wanted()).toHaveLength(2);
  expect(server.liveSessions()).toBe(0);
});

test('the password comes from a file as well as from a variable, and a line break at its end is not part of it', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  const file = join(folder, 'password');
  await writeFile(file, `${server.password}\n`);
  await chmod(file, 0o600);
  const env = { ...credentials(server), OCTOPUS_PASSWORD: '', OCTOPUS_PASSWORD_FILE: file };
  const { code, stderr } = await runCommand('mint-key', { env });

  expect(code).toBe(0);
  expect(stderr).not.toContain('chmod');
});

test('settings come from .env', { tag: '@extended' }, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  const lines = Object.entries(credentials(server)).map(([name, value]) => `${name}='${value}'`);
  await writeFile(join(folder, '.env'), lines.join('\n'));
  const { code } = await runCommand('mint-key');

  expect(code).toBe(0);
});
