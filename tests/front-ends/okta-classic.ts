import { TOTP } from 'otpauth';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { PERSON } from '../enemies/serve-provider.ts';
import {
  type BackEnd,
  type Deed,
  DONE,
  type FrontEnd,
  type Reply,
  startFrontEnd,
} from './start-front-end.ts';

// What Okta's Authentication API answers, as far as its sign-in widget's classic generation reads it. Names and
// addresses are those of the mock states in github.com/okta/okta-signin-widget, playground/mocks/data/api/v1/authn.

/** A way to prove who one is, of which a person may have several. */
type Factor = 'totp' | 'push' | 'sms' | 'email' | 'question';

/** What people are shown after the page of the name and the password. */
export type ClassicStep =
  | readonly ['factors', ...factors: Factor[]]
  | readonly ['password expired' | 'password to expire' | 'locked out' | 'set-ups' | 'consent'];

/** The number that a person is to choose on the phone. */
export const CLASSIC_NUMBER = 64;

const AT = '/okta/';
const API = '/api/v1/authn';
const FACTORS: Readonly<Record<Factor, object>> = {
  totp: { factorType: 'token:software:totp', provider: 'GOOGLE', vendorName: 'GOOGLE', profile: {} },
  push: { factorType: 'push', provider: 'OKTA', vendorName: 'OKTA', profile: { name: 'Fake phone' } },
  sms: {
    factorType: 'sms',
    provider: 'OKTA',
    vendorName: 'OKTA',
    profile: { phoneNumber: '+1 XXX-XXX-0100' },
  },
  email: {
    factorType: 'email',
    provider: 'OKTA',
    vendorName: 'OKTA',
    profile: { email: 'j...e@stand-in.invalid' },
  },
  question: {
    factorType: 'question',
    provider: 'OKTA',
    vendorName: 'OKTA',
    profile: { question: 'fake', questionText: 'Is this fake?' },
  },
};
const COMPLEXITY = { minLength: 8, minLowerCase: 1, minUpperCase: 1, minNumber: 1, minSymbol: 0 };

/** Starts Okta's sign-in widget of the classic generation, and what answers it. */
export async function startClassicOkta(
  server: StandIn,
  journey: readonly ClassicStep[],
  answerAfterMs = 0,
): Promise<FrontEnd> {
  const api = new AuthenticationApi(journey);
  const backEnd: BackEnd = (path, body, _incoming, origin) => api.answer(path, body, origin);
  return await startFrontEnd(server, drawPage, { [AT]: '@okta/okta-signin-widget' }, backEnd, answerAfterMs);
}

function drawPage(origin: string): string {
  const settings = {
    baseUrl: origin,
    language: 'en',
    assets: { baseUrl: `${origin}${AT}dist` },
    useClassicEngine: true,
    features: { rememberMe: true, autoPush: true, consent: true },
  };
  return `<!doctype html><html lang="en"><title>Fake organisation</title>
    <link rel="stylesheet" href="${AT}dist/css/okta-sign-in.min.css">
    <script src="${AT}dist/js/okta-sign-in.polyfill.min.js"></script>
    <script src="${AT}dist/js/okta-sign-in.classic.min.js"></script>
    <div id="okta-login-container"></div>
    <script>
      const widget = new OktaSignIn(${JSON.stringify(settings)});
      const goOn = ({ status }) => { if (status === 'SUCCESS') location.assign('${DONE}'); };
      widget.renderEl({ el: '#okta-login-container' }, goOn, (error) => console.error(error));
    </script></html>`;
}

/** What the widget sends. */
interface Sent {
  readonly password?: string;
  readonly passCode?: string;
  readonly answer?: string;
}

class AuthenticationApi {
  readonly #journey: readonly ClassicStep[];
  #at = 0;
  #challenged: Factor | undefined;

  constructor(journey: readonly ClassicStep[]) {
    this.#journey = journey;
  }

  answer(path: string, body: string, origin: string): Reply | undefined {
    const sent = JSON.parse(body || '{}') as Sent;
    const [, factor] = new RegExp(`^${API}/factors/fake-(\\w+)/verify`).exec(path) ?? [];
    if (factor !== undefined) return this.#verify(factor as Factor, sent, origin);
    switch (path) {
      case API:
        this.#at = 0;
        if (sent.password === PERSON.password) return this.#show(origin, 'password');
        return refuse('E0000004', 'password');
      case `${API}/previous`:
        this.#challenged = undefined;
        return this.#show(origin);
      case `${API}/skip`:
        return this.#goOn(origin, 'set-up skipped');
      case `${API}/consent`:
        return this.#goOn(origin, 'consent given');
      case `${API}/cancel`:
        return { body: {} };
      case `${API}/credentials/change_password`:
        return refuse('E0000014', 'new password');
      case `${API}/factors`:
        return refuse('E0000001', 'set-up');
      case `${API}/recovery/password`:
      case `${API}/recovery/unlock`:
        return refuse('E0000034', 'password reset');
      default:
        return undefined;
    }
  }

