import { TOTP } from 'otpauth';
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

// SuperTokens' auth-react (Apache-2.0), whose pages are in a shadow root where an application does not say otherwise. What
// its back end answers is https://github.com/supertokens/frontend-driver-interface, api_spec.yaml.

/** How an application has set SuperTokens up, and who signs in there. */
export interface SuperTokensApp {
  readonly useShadowDom?: boolean;
  /** The ways in, by the names that SuperTokens has for them; without any, the password. */
  readonly firstFactors?: readonly ('emailpassword' | 'thirdparty' | 'otp-email')[];
  /** The ways to prove oneself after the password, of which one will do. */
  readonly secondFactors?: readonly ('totp' | 'otp-email' | 'otp-phone')[];
  /** Whether an authenticator is still to be set up. */
  readonly hasNoDevice?: boolean;
  /** Whether the first wrong code is the last. */
  readonly locksAccount?: boolean;
  /** What is said to who has given the right password. */
  readonly refusal?: string;
  /** Whether the mail address is still to be proven. */
  readonly verifiesMail?: boolean;
  readonly defaultToSignUp?: boolean;
  /** The page that people come to. */
  readonly path?: string;
  readonly answerAfterMs?: number;
}

/** Serves SuperTokens on loopback. */
export async function startSuperTokens(server: StandIn, app: SuperTokensApp = {}): Promise<FrontEnd> {
  await bundlePage('supertokens-page');
  const page = drawPage(app);
  const answers = listAnswers(app);
  const backEnd: BackEnd = (path, body, { method }) => {
    const answer = answers[path];
    if (answer) return answer(body === '' ? {} : JSON.parse(body));
    return method === 'GET' && !path.startsWith('/api/') ? { body: page } : undefined;
  };
  return await startFrontEnd(server, () => page, { '/pages/': BUNDLES }, backEnd, app.answerAfterMs);
}

type Answer = (given: Given) => Reply;

interface Given {
  readonly formFields?: readonly { readonly id: string; readonly value: string }[];
  readonly totp?: string;
}

function listAnswers(app: SuperTokensApp): Readonly<Record<string, Answer>> {
  const { secondFactors: next = [], hasNoDevice } = app;
  const factors = { next, alreadySetup: hasNoDevice ? [] : next, allowedToSetup: next };
  const emails = { 'otp-email': [PERSON.username] };
  const phoneNumbers = { 'otp-phone': ['+15550100'] };
  const sent = { deviceId: 'fake-device', preAuthSessionId: 'fake-session', flowType: 'USER_INPUT_CODE' };
  const qrCodeString = `otpauth://totp/Fake:jane?secret=${PERSON.totpSecret}&issuer=Fake`;
  const device = { issuerName: 'Fake', deviceName: 'Fake device', secret: PERSON.totpSecret, qrCodeString };
  let isSent = false;
  // The page asks for it by itself, and again where it draws itself anew meanwhile.
  const sendMessage = (more?: object): Reply => {
    const reply: Reply = isSent ? { body: { status: 'OK', ...more } } : done('message', more);
    isSent = true;
    return reply;
  };
  const answers: Readonly<Record<string, Answer>> = {
    'session/refresh': () => ({ status: 401, body: { message: 'unauthorised' } }),
    signin: ({ formFields = [] }) => signIn(app, new Map(formFields.map(({ id, value }) => [id, value]))),
    'emailpassword/email/exists': () => done('user name', { exists: true }),
    'passwordless/email/exists': () => ({ body: { status: 'OK', exists: false } }),
    'mfa/info': () => ({ body: { status: 'OK', factors, emails, phoneNumbers } }),
    'totp/verify': ({ totp = '' }) => takeCode(app, totp),
    'totp/device': () => ({ body: { status: 'OK', ...device } }),
    'totp/device/verify': () => ({ ...done('set-up'), headers: openSession(true) }),
    'signinup/code': () => sendMessage(sent),
    'signinup/code/resend': () => done('message'),
    'signinup/code/consume': () => refuse('code', 'INCORRECT_USER_INPUT_CODE_ERROR', TRIES_BY_MESSAGE),
    signup: () => done('registration', { user: USER, createdNewRecipeUser: true }),
    'user/password/reset/token': () => done('password reset'),
    'user/email/verify': () => ({ body: { status: 'OK', isVerified: false } }),
    'user/email/verify/token': () => sendMessage(),
  };
  return Object.fromEntries(Object.entries(answers).map(([path, answer]) => [`/api/${path}`, answer]));
}

const TRIES_BY_MESSAGE = { failedCodeInputAttemptCount: 1, maximumCodeInputAttempts: 5 };
const TRIES = { currentNumberOfFailedAttempts: 1, maxNumberOfFailedAttempts: 5 };
const USER = { id: 'fake-user', emails: [PERSON.username], loginMethods: [{ recipeId: 'emailpassword' }] };

function signIn(app: SuperTokensApp, fields: ReadonlyMap<string, string>): Reply {
  const isRight = fields.get('email') === PERSON.username && fields.get('password') === PERSON.password;
  if (!isRight) return refuse('password', 'WRONG_CREDENTIALS_ERROR');
  if (app.refusal !== undefined) return refuse('password', 'SIGN_IN_NOT_ALLOWED', { reason: app.refusal });
  const isOver = !app.secondFactors;
  const headers = openSession(isOver, app.verifiesMail);
  return { ...done('password', { user: USER, createdNewRecipeUser: false }), headers };
}

function takeCode({ locksAccount }: SuperTokensApp, token: string): Reply {
  const isRight = new TOTP({ secret: PERSON.totpSecret }).validate({ token, window: 1 }) !== null;
  if (isRight) return { ...done('code'), headers: openSession(true) };
  if (locksAccount) return refuse('code', 'LIMIT_REACHED_ERROR', { retryAfterMs: 900_000 });
  return refuse('code', 'INVALID_TOTP_ERROR', TRIES);
}

function done(deed: Deed, more: object = {}): Reply {
  return { deed, body: { status: 'OK', ...more } };
}

function refuse(deed: Deed, status: string, more: object = {}): Reply {
  return { deed, body: { status, ...more } };
}

/** What a page may read of its session. @param isOver whether nothing more is to be proven */
function openSession(isOver: boolean, verifiesMail = false): Readonly<Record<string, string>> {
  const now = Date.now();
  const up = {
    'st-mfa': { c: { emailpassword: Math.floor(now / 1000) }, v: isOver },
    ...(verifiesMail ? { 'st-ev': { v: false, t: now } } : {}),
  };
  const token = JSON.stringify({ uid: USER.id, ate: now + 3_600_000, up });
  return { 'front-token': Buffer.from(token).toString('base64') };
}

function drawPage({ firstFactors = ['emailpassword'], useShadowDom = true, ...app }: SuperTokensApp): string {
  const { defaultToSignUp, verifiesMail, path } = app;
  const settings = { firstFactors, useShadowDom, defaultToSignUp, verifiesMail, path, done: DONE };
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fake App</title><link rel="icon" href="data:,"></head>
<body><div id="root"></div>
<script id="settings" type="application/json">${JSON.stringify(settings)}</script>
<script src="/pages/supertokens-page.js"></script></body></html>`;
}
