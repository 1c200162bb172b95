import type { Page, Response } from 'playwright';
import { readServerWords } from '../api/api-failure.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import type { Secret } from '../secrets/secret.ts';
import { isSignedIn } from '../session/session-api.ts';
import { OneTimeCodes } from './one-time-codes.ts';
import { doOn, type Look, lookAt, type PageKind } from './provider-page.ts';
import { watchTrouble } from './trouble.ts';

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

const BETWEEN_LOOKS = 50;
const MOST_STEPS = 30;
const MOST_CHOICES = 3;

// How long a page may take after a deed, and how long one that asks for nothing may stay.
const LONGEST_STEP = 20_000;
const LONGEST_NOTHING = 15_000;
const LONGEST_REFUSED = 700;
const SETTLING = 300;

/**
 * Walks through an identity provider's pages, by what they ask for and not by whose they are, until the browser is back
 * in the portal and signed in. Passwords and codes are submitted once each.
 * @param page on its way to the provider
 * @throws Failure of kind `sign-in`, in the provider's words where it has some
 */
export async function walkThrough(page: Page, settings: WalkSettings, run: Run): Promise<void> {
  const walk = new Walk(page, settings, run);
  await run.deadline.limit(walk.go(), () => walk.explain('the time is over'));
}

class Walk {
  readonly #page: Page;
  readonly #settings: WalkSettings;
  readonly #run: Run;
  readonly #portal: string;
  readonly #codes: OneTimeCodes | undefined;
  readonly #trouble: ReturnType<typeof watchTrouble>;
  readonly #counts = new Map<PageKind, number>();
  #steps = 0;
  #last: { kind: PageKind; document: number; at: number } | undefined;
  #nothingSince: number | undefined;
  #look: Look | undefined;

  constructor(page: Page, settings: WalkSettings, run: Run) {
    this.#page = page;
    this.#settings = settings;
    this.#run = run;
    this.#portal = new URL(settings.url).origin;
    this.#codes = settings.totpSecret && new OneTimeCodes(settings.totpSecret);
    this.#trouble = watchTrouble(page, settings.url);
  }

