import type { Methods, PageMark } from '../in-page/judge-page.ts';

/** What a provider's pages do not say by the web's own marks, or only in the language of who reads them. */
export interface ProviderHint {
  readonly provider: string;
  /** Further names that a button of it goes by. */
  readonly names: readonly string[];
  /** Pages that are known by what only they show; what is pressed is bound to its page. */
  readonly pages?: readonly PageMark[];
  /** In its lists of ways to prove who somebody is, those that can be gone. */
  readonly methods?: Partial<Methods>;
  /** Where it shows the number that a push asks for. */
  readonly number?: string;
  /** Its ways and fields for hardware tokens, whose secret may be that of the codes. */
  readonly tokens?: string;
  /** Where it shows errors. */
  readonly error?: string;
  /** The choice of another account than those that are listed. */
  readonly anotherAccount?: string;
}

/**
 * Hints by CSS selector, each from public descriptions: aws-azure-login src/login.ts, saml2aws pkg/provider/aad and OmadaWeb.PS
 * Resolve-EntraSignInScreen (Entra ID), okta-signin-widget (Okta), saml2aws pkg/provider/googleapps (Google), keycloak
 * themes/base/login (Keycloak), auth0 docs on page templates (Auth0), guide.duo.com (Duo), elements-react (Ory),
 * supertokens-auth-react (SuperTokens); the buttons' texts from OpenIDConnectAuthenticationProviders (facts 4.4).
 */
