import { test } from '../fixtures.ts';
import type { Deed } from './start-front-end.ts';
import { type SuperTokensApp, startSuperTokens } from './supertokens.ts';
import { testWalk, type WalkRow } from './walk-row.ts';

// SuperTokens' pages, in a shadow root and without one. They have no headings, and their only language is English.

test.use({ sharesBrowser: true });

type Row = WalkRow & SuperTokensApp;

const WRONG = { OCTOPUS_PASSWORD: 'Fake-wrong-passw0rd' };
const WRONG_CODES = { OCTOPUS_TOTP_SECRET: 'KRSXG5CTMVRXEZLUKN2XAZLSKRSXG5CT' };
const PASSWORD: readonly Deed[] = ['password'];
const WITH_CODE: readonly Deed[] = ['password', 'code'];

const passed: readonly Row[] = [
  { name: 'other providers above the form', firstFactors: ['thirdparty', 'emailpassword'], deeds: PASSWORD },
  {
    name: 'mail address, then password or a code by mail',
    firstFactors: ['emailpassword', 'otp-email'],
    deeds: ['user name', 'password'],
  },
  {
    name: 'a list of ways after the password',
    secondFactors: ['otp-email', 'otp-phone', 'totp'],
    deeds: WITH_CODE,
  },
];

const refused: readonly Row[] = [
  {
    name: 'a wrong password',
    env: WRONG,
    deeds: PASSWORD,
    said: /password was not taken.*Incorrect email and password combination/,
  },
  {
    name: 'an account that may not sign in',
    refusal: 'The fake account is blocked.',
    deeds: PASSWORD,
    said: /fake account is blocked/,
  },
  {
    name: 'a wrong one-time code',
    secondFactors: ['totp'],
    env: WRONG_CODES,
    deeds: WITH_CODE,
    said: /one-time code was not taken.*Invalid TOTP/,
  },
  {
    name: 'a wrong one-time code that locks the account',
    secondFactors: ['totp'],
    locksAccount: true,
    env: WRONG_CODES,
    deeds: WITH_CODE,
    said: /does not go on.*Account locked/,
  },
  {
    name: 'an authenticator is to be set up',
    secondFactors: ['totp'],
    hasNoDevice: true,
    deeds: PASSWORD,
    said: /set something up.*Add a TOTP device/,
  },
  {
    name: 'a list without a way that can be gone',
    secondFactors: ['otp-email', 'otp-phone'],
    deeds: PASSWORD,
    said: /Email based OTP/,
  },
  // These pages have sent their message by the time that they are shown.
  {
    name: 'a code by mail alone, after the password',
    secondFactors: ['otp-email'],
    deeds: ['password', 'message'],
    said: /a message \(SMS or mail\)/,
  },
  {
    name: 'a mail address that is to be proven',
    verifiesMail: true,
    deeds: ['password', 'message'],
    said: /Verify your email/,
  },
  {
    name: 'a code by mail in place of a password',
    firstFactors: ['otp-email'],
    deeds: [],
    said: /a message \(SMS or mail\)/,
  },
  { name: 'a registration', defaultToSignUp: true, deeds: [], said: /asks for a new password.*Sign Up/ },
  {
    name: 'a forgotten password',
    path: '/reset-password',
    deeds: [],
    said: /asks for nothing that is known.*Email me.*Reset your password/,
  },
];

// One of each kind: what is shown is the same.
const WITHOUT_SHADOW_ROOT = [
  'a list of ways after the password',
  'a wrong password',
  'a code by mail in place of a password',
];

const slow: Row = {
  name: 'replies after 3000 ms',
  answerAfterMs: 3000,
  secondFactors: ['totp'],
  deeds: WITH_CODE,
};

const without = [...passed, ...refused]
  .filter(({ name }) => WITHOUT_SHADOW_ROOT.includes(name))
  .map((row): Row => ({ ...row, name: `${row.name}, without a shadow root`, useShadowDom: false }));

for (const row of [...passed, ...refused, slow, ...without])
  testWalk({ ...row, name: `SuperTokens: ${row.name}` }, (server) => startSuperTokens(server, row));
