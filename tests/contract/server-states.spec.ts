import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';

test.use({ sharesBrowser: true });

const someone = { OCTOPUS_USERNAME: 'admin', OCTOPUS_PASSWORD: 'fake-password-for-tests' };

test('nobody listening: exit 3, naming the address', async ({ runCommand }) => {
  const closed = await serve(() => {});
  await closed[Symbol.asyncDispose]();
  const { code, stdout, stderr } = await runCommand('mint-key', {
    env: { ...someone, OCTOPUS_URL: closed.url },
  });

  expect(code).toBe(3);
  expect(stdout).toBe('');
  expect(stderr).toContain('ECONNREFUSED');
  expect(stderr).toContain('OCTOPUS_URL (--url)');
});

test('a site that answers 404: exit 3, pointing to the virtual directory', { tag: '@extended' }, async ({
  runCommand,
}) => {
  await using site = await serve((_, reply) => reply.writeHead(404).end('<title>Not here</title>'));
  const { code, stderr } = await runCommand('mint-key', { env: { ...someone, OCTOPUS_URL: site.url } });

  expect(code).toBe(3);
  expect(stderr).toContain('404');
  expect(stderr).toContain('virtual directory');
});

test('a site that is no Octopus Server: exit 3', async ({ runCommand }) => {
  await using site = await serve((_, reply) =>
    reply
      .setHeader('content-type', 'text/html')
      .end('<form><input type=text><input type=password><button>Sign in</button></form>'),
  );
  const { code, stderr } = await runCommand('mint-key', { env: { ...someone, OCTOPUS_URL: site.url } });

  expect(code).toBe(3);
  expect(stderr).toContain('not what an Octopus Server sends');
});

test('a server that redirects its API: exit 3, naming where it points', { tag: '@extended' }, async ({
  runCommand,
}) => {
  await using site = await serve((_, reply) =>
    reply.writeHead(301, { location: 'https://octopus.invalid/api' }).end(),
  );
  const { code, stderr } = await runCommand('mint-key', { env: { ...someone, OCTOPUS_URL: site.url } });

  expect(code).toBe(3);
  expect(stderr).toContain('https://octopus.invalid/api');
});

test('a server that is still starting: exit 3, and with --wait it is waited for', async ({
  startServer,
  runCommand,
}) => {
  const starting = await startServer({ startingForMs: 600_000 });
  const impatient = await runCommand('mint-key', { env: credentials(starting) });
  const soon = await startServer({ startingForMs: 4_000 });
  const patient = await runCommand('mint-key', { env: credentials(soon), words: ['--wait', '30s'] });

  expect(impatient.code).toBe(3);
  expect(impatient.stderr).toContain('503');
  expect(impatient.stderr).toContain('--wait');
  expect(patient.code).toBe(0);
  expect(soon.liveKeys()).toHaveLength(1);
});

test('a page that never draws its form: exit 4 within --timeout, the password never typed', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  // Less than a run has without --timeout.
  test.setTimeout(60_000);
  const server = await startServer({ drawFormAfterMs: 600_000 });
  const { code, stderr } = await runCommand('mint-key', {
    env: credentials(server),
    words: ['--timeout', '15s'],
  });

  expect(code).toBe(4);
  expect(stderr).toContain('--headed');
  expect(server.requests.some(({ path }) => path.includes('login') && !path.includes('checklogin'))).toBe(
    false,
  );
});

test('a server without forms login: exit 4 with the providers it has, before any password', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ formsLogin: false, otherProviders: ['Octopus ID', 'Contoso'] });
  const { code, stderr } = await runCommand('mint-key', { env: credentials(server) });

  expect(code).toBe(4);
  expect(stderr).toContain('Octopus ID, Contoso');
});

