import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { expectMinted } from '../real-servers/expect-minted.ts';
import { secure } from '../serve.ts';

test('a certificate of an unknown authority: exit 3 before any password, naming NODE_EXTRA_CA_CERTS', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using front = await secure(server.url);
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: front.url },
  });

  expect(code).toBe(3);
  expect(stderr).toContain('certificate');
  expect(stderr).toContain('NODE_EXTRA_CA_CERTS');
  expect(server.requests).toEqual([]);
});

for (const edition of ['3.x', '2026'] as const) {
  const tag = edition === '2026' ? [] : '@extended';
  test(`with NODE_EXTRA_CA_CERTS a private authority is trusted, by the page too, on ${edition}`, {
    tag,
  }, async ({ startServer, runCommand, folder }) => {
    const server = await startServer({ edition });
    await using front = await secure(server.url);
    const file = join(folder, 'authority.pem');
    await writeFile(file, front.authority);
    const { code, stdout, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: front.url, NODE_EXTRA_CA_CERTS: file },
    });

    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
    expect(server.liveSessions()).toBe(0);
  });
}

test('another authority in NODE_EXTRA_CA_CERTS changes nothing: exit 3', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using front = await secure(server.url);
  await using other = await secure(server.url);
  const file = join(folder, 'authority.pem');
  await writeFile(file, other.authority);
  const { code } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: front.url, NODE_EXTRA_CA_CERTS: file },
  });

  expect(code).toBe(3);
  expect(server.requests).toEqual([]);
});

/** A server with a certificate of an authority that is one of the system's, as far as OpenSSL and Node.js look there. */
async function startKnownBySystem(startServer: () => Promise<StandIn>, folder: string) {
  const server = await startServer();
  const front = await secure(server.url);
  const file = join(folder, 'authority.pem');
  await writeFile(file, front.authority);
  const env = { ...credentials(server), OCTOPUS_URL: front.url, SSL_CERT_FILE: file };
  return { server, env, [Symbol.asyncDispose]: () => front[Symbol.asyncDispose]() };
}

const FLAGS = process.allowedNodeEnvironmentFlags;
const [MAJOR = 0, MINOR = 0] = process.versions.node.split('.').map(Number);
const READS_VARIABLE = MAJOR > 24 || (MAJOR === 24 && MINOR >= 6) || (MAJOR === 22 && MINOR >= 19);

for (const [how, isKnown, variables] of [
  ['--use-openssl-ca', FLAGS.has('--use-openssl-ca'), { NODE_OPTIONS: '--use-openssl-ca' }],
  ['--use-system-ca', FLAGS.has('--use-system-ca'), { NODE_OPTIONS: '--use-system-ca' }],
  ['NODE_USE_SYSTEM_CA', READS_VARIABLE, { NODE_USE_SYSTEM_CA: '1' }],
] as const)
  test(`with ${how} an authority of the system is trusted, by the page too`, {
    tag: how === '--use-openssl-ca' ? [] : '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    test.skip(!isKnown, `Node.js ${process.version} does not know ${how}`);
    test.skip(process.platform !== 'linux', 'no variable names the store of the system');
    await using known = await startKnownBySystem(startServer, folder);
    const env = { ...known.env, ...variables };
    expectMinted(known.server, await runCommand('mint-key', { env }));
  });

test('without a word, and where Node.js does not know the word, an authority of the system is not trusted: exit 3', async ({
  startServer,
  runCommand,
  folder,
}) => {
  await using known = await startKnownBySystem(startServer, folder);
  const words = READS_VARIABLE ? {} : { NODE_USE_SYSTEM_CA: '1' };
  const { code, stderr } = await runCommand('mint-key', { env: { ...known.env, ...words } });
  expect(code, stderr).toBe(3);
  expect(stderr).toContain('NODE_EXTRA_CA_CERTS');
  expect(known.server.requests).toEqual([]);
});

test('--insecure-tls goes on, and says loudly what that means', async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using front = await secure(server.url);
  const { code, stdout, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: front.url },
    words: ['--insecure-tls'],
  });

  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
  expect(stderr).toContain('NO CERTIFICATE IS CHECKED');
});

test('plain http to another machine: exit 2, unless --allow-http', async ({ runCommand }) => {
  const env = {
    OCTOPUS_URL: 'http://octopus.invalid',
    OCTOPUS_USERNAME: 'admin',
    OCTOPUS_PASSWORD: 'fake-password-for-tests',
  };
  const refused = await runCommand('mint-key', { env });
  const allowed = await runCommand('mint-key', { env, words: ['--allow-http', '--timeout', '40s'] });

  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('OCTOPUS_URL (--url)');
  expect(refused.stderr).toContain('--allow-http');
  expect(allowed.code).toBe(3);
  expect(allowed.stderr).toContain('octopus.invalid');
});

test("plain http to a provider's origin on another machine: exit 2, unless --allow-http, or nobody signs in there", {
  tag: '@extended',
}, async ({ runCommand }) => {
  const env = {
    OCTOPUS_URL: 'https://octopus.invalid',
    OCTOPUS_USERNAME: 'admin',
    OCTOPUS_PASSWORD: 'fake-password-for-tests',
    OCTOPUS_SSO_ORIGINS: 'https://login.invalid,http://login.invalid',
  };
  const withProvider = { ...env, OCTOPUS_PROVIDER: 'Fake' };
  const refused = await runCommand('mint-key', { env: withProvider });
  const allowed = await runCommand('mint-key', {
    env: withProvider,
    words: ['--allow-http', '--timeout', '40s'],
  });
  const withoutProvider = await runCommand('mint-key', { env, words: ['--timeout', '40s'] });

  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('OCTOPUS_SSO_ORIGINS (--sso-origin) is plain http to another machine');
  expect(refused.stderr).toContain('--allow-http');
  for (const { code, stderr } of [allowed, withoutProvider]) {
    expect(code).toBe(3);
    expect(stderr).toContain('octopus.invalid');
  }
});
