import type { ListedIdentity } from '../api/schemas.ts';
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
  const audience = Audience == null ? '' : `, audience "${Audience}"`;
  return `${Id} "${Name ?? ''}", issuer ${Issuer}, subject ${Subject}${audience}`;
}

/** @returns whose jobs are wanted, for a message */
export function describeJobs({ issuer, subject }: Jobs): string {
  return `issuer ${issuer}, subject ${subject}`;
}
