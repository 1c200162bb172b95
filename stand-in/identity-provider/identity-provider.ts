import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { URLSearchParams } from 'node:url';
import type { Configuration, Provider } from 'oidc-provider';
import { TOTP } from 'otpauth';
import { assets, drawPage, LATE_SCRIPT } from './draw-page.ts';
import type { IdentityProviderOptions, IdentityTraits, PageKind } from './pages.ts';

/** An identity provider, and what can be seen of it from inside. */
export interface IdentityProvider extends AsyncDisposable {
  /** Also its origin. */
  readonly issuer: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly totpSecret: string;
  /** What was submitted, in order, as `page` names it. */
  readonly submissions: readonly Submission[];
  /** The path and query of every request to its pages, in order. */
  readonly addresses: readonly string[];
  /** The values of all cookies that it was sent. */
  readonly cookies: ReadonlySet<string>;
  close(): Promise<void>;
}

interface Submission {
  readonly page: PageKind;
  readonly fields: Readonly<Record<string, string>>;
}

/** Redirect addresses that the client may use are known only once it is there. */
export interface Client {
  readonly redirectUri: string;
}

const CLIENT_ID = 'octopus-stand-in';
const FAKE_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/**
 * Starts a real OpenID Connect provider on a loopback address, the certified npm package oidc-provider, with pages of
 * its own for what a person does there.
 * @param client is asked for when somebody first comes
 */
