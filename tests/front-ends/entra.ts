import { TOTP } from 'otpauth';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { PERSON } from '../enemies/serve-provider.ts';
import { type Language, words } from './entra-words.ts';
import { type Deed, DONE, type FrontEnd, type Reply, startFrontEnd } from './start-front-end.ts';

// What Entra ID's pages are told, and tell: see entra-page.js for the sources. The address of the consent page, and of what is
// declined or skipped, are of our own.

/** A page that is sent, rather than drawn in place. */
export interface Screen {
  readonly view: View;
  readonly [more: string]: unknown;
}

type View =
  | 'username'
  | 'password'
  | 'tiles'
  | 'push'
  | 'proofs'
  | 'otc'
  | 'kmsi'
  | 'consent'
  | 'adminConsent'
  | 'proofUp'
  | 'askLater'
  | 'protect'
  | 'keepSecure'
  | 'changePassword'
  | 'denied'
  | 'failed'
  | 'appConfirm'
  | 'external';

/** How somebody is known, and by what they sign in first. */
type Known = 'password' | 'push' | 'passkey' | 'federated' | 'twice' | 'unknown';

/** A way to prove oneself a second time. */
export type Proof = 'PhoneAppNotification' | 'PhoneAppOTP' | 'OneWaySMS' | 'TwoWayVoiceMobile';

export interface EntraTenant {
  readonly known?: Known;
  /** What a page is told of the account, beside what everybody's is. */
  readonly account?: Readonly<Record<string, unknown>>;
  readonly first?: Screen;
  /** The pages after the first proof, in order; after the last one, the browser is signed in. */
  readonly pages?: readonly Screen[];
  /** What is said to the right password, instead. */
  readonly refusal?: string;
  /** What becomes of a push. */
  readonly push?: 'approved' | 'denied';
  readonly language?: Language;
  readonly answerAfterMs?: number;
}

/** Serves Entra ID's pages on loopback. */
export async function startEntra(server: StandIn, tenant: EntraTenant = {}): Promise<FrontEnd> {
  const flow = new Flow(tenant);
  const page = () => draw(tenant, tenant.first ?? { view: 'username' });
  return await startFrontEnd(
    server,
    page,
    { '/pages/': '..' },
    (path, body) => flow.answer(path, body),
    tenant.answerAfterMs,
  );
}

/** The page that asks for a second proof, by its default one where it has one. */
export function secondFactor(proofs: readonly Proof[], isDefault = true, rememberDays = 0): Screen {
  const views: Partial<Record<Proof, View>> = { PhoneAppNotification: 'push', PhoneAppOTP: 'otc' };
  const [first] = proofs;
  const view = (isDefault && first && views[first]) || 'proofs';
  return { view, proofs, method: first, rememberDays };
}

const NUMBER = 42;
const CREDENTIAL: Partial<Record<Known, number>> = { password: 1, push: 2, federated: 4, passkey: 7 };
const POLLS_BEFORE_APPROVAL = 3;

class Flow {
  readonly #tenant: EntraTenant;
  #at = 0;
  #polls = 0;

  constructor(tenant: EntraTenant) {
    this.#tenant = tenant;
  }

  answer(path: string, body: string): Reply | undefined {
    const form = new URLSearchParams(body);
    const answers: Readonly<Record<string, () => Reply>> = {
      '/common/GetCredentialType': () => this.#find(),
      '/common/login': () => this.#signIn(form),
      '/common/SAS/BeginAuth': () => this.#begin(JSON.parse(body)),
      '/common/SAS/EndAuth': () => this.#end(JSON.parse(body)),
      '/common/SAS/ProcessAuth': () => this.#next(),
      '/kmsi': () => this.#next(form.get('LoginOptions') === '1' ? 'stay signed in' : undefined),
      '/common/Consent/Set': () => this.#decide(form.get('acceptConsent') === 'true'),
      '/appverify': () => this.#next('consent given'),
      '/common/skip': () => this.#next('set-up skipped'),
      '/common/proofup': () => this.#next('set-up'),
      '/common/changepassword': () => this.#next('new password'),
      '/common/external': () => this.#next(),
      '/common/personal': () => this.#stop('sign-in denied'),
      '/common/cancel': () => this.#stop('sign-in denied'),
      '/common/reset': () => this.#stop('password reset'),
      '/common/GetOneTimeCode': () => ({ deed: 'message', body: { State: 201 } }),
      '/adfs/ls/': () => (form.has('Password') ? this.#takeElsewhere(form) : { body: ADFS }),
    };
    return answers[path]?.();
  }

  /** Where no password comes first, the push is sent with the reply. */
  #find(): Reply {
    const { known = 'password', account } = this.#tenant;
    const more = { number: NUMBER, credentials: [], ...account };
    const FederationRedirectUrl = known === 'federated' ? '/adfs/ls/' : undefined;
    const Credentials = { PrefCredential: CREDENTIAL[known] ?? 1, HasPassword: true, FederationRedirectUrl };
    const IfExistsResult = known === 'unknown' ? 1 : known === 'twice' ? 5 : 0;
    const deed: Deed[] = known === 'push' ? ['user name', 'push'] : ['user name'];
    return { deed, body: { IfExistsResult, ThrottleStatus: 0, Credentials, more } };
  }

