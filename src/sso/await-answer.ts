import { describeClockAhead } from '../api/clock.ts';
import type { Failure } from '../core/failure.ts';
import { type PageKind, takesCode } from '../in-page/page-kinds.ts';
import { type CredentialGuard, inAddress } from '../portal/credential-guard.ts';
import { waitForPasskey } from './passkey-steps.ts';
import type { Look } from './provider-page.ts';
import { failForeign, KIND_NAMES, NOT_SUBMITTED_AGAIN } from './walk-failure.ts';
import { type Answered, SETTLING_MS, STEP_TIMEOUT_MS, type WalkState } from './walk-state.ts';

// LemonLDAP::NG's pages fetch the words that say what is wrong once they are there.
const WORDS_TIMEOUT_MS = 2_000;

// A page may show its words one after the other: Okta's shows that there is an error before it shows which.
const WHOLE_MS = 500;

// What is answered by pressing alone.
const CHOICES: readonly PageKind[] = [
  'stay-signed-in',
  'account',
  'consent',
  'skippable',
  'method-choice',
  'method',
  'another-way',
  'push-offer',
  'notice',
];

/**
 * Waits for what comes of an answer, at a page that still asks for it, or asks again.
 * @throws Failure, where the page says that it was not taken, or nothing comes of it
 */
export async function waitForNext(state: WalkState, look: Look, last: Answered): Promise<void> {
  const { kind, world, errors, hasCaptcha, quietMs } = look;
  if (kind === 'use-passkey') return waitForPasskey(state, look, last);
  const isNew = world.document !== last.document;
  const guard = state.guards.ofSecret;
  if (guard?.hasStopped && !guard.isSent) return await typeAgain(state, guard, look);
  if (CHOICES.includes(kind)) return await waitForChoice(state, look, last);
  const waited = performance.now() - last.at;
  const name = KIND_NAMES[kind];
  if (errors.length > 0) last.errorAt ??= performance.now();
  const hasSaidAll =
    last.errorAt !== undefined && (quietMs > WHOLE_MS || performance.now() - last.errorAt > WORDS_TIMEOUT_MS);
  if (errors.length > 0 && hasSaidAll && waited > SETTLING_MS && state.settling.isQuiet)
    throw await explainRefusal(state, last, `the ${name} was not taken`);
  if (isNew) last.againAt ??= performance.now();
  if (last.againAt !== undefined && performance.now() - last.againAt > WORDS_TIMEOUT_MS)
    throw await explainRefusal(state, last, `the ${name} is asked for again`);
  if (hasNothingToCome(state, look, last))
    throw await explainAnswer(
      state,
      `nothing came of the ${name}${hasCaptcha ? ', on a page that is protected by a captcha' : ''}`,
    );
}

// A page that waits for a push may draw itself anew with each reply, over what was pressed just before: Okta's second generation.
const UNDONE_MS = 1_000;
const MAX_UNDONE = 2;

/** What was pressed may be pressed again where the page was not ready for it: it has asked for nothing since. */
async function waitForChoice(state: WalkState, look: Look, last: Answered): Promise<void> {
  const { kind, world, reaction, leavesPush } = look;
  const { settling } = state;
  const isNew = world.document !== last.document;
  // In a new document it may be asked again, and under a new heading.
  if (isNew) state.last = undefined;
  if (isNew) return;
  const isOver = hasNothingToCome(state, look, last);
  const waited = performance.now() - last.at;
  const isUndone =
    leavesPush && waited > UNDONE_MS && settling.hasHeardSince(last.at, SETTLING_MS) && !settling.awaitsReply;
  const isLate = isOver || isUndone || waited > STEP_TIMEOUT_MS / 4;
  const isOther = reaction === 'heading';
  const hasShownWays = kind === 'another-way' && reaction === 'text';
  // A page that waits for a push asks whether it was approved, and says other things meanwhile, whatever is pressed.
  const isHeard = isOther || (!leavesPush && (hasShownWays || settling.hasAskedSince(last.begunAt)));
  const isLost = !isHeard && last.repeats < (leavesPush ? MAX_UNDONE : 1);
  if (isLost ? !isLate : !isOver) return;
  if (isLost) state.lost = last;
  else if (kind === 'another-way' && !isOther) state.deadEnd = world.document;
  else if (!isOther) throw await explainAnswer(state, `nothing came of ${KIND_NAMES[kind]}`);
  state.last = undefined;
}

