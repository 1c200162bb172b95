import { expect, test } from '../fixtures.ts';
import { CLASSIC_NUMBER, type ClassicStep, startClassicOkta } from './okta-classic.ts';
import { type Deed, missing } from './start-front-end.ts';

// Okta's own sign-in widget, as organisations have it that are not on the Identity Engine yet.

test.use({ sharesBrowser: true });
test.skip(missing !== undefined, missing);

interface Row {
  readonly name: string;
  readonly journey: readonly ClassicStep[];
  readonly deeds: readonly Deed[];
  /** What is said where nothing is minted. */
  readonly refusal?: RegExp;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly answerAfterMs?: number;
}

const ROWS: readonly Row[] = [
  { name: 'a user name and a password', journey: [], deeds: ['password'] },
  {
    name: 'a wrong password',
    journey: [],
    env: { OCTOPUS_PASSWORD: 'Fake-wr0ng-password' },
    deeds: ['password'],
    refusal: /password was not taken.*Unable to sign in/s,
  },
  { name: 'a one-time code', journey: [['factors', 'totp']], deeds: ['password', 'code'] },
  {
    name: 'a wrong one-time code',
    journey: [['factors', 'totp']],
    env: { OCTOPUS_TOTP_SECRET: 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK' },
    deeds: ['password', 'code'],
    refusal: /code was not taken/,
  },
  {
    name: 'a push, with a one-time code as another way',
    journey: [['factors', 'push', 'totp', 'sms']],
    deeds: ['password', 'code'],
  },
  {
    name: 'a push alone, that nobody approves',
    journey: [['factors', 'push']],
    words: ['--timeout', '25s'],
    deeds: ['password', 'push'],
    refusal: new RegExp(`\\b${CLASSIC_NUMBER}\\b`),
  },
  {
    name: 'an SMS, with a security question as another way',
    journey: [['factors', 'sms', 'question']],
    deeds: ['password'],
    refusal: /phone|SMS|message/i,
  },
  {
    name: 'a mail alone',
    journey: [['factors', 'email']],
    deeds: ['password'],
    refusal: /mail|message/i,
  },
  {
    name: 'a security question alone',
    journey: [['factors', 'question']],
    deeds: ['password'],
    refusal: /question/i,
  },
  {
    name: 'a password that has expired',
    journey: [['password expired']],
    deeds: ['password'],
    refusal: /new password|expired/i,
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
    refusal: /account is locked/,
  },
  {
    name: 'set-ups that cannot be skipped',
    journey: [['set-ups']],
    deeds: ['password'],
    refusal: /set.?up/i,
  },
  {
    name: 'consent that nobody has allowed',
    journey: [['consent']],
    deeds: ['password'],
    refusal: /consent.*--accept-consent/s,
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

for (const { name, journey, deeds, refusal, words, env, answerAfterMs } of ROWS) {
  const outcome = refusal ? 'exit 4' : 'minted';
  test(`Okta, classic, ${name}: ${outcome} @extended`, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using frontEnd = await startClassicOkta(server, journey, answerAfterMs);
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...frontEnd.env, ...env },
      words: words ?? ['--timeout', '60s'],
    });

    expect.soft(frontEnd.deeds, stderr).toEqual(deeds);
    expect.soft(stderr).toMatch(refusal ?? /./s);
    expect(code, stderr).toBe(refusal ? 4 : 0);
    expect(server.liveKeys()).toHaveLength(refusal ? 0 : 1);
  });
}
