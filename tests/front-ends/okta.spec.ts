import { test } from '../fixtures.ts';
import { type OktaTraits, startOkta } from './okta.ts';
import { PUSH_NUMBER, type Step } from './okta-screens.ts';
import { testWalk, type WalkRow, WHAT_IS_LATE } from './walk-row.ts';

// Okta's own sign-in widget, in both of its generations, is answered as a person who wants to sign in answers it.

test.use({ sharesBrowser: true });

interface Row extends WalkRow, Omit<OktaTraits, 'generation'> {
  readonly journey: readonly Step[];
}

const NAME: Step = ['name'];
const PASSWORD: Step = ['password'];
const NAMED = ['user name', 'password'] as const;
const KNOWN = [NAME, PASSWORD] as const;

const ROWS: readonly Row[] = [
  { name: 'a user name, and then a password', journey: KNOWN, deeds: NAMED },
  { name: 'a user name and a password on one page', journey: [['name and password']], deeds: ['password'] },
  {
    name: 'a wrong password',
    journey: KNOWN,
    env: { OCTOPUS_PASSWORD: 'Fake-wr0ng-password' },
    deeds: NAMED,
    said: /password was not taken.*Password is incorrect/s,
  },
  {
    name: 'a wrong password on the page of the name',
    journey: [['name and password']],
    env: { OCTOPUS_PASSWORD: 'Fake-wr0ng-password' },
    deeds: ['password'],
    said: /password was not taken.*Password is incorrect/s,
  },
  {
    name: 'somebody who may not use what the sign-in is for',
    journey: [...KNOWN, ['not allowed']],
    deeds: NAMED,
    said: /Fake App is not for Jane\./,
  },
  { name: 'a one-time code', journey: [...KNOWN, ['totp']], deeds: [...NAMED, 'code'] },
  {
    name: 'a one-time code, without its secret',
    journey: [...KNOWN, ['totp']],
    env: { OCTOPUS_TOTP_SECRET: '' },
    deeds: NAMED,
    said: /one-time code.*OCTOPUS_TOTP_SECRET/s,
  },
  {
    name: 'a wrong one-time code',
    journey: [...KNOWN, ['totp']],
    env: { OCTOPUS_TOTP_SECRET: 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK' },
    deeds: [...NAMED, 'code'],
    said: /code was not taken.*This is not the code\./s,
  },
  {
    name: 'a code of Okta Verify',
    journey: [...KNOWN, ['verify code', 'push', 'email']],
    deeds: [...NAMED, 'code'],
  },
  {
    name: 'a list of methods before the password',
    journey: [NAME, ['list', 'email', 'sms', 'password', 'security key']],
    deeds: NAMED,
  },
  {
    name: 'a list of methods after the password',
    journey: [...KNOWN, ['list', 'email', 'push', 'verify code', 'sms', 'security key', 'totp', 'question']],
    deeds: [...NAMED, 'code'],
  },
  {
    name: 'a list of methods before the password and after it',
    journey: [NAME, ['list', 'email', 'password'], ['list', 'sms', 'totp']],
    deeds: [...NAMED, 'code'],
  },
  {
    name: 'a push, with a one-time code as another way',
    journey: [...KNOWN, ['push', 'verify code', 'sms', 'totp']],
    deeds: [...NAMED, 'code'],
  },
  {
    name: 'the offer of a push, with a one-time code as another way',
    journey: [...KNOWN, ['push offered', 'email', 'totp']],
    deeds: [...NAMED, 'code'],
  },
  {
    name: 'a push that is approved',
    journey: [...KNOWN, ['push']],
    approvedAfter: 4,
    deeds: NAMED,
    told: new RegExp(`\\b${PUSH_NUMBER}\\b`),
  },
  {
    name: 'a push that nobody approves',
    journey: [...KNOWN, ['push']],
    words: ['--timeout', '40s'],
    waitedFor: WHAT_IS_LATE,
    deeds: NAMED,
    said: new RegExp(`\\b${PUSH_NUMBER}\\b`),
  },
  {
    name: 'the offer of an SMS, with a one-time code as another way',
    journey: [...KNOWN, ['sms offered', 'email', 'totp']],
    deeds: [...NAMED, 'code'],
  },
  {
    name: 'an SMS that was sent, with a one-time code as another way',
    journey: [...KNOWN, ['sms', 'email', 'totp']],
    deeds: [...NAMED, 'code'],
  },
  {
    name: 'the offer of a mail, with a one-time code as another way',
    journey: [...KNOWN, ['email offered', 'sms', 'totp']],
    deeds: [...NAMED, 'code'],
  },
  {
    name: 'a mail that was sent, with a one-time code as another way',
    journey: [...KNOWN, ['email', 'sms', 'totp']],
    deeds: [...NAMED, 'code'],
  },
  {
    name: 'a security question, with a one-time code as another way',
    journey: [...KNOWN, ['question', 'email', 'totp']],
    deeds: [...NAMED, 'code'],
  },
  {
    name: 'the offer of an SMS alone',
    journey: [...KNOWN, ['sms offered']],
    deeds: NAMED,
    said: /phone|SMS|message/i,
  },
  {
    name: 'an SMS alone',
    journey: [...KNOWN, ['sms']],
    deeds: NAMED,
    said: /phone|SMS|message/i,
  },
  { name: 'a mail alone', journey: [...KNOWN, ['email']], deeds: NAMED, said: /mail|message/i },
  {
    name: 'a list of nothing but messages',
    journey: [...KNOWN, ['list', 'sms', 'email']],
    deeds: NAMED,
    said: /phone|SMS|mail|message|method/i,
  },
  {
    name: 'a security question alone',
    journey: [...KNOWN, ['question']],
    deeds: NAMED,
    said: /question/i,
  },
  { name: 'a PIN', journey: [...KNOWN, ['pin']], deeds: NAMED, said: /\bPIN\b/ },
  { name: 'staying signed in', journey: [...KNOWN, ['stay signed in']], deeds: NAMED },
  {
    name: 'consent that nobody has allowed',
    journey: [...KNOWN, ['consent']],
    deeds: NAMED,
    said: /consent.*--accept-consent/s,
  },
  {
    name: 'consent',
    journey: [...KNOWN, ['consent']],
    words: ['--accept-consent'],
    deeds: [...NAMED, 'consent given'],
  },
  {
    name: 'consent to single scopes that nobody has allowed',
    journey: [...KNOWN, ['granular consent']],
    deeds: NAMED,
    said: /consent.*--accept-consent/s,
  },
  {
    name: 'consent to single scopes',
    journey: [...KNOWN, ['granular consent']],
    words: ['--accept-consent'],
    deeds: [...NAMED, 'consent given'],
  },
  {
    name: 'set-ups that can be skipped',
    journey: [...KNOWN, ['set-ups to skip', 'totp', 'sms']],
    deeds: [...NAMED, 'set-up skipped'],
  },
  {
    name: 'a password that is about to expire',
    journey: [...KNOWN, ['password to expire']],
    deeds: [...NAMED, 'set-up skipped'],
  },
  {
    name: 'set-ups that cannot be skipped',
    journey: [...KNOWN, ['set-ups', 'totp', 'sms']],
    deeds: NAMED,
    said: /set.?up/i,
  },
  {
    name: 'the set-up of a one-time code generator',
    journey: [...KNOWN, ['set-up of TOTP']],
    deeds: NAMED,
    said: /set.?up/i,
  },
  {
    name: 'the set-up of a phone',
    journey: [...KNOWN, ['set-up of phone']],
    deeds: NAMED,
    said: /set.?up/i,
  },
  {
    name: 'the set-up of a PIN',
    journey: [...KNOWN, ['set-up of PIN']],
    deeds: NAMED,
    said: /set.?up|PIN/i,
  },
  {
    name: 'a password that has expired',
    journey: [...KNOWN, ['password expired']],
    deeds: NAMED,
    said: /new password|expired/i,
  },
  {
    name: 'the reset of a password',
    journey: [['password reset']],
    deeds: [],
    said: /reset|new password/i,
  },
  { name: 'a registration', journey: [['registration']], deeds: [], said: /regist|sign up|new account/i },
  {
    name: 'the unlocking of an account',
    journey: [['unlock account', 'email', 'sms']],
    deeds: [],
    said: /unlock/i,
  },
  { name: 'a captcha', journey: [['captcha']], deeds: [], said: /captcha/i },
  ...[100, 1_000, 3_000].map((answerAfterMs) => ({
    name: `replies that take ${answerAfterMs} ms`,
    journey: KNOWN,
    answerAfterMs,
    deeds: NAMED,
    words: ['--timeout', '90s'],
  })),
  ...['de', 'fr', 'es', 'ja'].map((language) => ({
    name: `the language "${language}"`,
    journey: [
      NAME,
      ['list', 'email', 'password'],
      ['sms offered', 'email', 'totp'],
      ['stay signed in'],
    ] as const,
    language,
    deeds: [...NAMED, 'code'] as const,
  })),
];

for (const generation of [2, 3] as const)
  for (const row of ROWS)
    testWalk({ ...row, name: `Okta, generation ${generation}: ${row.name}` }, (server) =>
      startOkta(server, row.journey, { ...row, generation }),
    );
