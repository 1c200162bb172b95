// What a browser runs to draw SuperTokens' pages. Plain JavaScript: the types of what it imports are there only where
// the front ends are installed, and types are checked where they are not.
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { init, SuperTokensWrapper } from 'supertokens-auth-react';
import * as EmailPassword from 'supertokens-auth-react/recipe/emailpassword';
import { EmailPasswordPreBuiltUI } from 'supertokens-auth-react/recipe/emailpassword/prebuiltui';
import * as EmailVerification from 'supertokens-auth-react/recipe/emailverification';
import { EmailVerificationPreBuiltUI } from 'supertokens-auth-react/recipe/emailverification/prebuiltui';
import * as MultiFactorAuth from 'supertokens-auth-react/recipe/multifactorauth';
import { MultiFactorAuthPreBuiltUI } from 'supertokens-auth-react/recipe/multifactorauth/prebuiltui';
import * as Passwordless from 'supertokens-auth-react/recipe/passwordless';
import { PasswordlessPreBuiltUI } from 'supertokens-auth-react/recipe/passwordless/prebuiltui';
import * as Session from 'supertokens-auth-react/recipe/session';
import * as ThirdParty from 'supertokens-auth-react/recipe/thirdparty';
import { ThirdPartyPreBuiltUI } from 'supertokens-auth-react/recipe/thirdparty/prebuiltui';
import * as TOTP from 'supertokens-auth-react/recipe/totp';
import { TOTPPreBuiltUI } from 'supertokens-auth-react/recipe/totp/prebuiltui';
import { canHandleRoute, getRoutingComponent } from 'supertokens-auth-react/ui';

const { firstFactors, useShadowDom, defaultToSignUp, verifiesMail, path, done } = JSON.parse(
  document.getElementById('settings').textContent,
);
if (path && location.pathname === '/') history.replaceState(null, '', path);
const pages = [
  EmailPasswordPreBuiltUI,
  EmailVerificationPreBuiltUI,
  MultiFactorAuthPreBuiltUI,
  PasswordlessPreBuiltUI,
  ThirdPartyPreBuiltUI,
  TOTPPreBuiltUI,
];

init({
  appInfo: {
    appName: 'Fake App',
    apiDomain: location.origin,
    websiteDomain: location.origin,
    apiBasePath: '/api',
    websiteBasePath: '/',
  },
  useShadowDom,
  defaultToSignUp,
  getRedirectionURL: async ({ action }) => (action === 'SUCCESS' ? done : undefined),
  recipeList: [
    EmailPassword.init(),
    Passwordless.init({ contactMethod: 'EMAIL_OR_PHONE' }),
    ThirdParty.init({
      signInAndUpFeature: { providers: [ThirdParty.Github.init(), ThirdParty.Google.init()] },
    }),
    MultiFactorAuth.init({ firstFactors }),
    TOTP.init(),
    ...(verifiesMail ? [EmailVerification.init({ mode: 'REQUIRED' })] : []),
    Session.init(),
  ],
});

const shown = verifiesMail ? pages : pages.filter((page) => page !== EmailVerificationPreBuiltUI);
const page = canHandleRoute(shown) ? getRoutingComponent(shown) : null;
createRoot(document.getElementById('root')).render(createElement(SuperTokensWrapper, null, page));
