import { listIdentities, listIdentitiesAnew } from '../api/identities.ts';
import type { User } from '../api/schemas.ts';
import { type CommandRun, runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { jobSettings } from '../cli/settings/trust.ts';
import { defineCommand, type Values } from '../cli/settings.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeOutput } from '../core/streams.ts';
import { writeTo } from '../core/write.ts';
import { readServiceAccount } from '../keys/owner.ts';
import { loginMethod } from '../session/login-method.ts';
import { openSession } from '../session/open-session.ts';
import type { Session } from '../session/session.ts';
import { isForSameJobs } from '../trust/compare-identities.ts';
import { compareToken, requireClaims, requireMatch } from '../trust/compare-token.ts';
import { exchangeToken, verifyToken } from '../trust/exchange-token.ts';
import { formatComparison, formatIdentities, formatTrust, type Trust } from '../trust/format-trust.ts';
import { type FoundToken, findJobToken, getJobToken } from '../trust/job-token.ts';
import { findMisunderstood, readWanted, type WantedIdentity } from '../trust/presets.ts';
import { readIdentities } from '../trust/provide-identity.ts';
import { FOR_TRUST, provideTrust } from '../trust/provide-trust.ts';
import {
  explainMissed,
  readNamedIdentities,
  removeIdentities,
  selectIdentities,
} from '../trust/remove-identity.ts';
import { requireIdentities } from '../trust/supports.ts';
import { findWide } from '../trust/wide-subjects.ts';

const uses = [
  ...accessSettings,
  'serviceAccount',
  'createServiceAccount',
  'team',
  ...jobSettings,
  'identityName',
  'ifTrusted',
  'allowWide',
  'listed',
  'verified',
  'subjectToken',
  'subjectTokenFile',
  'removed',
  'identityId',
  'trustFormat',
  'out',
] as const;

type TrustValues = Values<(typeof uses)[number]>;

/** What `trust-issuer` is, to whoever reads its options or its help. */
export const trustIssuerCommand = defineCommand({
  name: 'trust-issuer',
  summary:
    'Has a service account trust the OpenID Connect identity that a CI system gives its jobs, so that no API key is stored at all (servers since 2023.4).',
  examples: [
    '--service-account ci --github acme/web --branch main',
    '--service-account ci --gitlab acme/ui --tag v1',
    '--service-account ci --gitlab acme/ui --tag v1 --remove',
    '--service-account ci --list',
    '--service-account ci --verify',
  ],
  uses,
  findMistakes: (values) => findMistakes(values as unknown as TrustValues),
});

function findMistakes(values: TrustValues): string[] {
  const { serviceAccount, listed, verified, removed, identityId, allowWide } = values;
  const account = serviceAccount === undefined ? [NO_ACCOUNT] : [];
  if (listed || verified) return account;
  const mistakes = [...account, ...findMisunderstood(values, identityId === undefined)];
  const wanted = mistakes.length === 0 ? readWanted(values) : undefined;
  const wide = wanted && !removed && !allowWide ? findWide(wanted) : undefined;
  return wide === undefined
    ? mistakes
    : [
        `the subject ${wanted?.subject} may let in more than is meant: ${wide}. Name it, or give --allow-wide`,
      ];
}

const NO_ACCOUNT =
  'OCTOPUS_SERVICE_ACCOUNT (--service-account) is missing: name the service account that is to trust somebody';

/** `trust-issuer`: sees to an OpenID Connect identity of a service account, and tells what the CI system needs; or lists them, or removes some. */
export function runTrustIssuer(): Promise<never> {
  return runCommand(trustIssuerCommand, async (values, run, { origins }) => {
    const wanted = readWanted(values);
    const isToBeMade = !values.listed && !values.removed && !values.verified;
    const token = values.verified ? findUsable(values, run) : undefined;
    await using session = await openSession(loginMethod(values, origins), run, (server) =>
      requireIdentities(server, isToBeMade ? wanted?.subject : undefined),
    );
    if (token) await verify(token, values, session, run);
    else if (wanted && isToBeMade) await trust(wanted, values, session, run);
    else await showOrRemove(wanted, values, session, run);
    return 0;
  });
}

async function trust(
  wanted: WantedIdentity,
  values: TrustValues,
  session: Session,
  run: CommandRun,
): Promise<void> {
  const { account, ...outcome } = await provideTrust(session, values, wanted, values.ifTrusted, run);
  const isNew = outcome.outcome !== 'kept';
  for (const warning of isNew ? wanted.warnings : []) run.warn(warning);
  for (const note of isNew ? wanted.notes : []) run.info(note);
  const { url } = session.login;
  // What --if-exists skip has left may let in others.
  const warnings = isForSameJobs(outcome.identity, wanted) ? wanted.warnings : [];
  const told = { ...outcome, url, account: nameAccount(account), system: wanted.system, warnings };
  await write(formatTrust(told, values.trustFormat), values.out, run);
  run.info(describeOutcome(told));
}

function describeOutcome({ outcome, account, identity }: Trust): string {
  const what = `identity ${identity.Id}, subject ${identity.Subject} of ${identity.Issuer}`;
  if (outcome === 'kept') return `${account.username} has the ${what} already: nothing was changed.`;
  return `${account.username} trusts the ${what}: it was ${outcome}.`;
}

/** What cannot be compared is found out before anybody signs in. */
function findUsable(values: TrustValues, run: CommandRun): FoundToken {
  const found = findJobToken(values, undefined, run);
  if ('token' in found) requireClaims(found.token);
  return found;
}

/** Where it fails, too, what was compared stands on standard output. Only the server knows whether it can read the issuer's keys. */
async function verify(
  found: FoundToken,
  values: TrustValues,
  session: Session,
  run: CommandRun,
): Promise<void> {
  const { serviceAccount, trustFormat, out } = values;
  const { account } = await readServiceAccount(session, { serviceAccount }, FOR_TRUST, run);
  const named = nameAccount(account);
  const list = await readIdentities(session.api, account, run);
  const audience = list.externalId;
  const { login, server, anonymousHttp } = session;
  const token = await getJobToken(found, audience, login.network, run);
  const comparison = compareToken(token, list, server);
  await write(formatComparison({ externalId: audience, account: named }, comparison, trustFormat), out, run);
  requireMatch(comparison, named.username);
  const exchange = { ...login, audience, isTrusted: true } as const;
  const exchanged = await exchangeToken(exchange, token, anonymousHttp, run);
  const { Id } = await verifyToken(exchanged, login.url, anonymousHttp, run);
  if (Id !== account.Id) throw failOtherAccount(Id, named);
  run.info(`The server takes the job's token, and gives an access token of ${Id} for it.`);
}

function failOtherAccount(id: string, account: Trust['account']): Failure {
  return new Failure({
    kind: 'key',
    attempt: `verify that ${account.username} trusts the job`,
    reason: `the server gives an access token of ${id} for the job's token, not of ${account.id}`,
    hint: 'Check what stands between this machine and the server: its replies contradict each other.',
  });
}

async function showOrRemove(
  wanted: WantedIdentity | undefined,
  { removed, trustFormat, out, identityId: ids, audience, serviceAccount }: TrustValues,
  session: Session,
  run: CommandRun,
): Promise<void> {
  // Nothing is made here, whatever else is set.
  const { account } = await readServiceAccount(session, { serviceAccount }, FOR_TRUST, run);
  // By a list that was kept, what was made since would be left.
  const list = removed ? listIdentitiesAnew : listIdentities;
  const { externalId, identities } = await readIdentities(session.api, account, run, list);
  if (removed) {
    const named = { ids, wanted, audience };
    const known = await readNamedIdentities(session.api, account, identities, ids ?? [], run);
    const selected = selectIdentities(known, named);
    const missed = explainMissed(known, named, selected);
    if (missed !== undefined) run.warn(missed);
    await removeIdentities(session.api, account, selected, named, run);
    return;
  }
  const text = formatIdentities({ externalId, account: nameAccount(account) }, identities, trustFormat);
  await write(text, out, run);
}

function nameAccount({ Id: id, Username }: User): Trust['account'] {
  return { id, username: Username ?? id };
}

async function write(text: string, out: string | undefined, { deadline }: Run): Promise<void> {
  if (out === undefined) return await writeOutput(text, deadline);
  try {
    await writeTo(out, text, deadline, false);
  } catch (error) {
    throw (
      deadline.stoppedWith ??
      new Failure({
        kind: 'delivery',
        attempt: `write the result to ${out}`,
        reason: describeError(error),
        hint: 'Mend that, then run again: what is trusted is left as it is.',
        cause: error,
      })
    );
  }
}
