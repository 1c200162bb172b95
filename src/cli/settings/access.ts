import { z } from 'zod';
import {
  apiKey,
  browser,
  line,
  milliseconds,
  onUnknown,
  origins,
  serverAddress,
  text,
  writablePath,
} from '../../core/values.ts';
import type { SettingParts } from '../setting.ts';
import { networkSettings } from './network.ts';

const flag = z.boolean().default(false);

/** How a server is reached, and how somebody signs in there. */
export const access = {
  url: {
    option: '--url <address>',
    variable: 'OCTOPUS_URL',
    help: 'the server, with its virtual directory if it has one',
    required: "give the server's address, such as https://octopus.example.com",
    schema: serverAddress,
  },
  apiKey: {
    variable: 'OCTOPUS_API_KEY',
    secret: true,
    help: 'an API key, used instead of signing in: no browser is started (by mint-key only where there is no password)',
    schema: apiKey.optional(),
  },
  session: {
    option: '--session <file>',
    help: 'a session that sign-in has saved, used while it lives instead of signing in',
    schema: text.optional(),
  },
  saveSession: {
    option: '--save-session <file>',
    help: 'where the session is saved, encrypted',
    required: 'name a file for the session',
    unless: 'registerPasskey',
    isWritten: true,
    schema: writablePath.optional(),
  },
  sessionKey: {
    variable: 'OCTOPUS_SESSION_KEY',
    secret: true,
    help: "what sessions and passkeys are encrypted with: 16 characters or more (default: a key in the system's keyring)",
    schema: z.string().min(16, 'is too short: give 16 characters or more').optional(),
  },
  interactive: {
    option: '--interactive',
    help: 'shows the browser and waits for you to sign in there yourself (default time-out: 10m)',
    schema: flag,
  },
  direct: {
    option: '--direct',
    help: "signs in by the portal's own login request, without a browser; only where forms login is on (default: in a browser)",
    excludes: [
      'interactive',
      'provider',
      'passkey',
      'registerPasskey',
      'browser',
      'headed',
      'slowMo',
      'trace',
    ],
    schema: flag,
  },
  username: {
    option: '--username <name>',
    variable: 'OCTOPUS_USERNAME',
    help: 'who to sign in as',
    required: 'give the name of the user to sign in as',
    isForSigningIn: true,
    isOneLine: true,
    schema: line.refine((value) => value.trim() !== '', 'is empty').optional(),
  },
  password: {
    variable: 'OCTOPUS_PASSWORD',
    secret: true,
    help: "that user's password",
    required: 'give the password, or name a file that holds it in OCTOPUS_PASSWORD_FILE',
    isForSigningIn: true,
    schema: line.optional(),
  },
  provider: {
    option: '--provider <name>',
    variable: 'OCTOPUS_PROVIDER',
    help: "which authentication provider to sign in with (default: the portal's own form)",
    schema: text.optional(),
  },
  ssoOrigin: {
    option: '--sso-origin <origin...>',
    variable: 'OCTOPUS_SSO_ORIGINS',
    help: "origins beside the portal's that credentials may be typed into (repeatable; the variable: comma separated)",
    schema: origins.default([]),
  },
  totpSecret: {
    variable: 'OCTOPUS_TOTP_SECRET',
    secret: true,
    help: 'the base32 secret of a one-time-code generator',
    schema: line.optional(),
  },
  passkey: {
    option: '--passkey <file>',
    variable: 'OCTOPUS_PASSKEY',
    help: 'a passkey that sign-in --register-passkey has made, used where the provider asks for one',
    schema: text.optional(),
  },
  registerPasskey: {
    option: '--register-passkey <file>',
    help: 'shows the browser, and saves the passkey that you register there, encrypted (default time-out: 10m)',
    isWritten: true,
    excludes: ['saveSession', 'trace'],
    schema: writablePath.optional(),
  },
  acceptConsent: {
    option: '--accept-consent',
    help: 'accepts what a provider asks to consent to (default: refused)',
    schema: flag,
  },
  onUnknown: {
    option: '--on-unknown <fail|ask|ask:folder>',
    variable: 'OCTOPUS_ON_UNKNOWN',
    help: "what to do on a provider's page that is not known: fail; ask, on the terminal; ask:FOLDER, by files in a folder of yours (default: fail; for the others the time-out is 10m)",
    needs: 'provider',
    schema: onUnknown.default('fail'),
  },
  signIn: { option: '--sign-in', help: 'also tries to sign in, once', schema: flag },
  allowHttp: {
    option: '--allow-http',
    help: 'sends the password in clear text to a server, or a provider, on another machine (default: refused)',
    schema: flag,
  },
  insecureTls: {
    option: '--insecure-tls',
    help: 'checks no certificates: whoever stands in between can read everything',
    schema: flag,
  },
  browser: {
    option: '--browser <path or address>',
    variable: 'OCTOPUS_BROWSER',
    help: 'a Chromium, or ws://… or http://… of a remote one (default: the first that is found)',
    schema: browser.optional(),
  },
  headed: { option: '--headed', help: 'shows the browser', schema: flag },
  slowMo: {
    option: '--slow-mo <ms>',
    help: 'milliseconds to wait after each step in the browser',
    schema: milliseconds.default(0),
  },
  trace: {
    option: '--trace <file>',
    help: "records the run for Playwright's trace viewer",
    isWritten: true,
    schema: writablePath.optional(),
  },
} as const satisfies Record<string, SettingParts>;

/** The settings of every login method, in the order in which one dispenses with another. */
export const accessSettings = [
  'url',
  'apiKey',
  'session',
  'sessionKey',
  'interactive',
  'direct',
  'provider',
  'passkey',
  'username',
  'password',
  'ssoOrigin',
  'totpSecret',
  'acceptConsent',
  'onUnknown',
  'allowHttp',
  'insecureTls',
  ...networkSettings,
  'browser',
  'headed',
  'slowMo',
  'trace',
] as const;
