import type { JobSystem, WantedIdentity } from './presets.ts';

/** How a CI system writes subjects: what it may have before a wildcard at the least. */
interface SubjectForm {
  readonly option: string;
  readonly begins: string;
  readonly narrow: RegExp;
  readonly named: string;
}

// Whoever can start a job in one place is not let in by what was meant for another: behind these parts, a wildcard is about the same place.
const forms: Readonly<Partial<Record<JobSystem, SubjectForm>>> = {
  github: {
    option: '--github',
    begins: 'repo:',
    narrow: /^repo:[^:/*?]+\/[^:/*?]+:/,
    named: 'the owner and the repository',
  },
  gitlab: {
    option: '--gitlab',
    begins: 'project_path:',
    narrow: /^project_path:[^:/*?]+(?:\/[^:/*?]+)+:/,
    named: 'the group and the project',
  },
  azureDevops: {
    option: '--azure-devops',
    begins: 'sc://',
    narrow: /^sc:\/\/[^/*?]+\/[^/*?]+\//,
    named: 'the organization and the project',
  },
  teamcity: {
    option: '--teamcity',
    begins: 'project:',
    narrow: /^project:[^:*?]+:/,
    named: 'the project',
  },
  octopus: {
    option: '--octopus',
    begins: 'space:',
    narrow: /^space:[^:*?]+:project:[^:*?]+:/,
    named: 'the space and the project',
  },
};

/** Hosts at which one CI system alone signs. GitHub Enterprise Server and others have hosts of their own: an option says what is there. */
const hosts: readonly (readonly [RegExp, JobSystem])[] = [
  [/^token\.actions\.(?:githubusercontent\.com|[^.]+\.ghe\.com)$/, 'github'],
  [/^gitlab\.com$/, 'gitlab'],
  [/^vstoken\.dev\.azure\.com$/, 'azureDevops'],
];

/**
 * Finds out whether a subject lets in more than whoever wrote it is likely to have meant. What a wildcard stands for is known only of the
 * subjects of a known CI system: another issuer may sign the same text for anybody.
 * @returns what is wide about it, with options as `trust-issuer` has them; undefined for nothing
 */
export function findWide({
  issuer,
  subject,
  system,
}: Pick<WantedIdentity, 'issuer' | 'subject' | 'system'>): string | undefined {
  if (!/[*?]/.test(subject)) return undefined;
  const { hostname } = new URL(issuer);
  const signer = hosts.find(([host]) => host.test(hostname))?.[1] ?? system;
  const form = signer && forms[signer];
  if (!form) return explainUnknown(subject);
  if (!subject.startsWith(form.begins))
    return `it has a wildcard, and is not written as that issuer's are (${form.begins}…)`;
  return form.narrow.test(subject) ? undefined : `it does not name ${form.named} without a wildcard`;
}

function explainUnknown(subject: string): string {
  const like = Object.values(forms).find(({ begins }) => subject.startsWith(begins));
  const advice = like ? `: ${like.option} in its place says whose that issuer is` : '';
  return `it has a wildcard, of which nobody can tell here what it lets in at that issuer${advice}`;
}
