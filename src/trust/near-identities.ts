import type { ListedIdentity } from '../api/schemas.ts';
import { findSlip } from './compare-claims.ts';
import { describeIdentity } from './compare-identities.ts';
import type { WantedIdentity } from './presets.ts';

type Sought = Pick<WantedIdentity, 'issuer' | 'subject'>;

const MOST = 5;

/**
 * @param identities of which none is the one that is sought
 * @returns a sentence's part: those that come nearest, and in what they differ; where none does, those that there are
 */
export function describeNearest(identities: readonly ListedIdentity[], sought?: Sought): string {
  if (identities.length === 0) return 'the account has no identity';
  const near = identities.flatMap((identity) => {
    const difference = sought && findDifference(identity, sought);
    return difference === undefined ? [] : [`${describeIdentity(identity)} (${difference})`];
  });
  const told = near.length > 0 ? near : identities.map(describeIdentity);
  const rest = told.length > MOST ? `; and ${told.length - MOST} more, which --list shows` : '';
  return `${near.length > 0 ? 'the nearest is' : 'there is'} ${told.slice(0, MOST).join('; ')}${rest}`;
}

/** @returns in what little an identity differs; undefined where it is another altogether */
function findDifference(
  { Issuer, Subject }: ListedIdentity,
  { issuer, subject }: Sought,
): string | undefined {
  const ofIssuer = compareIssuers(Issuer ?? '', issuer);
  const ofSubject = compareSubjects(Subject ?? '', subject);
  if (ofIssuer === undefined || ofSubject === undefined)
    return Subject === subject ? 'it has another issuer' : undefined;
  return [ofIssuer, ofSubject].filter((each) => each !== '').join(', ') || 'it has another audience';
}

/** @returns nothing for the same, and undefined for another */
function compareIssuers(found: string, wanted: string): string | undefined {
  if (found === wanted) return '';
  const slip = findSlip(found, wanted);
  return slip && `the issuer differs ${slip === 'slash' ? 'by the slash at its end' : 'in letter case'}`;
}

/** @returns nothing for the same, and undefined for another */
function compareSubjects(found: string, wanted: string): string | undefined {
  if (found === wanted) return '';
  if (found.toLowerCase() === wanted.toLowerCase()) return 'the subject differs in letter case';
  const [place, other] = [placeOf(wanted), placeOf(found)];
  return place !== undefined && place === other
    ? 'the same place, for another branch, tag or environment'
    : undefined;
}

/** @returns whose jobs a subject is about, in small letters, where the CI system writes what they run for behind that */
function placeOf(subject: string): string | undefined {
  const place =
    /^(?:(?:repo|project_path):[^:]+|project:[^:]+:build_type:[^:]+|space:[^:]+:project:[^:]+)(?=:|$)/;
  return place.exec(subject.toLowerCase())?.[0];
}
