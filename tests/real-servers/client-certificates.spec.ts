import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { findFreePort } from '../find-free-port.ts';
import { findProgram } from '../find-program.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { serveProxy } from '../safety/serve-proxy.ts';
import { makeCertificate } from '../serve.ts';
import { expectMinted } from './expect-minted.ts';
import { makeClientIdentity, PASSPHRASE } from './make-client-identity.ts';
import { startListening } from './start-listening.ts';
import { startNginx } from './start-nginx.ts';

/** Starts nginx in front of a server, which lets in nobody without a certificate. */
async function startGuard(server: StandIn, folder: string) {
  const identity = await makeClientIdentity(folder);
  const { key, cert, authority } = await makeCertificate(['octopus.corp.test']);
  await writeFile(join(folder, 'key.pem'), key);
  await writeFile(join(folder, 'cert.pem'), cert);
  await writeFile(join(folder, 'authority.pem'), authority);
  const nginx = await startNginx(folder, {
    listen: 'ssl',
    http: `ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
  ssl_client_certificate ${identity.authority}; ssl_verify_client on;`,
    server: `location / { proxy_pass ${server.url}; proxy_set_header Host $http_host; }`,
  });
  const url = `https://localhost:${nginx.port}`;
  const env = {
    ...credentials(server),
    OCTOPUS_URL: url,
    NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
  };
  return { identity, nginx, env, url, [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose]() };
}

type Identity = Awaited<ReturnType<typeof makeClientIdentity>>;

const WAYS: Readonly<Record<string, (identity: Identity) => Record<string, string>>> = {
  'PEM, in two files': ({ cert, key }) => ({ OCTOPUS_CLIENT_CERTIFICATE: cert, OCTOPUS_CLIENT_KEY: key }),
  'PEM, in one file': ({ both }) => ({ OCTOPUS_CLIENT_CERTIFICATE: both }),
  'PEM, with an encrypted key': ({ cert, encryptedKey }) => ({
    OCTOPUS_CLIENT_CERTIFICATE: cert,
    OCTOPUS_CLIENT_KEY: encryptedKey,
    OCTOPUS_CLIENT_KEY_PASSPHRASE: PASSPHRASE,
  }),
  'PKCS#12': ({ pkcs12 }) => ({
    OCTOPUS_CLIENT_CERTIFICATE: pkcs12,
    OCTOPUS_CLIENT_KEY_PASSPHRASE: PASSPHRASE,
  }),
};

