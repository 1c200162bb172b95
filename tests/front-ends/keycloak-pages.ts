import { TOTP } from 'otpauth';
import { PERSON } from '../enemies/serve-provider.ts';
import type { KeycloakPage, Taken } from './keycloak.ts';

// Each is given the page that follows; without one, the browser is signed in then.

/** User name and password on one page. */
export function askBoth(next?: KeycloakPage, context: object = {}): KeycloakPage {
  const take = (form: URLSearchParams): Taken => {
    // Where the user name is known already, the form has no field for it.
    const username = form.get('username') ?? PERSON.username;
    const isRight = username === PERSON.username && form.get('password') === PERSON.password;
    const refused = { username: 'invalidUserMessage', password: 'invalidUserMessage' };
    const deed = form.has('rememberMe') ? 'stay signed in' : 'password';
    return { deed, next: isRight ? next : { ...page, errors: refused } };
  };
  const page: KeycloakPage = { pageId: 'login.ftl', context, take };
  return page;
}

/** User name and password on one page, with an error above them. */
export function tell(key: string): KeycloakPage {
  return { ...askBoth(), message: { type: 'error', key } };
}

/** The user name alone. */
export function askUserName(next?: KeycloakPage, context: object = {}): KeycloakPage {
  const take = (form: URLSearchParams): Taken => {
    const isKnown = form.get('username') === PERSON.username;
    const unknown = { ...page, errors: { username: 'invalidUsernameOrEmailMessage' } };
    return { deed: 'user name', next: isKnown ? next : unknown };
  };
  const page: KeycloakPage = { pageId: 'login-username.ftl', context, take };
  return page;
}

/** The password of somebody who is known already. */
export function askPassword(next?: KeycloakPage, otherWays?: KeycloakPage): KeycloakPage {
  const take = (form: URLSearchParams): Taken => {
    const isRight = form.get('password') === PERSON.password;
    const refused = { ...page, errors: { password: 'invalidPasswordMessage' } };
    return { deed: 'password', next: isRight ? next : refused };
  };
  const page: KeycloakPage = { pageId: 'login-password.ftl', context: KNOWN, take, ...offer(otherWays) };
  return page;
}

/** A one-time code of an authenticator application. */
export function askCode(next?: KeycloakPage, context: object = {}, otherWays?: KeycloakPage): KeycloakPage {
  const take = (form: URLSearchParams): Taken => {
    const refused = { ...page, errors: { totp: 'invalidTotpMessage' } };
    return { deed: 'code', next: isRightCode(form.get('otp')) ? next : refused };
  };
  const one = {
    otpLogin: { userOtpCredentials: [{ id: 'fake-1', userLabel: 'Phone' }], selectedCredentialId: 'fake-1' },
  };
  const page: KeycloakPage = {
    pageId: 'login-otp.ftl',
    context: { ...KNOWN, ...one, ...context },
    take,
    ...offer(otherWays),
  };
  return page;
}

/** A code of a printed list. */
export function askRecoveryCode(otherWays?: KeycloakPage): KeycloakPage {
  const page: KeycloakPage = {
    pageId: 'login-recovery-authn-code-input.ftl',
    context: { ...KNOWN, recoveryAuthnCodesInputBean: { codeNumber: 3 } },
    take: () => ({
      deed: 'code',
      next: { ...page, errors: { recoveryCodeInput: 'recovery-codes-error-invalid' } },
    }),
    ...offer(otherWays),
  };
  return page;
}

/** A security key or passkey. */
export function askSecurityKey(otherWays?: KeycloakPage): KeycloakPage {
  const page: KeycloakPage = {
    pageId: 'webauthn-authenticate.ftl',
    context: { ...KNOWN, challenge: 'ZmFrZQ', rpId: 'localhost' },
    take: () => ({ next: { ...page, message: { type: 'error', key: 'webauthn-error-auth-verification' } } }),
    ...offer(otherWays),
  };
  return page;
}

/** The ways to prove oneself, by the keys of their names. */
export type Way = 'otp' | 'password' | 'webauthn' | 'auth-recovery-authn-code-form';

/** A list of ways, each with the page that it leads to. */
export function choose(ways: Readonly<Partial<Record<Way, KeycloakPage>>>): KeycloakPage {
  const authenticationSelections = Object.keys(ways).map((way) => ({
    authExecId: way,
    displayName: `${way}-display-name`,
    helpText: `${way}-help-text`,
    iconCssClass: 'kcAuthenticatorDefaultClass',
  }));
  return {
    pageId: 'select-authenticator.ftl',
    context: { ...KNOWN, auth: { ...KNOWN.auth, authenticationSelections } },
    take: (form) => ({ next: ways[form.get('authenticationExecution') as Way] }),
  };
}

/** Whether an application may know who one is. */
export function askConsent(next?: KeycloakPage): KeycloakPage {
  return {
    pageId: 'login-oauth-grant.ftl',
    context: { client: { name: 'Fake App' } },
    take: (form) => ({ deed: form.has('accept') ? 'consent given' : 'consent declined', next }),
  };
}

/** Whether one agrees to the terms of use. */
export function askTerms(next?: KeycloakPage): KeycloakPage {
  return { ...askConsent(next), pageId: 'terms.ftl' };
}

/** Any other page, all of whose buttons do the same. */
export function showPage(
  pageId: string,
  { take = () => ({ deed: 'set-up', next: undefined }), ...more }: Partial<KeycloakPage> = {},
): KeycloakPage {
  return { pageId, take, ...more };
}

/** What a person is told to do before going on. @param isSkippable whether there is a button that puts it off */
export function demand(pageId: string, isSkippable: boolean, messageKey: string): KeycloakPage {
  return showPage(pageId, {
    context: { isAppInitiatedAction: isSkippable },
    message: { type: 'warning', key: messageKey },
    take: (form) => ({
      deed: form.has('cancel-aia') ? 'set-up skipped' : (REQUIRED[pageId] ?? 'set-up'),
      next: undefined,
    }),
  });
}

const REQUIRED: Readonly<Record<string, 'new password'>> = { 'login-update-password.ftl': 'new password' };

/** As pages are shown to somebody who has given the user name. */
export const KNOWN = {
  auth: { showUsername: true, showResetCredentials: false, attemptedUsername: PERSON.username },
};

function isRightCode(token: string | null): boolean {
  return new TOTP({ secret: PERSON.totpSecret }).validate({ token: token ?? '', window: 1 }) !== null;
}

function offer(otherWays: KeycloakPage | undefined): Pick<KeycloakPage, 'otherWays'> {
  return otherWays ? { otherWays } : {};
}
