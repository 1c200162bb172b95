import { TOTP } from 'otpauth';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { PERSON } from '../enemies/serve-provider.ts';
import { findMethod, type Method, refuse, showSuccess } from './okta-replies.ts';
import { CAPTCHA_SCRIPT, type Screen, type Step, showStep } from './okta-screens.ts';
import {
  type BackEnd,
  type Deed,
  DONE,
  type FrontEnd,
  type Reply,
  startFrontEnd,
} from './start-front-end.ts';

/** Okta's sign-in widget is made twice: what most organisations have, and what is to follow it. */
type Generation = 2 | 3;

/** What differs from one front end of Okta to another. */
export interface OktaTraits {
  readonly generation: Generation;
  readonly language?: string;
  readonly answerAfterMs?: number;
  /** How many times the page asks whether the push was approved before it is; never, by default. */
  readonly approvedAfter?: number;
}

const AT = '/okta/';
const SCRIPTS: Readonly<Record<Generation, readonly string[]>> = {
  2: ['okta-sign-in.polyfill.min.js', 'okta-sign-in.oie.min.js'],
  3: ['okta-sign-in.next.js'],
};
const HEADERS = { 'content-type': 'application/ion+json; okta-version=1.0.0' };

/**
 * Starts Okta's sign-in widget and an Identity Engine that leads through a journey.
 * @param journey the pages in order; after the last one the browser is sent back to the portal
 */
export async function startOkta(
  server: StandIn,
  journey: readonly Step[],
  { generation, language = 'en', answerAfterMs, approvedAfter }: OktaTraits,
): Promise<FrontEnd> {
  const page = (origin: string) => drawPage(origin, generation, language);
  const engine = new Engine(journey, approvedAfter);
  const backEnd: BackEnd = (path, body, _incoming, origin) => engine.answer(path, body, origin);
  return await startFrontEnd(server, page, { [AT]: '@okta/okta-signin-widget' }, backEnd, answerAfterMs);
}

function drawPage(origin: string, generation: Generation, language: string): string {
  const settings = {
    baseUrl: origin,
    stateToken: 'fake-state-token',
    language,
    assets: { baseUrl: `${origin}${AT}dist` },
    useClassicEngine: false,
    hcaptcha: { scriptSource: `${origin}${CAPTCHA_SCRIPT}` },
  };
  const scripts = SCRIPTS[generation].map((name) => `<script src="${AT}dist/js/${name}"></script>`);
  return `<!doctype html><html lang="${language}"><title>Fake organisation</title>
    <link rel="stylesheet" href="${AT}dist/css/okta-sign-in.min.css">${scripts.join('')}
    <div id="okta-login-container"></div>
    <script>
      const widget = new OktaSignIn(${JSON.stringify(settings)});
      widget.renderEl({ el: '#okta-login-container' }, () => {}, (error) => console.error(error));
    </script></html>`;
}

// Okta's own captcha is another firm's. This one shows a riddle, as that does, and nobody solves it.
const CAPTCHA = `window.hcaptcha = {
  render: (at) => {
    (typeof at === 'string' ? document.getElementById(at) : at).innerHTML = '<iframe title="Widget containing checkbox for hCaptcha security challenge" data-hcaptcha-widget-id="fake" data-hcaptcha-response="" srcdoc="I am human"></iframe>';
    return 'fake';
  },
  execute: () => {
    document.body.insertAdjacentHTML('beforeend', '<div style="position: fixed; inset: 20px; z-index: 9; background: white"><iframe title="Main content of the hCaptcha challenge" srcdoc="Choose every picture of a key"></iframe></div>');
    return new Promise(() => {});
  },
  reset: () => {},
};
window[new URLSearchParams(document.currentScript.src.split('?')[1]).get('onload')]();`;

/** What a form of the widget sends. */
interface Sent {
  readonly credentials?: { readonly passcode?: string; readonly totp?: string };
  readonly authenticator?: {
    readonly id: string;
    readonly methodType?: string;
    readonly phoneNumber?: string;
  };
  readonly consent?: boolean;
  readonly keepMeSignedIn?: boolean;
}

const OFFERS: Readonly<Partial<Record<Method, Screen>>> = { push: 'push offered', sms: 'sms offered' };
const CHOSEN: Readonly<Partial<Record<Method, Deed>>> = { push: 'push', sms: 'message', email: 'message' };
const OTHER_DEEDS: Readonly<Record<string, Deed>> = {
  enroll: 'registration',
  'enroll/new': 'registration',
  recover: 'password reset',
  'unlock-account': 'password reset',
};

const WRONG_PASSWORD = refuse('Wrong', 'incorrectPassword');

/** Where a person stands in the journey. */
class Engine {
  readonly #journey: readonly Step[];
  readonly #approvedAfter: number;
  #at = 0;
  /** What was chosen in place of the journey's own page. */
  #chosen: Step | undefined;
  #polls = 0;