  async go(): Promise<void> {
    const { deadline } = this.#run;
    while (!deadline.signal.aborted) {
      await this.#throwTrouble();
      if (await this.#hasArrived()) return;
      const look = await lookAt(this.#page, this.#settings.username ?? '').catch(() => undefined);
      if (look && look.origin !== this.#portal && look.origin !== 'null') await this.#goOn(look);
      else this.#nothingSince = undefined;
      await deadline.pause(BETWEEN_LOOKS);
    }
  }

  /** @returns the failure of a walk that cannot go on */
  explain(reason: string, hint = LOOK_AT_IT): Failure {
    const { errors = [], heading = '' } = this.#look ?? {};
    const words = errors.length > 0 ? errors : [heading];
    const said = words.filter((text) => text !== '');
    return new Failure({
      kind: 'sign-in',
      attempt: 'sign in by the identity provider',
      reason: `${reason} (${describeAddress(this.#page.url())})${said.length > 0 ? `. The provider says: ${said.join(' ')}` : ''}`,
      hint,
    });
  }

  async #hasArrived(): Promise<boolean> {
    const isBack = this.#page.url().startsWith(this.#settings.url);
    return isBack && (await isSignedIn(this.#page.context(), this.#settings.url));
  }

  async #goOn(look: Look): Promise<void> {
    this.#look = look;
    if (look.kind === 'none') return this.#waitAtNothing(look);
    this.#nothingSince = undefined;
    if (!this.#mayActOn(look)) return await this.#refuseOrigin(look);
    if (this.#isAnswered(look)) return this.#waitForNext(look);
    await this.#act(look);
  }

  #waitAtNothing({ errors }: Look): void {
    this.#nothingSince ??= performance.now();
    const waited = performance.now() - this.#nothingSince;
    const longest = this.#trouble.refused ? LONGEST_REFUSED : LONGEST_NOTHING;
    if (errors.length > 0 && waited > LONGEST_REFUSED) throw this.explain('it does not go on');
    if (waited > longest) {
      const { refused } = this.#trouble;
      throw this.explain(refused ? `it answered ${refused}` : 'it asks for nothing that is known');
    }
  }

  #mayActOn({ origin, target }: Look): boolean {
    const allowed = [this.#portal, ...this.#settings.ssoOrigin];
    return allowed.includes(origin) && allowed.includes(target);
  }

  /** A page that is only passed through is given the time to pass. */
  async #refuseOrigin({ origin, target, document }: Look): Promise<void> {
    await this.#run.deadline.pause(SETTLING);
    const again = await lookAt(this.#page, this.#settings.username ?? '').catch(() => undefined);
    if (again?.document !== document) return;
    const allowed = [this.#portal, ...this.#settings.ssoOrigin];
    const foreign = allowed.includes(origin) ? target : origin;
    throw new Failure({
      kind: 'sign-in',
      attempt: 'sign in by the identity provider',
      reason: `the browser was sent to ${foreign}, which is not listed, and nothing was typed there`,
      hint: `If that is your provider, allow it with OCTOPUS_SSO_ORIGINS (--sso-origin ${foreign}).`,
    });
  }

  /** Whether the page still shows what was just answered, or the same again. */
  #isAnswered({ kind }: Look): boolean {
    return this.#last?.kind === kind;
  }

  #waitForNext({ kind, document, errors }: Look): void {
    const last = this.#last as { document: number; at: number };
    const isNew = document !== last.document;
    const waited = performance.now() - last.at;
    const isChoice = kind === 'stay-signed-in' || kind === 'account' || kind === 'consent';
    if (isChoice) {
      // The same choice again in a new document may be pressed again, but not for ever.
      if (isNew || waited > LONGEST_STEP / 4) this.#last = undefined;
      return;
    }
    if (errors.length > 0 && waited > SETTLING) throw this.explain(`the ${NAMES[kind]} was not taken`, CHECK);
    if (isNew && waited > LONGEST_REFUSED) throw this.explain(`the ${NAMES[kind]} is asked for again`, CHECK);
    if (waited > LONGEST_STEP) throw this.explain(`nothing came of the ${NAMES[kind]}`);
  }

  async #act(look: Look): Promise<void> {
    const { kind, document } = look;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    const isSecret = kind === 'password' || kind === 'both';
    const hadPassword = this.#counts.has('password') || this.#counts.has('both');
    this.#steps += 1;
    if (isSecret && hadPassword) throw this.explain('the password is asked for again', CHECK);
    if (count > MOST_CHOICES || this.#steps > MOST_STEPS) throw this.explain('its pages go round in circles');
    const { username = '', password } = this.#settings;
    const code = kind === 'code' ? await this.#takeCode() : '';
    this.#requireMeans(kind);
    this.#run.info(`The provider's page asks for ${NAMES[kind]}.`);
    this.#run.deadline.requireGoing();
    const deed = {
      kind,
      username,
      password: isSecret ? (password?.reveal() ?? '') : '',
      code,
      origins: [this.#portal, ...this.#settings.ssoOrigin],
    };
    // A page that is left at once takes the answer with it.
    const outcome = await doOn(this.#page, deed).catch(() => 'done' as const);
    if (outcome === 'lost') return;
    this.#counts.set(kind, count);
    this.#last = { kind, document, at: performance.now() };
    this.#trouble.forget();
    if (outcome === 'typed') await this.#page.keyboard.press('Enter');
  }

  async #takeCode(): Promise<string> {
    if (!this.#codes)
      throw this.explain(
        'a one-time code is wanted',
        'Give the secret of its generator in OCTOPUS_TOTP_SECRET, or sign in by hand with --interactive.',
      );
    return (await this.#codes.next(this.#run.deadline)).reveal();
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

  /** What went wrong on the way is told by whoever said so. */
  async #throwTrouble(): Promise<void> {
    const { lost, portalRefusal } = this.#trouble;
    if (lost)
      throw this.explain(`the page did not come (${lost})`, 'Check that the provider can be reached.');
    if (portalRefusal) throw await describeRefusal(portalRefusal, this.#run.deadline);
  }
}

async function describeRefusal(response: Response, deadline: Deadline): Promise<Failure> {
  const body = await deadline.limit(
    response.text().catch(() => ''),
    () => new Error('the time is over'),
  );
  return new Failure({
    kind: 'sign-in',
    attempt: 'sign in by the identity provider',
    reason: `the portal answered ${response.status()} to what the provider says`,
    serverSaid: readServerWords(body),
    hint: 'Check that the server knows this identity, and lets it in.',
  });
}

function describeAddress(address: string): string {
  return URL.canParse(address) ? new URL(address).origin + new URL(address).pathname : address;
}

const NAMES: Readonly<Record<PageKind, string>> = {
  username: 'user name',
  password: 'password',
  both: 'user name and password',
  code: 'one-time code',
  'stay-signed-in': 'whether to stay signed in',
  account: 'which account it is',
  consent: 'consent',
  none: 'nothing',
};

const CHECK = 'Check it; it was submitted once, and providers lock accounts after a few wrong tries.';
const LOOK_AT_IT =
  'Look at the page with --headed --slow-mo 500, record it with --trace, or sign in by hand with --interactive.';
