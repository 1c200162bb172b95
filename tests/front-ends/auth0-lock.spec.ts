import { test } from '../fixtures.ts';
import { type LockTenant, startLock } from './auth0-lock.ts';
import type { Deed } from './start-front-end.ts';
import { testWalk, type WalkRow } from './walk-row.ts';

// Auth0's Lock, in an application's page and on a tenant's own domain.

test.use({ sharesBrowser: true });

type Row = WalkRow & LockTenant;

const WRONG = { OCTOPUS_PASSWORD: 'Fake-wrong-passw0rd' };
const NO_CODES = { OCTOPUS_TOTP_SECRET: '' };
const PASSWORD: readonly Deed[] = ['password'];
const WITH_CODE: readonly Deed[] = ['password', 'code'];
const SOCIAL = ['github', 'google-oauth2'].map((name) => ({ name, connections: [{ name }] }));
const COMPANY = [{ name: 'waad', connections: [{ name: 'fake-company', domain: 'stand-in.invalid' }] }];
const MAIL = [{ name: 'email', connections: [{ name: 'email' }] }];
const PHONE = [{ name: 'sms', connections: [{ name: 'sms' }] }];

const passed: readonly Row[] = [
  { name: 'mail address and password', deeds: PASSWORD },
  { name: "mail address and password, on the tenant's domain", isHosted: true, deeds: PASSWORD },
  { name: 'a user name', database: { requires_username: true }, deeds: PASSWORD },
  { name: 'other providers beside it', strategies: SOCIAL, deeds: PASSWORD },
  {
    name: 'no registration, no forgotten password',
    options: { allowSignUp: false, allowForgotPassword: false },
    deeds: PASSWORD,
  },
  { name: 'a password that can be shown', options: { allowShowPassword: true }, deeds: PASSWORD },
  { name: "a one-time code, on the tenant's domain", isHosted: true, wantsCode: true, deeds: WITH_CODE },
  { name: "a company's own provider, by the mail address", strategies: COMPANY, deeds: ['user name'] },
];

const refused: readonly Row[] = [
  { name: 'a wrong password', env: WRONG, deeds: PASSWORD, said: /Wrong email or password/i },
  {
    name: "a wrong password, on the tenant's domain",
    isHosted: true,
    env: WRONG,
    deeds: PASSWORD,
    said: /Wrong email or password/i,
  },
  {
    name: 'too many tries',
    isHosted: true,
    refusal: { code: 'too_many_attempts', description: 'Blocked.' },
    deeds: PASSWORD,
    said: /blocked after multiple/i,
  },
  {
    name: 'a password that has expired',
    isHosted: true,
    refusal: { code: 'password_change_required', description: 'Expired.' },
    deeds: PASSWORD,
    said: /password has expired/i,
  },
  {
    name: 'a password that others know',
    isHosted: true,
    refusal: { code: 'password_leaked', description: 'Leaked.' },
    deeds: PASSWORD,
    said: /potential security issue/i,
  },
  {
    name: 'an authenticator is to be set up',
    isHosted: true,
    refusal: { code: 'a0.mfa_registration_required', description: 'Enroll.' },
    deeds: PASSWORD,
    said: /device is not enrolled/i,
  },
  {
    name: 'a one-time code that nobody can make',
    isHosted: true,
    wantsCode: true,
    env: NO_CODES,
    deeds: PASSWORD,
    said: /one-time code is wanted/i,
  },
  { name: 'a captcha', hasCaptcha: true, deeds: [], said: /captcha|code shown/i },
  { name: 'a registration', options: { initialScreen: 'signUp' }, deeds: [], said: /Sign Up|regist/i },
  {
    name: 'a forgotten password',
    options: { initialScreen: 'forgotPassword' },
    deeds: [],
    said: /Reset your password/i,
  },
  { name: 'a code by mail', isPasswordless: true, strategies: MAIL, deeds: [], said: /mail|message/i },
  { name: 'a code by SMS', isPasswordless: true, strategies: PHONE, deeds: [], said: /phone|message/i },
];

const inOtherLanguages = (['de', 'fr', 'es', 'ja'] as const).flatMap((language): Row[] => [
  {
    name: `${language}: mail address, password and one-time code`,
    language,
    isHosted: true,
    wantsCode: true,
    deeds: WITH_CODE,
  },
  {
    name: `${language}: a registration`,
    language,
    options: { initialScreen: 'signUp' },
    deeds: [],
    said: /./i,
  },
  {
    name: `${language}: a code by mail`,
    language,
    isPasswordless: true,
    strategies: MAIL,
    deeds: [],
    said: /./i,
  },
]);

const slow = [100, 1000, 3000].map(
  (answerAfterMs): Row => ({
    name: `replies after ${answerAfterMs} ms`,
    answerAfterMs,
    isHosted: true,
    wantsCode: true,
    deeds: WITH_CODE,
  }),
);

for (const row of [...passed, ...refused, ...inOtherLanguages, ...slow])
  testWalk({ ...row, name: `Lock: ${row.name}` }, (server) => startLock(server, row));