export const providerHints: readonly ProviderHint[] = [
  {
    provider: 'Microsoft Entra ID',
    names: ['Azure AD', 'AzureAD', 'Microsoft', 'Entra'],
    pages: [
      { kind: 'stay-signed-in', mark: '#KmsiDescription, #KmsiCheckboxField', press: '#idBtn_Back' },
      // Of a name that is also that of a personal account, of which Octopus Server knows nothing.
      { kind: 'account', mark: '#aadTile', press: '#aadTile' },
      { kind: 'skippable', mark: '#btnAskLater', press: '#btnAskLater' },
      {
        kind: 'skippable',
        mark: '#idSubmit_ProofUp_Redirect, #skipMfaRegistrationLink',
        press: '#skipMfaRegistrationLink, [data-bind*="SkipMfaRegistration"]',
      },
      { kind: 'skippable', mark: '#CancelLinkButton', press: '#CancelLinkButton' },
      { kind: 'set-up', mark: '#idSubmit_ProofUp_Redirect' },
      {
        kind: 'new-password',
        mark: '#ChangePasswordDescription, form:has(#currentPassword):has(#newPassword)',
      },
      {
        kind: 'push',
        mark: '#idDiv_SAOTCAS_Title, #idRichContext_DisplaySign, #idRemoteNGC_DisplaySign',
        otherWay: '#signInAnotherWay',
      },
      // Lists of proofs, and of credentials, none of which is at hand.
      { kind: 'other-code', mark: '#idDiv_SAOTCS_Proofs' },
      { kind: 'passkey', mark: '#credentialList [data-test-cred-id="7"]' },
    ],
    methods: {
      password: '#idA_PWD_SwitchToPassword, #credentialList [data-test-cred-id="1"]',
      passwordList: '#idA_PWD_SwitchToCredPicker',
      code: '[data-value="PhoneAppOTP"]',
      push: '[data-value="PhoneAppNotification"]',
    },
    number: '#idRichContext_DisplaySign, #idRemoteNGC_DisplaySign',
    error: '#usernameError, #passwordError, #idSpan_SAOTCC_Error_OTC, #service_exception_message',
    anotherAccount: '#otherTile',
  },
  {
    provider: 'Okta',
    names: ['Okta'],
    // The second generation has classes that name the page, the third the attribute data-se, and neither changes with the language.
    pages: [
      {
        kind: 'stay-signed-in',
        mark: at('do-not-stay-signed-in-btn'),
        press: at('do-not-stay-signed-in-btn'),
      },
      { kind: 'skippable', mark: 'a.skip-all', press: 'a.skip-all' },
      { kind: 'skippable', mark: at('skip'), press: at('skip') },
      {
        kind: 'skippable',
        mark: at('authenticator-enroll-list'),
        press: `form:has(${at('authenticator-enroll-list')}) button${at('save')}`,
      },
      { kind: 'skippable', mark: at('skip-link'), press: at('skip-link') },
      {
        kind: 'set-up',
        mark: `.authenticator-enroll-list, ${at('authenticator-enroll-list')}, [class*="enroll-authenticator--"], [class*="authenticator-enrollment-data--"]`,
      },
      {
        kind: 'registration',
        mark: '.registration.enroll-profile',
      },
      { kind: 'unlock', mark: '[class*="select-authenticator-unlock-account"]' },
      { kind: 'captcha', mark: '.captcha-view' },
      {
        kind: 'new-password',
        mark: `[class*="reenroll-authenticator"], [class*="reset-authenticator"], ${at('password-authenticator--rules')}, ${at('factor-password-expired')}`,
      },
      {
        kind: 'push',
        mark: `[class*="challenge-poll--okta_verify"], ${at('text-code')}, ${at('factor-push')}`,
        otherWay: at('switchAuthenticator'),
      },
      {
        kind: 'other-code',
        mark: `[class*="--phone_number"], [class*="--okta_email"], [class*="--rsa_token"], [class*="--onprem_mfa"], [class*="--symantec_vip"], ${own('mfa-okta-phone')}, ${own('mfa-okta-email')}, ${at('factor-sms')}, ${at('factor-call')}, ${at('factor-email')}`,
      },
      {
        kind: 'other-secret',
        mark: `[class*="--security_question"], [class*="--nfc_pin"], [class*="--yubikey_token"], ${own('mfa-okta-security-question')}, ${own('mfa-nfc-pin')}, ${at('factor-question')}`,
      },
    ],
    methods: {
      password: `.authenticator-verify-list ${at('okta_password')} a, ${at('authenticator-verify-list')} button:has(${at('okta_password')})`,
      code: `.authenticator-verify-list ${at('google_otp')} a, ${at('authenticator-verify-list')} button:has(${at('google_otp')})`,
      passkey: `.authenticator-verify-list ${at('webauthn')} a, ${at('authenticator-verify-list')} button:has(${at('webauthn')})`,
    },
    error: '.infobox-error, .o-form-input-error, .okta-form-infobox-error',
  },
  {
    provider: 'Google',
    names: ['GoogleApps', 'Google Apps', 'Google'],
    pages: [
      { kind: 'terms', mark: 'form[action*="/speedbump/gaplustos"]' },
      { kind: 'push', mark: 'samp[jsname="feLNVc"]' },
    ],
    methods: { password: challenge(1), code: challenge(6), push: challenge(39) },
    number: 'samp[jsname="feLNVc"]',
  },
  { provider: 'Octopus ID', names: ['OctopusID', 'Octopus ID', 'Octopus'] },
  {
    provider: 'Keycloak',
    names: ['Keycloak'],
    pages: [
      { kind: 'skippable', mark: '[name=cancel-aia]', press: '[name=cancel-aia]:not(#kc-decline)' },
      { kind: 'set-up', mark: '#kc-totp-settings-form, #kc-totp-settings' },
      { kind: 'new-password', mark: '#kc-passwd-update-form, #kc-reset-password-form' },
      {
        kind: 'registration',
        mark: '#kc-register-form, #kc-update-profile-form, #kc-idp-review-profile-form',
      },
      {
        kind: 'other-code',
        mark: '#kc-recovery-code-login-form, #device-user-code',
        otherWay: '#try-another-way',
      },
      {
        kind: 'passkey',
        mark: '#authenticateWebAuthnButton',
        press: '#authenticateWebAuthnButton',
        otherWay: '#try-another-way',
      },
      { kind: 'consent', mark: '#kc-oauth', press: '[name=accept]' },
      { kind: 'terms', mark: '#kc-terms-text' },
    ],
    error: '#input-error, .kc-feedback-text',
  },
  {
    provider: 'Auth0',
    names: ['Auth0'],
    // Where its Lock has no password, it sends a message to whoever is named.
    pages: [
      {
        kind: 'other-code',
        mark: '.auth0-lock-cred-pane:not(:has([name=password])) :is(.auth0-lock-input-email, .auth0-lock-input-phone_number)',
      },
    ],
    error: '.ulp-input-error-message, #prompt-alert, .auth0-global-message-error',
  },
  {
    provider: 'Ory',
    names: [],
    // The ids of Kratos' errors begin with these.
    error:
      '[data-testid^="ory/message/4"], [data-testid^="ory/message/5"], [data-testid="ory/screen/error"] header p',
  },
  {
    provider: 'SuperTokens',
    names: [],
    // Where there is nothing to register for, there is no password, and a message is sent to whoever is named.
    pages: [
      {
        kind: 'other-code',
        mark: '[data-supertokens~=authPage]:not(:has([data-supertokens~=headerSubtitle])) form:not(:has([name=password])) input',
      },
    ],
    error:
      '[data-supertokens~=generalError], [data-supertokens~=inputErrorMessage], [data-supertokens~=accessDeniedError], [data-supertokens~=blockedScreen]',
  },
  {
    provider: 'Duo',
    names: ['Duo Security', 'Duo'],
    pages: [
      { kind: 'stay-signed-in', mark: '#dont-trust-browser-button', press: '#dont-trust-browser-button' },
      { kind: 'push', mark: '.verification-code' },
      // A list of ways, none of which is at hand: the codes of Duo Mobile are counted.
      { kind: 'other-code', mark: '[data-testid="test-id-mobile-otp"]' },
    ],
    methods: { push: '[data-testid="test-id-push"] a' },
    number: '.verification-code',
    // Those that are brought along may be made by the time (token2.com, "Using Token2 TOTP hardware tokens with DUO").
    tokens: '[data-testid^="test-id-"] a, .passcode-input',
  },
];

/** @returns the selector of a way that Google's list of them numbers so: 1 is the password, 6 a generator of codes, 39 a push */
function challenge(type: number): string {
  return `[data-action="selectchallenge"][data-challengetype="${type}"]`;
}

/** @returns the selector of what Okta calls so */
function at(name: string): string {
  return `[data-se="${name}"]`;
}

/** @returns the selector of the picture of a method that a page of Okta's third generation is about; lists of methods show them, too */
function own(name: string): string {
  return `[data-se~="${name}"]:not(form *)`;
}
