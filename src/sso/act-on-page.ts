import { showInTrace } from '../browser/trace.ts';
import { type PageKind, takesCode, takesName, takesPassword } from '../in-page/page-kinds.ts';
import type { Secret } from '../secrets/secret.ts';
import { adviseOnPassword } from './await-answer.ts';
import { type Look, readOrigins } from './provider-page.ts';
import { CHECK_FORM, KIND_NAMES, NOT_SUBMITTED_AGAIN } from './walk-failure.ts';
import { MAX_CHOICES, type WalkState } from './walk-state.ts';

const MAX_STEPS = 30;
// Each of these has a consequence, or costs something that is counted.
const MOST: Readonly<Partial<Record<PageKind, number>>> = { account: 2, consent: 1, code: 2, notice: 2 };

/**
 * Does what a page asks for, once.
 * @throws Failure, where that is not at hand, was done often enough, or cannot be done there
 */
export async function actOn(state: WalkState, look: Look): Promise<void> {
  const { kind, world } = look;
  if (await isJustSent(state, look)) return;
  const origin = world.origin ?? '';
  const had = [...state.given.withPassword, ...state.guards.withPassword];
  const again = takesPassword(kind) ? readOrigins(look).filter((each) => had.includes(each)) : [];
  for (const each of again) state.noteRefused(each);
  if (again.length > 0) throw state.explain('the password is asked for again', adviseOnPassword(state));
  if ((takesPassword(kind) || takesCode(kind)) && mustWait(state, kind, origin)) return;
  state.steps += 1;
  if (state.given.count(kind, origin) >= (MOST[kind] ?? MAX_CHOICES) || state.steps > MAX_STEPS)
    throw state.explain('its pages go round in circles');
  const { username = '', password } = state.settings;
  requireMeans(state, kind);
  const code = takesCode(kind) ? await takeCode(state, kind) : undefined;
  state.run.info(`The provider's page asks for ${KIND_NAMES[kind]}.`);
  state.run.deadline.requireGoing();
  if (state.run.deadline.signal.aborted) return;
  state.typed = { kind, document: world.document, origin, begunAt: performance.now() };
  if (look.leavesPush) state.hadPush = true;
  // One that has something set up may show recovery codes, or the secret of an app; so may those that somebody is asked about.
  if (kind !== 'skippable') await showInTrace(state.page);
  if (await state.answers.give(look, { username, password, code, given: undefined }))
    state.noteAnswer(state.typed);
  else if (state.answers.refusal !== undefined)
    throw state.explain(
      `the browser would not send the ${KIND_NAMES[kind]}: ${state.answers.refusal}`,
      CHECK_FORM,
    );
  else if (state.answers.areAltered)
    throw state.explain('a field does not keep what is typed into it as it is, and was not submitted');
}

/**
 * @returns whether what was typed into the same document turns out to be under way: the page may have taken it out again
 * @throws Failure, where something was sent that may be it
 */
async function isJustSent(state: WalkState, { world }: Look): Promise<boolean> {
  const guard = state.guards.ofSecret;
  if (!guard || guard.isSent || state.typed?.document !== world.document) return false;
  if (await guard.mayHaveLeft())
    throw state.explain('what was typed was taken out again, and something was sent', NOT_SUBMITTED_AGAIN);
  return guard.isSent;
}

/**
 * @returns whether another sign-in is about to know what a provider makes of the same credentials
 * @throws Failure, where it was refused with them
 */
function mustWait(state: WalkState, kind: PageKind, origin: string): boolean {
  const leave = state.askToGive(origin);
  if (leave === 'refused')
    throw state.explain(
      `the same user name, password and one-time codes were refused there twice in this run, and the ${KIND_NAMES[kind]} was not submitted`,
      CHECK_ONCE,
      { errors: [state.wordsOfRefusal(origin)] },
    );
  if (leave === 'to wait') state.waitedFor = 'what comes of the same credentials in another sign-in';
  return leave === 'to wait';
}

const CHECK_ONCE = 'Run again once it is known why: providers lock accounts after a few wrong tries.';

async function takeCode(state: WalkState, kind: PageKind): Promise<Secret> {
  if (!state.codes)
    throw state.explain(
      `a one-time code is wanted${takesPassword(kind) ? ' beside the password' : ''}`,
      'Give the secret of its generator in OCTOPUS_TOTP_SECRET, or sign in by hand with --interactive.',
    );
  return await state.codes.next(state.run.deadline);
}

function requireMeans(state: WalkState, kind: PageKind): void {
  const { username, password, acceptConsent } = state.settings;
  if ((takesName(kind) || kind === 'account') && username === undefined)
    throw state.explain('a user name is wanted', 'Give it in OCTOPUS_USERNAME (--username).');
  if (takesPassword(kind) && !password)
    throw state.explain('a password is wanted', 'Give it in OCTOPUS_PASSWORD.');
  if (kind === 'consent' && !acceptConsent)
    throw state.explain(
      'it asks to consent to something',
      'Read it with --headed, and if it is right give --accept-consent.',
    );
}
