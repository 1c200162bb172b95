import { ApiFailure } from '../api/api-failure.ts';
import type { Run } from '../core/run.ts';
import type { Session } from '../session/session.ts';
import { type ProvidedTrust, provideTrust } from '../trust/provide-trust.ts';
import { requireIdentities } from '../trust/supports.ts';
import type { FleetCredentials } from './credentials.ts';
import type { Fleet } from './fleet.ts';
import { writeDown, writeIfPossible } from './journal.ts';
import type { PlannedSignIn, PlannedTrust } from './plan.ts';
import { describeFailure, followStep } from './provide-planned-key.ts';
import type { TrustRecord } from './results.ts';

/** An identity of a fleet, and who signs in for it. */
export interface WantedTrust {
  readonly trust: PlannedTrust;
  readonly signIn: PlannedSignIn;
  readonly credentials: FleetCredentials;
}

/** Sees to it that one identity of a fleet is there. It never throws: what went wrong is in the record. */
export async function providePlannedTrust(
  wanted: WantedTrust,
  session: Session,
  { journal }: Fleet,
  run: Run,
): Promise<TrustRecord> {
  const begun = performance.now();
  const { trust, signIn } = wanted;
  const { id: target, serviceAccount, createServiceAccount, team, ifTrusted } = trust;
  const { issuer, subject } = trust.wanted;
  const followed = followStep(run);
  const begin = () =>
    writeDown(() => journal.beginTrust({ target, url: signIn.url, serviceAccount, issuer, subject }));
  const settle = () => writeIfPossible(run, () => journal.settleTrust(target));
  const end = (record: TrustRecord) => ({ ...record, took: Math.round(performance.now() - begun) });
  try {
    requireIdentities(session.server, subject);
    const owner = { serviceAccount, createServiceAccount, team };
    const provided = await provideTrust(session, owner, trust.wanted, ifTrusted, followed.run, begin);
    settle();
    return end(recordProvided(wanted, provided));
  } catch (error) {
    const step = followed.step();
    // What else is refused tells nothing of what an earlier run may have made, or this one.
    const isOfChange = step === 'make the identity' || step === 'change the identity';
    if (isOfChange && error instanceof ApiFailure && error.surelyUndone) settle();
    return end(recordTrustFailure(wanted, error, step));
  }
}

/** What is there may be another that was left, by `ifExists: skip`. */
function recordProvided(
  wanted: WantedTrust,
  { outcome, account, externalId, identity }: ProvidedTrust,
): TrustRecord {
  const planned = record(wanted, outcome);
  const { Issuer: issuer = planned.issuer, Subject: subject = planned.subject } = identity;
  return {
    ...planned,
    ...{ accountId: account.Id, serviceAccountId: externalId, identityId: identity.Id },
    issuer: issuer ?? '',
    subject: subject ?? '',
    audience: identity.Audience ?? null,
  };
}

/** @param step during which it was thrown */
export function recordTrustFailure(
  wanted: WantedTrust,
  error: unknown,
  step: string | undefined,
): TrustRecord {
  return { ...record(wanted, 'failed'), ...describeFailure(error, step) };
}

function record({ trust, signIn, credentials }: WantedTrust, outcome: TrustRecord['outcome']): TrustRecord {
  const { issuer, subject, audience = null } = trust.wanted;
  return {
    server: signIn.name,
    url: signIn.url,
    user: credentials.username,
    serviceAccount: trust.serviceAccount,
    accountId: null,
    serviceAccountId: null,
    identityId: null,
    issuer,
    subject,
    audience,
    outcome,
    error: null,
    kind: null,
    exitCode: 0,
    step: null,
    endedAt: new Date().toISOString(),
    took: 0,
  };
}
