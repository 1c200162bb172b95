import { z } from 'zod';
import { browsers, count, growingPath, shard, writablePath } from '../../core/values.ts';
import type { SettingParts } from '../setting.ts';
import { networkSettings } from './network.ts';

const flag = z.boolean().default(false);

/** What only a fleet has. */
export const fleet = {
  browsers: {
    option: '--browser <path or address...>',
    variable: 'OCTOPUS_BROWSER',
    help: 'for a fleet: several of them, used in turn (repeatable; the variable: comma separated)',
    isOwnInProfile: true,
    schema: browsers.default([]),
  },
  failOnUnknown: {
    option: '--on-unknown <fail>',
    variable: 'OCTOPUS_ON_UNKNOWN',
    help: 'for a fleet: fail alone, since many sign in at the same time',
    isOwnInProfile: true,
    schema: z
      .literal(
        'fail',
        'asks, and a fleet asks nobody: leave it out, and sign in to that server with mint-key',
      )
      .default('fail'),
  },
  concurrency: {
    option: '--concurrency <number>',
    help: 'how many sign in at the same time (default: from the cores and the memory of this machine)',
    schema: count.optional(),
  },
  shard: {
    option: '--shard <i/n>',
    help: "which part of the fleet, such as 3/16; with n alone Kubernetes' JOB_COMPLETION_INDEX tells which",
    schema: shard.optional(),
  },
  results: {
    option: '--results <file>',
    isCommon: true,
    help: 'writes what became of each key as a line of JSON, without the secret',
    isWritten: true,
    schema: growingPath.optional(),
  },
  report: {
    option: '--report <file>',
    isCommon: true,
    help: 'writes a page that shows every sign-in on a time line, failures first',
    isWritten: true,
    schema: writablePath.optional(),
  },
  journal: {
    option: '--journal <file>',
    help: "where a run notes what it has begun, so that the next can clean up (default: the manifest's name and .journal)",
    isWritten: true,
    schema: growingPath.optional(),
  },
  dryRun: {
    option: '--dry-run',
    isCommon: true,
    help: 'only lists what the manifest asks for, and contacts no server',
    isNeverInProfile: true,
    schema: flag,
  },
} as const satisfies Record<string, SettingParts>;

/** Where a manifest says what an option says elsewhere: it goes before options that only say what is usual. */
export const manifestFields = {
  url: "the manifest's url",
  username: "the manifest's signIn.username",
  direct: "the manifest's signIn.direct",
  provider: "the manifest's signIn.provider",
  ssoOrigin: "the manifest's signIn.ssoOrigins",
  purpose: "the manifest's purpose",
  expiresIn: "the manifest's expiresIn",
  serviceAccount: "the manifest's serviceAccount",
  createServiceAccount: "the manifest's createServiceAccount",
  team: "the manifest's team",
  accessLevel: "the manifest's accessLevel",
  actorType: "the manifest's actorType",
  out: "the manifest's deliver.file",
  pipeTo: "the manifest's deliver.command",
  format: "the manifest's deliver.format",
} as const;

/** How a fleet is worked through, and what holds where its manifest does not say. */
export const fleetSettings = [
  'username',
  'password',
  'direct',
  'provider',
  'ssoOrigin',
  'totpSecret',
  'passkey',
  'sessionKey',
  'acceptConsent',
  'failOnUnknown',
  'ifExists',
  'shard',
  'concurrency',
  'results',
  'report',
  'journal',
  'dryRun',
  'allowHttp',
  'insecureTls',
  ...networkSettings,
  'browsers',
] as const;
