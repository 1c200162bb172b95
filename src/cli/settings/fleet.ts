import { z } from 'zod';
import { browsers, count, shard, writablePath } from '../../core/values.ts';
import type { SettingParts } from '../setting.ts';

const flag = z.boolean().default(false);

/** What only a fleet has. */
export const fleet = {
  browsers: {
    option: '--browser <path or address...>',
    variable: 'OCTOPUS_BROWSER',
    help: 'for a fleet: several of them, used in turn (repeatable; the variable: comma separated)',
    schema: browsers.default([]),
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
    help: 'writes what became of each key as a line of JSON, without the secret',
    isWritten: true,
    schema: writablePath.optional(),
  },
  report: {
    option: '--report <file>',
    help: 'writes a page that shows every sign-in on a time line, failures first',
    isWritten: true,
    schema: writablePath.optional(),
  },
  journal: {
    option: '--journal <file>',
    help: "where a run notes what it has begun, so that the next can clean up (default: the manifest's name and .journal)",
    isWritten: true,
    schema: writablePath.optional(),
  },
  dryRun: {
    option: '--dry-run',
    help: 'only lists what the manifest asks for, and contacts no server',
    schema: flag,
  },
} as const satisfies Record<string, SettingParts>;

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
] as const;
