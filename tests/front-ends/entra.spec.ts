import { test } from '../fixtures.ts';
import { type EntraTenant, type Screen, secondFactor, startEntra } from './entra.ts';
import type { Deed } from './start-front-end.ts';
import { testWalk, type WalkRow } from './walk-row.ts';

// Pages of our own, with the structure of Entra ID's.

test.use({ sharesBrowser: true });

type Row = WalkRow & EntraTenant;

const NO_CODES = { OCTOPUS_TOTP_SECRET: '' };
const CONSENT = ['--accept-consent'];
const PASSWORD: readonly Deed[] = ['user name', 'password'];
const WITH_CODE: readonly Deed[] = [...PASSWORD, 'code'];
const KMSI: Screen = { view: 'kmsi' };
const OWN = { name: 'jane.doe@stand-in.invalid' };
const OTHER = { name: 'mary.jane.doe@stand-in.invalid' };
const NUMBER = /the number is 42/;

const passed: readonly Row[] = [
  { name: 'whether to stay signed in', pages: [KMSI], deeds: PASSWORD },
  { name: 'whether to stay signed in, newer', pages: [{ view: 'kmsi', isNew: true }], deeds: PASSWORD },
  { name: 'a passkey offered beside the password', account: { hasPasskey: true }, deeds: PASSWORD },
  {
    name: 'a work account and a personal one of the same name',
    known: 'twice',
    deeds: PASSWORD,
  },
  {
    name: 'a work account that is elsewhere, by ADFS',
    known: 'federated',
    pages: [KMSI],
    deeds: PASSWORD,
  },
  {
    name: 'Duo as what Entra ID sends people to',
    pages: [{ view: 'external' }, KMSI],
    deeds: PASSWORD,
  },
];

const accounts: readonly Row[] = [
  {
    name: 'an account that is signed in',
    first: { view: 'tiles', accounts: [OTHER, OWN] },
    deeds: [],
  },
  {
    name: 'an account that is signed out',
    first: { view: 'tiles', accounts: [OTHER, { ...OWN, isSignedOut: true }] },
    deeds: ['password'],
  },
];

const proofs: readonly Row[] = [
  {
    name: 'a code, and whether not to be asked again',
    pages: [secondFactor(['PhoneAppOTP'], true, 14), KMSI],
    deeds: WITH_CODE,
  },
  {
    name: 'a push that is sent by itself, or a code',
    pages: [secondFactor(['PhoneAppNotification', 'PhoneAppOTP', 'OneWaySMS'], true, 14), KMSI],
    deeds: [...PASSWORD, 'push', 'code'],
  },
  {
    name: 'a list of proofs',
    pages: [secondFactor(['TwoWayVoiceMobile', 'OneWaySMS', 'PhoneAppOTP', 'PhoneAppNotification'], false)],
    deeds: WITH_CODE,
  },
  {
    name: 'an SMS was sent, or a code',
    pages: [{ ...secondFactor(['OneWaySMS', 'PhoneAppOTP']), view: 'otc', method: 'OneWaySMS' }],
    deeds: WITH_CODE,
  },
  {
    name: 'a push alone, whose number comes later',
    pages: [secondFactor(['PhoneAppNotification'])],
    push: 'approved',
    answerAfterMs: 1000,
    deeds: [...PASSWORD, 'push'],
    told: NUMBER,
  },
  {
    name: 'a push that is sent by itself, and no secret of codes',
    pages: [secondFactor(['PhoneAppNotification', 'PhoneAppOTP'])],
    push: 'approved',
    env: NO_CODES,
    deeds: [...PASSWORD, 'push'],
    told: NUMBER,
  },
  {
    name: 'a list with a push, and no secret of codes',
    pages: [secondFactor(['OneWaySMS', 'PhoneAppNotification'], false)],
    push: 'approved',
    env: NO_CODES,
    deeds: [...PASSWORD, 'push'],
    told: NUMBER,
  },
];

const withoutPassword: readonly Row[] = [
  {
    name: 'a push in the place of a password, or the password',
    known: 'push',
    deeds: ['user name', 'push', 'password'],
  },
  {
    name: 'a push in the place of a password, or other ways',
    known: 'push',
    account: { hasPicker: true, credentials: [7, 3, 1] },
    deeds: ['user name', 'push', 'password'],
  },
  {
    name: 'a push in the place of a password, of an account without one',
    known: 'push',
    push: 'approved',
    account: { isWithoutPassword: true },
    deeds: ['user name', 'push'],
    told: NUMBER,
  },
  {
    name: 'a passkey, or other ways',
    known: 'passkey',
    account: { credentials: [7, 3, 1] },
    deeds: PASSWORD,
  },
];

const SET_UP: readonly Deed[] = [...PASSWORD, 'set-up skipped'];
const interrupted: readonly Row[] = [
  {
    name: 'consent, as of a personal account',
    pages: [{ view: 'consent', isPersonal: true }],
    words: CONSENT,
    deeds: [...PASSWORD, 'consent given'],
  },
  { name: 'more information, or later', pages: [{ view: 'proofUp', canSkip: true }, KMSI], deeds: SET_UP },
  { name: 'security defaults, or later', pages: [{ view: 'askLater' }, KMSI], deeds: SET_UP },
  { name: 'an account to be protected, or later', pages: [{ view: 'protect' }, KMSI], deeds: SET_UP },
  { name: 'a method to be set up, or later', pages: [{ view: 'keepSecure', canSkip: true }], deeds: SET_UP },
];

const PUSH_OR_CODE = secondFactor(['PhoneAppNotification', 'OneWaySMS', 'PhoneAppOTP'], true, 14);
// The words of all of them in one way: an account to choose, a passkey, a push or a code, and what interrupts.
const inOtherLanguages = (['de', 'fr', 'es', 'ja'] as const).map(
  (language): Row => ({
    name: `${language}: from another account to whether to stay signed in`,
    language,
    first: { view: 'tiles', accounts: [OTHER] },
    known: 'passkey',
    account: { credentials: [7, 3, 1] },
    pages: [PUSH_OR_CODE, { view: 'proofUp', canSkip: true }, { view: 'protect' }, { view: 'consent' }, KMSI],
    words: CONSENT,
    deeds: [...PASSWORD, 'push', 'code', 'set-up skipped', 'set-up skipped', 'consent given'],
  }),
);

const slow: Row = {
  name: 'replies after 3000 ms',
  answerAfterMs: 3000,
  pages: [PUSH_OR_CODE, KMSI],
  deeds: [...PASSWORD, 'push', 'code'],
};

const rows = [
  ...passed,
  ...accounts,
  ...proofs,
  ...withoutPassword,
  ...interrupted,
  ...inOtherLanguages,
  slow,
];
for (const row of rows)
  testWalk({ ...row, isOwn: true, name: `Entra ID: ${row.name}` }, (server) => startEntra(server, row));