for (const edition of ['3.x', '2018', '2021', '2026'] as const) {
  const tag = edition === '2026' ? [] : '@extended';
  test(`a wrong password on ${edition}: exit 4 with the server's own words, submitted once`, { tag }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ edition });
    const env = { ...credentials(server), OCTOPUS_PASSWORD: 'fake-wrong-password' };
    const { code, stdout, stderr } = await runCommand('mint-key', { env });

    expect(code).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toContain('There was a problem with your request. Invalid username or password.');
    expect(stderr).not.toContain('fake-wrong-password');
    const logins = server.requests.filter(
      ({ method, path }) => method === 'POST' && /login$|usernamepassword/.test(path),
    );
    expect(logins).toHaveLength(1);
  });
}

test("a locked account: exit 4 with the server's own words", { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const wrong = JSON.stringify({ Username: server.username, Password: 'fake-wrong-password' });
  for (let tries = 0; tries < 9; tries += 1) {
    await fetch(`${server.url}/api/users/login`, {
      method: 'POST',
      body: wrong,
      headers: { 'content-type': 'application/json' },
    });
  }
  const { code, stderr } = await runCommand('mint-key', { env: credentials(server) });

  expect(code).toBe(4);
  expect(stderr).toContain('too many failed login attempts');
});

test('user keys disabled by the administrator: exit 5 before any password', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ userApiKeysEnabled: false });
  const { code, stderr } = await runCommand('mint-key', { env: credentials(server) });

  expect(code).toBe(5);
  expect(stderr).toContain('UserApiKeysEnabled');
  expect(server.requests.some(({ path }) => path === '/api/users/login')).toBe(false);
});

test('an expiry past the maximum: exit 5 with the maximum, before any password', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ maxExpiryDays: 30 });
  const { code, stderr } = await runCommand('mint-key', {
    env: credentials(server),
    words: ['--expires-in', '31d'],
  });

  expect(code).toBe(5);
  expect(stderr).toContain('ApiKeyMaxExpiryDays is 30');
  expect(server.requests.some(({ path }) => path === '/api/users/login')).toBe(false);
});

test('no browser where one is named: exit 7 and the command to run', async ({ startServer, runCommand }) => {
  const server = await startServer();
  const env = { ...credentials(server), OCTOPUS_BROWSER: '/nowhere/chromium' };
  const { code, stderr } = await runCommand('mint-key', { env });

  expect(code).toBe(7);
  expect(stderr).toContain('npm run set-up');
});

test('no browser on the machine: exit 7 and the command to run', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const env = { ...credentials(server), OCTOPUS_BROWSER: '', PATH: folder, PLAYWRIGHT_BROWSERS_PATH: folder };
  const { code, stderr } = await runCommand('mint-key', { env });

  test.skip(process.platform !== 'linux', 'elsewhere browsers are looked for outside of PATH too');
  expect(code).toBe(7);
  expect(stderr).toContain('npm run set-up');
});

test('what a server says is printed in one line, with its control characters escaped', async ({
  runCommand,
}) => {
  const words = 'red \u001b[31m, a line\r\n::add-mask::, a bell \u0007, turned \u202e round, \u009b31m';
  await using site = await serve((_, reply) =>
    reply
      .writeHead(400, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ErrorMessage: words, Errors: [words] })),
  );
  const { code, stderr } = await runCommand('mint-key', { env: { ...someone, OCTOPUS_URL: site.url } });

  expect(code).toBe(3);
  const { msg } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as { msg: string };
  expect(msg).toContain('red');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(msg).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
});

test('a server that limits the rate of sign-ins for longer than there is time: exit 4, its own words, submitted once', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  let logins = 0;
  await using site = await serve((incoming, outgoing) => {
    if (incoming.method === 'POST' && incoming.url?.endsWith('/login')) {
      logins += 1;
      outgoing
        .writeHead(429, { 'retry-after': '600', 'content-type': 'application/json' })
        .end(JSON.stringify({ ErrorMessage: 'Too many requests.', Errors: ['Slow down.'] }));
      return;
    }
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    void forward(exchange).then((reply) => pass(exchange, reply));
  });
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: site.url },
  });

  expect(code).toBe(4);
  expect(stderr).toContain('429 Too Many Requests, and asks to wait 10 min');
  expect(stderr).toContain('Too many requests. Slow down.');
  expect(logins).toBe(1);
});
