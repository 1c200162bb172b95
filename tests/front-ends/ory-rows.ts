import type { OryOptions, OryPage } from './ory.ts';
import {
  askAgain,
  askBoth,
  askConsent,
  askPassword,
  askSecond,
  askSentCode,
  askUserName,
  OTHERS,
  offerCode,
  offerCodeToKnown,
  offerPasskey,
  PASSKEY_BESIDE,
  recover,
  register,
  showSettings,
  tell,
  verify,
  type Way,
} from './ory-pages.ts';
import type { Deed } from './start-front-end.ts';
import type { WalkRow } from './walk-row.ts';

/** Ory's flows, one after another, and what should come of them. */
export interface OryRow extends WalkRow, OryOptions {
  readonly first: OryPage;
}

/** A password that is nobody's. */
export const WRONG = { OCTOPUS_PASSWORD: 'Fake-wrong-passw0rd' };
const WRONG_CODES = { OCTOPUS_TOTP_SECRET: 'KRSXG5CTMVRXEZLUKN2XAZLSKRSXG5CT' };
export const CONSENT = ['--accept-consent'];
const PASSWORD: readonly Deed[] = ['password'];
const NAME_FIRST: readonly Deed[] = ['user name', 'password'];
export const WITH_CODE: readonly Deed[] = ['password', 'code'];
/** What proves oneself after the password, of which only the last can be done here. */
export const EVERY_WAY: readonly Way[] = ['webauthn', 'mail', 'lookup_secret', 'totp'];

/** Those that let a person in. */
export const passed: readonly OryRow[] = [
  { name: 'user name and password on one page', first: askBoth(), deeds: PASSWORD },
  { name: 'user name, then password', first: askUserName(askPassword()), deeds: NAME_FIRST },
  { name: 'the password once more', first: askAgain(), deeds: PASSWORD },
  { name: 'other providers above the form', first: askBoth(undefined, ...OTHERS), deeds: PASSWORD },
  {
    name: 'a passkey is offered beside the password',
    first: askBoth(undefined, ...PASSKEY_BESIDE),
    deeds: PASSWORD,
  },
  {
    name: 'a list of ways before the password',
    first: askUserName(askPassword(undefined, ['mail', 'passkey', 'webauthn'])),
    deeds: NAME_FIRST,
  },
  {
    name: 'a list of ways after the password',
    first: askBoth(askSecond(EVERY_WAY)),
    deeds: WITH_CODE,
  },
  {
    name: 'a recovery code, or a one-time code by another way',
    first: askBoth(askSecond(['lookup_secret', 'totp'], 'lookup_secret')),
    deeds: WITH_CODE,
  },
  {
    name: 'a security key, or a one-time code by another way',
    first: askBoth(askSecond(['webauthn', 'totp'], 'webauthn')),
    deeds: WITH_CODE,
  },
  {
    name: 'a one-time code and consent',
    first: askBoth(askSecond(['totp'], undefined, askConsent())),
    words: CONSENT,
    deeds: [...WITH_CODE, 'consent given'],
  },
];

/** Those that ask for what nobody has allowed, or cannot be given. */
export const refused: readonly OryRow[] = [
  {
    name: 'a wrong password, on a page of its own',
    first: askUserName(askPassword()),
    env: WRONG,
    deeds: NAME_FIRST,
    said: /password was not taken.*credentials are invalid/,
  },
  {
    name: 'an unknown user name',
    first: askUserName(askPassword()),
    env: { OCTOPUS_USERNAME: 'nobody@stand-in.invalid' },
    deeds: ['user name'],
    said: /user name was not taken.*account does not exist/,
  },
  {
    name: 'a wrong one-time code',
    first: askBoth(askSecond(['totp'])),
    env: WRONG_CODES,
    deeds: WITH_CODE,
    said: /one-time code was not taken.*authentication code is invalid/,
  },
  {
    name: 'recovery codes alone',
    first: askBoth(askSecond(['lookup_secret'])),
    deeds: PASSWORD,
    said: /list of recovery codes/,
  },
  {
    name: 'a security key alone',
    first: askBoth(askSecond(['webauthn'])),
    deeds: PASSWORD,
    said: /passkey or a security key/,
  },
  {
    name: 'a code by mail alone',
    first: askBoth(askSecond(['mail'])),
    deeds: PASSWORD,
    said: /asks for nothing that is known.*Send code to/,
  },
  {
    name: 'a list without a way that can be gone',
    first: askBoth(askSecond(['webauthn', 'mail', 'lookup_secret'])),
    deeds: PASSWORD,
    said: /Send code to .*Backup recovery code .*Security key /,
  },
  {
    name: 'a code that has been sent by mail',
    first: askBoth(askSentCode('aal2')),
    deeds: PASSWORD,
    said: /a message \(SMS or mail\)/,
  },
  {
    name: 'consent',
    first: askBoth(askConsent()),
    deeds: PASSWORD,
    said: /asks to consent.*--accept-consent/,
  },
  {
    name: 'a code by mail in place of a password',
    first: offerCode(),
    deeds: [],
    said: /asks for nothing that is known.*Send sign in code/,
  },
  {
    name: 'a code by mail in place of a password, after the user name',
    first: askUserName(offerCodeToKnown()),
    deeds: ['user name'],
    said: /Send code to/,
  },
  { name: 'a passkey in place of a password', first: offerPasskey(), deeds: [], said: /a passkey/ },
  { name: 'a registration', first: register(true), deeds: [], said: /account's data.*Register an account/ },
  {
    name: 'the first step of a registration',
    first: register(false),
    deeds: [],
    said: /account's data.*Register an account/,
  },
  { name: 'a forgotten password', first: recover(false), deeds: [], said: /Recover your account/ },
  {
    name: 'the code of a forgotten password',
    first: recover(true),
    deeds: [],
    said: /a message \(SMS or mail\)/,
  },
  {
    name: 'an address that is to be proven',
    first: askBoth(verify(false)),
    deeds: PASSWORD,
    said: /Verify your account/,
  },
  {
    name: 'an authenticator is to be set up',
    first: askBoth(showSettings('totp')),
    deeds: PASSWORD,
    said: /set something up/,
  },
  {
    name: 'a new password is to be set',
    first: askBoth(showSettings('password')),
    deeds: PASSWORD,
    said: /new password/,
  },
  {
    name: 'an error of Hydra',
    first: tell('The fake client is unknown.'),
    deeds: [],
    said: /fake client is unknown/,
  },
];
