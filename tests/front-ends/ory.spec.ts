import { test } from '../fixtures.ts';
import { startOry } from './ory.ts';
import { askBoth, askConsent, askPassword, askSecond, askUserName } from './ory-pages.ts';
import { CONSENT, EVERY_WAY, type OryRow, passed, refused, WITH_CODE, WRONG } from './ory-rows.ts';
import { testWalk } from './walk-row.ts';

// Ory's account pages: a flow is drawn anew in its document, or sends the browser on to the next one.

test.use({ sharesBrowser: true });

const inOtherLanguages = (['de', 'fr', 'es', 'ja'] as const).flatMap((language): OryRow[] => [
  {
    name: `${language}: a list of ways before the password, and another after it`,
    language,
    first: askUserName(askPassword(askSecond(EVERY_WAY), ['mail', 'passkey'])),
    deeds: ['user name', ...WITH_CODE],
  },
  {
    name: `${language}: a recovery code, or a one-time code by another way`,
    language,
    first: askBoth(askSecond(['lookup_secret', 'totp'], 'lookup_secret')),
    deeds: WITH_CODE,
  },
  {
    name: `${language}: consent`,
    language,
    first: askBoth(askConsent()),
    words: CONSENT,
    deeds: ['password', 'consent given'],
  },
]);

const others: readonly OryRow[] = [
  {
    name: 'ja: a wrong password',
    language: 'ja',
    first: askBoth(),
    env: WRONG,
    deeds: ['password'],
    said: /資格情報が無効です/,
  },
  {
    name: 'replies after 3000 ms',
    first: askUserName(askPassword(askSecond(['totp']))),
    answerAfterMs: 3000,
    deeds: ['user name', ...WITH_CODE],
  },
];

for (const row of [...passed, ...refused, ...inOtherLanguages, ...others])
  testWalk({ ...row, name: `Ory: ${row.name}` }, (server) => startOry(server, row.first, row));
