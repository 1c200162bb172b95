import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { forward, pass } from '../faults/faults.ts';
import { findLeaks } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { listen, type Served } from '../serve.ts';

test.use({ sharesBrowser: true });

// Zero-trust proxies (Cloudflare Access, oauth2-proxy, Entra application proxy) let a browser pass by cookies of their
// own, which are as good as a password for what lies behind them.

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const token = [
  encode({ alg: 'RS256', kid: 'fake-key' }),
  encode({ sub: 'fake-admin@example.com', aud: 'fake-audience' }),
  Buffer.from('fake-signature-of-a-fake-token-0123456789').toString('base64url'),
].join('.');
const ticket = 'fake%2Fticket/of+an|access:proxy~0123456789==';

const visit = 'fake-visit~of.one_page~9876543210';

const COOKIES = [
  `CF_Authorization=${token}; path=/; HttpOnly`,
  `_oauth2_proxy="${ticket}"; path=/`,
  `_visit=${visit}; path=/`,
];

/**
 * Passes everything on, and gives whoever opens the portal's page cookies of its own. One of them it writes into the
 * page as well, and takes it back before anybody has signed in.
 */
function startAccessProxy(target: string): Promise<Served> {
  const server = createServer(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const reply = await forward(exchange);
    const isPage = incoming.url === '/app';
    const body = isPage ? `${reply.body}<img alt="" src="/pixel/${visit}">` : reply.body;
    if (isPage) reply.headers['set-cookie'] = COOKIES;
    if (incoming.url?.startsWith('/pixel')) reply.headers['set-cookie'] = ['_visit=; path=/; max-age=0'];
    pass(exchange, reply, body);
  });
  return listen(server, 'http://127.0.0.1');
}

for (const [how, words] of [
  ['as it is', []],
  ['traced', ['--trace', 'trace.zip']],
] as const) {
  test(`cookies that an access proxy sets on the portal's page are in no log of a sign-in by the form, ${how}`, {
    tag: how === 'traced' ? [] : '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    const server = await startServer();
    await using proxy = await startAccessProxy(server.url);
    const { code, stderr } = await runCommand('mint-key', {
      env: {
        ...credentials(server),
        OCTOPUS_URL: proxy.url,
        LOG_LEVEL: 'trace',
        DEBUG: 'pw:*',
        DEBUG_COLORS: '0',
      },
      words,
    });

    expect(code, stderr.slice(-2000)).toBe(0);
    const sent = server.requests.map(({ headers }) => headers.cookie ?? '');
    expect(sent.some((cookie) => cookie.includes(token) && cookie.includes(ticket))).toBe(true);
    expect(stderr).toContain('CF_Authorization');
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const secrets = [token, payload, signature, ticket];
    expect(header).not.toBe('');
    expect(findLeaks(secrets, stderr), 'standard error').toEqual([]);
    if (words.length === 0) return;
    for (const [name, bytes] of Object.entries(unzipSync(await readFile(join(folder, 'trace.zip')))))
      expect(findLeaks([...secrets, visit], Buffer.from(bytes).toString('latin1')), name).toEqual([]);
  });
}
