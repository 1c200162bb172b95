import { z } from 'zod';
import {
  accessLevels,
  actorTypes,
  expiry,
  instant,
  oneOf,
  positiveDuration,
  text,
  wordFor,
} from '../../core/values.ts';
import type { SettingParts } from '../setting.ts';

const ifExists = ['skip', 'rotate', 'error'] as const;
const flag = z.boolean().default(false);

/** What a key is, which keys are meant, and what a command does with one. */
export const key = {
  purpose: {
    option: '--purpose <text>',
    isCommon: true,
    variable: 'OCTOPUS_KEY_PURPOSE',
    help: 'what the key is for, as the key list shows it (default: octopus-key-mint)',
    schema: text.optional(),
  },
  selectedPurpose: {
    option: '--purpose <text>',
    isCommon: true,
    help: 'revokes the key of that purpose; of several, with --yes, all',
    isNeverInProfile: true,
    schema: text.optional(),
  },
  expiresIn: {
    option: '--expires-in <time>',
    isCommon: true,
    variable: 'OCTOPUS_KEY_EXPIRES_IN',
    help: '12h, 90d, an ISO 8601 date-time, or never (default: 90d; with-key: 1h)',
    schema: expiry.optional(),
  },
  serviceAccount: {
    option: '--service-account <name>',
    isCommon: true,
    variable: 'OCTOPUS_SERVICE_ACCOUNT',
    help: "the service account that the keys, or the identities, belong to (default: none, the user's own keys; trust-issuer: has to be given)",
    schema: text.optional(),
  },
  createServiceAccount: {
    option: '--create-service-account',
    help: 'makes that service account where there is none',
    needs: 'serviceAccount',
    schema: flag,
  },
  team: {
    option: '--team <name...>',
    help: 'puts that service account in a team, by name, or by its id where teams of several spaces have that name (repeatable)',
    needs: 'serviceAccount',
    schema: z.array(text).optional(),
  },
  agent: {
    option: '--agent',
    help: "makes that service account an AI agent's where there is none, and an agent's key (servers since 2026.2)",
    needs: 'serviceAccount',
    excludes: ['actorType'],
    schema: flag,
  },
  accessLevel: {
    option: `--access-level <${Object.keys(accessLevels).join('|')}>`,
    variable: 'OCTOPUS_KEY_ACCESS_LEVEL',
    help: 'what the key may do (servers since 2026.3; default: as the server likes)',
    schema: wordFor(accessLevels).optional(),
  },
  actorType: {
    option: `--actor-type <${Object.keys(actorTypes).join('|')}>`,
    variable: 'OCTOPUS_KEY_ACTOR_TYPE',
    help: 'what kind of actor holds the key (servers since 2026.2; default: as the server likes)',
    schema: wordFor(actorTypes).optional(),
  },
  ifExists: {
    option: `--if-exists <${ifExists.join('|')}>`,
    isCommon: true,
    help: 'what to do about a live key of the same purpose (default: mint another; mint-fleet: skip)',
    isNeverInProfile: true,
    schema: oneOf(ifExists).optional(),
  },
  ifOlderThan: {
    option: '--if-older-than <time>',
    isCommon: true,
    help: 'does nothing while the newest live key of the purpose is younger than that, such as 20d (default: it is replaced)',
    isNeverInProfile: true,
    schema: positiveDuration.optional(),
  },
  overlap: {
    option: '--overlap <time>',
    isCommon: true,
    help: 'lets old keys live on; each run revokes those that were replaced longer ago than that, such as 1h (default: revoked at once)',
    isNeverInProfile: true,
    schema: positiveDuration.optional(),
  },
  id: {
    option: '--id <id...>',
    isCommon: true,
    help: 'ids of keys to revoke, as list-keys shows them (repeatable)',
    excludes: ['expired', 'olderThan', 'expiresAt'],
    isNeverInProfile: true,
    schema: z.array(text).optional(),
  },
  expired: {
    option: '--expired',
    isCommon: true,
    help: 'revokes keys that have expired',
    isNeverInProfile: true,
    schema: flag,
  },
  olderThan: {
    option: '--older-than <time>',
    isCommon: true,
    help: 'revokes keys that were made longer ago than that, such as 30d',
    isNeverInProfile: true,
    schema: positiveDuration.optional(),
  },
  expiresAt: {
    option: '--expires-at <time>',
    help: 'with --purpose: revokes the key that was asked for with exactly that expiry, an ISO 8601 date-time',
    needs: 'selectedPurpose',
    excludes: ['expired', 'olderThan'],
    isNeverInProfile: true,
    schema: instant.optional(),
  },
  onlyTold: {
    option: '--dry-run',
    isCommon: true,
    help: 'only tells which keys would be revoked',
    excludes: ['yes'],
    isNeverInProfile: true,
    schema: flag,
  },
  yes: {
    option: '--yes',
    isCommon: true,
    help: 'revokes them even if there is more than one',
    isNeverInProfile: true,
    schema: flag,
  },
  accessToken: {
    option: '--access-token',
    help: 'gives the command an access token instead: nothing to revoke, nothing in the key list',
    excludes: ['purpose', 'expiresIn', 'serviceAccount', 'accessLevel', 'actorType', 'allNames'],
    schema: flag,
  },
  allNames: {
    option: '--all-names',
    help: 'gives the command the key under every name that an Octopus tool reads, not only OCTOPUS_API_KEY',
    schema: flag,
  },
  maskOutput: {
    option: '--mask-output',
    help: "removes the key, or the access token, from the command's output",
    schema: flag,
  },
} as const satisfies Record<string, SettingParts>;

/** What kind of key is wanted, and whose. */
export const orderSettings = ['purpose', 'expiresIn', 'serviceAccount', 'accessLevel', 'actorType'] as const;