  #signIn(form: URLSearchParams): Reply {
    const password = form.get('passwd');
    const { language = 'en', refusal } = this.#tenant;
    // A tile of somebody who is signed in, or a push that was approved, is proof enough.
    if (password === null || password === '') return this.#next();
    const error = password === PERSON.password ? refusal : words[language].wrongPassword;
    if (error === undefined) return this.#next('password');
    return { deed: 'password', body: draw(this.#tenant, { view: 'password', error }) };
  }

  #begin({ AuthMethodId }: { readonly AuthMethodId: Proof }): Reply {
    const body = { Success: true, ResultValue: 'Success', AuthMethodId, Entropy: 0 };
    if (AuthMethodId === 'PhoneAppNotification') return { deed: 'push', body: { ...body, Entropy: NUMBER } };
    return AuthMethodId === 'PhoneAppOTP' ? { body } : { deed: 'message', body };
  }

  #end(given: { readonly AuthMethodId: Proof; readonly AdditionalAuthData?: string }): Reply {
    if (given.AuthMethodId === 'PhoneAppNotification') return { body: this.#look() };
    const token = given.AdditionalAuthData ?? '';
    const Success = new TOTP({ secret: PERSON.totpSecret }).validate({ token, window: 1 }) !== null;
    return { deed: 'code', body: { Success, ResultValue: Success ? 'Success' : 'OathCodeIncorrect' } };
  }

  #look(): object {
    this.#polls += 1;
    if (this.#polls <= POLLS_BEFORE_APPROVAL || !this.#tenant.push)
      return { Success: false, ResultValue: 'AuthenticationPending' };
    const isApproved = this.#tenant.push === 'approved';
    return { Success: isApproved, ResultValue: isApproved ? 'Success' : 'PhoneAppDenied' };
  }

  #decide(accepts: boolean): Reply {
    return accepts ? this.#next('consent given') : this.#stop('consent declined');
  }

  #takeElsewhere(form: URLSearchParams): Reply {
    const isRight = form.get('UserName') === PERSON.username && form.get('Password') === PERSON.password;
    return isRight ? this.#next('password') : { deed: 'password', body: ADFS };
  }

  #stop(deed: Deed): Reply {
    return { deed, body: draw(this.#tenant, { view: 'username' }) };
  }

  #next(deed?: Deed): Reply {
    const screen = this.#tenant.pages?.[this.#at];
    this.#at += 1;
    const done = deed && { deed };
    if (screen) return { ...done, body: draw(this.#tenant, screen), status: Number(screen.status ?? 200) };
    return { ...done, status: 303, headers: { location: DONE }, body: '' };
  }
}

function draw({ language = 'en', account }: EntraTenant, screen: Screen): string {
  const { proofs = [], ...more } = screen;
  const shown = (proofs as readonly Proof[]).map((id) => ({ id, display: words[language][id] }));
  const settings = { username: PERSON.username, ...account, ...more, proofs: shown, words: words[language] };
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${words[language].signIn}</title><link rel="icon" href="data:,">
    <style>.moveOffScreen { position: fixed; bottom: 0; right: 0; height: 0 !important; width: 0 !important; overflow: hidden; opacity: 0; padding: 0; border: 0 }</style></head>
    <body class="cb"><form name="f1" id="i0281" novalidate spellcheck="false" method="post" target="_top" autocomplete="off" action="/common/login">
    <div class="middle"><div class="inner"><div role="main"></div></div></div></form>
    <script id="config" type="application/json">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script><script src="/pages/entra-page.js"></script></body></html>`;
}

/** That of Active Directory Federation Services, whose button is no button. Source: saml2aws, pkg/provider/aad/testdata/ADFS.html. */
const ADFS = `<!doctype html><html><head><meta charset="utf-8"><title>Sign In</title><link rel="icon" href="data:,"></head><body><div id="authArea">
  <div id="loginMessage">Sign in with your organizational account</div>
  <form method="post" id="loginForm" autocomplete="off" novalidate action="/adfs/ls/">
  <input id="userNameInput" name="UserName" type="email" value="${PERSON.username}" tabindex="1" autocomplete="off" placeholder="someone@example.com">
  <input id="passwordInput" name="Password" type="password" tabindex="2" placeholder="Password" autocomplete="off">
  <input type="checkbox" name="Kmsi" id="kmsiInput" value="true" tabindex="3"><label for="kmsiInput">Keep me signed in</label>
  <span id="submitButton" class="submit" tabindex="4" role="button" onclick="document.forms.loginForm.submit()">Sign in</span></form></div></body></html>`;
