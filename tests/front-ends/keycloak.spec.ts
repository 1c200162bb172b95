import { test } from '../fixtures.ts';
import { startKeycloak } from './keycloak.ts';
import {
  askBoth,
  askCode,
  askConsent,
  askPassword,
  askSecurityKey,
  askUserName,
  choose,
  demand,
} from './keycloak-pages.ts';
import { CONSENT, type KeycloakRow, passed, refused, WRONG } from './keycloak-rows.ts';
import { testWalk } from './walk-row.ts';

// Keycloak's own pages, each sent as a document.

test.use({ sharesBrowser: true });

const WRONG_IN = {
  de: /Ungültiger Benutzername oder Passwort/,
  fr: /Nom d.utilisateur ou mot de passe invalide/,
  es: /Usuario o contraseña incorrectos/,
  ja: /無効なユーザー名またはパスワードです/,
};

const inOtherLanguages = (['de', 'fr', 'es', 'ja'] as const).flatMap((language): KeycloakRow[] => [
  {
    name: `${language}: user name, password and one-time code`,
    language,
    first: askUserName(askPassword(askCode())),
    deeds: ['user name', 'password', 'code'],
  },
  {
    name: `${language}: consent`,
    language,
    first: askBoth(askConsent()),
    words: CONSENT,
    deeds: ['password', 'consent given'],
  },
  {
    name: `${language}: consent`,
    language,
    first: askBoth(askConsent()),
    deeds: ['password'],
    said: /--accept-consent/,
  },
  {
    name: `${language}: a security key, or a one-time code by another way`,
    language,
    first: askBoth(askSecurityKey(choose({ webauthn: askSecurityKey(), otp: askCode() }))),
    deeds: ['password', 'code'],
  },
  {
    name: `${language}: an authenticator is to be set up`,
    language,
    first: askBoth(demand('login-config-totp.ftl', false, 'configureTotpMessage')),
    deeds: ['password'],
    said: /FreeOTP|authenti/i,
  },
  {
    name: `${language}: a wrong password`,
    language,
    first: askBoth(),
    env: WRONG,
    deeds: ['password'],
    said: WRONG_IN[language],
  },
]);

const slow = [100, 1000, 3000].map(
  (answerAfterMs): KeycloakRow => ({
    name: `replies after ${answerAfterMs} ms`,
    first: askUserName(askPassword(askCode())),
    answerAfterMs,
    deeds: ['user name', 'password', 'code'],
  }),
);

for (const row of [...passed, ...refused, ...inOtherLanguages, ...slow])
  testWalk({ ...row, name: `Keycloak: ${row.name}` }, (server) => startKeycloak(server, row.first, row));
