import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { credentials, expect, test } from '../fixtures.ts';
import { readLog } from '../start-command.ts';

// What a run says last, and what it advises, is of use to whoever ran it.

/** @returns the messages of a log, those of one level where it is named */
function readMessages(stderr: string, only?: string): string[] {
  const wanted = readLog(stderr).filter(({ level }) => only === undefined || level === only);
  return wanted.map(({ msg }) => msg);
}

test('the last line of a mint tells what was made, and until when', async ({ startServer, runCommand }) => {
  const server = await startServer();
  const env = credentials(server);
  const mint = (...words: string[]) => runCommand('mint-key', { env, words: ['--direct', ...words] });
  const minted = await mint('--purpose', 'Terraform', '--expires-in', '30d');
  const [first] = server.liveKeys();
  const skipped = await mint('--purpose', 'Terraform', '--if-exists', 'skip');
  const rotated = await mint('--purpose', 'Terraform', '--if-exists', 'rotate');
  const [second] = server.liveKeys();
  const endless = await mint('--purpose', 'no end', '--expires-in', 'never');
  const day = new Date(Date.now() + 30 * 86_400_000 - 60_000).toISOString().slice(0, 10);
  const lastOf = ({ stderr }: { stderr: string }) => readMessages(stderr).at(-1) ?? '';

  expect(lastOf(minted)).toContain(
    `Minted the key ${first?.id} with the purpose "Terraform": it ends ${day} `,
  );
  expect(lastOf(skipped)).toMatch(
    /^A live key with the purpose "Terraform" is there already \(.*\), which ends .* UTC: nothing was minted, and nothing is handed over\.$/,
  );
  expect(lastOf(rotated)).toContain(
    `Minted the key ${second?.id} with the purpose "Terraform", in place of ${first?.id}: it ends`,
  );
  expect(lastOf(endless)).toMatch(
    /^Minted the key \S+ with the purpose "no end": it (?:never ends|ends \d{4}-)/,
  );
});

test('an API key that the server does not know is named by its variable', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: 'API-FAKEFAKEFAKEFAKEFAKEFAKEFAKE' };
  const { code, stderr } = await runCommand('list-keys', { env });

  expect(code).toBe(4);
  expect(readMessages(stderr, 'error').join()).toContain('Check OCTOPUS_API_KEY: ');
});

test('where the time is over, a message says that there could be more', async ({ runCommand }) => {
  const silent = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const { port } = silent.address() as { port: number };
  const env = {
    OCTOPUS_URL: `http://127.0.0.1:${port}`,
    OCTOPUS_USERNAME: 'anna',
    OCTOPUS_PASSWORD: 'fake-password',
  };
  const { code, stderr } = await runCommand('list-keys', { env, words: ['--direct', '--timeout', '2s'] });
  silent.close();

  expect(code, stderr).toBe(3);
  expect(readMessages(stderr, 'error').join()).toContain('more time with --timeout');
});

test('what Terraform would get nothing for is refused before anybody signs in', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--format', 'terraform', '--if-exists', 'skip'];
  const { code, stderr } = await runCommand('mint-key', { env: credentials(server), words });

  expect(code).toBe(2);
  expect(readMessages(stderr, 'error')).toEqual([
    expect.stringMatching(/^--format terraform needs a key each time/),
  ]);
  expect(server.requests).toEqual([]);
});

test('the plan of a fleet stands in columns, counts one as one, and warns of what a run would lack', async ({
  runCommand,
  folder,
}) => {
  const servers =
    'servers:\n  - url: https://octopus.example.com\n    keys: [{ purpose: a key, deliver: { file: a.key } }]\n';
  await writeFile(join(folder, 'fleet.yaml'), servers);
  const { code, stdout, stderr } = await runCommand('mint-fleet', { words: ['fleet.yaml', '--dry-run'] });
  const [head = '', row = ''] = stdout.split('\n');

  expect(code, stderr).toBe(0);
  expect(stdout).toContain('\n1 sign-in, 1 key\n');
  expect(row.indexOf('a key')).toBe(head.indexOf('PURPOSE'));
  expect(readMessages(stderr, 'warn')).toEqual([
    expect.stringMatching(/^A run would be refused: fleet\.yaml:2: .*OCTOPUS_USERNAME/),
    expect.stringMatching(/^A run would be refused: fleet\.yaml:2: .*OCTOPUS_PASSWORD/),
  ]);
});

test('doctor says each piece of advice once, and of credentials no more than it knows', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--direct', '--sign-in', '--format', 'json'];
  const { stdout } = await runCommand('doctor', { env: credentials(server), words });
  const findings = JSON.parse(stdout) as { check: string; found: string; advice?: string }[];

  expect(findings.find(({ check }) => check === 'credentials')?.found).not.toContain('tried');
  for (const { found, advice } of findings) if (advice) expect(found).not.toContain('where you can');
});
