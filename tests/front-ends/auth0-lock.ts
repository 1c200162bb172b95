import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { PERSON } from '../enemies/serve-provider.ts';
import { BUNDLES, bundlePage } from './bundle-page.ts';
import {
  type BackEnd,
  type Deed,
  DONE,
  type FrontEnd,
  type Reply,
  startFrontEnd,
} from './start-front-end.ts';

// Auth0's Lock 14.3.0 (MIT). What its back end answers is read off lib/core/client/index.js, lib/connection/database/actions.js
// and auth0-js's src/web-auth.

/** How an Auth0 tenant is set up. */
export interface LockTenant {
  /** Whether the page stands on the tenant's own domain, as its Universal Login does, and not in an application. */
  readonly isHosted?: boolean;
  /** Whether people prove themselves by a code that is sent to them. */
  readonly isPasswordless?: boolean;
  /** Lock's own: https://github.com/auth0/lock#customization. */
  readonly options?: object;
  /** The ways in beside the database, by the name of their strategy. */
  readonly strategies?: readonly Strategy[];
  /** What differs from a plain database. */
  readonly database?: object;
  /** What is answered to who has given the right password. */
  readonly refusal?: Refusal;
  /** Only on the tenant's own domain: elsewhere Lock sends no code. */
  readonly wantsCode?: boolean;
  readonly hasCaptcha?: boolean;
  readonly language?: string;
  readonly answerAfterMs?: number;
}

interface Strategy {
  readonly name: string;
  readonly connections: readonly object[];
}

interface Refusal {
  readonly code: string;
  readonly description: string;
}

/** Serves Lock on loopback. */
export async function startLock(server: StandIn, tenant: LockTenant = {}): Promise<FrontEnd> {
  await bundlePage('auth0-lock-page');
  const draw = (origin: string) => drawPage(tenant, origin);
  const answers = listAnswers(tenant);
  const backEnd: BackEnd = (path, body, incoming) =>
    answers[path]?.(body, incoming) ?? findDictionary(path) ?? undefined;
  return await startFrontEnd(server, draw, { '/pages/': BUNDLES }, backEnd, tenant.answerAfterMs);
}

type Answer = (body: string, incoming: IncomingMessage) => Reply | undefined;

function listAnswers(tenant: LockTenant): Readonly<Record<string, Answer>> {
  return {
    '/client/fake-client.js': () => script('setClient', describeClient(tenant)),
    '/usernamepassword/challenge': () => ({ body: tenant.hasCaptcha ? CAPTCHA : { required: false } }),
    '/usernamepassword/login': (body) => signIn(tenant, body, FORM),
    '/co/authenticate': (body) => signIn(tenant, body, TICKET),
    '/login/callback': () => LEAVE,
    '/authorize': (_, { url = '' }) => authorize(new URL(url, 'http://lock').searchParams),
    '/user/ssodata': () => ({ body: { sso: false } }),
    '/passwordless/start': () => ({ deed: 'message', body: {} }),
    '/dbconnections/signup': () => ({ deed: 'registration', body: {} }),
    '/dbconnections/change_password': () => ({ deed: 'password reset', body: '"Sent."' }),
  };
}

const LEAVE: Reply = { status: 302, headers: { location: DONE }, body: '' };
/** On the tenant's own domain, the reply to the right password is a form, which Lock sends. */
const FORM =
  '<form method="post" action="/login/callback"><input type="hidden" name="wresult" value="fake"></form>';
/** Elsewhere, it is a ticket, which Lock brings to `/authorize`. */
const TICKET = { login_ticket: 'fake-ticket', co_verifier: 'fake-verifier', co_id: 'fake-id' };
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">FAKE</text></svg>';
const CAPTCHA = {
  required: true,
  provider: 'auth0',
  type: 'code',
  image: `data:image/svg+xml;base64,${Buffer.from(PICTURE).toString('base64')}`,
};

function signIn({ refusal, wantsCode }: LockTenant, body: string, taken: string | object): Reply {
  const given: Record<string, string> = JSON.parse(body);
  const deed: Deed = 'mfa_code' in given || 'otp' in given ? 'code' : 'password';
  const isRight = given.username === PERSON.username && given.password === PERSON.password;
  if (!isRight)
    return refuse(deed, { code: 'invalid_user_password', description: 'Wrong email or password.' });
  if (refusal) return refuse(deed, refusal);
  if (wantsCode && deed !== 'code')
    return refuse(deed, { code: 'a0.mfa_required', description: 'A code is required.' });
  return { deed, body: taken };
}

function refuse(deed: Deed, { code, description }: Refusal): Reply {
  return { deed, status: 401, body: { name: 'ValidationError', code, description, statusCode: 401 } };
}

/** Somebody who is sent on to a company's own provider has given the user name. */
function authorize(given: URLSearchParams): Reply | undefined {
  if (given.has('login_ticket')) return LEAVE;
  if (given.get('prompt') === 'none') return { body: writeMessage(given.get('state')) };
  return given.get('connection') === 'fake-company' ? { ...LEAVE, deed: 'user name' } : undefined;
}

/** What a frame tells Lock that asks whether somebody is signed in already. */
function writeMessage(state: string | null): string {
  const message = { type: 'authorization_response', response: { error: 'login_required', state } };
  return `<script>parent.postMessage(${JSON.stringify(message).replaceAll('<', '\\u003c')}, '*')</script>`;
}

function describeClient({ isPasswordless, strategies = [], database }: LockTenant): object {
  const own = { name: 'Username-Password-Authentication', ...database };
  const databases = isPasswordless ? [] : [{ name: 'auth0', connections: [own] }];
  return { id: 'fake-client', tenant: 'fake', strategies: [...databases, ...strategies] };
}

function findDictionary(path: string): Reply | undefined {
  const [, language] = /^\/js\/lock\/[^/]+\/([a-z-]+)\.js$/.exec(path) ?? [];
  if (language === undefined) return undefined;
  const load = createRequire(resolve('tests/front-ends/package.json'));
  return script('registerLanguageDictionary', language, load(`auth0-lock/lib/i18n/${language}`).default);
}

function script(name: string, ...values: readonly unknown[]): Reply {
  const args = values.map((value) => JSON.stringify(value)).join(',');
  return { headers: { 'content-type': 'text/javascript' }, body: `Auth0.${name}(${args})` };
}

function drawPage(
  { isHosted, isPasswordless, options, language = 'en' }: LockTenant,
  origin: string,
): string {
  const lockOptions = {
    auth: { redirectUrl: `${origin}/callback`, responseType: 'code', params: { state: 'fake-state' } },
    assetsUrl: origin,
    avatar: null,
    language,
    ...options,
  };
  const domain = isHosted ? new URL(origin).host : origin;
  const settings = JSON.stringify({ isPasswordless, domain, options: lockOptions });
  return `<!doctype html><html><head><meta charset="utf-8"><title>Sign in with Fake</title><link rel="icon" href="data:,"></head>
<body><script id="settings" type="application/json">${settings.replaceAll('<', '\\u003c')}</script>
<script src="/pages/auth0-lock-page.js"></script></body></html>`;
}