export async function startIdentityProvider(
  client: () => Client,
  options: IdentityProviderOptions = {},
): Promise<IdentityProvider> {
  const traits: IdentityTraits = {
    pages: ['both'],
    shape: 'plain',
    username: 'admin@stand-in.invalid',
    password: 'Fake-Passw0rd-at-the-<provider>&more',
    identity: options.username ?? 'admin@stand-in.invalid',
    totpSecret: FAKE_SECRET,
    isLocked: false,
    isBusyAtFirst: false,
    errorStatus: 200,
    clockAheadMs: 0,
    dies: false,
    elsewhere: undefined,
    scriptAfterMs: 0,
    script: '',
    hiddenFields: {},
    isStyled: false,
    ...options,
  };
  const submissions: Submission[] = [];
  const addresses: string[] = [];
  const cookies = new Set<string>();
  const visits = new Map<string, Visit>();
  let provider: Provider | undefined;
  const server = createServer((request, response) => {
    for (const pair of (request.headers.cookie ?? '').split(/;\s*/)) cookies.add(pair.replace(/^[^=]*=/, ''));
    provider ??= makeProvider(issuer, client(), traits);
    const isInteraction = request.url?.startsWith('/interaction/');
    if (isInteraction) response.setHeader('date', readClock(traits).toUTCString());
    if (isInteraction) addresses.push(request.url ?? '');
    if (request.url === LATE_SCRIPT) return void setTimeout(() => sendScript(response), traits.scriptAfterMs);
    const asset = assets[request.url ?? ''];
    if (asset) return void response.writeHead(200, { 'content-type': asset.type }).end(asset.content);
    if (!isInteraction) return void provider.callback()(request, response);
    const desk = { provider, traits, submissions, visits };
    receive(request, response, desk).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/html' }).end(`<h1>${String(error)}</h1>`);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    await new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  };
  const { username, password, totpSecret } = traits;
  return {
    issuer,
    clientId: CLIENT_ID,
    username,
    password,
    totpSecret,
    submissions,
    addresses,
    cookies,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function sendScript(response: ServerResponse): void {
  response
    .writeHead(200, { 'content-type': 'text/javascript' })
    .end("for (const form of document.forms) form.method = 'post';");
}

/** One person on the way through the pages. */
interface Visit {
  at: number;
  error: string | undefined;
}

interface Desk {
  readonly provider: Provider;
  readonly traits: IdentityTraits;
  readonly submissions: Submission[];
  readonly visits: Map<string, Visit>;
}

function makeProvider(issuer: string, { redirectUri }: Client, { identity }: IdentityTraits): Provider {
  const configuration: Configuration = {
    clients: [
      {
        client_id: CLIENT_ID,
        redirect_uris: [redirectUri],
        response_types: ['id_token'],
        grant_types: ['implicit'],
        token_endpoint_auth_method: 'none',
        // Only a native client may be sent back to an address without https, on this machine, and only another to one with it.
        application_type: redirectUri.startsWith('http:') ? 'native' : 'web',
      },
    ],
    responseTypes: ['id_token'],
    claims: { openid: ['sub'], email: ['email'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['fake-cookie-key-for-tests'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: identity, name: identity, preferred_username: identity }),
    }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { Interaction: 600, Session: 600, Grant: 600, IdToken: 600 },
  };
  return withoutWarnings(() => {
    const { Provider: OidcProvider } = require('oidc-provider') as typeof import('oidc-provider');
    return new OidcProvider(issuer, configuration);
  });
}

/** It warns of what it lacks for production, which this is not. */
function withoutWarnings<T>(work: () => T): T {
  const { warn } = console;
  console.warn = () => {};
  try {
    return work();
  } finally {
    console.warn = warn;
  }
}

async function receive(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  const { provider, traits, visits } = desk;
  const { uid, params, prompt } = await provider.interactionDetails(request, response);
  if (prompt.name === 'consent') return await grantAll(request, response, provider);
  const visit = visits.get(uid) ?? { at: 0, error: undefined };
  visits.set(uid, visit);
  if (request.method === 'POST') takeIn(await readForm(request), visit, desk);
  const page = traits.pages[visit.at];
  if (page === undefined) {
    return await provider.interactionFinished(request, response, { login: { accountId: 'somebody' } });
  }
  const isFurther = visit.at > 0 || request.method === 'POST';
  if (traits.dies && isFurther) {
    response
      .writeHead(503, { 'content-type': 'text/html' })
      .end('<h1>The provider is down for maintenance</h1>');
    return;
  }
  if (traits.elsewhere && isFurther) {
    response.writeHead(303, { location: traits.elsewhere }).end();
    return;
  }
  const content = drawPage(page, traits, visit.error, String(params.client_id));
  const status = visit.error === undefined ? 200 : traits.errorStatus;
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(content);
}

/** Judges what was submitted, and moves on, or says what is wrong. */
function takeIn(fields: Record<string, string>, visit: Visit, { traits, submissions }: Desk): void {
  const page = traits.pages[visit.at];
  if (page === undefined) return;
  submissions.push({ page, fields });
  const timesUsed = (code: string | undefined) =>
    submissions.filter(({ fields: { code: used } }) => used === code).length;
  const isBusy = traits.isBusyAtFirst && submissions.length === 1;
  visit.error = isBusy
    ? 'The service is busy. Try again in a minute.'
    : findError(page, fields, traits, timesUsed);
  if (visit.error === undefined && page !== 'loop') visit.at += 1;
}

function findError(
  page: PageKind,
  fields: Record<string, string>,
  traits: IdentityTraits,
  timesUsed: (code: string | undefined) => number,
): string | undefined {
  const hasName = page === 'both' || page === 'username';
  const hasPassword = page === 'both' || page === 'password';
  if (hasName && fields.username !== traits.username) return 'This account does not exist.';
  if (hasPassword && traits.isLocked) return 'Your account has been locked. Contact your administrator.';
  if (hasPassword && fields.password !== traits.password) return 'Your account or password is incorrect.';
  if (page === 'code' && !isRightCode(fields.code, traits))
    return 'That code did not work. Check it and try again.';
  if (page === 'code' && timesUsed(fields.code) > 1)
    return 'That code was used before. Wait for the next one.';
  if (page === 'consent' && fields.choice !== 'accept') return 'The user denied access.';
  return undefined;
}

function isRightCode(code: string | undefined, traits: IdentityTraits): boolean {
  if (code === undefined) return false;
  const timestamp = readClock(traits).getTime();
  return new TOTP({ secret: traits.totpSecret }).validate({ token: code, window: 1, timestamp }) !== null;
}

function readClock({ clockAheadMs }: IdentityTraits): Date {
  return new Date(Date.now() + clockAheadMs);
}

/** The consent page of its own is one of the pages; what the protocol wants besides is given. */
async function grantAll(
  request: IncomingMessage,
  response: ServerResponse,
  provider: Provider,
): Promise<void> {
  const { params, session } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({
    accountId: session?.accountId ?? 'somebody',
    clientId: String(params.client_id),
  });
  grant.addOIDCScope('openid profile email');
  const result = { consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

async function readForm(request: IncomingMessage): Promise<Record<string, string>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return Object.fromEntries(new URLSearchParams(text));
}
