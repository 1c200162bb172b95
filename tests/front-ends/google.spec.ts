import { test } from '../fixtures.ts';
import { type GoogleAccount, startGoogle } from './google.ts';
import type { Deed } from './start-front-end.ts';
import { testWalk, type WalkRow } from './walk-row.ts';

// Pages of our own, with the structure of Google's.

test.use({ sharesBrowser: true });

type Row = WalkRow & GoogleAccount;

const WRONG = { OCTOPUS_PASSWORD: 'Fake-wrong-passw0rd' };
const NO_CODES = { OCTOPUS_TOTP_SECRET: '' };
const CONSENT = ['--accept-consent'];
const PASSWORD: readonly Deed[] = ['user name', 'password'];
const WITH_CODE: readonly Deed[] = [...PASSWORD, 'code'];
const OWN = 'jane.doe@stand-in.invalid';
const OTHER = 'mary.jane.doe@stand-in.invalid';
const NUMBER = /the number is 42/;
const SKIPPED: readonly Deed[] = [...PASSWORD, 'set-up skipped'];

const passed: readonly Row[] = [
  {
    name: 'an account to choose',
    first: 'accounts',
    accounts: [OTHER, OWN],
    pages: ['challenge/pwd'],
    deeds: ['password'],
  },
  {
    name: 'a list of ways',
    pages: ['challenge/pwd', 'challenge/selection'],
    challenges: ['push', 'SMS', 'passkey', 'generator'],
    deeds: WITH_CODE,
  },
  {
    name: 'an SMS, or a code',
    pages: ['challenge/pwd', 'challenge/ipp/consent'],
    challenges: ['SMS', 'generator'],
    deeds: WITH_CODE,
  },
  {
    name: 'a push without a number, which is approved',
    pages: ['challenge/pwd', 'challenge/dp'],
    challenges: ['push'],
    isApproved: true,
    hasNoNumber: true,
    deeds: [...PASSWORD, 'push'],
    told: /approved on another device\./,
  },
  {
    name: 'a push that is sent by itself, and no secret of codes',
    pages: ['challenge/pwd', 'challenge/dp'],
    challenges: ['push', 'SMS'],
    isApproved: true,
    env: NO_CODES,
    deeds: [...PASSWORD, 'push'],
    told: NUMBER,
  },
  {
    name: 'a passkey, or the password',
    pages: ['challenge/pk'],
    challenges: ['passkey', 'push', 'password'],
    deeds: PASSWORD,
  },
  {
    name: 'consent to what everybody is told',
    pages: ['challenge/pwd', 'consent/basic'],
    words: CONSENT,
    deeds: [...PASSWORD, 'consent given'],
  },
  { name: 'a recovery phone, or not now', pages: ['challenge/pwd', 'recoveryoptions'], deeds: SKIPPED },
];

const refused: readonly Row[] = [
  { name: 'a wrong password', env: WRONG, deeds: PASSWORD, said: /not taken.*Wrong password/ },
  {
    name: 'an unknown user',
    env: { OCTOPUS_USERNAME: 'nobody@stand-in.invalid' },
    deeds: ['user name'],
    said: /find your Google Account/,
  },
  {
    name: 'an SMS alone',
    pages: ['challenge/pwd', 'challenge/ipp/consent'],
    challenges: ['SMS'],
    deeds: PASSWORD,
    said: /2-Step Verification/,
  },
  {
    name: 'a list without a way that is at hand',
    pages: ['challenge/pwd', 'challenge/selection'],
    challenges: ['SMS', 'passkey', 'no generator any more'],
    deeds: PASSWORD,
    said: /it shows the buttons .*Use your passkey.*Verify it’s you/,
  },
  {
    name: 'a browser that is not let in',
    pages: ['rejected'],
    deeds: ['user name'],
    said: /may not be secure/,
  },
  { name: 'a captcha', hasCaptcha: true, deeds: ['user name'], said: /captcha/ },
  {
    name: 'consent to what everybody is told',
    pages: ['challenge/pwd', 'consent/basic'],
    deeds: PASSWORD,
    said: /--accept-consent/,
  },
  {
    name: 'the terms of a new account',
    pages: ['challenge/pwd', 'gaplustos'],
    words: CONSENT,
    deeds: PASSWORD,
    said: /agree to terms.*Welcome to your new account/,
  },
];

// The words of all of them in one way: an account to choose, a passkey, a push or a code, and what can be done later.
const inOtherLanguages = (['de', 'fr', 'es', 'ja'] as const).map(
  (language): Row => ({
    name: `${language}: from another account to a passkey to be made`,
    language,
    first: 'accounts',
    accounts: [OTHER],
    pages: ['challenge/pk', 'challenge/dp', 'passkeyenrollment'],
    challenges: ['push', 'SMS', 'passkey', 'password', 'generator'],
    deeds: [...PASSWORD, 'push', 'code', 'set-up skipped'],
  }),
);

const slow: Row = {
  name: 'replies after 3000 ms',
  answerAfterMs: 3000,
  pages: ['challenge/pwd', 'challenge/dp'],
  challenges: ['push', 'SMS', 'generator'],
  deeds: [...PASSWORD, 'push', 'code'],
};

for (const row of [...passed, ...refused, ...inOtherLanguages, slow])
  testWalk({ ...row, isOwn: true, name: `Google: ${row.name}` }, (server) => startGoogle(server, row));
