import { TOTP } from 'otpauth';
import { PERSON } from '../enemies/serve-provider.ts';
import type { Given, OryPage, Taken } from './ory.ts';
import {
  CSRF,
  field,
  hidden,
  IDENTIFIER,
  KNOWN,
  type Node,
  PASSWORD,
  press,
  say,
  type Text,
  trait,
} from './ory-nodes.ts';

// Each is given the page that follows; without one, the browser is signed in then.

/** Ways to prove oneself beside the password, or after it. */
export type Way = 'totp' | 'lookup_secret' | 'webauthn' | 'passkey' | 'mail' | 'sms';

const HARDWARE = press('webauthn', 1010008, { name: 'webauthn_login_trigger', type: 'button', value: '{}' });
const PASSKEY = press('passkey', 1010021, { name: 'passkey_login_trigger', type: 'button', value: '' });
const WAYS: Readonly<Record<Way, readonly Node[]>> = {
  totp: [field('totp', 'totp_code', { value: '' }, say(1010006)), press('totp', 1010009)],
  lookup_secret: [
    field('lookup_secret', 'lookup_secret', { value: '' }, say(1010007)),
    press('lookup_secret', 1010010),
  ],
  webauthn: [hidden('webauthn', 'webauthn_login', ''), trigger(HARDWARE, 'oryWebAuthnLogin')],
  passkey: [hidden('passkey', 'passkey_login', ''), trigger(PASSKEY, 'oryPasskeyLogin')],
  mail: [sendTo(PERSON.username, 'email')],
  sms: [sendTo('+1 555 0100', 'sms')],
};

function trigger(node: Node, onclickTrigger: string): Node {
  return { ...node, attributes: { ...node.attributes, onclickTrigger } };
}

function sendTo(address: string, channel: 'email' | 'sms'): Node {
  const node = press('code', 1010023, { name: 'address', value: address });
  return { ...node, meta: { label: say(1010023, { address, channel }) } };
}

/** User name and password on one page. @param beside what else is offered there */
export function askBoth(next?: OryPage, ...beside: readonly Node[]): OryPage {
  const nodes = [CSRF, IDENTIFIER, ...PASSWORD, ...beside];
  return login({ nodes }, (given, again) => takePassword(given, again, next, given.identifier));
}

/** The ways in that other providers are. */
export const OTHERS: readonly Node[] = ['github', 'google'].map((provider) => {
  const node = press('oidc', 1010002, { name: 'provider', value: provider });
  return { ...node, meta: { label: say(1010002, { provider, provider_id: provider }) } };
});
export const PASSKEY_BESIDE = WAYS.passkey;

/** The user name alone. @param then what is drawn for it in the same document */
export function askUserName(then: OryPage): OryPage {
  const nodes = [CSRF, { ...IDENTIFIER, group: 'identifier_first' }, press('identifier_first', 1070009)];
  return login({ nodes }, ({ identifier }, again) => ({
    deed: 'user name',
    same: identifier === PERSON.username ? then : again(4000037),
  }));
}

/** The password of somebody who is known already, or another way that is offered with it. */
export function askPassword(next?: OryPage, ways: readonly Way[] = []): OryPage {
  const sends = ways.includes('mail') ? [press('code', 1010015)] : [];
  const others = ways.filter((way) => way !== 'mail').flatMap((way) => WAYS[way]);
  const nodes = [CSRF, KNOWN, ...PASSWORD, ...sends, ...others];
  return login({ nodes, active: 'identifier_first' }, (given, again) =>
    given.method === 'code' ? SENT : takePassword(given, again, next),
  );
}

/** The password once more, of somebody who is signed in. */
export function askAgain(): OryPage {
  const nodes = [CSRF, { ...KNOWN, group: 'default' }, ...PASSWORD];
  return login({ nodes, refresh: true, messages: [say(1010003)] }, takePassword);
}

/** A user name that a code is sent for. */
export function offerCode(): OryPage {
  return login({ nodes: [CSRF, IDENTIFIER, press('code', 1010015)] }, () => SENT);
}

/** A code that is all that there is for somebody who is known already. */
export function offerCodeToKnown(): OryPage {
  return login({ nodes: [CSRF, KNOWN, press('code', 1010015)], active: 'identifier_first' }, () => SENT);
}

/** A user name, and a passkey that is all that there is for it. */
export function offerPasskey(): OryPage {
  return login({ nodes: [CSRF, IDENTIFIER, ...WAYS.passkey] }, () => ({ deed: 'user name' }));
}

/** What proves oneself after the password. @param active the one that was begun, where there is one */
export function askSecond(ways: readonly Way[], active?: string, next?: OryPage): OryPage {
  const nodes = [CSRF, { ...KNOWN, group: 'default' }, ...ways.flatMap((way) => WAYS[way])];
  const flow = { nodes, requested_aal: 'aal2', messages: [say(1010004)], ...(active ? { active } : {}) };
  return login(flow, ({ method, totp_code }, again) => {
    if (method === 'code') return SENT;
    return { deed: 'code', ...(isRightCode(totp_code) ? { next } : { same: again(4000008) }) };
  });
}