/** Whether a page is at rest that was answered, or has not become so for too long. */
function hasNothingToCome(state: WalkState, look: Look, last: Answered): boolean {
  const { ofSecret } = state.guards;
  const isOnItsWay = ofSecret?.isSent && !ofSecret.knownReply;
  const hasAsked = state.settling.hasAskedSince(last.begunAt);
  const notice = look.reaction === 'none' ? (hasAsked ? 'asked' : 'none') : 'shown';
  // However long the reply takes, what the page makes of it comes after it.
  if (isOnItsWay) last.onItsWayAt = performance.now();
  const since = last.onItsWayAt ?? last.at;
  if (!isOnItsWay && state.settling.isAtRest(look, since, notice)) return true;
  if (performance.now() - last.at <= STEP_TIMEOUT_MS) return false;
  state.waitedFor = 'what was done to have an effect';
  return true;
}

async function explainRefusal(state: WalkState, { origin }: Answered, reason: string): Promise<Failure> {
  if (state.guards.ofSecret?.isSent) state.noteRefused(origin);
  return await explainAnswer(state, reason, () => adviseOnAnswer(state));
}

async function explainAnswer(
  state: WalkState,
  reason: string,
  advise?: () => Promise<string>,
): Promise<Failure> {
  const origin = state.guards.ofName?.withheldFrom;
  if (origin === undefined) return state.explain(reason, await advise?.());
  return failForeign(
    `${reason}; the page was about to send the user name to ${origin}, which is not listed, and was stopped`,
    origin,
  );
}

/** What is known of how often something was submitted, which is what providers count. */
async function adviseOnAnswer(state: WalkState): Promise<string> {
  const { ofSecret, ofName } = state.guards;
  const { isSent, what } = ofSecret ?? ofName ?? {};
  if (isSent && what === 'one-time code') return adviseOnCode(ofSecret);
  if (isSent) return what === 'password' ? adviseOnPassword(state) : CHECK;
  return (await ofSecret?.isNothingSent()) ? CHECK_UNSENT : CHECK_UNSEEN;
}

// A code is good for half a minute, and most providers take one of the half minute before, too.
const MAX_CLOCK_DIFFERENCE_MS = 15_000;

/** @returns the hint to look at a code, or at the clock: what the provider itself has answered to it tells the time */
function adviseOnCode(guard: CredentialGuard | undefined): string {
  const reply = guard?.knownReply;
  const ahead = reply?.kind === 'answered' ? (reply.clockAhead ?? 0) : 0;
  if (Math.abs(ahead) < MAX_CLOCK_DIFFERENCE_MS) return CHECK;
  return `The provider's clock is ${describeClockAhead(ahead)}, and codes go by the clock: set this machine's by the network time. ${CHECK}`;
}

/** @returns the hint to look at the password, with how often it was submitted */
export function adviseOnPassword(state: WalkState): string {
  const origins = state.given.withPassword;
  return origins.length > 1 ? CHECK.replace('once', `once at each of ${origins.join(', ')}`) : CHECK;
}

/** Where nothing has left, the password, or the code, may be typed again. */
export async function typeAgain(state: WalkState, guard: CredentialGuard, { world }: Look): Promise<void> {
  const reason = inAddress(guard.what);
  if (!(await guard.isNothingSent()))
    throw state.explain(`${reason}; something else was sent`, NOT_SUBMITTED_AGAIN);
  const isReply = state.trouble.replies.has(world.frame);
  if (isReply || !(await guard.reloadPatiently())) throw state.explain(reason);
  state.given.takeBack(world.origin ?? '');
  if (state.last && takesCode(state.last.kind)) state.codes?.takeBack();
  state.last = undefined;
}

const CHECK = 'Check it; it was submitted once, and providers lock accounts after a few wrong tries.';
const CHECK_UNSENT = 'Check it; the page did not submit it.';
const CHECK_UNSEEN =
  'Check it; it was entered once, and whether it was submitted is unknown. Providers lock accounts after a few wrong tries.';
