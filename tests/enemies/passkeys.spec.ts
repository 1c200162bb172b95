import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { learnPrivateKey } from '../../src/browser/authenticator.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { Failure } from '../../src/core/failure.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { PasskeyUse } from '../../src/sso/passkey-use.ts';
import { expect, test } from '../fixtures.ts';
import { listen, type Served } from '../serve.ts';
import { spellKey } from '../sso/key-spellings.ts';
import { withPasskey, writePasskey } from '../sso/passkey-fixtures.ts';
import { PASSWORD, type Step } from '../sso/passkey-pages.ts';
import { makePasskey, servePasskeys } from '../sso/serve-passkeys.ts';

// Pages that would have a passkey sign for them, or the passkey itself.

interface Neighbour extends Served {
  readonly heard: string[];
}

/**
 * Serves an origin of the provider's own domain that nobody has listed. Its page asks for the passkey as soon as it is there, again
 * and again, and tells what it is given.
 * @param address where it goes then, if anywhere
 * @param status that it comes with
 */
async function serveNeighbour(
  address: () => string | undefined = () => undefined,
  status = 200,
): Promise<Neighbour> {
  const heard: string[] = [];
  const served = await listen(
    createServer((incoming, outgoing) => {
      heard.push(`${incoming.method} ${incoming.url}`);
      outgoing.writeHead(status, { 'content-type': 'text/html' }).end(`<!doctype html><title>Neighbour</title>
        <h1>One moment</h1>${address() === undefined ? '<form><input type="password"></form>' : '<p></p>'}<script>
          (async () => {
            for (;;) {
              try {
                const publicKey = { challenge: new Uint8Array(16), rpId: 'localhost', userVerification: 'required' };
                const given = await navigator.credentials.get({ publicKey });
                await fetch('/given?' + given.id, { keepalive: true });
              } catch {
                await new Promise((resolve) => setTimeout(resolve));
              }
            }
          })();
          const address = ${JSON.stringify(address() ?? '')};
          fetch('/asked').then(() => address === '' || location.replace(address));
        </script>`);
    }),
    'http://localhost',
  );
  return { ...served, heard };
}

const ASKED = 'GET /asked';

/** Serves such a page which a service worker of its own draws, from the second time on. */
async function serveWorker(address: () => string | undefined): Promise<Neighbour> {
  await using plain = await serveNeighbour();
  const page = await (await fetch(plain.url)).text();
  const heard: string[] = [];
  const served = await listen(
    createServer(({ method, url }, outgoing) => {
      heard.push(`${method} ${url}`);
      if (url === '/worker.js') {
        outgoing.writeHead(200, { 'content-type': 'text/javascript' }).end(`
          addEventListener('fetch', (event) => {
            if (event.request.mode !== 'navigate') return;
            event.respondWith(new Response(${JSON.stringify(page)}, { headers: { 'content-type': 'text/html' } }));
          });`);
        return;
      }
      outgoing.writeHead(200, { 'content-type': 'text/html' }).end(
        url === '/again'
          ? page
          : `<!doctype html><h1>One moment</h1><p></p><script>
              navigator.serviceWorker.register('/worker.js');
              navigator.serviceWorker.ready.then(() => location.replace(${JSON.stringify(address())}));
            </script>`,
      );
    }),
    'http://localhost',
  );
  return { ...served, heard };
}

/** It has asked for an assertion, and has none. */
function expectGivenNothing(heard: readonly string[]): void {
  expect(heard).toContain(ASKED);
  expect(heard.filter((line) => line.includes('/given'))).toEqual([]);
}

// With the statuses of redirects, without an address to go to, a browser shows what comes.
for (const status of [200, 300, 302])
  test(`a page of the same domain that is not listed, and comes with ${status}, is given nothing, however it asks: exit 4`, {
    tag: status === 302 ? [] : '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    const server = await startServer();
    await using neighbour = await serveNeighbour(undefined, status);
    const steps: Step[] = ['somewhere else first', 'passkey by a button'];
    await using provider = await servePasskeys(server, { steps, neighbour: neighbour.url });
    await writePasskey(join(folder, 'passkey'), provider);
    const { code, stderr } = await runCommand('mint-key', { env: withPasskey(provider, folder) });

    expect(code, stderr).toBe(4);
    expect(stderr).toContain(`was sent to ${neighbour.url}, which is not listed`);
    expectGivenNothing(neighbour.heard);
  });

test('such a page is given nothing to which the portal goes by itself', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using neighbour = await serveNeighbour();
  const options = { neighbour: neighbour.url, portalLeadsTo: 'the neighbour' } as const;
  await using provider = await servePasskeys(server, { steps: ['passkey by a button'], ...options });
  await writePasskey(join(folder, 'passkey'), provider);
  const { code, stderr } = await runCommand('mint-key', { env: withPasskey(provider, folder) });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`was sent to ${neighbour.url}, which is not listed`);
  expectGivenNothing(neighbour.heard);
});

