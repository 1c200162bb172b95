import { TOTP } from 'otpauth';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { PERSON } from '../enemies/serve-provider.ts';
import { type Challenge, type Language, words } from './google-words.ts';
import { type Deed, DONE, type FrontEnd, type Reply, startFrontEnd } from './start-front-end.ts';

// What Google's pages are told, and tell: see google-page.js for the sources. What stands in its requests is of our own.

/** The last part of the address of a page. */
type View =
  | 'identifier'
  | 'accounts'
  | 'challenge/pwd'
  | 'challenge/selection'
  | 'challenge/dp'
  | 'challenge/totp'
  | 'challenge/ipp/consent'
  | 'challenge/pk'
  | 'rejected'
  | 'consent'
  | 'consent/basic'
  | 'recoveryoptions'
  | 'passkeyenrollment'
  | 'gaplustos';

export interface GoogleAccount {
  readonly first?: View;
  readonly accounts?: readonly string[];
  /** What follows the user name, and each proof, in order; after the last one, the browser is signed in. */
  readonly pages?: readonly View[];
  readonly challenges?: readonly Challenge[];
  readonly hasCaptcha?: boolean;
  readonly isApproved?: boolean;
  /** Whether a push is but to be said yes to. */
  readonly hasNoNumber?: boolean;
  readonly language?: Language;
  readonly answerAfterMs?: number;
}

/** Serves Google's pages on loopback. */
export async function startGoogle(server: StandIn, account: GoogleAccount = {}): Promise<FrontEnd> {
  const flow = new Flow(account);
  const page = () => draw(account);
  return await startFrontEnd(
    server,
    page,
    { '/pages/': '..' },
    (path, body) => (path.endsWith('/batchexecute') ? flow.answer(body) : undefined),
    account.answerAfterMs,
  );
}

interface Given {
  readonly identifier?: string;
  readonly password?: string;
  readonly code?: string;
}

const NUMBER = 42;
const POLLS_BEFORE_APPROVAL = 3;

class Flow {
  readonly #account: GoogleAccount;
  #at = 0;
  #polls = 0;

  constructor(account: GoogleAccount) {
    this.#account = account;
  }

  answer(body: string): Reply {
    const [rpc, given]: [string, Given] = JSON.parse(new URLSearchParams(body).get('f.req') ?? '');
    const { language = 'en', hasCaptcha } = this.#account;
    const { wrongPassword, wrongCode, unknownUser } = words[language];
    const answers: Readonly<Record<string, () => Reply>> = {
      identifier: () =>
        hasCaptcha
          ? { deed: 'user name', body: { view: 'identifier', hasCaptcha } }
          : this.#check('user name', given.identifier === PERSON.username, 'identifier', unknownUser),
      account: () => this.#next(),
      password: () =>
        this.#check('password', given.password === PERSON.password, 'challenge/pwd', wrongPassword),
      code: () => this.#check('code', isRightCode(given.code ?? ''), 'challenge/totp', wrongCode),
      push: () => ({ deed: 'push', body: { view: 'challenge/dp', number: this.#number } }),
      poll: () => this.#poll(),
      message: () => ({ deed: 'message', body: {} }),
      allow: () => this.#next('consent given'),
      skip: () => this.#next('set-up skipped'),
      setUp: () => this.#next('set-up'),
      decline: () => ({ deed: 'consent declined', body: {} }),
      agree: () => ({ deed: 'consent given', body: {} }),
      register: () => ({ deed: 'registration', body: {} }),
      leave: () => ({ deed: 'sign-in denied', body: { view: 'accounts' } }),
    };
    return answers[rpc]?.() ?? { status: 400, body: '' };
  }

  get #number(): number | undefined {
    return this.#account.hasNoNumber ? undefined : NUMBER;
  }

  #check(deed: Deed, isRight: boolean, view: View, error: string): Reply {
    return isRight ? this.#next(deed) : { deed, body: { view, error } };
  }

  #poll(): Reply {
    this.#polls += 1;
    return this.#account.isApproved && this.#polls > POLLS_BEFORE_APPROVAL ? this.#next() : { body: {} };
  }

  /** A push is sent with the page that tells of it. */
  #next(deed?: Deed): Reply {
    const { pages = ['challenge/pwd'] } = this.#account;
    const view = pages[this.#at];
    this.#at += 1;
    const deeds: Deed[] = [...(deed ? [deed] : []), ...(view === 'challenge/dp' ? (['push'] as const) : [])];
    return { deed: deeds, body: view ? { view, number: this.#number } : { to: DONE } };
  }
}

function isRightCode(token: string): boolean {
  return new TOTP({ secret: PERSON.totpSecret }).validate({ token, window: 1 }) !== null;
}

function draw({
  first = 'identifier',
  accounts = [],
  challenges = [],
  language = 'en',
}: GoogleAccount): string {
  const offered = challenges.map((challenge) => ({
    ...CHALLENGES[challenge],
    text: words[language][challenge],
  }));
  const settings = {
    view: first,
    username: PERSON.username,
    accounts,
    challenges: offered,
    words: words[language],
  };
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${words[language].signIn} - Google Accounts</title><link rel="icon" href="data:,"></head>
    <body><c-wiz></c-wiz><script id="config" type="application/json">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script><script src="/pages/google-page.js"></script></body></html>`;
}

const CHALLENGES: Readonly<Record<Challenge, { readonly type: number; readonly isGone?: boolean }>> = {
  password: { type: 1 },
  generator: { type: 6 },
  'no generator any more': { type: 6, isGone: true },
  SMS: { type: 9 },
  push: { type: 39 },
  passkey: { type: 53 },
};
