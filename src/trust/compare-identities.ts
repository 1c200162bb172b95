import type { ListedIdentity, User } from '../api/schemas.ts';
import { shortenToLine } from '../core/shorten.ts';
import { quoteWord } from '../core/text.ts';
import type { WantedIdentity } from './presets.ts';

type Jobs = Pick<WantedIdentity, 'issuer' | 'subject'>;

/**
 * Whether an identity lets in the very tokens that are wanted, whatever its name is.
 * @param externalId what tokens are meant for where no audience is named; a server may list it, or leave it out
 */
export function isSame(identity: ListedIdentity, wanted: WantedIdentity, externalId: string): boolean {
  return (
    isForSameJobs(identity, wanted) && (identity.Audience ?? externalId) === (wanted.audience ?? externalId)
  );
}

/** Whether an identity is of the same issuer and subject, whatever its audience is. */
export function isForSameJobs({ Issuer, Subject }: ListedIdentity, { issuer, subject }: Jobs): boolean {
  return Issuer === issuer && Subject === subject;
}

/** @returns what a server has as an identity, for a message */
export function describeIdentity({ Id, Name, Issuer, Subject, Audience }: ListedIdentity): string {
  const say = (text: string | null | undefined) => shortenToLine(text ?? '', MAX_LENGTH);
  const audience = Audience == null ? '' : `, audience "${say(Audience)}"`;
  return `${Id} "${say(Name)}", issuer ${say(Issuer)}, subject ${say(Subject)}${audience}`;
}

const MAX_LENGTH = 300;

/** @returns the command that removes an identity, for a message: somebody may copy it, whatever the server calls the identity */
export function adviseRemoving({ Username, Id }: User, id: string): string {
  const words = [`--service-account=${Username ?? Id}`, `--id=${id}`];
  return `trust-issuer --remove ${words.map((word) => quoteWord(word)).join(' ')}`;
}

/** @returns whose jobs are wanted, for a message */
export function describeJobs({ issuer, subject }: Jobs): string {
  return `issuer ${issuer}, subject ${subject}`;
}
