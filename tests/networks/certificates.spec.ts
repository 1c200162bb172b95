import { createServer } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { type ApiFailure, failRefused, failSilent } from '../../src/api/api-failure.ts';
import { UndiciHttp } from '../../src/api/http.ts';
import type { ShownCertificate } from '../../src/core/client-certificate.ts';
import { Deadline } from '../../src/core/deadline.ts';
import type { Network } from '../../src/core/network.ts';
import { expect, test } from '../fixtures.ts';
import { issue, issueAuthority } from '../issue-certificate.ts';
import { listen } from '../serve.ts';

const CALL = { attempt: 'read the root document (/api)', refusal: 'server' } as const;
const DAY_MS = 86_400_000;
const daysFromNow = (days: number) => new Date(Date.now() + days * DAY_MS);

/** @returns a network as that of a process which was started with that authority, and which has no certificate to show */
function trusting(ca: string): Network {
  const options = { secureContext: createSecureContext({ ca }) };
  const isFor = () => true;
  return { insecureTls: false, clientCertificate: { isFor, options } as unknown as ShownCertificate };
}

/** Asks a server once, and tells what a run would say. */
async function ask(address: string, network: Network): Promise<ApiFailure> {
  const http = new UndiciHttp(network);
  try {
    const request = { method: 'GET', address: `${address}/api`, headers: {}, body: undefined };
    return failRefused(CALL, await http.send(request, Deadline.ofRun(20_000)));
  } catch (error) {
    return failSilent(CALL, error);
  } finally {
    await http.close();
  }
}

interface Case {
  readonly server: ServerOptions;
  readonly network: Network;
  readonly says: RegExp;
  readonly advises: RegExp;
  /** Whether a server that is starting may be so. */
  readonly isWaitedFor: boolean;
}