test.describe('behind nginx that wants a client certificate', { tag: '@extended' }, () => {
  test.skip(!findProgram('nginx'), 'nginx is not installed (apt-get install nginx)');
  test.skip(!findProgram('openssl'), 'openssl is not installed (apt-get install openssl)');

  for (const [how, name] of Object.entries(WAYS))
    for (const words of [[], ['--direct']])
      test(`a key is made with ${how}: mint-key ${words.join(' ')}`, async ({
        startServer,
        runCommand,
        folder,
      }) => {
        const server = await startServer();
        await using guard = await startGuard(server, folder);
        const env = { ...guard.env, ...name(guard.identity) };
        const outcome = await runCommand('mint-key', { env, words });

        expectMinted(server, outcome);
        expect(outcome.stderr).not.toContain(PASSPHRASE);
        const refused = (await guard.nginx.readAnswers()).filter(({ status }) => status === '400');
        expect(refused).toEqual([]);
      });

  test('keys are lent, listed and revoked, and the doctor looks and signs in', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using guard = await startGuard(server, folder);
    const env = { ...guard.env, ...WAYS['PKCS#12']?.(guard.identity) };
    const child = ['--', process.execPath, '-p', 'JSON.stringify(process.env)'];

    const lent = await runCommand('with-key', { env, words: child });
    expect(lent.code, lent.stderr).toBe(0);
    expect(lent.stdout).toContain('API-');
    expect(lent.stdout).not.toContain('OCTOPUS_CLIENT_');
    const made = await runCommand('mint-key', { env });
    expect(made.code, made.stderr).toBe(0);
    const listed = await runCommand('list-keys', { env });
    expect(listed.code, listed.stderr).toBe(0);
    const id = server.liveKeys()[0]?.id ?? '';
    expect(listed.stdout).toContain(id);
    const looked = await runCommand('doctor', { env, words: ['--sign-in'] });
    expect(looked.code, looked.stdout + looked.stderr).toBe(0);
    const revoked = await runCommand('revoke-key', { env, words: ['--id', id] });
    expect(revoked.code, revoked.stderr).toBe(0);
    expect(server.liveKeys()).toEqual([]);
    expect(server.liveSessions()).toBe(0);
  });

  test('inspect-portal compares the key requests and the login requests, and records them', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using guard = await startGuard(server, folder);
    const env = { ...guard.env, ...WAYS['PKCS#12']?.(guard.identity) };
    const words = ['--explain', '--format', 'json', '--save', 'walk.har'];
    const { code, stdout, stderr } = await runCommand('inspect-portal', { env, words });

    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ comparison: { mirrors: true }, login: { mirrors: true } });
    expect(await readFile(join(folder, 'walk.har'), 'utf8')).not.toContain(PASSPHRASE);
    expect(server.madeKeys()).toHaveLength(2);
    expect(server.liveKeys()).toEqual([]);
    const refused = (await guard.nginx.readAnswers()).filter(({ status }) => status === '400');
    expect(refused).toEqual([]);
  });

  test('a fleet makes its keys there, in browsers and without', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using guard = await startGuard(server, folder);
    const file = join(folder, 'fleet.yaml');
    const keys = (name: string) => `keys: [{ purpose: ${name}, deliver: { file: ${join(folder, name)} } }]`;
    for (const direct of [false, true]) {
      const name = direct ? 'directly' : 'by-browser';
      await writeFile(
        file,
        `servers:\n  - { url: '${guard.url}', signIn: { direct: ${direct} }, ${keys(name)} }\n`,
      );
      const env = { ...guard.env, ...WAYS['PEM, in two files']?.(guard.identity) };
      const { code, stderr } = await runCommand('mint-fleet', { env, words: [file] });

      expect(code, stderr).toBe(0);
      const delivered = (await readFile(join(folder, name), 'utf8')).trim();
      expect(server.liveKeys().map((each) => each.key)).toContain(delivered);
    }
    expect(server.liveSessions()).toBe(0);
  });

  for (const words of [[], ['--direct']])
    test(`a proxy sees nothing but the tunnel: mint-key ${words.join(' ')}`, async ({
      startServer,
      runCommand,
      folder,
    }) => {
      const server = await startServer();
      await using guard = await startGuard(server, folder);
      await using proxy = await serveProxy();
      const url = guard.url.replace('localhost', 'octopus.corp.test');
      const env = {
        ...guard.env,
        ...WAYS['PEM, in two files']?.(guard.identity),
        OCTOPUS_URL: url,
        OCTOPUS_PROXY: proxy.url,
      };
      const { code, stderr } = await runCommand('mint-key', { env, words });
      expect(code, stderr).toBe(0);
      const asked = proxy.seen.map((each) => each.asked);
      expect(asked).toContain(`CONNECT octopus.corp.test:${guard.nginx.port}`);
      for (const each of asked) expect(each).toMatch(/^CONNECT /);
    });

  test('without one, or with one of an authority that the server does not know: exit 3, and nobody signs in', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using guard = await startGuard(server, folder);
    const stranger = await makeClientIdentity(folder, 'stranger');
    const without = await runCommand('mint-key', { env: guard.env });
    const refused = await runCommand('mint-key', {
      env: { ...guard.env, OCTOPUS_CLIENT_CERTIFICATE: stranger.both },
      words: ['--direct'],
    });
    const looked = await runCommand('doctor', { env: guard.env });

    expect(without.code, without.stderr).toBe(3);
    expect(without.stderr).toContain('No required SSL certificate was sent');
    expect(without.stderr).toContain('Name it with --client-certificate');
    expect(refused.code, refused.stderr).toBe(3);
    expect(refused.stderr).toContain('the server must know the authority that signed it');
    expect(looked.code).toBe(3);
    expect(looked.stdout).toMatch(/^FAILED +server .*--client-certificate/m);
    expect(server.requests).toEqual([]);
  });
});

test.describe('what openssl says of client certificates', { tag: '@extended' }, () => {
  test.skip(!findProgram('openssl'), 'openssl is not installed (apt-get install openssl)');

  test('a server that says after the handshake that it wants another certificate, or one at all, is told as such', async ({
    runCommand,
    folder,
  }) => {
    const known = await makeClientIdentity(folder);
    const stranger = await makeClientIdentity(folder, 'stranger');
    const { key, cert, authority } = await makeCertificate();
    const [keyFile, certFile, file] = ['key.pem', 'cert.pem', 'authority.pem'].map((name) =>
      join(folder, name),
    );
    await writeFile(keyFile as string, key);
    await writeFile(certFile as string, cert);
    await writeFile(file as string, authority);
    const port = await findFreePort();
    const args = `s_server -accept 127.0.0.1:${port} -www -tls1_3 -Verify 1 -verify_return_error`.split(' ');
    await using _ = await startListening(
      'openssl',
      { args: [...args, ...`-key ${keyFile} -cert ${certFile} -CAfile ${known.authority}`.split(' ')] },
      port,
    );
    const env = {
      OCTOPUS_URL: `https://localhost:${port}`,
      OCTOPUS_API_KEY: 'API-FAKEFAKEFAKEFAKE',
      NODE_EXTRA_CA_CERTS: file as string,
    };
    const without = await runCommand('list-keys', { env });
    const refused = await runCommand('list-keys', {
      env: { ...env, OCTOPUS_CLIENT_CERTIFICATE: stranger.both },
    });

    expect(without.code, without.stderr).toBe(3);
    expect(without.stderr).toContain('wants a client certificate (tlsv13 alert certificate required)');
    expect(refused.code, refused.stderr).toBe(3);
    expect(refused.stderr).toContain('does not take the client certificate (tlsv1 alert unknown ca)');
  });
});
