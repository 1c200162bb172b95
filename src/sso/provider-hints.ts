/** What a provider's pages do not say by the web's own marks, or only in the language of who reads them. */
export interface ProviderHint {
  readonly provider: string;
  /** Further names that a button of it goes by. */
  readonly names: readonly string[];
  /** What says no to staying signed in, or to setting something up first. */
  readonly decline?: string;
  /** Where it shows errors. */
  readonly error?: string;
  /** The choice of another account than those that are listed. */
  readonly anotherAccount?: string;
}

/**
 * Hints by CSS selector, each from public descriptions: aws-azure-login src/login.ts (Entra ID), okta-signin-widget
 * (Okta), keycloak themes/base/login (Keycloak), auth0 docs on page templates (Auth0); the buttons' texts from
 * OpenIDConnectAuthenticationProviders (facts 4.4).
 */
export const providerHints: readonly ProviderHint[] = [
  {
    provider: 'Microsoft Entra ID',
    names: ['Azure AD', 'AzureAD', 'Microsoft', 'Entra'],
    decline: '#idBtn_Back, #btnAskLater, #CancelLinkButton',
    error: '#usernameError, #passwordError, #idSpan_SAOTCC_Error_OTC, #service_exception_message',
    anotherAccount: '#otherTile',
  },
  { provider: 'Okta', names: ['Okta'], error: '.o-form-error-container, .okta-form-infobox-error' },
  { provider: 'Google', names: ['GoogleApps', 'Google Apps', 'Google'] },
  { provider: 'Octopus ID', names: ['OctopusID', 'Octopus ID', 'Octopus'] },
  { provider: 'Keycloak', names: ['Keycloak'], error: '#input-error, .kc-feedback-text' },
  { provider: 'Auth0', names: ['Auth0'], error: '.ulp-input-error-message, #prompt-alert' },
];