/** What a server can have, and who trusts it. */
async function makeCases(): Promise<Readonly<Record<string, Case>>> {
  const root = await issueAuthority('Fake Root');
  const middle = await issueAuthority('Fake Middle', root);
  const good = await issue('localhost', root);
  const [expired, early, other, own, below] = await Promise.all([
    issue('localhost', root, { from: daysFromNow(-20), to: new Date('2026-01-02T03:04:00Z') }),
    issue('localhost', root, {
      from: new Date('2036-01-02T03:04:00Z'),
      to: new Date('2037-01-02T03:04:00Z'),
    }),
    issue('other', root, { names: ['octopus.example', 'other.example'] }),
    issue('Fake Self'),
    issue('localhost', middle),
  ]);
  const [trusts, nobody] = [trusting(root.cert), { insecureTls: false }];
  const wanting = { ...good, requestCert: true, rejectUnauthorized: true, ca: root.cert };
  const old = { maxVersion: 'TLSv1.2' } as const;
  const trouble = { isWaitedFor: true };
  return {
    'one that has signed itself': {
      ...{ server: own, network: nobody, ...trouble },
      says: /the certificate of https:\/\/localhost:\d+ is not trusted: "Fake Self" has signed it itself/,
      advises: /name its file in NODE_EXTRA_CA_CERTS/,
    },
    'one of an unknown authority, without that of the authority': {
      ...{ server: good, network: nobody, ...trouble },
      says: /is not trusted: it was issued by "Fake Root", an authority that is not known here, whose own certificate the server does not send/,
      advises: /NODE_EXTRA_CA_CERTS.*have the server send the whole chain/,
    },
    'one of an unknown authority, with the whole chain': {
      server: { key: below.key, cert: below.cert + middle.cert + root.cert },
      ...{ network: nobody, ...trouble },
      says: /is not trusted: it was issued by "Fake Middle", and in the end by "Fake Root", an authority that is not known here/,
      advises: /Name the certificate of that authority in NODE_EXTRA_CA_CERTS/,
    },
    'one that has expired': {
      ...{ server: expired, network: trusts, ...trouble },
      says: /has expired \(2026-01-02T03:04Z\); it was issued by "Fake Root"/,
      advises: /Have it renewed/,
    },
    'one that is not valid yet': {
      ...{ server: early, network: trusts, ...trouble },
      says: /is not valid before 2036-01-02T03:04Z; it was issued by "Fake Root"/,
      advises: /clock/,
    },
    'one of another name': {
      ...{ server: other, network: trusts, ...trouble },
      says: /is not for localhost, but for octopus\.example, other\.example/,
      advises: /OCTOPUS_URL/,
    },
    'a server that wants a client certificate, by TLS 1.2': {
      ...{ server: { ...wanting, ...old }, network: { insecureTls: true }, isWaitedFor: false },
      says: /breaks off the TLS handshake \(sslv3 alert handshake failure\)/,
      advises: /wants a client certificate\. Name it with --client-certificate/,
    },
    'a server that speaks an old TLS alone': {
      server: { ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
      ...{ network: trusts, isWaitedFor: false },
      says: /find no common TLS \(tlsv1 alert protocol version\)/,
      advises: /TLS 1\.2 or newer/,
    },
  };
}

test('what is wrong with a certificate is told as what it is, with its issuer, its names and its dates', {
  tag: '@extended',
}, async () => {
  for (const [name, { server, network, says, advises, isWaitedFor }] of Object.entries(await makeCases())) {
    await using served = await listen(
      createSecureServer(server, (_, reply) => reply.end()),
      'https://localhost',
    );
    const failure = await ask(served.url, network);

    expect.soft(failure.reason, name).toMatch(says);
    expect.soft(failure.hint, name).toMatch(advises);
    expect.soft(failure.exitCode, name).toBe(3);
    expect.soft(failure.mayBeOfStart, name).toBe(isWaitedFor);
  }
});

test('https to a port that speaks http, and http to one that speaks https, are told as such, and not waited for', async () => {
  const issued = await issue('localhost');
  await using plain = await listen(
    createServer((_, reply) => reply.end()),
    'https://localhost',
  );
  await using secure = await listen(
    createSecureServer(issued, (_, reply) => reply.end()),
    'http://localhost',
  );
  const toPlain = await ask(plain.url, { insecureTls: false });
  const toSecure = await ask(secure.url, { insecureTls: false });

  expect(toPlain.message).toContain(`${plain.url} speaks plain http, and no TLS`);
  expect(toPlain.message).toContain(plain.url.replace('https:', 'http:'));
  expect(toSecure.message).toContain(`${secure.url} speaks https, and was asked in plain http`);
  expect(toSecure.message).toContain(secure.url.replace('http:', 'https:'));
  for (const failure of [toPlain, toSecure]) {
    expect(failure.exitCode).toBe(3);
    expect(failure.mayBeOfStart).toBe(false);
  }
});

const FRONTS = {
  '<title>400 No required SSL certificate was sent</title>': /--client-certificate/,
  '<title>400 The SSL certificate error</title>': /must know the authority/,
  '<title>400 The plain HTTP request was sent to HTTPS port</title>': /https:\/\/ in place of http/,
  '<title>IIS 10.0 Detailed Error - 403.7 - Forbidden</title>': /--client-certificate/,
};
test('what nginx and IIS say of it in pages of their own is exit 3, with what to do', () => {
  for (const [title, advises] of Object.entries(FRONTS)) {
    const text = `<html><head>${title}</head><body><h1>Fake</h1></body></html>`;
    const failure = failRefused(CALL, { status: 400, statusText: 'Bad Request', headers: {}, text });
    expect.soft(failure.hint, title).toMatch(advises);
    expect.soft(failure.exitCode, title).toBe(3);
  }
  const own = JSON.stringify({ ErrorMessage: 'fake', Errors: ['No required SSL certificate was sent'] });
  const refused = failRefused(
    { ...CALL, refusal: 'key' },
    { status: 400, statusText: '', headers: {}, text: own },
  );
  expect(refused.exitCode).toBe(5);
});
