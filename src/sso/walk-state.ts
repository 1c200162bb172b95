import type { Page, Request } from 'playwright';
import { DocumentGone, type IsolatedWorld } from '../browser/isolated-world.ts';
import type { CredentialTries } from '../core/credential-tries.ts';
import type { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import type { OnUnknown } from '../core/values.ts';
import type { Means } from '../in-page/judge-page.ts';
import type { PageKind } from '../in-page/page-kinds.ts';
import { redactor } from '../secrets/redactor.ts';
import type { Secret } from '../secrets/secret.ts';
import { PageAnswers } from './answer-page.ts';
import { Given } from './given.ts';
import { OneTimeCodes } from './one-time-codes.ts';
import type { PasskeyUse } from './passkey-use.ts';
import { isOfPortal, type Look, type Looking, lookAt, type Trouble, watchTrouble } from './provider-page.ts';
import { Settling } from './settling.ts';
import { failOnPage, type Said } from './walk-failure.ts';
import { WalkGuards } from './walk-guards.ts';

/** Who signs in by an identity provider, and what may be done on its pages. */
export interface WalkSettings {
  /** The server's address. */
  readonly url: string;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly totpSecret: Secret | undefined;
  /** What was put where pages can ask for it before the portal was opened. */
  readonly passkey?: PasskeyUse | undefined;
  /** Origins beside the portal's that credentials may be typed into. */
  readonly ssoOrigin: readonly string[];
  readonly acceptConsent: boolean;
  readonly onUnknown: OnUnknown;
  /** What other sign-ins of the run have learned of the same credentials; undefined: there are none. */
  readonly tries?: CredentialTries | undefined;
}

/** How often the same may be done at one origin. */
export const MAX_CHOICES = 3;
/** How long a page may take after it was answered. */
export const STEP_TIMEOUT_MS = 20_000;
/** How long a page may take to become another by itself. */
export const SETTLING_MS = 300;

/** What was answered last, in which document, whose it is, and when: since its typing began, and since it was done. */
export interface Answered {
  readonly kind: PageKind;
  readonly document: string;
  readonly origin: string;
  readonly begunAt: number;
  readonly at: number;
  /** When a new document was first seen to ask for something again. */
  againAt?: number;
  /** When the page was first seen to show an error. */
  errorAt?: number;
  /** When it was last seen to be on its way. */
  onItsWayAt?: number;
  /** How often it was done before already, and nothing came of it. */
  readonly repeats: number;
}

/** What the parts of a walk share: what it is done with, and how far it has come. */
export class WalkState {
  readonly page: Page;
  readonly settings: WalkSettings;
  readonly run: Run;
  /** Those that may have what is typed. */
  readonly origins: readonly string[];
  readonly codes: OneTimeCodes | undefined;
  readonly passkey: PasskeyUse | undefined;
  readonly trouble: Trouble;
  readonly guards: WalkGuards;
  readonly answers: PageAnswers;
  readonly settling: Settling;
  readonly given = new Given();
  /** How often something was done. */
  steps = 0;
  last: Answered | undefined;
  /** What was typed, and is not known to have been sent. */
  typed: Omit<Answered, 'at' | 'repeats'> | undefined;
  /** What was done, and had no effect: it is done again. */
  lost: Answered | undefined;
  /** The document whose way to other ways has led to none that is at hand. */
  deadEnd: string | undefined;
  /** What has not come in the time that it was given. */
  waitedFor: string | undefined;
  /** The provider's page, as it was seen last. */
  look: Look | undefined;
  /** Who has asked for it on another device, and is waited for. */
  pushedBy: string | undefined;
  /** Whether another device was asked, by whoever: it is asked once. */
  hadPush = false;
  readonly #looking: Looking;
  /** Until when what comes of the same credentials elsewhere is waited for. */
  #waitsUntil: number | undefined;
  /** The origins whose word on what they were given is known: they have refused it, or sent the browser back to the portal. */
  readonly #settledAt = new Set<string>();
  /** When the page was first seen to be of no use, and what it was. */
  #stuck: { readonly kind: PageKind; readonly since: number } | undefined;
  /** The document that asks for something, in a frame or by itself, and since when. */
  #asking: { readonly document: string; readonly since: number } | undefined;

  constructor(page: Page, settings: WalkSettings, run: Run) {
    this.page = page;
    this.settings = settings;
    this.run = run;
    this.origins = [new URL(settings.url).origin, ...settings.ssoOrigin];
    this.codes = settings.totpSecret && new OneTimeCodes(settings.totpSecret);
    this.passkey = settings.passkey;
    this.trouble = watchTrouble(page, settings.url);
    this.guards = new WalkGuards(page, settings.url, this.origins, run.deadline);
    this.answers = new PageAnswers(page, this.guards);
    this.settling = new Settling(page, this.origins);
    const meansAt: Looking['meansAt'] = (asking) => this.meansAt(asking);
    page.on('request', (request) => this.#noteReturn(request));
    this.#looking = { portal: settings.url, origins: this.origins, meansAt };
  }

  /** @returns undefined where another page is just coming */
  async lookAgain(): Promise<Look | undefined> {
    try {
      return await lookAt(this.page, this.#looking);
    } catch (error) {
      if (error instanceof DocumentGone) return undefined;
      throw error;
    }
  }

  /** @returns what has not been given yet to the origin of a document */
  meansAt({ origin = '', document }: Pick<IsolatedWorld, 'origin' | 'document'>): Means {
    const { username = '', password } = this.settings;
    return {
      username,
      hasPassword: !!password && !this.given.hasPassword(origin),
      hasGivenPassword: this.given.withPassword.length > 0,
      hasCode: !!this.codes && !this.given.hasCode(origin),
      mayTurn: this.deadEnd !== document,
      hasFreeCodes: !!this.codes && this.given.withCode.every((each) => each === origin),
      mayPush: !this.given.hasAnywhere('push-offer') && !this.hadPush,
      hasPasskey: this.#canAskForPasskey,
      mayUsePasskey: this.#canAskForPasskey && !this.passkey?.isUsed,
      acceptsConsent: this.settings.acceptConsent,
    };
  }

  /** Whether the page that is shown could ask for the passkey, by its address and by what it knows. */
  get #canAskForPasskey(): boolean {
    const isNamed = this.given.hasName;
    return !!this.passkey?.isFor(this.page.url()) && (this.passkey.isDiscoverable || isNamed);
  }

  /** @returns the failure of a walk that cannot go on, where it was seen last: by now the page may be another */
  explain(reason: string, hint?: string, said: Said | undefined = this.look): Failure {
    return failOnPage(this.look?.address ?? this.page.url(), said, reason, hint);
  }

  /** Notes that something was answered, as far as that is known. */
  noteAnswer(answered: Omit<Answered, 'at' | 'repeats'>): void {
    this.given.note(answered.kind, answered.origin);
    const { lost } = this;
    const isRepeated = lost?.kind === answered.kind && lost.document === answered.document;
    this.last = { ...answered, at: performance.now(), repeats: isRepeated ? lost.repeats + 1 : 0 };
    this.typed = undefined;
    this.lost = undefined;
    this.deadEnd = undefined;
    this.settling.countAnew();
    this.pushedBy = undefined;
    // A new page may come now.
    this.trouble.refused = undefined;
  }

  /** @returns whether password and codes may be given to an origin, as far as other sign-ins of the run know */
  askToGive(origin: string): ReturnType<CredentialTries['ask']> {
    const leave = this.settings.tries?.ask(this.#credentialsAt(origin), this) ?? 'granted';
    if (leave !== 'to wait') return leave;
    // A server that never ends its sign-in must cost no other its key.
    this.#waitsUntil ??= performance.now() + this.run.deadline.remaining() / 2;
    return performance.now() < this.#waitsUntil ? leave : 'granted';
  }

  /** Notes that an origin has taken password or code. */
  noteTaken(origin: string): void {
    this.settings.tries?.noteTaken(this.#credentialsAt(origin));
  }

  /** Notes that it has refused them; that counts once. */
  noteRefused(origin: string): void {
    if (this.#settledAt.has(origin)) return;
    this.#settledAt.add(origin);
    // Another sign-in quotes it, when the secrets of this one are forgotten.
    const words = redactor.redact((this.look?.errors ?? []).join(' '));
    this.settings.tries?.noteRefused(this.#credentialsAt(origin), words);
  }

  /** Where the portal leads the browser from here is no word of the provider. */
  #noteReturn(request: Request): void {
    if (!request.isNavigationRequest() || !isOfPortal(request.url(), this.settings.url)) return;
    for (const origin of this.guards.sentTo) this.#settledAt.add(origin);
  }

  /** @returns what an origin said to another sign-in when it refused the same */
  wordsOfRefusal(origin: string): string {
    return this.settings.tries?.wordsOf(this.#credentialsAt(origin)) ?? '';
  }

  #credentialsAt(origin: string): string {
    const { username, password, totpSecret } = this.settings;
    return JSON.stringify([origin, username, password?.reveal(), totpSecret?.reveal()]);
  }

  /** @returns for how long the page has been of that kind, in milliseconds */
  stickTo(kind: PageKind): number {
    if (this.#stuck?.kind !== kind) this.#stuck = { kind, since: performance.now() };
    return performance.now() - this.#stuck.since;
  }

  /** The page has become another, or was asked about. */
  unstick(): void {
    this.waitedFor = undefined;
    this.#stuck = undefined;
  }

  /** @returns for how long a document has asked for something, in milliseconds */
  waitedAt(document: string): number {
    if (this.#asking?.document !== document) this.#asking = { document, since: performance.now() };
    return performance.now() - this.#asking.since;
  }
}
