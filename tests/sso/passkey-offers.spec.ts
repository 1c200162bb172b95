import type { Means } from '../../src/in-page/judge-page.ts';
import { lookAt } from '../../src/sso/provider-page.ts';
import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';

// What pages offer beside passkeys, or about them, in the words of Keycloak 26, of Okta's widget 7, of Auth0 and of Entra ID.

const BOTH = `<form><input name="username" autocomplete="username"><input type="password" name="password">
  <button>Sign In</button></form>`;
const USERNAME = '<form><input name="identifier" autocomplete="username"><button>Next</button></form>';
const PASSWORD = '<form><input type="password" name="password"><button>Sign in</button></form>';
const CODE = '<form><input name="code" autocomplete="one-time-code"><button>Verify</button></form>';

/** With what is there for a passkey, and with what is there without one. */
const pages: Readonly<Record<string, readonly [html: string, kind: string, without: string]>> = {
  'Keycloak, beside the password': [
    `<h1>Sign in to your account</h1>${BOTH}<input type="button" id="authenticateWebAuthnButton" value="Anmelden mit Passkey">`,
    'use-passkey',
    'both',
  ],
  'Okta, below the user name': [
    `<h1>Sign In</h1>${USERNAME}<a href="#" role="button">Sign in with a passkey</a>`,
    'use-passkey',
    'username',
  ],
  'Okta, in a list': [
    `<h1>Verify it's you with a security method</h1><ul class="authenticator-verify-list">
     <li data-se="okta_password">Password <a href="#">Select</a></li>
     <li data-se="webauthn">Security Key or Biometric Authenticator <a href="#">Select</a></li></ul>`,
    'use-passkey',
    'method',
  ],
  'Okta, once it was refused': [
    '<h1>Verify with a passkey</h1><p>You will be prompted to use a passkey.</p><button>Retry</button>',
    'use-passkey',
    'passkey',
  ],
  'Entra ID, beside the password': [
    `<h1>Enter password</h1>${PASSWORD}<a href="#">Use your face, fingerprint, PIN, or security key instead</a>`,
    'use-passkey',
    'password',
  ],
  'Entra ID, by itself, with other ways': [
    `<h1>Face, fingerprint, PIN or security key</h1><p>Your device will open a security window.</p>
     <a href="#">Other ways to sign in</a>`,
    'use-passkey',
    'another-way',
  ],
  'Auth0, beside a code': [
    `<h1>Verify Your Identity</h1>${CODE}<button>Use fingerprint or face recognition</button>`,
    'use-passkey',
    'code',
  ],
  'one that is to be made, or not': [
    '<h1>Set up a passkey: more secure, easier to use.</h1><button>Create a passkey</button><button>Not now</button>',
    'skippable',
    'skippable',
  ],
  'one that is to be made': [
    '<h1>Set up a passkey</h1><button>Create a passkey</button><button>Set up</button>',
    'set-up',
    'set-up',
  ],
  'what has to do with passkeys': [
    `<h1>Sign in</h1>${BOTH}<a href="#">What is a passkey?</a><a href="#">Create a passkey</a>
     <a href="#">Sign in without a passkey</a><a href="#">Passkey verwalten</a><a href="#">Gérer mes passkeys</a>`,
    'both',
    'both',
  ],
  'a page about something else that speaks of them': [
    '<h1>Stay signed in?</h1><p>Next time you could use a passkey.</p><button>Yes</button><button>No</button>',
    'stay-signed-in',
    'stay-signed-in',
  ],
};

const MEANS: Means = {
  ...{
    username: 'jane',
    hasPassword: true,
    hasGivenPassword: false,
    hasCode: true,
    hasFreeCodes: true,
    mayPush: false,
  },
  ...{ hasPasskey: false, mayUsePasskey: false },
};

test('a passkey is used where one is asked for or offered, and only then, and only where there is one', async () => {
  await using opened = await openTestPage();
  const found: Record<string, readonly string[]> = {};
  for (const [name, [html]] of Object.entries(pages)) {
    await opened.page.setContent(`<!doctype html><body>${html}</body>`);
    const own = { ...MEANS, hasPasskey: true, mayUsePasskey: true };
    found[name] = [
      html,
      (await lookAt(opened.page, lookingWith(own))).kind,
      (await lookAt(opened.page, lookingWith(MEANS))).kind,
    ];
  }

  expect(found).toEqual(pages);
});

function lookingWith(means: Means) {
  return { portal: '', origins: [], meansAt: () => means };
}