/** A code that has been sent. */
export function askSentCode(requested_aal: 'aal1' | 'aal2'): OryPage {
  const code = field('code', 'code', { autocomplete: 'one-time-code' }, say(1070013));
  const nodes = [CSRF, KNOWN, hidden('code', 'method', 'code'), code, press('code', 1070009)];
  const flow = { nodes, requested_aal, active: 'code', state: 'sent_email', messages: [say(1010025)] };
  return login(flow, (_, again) => ({ deed: 'code', same: again(4010008) }));
}

const SENT: Taken = { deed: 'message', same: askSentCode('aal1') };

/** The data of a new account, at once or in steps. */
export function register(isAtOnce: boolean): OryPage {
  const email = trait('email', { type: 'email', autocomplete: 'email' });
  const password = field(
    'password',
    'password',
    { type: 'password', autocomplete: 'new-password' },
    say(1070001),
  );
  const steps = isAtOnce ? [password, press('password', 1040001)] : [press('profile', 1040003)];
  return show('Registration', { nodes: [CSRF, email, ...steps] }, { deed: 'registration' });
}

/** The way back into an account: the address that a code is sent to, or that code. */
export function recover(isSent: boolean): OryPage {
  return askByMail('Recovery', isSent ? 1060003 : undefined, 1070010, { deed: 'password reset' });
}

/** The proof that an address is somebody's: the address that a code is sent to, or that code. */
export function verify(isSent: boolean): OryPage {
  return askByMail('Verification', isSent ? 1080003 : undefined, 1070011, { deed: 'message' });
}

function askByMail(screen: OryPage['screen'], sent: number | undefined, label: number, taken: Taken) {
  const email = field('code', 'email', { type: 'email' }, say(1070007));
  const code = field('code', 'code', { autocomplete: 'one-time-code' }, say(label));
  const nodes = [CSRF, sent === undefined ? email : code, press('code', 1070009)];
  const messages = sent === undefined ? [] : [say(sent)];
  const state = sent === undefined ? 'choose_method' : 'sent_email';
  return show(screen, { nodes, messages, state, active: 'code' }, taken);
}

const QR = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';

/** The account's settings, where a second factor, or a new password, is wanted. */
export function showSettings(wanted: 'totp' | 'password'): OryPage {
  const password = { type: 'password', autocomplete: 'new-password' };
  const secret = { id: 'totp_secret_key', node_type: 'text', text: say(1050006, { secret: 'FAKEFAKE' }) };
  const totp = [
    picture('totp', { id: 'totp_qr', src: QR, width: 256, height: 256, node_type: 'img' }, 1050005),
    { type: 'text', group: 'totp', attributes: secret, messages: [], meta: { label: say(1050017) } },
    field('totp', 'totp_code', {}, say(1070006)),
    press('totp', 1070003),
  ];
  const change = [field('password', 'password', password, say(1070001)), press('password', 1070003)];
  const email = { ...trait('email', { type: 'email', value: PERSON.username }), group: 'profile' };
  const nodes = [CSRF, email, press('profile', 1070003), ...(wanted === 'totp' ? totp : change)];
  return show(
    'Settings',
    { nodes, state: 'show_form' },
    { deed: wanted === 'totp' ? 'set-up' : 'new password' },
  );
}

function picture(group: string, attributes: Node['attributes'], label: number): Node {
  return { type: 'img', group, attributes, messages: [], meta: { label: say(label) } };
}

/** Whether an application may know who one is. */
export function askConsent(next?: OryPage): OryPage {
  const consentChallenge = {
    challenge: 'fake-challenge',
    client: { client_name: 'Fake App' },
    requested_scope: ['openid', 'email', 'offline_access'],
  };
  const session = { id: 'fake-session', identity: { id: 'fake', traits: { email: PERSON.username } } };
  return {
    screen: 'Consent',
    content: { consentChallenge, session, csrfToken: 'fake-csrf', formActionUrl: '/consent' },
    take: ({ action }) => ({ deed: action === 'accept' ? 'consent given' : 'consent declined', next }),
  };
}

/** What Hydra could not do. */
export function tell(error_description: string): OryPage {
  return {
    screen: 'Error',
    content: { error: { error: 'invalid_request', error_description } },
    take: () => ({}),
  };
}

interface Flow {
  readonly nodes: readonly Node[];
  readonly messages?: readonly Text[];
  readonly [name: string]: unknown;
}

/** @param take is told what draws the same again with an error */
function login(flow: Flow, take: (given: Given, again: (error: number) => OryPage) => Taken): OryPage {
  const draw = (messages: readonly Text[] = []): OryPage => ({
    ...show('Login', { requested_aal: 'aal1', ...flow, messages }, {}),
    take: (given) => take(given, (error) => draw([say(error)])),
  });
  return draw(flow.messages);
}

function show(screen: OryPage['screen'], { nodes, messages = [], ...flow }: Flow, taken: Taken): OryPage {
  return { screen, content: { flow: { ...flow, ui: { nodes, messages } } }, take: () => taken };
}

function takePassword(
  { password }: Given,
  again: (error: number) => OryPage,
  next?: OryPage,
  identifier: unknown = PERSON.username,
): Taken {
  const isRight = identifier === PERSON.username && password === PERSON.password;
  return { deed: 'password', ...(isRight ? { next } : { same: again(4000006) }) };
}

function isRightCode(code: unknown): boolean {
  return new TOTP({ secret: PERSON.totpSecret }).validate({ token: String(code ?? ''), window: 1 }) !== null;
}
