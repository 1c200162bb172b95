import { describeClockAhead } from '../api/clock.ts';
import type { ListedIdentity } from '../api/schemas.ts';
import { readDifference, readServerTime, type ServerFacts } from '../api/server-facts.ts';
import { shortenToLine } from '../core/shorten.ts';
import { formatDuration } from '../core/text.ts';
import { type Claims, formatInstant } from './read-claims.ts';

/** An identity, and why it is not that of the token; no reason: it is. */
export interface Compared {
  readonly identity: ListedIdentity;
  readonly reasons: readonly string[];
}

/**
 * Compares the token of a job with each identity that a service account has.
 * @param audience the service account's id, which a token is for unless an identity says otherwise
 * @returns the nearest first
 */
export function compareClaims(
  claims: Claims,
  identities: readonly ListedIdentity[],
  audience: string,
): Compared[] {
  const patience = { steps: MAX_STEPS };
  const compared = identities.map((identity) => ({
    identity,
    reasons: compare(claims, identity, audience, patience),
  }));
  return compared.sort((a, b) => a.reasons.length - b.reasons.length);
}

/** How much is compared yet. */
interface Patience {
  steps: number;
}

// A moment's work, and far more than subjects as CI systems write them take; but a server may list thousands that take the longest there is.
const MAX_STEPS = 20_000_000;

function compare(
  claims: Claims,
  { Issuer, Subject, Audience }: ListedIdentity,
  audience: string,
  patience: Patience,
): string[] {
  return [
    ...compareIssuers(claims.issuer, Issuer ?? ''),
    ...compareSubjects(claims.subject, Subject ?? '', patience),
    ...compareAudiences(claims.audiences, Audience ?? audience),
  ];
}

/**
 * @param server whose clock counts
 * @returns what is wrong with the times of a token, whoever is trusted
 */
export function judgeTimes(
  { expiresAt, notBefore }: Claims,
  { clockAhead }: Pick<ServerFacts, 'clockAhead'>,
): string[] {
  const now = readServerTime({ clockAhead }).getTime();
  const ahead = readDifference({ clockAhead });
  const clock = `by the server's clock${ahead === 0 ? '' : `, which is ${describeClockAhead(ahead)}`}`;
  const say = (span: number) => formatDuration(Math.max(1_000, Math.round(span / 1_000) * 1_000));
  if (expiresAt === undefined) return ['it never ends (exp is missing)'];
  if (expiresAt <= now) return [`it has ended ${say(now - expiresAt)} ago ${clock}`];
  if (notBefore !== undefined && notBefore > now)
    return [`it is valid only from ${formatInstant(notBefore)} on, in ${say(notBefore - now)} ${clock}`];
  return [];
}

function compareIssuers(given: string | undefined, wanted: string): string[] {
  if (given === wanted) return [];
  if (given === undefined) return ['the token has no issuer (iss)'];
  const slip = findSlip(given, wanted);
  const how = { slash: ' by the slash at the end', 'letter case': ' in letter case' } as const;
  return [`the issuers differ${slip === undefined ? '' : how[slip]}: ${tell('iss', given, wanted)}`];
}

/** @returns in what little two issuers that are not the same differ; undefined for another altogether */
export function findSlip(issuer: string, other: string): 'slash' | 'letter case' | undefined {
  const [bare, bareOther] = [issuer, other].map((address) => address.replace(/\/$/, ''));
  if (bare === bareOther) return 'slash';
  return bare?.toLowerCase() === bareOther?.toLowerCase() ? 'letter case' : undefined;
}

function compareSubjects(given: string | undefined, wanted: string, patience: Patience): string[] {
  if (given === undefined) return ['the token has no subject (sub)'];
  if (given === wanted) return [];
  const { isWhole, reached } = compareWithPattern(given, wanted, patience);
  if (isWhole) return [];
  const told = tell('sub', given, wanted);
  const matches = (text: string, pattern: string) => compareWithPattern(text, pattern, patience).isWhole;
  if (matches(given.toLowerCase(), wanted.toLowerCase()))
    return [`the subjects differ in letter case, which counts: ${told}`];
  if (matches(given.trim(), wanted.trim())) return [`the subjects differ by blanks around them: ${told}`];
  if (patience.steps <= 0)
    return [
      `the subjects differ, or there is too much to compare to know whether a wildcard stands for it: ${told}`,
    ];
  const rest = wanted.slice(reached);
  if (!/[*?]/.test(wanted)) return [`the subjects differ from "${cut(rest)}" on: ${told}`];
  const lacking = rest === '' ? 'it ends there, and the token goes on' : `it then wants "${cut(rest)}"`;
  return [
    `the wildcard does not reach: up to "${cut(wanted.slice(0, reached))}" they agree, ${lacking}: ${told}`,
  ];
}

function compareAudiences(given: readonly string[], wanted: string): string[] {
  if (wanted === '') return ["the identity's audience is empty, which fits no token: leave it out"];
  if (given.includes(wanted)) return [];
  if (given.length === 0) return ['the token has no audience (aud)'];
  const isCase = given.some((each) => each.toLowerCase() === wanted.toLowerCase());
  return [`the audiences differ${isCase ? ' in letter case' : ''}: ${tell('aud', given.join(', '), wanted)}`];
}

function tell(claim: string, given: string, wanted: string): string {
  return `the token's ${claim} is "${cut(given)}", and the identity's "${cut(wanted)}"`;
}

const MAX_LENGTH = 300;

function cut(text: string): string {
  return shortenToLine(text, MAX_LENGTH);
}

/**
 * Compares a text with a pattern with wildcards. Of several stars, only how far the last one reaches is tried anew: it never takes longer
 * than one length times the other.
 * @returns whether it is what the pattern stands for, and how much of the pattern the beginning of the text can be
 */
export function compareWithPattern(
  text: string,
  pattern: string,
  patience: Patience = { steps: MAX_STEPS },
): { readonly isWhole: boolean; readonly reached: number } {
  let [at, place, star, resumed, reached] = [0, 0, -1, 0, 0];
  while (at < text.length) {
    patience.steps -= 1;
    if (patience.steps <= 0) return { isWhole: false, reached };
    if (pattern[place] === '*') {
      star = place;
      place += 1;
      resumed = at;
    } else if (pattern[place] === '?' || (place < pattern.length && pattern[place] === text[at])) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      resumed += 1;
      at = resumed;
      place = star + 1;
    } else return { isWhole: false, reached };
    reached = Math.max(reached, place);
  }
  while (pattern[place] === '*') place += 1;
  return { isWhole: place === pattern.length, reached: Math.max(reached, place) };
}
