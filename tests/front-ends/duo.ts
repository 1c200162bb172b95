import { TOTP } from 'otpauth';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { PERSON } from '../enemies/serve-provider.ts';
import { DONE, type FrontEnd, type Reply, startFrontEnd } from './start-front-end.ts';

// What Duo's Universal Prompt is told, and tells: see duo-page.js for the sources. Before it, a form of our own asks for user
// name and password at another origin, as whoever sends people to Duo does.
//
// The codes of Duo Mobile are made by a counter (github.com/rcslab/duo-cli, revalo/duo-bypass), not by the time. A hardware token
// may be of either kind (wiki.deepnetsecurity.com, "How to Import SafeID Token into Duo"; token2.com, "Using Token2 TOTP hardware
// tokens with DUO"), and its page does not say of which.

/** The ways to prove oneself, as `data-testid` names them. */
type Method = 'push' | 'mobile-otp' | 'token' | 'sms' | 'phone' | 'bypass' | 'webauthn';

export interface DuoPolicy {
  /** The one that was used last comes first, and begins by itself. */
  readonly methods: readonly Method[];
  /** What is to be typed on the phone. */
  readonly number?: string;
  readonly asksTrust?: boolean;
  /** What becomes of a push. */
  readonly push?: 'approved' | 'denied';
  readonly answerAfterMs?: number;
  /** Whether the codes of a hardware token are made by the time, by the secret of ours. */
  readonly hasOurToken?: boolean;
  /** Whether a code is asked for before, by whoever sends people to Duo. */
  readonly asksCode?: boolean;
}

/** Serves Duo's pages on loopback. */
export async function startDuo(server: StandIn, policy: DuoPolicy): Promise<FrontEnd> {
  const answers = listAnswers(policy);
  const frontEnd = await startFrontEnd(
    server,
    () => SIGN_IN,
    { '/pages/': '..' },
    (path, body, _, origin) => answers[path]?.(new URLSearchParams(body), origin),
    policy.answerAfterMs,
  );
  const origins = `${frontEnd.url},${elsewhere(frontEnd.url)}`;
  return { ...frontEnd, env: { ...frontEnd.env, OCTOPUS_SSO_ORIGINS: origins } };
}

function elsewhere(origin: string): string {
  return origin.replace('127.0.0.1', 'localhost');
}

const PROMPT = '/frame/v4/auth/prompt';
const POLLS_BEFORE_APPROVAL = 3;

type Answer = (form: URLSearchParams, origin: string) => Reply;

function listAnswers(policy: DuoPolicy): Readonly<Record<string, Answer>> {
  let polls = 0;
  const next = (origin: string) => (policy.asksCode ? '/code' : elsewhere(origin) + PROMPT);
  const results = { approved: 'SUCCESS', denied: 'FAILURE' } as const;
  const look = () => {
    polls += 1;
    const result = polls > POLLS_BEFORE_APPROVAL && policy.push ? results[policy.push] : 'STATUS';
    return { body: { result, to: DONE } };
  };
  return {
    '/sign-in': (form, origin) => ({
      deed: 'password',
      status: 303,
      headers: { location: form.get('password') === PERSON.password ? next(origin) : '/' },
      body: '',
    }),
    '/code': () => ({ body: CODE }),
    '/coded': (_, origin) => ({
      deed: 'code',
      status: 303,
      headers: { location: elsewhere(origin) + PROMPT },
      body: '',
    }),
    [PROMPT]: () => ({ body: draw(policy) }),
    '/frame/v4/prompt': (form) => begin(form, policy),
    '/frame/v4/status': look,
    '/frame/v4/trust': (form) => ({
      deed: form.get('trust') === 'true' ? 'stay signed in' : [],
      body: { to: DONE },
    }),
  };
}

function begin(form: URLSearchParams, { number, hasOurToken }: DuoPolicy): Reply {
  const factor = form.get('factor');
  if (factor === 'Duo Push') return { deed: 'push', body: { number } };
  if (factor !== 'Passcode') return { deed: 'message', body: {} };
  const isOurs = hasOurToken && isRightCode(form.get('passcode') ?? '');
  const refusal = { result: 'FAILURE', message: 'Invalid passcode.' };
  return { deed: 'code', body: isOurs ? { result: 'SUCCESS', to: DONE } : refusal };
}

/** Whether it is one of now, or of the half minute before. */
function isRightCode(code: string): boolean {
  return new TOTP({ secret: PERSON.totpSecret }).validate({ token: code, window: 1 }) !== null;
}

const CODE = `<!doctype html><title>Sign in</title><h1>Sign in</h1><form method="post" action="/coded">
  <label>Code of your authenticator app <input name="code"></label><button>Next</button></form>`;

const SIGN_IN = `<!doctype html><title>Sign in</title><h1>Sign in</h1><form method="post" action="/sign-in">
  <input name="username" autocomplete="username"><input type="password" name="password" autocomplete="current-password"><button>Sign in</button></form>`;

function draw({ methods, asksTrust = false }: DuoPolicy): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Duo Security - Two-Factor Authentication</title><link rel="icon" href="data:,"></head>
    <body><div class="card"><div id="auth-view-wrapper"></div></div><footer>Secured by Duo</footer>
    <script id="config" type="application/json">${JSON.stringify({ methods, asksTrust })}</script><script src="/pages/duo-page.js"></script></body></html>`;
}
