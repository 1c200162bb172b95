/** A form of subjects: what it begins with, and what may come before a wildcard at the least. */
interface SubjectForm {
  readonly begins: string;
  readonly narrow: RegExp;
  readonly named: string;
}

// Whoever can start a job in one place is not let in by what was meant for another: behind these parts, a wildcard is about the same place.
const forms: readonly SubjectForm[] = [
  { begins: 'repo:', narrow: /^repo:[^:/*?]+\/[^:/*?]+:/, named: 'the owner and the repository' },
  {
    begins: 'project_path:',
    narrow: /^project_path:[^:/*?]+(?:\/[^:/*?]+)+:/,
    named: 'the group and the project',
  },
  { begins: 'sc://', narrow: /^sc:\/\/[^/*?]+\/[^/*?]+\//, named: 'the organization and the project' },
  { begins: 'project:', narrow: /^project:[^:*?]+:/, named: 'the project' },
  { begins: 'space:', narrow: /^space:[^:*?]+:project:[^:*?]+:/, named: 'the space and the project' },
];

/**
 * Finds out whether a subject lets in more than whoever wrote it is likely to have meant. Of a form that nobody here knows, nobody can
 * tell what a wildcard stands for.
 * @returns what is wide about it; undefined for nothing
 */
export function findWide(subject: string): string | undefined {
  if (!/[*?]/.test(subject)) return undefined;
  const form = forms.find(({ begins }) => subject.startsWith(begins));
  if (!form) return 'it has a wildcard, of which nobody can tell here what it lets in';
  return form.narrow.test(subject) ? undefined : `it does not name ${form.named} without a wildcard`;
}
