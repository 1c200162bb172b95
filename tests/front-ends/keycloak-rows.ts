import type { KeycloakOptions, KeycloakPage } from './keycloak.ts';
import {
  askBoth,
  askCode,
  askConsent,
  askPassword,
  askRecoveryCode,
  askSecurityKey,
  askTerms,
  askUserName,
  choose,
  demand,
  KNOWN,
  showPage,
  tell,
} from './keycloak-pages.ts';
import type { WalkRow } from './walk-row.ts';

/** Keycloak's pages, one after another, and what should come of them. */
export interface KeycloakRow extends WalkRow, KeycloakOptions {
  readonly first: KeycloakPage;
}

/** A password that is nobody's. */
export const WRONG = { OCTOPUS_PASSWORD: 'Fake-wrong-passw0rd' };
const WRONG_CODES = { OCTOPUS_TOTP_SECRET: 'KRSXG5CTMVRXEZLUKN2XAZLSKRSXG5CT' };
const NO_CODES = { OCTOPUS_TOTP_SECRET: '' };
export const CONSENT = ['--accept-consent'];
const PASSKEY = { enableWebAuthnConditionalUI: true };
const SOCIAL = {
  social: {
    displayInfo: true,
    providers: ['github', 'google'].map((alias) => ({
      loginUrl: `/realms/fake/broker/${alias}/login`,
      alias,
      providerId: alias,
      displayName: `Sign in with ${alias}`,
    })),
  },
};
const TWO_PHONES = {
  otpLogin: {
    userOtpCredentials: ['Old phone', 'New phone'].map((userLabel) => ({ id: userLabel, userLabel })),
    selectedCredentialId: 'Old phone',
  },
};
const ORGANIZATIONS = { user: { organizations: [{ alias: 'one' }, { alias: 'two' }] } };

/** Those that let a person in. */
export const passed: readonly KeycloakRow[] = [
  { name: 'user name and password on one page', first: askBoth(), deeds: ['password'] },
  { name: 'user name, then password', first: askUserName(askPassword()), deeds: ['user name', 'password'] },
  {
    name: 'the user name is known',
    first: askBoth(undefined, { ...KNOWN, usernameHidden: true }),
    deeds: ['password'],
  },
  { name: 'other providers below the form', first: askBoth(undefined, SOCIAL), deeds: ['password'] },
  {
    name: 'a passkey is offered beside the password',
    first: askBoth(undefined, PASSKEY),
    deeds: ['password'],
  },
  {
    name: 'a passkey is offered beside the user name',
    first: askUserName(askPassword(), PASSKEY),
    deeds: ['user name', 'password'],
  },
  { name: 'a one-time code', first: askBoth(askCode()), deeds: ['password', 'code'] },
  {
    name: 'a one-time code, of one of two phones',
    first: askBoth(askCode(undefined, TWO_PHONES)),
    deeds: ['password', 'code'],
  },
  {
    name: 'a one-time code, or another way',
    first: askBoth(askCode(undefined, {}, choose({ webauthn: askSecurityKey() }))),
    deeds: ['password', 'code'],
  },
  {
    name: 'a list of ways before the password',
    first: askUserName(choose({ webauthn: askSecurityKey(), password: askPassword() })),
    deeds: ['user name', 'password'],
  },
  {
    name: 'a list of ways after the password',
    first: askBoth(
      choose({
        webauthn: askSecurityKey(),
        'auth-recovery-authn-code-form': askRecoveryCode(),
        otp: askCode(),
      }),
    ),
    deeds: ['password', 'code'],
  },
  {
    name: 'a security key, or the password by another way',
    first: askUserName(askSecurityKey(choose({ webauthn: askSecurityKey(), password: askPassword() }))),
    deeds: ['user name', 'password'],
  },
  {
    name: 'a security key, or a one-time code by another way',
    first: askBoth(askSecurityKey(choose({ webauthn: askSecurityKey(), otp: askCode() }))),
    deeds: ['password', 'code'],
  },
  {
    name: 'a recovery code, or a one-time code by another way',
    first: askBoth(
      askRecoveryCode(choose({ 'auth-recovery-authn-code-form': askRecoveryCode(), otp: askCode() })),
    ),
    deeds: ['password', 'code'],
  },
  {
    name: 'an authenticator is to be set up, and need not be',
    first: askBoth(demand('login-config-totp.ftl', true, 'configureTotpMessage')),
    deeds: ['password', 'set-up skipped'],
  },
  {
    name: 'the password is to be changed, and need not be',
    first: askBoth(demand('login-update-password.ftl', true, 'updatePasswordMessage')),
    deeds: ['password', 'set-up skipped'],
  },
  {
    name: 'the profile is to be completed, and need not be',
    first: askBoth(demand('login-update-profile.ftl', true, 'updateProfileMessage')),
    deeds: ['password', 'set-up skipped'],
  },
  { name: 'consent', first: askBoth(askConsent()), words: CONSENT, deeds: ['password', 'consent given'] },
  {
    name: 'a form that sends itself',
    first: askBoth(
      showPage('saml-post-form.ftl', { context: { samlPost: { url: '/done', SAMLResponse: 'fake' } } }),
    ),
    deeds: ['password'],
  },
];

