import { test } from '../fixtures.ts';
import { type EntraTenant, secondFactor, startEntra } from './entra.ts';
import type { Deed } from './start-front-end.ts';
import { testWalk, type WalkRow } from './walk-row.ts';

// Where a sign-in at pages of our own, with the structure of Entra ID's, ends.

test.use({ sharesBrowser: true });

type Row = WalkRow & EntraTenant;

const WRONG = { OCTOPUS_PASSWORD: 'Fake-wrong-passw0rd' };
const NO_CODES = { OCTOPUS_TOTP_SECRET: '' };
const CONSENT = ['--accept-consent'];
const PASSWORD: readonly Deed[] = ['user name', 'password'];
const WITH_CODE: readonly Deed[] = [...PASSWORD, 'code'];

const refused: readonly Row[] = [
  {
    name: 'a wrong password',
    env: WRONG,
    deeds: PASSWORD,
    said: /not taken.*account or password is incorrect/,
  },
  { name: 'an unknown user', known: 'unknown', deeds: ['user name'], said: /username may be incorrect/ },
  {
    name: 'a code that is wrong',
    pages: [secondFactor(['PhoneAppOTP'])],
    env: { OCTOPUS_TOTP_SECRET: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' },
    deeds: WITH_CODE,
    said: /one-time code was not taken.*did not work/,
  },
  {
    name: 'a code, and no secret of codes',
    pages: [secondFactor(['PhoneAppOTP'])],
    env: NO_CODES,
    deeds: PASSWORD,
    said: /one-time code is wanted/,
  },
  {
    name: 'a message or a call',
    pages: [secondFactor(['OneWaySMS', 'TwoWayVoiceMobile'], false)],
    deeds: PASSWORD,
    said: /message \(SMS or mail\)/,
  },
  {
    name: 'a push that is sent by itself, or a message',
    pages: [secondFactor(['PhoneAppNotification', 'OneWaySMS'])],
    deeds: [...PASSWORD, 'push'],
    said: /message \(SMS or mail\)/,
  },
  {
    name: 'a push that nobody approves',
    pages: [secondFactor(['PhoneAppNotification'])],
    push: 'denied',
    deeds: [...PASSWORD, 'push'],
    said: /didn't hear from you/,
  },
  {
    name: 'a passkey alone',
    known: 'passkey',
    account: { credentials: [7] },
    deeds: ['user name'],
    said: /passkey or a security key/,
  },
  { name: 'consent', pages: [{ view: 'consent' }], deeds: PASSWORD, said: /--accept-consent/ },
  {
    name: 'consent of an administrator',
    pages: [{ view: 'adminConsent' }],
    words: CONSENT,
    deeds: PASSWORD,
    said: /Need admin approval/,
  },
  {
    name: 'more information',
    pages: [{ view: 'proofUp' }],
    deeds: PASSWORD,
    said: /set something up first.*More information required/,
  },
  {
    name: 'a method to be set up',
    pages: [{ view: 'keepSecure' }],
    deeds: PASSWORD,
    said: /Keep your account secure/,
  },
  {
    name: 'a password that has expired',
    pages: [{ view: 'changePassword' }],
    deeds: PASSWORD,
    said: /asks for a new password/,
  },
  {
    name: 'what Conditional Access refuses',
    pages: [{ view: 'denied' }],
    deeds: PASSWORD,
    said: /cannot access this right now.*does not meet the criteria/,
  },
  {
    name: 'too many requests',
    pages: [{ view: 'failed', error: 'AADSTS90055: Throttled.', status: 429 }],
    deeds: PASSWORD,
    said: /AADSTS90055/,
  },
  {
    name: 'whether a domain is trusted',
    pages: [{ view: 'appConfirm' }],
    deeds: PASSWORD,
    said: /Do you trust/,
  },
];

for (const row of refused)
  testWalk({ ...row, isOwn: true, name: `Entra ID: ${row.name}` }, (server) => startEntra(server, row));
