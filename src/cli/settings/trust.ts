import { z } from 'zod';
import { comparedText, identityName, issuer, oneOf, text } from '../../core/values.ts';
import type { SettingParts } from '../setting.ts';

const ifTrusted = ['skip', 'replace', 'error'] as const;
const flag = z.boolean().default(false);

const making = ['ifTrusted', 'createServiceAccount', 'team', 'allowWide', 'identityName'] as const;
const jobs = [
  ...['github', 'gitlab', 'azureDevops', 'teamcity', 'kubernetes', 'octopus'],
  ...['issuer', 'subject', 'audience'],
] as const;

/**
 * Whose jobs a service account trusts. None has a variable, or stands in a profile: what is trusted, and what no more, is said by whoever
 * runs the command.
 */
export const trust = {
  github: {
    option: '--github <owner/repo>',
    isCommon: true,
    help: 'trusts workflows of that repository: with --branch, --tag, --environment or --pull-request, only those runs',
    excludes: ['gitlab', 'azureDevops', 'teamcity', 'kubernetes', 'octopus', 'subject'],
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  gitlab: {
    option: '--gitlab <group/project>',
    isCommon: true,
    help: 'trusts jobs of that project at gitlab.com, or at the GitLab that --issuer names: with --branch or --tag, only those',
    excludes: ['azureDevops', 'teamcity', 'kubernetes', 'octopus', 'subject'],
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  azureDevops: {
    option: '--azure-devops <org/project/connection>',
    help: 'trusts pipelines that use that service connection, of which --issuer gives the issuer',
    excludes: ['teamcity', 'kubernetes', 'octopus', 'subject'],
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  teamcity: {
    option: '--teamcity <project/build type>',
    help: 'trusts builds of that build type, by internal ids such as project7/bt42, at the TeamCity that --issuer names: with --branch, only those',
    excludes: ['kubernetes', 'octopus', 'subject'],
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  kubernetes: {
    option: '--kubernetes <namespace/account>',
    help: 'trusts pods that run as that service account of the cluster whose issuer --issuer names',
    excludes: ['octopus', 'subject'],
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  octopus: {
    option: '--octopus <space/project>',
    help: 'trusts deployments and runbooks of that project, by slugs, at the Octopus Server that --issuer names: with --environment, only those there',
    excludes: ['subject'],
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  branch: {
    option: '--branch <name>',
    isCommon: true,
    help: 'trusts only what runs for that branch',
    excludes: ['tag', 'environment', 'pullRequest'],
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  tag: {
    option: '--tag <name>',
    help: 'trusts only what runs for that tag',
    excludes: ['environment', 'pullRequest'],
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  environment: {
    option: '--environment <name>',
    help: 'trusts only what runs in that environment',
    excludes: ['pullRequest'],
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  pullRequest: {
    option: '--pull-request',
    help: 'trusts only what runs for pull requests',
    isNeverInProfile: true,
    schema: flag,
  },
  issuer: {
    option: '--issuer <address>',
    isCommon: true,
    help: "who signs the jobs' tokens, exactly as their iss has it",
    isNeverInProfile: true,
    schema: issuer.optional(),
  },
  subject: {
    option: '--subject <text>',
    isCommon: true,
    help: 'whose tokens are taken, as their sub has it; * stands for any characters, ? for one',
    needs: 'issuer',
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  audience: {
    option: '--audience <text>',
    help: "what the tokens have as aud, where that cannot be the service account's id (default: that id)",
    isNeverInProfile: true,
    schema: comparedText.optional(),
  },
  identityName: {
    option: '--name <text>',
    help: 'what the portal calls the identity (default: made of what is trusted)',
    isNeverInProfile: true,
    schema: identityName.optional(),
  },
  ifTrusted: {
    option: `--if-exists <${ifTrusted.join('|')}>`,
    help: 'what to do about another identity of the same name, or of the same issuer and subject; error: about the very same, too (default: make one beside it)',
    isNeverInProfile: true,
    schema: oneOf(ifTrusted).optional(),
  },
  allowWide: {
    option: '--allow-wide',
    help: 'allows wildcards that let in jobs of more than one repository or project (default: refused)',
    isNeverInProfile: true,
    schema: flag,
  },
  listed: {
    option: '--list',
    isCommon: true,
    help: 'only lists the identities of the service account',
    excludes: ['removed', ...making, ...jobs, 'branch', 'tag', 'environment', 'pullRequest'],
    isNeverInProfile: true,
    schema: flag,
  },
  verified: {
    option: '--verify',
    isCommon: true,
    help: 'tells whether the token of a job is taken, and what it and each identity differ in where it is not',
    excludes: ['listed', 'removed', ...making, ...jobs, 'branch', 'tag', 'environment', 'pullRequest'],
    isNeverInProfile: true,
    schema: flag,
  },
  removed: {
    option: '--remove',
    help: 'removes the identity that the other options name, instead of making it',
    excludes: making,
    isNeverInProfile: true,
    schema: flag,
  },
  identityId: {
    option: '--id <id...>',
    help: 'with --remove: ids of identities, as --list shows them (repeatable)',
    needs: 'removed',
    excludes: jobs,
    isNeverInProfile: true,
    schema: z.array(text).optional(),
  },
  trustFormat: {
    option: '--format <text|json>',
    isCommon: true,
    help: 'how the result is written (default: text, with what the CI system needs)',
    schema: oneOf(['text', 'json']).default('text'),
  },
} as const satisfies Record<string, SettingParts>;

/** Whose jobs are meant. */
export const jobSettings = [...jobs, 'branch', 'tag', 'environment', 'pullRequest'] as const;
