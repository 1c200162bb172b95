import { describeError, exitCodes, Failure, type FailureKind } from '../failure/failure.ts';
import type { KeyOutcome } from '../fleet/record.ts';
import type { WantedKey } from './fleet-work.ts';

/** @returns what became of a key, but for what the server says of it and the time it took */
export function describeOutcome(
  { key, signIn, credentials }: WantedKey,
  outcome: KeyOutcome['outcome'],
): KeyOutcome {
  return {
    server: signIn.name,
    url: signIn.url,
    user: credentials.username,
    serviceAccount: key.serviceAccount ?? null,
    purpose: key.purpose,
    outcome,
    keyId: null,
    created: null,
    expires: null,
    replaced: [],
    deliveredTo: key.deliver.file ?? key.deliver.command ?? null,
    error: null,
    kind: null,
    exitCode: 0,
    step: null,
    endedAt: new Date().toISOString(),
    took: 0,
  };
}

/** @param step during which it was thrown */
export function describeFailure(wanted: WantedKey, error: unknown, step: string | undefined): KeyOutcome {
  const kind: FailureKind = error instanceof Failure ? error.kind : 'defect';
  const told = { error: describeError(error), kind, exitCode: exitCodes[kind], step: step ?? null };
  return { ...describeOutcome(wanted, 'failed'), ...told, deliveredTo: null };
}