/** Those that ask for what nobody has allowed, or cannot be given. */
export const refused: readonly KeycloakRow[] = [
  {
    name: 'a wrong password',
    first: askBoth(),
    env: WRONG,
    deeds: ['password'],
    said: /Invalid username or password/,
  },
  {
    name: 'a wrong password, on a page of its own',
    first: askUserName(askPassword()),
    env: WRONG,
    deeds: ['user name', 'password'],
    said: /Invalid password/,
  },
  {
    name: 'an unknown user name',
    first: askUserName(askPassword()),
    env: { OCTOPUS_USERNAME: 'nobody@stand-in.invalid' },
    deeds: ['user name'],
    said: /Invalid username or email/,
  },
  {
    name: 'a wrong one-time code',
    first: askBoth(askCode()),
    env: WRONG_CODES,
    deeds: ['password', 'code'],
    said: /Invalid authenticator code/,
  },
  {
    name: 'a one-time code that nobody can make',
    first: askBoth(askCode()),
    env: NO_CODES,
    deeds: ['password'],
    said: /one-time code is wanted/,
  },
  {
    name: 'an account that is locked',
    first: askBoth(tell('accountTemporarilyDisabledMessage')),
    deeds: ['password'],
    said: /temporarily disabled/,
  },
  {
    name: 'a security key alone',
    first: askBoth(askSecurityKey()),
    deeds: ['password'],
    said: /passkey|security key/i,
  },
  {
    name: 'a recovery code alone',
    first: askBoth(askRecoveryCode()),
    deeds: ['password'],
    said: /recovery/i,
  },
  {
    name: 'a list without a way that can be gone',
    first: askBoth(
      choose({ webauthn: askSecurityKey(), 'auth-recovery-authn-code-form': askRecoveryCode() }),
    ),
    deeds: ['password'],
    said: /login method|passkey/i,
  },
  {
    name: 'consent',
    first: askBoth(askConsent()),
    deeds: ['password'],
    said: /asks to consent.*--accept-consent/,
  },
  { name: 'terms of use', first: askBoth(askTerms()), deeds: ['password'], said: /terms/i },
  {
    name: 'an authenticator is to be set up',
    first: askBoth(demand('login-config-totp.ftl', false, 'configureTotpMessage')),
    deeds: ['password'],
    said: /set up Mobile Authenticator|Mobile Authenticator Setup/,
  },
  {
    name: 'the password is to be changed',
    first: askBoth(demand('login-update-password.ftl', false, 'updatePasswordMessage')),
    deeds: ['password'],
    said: /change your password|Update password/,
  },
  {
    name: 'the profile is to be completed',
    first: askBoth(demand('login-update-profile.ftl', false, 'updateProfileMessage')),
    deeds: ['password'],
    said: /Update Account Information|update your user profile/,
  },
  {
    name: 'the mail address is to be verified',
    first: askBoth(
      showPage('login-verify-email.ftl', {
        message: { type: 'warning', key: 'verifyEmailMessage' },
        context: { url: { loginAction: '/realms/fake/login-actions/send-again' } },
      }),
    ),
    deeds: ['password'],
    said: /verif/i,
  },
  {
    name: 'one of two organizations',
    first: askBoth(showPage('select-organization.ftl', { context: ORGANIZATIONS })),
    deeds: ['password'],
    said: /organization/i,
  },
  {
    name: 'an account is to be linked',
    first: askBoth(showPage('login-idp-link-confirm.ftl')),
    deeds: ['password'],
    said: /already exists/i,
  },
  {
    name: 'a means is to be deleted',
    first: askBoth(showPage('delete-credential.ftl', { context: { credentialLabel: 'Phone' } })),
    deeds: ['password'],
    said: /Delete Phone/,
  },
  {
    name: 'a registration',
    first: showPage('register.ftl', { take: () => ({ deed: 'registration', next: undefined }) }),
    deeds: [],
    said: /Register/,
  },
  {
    name: 'a forgotten password',
    first: showPage('login-reset-password.ftl', {
      take: () => ({ deed: 'password reset', next: undefined }),
    }),
    deeds: [],
    said: /Forgot Your Password/,
  },
  {
    name: 'the code of another device',
    first: showPage('login-oauth2-device-verify-user-code.ftl', {
      take: () => ({ deed: 'code', next: undefined }),
    }),
    deeds: [],
    said: /code/i,
  },
  {
    name: 'an action that is to be gone on with',
    first: showPage('info.ftl', {
      context: { actionUri: '/realms/fake/login-actions/action-token', requiredActions: ['UPDATE_PASSWORD'] },
    }),
    deeds: [],
    said: /info message/,
  },
  {
    name: 'an error',
    first: showPage('error.ftl', {
      context: { client: { baseUrl: '/away' } },
      message: { type: 'error', key: 'invalidRedirectUriMessage' },
    }),
    deeds: [],
    said: /Invalid redirect uri/,
  },
  {
    name: 'a page that is too old',
    first: showPage('login-page-expired.ftl'),
    deeds: [],
    said: /Page has expired/,
  },
];
