// What a browser runs to draw one of Ory's flows. Plain JavaScript: the types of what it imports are there only where
// the front ends are installed, and types are checked where they are not.
import {
  Consent,
  Error as ErrorScreen,
  Login,
  Recovery,
  Registration,
  Settings,
  Verification,
} from '@ory/elements-react/theme';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const SCREENS = { Consent, Error: ErrorScreen, Login, Recovery, Registration, Settings, Verification };
const { screen, content, locale } = JSON.parse(document.getElementById('settings').textContent);
const config = {
  sdk: { url: location.origin },
  intl: { locale },
  project: {
    name: 'Fake Project',
    default_redirect_url: '/home',
    registration_enabled: true,
    verification_enabled: true,
    recovery_enabled: true,
    hide_ory_branding: true,
  },
};
// Ory's own script for security keys and passkeys has functions of these names: here, nobody has one.
for (const name of ['oryPasskeyLogin', 'oryPasskeyLoginAutocompleteInit', 'oryWebAuthnLogin'])
  window[name] = () => {};

createRoot(document.getElementById('root')).render(createElement(SCREENS[screen], { config, ...content }));