test('such a page that is passed on the way is given nothing, even while the next one comes, which is', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  let next: string | undefined;
  await using neighbour = await serveNeighbour(() => next);
  const steps: Step[] = ['somewhere else first', 'passkey by a button'];
  const options = { steps, neighbour: neighbour.url, answersAfterMs: 120 };
  await using provider = await servePasskeys(server, options);
  next = `${provider.url}/next`;
  await writePasskey(join(folder, 'passkey'), provider);
  const { code, stderr } = await runCommand('mint-key', { env: withPasskey(provider, folder) });

  expectGivenNothing(neighbour.heard);
  expect(code, stderr).toBe(0);
  expect(provider.asserted).toEqual([expect.any(Number)]);
});

test('such a page is given nothing either that a service worker draws, which the network does not see', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  let next: string | undefined;
  await using neighbour = await serveWorker(() => next);
  const steps: Step[] = ['somewhere else first', 'somewhere else as soon as there is a passkey'];
  await using provider = await servePasskeys(server, { steps, neighbour: neighbour.url });
  next = `${provider.url}/next`;
  await writePasskey(join(folder, 'passkey'), provider);
  const { code, stderr } = await runCommand('mint-key', { env: withPasskey(provider, folder) });

  expect(code, stderr).toBe(4);
  expectGivenNothing(neighbour.heard);
});

for (const [what, policy] of Object.entries({
  'it alone would let it': undefined,
  'its own policy for frames cannot be read': "camera 'none'",
}))
  test(`a frame of another origin is given nothing, though the page would let it, and ${what}`, {
    tag: policy === undefined ? '@extended' : [],
  }, async ({ startServer, runCommand, folder }) => {
    const server = await startServer();
    await using neighbour = await serveNeighbour();
    const options = { neighbour: neighbour.url, ...(policy === undefined ? {} : { policy }) };
    await using provider = await servePasskeys(server, { steps: ['frame of another'], ...options });
    await writePasskey(join(folder, 'passkey'), provider);
    const { code, stderr } = await runCommand('mint-key', { env: withPasskey(provider, folder) });

    expectGivenNothing(neighbour.heard);
    expect(code, stderr).toBe(0);
    expect(provider.asserted).toEqual([expect.any(Number)]);
  });

// What a window that was left open makes of the page behind it, and has it ask from there.
const takeovers = {
  empties: `opener.location = 'about:blank';
    while (reach() !== 'about:blank') await pause(5);
    await askOften(opener);`,
  'fills with a page of its own': `const text = '<script>(' + askOften + ')(window).then(() => location.replace(' + JSON.stringify(next) + '))</scr' + 'ipt>';
    const page = 'const where = ' + JSON.stringify(location.origin) + '; const pause = ' + pause + ';';
    opener.location = URL.createObjectURL(new Blob(['<script>' + page + '</scr' + 'ipt>' + text], { type: 'text/html' }));
    return;`,
};

for (const [how, takeOver] of Object.entries(takeovers))
  test(`a window of such a page, which ${how} the one that asks for the passkey, is given nothing: exit 4`, {
    tag: '@extended',
  }, async ({ startServer, runCommand, folder, startBrowser }) => {
    const server = await startServer();
    let next = '';
    const heard: string[] = [];
    const draw = () => `<!doctype html><script>
      const [next, where] = [${JSON.stringify(next)}, location.origin];
      const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      async function askOften({ navigator }) {
        await fetch(where + '/asked', { mode: 'no-cors' });
        const publicKey = { challenge: new Uint8Array(16), rpId: 'localhost', userVerification: 'required' };
        for (let tries = 0; tries < 20; tries += 1)
          await navigator.credentials.get({ publicKey, signal: AbortSignal.timeout(50) }).then(
            ({ id }) => fetch(where + '/given?' + id, { mode: 'no-cors' }),
            () => pause(20),
          );
      }
      const reach = () => {
        try {
          return opener.location.href;
        } catch {
          return undefined;
        }
      };
      (async () => {
        while (reach() !== undefined) await pause(20);
        await pause(200);
        ${takeOver}
        opener.location = next;
      })();
    </script>`;
    await using neighbour = await listen(
      createServer(({ method, url }, outgoing) => {
        heard.push(`${method} ${url}`);
        outgoing
          .writeHead(200, { 'content-type': 'text/html' })
          .end(
            url === '/window'
              ? draw()
              : `<!doctype html><h1>One moment</h1><p></p><script>open('/window'); setTimeout(() => location.replace(${JSON.stringify(next)}), 300);</script>`,
          );
      }),
      'http://localhost',
    );
    const steps: Step[] = ['somewhere else first', 'passkey by a button', 'passkey by itself'];
    await using provider = await servePasskeys(server, { steps, neighbour: neighbour.url });
    next = `${provider.url}/next`;
    await writePasskey(join(folder, 'passkey'), provider);
    // One that blocks no window that nobody has clicked for.
    const env = { ...withPasskey(provider, folder), OCTOPUS_BROWSER: await startBrowser() };
    const { code, stderr } = await runCommand('mint-key', { env });

    expect(code, stderr).toBe(4);
    expect(stderr).toContain('is given to no page once another window was opened');
    expectGivenNothing(heard);
    expect(provider.asserted).toEqual([]);
  });