  constructor(journey: readonly Step[], approvedAfter = Number.POSITIVE_INFINITY) {
    this.#journey = journey;
    this.#approvedAfter = approvedAfter;
  }

  answer(path: string, body: string, origin: string): Reply | undefined {
    if (path === CAPTCHA_SCRIPT) return { body: CAPTCHA, headers: { 'content-type': 'text/javascript' } };
    const [, action] = /^\/idp\/idx\/(.+)$/.exec(path) ?? [];
    if (action === undefined) return undefined;
    const sent = JSON.parse(body || '{}') as Sent;
    switch (action) {
      case 'introspect':
        return this.#show(origin);
      case 'cancel':
        this.#at = 0;
        this.#chosen = undefined;
        return this.#show(origin);
      case 'identify':
        return sent.credentials ? this.#take(sent, origin) : this.#goOn(origin, 'user name');
      case 'challenge':
        return this.#choose(sent, origin);
      case 'challenge/answer':
        return this.#take(sent, origin);
      case 'challenge/poll':
        return this.#poll(origin);
      case 'challenge/resend':
        return this.#show(origin, CHOSEN[this.#step[0] as Method]);
      case 'keep-me-signed-in':
        return this.#goOn(origin, sent.keepMeSignedIn ? 'stay signed in' : undefined);
      case 'consent':
        return this.#goOn(origin, sent.consent ? 'consent given' : 'consent declined');
      case 'credential/enroll':
        return this.#setUp(sent, origin);
      case 'skip':
        return this.#goOn(origin, 'set-up skipped');
      default:
        return this.#show(origin, OTHER_DEEDS[action]);
    }
  }

  get #step(): Step {
    return this.#chosen ?? this.#journey[this.#at] ?? ['not allowed'];
  }

  /** @param refusal what is said on top of the page of what it was sent, if that was refused */
  #show(origin: string, deed?: Deed, refusal?: object): Reply {
    const isOver = this.#at >= this.#journey.length;
    const shown = isOver
      ? showSuccess(`${origin}${DONE}`)
      : showStep(this.#step, origin, refusal !== undefined);
    const body = { ...shown, ...refusal };
    return { status: refusal ? 401 : 200, body, headers: HEADERS, ...(deed && { deed }) };
  }

  #goOn(origin: string, deed?: Deed): Reply {
    this.#at += 1;
    this.#chosen = undefined;
    return this.#show(origin, deed);
  }

  #poll(origin: string): Reply {
    this.#polls += 1;
    return this.#polls > this.#approvedAfter ? this.#goOn(origin) : this.#show(origin);
  }

  #choose({ authenticator }: Sent, origin: string): Reply {
    const method = authenticator && findMethod(authenticator.id, authenticator.methodType);
    if (!method) return this.#show(origin);
    const [, ...others] = this.#step;
    // A phone that was chosen without saying how is only offered to send something.
    const offer = authenticator.methodType === undefined ? OFFERS[method] : undefined;
    if (method === 'security key') return this.#show(origin);
    this.#chosen = [offer ?? method, ...others.filter((other) => other !== method)];
    return this.#show(origin, offer ? undefined : CHOSEN[method]);
  }

  #setUp({ authenticator }: Sent, origin: string): Reply {
    if (authenticator?.phoneNumber !== undefined)
      return this.#show(origin, 'set-up', refuse('This is not a number.', 'fake.invalidPhone'));
    const isPhone = authenticator !== undefined && findMethod(authenticator.id, undefined) === 'sms';
    this.#chosen = [isPhone ? 'set-up of phone' : 'set-up of TOTP'];
    return this.#show(origin, 'set-up');
  }

  #take({ credentials = {} }: Sent, origin: string): Reply {
    const [screen] = this.#step;
    const { passcode = '', totp } = credentials;
    switch (screen) {
      case 'name and password':
      case 'captcha':
      case 'password':
        if (passcode === PERSON.password) return this.#goOn(origin, 'password');
        return this.#show(origin, 'password', WRONG_PASSWORD);
      case 'password expired':
      case 'password to expire':
      case 'password reset':
        return this.#show(origin, 'new password');
      case 'set-up of TOTP':
      case 'set-up of PIN':
        return this.#show(origin, 'set-up');
      default:
        return this.#takeCode(screen, totp ?? passcode, origin);
    }
  }

  /** Messages have other codes than the person's generator, and so has Okta Verify where that is not all there is. */
  #takeCode(screen: Screen, code: string, origin: string): Reply {
    const generator = new TOTP({ secret: PERSON.totpSecret });
    const isOwn = screen === 'totp' || (screen === 'verify code' && !this.#chosen);
    const isRight = isOwn && generator.validate({ token: code, window: 1 }) !== null;
    if (isRight) return this.#goOn(origin, 'code');
    return this.#show(origin, 'code', {});
  }
}
