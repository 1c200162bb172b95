import type { Page } from 'playwright';
import { DocumentGone, readOrigin } from '../browser/isolated-world.ts';
import { showPictures } from '../browser/trace.ts';
import type { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { shorten } from '../core/shorten.ts';
import { shortenAddress } from '../core/text.ts';
import type { Means, PageKind } from '../in-page/judge-page.ts';
import { BrokenPageWatch } from '../portal/broken-page.ts';
import { type CredentialGuard, inAddress } from '../portal/credential-guard.ts';
import { FORGOTTEN, ForgottenSignIn } from '../portal/forgotten-sign-in.ts';
import { isSignedIn } from '../portal/open-portal.ts';
import type { Secret } from '../secrets/secret.ts';
import { PageAnswers } from './answer-page.ts';
import { explainObstacle, NOT_APPROVED } from './obstacles.ts';
import { OneTimeCodes } from './one-time-codes.ts';
import { type Look, lookAt, readOrigins, type Trouble, watchTrouble } from './provider-page.ts';
import { Settling } from './settling.ts';
import {
  describeArrival,
  failForeign,
  failOnPage,
  failRedirected,
  failRefused,
  KIND_NAMES,
} from './walk-failure.ts';
import { WalkGuards } from './walk-guards.ts';

/** Who signs in by an identity provider, and what may be done on its pages. */
export interface WalkSettings {
  /** The server's address. */
  readonly url: string;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly totpSecret: Secret | undefined;
  /** Origins beside the portal's that credentials may be typed into. */
  readonly ssoOrigin: readonly string[];
  readonly acceptConsent: boolean;
}

const LOOK_INTERVAL_MS = 50;
const MAX_STEPS = 30;
const MAX_CHOICES = 3;

// How long a page may take after it was answered, and how long one that refuses, or that is known to be of no use, may stay.
const STEP_TIMEOUT_MS = 20_000;
const REFUSED_TIMEOUT_MS = 700;
// LemonLDAP::NG's pages fetch the words that say what is wrong once they are there.
const WORDS_TIMEOUT_MS = 2_000;
const SETTLING_MS = 300;
const PUSH_PATIENCE_MS = 1_000;

/** What it is to do to leave the portal for the provider. */
type Begin = () => Promise<void>;

/**
 * Walks through an identity provider's pages, by what they ask for and not by whose they are, until the browser is back
 * in the portal and signed in. Passwords and codes are submitted once each.
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
  } finally {
    await walk.end();
  }
}

/** What was answered last, in which document, and when. */
interface Answered {
  readonly kind: PageKind;
  readonly document: string;
  readonly at: number;
  /** When a new document was first seen to ask for something again. */
  againAt?: number;
}

class Walk {
  readonly #page: Page;
  readonly #settings: WalkSettings;
  readonly #run: Run;
  readonly #portal: string;
  readonly #origins: readonly string[];
  readonly #codes: OneTimeCodes | undefined;
  readonly #trouble: Trouble;
  readonly #brokenPage: BrokenPageWatch;
  readonly #guards: WalkGuards;
  readonly #answers: PageAnswers;
  readonly #settling: Settling;
  readonly #begin: Begin;
  readonly #forgotten: ForgottenSignIn;
  #hasBegunAgain = false;
  readonly #counts = new Map<PageKind, number>();
  #steps = 0;
  #last: Answered | undefined;
  /** What was typed, and is not known to have been sent. */
  #typed: Pick<Answered, 'kind' | 'document'> | undefined;
  /** When the page was first seen to be of no use, and what it was. */
  #stuck: { readonly kind: PageKind; readonly since: number } | undefined;
  #hasToldOfPush = false;
  #look: Look | undefined;

  constructor(page: Page, settings: WalkSettings, run: Run, begin: Begin) {
    this.#page = page;
    this.#begin = begin;
    this.#forgotten = new ForgottenSignIn(page, settings.url);
    this.#settings = settings;
    this.#run = run;
    this.#portal = new URL(settings.url).origin;
    this.#origins = [this.#portal, ...settings.ssoOrigin];
    this.#codes = settings.totpSecret && new OneTimeCodes(settings.totpSecret);
    this.#trouble = watchTrouble(page, settings.url);
    this.#brokenPage = new BrokenPageWatch(page, settings.url);
    this.#guards = new WalkGuards(page, settings.url, this.#origins, run.deadline);
    this.#answers = new PageAnswers(page, this.#guards);
    this.#settling = new Settling(page, this.#origins);
  }

  async go(): Promise<void> {
    const { deadline } = this.#run;
    while (!deadline.signal.aborted) {
      if (await this.#hasArrived()) return await showPictures(this.#page);
      if (await this.#forgotten.look()) await this.#beginAgain();
      await this.#throwTrouble();
      const look = await this.#lookAgain();
      if (look) await this.#answers.showOther(look.kind);
      if (look) await this.#guards.endOnceLeft(look.world);
      const origin = look?.world.origin;
      if (look && origin !== undefined && origin !== this.#portal) await this.#goOn(look);
      else this.#stuck = undefined;
      await deadline.pause(LOOK_INTERVAL_MS);
    }
  }

  /** What the provider has been given already it is not given again: it knows by now who it is. */
  async #beginAgain(): Promise<void> {
    if (this.#hasBegunAgain) throw this.explain(FORGOTTEN, CHECK_COOKIES);
    this.#hasBegunAgain = true;
    this.#run.warn(`The sign-in is begun once more: ${FORGOTTEN}. It takes two minutes at most.`);
    await this.#forgotten.beginAgain(this.#run.deadline);
    this.#last = undefined;
    this.#typed = undefined;
    delete this.#trouble.lost;
    delete this.#trouble.portalRefusal;
    await this.#begin();
  }

  async end(): Promise<void> {
    await this.#guards.end();
  }

  /** @returns undefined where another page is just coming */
  async #lookAgain(): Promise<Look | undefined> {
    try {
      return await lookAt(this.#page, this.#means);
    } catch (error) {
      if (error instanceof DocumentGone) return undefined;
      throw error;
    }
  }

  get #means(): Means {
    const { username = '', password } = this.#settings;
    const hasGiven = (kind: PageKind) => this.#counts.has(kind);
    return {
      username,
      hasPassword: !!password && !hasGiven('password') && !hasGiven('both'),
      hasCode: !!this.#codes && !hasGiven('code'),
      mayPush: !hasGiven('push-offer'),
    };
  }

  /** @returns the failure of a walk that cannot go on */
  explain(reason: string, hint?: string): Failure {
    // A page that was stopped, or did not come, leaves one of the browser's own in its place.
    const isShown = readOrigin(this.#page.url()) !== undefined;
    const address = isShown || !this.#look ? this.#page.url() : this.#look.world.url;
    return failOnPage(address, this.#look, reason, hint);
  }

  /** @returns the failure of a walk whose time is over */
  explainLate(): Failure {
    const waiting = this.#guards.ofSecret;
    if (waiting?.isSent && !waiting.knownReply)
      return this.explain(`no reply to the ${waiting.what} came in time`, UNKNOWN);
    if (this.#hasToldOfPush) return this.explain(NOT_APPROVED.reason, NOT_APPROVED.hint);
    return this.explain('the time is over');
  }

  async #hasArrived(): Promise<boolean> {
    const isBack = `${this.#page.url()}/`.startsWith(`${this.#settings.url}/`);
    return isBack && (await isSignedIn(this.#page.context(), this.#settings.url));
  }

  async #goOn(look: Look): Promise<void> {
    this.#look = look;
    if (look.kind === 'none') return await this.#waitAtNothing(look);
    if (look.kind === 'push') return this.#tellOfPush(look);
    const obstacle = explainObstacle(look.kind);
    if (obstacle) return this.#stopAt(look, obstacle.reason, obstacle.hint);
    this.#stuck = undefined;
    const foreign = readOrigins(look).find((origin) => !this.#origins.includes(origin));
    if (foreign !== undefined) return await this.#refuseOrigin(foreign, look);
    if (look.awaitsScript) return;
    // A page's script may send what is typed before anything is pressed.
    if (this.#typed && this.#guards.ofSecret?.isSent) this.#noteAnswer(this.#typed);
    // The page still shows what was just answered, or the same again.
    if (this.#last?.kind === look.kind) return await this.#waitForNext(look, this.#last);
    // What was just answered may still be on its way, and the page not yet what it will be.
    if (this.#last && this.#settling.awaitsReply) return;
    // Another way may be drawn a moment later.
    if (look.kind === 'push-offer' && look.quietMs < PUSH_PATIENCE_MS) return;
    await this.#act(look);
  }

  async #waitAtNothing(look: Look): Promise<void> {
    const waited = this.#stickTo(look.kind);
    const { refused } = this.#trouble;
    if (look.errors.length > 0 && waited > REFUSED_TIMEOUT_MS && this.#settling.isQuiet)
      throw this.explain('it does not go on');
    if (refused && waited > REFUSED_TIMEOUT_MS) throw this.explain(`it answered ${refused}`);
    if (this.#settling.isOver(look)) throw this.explain(describeUnknown(look));
    const broken = await this.#brokenPage.look(look.world);
    if (broken) throw this.explain(`it asks for nothing that is known: ${broken.reason}`, CHECK_THE_WAY);
  }

  /** Nobody but whoever has the other device can go on: meanwhile the page is left alone. */
  #tellOfPush({ number }: Look): void {
    if (this.#hasToldOfPush) return;
    this.#hasToldOfPush = true;
    const how = number === undefined ? '' : `; the number is ${number}`;
    this.#run.warn(`The provider waits for the sign-in to be approved on another device${how}.`);
  }

  #stopAt({ kind }: Look, reason: string, hint: string): void {
    const waited = this.#stickTo(kind);
    if (waited > REFUSED_TIMEOUT_MS && this.#settling.isQuiet) throw this.explain(reason, hint);
  }

  /** @returns for how long the page has been of that kind, in milliseconds */
  #stickTo(kind: PageKind): number {
    if (this.#stuck?.kind !== kind) this.#stuck = { kind, since: performance.now() };
    return performance.now() - this.#stuck.since;
  }

  /** A page that is only passed through is given the time to pass. */
  async #refuseOrigin(foreign: string, { world }: Look): Promise<void> {
    await this.#run.deadline.pause(SETTLING_MS);
    this.#throwReply();
    const again = await this.#lookAgain();
    if (again?.world.document !== world.document) return;
    if (foreign === world.origin)
      throw failForeign(describeArrival(world.url, this.#settings.username), foreign);
    const isAnswered = this.#last?.document === world.document;
    throw failForeign(
      `the form of ${shortenAddress(world.url)} sends what is typed to ${foreign}, which is not listed, and was ${isAnswered ? 'stopped' : 'not filled in'}`,
      foreign,
    );
  }

  async #waitForNext({ kind, world, errors, hasCaptcha }: Look, last: Answered): Promise<void> {
    const isNew = world.document !== last.document;
    const guard = this.#guards.ofSecret;
    if (guard?.hasStopped && !guard.isSent) return await this.#typeAgain(guard);
    const waited = performance.now() - last.at;
    if (CHOICES.includes(kind)) {
      // The same choice again in a new document may be pressed again, but not for ever.
      if (isNew || waited > STEP_TIMEOUT_MS / 4) this.#last = undefined;
      return;
    }
    const name = KIND_NAMES[kind];
    if (errors.length > 0 && waited > SETTLING_MS)
      throw await this.#explainAnswer(`the ${name} was not taken`, () => this.#adviseOnAnswer());
    if (isNew) last.againAt ??= performance.now();
    if (last.againAt !== undefined && performance.now() - last.againAt > WORDS_TIMEOUT_MS)
      throw await this.#explainAnswer(`the ${name} is asked for again`, () => this.#adviseOnAnswer());
    if (waited > STEP_TIMEOUT_MS)
      throw await this.#explainAnswer(
        `nothing came of the ${name}${hasCaptcha ? ', on a page that is protected by a captcha' : ''}`,
      );
  }

  async #explainAnswer(reason: string, advise?: () => Promise<string>): Promise<Failure> {
    const origin = this.#guards.ofName?.withheldFrom;
    if (origin === undefined) return this.explain(reason, await advise?.());
    return failForeign(
      `${reason}; the page was about to send the user name to ${origin}, which is not listed, and was stopped`,
      origin,
    );
  }

  /** What is known of how often something was submitted, which is what providers count. */
  async #adviseOnAnswer(): Promise<string> {
    const { ofSecret, ofName } = this.#guards;
    if ((ofSecret ?? ofName)?.isSent) return CHECK;
    return (await ofSecret?.isNothingSent()) ? CHECK_UNSENT : CHECK_UNSEEN;
  }

  /** Where nothing has left, the password, or the code, may be typed again. */
  async #typeAgain(guard: CredentialGuard): Promise<void> {
    const reason = inAddress(guard.what);
    if (!(await guard.isNothingSent())) throw this.explain(`${reason}; something else was sent`, UNKNOWN);
    if (!(await guard.reloadPatiently())) throw this.explain(reason);
    for (const kind of ['password', 'both', 'code'] as const) this.#counts.delete(kind);
    if (guard.what === 'one-time code') this.#codes?.takeBack();
    this.#last = undefined;
  }

  async #act(look: Look): Promise<void> {
    const { kind } = look;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    const isSecret = kind === 'password' || kind === 'both';
    const hadPassword = this.#counts.has('password') || this.#counts.has('both');
    this.#steps += 1;
    if (isSecret && hadPassword) throw this.explain('the password is asked for again', CHECK);
    if (count > MAX_CHOICES || this.#steps > MAX_STEPS) throw this.explain('its pages go round in circles');
    const { username = '', password } = this.#settings;
    const code = kind === 'code' ? await this.#takeCode() : undefined;
    this.#requireMeans(kind);
    this.#run.info(`The provider's page asks for ${KIND_NAMES[kind]}.`);
    this.#run.deadline.requireGoing();
    if (this.#run.deadline.signal.aborted) return;
    this.#typed = { kind, document: look.world.document };
    if (await this.#answers.give(look, { username, password, code })) this.#noteAnswer(this.#typed);
    else if (this.#answers.areAltered)
      throw this.explain('a field does not keep what is typed into it as it is, and was not submitted');
  }

  #noteAnswer({ kind, document }: Pick<Answered, 'kind' | 'document'>): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    this.#last = { kind, document, at: performance.now() };
    this.#typed = undefined;
    // A new page may come now.
    this.#trouble.refused = undefined;
  }

  async #takeCode(): Promise<Secret> {
    if (!this.#codes)
      throw this.explain(
        'a one-time code is wanted',
        'Give the secret of its generator in OCTOPUS_TOTP_SECRET, or sign in by hand with --interactive.',
      );
    return await this.#codes.next(this.#run.deadline);
  }

  #requireMeans(kind: PageKind): void {
    const { username, password, acceptConsent } = this.#settings;
    const wantsName = kind === 'username' || kind === 'both' || kind === 'account';
    if (wantsName && username === undefined)
      throw this.explain('a user name is wanted', 'Give it in OCTOPUS_USERNAME (--username).');
    if ((kind === 'password' || kind === 'both') && !password)
      throw this.explain('a password is wanted', 'Give it in OCTOPUS_PASSWORD.');
    if (kind === 'consent' && !acceptConsent)
      throw this.explain(
        'it asks to consent to something',
        'Read it with --headed, and if it is right give --accept-consent.',
      );
  }

  /** Throws what went wrong on the way, in the words of whoever said so. */
  async #throwTrouble(): Promise<void> {
    const { lost, portalRefusal } = this.#trouble;
    this.#throwReply();
    if (lost)
      throw this.explain(`the page did not come (${lost})`, 'Check that the provider can be reached.');
    if (portalRefusal) throw await failRefused(portalRefusal, this.#run.deadline);
  }

  /** What kept something that was typed from arriving, if anything did. */
  #throwReply(): void {
    for (const { what, knownReply: reply } of this.#guards.all) {
      if (reply?.kind === 'foreign')
        throw failForeign(
          `the page was about to send the ${what} to ${reply.origin}, which is not listed, and was stopped`,
          reply.origin,
        );
      if (reply?.kind === 'diverted') throw failRedirected(what, reply);
      if (reply?.kind === 'lost') throw this.explain(`the ${what} got no reply (${reply.reason})`, UNKNOWN);
    }
  }
}

// What is answered by pressing alone.
const CHOICES: readonly PageKind[] = [
  'stay-signed-in',
  'account',
  'consent',
  'skippable',
  'method',
  'another-way',
  'push-offer',
  'notice',
];

const MAX_OFFER_LENGTH = 60;

function describeUnknown({ offers }: Look): string {
  const shown =
    offers.length > 0
      ? `; it shows ${offers.map((name) => `"${shorten(name, MAX_OFFER_LENGTH)}"`).join(', ')}`
      : '';
  return `it asks for nothing that is known${shown}`;
}

const UNKNOWN = 'Whether the provider took it is unknown; it is not submitted again. Check the connection.';
const CHECK_COOKIES =
  'Look whether something on the way takes cookies away, or whether the server is known by another address than OCTOPUS_URL (--url).';
const CHECK_THE_WAY = 'Check the provider, and what stands between it and this machine.';
const CHECK = 'Check it; it was submitted once, and providers lock accounts after a few wrong tries.';
const CHECK_UNSENT = 'Check it; the page did not submit it.';
const CHECK_UNSEEN =
  'Check it; it was entered once, and whether it was submitted is unknown. Providers lock accounts after a few wrong tries.';
