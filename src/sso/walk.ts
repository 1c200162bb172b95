import type { Page } from 'playwright';
import { showPictures } from '../browser/trace.ts';
import type { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { shortenAddress } from '../core/text.ts';
import { BrokenPageWatch } from '../portal/broken-page.ts';
import { FORGOTTEN, ForgottenSignIn } from '../portal/forgotten-sign-in.ts';
import { isSignedIn } from '../portal/open-portal.ts';
import { allowPrivateNetwork } from '../portal/relay.ts';
import { actOn } from './act-on-page.ts';
import { typeAgain, waitForNext } from './await-answer.ts';
import { explainObstacle, NOT_APPROVED } from './obstacles.ts';
import { PageQuestions } from './page-questions.ts';
import { explainPasskey, isOfPasskey, mayAskForPasskey, notePasskey } from './passkey-steps.ts';
import { isOfPortal, type Look, readOrigins } from './provider-page.ts';
import {
  ASK_OR_LOOK,
  CHECK_FORM,
  describeAlong,
  describeArrival,
  describeLacking,
  describeOffers,
  failBeside,
  failForeign,
  failOnPage,
  failRedirected,
  failRefused,
  failStopped,
  NOT_SUBMITTED_AGAIN,
} from './walk-failure.ts';
import { type Answered, SETTLING_MS, type WalkSettings, WalkState } from './walk-state.ts';

const LOOK_INTERVAL_MS = 50;
// How long a page that refuses, or that is known to be of no use, may stay.
const REFUSED_TIMEOUT_MS = 700;
const OTHER_WAY_PATIENCE_MS = 1_000;
// What somebody who is asked means by waiting.
const ASKED_TO_WAIT_MS = 10_000;
const FRAME_PATIENCE_MS = 500;
const REFUSING: readonly number[] = [401, 403];

/** What it is to do to leave the portal for the provider. */
type Begin = () => Promise<void>;

/**
 * Walks through an identity provider's pages, by what they ask for and not by whose they are, until the browser is back
 * in the portal and signed in. A code is submitted once, and the password once at each origin that asks for it.
 * @param page at the portal's sign-in page
 * @param begin leaves it for the provider; done once more where the portal has forgotten the sign-in when the provider allows it
 * @throws Failure of kind `sign-in`, in the provider's words where it has some
 */
export async function walkThrough(page: Page, settings: WalkSettings, run: Run, begin: Begin): Promise<void> {
  const walk = new Walk(page, settings, run, begin);
  const going = run.deadline.limit(walk.go(), () => walk.explainLate());
  going.catch(() => {});
  try {
    await Promise.race([begin(), going]);
    await going;
  } catch (error) {
    walk.tellWaiting();
    throw error;
  } finally {
    await walk.end();
  }
}

class Walk {
  readonly #state: WalkState;
  readonly #run: Run;
  readonly #begin: Begin;
  readonly #brokenPage: BrokenPageWatch;
  readonly #forgotten: ForgottenSignIn;
  readonly #questions: PageQuestions;
  #hasBegunAgain = false;
  #toldNumber: string | undefined;
  /** Until when a page that nobody knows is left alone. */
  #waitsUntil = 0;

  constructor(page: Page, settings: WalkSettings, run: Run, begin: Begin) {
    this.#state = new WalkState(page, settings, run);
    this.#run = run;
    this.#begin = begin;
    this.#brokenPage = new BrokenPageWatch(page, settings.url);
    this.#forgotten = new ForgottenSignIn(page, settings.url);
    const { codes, origins, guards, answers } = this.#state;
    const lookAgain = () => this.#state.lookAgain();
    this.#questions = new PageQuestions({ ...settings, codes, origins, guards, answers, lookAgain }, run);
  }

  async go(): Promise<void> {
    const state = this.#state;
    const { deadline } = this.#run;
    await allowPrivateNetwork(state.page.context(), state.settings.ssoOrigin);
    while (!deadline.signal.aborted) {
      if (await this.#hasArrived()) return await this.#arrive();
      if (await this.#forgotten.look()) await this.#beginAgain();
      await this.#throwTrouble();
      const look = await state.lookAgain();
      if (look) await state.guards.endOnceLeft(look.main);
      const isPortals = look && isOfPortal(look.world.url, state.settings.url);
      if (isPortals) state.look = undefined;
      if (look?.world.origin !== undefined && !isPortals) await this.#goOn(look);
      else state.unstick();
      await deadline.pause(LOOK_INTERVAL_MS);
    }
  }

  async #arrive(): Promise<void> {
    const { given, page } = this.#state;
    for (const origin of [...given.withPassword, ...given.withCode]) this.#state.noteTaken(origin);
    await showPictures(page);
  }

  /** What the provider has been given already it is not given again: it knows by now who it is. */
  async #beginAgain(): Promise<void> {
    const state = this.#state;
    if (this.#hasBegunAgain) throw failOnPage(state.page.url(), undefined, FORGOTTEN, CHECK_COOKIES);
    this.#hasBegunAgain = true;
    this.#run.warn(`The sign-in is begun once more: ${FORGOTTEN}. It takes two minutes at most.`);
    await this.#forgotten.beginAgain(this.#run.deadline);
    state.last = undefined;
    state.typed = undefined;
    delete state.trouble.lost;
    delete state.trouble.portalRefusal;
    await this.#begin();
  }

  async end(): Promise<void> {
    await this.#questions.close();
    await this.#state.guards.end();
    this.#noteRefusal();
    this.#state.settings.tries?.end(this.#state);
  }

  /** A provider may refuse what it was given on a page that asks for nothing again. */
  #noteRefusal(): void {
    const { look, trouble, guards } = this.#state;
    const origin = look?.world.origin;
    if (origin === undefined || !guards.answeredBy.includes(origin)) return;
    const isByStatus = look?.world.isMain && REFUSING.includes(trouble.refused ?? 0);
    if (look?.errors.length || look?.kind === 'unlock' || isByStatus) this.#state.noteRefused(origin);
  }

  /** @returns the failure of a walk whose time is over */
  explainLate(): Failure {
    const state = this.#state;
    const waiting = state.guards.ofSecret;
    state.waitedFor = 'what had not come when the time was over';
    if (waiting?.isSent && !waiting.knownReply)
      return state.explain(`no reply to the ${waiting.what} came in time`, NOT_SUBMITTED_AGAIN);
    if (this.#questions.isOpen)
      return state.explain('nobody has answered what was asked about it', ANSWER_SOONER);
    if (state.pushedBy !== undefined) return state.explain(NOT_APPROVED.reason, NOT_APPROVED.hint);
    return state.explain('the time is over');
  }

  /** Tells whoever looks for a fault whether a page was given up that might have become another. */
  tellWaiting(): void {
    this.#run.debug(`Waited in vain for ${this.#state.waitedFor ?? 'nothing'}.`);
  }

  async #hasArrived(): Promise<boolean> {
    const { page, settings } = this.#state;
    return isOfPortal(page.url(), settings.url) && (await isSignedIn(page.context(), settings.url));
  }

  async #goOn(look: Look): Promise<void> {
    const state = this.#state;
    state.look = look;
    if (state.passkey?.isUsed && !state.given.hasAnywhere('use-passkey'))
      notePasskey(state, look, state.passkey);
    if (isOfPasskey(state, look)) return;
    if (look.kind === 'none') return await this.#waitAtNothing(look);
    if (look.kind === 'push') return this.#tellOfPush(look);
    const obstacle = explainObstacle(look.kind);
    if (obstacle) return await this.#stopAt(look, describeAlong(obstacle.reason, look), obstacle.hint);
    if (look.lacking.length === 0) state.unstick();
    const foreign = readOrigins(look).find((origin) => !state.origins.includes(origin));
    if (foreign !== undefined) return await this.#refuseOrigin(foreign, look);
    if (look.awaitsScript || this.#isEarly(look)) return;
    // A page's script may send what is typed before anything is pressed.
    if (state.typed && state.guards.ofSecret?.isSent) state.noteAnswer(state.typed);
    // The page still shows what was just answered, or the same again.
    if (state.last && isSameQuestion(look, state.last)) return await waitForNext(state, look, state.last);
    // What was just answered may still be on its way, and the page not yet what it will be.
    if (state.last && state.settling.awaitsReply) return;
    if (look.lacking.length > 0) return this.#stopAt(look, describeLacking(look), CHECK_FORM);
    if (this.#mayGoOnByItself(look)) return;
    if (mayAskForPasskey(state, look)) return;
    await actOn(state, look);
  }

  /** Another way may be drawn a moment later, and a page that was answered may show its old ones until the next comes. */
  #mayGoOnByItself({ kind, world, quietMs }: Look): boolean {
    const { last } = this.#state;
    if (last?.document !== world.document) return kind === 'push-offer' && quietMs < OTHER_WAY_PATIENCE_MS;
    // What is chosen may bring its own fields, or be taken without the button.
    if (last.kind === 'method-choice')
      return Math.min(quietMs, performance.now() - last.at) < OTHER_WAY_PATIENCE_MS;
    return (kind === 'push-offer' || kind === 'another-way') && quietMs < OTHER_WAY_PATIENCE_MS;
  }

  async #waitAtNothing(look: Look): Promise<void> {
    const state = this.#state;
    const waited = state.stickTo(look.kind);
    const { refused } = state.trouble;
    const isAtRest = waited > REFUSED_TIMEOUT_MS && state.settling.isQuiet && !look.goesOn;
    if (look.errors.length > 0 && isAtRest) {
      if (state.last?.kind === 'use-passkey') throw explainPasskey(state);
      return await this.#askAbout(look, 'it does not go on');
    }
    if (refused && isAtRest && look.quietMs > REFUSED_TIMEOUT_MS)
      return await this.#askAbout(look, `it answered ${refused}`);
    const rest = state.settling.restOf(look);
    if (rest) {
      if (rest === 'unsettled') state.waitedFor = 'the page to settle';
      if (look.beside) throw failBeside(look.beside, state.origins);
      return await this.#askAbout(look, 'it asks for nothing that is known');
    }
    const broken = await this.#brokenPage.look(look.world);
    if (broken) throw state.explain(`it asks for nothing that is known: ${broken.reason}`, CHECK_THE_WAY);
  }

  /** Nobody but whoever has the other device can go on: meanwhile the page is left alone. */
  #tellOfPush({ number, world }: Look): void {
    const isNumberNew = number !== undefined && number !== this.#toldNumber;
    if (this.#state.pushedBy === world.origin && !isNumberNew) return;
    this.#state.pushedBy = world.origin;
    this.#state.hadPush = true;
    this.#toldNumber = number;
    const how = number === undefined ? '' : `; the number is ${number}`;
    this.#run.warn(`The provider waits for the sign-in to be approved on another device${how}.`);
  }

  /** What the page around a frame asks for comes first, and may be about to be drawn. */
  #isEarly({ world }: Look): boolean {
    return this.#state.waitedAt(world.document) < FRAME_PATIENCE_MS && !world.isMain;
  }

  async #stopAt(look: Look, reason: string, hint: string): Promise<void> {
    const waited = this.#state.stickTo(look.kind);
    if (waited > REFUSED_TIMEOUT_MS && this.#state.settling.isQuiet) await this.#askAbout(look, reason, hint);
  }

  /** Has somebody say what is to be done on a page that the walk cannot answer. Where nobody is asked, it ends. */
  async #askAbout(look: Look, reason: string, hint?: string): Promise<void> {
    const state = this.#state;
    if (performance.now() < this.#waitsUntil) return;
    const { origin = '' } = look.world;
    if (!state.origins.includes(origin)) return await this.#refuseOrigin(origin, look);
    const told = look.kind === 'none' ? describeOffers(reason, look) : reason;
    if (!this.#questions.areAsked) throw state.explain(told, hint ?? adviseOn(look));
    const guard = state.guards.ofSecret;
    if (state.last && guard?.hasStopped && !guard.isSent) return await typeAgain(state, guard, look);
    // A page's script may have sent what was typed before anything was pressed.
    if (state.typed && guard?.isSent) state.noteAnswer(state.typed);
    const outcome = await this.#questions.askAbout(look, reason, state.meansAt(look.world).hasPassword);
    state.unstick();
    state.settling.beginAnew();
    if (outcome.kind === 'stopped') throw state.explain(`${told}; it was given up`, hint);
    if (outcome.kind === 'not asked')
      throw state.explain(outcome.reason ? `${told}; ${outcome.reason}` : told, hint);
    if (outcome.kind === 'foreign') return await this.#refuseOrigin(outcome.origin, outcome.look);
    if (outcome.kind === 'to wait') this.#waitsUntil = performance.now() + ASKED_TO_WAIT_MS;
    if (outcome.kind !== 'done') return;
    const { document } = look.world;
    state.typed = { kind: outcome.typed, document, origin, begunAt: performance.now() };
    if (outcome.isPressed) state.noteAnswer(state.typed);
  }

  /** A page that is only passed through is given the time to pass. */
  async #refuseOrigin(foreign: string, { world }: Look): Promise<void> {
    await this.#run.deadline.pause(SETTLING_MS);
    this.#throwReply();
    const again = await this.#state.lookAgain();
    if (again?.world.document !== world.document) return;
    if (foreign === world.origin)
      throw failForeign(describeArrival(world, this.#state.settings.username), foreign);
    const isAnswered = this.#state.last?.document === world.document;
    throw failForeign(
      `the form of ${shortenAddress(world.url)} sends what is typed to ${foreign}, which is not listed, and was ${isAnswered ? 'stopped' : 'not filled in'}`,
      foreign,
    );
  }

  /** Throws what went wrong on the way, in the words of whoever said so. */
  async #throwTrouble(): Promise<void> {
    const { lost, portalRefusal } = this.#state.trouble;
    this.#throwReply();
    if (lost)
      throw failOnPage(
        lost.address,
        undefined,
        `the page did not come (${lost.reason})`,
        'Check that the provider can be reached.',
      );
    if (portalRefusal) throw await failRefused(portalRefusal, this.#run.deadline);
    const { passkey } = this.#state;
    if (passkey?.trouble !== undefined)
      throw this.#state.explain(
        `the browser did not do with ${passkey.name} what it was told: ${passkey.trouble}`,
        NEWER_CHROMIUM,
      );
  }

  /** What kept something that was typed from arriving, if anything did. */
  #throwReply(): void {
    for (const { what, knownReply: reply } of this.#state.guards.all) {
      if (reply?.kind === 'foreign') throw failStopped(what, reply.origin, this.#state.origins);
      if (reply?.kind === 'diverted') throw failRedirected(what, reply);
      if (reply?.kind === 'lost')
        throw this.#state.explain(`the ${what} got no reply (${reply.reason})`, NOT_SUBMITTED_AGAIN);
    }
  }
}

/** Whether the page still asks for what was answered, or asks for it again. */
function isSameQuestion({ kind, world }: Look, last: Answered): boolean {
  return last.kind === kind && last.origin === world.origin;
}

/** Where there is nothing to choose from, nobody can choose. */
function adviseOn({ offers }: Look): string | undefined {
  return offers.length > 0 ? ASK_OR_LOOK : undefined;
}

const ANSWER_SOONER = 'Answer sooner, or give it more time with --timeout 30m.';
const CHECK_COOKIES =
  'Look whether something on the way takes cookies away, or whether the server is known by another address than OCTOPUS_URL (--url).';
const NEWER_CHROMIUM = 'Look at the account at the provider, and use a newer Chromium.';
const CHECK_THE_WAY = 'Check the provider, and what stands between it and this machine.';
