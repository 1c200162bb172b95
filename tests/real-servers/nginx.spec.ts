import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../find-free-port.ts';
import { findProgram } from '../find-program.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { makeCertificate } from '../serve.ts';
import { expectMinted } from './expect-minted.ts';
import { startNginx } from './start-nginx.ts';

/** Passes everything on, as nginx's own documentation shows it. */
function passTo(url: string): string {
  return `proxy_pass ${url}; proxy_set_header Host $http_host;`;
}

test.describe('behind nginx', { tag: '@extended' }, () => {
  test.skip(!findProgram('nginx'), 'nginx is not installed (apt-get install nginx)');

  test('a key is made through nginx, which passes everything on', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using nginx = await startNginx(folder, { server: `location / { ${passTo(server.url)} }` });
    const env = { ...credentials(server), OCTOPUS_URL: `http://127.0.0.1:${nginx.port}` };

    expectMinted(server, await runCommand('mint-key', { env }));
    expect((await nginx.readAnswers()).map(({ method }) => method)).toContain('POST');
  });

  for (const [how, words, protocol] of [
    ['of an authority that NODE_EXTRA_CA_CERTS names', [], 'HTTP/1.1'],
    ['that nobody checks, where the browser speaks HTTP/2', ['--insecure-tls'], 'HTTP/2.0'],
  ] as const) {
    test(`a key is made through nginx with a certificate ${how}`, async ({
      startServer,
      runCommand,
      folder,
    }) => {
      const server = await startServer();
      const { key, cert, authority } = await makeCertificate();
      await writeFile(join(folder, 'key.pem'), key);
      await writeFile(join(folder, 'cert.pem'), cert);
      await writeFile(join(folder, 'authority.pem'), authority);
      await using nginx = await startNginx(folder, {
        listen: 'ssl http2',
        http: `ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;`,
        server: `location / { ${passTo(server.url)} }`,
      });
      const trust = words.length > 0 ? {} : { NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') };
      const env = { ...credentials(server), ...trust, OCTOPUS_URL: `https://localhost:${nginx.port}` };

      expectMinted(server, await runCommand('mint-key', { env, words }));
      expect((await nginx.readAnswers()).map((answer) => answer.protocol)).toContain(protocol);
    });
  }

  for (const words of [[], ['--direct']])
    test(`a key is made in a virtual directory of nginx, to which it narrows the cookies: mint-key ${words.join(' ')}`, async ({
      startServer,
      runCommand,
      folder,
    }) => {
      const server = await startServer({ virtualDirectory: '/octopus' });
      const origin = new URL(server.url).origin;
      await using nginx = await startNginx(folder, {
        server: `location / { return 404; }
    location /octopus { ${passTo(origin)} proxy_cookie_path / /octopus; }`,
      });
      const env = { ...credentials(server), OCTOPUS_URL: `http://127.0.0.1:${nginx.port}/octopus` };

      expectMinted(server, await runCommand('mint-key', { env, words }));
    });

  test('a key is made through nginx that compresses whatever it can', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using nginx = await startNginx(folder, {
      http: 'gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any;',
      server: `location / { ${passTo(server.url)} }`,
    });
    const env = { ...credentials(server), OCTOPUS_URL: `http://127.0.0.1:${nginx.port}` };

    expectMinted(server, await runCommand('mint-key', { env }));
    const compressed = (await nginx.readAnswers()).filter(({ gzipRatio }) => gzipRatio !== '-');
    expect(compressed.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/app/main.js', '/api', '/api/users/me']),
    );
  });

  test('an upstream that is down behind nginx: exit 3, and its 502 is told', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using nginx = await startNginx(folder, {
      server: `location / { ${passTo(`http://127.0.0.1:${await findFreePort()}`)} }`,
    });
    const env = { ...credentials(server), OCTOPUS_URL: `http://127.0.0.1:${nginx.port}` };
    const { code, stdout, stderr } = await runCommand('mint-key', { env });

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('the server answered 502 Bad Gateway');
  });
});
