import { test } from '../fixtures.ts';
import { CLASSIC_NUMBER, type ClassicStep, startClassicOkta } from './okta-classic.ts';
import { testWalk, type WalkRow, WHAT_IS_LATE } from './walk-row.ts';

// Okta's own sign-in widget, as organisations have it that are not on the Identity Engine yet.

test.use({ sharesBrowser: true });

interface Row extends WalkRow {
  readonly journey: readonly ClassicStep[];
  readonly answerAfterMs?: number;
}

const ROWS: readonly Row[] = [
  { name: 'a user name and a password', journey: [], deeds: ['password'] },
  {
    name: 'a wrong password',
    journey: [],
    env: { OCTOPUS_PASSWORD: 'Fake-wr0ng-password' },
    deeds: ['password'],
    said: /password was not taken.*Unable to sign in/s,
  },
  { name: 'a one-time code', journey: [['factors', 'totp']], deeds: ['password', 'code'] },
  {
    name: 'a wrong one-time code',
    journey: [['factors', 'totp']],
    env: { OCTOPUS_TOTP_SECRET: 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK' },
    deeds: ['password', 'code'],
    said: /code was not taken/,
  },
  {
    name: 'a push, with a one-time code as another way',
    journey: [['factors', 'push', 'totp', 'sms']],
    deeds: ['password', 'code'],
  },
  {
    name: 'a push alone, that nobody approves',
    journey: [['factors', 'push']],
    words: ['--timeout', '40s'],
    waitedFor: WHAT_IS_LATE,
    deeds: ['password', 'push'],
    said: new RegExp(`\\b${CLASSIC_NUMBER}\\b`),
  },
  {
    name: 'an SMS, with a security question as another way',
    journey: [['factors', 'sms', 'question']],
    deeds: ['password'],
    said: /a code that no authenticator app makes.*SMS/,
  },
  {
    name: 'a mail alone',
    journey: [['factors', 'email']],
    deeds: ['password'],
    said: /mail|message/i,
  },
  {
    name: 'a security question alone',
    journey: [['factors', 'question']],
    deeds: ['password'],
    said: /question/i,
  },
  {
    name: 'a password that has expired',
    journey: [['password expired']],
    deeds: ['password'],
    said: /new password|expired/i,
  },
  {
    name: 'a password that is about to expire',
    journey: [['password to expire']],
    deeds: ['password', 'set-up skipped'],
  },
  {
    name: 'an account that is locked',
    journey: [['locked out']],
    deeds: ['password'],
    said: /account is locked/,
  },
  {
    name: 'set-ups that cannot be skipped',
    journey: [['set-ups']],
    deeds: ['password'],
    said: /set.?up/i,
  },
  {
    name: 'consent that nobody has allowed',
    journey: [['consent']],
    deeds: ['password'],
    said: /consent.*--accept-consent/s,
  },
  {
    name: 'consent',
    journey: [['consent']],
    words: ['--accept-consent'],
    deeds: ['password', 'consent given'],
  },
  {
    name: 'replies that take 3 s',
    journey: [],
    answerAfterMs: 3_000,
    deeds: ['password'],
  },
];

for (const row of ROWS)
  testWalk({ ...row, name: `Okta, classic: ${row.name}` }, (server) =>
    startClassicOkta(server, row.journey, row.answerAfterMs),
  );
