import type { SettingName } from './settings.ts';

/** The settings of every way in, in the order in which one dispenses with another. */
export const accessSettings = [
  'url',
  'apiKey',
  'session',
  'sessionKey',
  'interactive',
  'username',
  'password',
  'provider',
  'ssoOrigin',
  'totpSecret',
  'acceptConsent',
  'allowHttp',
  'insecureTls',
  'browser',
  'headed',
  'slowMo',
  'trace',
] as const satisfies readonly SettingName[];

/** What kind of key is wanted, and whose. */
export const orderSettings = [
  'purpose',
  'expiresIn',
  'serviceAccount',
  'accessLevel',
  'actorType',
] as const satisfies readonly SettingName[];

/** Where a key goes, and in what form. */
export const deliverySettings = [
  'format',
  'out',
  'pipeTo',
  'ci',
  'githubEnv',
  'receipt',
] as const satisfies readonly SettingName[];

/** How a fleet is worked through, and what holds where its manifest does not say. */
export const fleetSettings = [
  'username',
  'password',
  'provider',
  'ssoOrigin',
  'totpSecret',
  'acceptConsent',
  'ifExists',
  'shard',
  'concurrency',
  'results',
  'report',
  'journal',
  'dryRun',
  'allowHttp',
  'insecureTls',
  'browsers',
] as const satisfies readonly SettingName[];
