import { writeFile } from 'node:fs/promises';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { startIdentityProvider } from '../../stand-in/identity-provider/identity-provider.ts';
import type { StandInOptions } from '../../stand-in/options.ts';
import { redirectPath } from '../../stand-in/routes-single-sign-on.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass, type Reply } from '../faults/faults.ts';
import { expect, test } from '../fixtures.ts';
import { issue, issueAuthority } from '../issue-certificate.ts';
import { expectMinted } from '../real-servers/expect-minted.ts';
import { listen, makeCertificate, type Served } from '../serve.ts';

// Single sign-on where portal and provider both have certificates of a private authority.

type Certificate = Awaited<ReturnType<typeof makeCertificate>>;

interface SecureSite extends Served {
  /** Names of the client certificates that it was shown; `none` where it was shown none. */
  readonly shown: Set<string>;
}

/**
 * Puts https in front of a site, and asks for a client certificate.
 * @param rewrite what the site says of addresses
 * @param isClosed whether nobody passes who shows no certificate
 */
async function secure(
  target: string,
  host: string,
  { key, cert }: Certificate,
  rewrite: (text: string) => string,
  isClosed = false,
): Promise<SecureSite> {
  const shown = new Set<string>();
  const options = { key, cert, requestCert: true, rejectUnauthorized: false };
  const server = createSecureServer(options, async (incoming, outgoing) => {
    const { subject } = (incoming.socket as TLSSocket).getPeerCertificate();
    shown.add(String(subject?.CN ?? 'none'));
    if (isClosed && !subject) return void outgoing.writeHead(400).end('No required SSL certificate was sent');
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const reply = await forward(exchange);
    pass(exchange, reply, rewriteReply(reply, rewrite));
  });
  return { ...(await listen(server, `https://${host}`)), shown };
}

function rewriteReply({ headers, body }: Reply, rewrite: (text: string) => string): string | Buffer {
  if (headers.location) headers.location = rewrite(String(headers.location));
  return String(headers['content-type']).includes('json') ? rewrite(String(body)) : body;
}

/** @returns what has a text name other addresses, as they are and within another address */
function replacing(replacements: () => Readonly<Record<string, string>>): (text: string) => string {
  return (text) =>
    Object.entries(replacements()).reduce(
      (changed, [from, to]) =>
        changed.replaceAll(from, to).replaceAll(encodeURIComponent(from), encodeURIComponent(to)),
      text,
    );
}

/** A server and a provider, both with https. */
async function startSecurely(
  startServer: (options: StandInOptions) => Promise<StandIn>,
  folder: string,
  { isClosed = false, isProviderKnown = true } = {},
) {
  const names = { name: 'AzureAD', label: 'Sign in with Microsoft' };
  let [portalUrl, providerUrl] = ['', ''];
  const provider = await startIdentityProvider(() => ({ redirectUri: portalUrl + redirectPath(names) }));
  const { issuer, clientId } = provider;
  const server = await startServer({ formsLogin: false, singleSignOn: { ...names, issuer, clientId } });
  const plain = (url: string) => url.replace('https:', 'http:');
  const told = replacing(() => ({ [issuer]: providerUrl, [plain(portalUrl)]: portalUrl }));
  // A provider sends nobody back to localhost, who has no client of its own there.
  const own = await makeCertificate();
  const portal = await secure(server.url, '127.0.0.1', own, told, isClosed);
  const itself = replacing(() => ({ [plain(providerUrl)]: providerUrl }));
  const theirs = isProviderKnown ? own : await makeCertificate();
  const login = await secure(issuer, 'localhost', theirs, itself);
  portalUrl = portal.url;
  providerUrl = login.url;
  const file = join(folder, 'authority.pem');
  await writeFile(file, own.authority);
  const env = {
    OCTOPUS_URL: portalUrl,
    OCTOPUS_PROVIDER: names.name,
    OCTOPUS_USERNAME: provider.username,
    OCTOPUS_PASSWORD: provider.password,
    OCTOPUS_SSO_ORIGINS: providerUrl,
    NODE_EXTRA_CA_CERTS: file,
  };
  const dispose = async () => {
    await Promise.all([portal[Symbol.asyncDispose](), login[Symbol.asyncDispose](), provider.close()]);
  };
  return { server, provider, portal, login, env, [Symbol.asyncDispose]: dispose };
}

test('a key is made by single sign-on where portal and provider both have certificates of a private authority', async ({
  startServer,
  runCommand,
  folder,
}) => {
  await using both = await startSecurely(startServer, folder);
  expectMinted(both.server, await runCommand('mint-key', { env: both.env }));
  expect(both.provider.submissions).toHaveLength(1);
});

test('where the provider’s authority is not known, nothing is typed, and that is told: exit 4', async ({
  startServer,
  runCommand,
  folder,
}) => {
  await using both = await startSecurely(startServer, folder, { isProviderKnown: false });
  const { code, stdout, stderr } = await runCommand('mint-key', { env: both.env });
  expect({ code, stdout }, stderr).toEqual({ code: 4, stdout: '' });
  expect(stderr).toMatch(/certificate|ERR_CERT/i);
  expect(both.provider.submissions).toEqual([]);
  expect(both.server.liveSessions()).toBe(0);
});

test('a portal that wants a client certificate is shown it on the way through a provider, which is shown none', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  await using both = await startSecurely(startServer, folder, { isClosed: true });
  const { key, cert } = await issue('fake-client', await issueAuthority('Fake Client Authority'));
  await writeFile(join(folder, 'client.pem'), cert + key, { mode: 0o600 });

  const without = await runCommand('mint-key', { env: both.env });
  expect(without.code, without.stderr).toBe(3);
  expect(both.provider.submissions).toEqual([]);
  both.portal.shown.clear();

  const env = { ...both.env, OCTOPUS_CLIENT_CERTIFICATE: 'client.pem' };
  expectMinted(both.server, await runCommand('mint-key', { env }));
  expect([...both.portal.shown]).toEqual(['fake-client']);
  expect([...both.login.shown]).toEqual(['none']);
});
