import { test } from '../fixtures.ts';
import { type DuoPolicy, startDuo } from './duo.ts';
import type { Deed } from './start-front-end.ts';
import { testWalk, type WalkRow } from './walk-row.ts';

// Pages of our own, with the structure of Duo's Universal Prompt.

test.use({ sharesBrowser: true });

type Row = WalkRow & DuoPolicy;

const NO_CODES = { OCTOPUS_TOTP_SECRET: '' };
const PUSH: readonly Deed[] = ['password', 'push'];
const APPROVED = {
  push: 'approved',
  env: NO_CODES,
  deeds: PUSH,
  told: /approved on another device/,
} as const;
const NO_CODE_OF_OURS = /code that no authenticator app makes/;

const rows: readonly Row[] = [
  {
    name: 'a push that is sent by itself, or other ways, none of which is at hand',
    methods: ['push', 'sms', 'phone', 'mobile-otp', 'bypass'],
    ...APPROVED,
  },
  ...['123', '654321'].map(
    (number): Row => ({
      name: `a push with a number of ${number.length} digits, and whether the device is theirs`,
      methods: ['push', 'mobile-otp'],
      number,
      asksTrust: true,
      ...APPROVED,
      told: new RegExp(`the number is ${number}`),
    }),
  ),
  { name: 'a passcode of Duo Mobile, or a push', methods: ['mobile-otp', 'push'], ...APPROVED },
  {
    name: 'replies after 3000 ms',
    answerAfterMs: 3000,
    methods: ['push', 'mobile-otp'],
    asksTrust: true,
    ...APPROVED,
  },
  {
    name: 'a push that is denied',
    methods: ['push'],
    push: 'denied',
    deeds: PUSH,
    said: /Login request denied/,
  },
  {
    name: 'a push that is sent by itself and left for a code, which is not to be had',
    methods: ['push', 'mobile-otp'],
    deeds: PUSH,
    said: NO_CODE_OF_OURS,
  },
  {
    name: 'a passcode that is no code of ours (mobile-otp)',
    methods: ['mobile-otp'],
    deeds: ['password'],
    said: NO_CODE_OF_OURS,
  },
  {
    name: 'a push that is sent by itself and left for the code of a token that was given our secret',
    methods: ['push', 'token'],
    hasOurToken: true,
    asksTrust: true,
    deeds: ['password', 'push', 'code'],
  },
  {
    name: 'the code of a token that has another secret',
    methods: ['token', 'push'],
    deeds: ['password', 'code'],
    said: /the one-time code was not taken .* Invalid passcode/,
  },
  {
    name: 'a code that another asks for first, and then a push, which is not left, beside a token',
    methods: ['push', 'token'],
    asksCode: true,
    number: '123',
    push: 'approved',
    deeds: ['password', 'code', 'push'],
    told: /the number is 123/,
  },
  {
    name: 'a push alone, though there are codes',
    methods: ['push'],
    number: '123',
    push: 'approved',
    deeds: PUSH,
    told: /the number is 123/,
  },
  {
    name: 'a passcode of Duo Mobile, or a push, though there are codes',
    methods: ['mobile-otp', 'push'],
    push: 'approved',
    deeds: PUSH,
    told: /leave to ask another device/,
  },
  {
    name: 'a push that is sent by itself and left for a code, beside a call and a security key',
    methods: ['push', 'phone', 'webauthn'],
    deeds: PUSH,
    said: /it shows the buttons .{1,3}Duo Push .*Phone call .*Security key/,
  },
  {
    name: 'a security key, or a code from the help desk',
    methods: ['webauthn', 'bypass'],
    deeds: ['password'],
    said: /it shows the buttons .{1,3}Security key Use your security key/,
  },
];

for (const row of rows)
  testWalk({ ...row, isOwn: true, name: `Duo: ${row.name}` }, (server) => startDuo(server, row));
