import { test } from '../fixtures.ts';
import {
  askPassword,
  askToStay,
  type Challenge,
  identify,
  show,
  startShadowRoots,
  validate,
} from './shadow-roots.ts';
import type { Deed } from './start-front-end.ts';
import { testWalk, type WalkRow, WHAT_IS_LATE } from './walk-row.ts';

// How far shadow roots are read: pages of our own, with the structure of authentik's.

test.use({ sharesBrowser: true });

interface Row extends WalkRow {
  readonly challenges: readonly Challenge[];
  readonly hasHelper?: boolean;
}

const WRONG = { OCTOPUS_PASSWORD: 'Fake-wrong-passw0rd' };
const CONSENT = ['--accept-consent'];
const PASSWORD: readonly Deed[] = ['user name', 'password'];
const WITH_CODE: readonly Deed[] = [...PASSWORD, 'code'];
const KNOWN = [identify(), askPassword()];

const rows: readonly Row[] = [
  { name: 'user name and password in one stage', challenges: [identify(true)], deeds: ['password'] },
  { name: 'user name, then password', challenges: KNOWN, deeds: PASSWORD },
  {
    name: 'fields out of sight for programs that keep passwords',
    challenges: KNOWN,
    hasHelper: true,
    deeds: PASSWORD,
  },
  { name: 'a one-time code', challenges: [...KNOWN, validate(['totp'])], deeds: WITH_CODE },
  {
    name: 'a list of ways',
    challenges: [...KNOWN, validate(['webauthn', 'sms', 'static', 'totp'])],
    deeds: WITH_CODE,
  },
  {
    name: 'an SMS was sent, or another way',
    challenges: [...KNOWN, validate(['sms', 'totp'], 'sms')],
    deeds: WITH_CODE,
  },
  {
    name: 'a security key, or another way',
    challenges: [...KNOWN, validate(['webauthn', 'totp'], 'webauthn')],
    deeds: WITH_CODE,
  },
  { name: 'whether to stay signed in', challenges: [...KNOWN, askToStay()], deeds: PASSWORD },
  {
    name: 'consent',
    challenges: [...KNOWN, show('ak-stage-consent', 'Redirecting to Fake', 'consent given')],
    words: CONSENT,
    deeds: [...PASSWORD, 'consent given'],
  },
  {
    name: 'consent',
    challenges: [...KNOWN, show('ak-stage-consent', 'Redirecting to Fake', 'consent given')],
    deeds: PASSWORD,
    said: /--accept-consent/,
  },
  { name: 'a wrong password', challenges: KNOWN, env: WRONG, deeds: PASSWORD, said: /Invalid password/ },
  {
    name: 'a wrong password in one stage',
    challenges: [identify(true)],
    env: WRONG,
    deeds: ['password'],
    said: /Failed to authenticate/,
  },
  {
    name: 'a security key alone',
    challenges: [...KNOWN, validate(['webauthn'])],
    deeds: PASSWORD,
    said: /security key|passkey/i,
  },
  { name: 'an SMS alone', challenges: [...KNOWN, validate(['sms'], 'sms')], deeds: PASSWORD, said: /SMS/ },
  {
    name: 'a recovery code alone',
    challenges: [...KNOWN, validate(['static'])],
    deeds: PASSWORD,
    said: /recovery code/,
  },
  {
    name: 'a push alone, that nobody approves',
    challenges: [...KNOWN, validate(['duo'])],
    words: ['--timeout', '40s'],
    waitedFor: WHAT_IS_LATE,
    deeds: PASSWORD,
    said: /push/,
  },
  {
    name: 'an authenticator is to be set up',
    challenges: [...KNOWN, show('ak-stage-authenticator-totp', 'Set up', 'set-up')],
    deeds: PASSWORD,
    said: /Set up/,
  },
  {
    name: 'a new password',
    challenges: [...KNOWN, show('ak-stage-prompt', 'Change your password', 'new password')],
    deeds: PASSWORD,
    said: /Change your password/,
  },
  {
    name: 'access denied',
    challenges: [
      ...KNOWN,
      show('ak-stage-access-denied', 'Permission denied', undefined, { error_message: 'Not for you.' }),
    ],
    deeds: PASSWORD,
    said: /Permission denied|Not for you/,
  },
];

for (const row of rows)
  testWalk({ ...row, isOwn: true, name: `Shadow roots: ${row.name}` }, (server) =>
    startShadowRoots(server, row.challenges, row.hasHelper),
  );
