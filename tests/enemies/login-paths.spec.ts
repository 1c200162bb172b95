import type { IncomingMessage, ServerResponse } from 'node:http';
import { startDecoy } from '../faults/fault-proxy.ts';
import { forward, pass, readBody } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { drawForm, servePortal } from './serve-portal.ts';

test.use({ sharesBrowser: true });

const VIRTUAL_DIRECTORY = '/octopus';

const UNKNOWN = 'that nobody knows';

const paths = {
  'in another letter case of its virtual directory': '/Octopus/api/users/login',
  'in another letter case': '/octopus/API/Users/Login',
  [UNKNOWN]: '/octopus/let-me-in',
  'outside of its virtual directory': '/let-me-in',
};

/** A form that sends itself, and one that a script sends. */
const forms: Readonly<Record<string, (path: string) => string>> = {
  form: (path) => drawForm(undefined, `method="post" action="${path}"`),
  script: (path) =>
    drawForm(`fetch('${path}', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Username: username, Password: password }),
    });`),
};

for (const [which, path] of Object.entries(paths))
  for (const [by, draw] of Object.entries(forms)) {
    test(`a portal whose ${by} signs in at a path ${which} and is redirected with 307 gets the password to no other origin: exit 4, saying so`, {
      tag: (which === UNKNOWN) === (by === 'form') ? [] : '@extended',
    }, async ({ startServer, runCommand }) => {
      const server = await startServer({ virtualDirectory: VIRTUAL_DIRECTORY });
      await using decoy = await startDecoy();
      const heard: string[] = [];
      await using portal = await servePortal(server, '', {
        [`${VIRTUAL_DIRECTORY}/app`]: draw(path),
        [path]: async (incoming, outgoing) => {
          heard.push(await readBody(incoming));
          outgoing.writeHead(307, { location: `${decoy.url}/took` }).end();
        },
      });
      const env = { ...credentials(server), OCTOPUS_URL: portal.url + VIRTUAL_DIRECTORY };
      const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

      expect(decoy.heard, stderr).toEqual([]);
      expect(heard).toHaveLength(1);
      expect(code, stderr).toBe(4);
      expect(stderr).toContain(
        `the server was given the password and redirected the login request to ${decoy.url}/took, and the password was not sent there`,
      );
    });

    test(`a portal whose ${by} signs in at a path ${which} and breaks the connection is sent the password once: exit 3, saying so`, {
      tag: which === UNKNOWN && by === 'script' ? [] : '@extended',
    }, async ({ startServer, runCommand }) => {
      const server = await startServer({ virtualDirectory: VIRTUAL_DIRECTORY });
      const heard: string[] = [];
      await using portal = await servePortal(server, '', {
        [`${VIRTUAL_DIRECTORY}/app`]: draw(path),
        [path]: async (incoming) => {
          heard.push(await readBody(incoming));
          incoming.socket.resetAndDestroy();
        },
      });
      const env = { ...credentials(server), OCTOPUS_URL: portal.url + VIRTUAL_DIRECTORY };
      const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

      expect(heard, stderr).toHaveLength(1);
      expect(code, stderr).toBe(3);
      expect(stderr).toMatch(/the login request got no reply .*it is not submitted again/);
    });
  }

test('a portal whose script is answered by a redirect, even one that takes no password along, leads to no other origin: exit 4', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ virtualDirectory: VIRTUAL_DIRECTORY });
  await using decoy = await startDecoy();
  const path = paths[UNKNOWN];
  await using portal = await servePortal(server, '', {
    [`${VIRTUAL_DIRECTORY}/app`]: forms.script?.(path) ?? '',
    [path]: (_, outgoing) => void outgoing.writeHead(302, { location: `${decoy.url}/took` }).end(),
  });
  const env = { ...credentials(server), OCTOPUS_URL: portal.url + VIRTUAL_DIRECTORY };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

  expect(decoy.heard, stderr).toEqual([]);
  expect(code, stderr).toBe(4);
});

test('a portal that signs in at another letter case of its virtual directory is sent the password once, and the key is made', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ virtualDirectory: VIRTUAL_DIRECTORY });
  const path = paths['in another letter case of its virtual directory'];
  let count = 0;
  await using portal = await servePortal(server, '', {
    [`${VIRTUAL_DIRECTORY}/app`]: forms.script?.(path) ?? '',
    [path]: async (incoming: IncomingMessage, outgoing: ServerResponse) => {
      count += 1;
      incoming.url = path.toLowerCase();
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      pass(exchange, await forward(exchange));
    },
  });
  const env = { ...credentials(server), OCTOPUS_URL: portal.url + VIRTUAL_DIRECTORY };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

  expect(code, stderr).toBe(0);
  expect(count).toBe(1);
});

test('a portal that answers the login with 201, and where it has made something, redirects nobody: the key is made', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer({ virtualDirectory: VIRTUAL_DIRECTORY });
  const path = `${VIRTUAL_DIRECTORY}/api/users/login`;
  await using portal = await servePortal(server, '', {
    [`${VIRTUAL_DIRECTORY}/app`]: forms.script?.(path) ?? '',
    [path]: async (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const { headers, body } = await forward(exchange);
      pass(exchange, { status: 201, headers: { ...headers, location: '/sessions/17' }, body });
    },
  });
  const env = { ...credentials(server), OCTOPUS_URL: portal.url + VIRTUAL_DIRECTORY };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

  expect(code, stderr).toBe(0);
});