test('no page registers a passkey that nobody would hold', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const steps: Step[] = ['password', 'registers one by itself'];
  await using provider = await servePasskeys(server, { steps });
  await writePasskey(join(folder, 'passkey'), provider);
  const env = { ...withPasskey(provider, folder), OCTOPUS_PASSWORD: PASSWORD };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '40s'] });

  expect(code, stderr).toBe(4);
  expect(provider.heard).toContain('GET /refused?NotAllowedError ');
  expect(provider.registered).toHaveLength(1);
});

test('no private key is in the log, a trace or a page, and the page sees the browser as it is', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using provider = await servePasskeys(server, { steps: ['passkey of a curious page'] });
  const { privateKey } = await writePasskey(join(folder, 'passkey'), provider);
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...withPasskey(provider, folder), LOG_LEVEL: 'trace', DEBUG: 'pw:*' },
    words: ['--trace', 'trace.zip'],
  });
  const parts = unzipSync(await readFile(join(folder, 'trace.zip')));
  const places = {
    'standard error': stderr,
    'what the pages sent': provider.heard.join('\n'),
    ...Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, strFromU8(bytes)])),
  };

  expect(code, stderr.slice(-3000)).toBe(0);
  expect(stderr).toContain('WebAuthn.addCredential');
  for (const spelling of spellKey(privateKey))
    for (const [place, text] of Object.entries(places)) expect(text.includes(spelling), place).toBe(false);
  const told = provider.heard.find((line) => line.startsWith('POST /seen'))?.replace('POST /seen ', '');
  const { globals, ...others } = JSON.parse(told ?? '{}');
  expect(others).toEqual({ isNative: [true, true], own: [], seen: [] });
  // Of Playwright's tracing, which draws the page anew.
  expect(globals).toEqual([expect.stringMatching(/^__playwright_snapshot_streamer_/)]);
});

test('a private key is known however its bytes are written, as a whole and by its number', async () => {
  const { privateKey } = makePasskey();
  const whole = Buffer.from(privateKey, 'base64url');
  const number = whole.subarray(36, 68);
  const pem = createPrivateKey({ key: whole, format: 'der', type: 'pkcs8' }).export({
    format: 'pem',
    type: 'pkcs8',
  });
  const written = [whole, number].flatMap((bytes) => {
    const hex = bytes.toString('hex');
    return [bytes.toString('base64'), bytes.toString('base64url'), hex, hex.toUpperCase()];
  });
  await redactor.forgetAfter(async () => {
    learnPrivateKey(privateKey);
    for (const text of [...written, String(pem)]) {
      const clean = redactor.redact(`before ${text} after`);
      for (const spelling of spellKey(privateKey)) expect(clean).not.toContain(spelling);
      expect(clean).toMatch(/^before [\s\S]*\[redacted\][\s\S]* after$/);
    }
  });
});

test('a browser that has no authenticators is told of before anything is begun', async () => {
  const session = {
    send: async () => {
      throw new Error("'WebAuthn.enable' wasn't found");
    },
  };
  const page = { context: () => ({ newCDPSession: async () => session }) } as never;
  const passkey = {
    ...{
      file: 'octopus.passkey',
      rpId: 'localhost',
      credentialId: 'AA',
      userHandle: 'AA',
      userName: undefined,
    },
    ...{ privateKey: new Secret('no key'), isDiscoverable: true, isBackupEligible: false, isBackedUp: false },
    ...{ takeCount: () => 1, keepCount: async () => {} },
  };
  const beginning = PasskeyUse.begin(page, passkey, [], Deadline.ofRun(60_000));
  const error = await beginning.catch((failure) => failure);
  const again = await PasskeyUse.begin(page, passkey, [], Deadline.ofRun(60_000)).catch((failure) => failure);

  for (const failure of [error, again]) {
    expect(failure).toBeInstanceOf(Failure);
    expect(failure.kind).toBe('browser');
    expect(failure.message).toMatch(
      /Could not give the browser the passkey in octopus\.passkey: .*wasn't found/,
    );
  }
});
