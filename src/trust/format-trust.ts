import type { ListedIdentity } from '../api/schemas.ts';
import { escapeControls, formatJson, layOutTable } from '../core/text.ts';
import { redactTexts } from '../secrets/clean-json.ts';
import { redactor } from '../secrets/redactor.ts';
import type { Comparison } from './compare-token.ts';
import type { JobSystem } from './presets.ts';
import type { TrustOutcome } from './provide-identity.ts';
import { describeClaims, formatInstant } from './read-claims.ts';
import { writeSnippet } from './snippets.ts';

/** What is told of a service account that trusts somebody. */
export interface Trust extends TrustOutcome {
  readonly url: string;
  readonly account: { readonly id: string; readonly username: string };
  /** Undefined: another one. */
  readonly system: JobSystem | undefined;
  /** What is let in along with what somebody is likely to have meant. */
  readonly warnings: readonly string[];
}

/** An identity as JSON has it. */
interface ShownIdentity {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string | null;
}

/** @returns an identity without what could be a secret, but for what its id is */
function show({ Id: id, Name, Issuer, Subject, Audience }: ListedIdentity): ShownIdentity {
  const texts = {
    name: Name ?? '',
    issuer: Issuer ?? '',
    subject: Subject ?? '',
    audience: Audience ?? null,
  };
  return { id, ...(redactTexts(texts) as Omit<ShownIdentity, 'id'>) };
}

/** @returns what came of it, with what the CI system needs to know */
export function formatTrust(trust: Trust, format: 'text' | 'json'): string {
  const { outcome, url, externalId, account, system, warnings } = trust;
  const identity = show(trust.identity);
  const snippet = writeSnippet({
    url,
    externalId,
    audience: identity.audience ?? externalId,
    subject: identity.subject,
    system,
  });
  if (format === 'json') {
    const told = { outcome, url, serviceAccountId: externalId, account, identity, warnings, snippet };
    return formatJson(told, 2);
  }
  const rows = [
    ['url', url],
    ['service_account_id', externalId],
    ['service account', `${account.username} (${account.id})`],
    ['identity', `${identity.name} (${identity.id})`],
    ['issuer', identity.issuer],
    ['subject', identity.subject],
    ['audience', identity.audience ?? externalId],
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  const lines = rows.map(([name = '', value = '']) => `${name.padEnd(width)}  ${escapeControls(value)}`);
  return `${lines.join('\n')}\n\n${snippet}`;
}

/** @returns the identities of an account, as a table or as JSON */
export function formatIdentities(
  { externalId, account }: Pick<Trust, 'externalId' | 'account'>,
  identities: readonly ListedIdentity[],
  format: 'text' | 'json',
): string {
  const shown = identities.map(show);
  if (format === 'json') return formatJson({ serviceAccountId: externalId, account, identities: shown }, 2);
  const rows = shown.map(({ name, id, issuer, subject, audience }) => [
    name,
    id,
    issuer,
    subject,
    // One that is empty fits no token (facts 2.7).
    audience === '' ? '(empty: takes no token)' : (audience ?? `- (the server's default: ${externalId})`),
  ]);
  return `${layOutTable(['NAME', 'ID', 'ISSUER', 'SUBJECT', 'AUDIENCE'], rows)}\n`;
}

/** @returns what the token of a job says, and in what each identity differs from it */
export function formatComparison(
  { externalId, account }: Pick<Trust, 'externalId' | 'account'>,
  { claims, faults, compared }: Comparison,
  format: 'text' | 'json',
): string {
  const { issuer = null, subject = null, audiences, expiresAt } = claims;
  const expires = expiresAt === undefined ? null : formatInstant(expiresAt);
  const token = redactTexts({ issuer, subject, audiences, expires, faults });
  const identities = compared.map(({ identity, reasons }) => ({
    ...show(identity),
    differences: redactTexts(reasons) as string[],
  }));
  if (format === 'json') return formatJson({ serviceAccountId: externalId, account, token, identities }, 2);
  const lines = [
    `token: ${[describeClaims(claims), ...faults].join('; ')}`,
    ...identities.map(
      ({ id, name, differences }) =>
        `${id} "${name}": ${differences.length === 0 ? "it is the token's" : differences.join('; ')}`,
    ),
  ];
  return `${lines.map((line) => escapeControls(redactor.redact(line))).join('\n')}\n`;
}