  #goOn(origin: string, deed?: Deed): Reply {
    this.#at += 1;
    this.#challenged = undefined;
    return this.#show(origin, deed);
  }

  #show(origin: string, deed?: Deed): Reply {
    const step = this.#journey[this.#at];
    const body = step ? showStep(step, origin) : { ...frame('SUCCESS'), sessionToken: 'fake-session-token' };
    return { body, ...(deed && { deed }) };
  }

  /** The first request asks for a challenge where there is one, and those of a push then ask whether it was approved. */
  #verify(factor: Factor, { passCode, answer }: Sent, origin: string): Reply {
    const isAnswered = passCode !== undefined || answer !== undefined;
    if (isAnswered) {
      const token = passCode ?? '';
      const isRight =
        factor === 'totp' && new TOTP({ secret: PERSON.totpSecret }).validate({ token, window: 1 }) !== null;
      return isRight ? this.#goOn(origin, 'code') : refuse('E0000068', 'code');
    }
    const isNew = this.#challenged !== factor;
    this.#challenged = factor;
    const body = challenge(factor, origin);
    return isNew ? { body, deed: factor === 'push' ? 'push' : 'message' } : { body };
  }
}

function refuse(errorCode: string, deed: Deed): Reply {
  const errorSummary = 'The fake API does not take this.';
  const body = { errorCode, errorSummary, errorLink: errorCode, errorId: 'fake-error', errorCauses: [] };
  return { status: errorCode === 'E0000004' ? 401 : 403, body, deed };
}

function frame(status: string, embedded: object = {}, links: object = {}): Record<string, unknown> {
  const profile = { login: PERSON.username, firstName: 'Jane', lastName: 'Doe', locale: 'en' };
  return {
    stateToken: 'fake-state-token',
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    status,
    _embedded: { user: { id: 'fake-user', profile }, ...embedded },
    _links: links,
  };
}

function link(origin: string, path: string, name?: string): object {
  return { href: `${origin}${API}/${path}`, hints: { allow: ['POST'] }, ...(name && { name }) };
}

function describe(factor: Factor, origin: string): object {
  const verify = link(origin, `factors/fake-${factor}/verify`);
  return { id: `fake-${factor}`, ...FACTORS[factor], _links: { verify } };
}

function challenge(factor: Factor, origin: string): object {
  const number = { challenge: { correctAnswer: CLASSIC_NUMBER } };
  const own = { ...describe(factor, origin), _embedded: factor === 'push' ? number : {} };
  const path = `factors/fake-${factor}/verify`;
  const links = {
    next: link(origin, path, factor === 'push' ? 'poll' : 'verify'),
    prev: link(origin, 'previous'),
    cancel: link(origin, 'cancel'),
    resend: [link(origin, `${path}/resend`, factor)],
  };
  return {
    ...frame('MFA_CHALLENGE', { factor: own }, links),
    ...(factor === 'push' && { factorResult: 'WAITING' }),
  };
}

function showStep([screen, ...factors]: ClassicStep, origin: string): object {
  const cancel = link(origin, 'cancel');
  const skip = link(origin, 'skip', 'skip');
  const change = link(origin, 'credentials/change_password', 'changePassword');
  const complexity = { complexity: COMPLEXITY };
  switch (screen) {
    case 'factors': {
      const policy = { allowRememberDevice: true, rememberDeviceByDefault: false, factorsPolicyInfo: {} };
      const own = factors.map((factor) => describe(factor, origin));
      return frame('MFA_REQUIRED', { policy, factors: own }, { cancel });
    }
    case 'password expired':
      return frame('PASSWORD_EXPIRED', { policy: complexity }, { next: change, cancel });
    case 'password to expire': {
      const policy = { ...complexity, expiration: { passwordExpireDays: 4 } };
      return frame('PASSWORD_WARN', { policy }, { next: change, skip, cancel });
    }
    case 'locked out':
      return frame('LOCKED_OUT', {}, { next: link(origin, 'recovery/unlock', 'unlock'), cancel });
    case 'consent': {
      const target = {
        type: 'APP',
        name: 'oidc_client',
        label: 'Fake App',
        clientId: 'fake-app',
        _links: {},
      };
      const scopes = [{ name: 'fake', displayName: 'Fake scope', description: 'What a fake app reads.' }];
      return frame(
        'CONSENT_REQUIRED',
        { target, scopes },
        { next: link(origin, 'consent', 'consent'), cancel },
      );
    }
    default: {
      const _links = { enroll: link(origin, 'factors') };
      const own = (['totp', 'sms'] as const).map((factor) => ({
        ...FACTORS[factor],
        enrollment: 'REQUIRED',
        status: 'NOT_SETUP',
        _links,
      }));
      return frame('MFA_ENROLL', { factors: own }, { cancel });
    }
  }
}
