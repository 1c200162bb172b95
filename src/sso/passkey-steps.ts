import type { Failure } from '../core/failure.ts';
import type { PasskeyUse } from './passkey-use.ts';
import type { Look } from './provider-page.ts';
import { type Answered, MAX_CHOICES, STEP_TIMEOUT_MS, type WalkState } from './walk-state.ts';

// How long a page may take to ask for a passkey by itself, to send what it has signed, and to say what came of it.
const PASSKEY_PATIENCE_MS = 700;
const PASSKEY_TIMEOUT_MS = 2_500;

/** A page may ask for a passkey as soon as it is there, and whatever else it asks for. */
export function notePasskey(state: WalkState, { world }: Look, { usedAt }: PasskeyUse): void {
  state.run.info("The provider's page has asked for the passkey.");
  const { document, origin = '' } = world;
  const answered = { kind: 'use-passkey', document, origin, begunAt: usedAt } as const;
  state.noteAnswer(answered);
  state.last = { ...answered, at: usedAt, repeats: 0 };
}

/** Whether a page may be about to ask for a passkey before anything is pressed. */
export function mayAskForPasskey(state: WalkState, { kind, world, quietMs, offersPasskeys }: Look): boolean {
  if (kind !== 'use-passkey' && !(offersPasskeys && state.meansAt(world).mayUsePasskey)) return false;
  return quietMs < PASSKEY_PATIENCE_MS && state.waitedAt(world.document) < PASSKEY_TIMEOUT_MS;
}

/** Whether a page that asks for something else, too, is about to send what the passkey has signed. */
export function isOfPasskey(state: WalkState, { kind, world }: Look): boolean {
  const last = state.last;
  if (last?.kind !== 'use-passkey' || kind === 'use-passkey' || last.document !== world.document)
    return false;
  return performance.now() - last.at < PASSKEY_PATIENCE_MS;
}

/** The browser tells whether it has signed; what the provider makes of that only its page does. */
export function waitForPasskey(state: WalkState, { world, errors }: Look, last: Answered): void {
  const isUsed = state.passkey?.isUsed ?? false;
  const mayPress =
    !isUsed && errors.length === 0 && state.given.count('use-passkey', world.origin ?? '') < MAX_CHOICES;
  const waited = performance.now() - Math.max(last.at, state.passkey?.usedAt ?? 0);
  const isOver = waited > PASSKEY_TIMEOUT_MS && (state.settling.isQuiet || waited > STEP_TIMEOUT_MS);
  // Where it was chosen on one page, the next may want a press to begin.
  if (mayPress && world.document !== last.document) state.last = undefined;
  else if (isOver) throw explainPasskey(state);
}

/** @returns the failure of a sign-in whose passkey was not taken, or not asked for */
export function explainPasskey(state: WalkState): Failure {
  const { isUsed, isWithheld, name } = state.passkey ?? {};
  if (isUsed) return state.explain('the passkey was not taken', CHECK_PASSKEY);
  return isWithheld
    ? state.explain(`${name} is given to no page once another window was opened`)
    : state.explain(`${name} was not asked for, but another, or none`, CHECK_PASSKEY);
}

const CHECK_PASSKEY =
  "Look at the account's passkeys at the provider, or register another with sign-in --register-passkey.";
