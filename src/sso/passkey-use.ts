import type { CDPSession, Page } from 'playwright';
import { Authenticator, type PasskeyParts } from '../browser/authenticator.ts';
import { OtherWindows } from '../browser/other-windows.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';
import { readOrigin } from '../core/text.ts';
import { isRedirect } from '../portal/relay.ts';

/** A passkey that somebody signs in by. */
export interface Passkey extends Omit<PasskeyParts, 'signCount'> {
  /** The path of the file that it is in. */
  readonly file: string;
  /** @returns what it is to tell that it has signed before, whatever other runs it is used by: never less than it has told */
  takeCount(): number;
  /** Notes how often it has signed by now; never throws. */
  keepCount(count: number): Promise<void>;
}

/** A reply that is held back (Fetch.requestPaused). */
interface Paused {
  readonly requestId: string;
  readonly request: { readonly url: string };
  readonly frameId: string;
  readonly networkId?: string;
  readonly responseStatusCode?: number;
  readonly responseHeaders?: { readonly name: string; readonly value: string }[];
}

// Sign-ins of one run that share a passkey wait for each other, so that what it has counted arrives in that order.
const turns = new Map<string, Promise<void>>();

const BLANK = 'about:blank';

// So that no frame of another origin is given it, though the page would let it, and no page registers one that nobody would hold.
const OWN_ORIGIN_ALONE = 'publickey-credentials-get=(self), publickey-credentials-create=()';
const NOBODY = 'publickey-credentials-get=(), publickey-credentials-create=()';
// Two of a kind are read as one, and none is where one of them is malformed.
const REPLACED = ['permissions-policy', 'feature-policy'];

/**
 * The use of a passkey in a page: it signs once, and for listed origins alone. The browser keeps it to the pages of its domain;
 * of these it is there for those that are listed, since the authenticator is taken away before any other is begun, and its
 * reply is held back until then, and tells the browser to let it ask for none. It is there again once such a page is left; but
 * for what comes after the portal alone, which finds it there when it asks at once. It is there for none once another window
 * was opened, whose page could put one of its own, which no reply tells of, in the place of one that is listed.
 */
export class PasskeyUse implements AsyncDisposable {
  readonly #passkey: Passkey;
  readonly #origins: readonly string[];
  readonly #authenticator: Authenticator;
  readonly #mainFrame: string;
  #windows: OtherWindows | undefined;
  /** The document that was let into the page last. */
  #lastLetIn: string | undefined;
  /** The document that the page shows. */
  #shown: string | undefined;
  #isLastListed = true;
  /** Whose the first page was: the portal's. */
  #firstOrigin: string | undefined;
  /** Whether all that was shown was the portal's or listed, and came as a reply. */
  #hasOnlyKnown = true;
  #usedAt: number | undefined;
  /** Why it could not be taken away, or put back, where it could not. */
  #trouble: string | undefined;
  #keeping: Promise<void> = Promise.resolve();
  #endTurn: () => void = () => {};
  /** One thing is done to the authenticator after the other. */
  #doing: Promise<void> = Promise.resolve();

  private constructor(
    passkey: Passkey,
    origins: readonly string[],
    authenticator: Authenticator,
    mainFrame: string,
  ) {
    this.#passkey = passkey;
    this.#origins = origins;
    this.#authenticator = authenticator;
    this.#mainFrame = mainFrame;
  }

  /**
   * Puts a passkey where a page can ask for it.
   * @param page that shows nothing yet: what is under way to it already is not held back
   * @param origins whose pages it may sign for
   * @throws Failure of kind `browser`, where the browser cannot take it
   */
  static async begin(
    page: Page,
    passkey: Passkey,
    origins: readonly string[],
    deadline: Deadline,
  ): Promise<PasskeyUse> {
    const endTurn = await takeTurn(passkey.file, deadline);
    try {
      const opening = PasskeyUse.#open(page, passkey, origins);
      const use = await deadline.limit(opening, () => new Error('it did not answer in time'));
      use.#endTurn = endTurn;
      return use;
    } catch (error) {
      endTurn();
      if (error instanceof Failure) throw error;
      throw new Failure({
        kind: 'browser',
        attempt: `give the browser the passkey in ${passkey.file}`,
        reason: describeError(error),
        hint: 'Nothing was begun. Use a newer Chromium.',
        cause: error,
      });
    }
  }

  static async #open(page: Page, passkey: Passkey, origins: readonly string[]): Promise<PasskeyUse> {
    const authenticator = await Authenticator.open(page);
    const { frameTree } = await authenticator.session.send('Page.getFrameTree');
    const use = new PasskeyUse(passkey, origins, authenticator, frameTree.frame.id);
    use.#windows = await OtherWindows.watch(page, authenticator.session, () => use.#takeAway());
    await use.#watch(authenticator.session);
    if (frameTree.frame.url !== BLANK) throw new Error('its page shows something already');
    // Nobody has it yet: whether the browser can take it shows before anything is begun.
    await use.#plugIn(undefined);
    return use;
  }

  /** Whether it has signed. */
  get isUsed(): boolean {
    return this.#usedAt !== undefined;
  }

  /** When it has signed, as of `performance.now`. */
  get usedAt(): number {
    return this.#usedAt ?? 0;
  }

  /** Whether another window keeps it from every page, or has done so. */
  get isWithheld(): boolean {
    return this.#windows?.wereThere ?? false;
  }

  /** Why it is where it may not be, or not where it may; undefined where the browser did as it was told. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** What it is, in messages. */
  get name(): string {
    return `the passkey in ${this.#passkey.file}, which is for ${this.#passkey.rpId},`;
  }

  /** Whether a page that does not know yet who signs in can ask for it. */
  get isDiscoverable(): boolean {
    return this.#passkey.isDiscoverable;
  }

  /** Whether pages at an address could ask for it, and may. */
  isFor(address: string): boolean {
    return isWithin(address, this.#passkey.rpId) && this.#lists(readOrigin(address));
  }

  /** Takes it away, and waits until what it has told is noted. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#unplug().catch(ignore);
    await this.#windows?.endWatch();
    await this.#authenticator.detach();
    await this.#keeping;
    this.#endTurn();
  }

  async #watch(session: CDPSession): Promise<void> {
    session.on('WebAuthn.credentialAsserted', ({ credential }) => this.#noteUse(credential.signCount));
    session.on('Fetch.requestPaused', (paused) => void this.#letIn(paused, session).catch(ignore));
    session.on('Page.frameNavigated', ({ frame }) => this.#noteDocument(frame.id, frame.loaderId));
    await session.send('Page.enable');
    // What a service worker answers is not seen here.
    await session.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
    await session.send('Network.setBypassServiceWorker', { bypass: true });
    await session.send('Fetch.enable', {
      patterns: [{ resourceType: 'Document', requestStage: 'Response' }],
    });
  }

  #noteUse(signCount: number): void {
    this.#usedAt ??= performance.now();
    this.#takeAway();
    this.#keeping = this.#passkey.keepCount(signCount);
  }

  /** One that no reply was let in for is a blob, or empty, and whose it is nobody knows. */
  #noteDocument(frame: string, document: string): void {
    if (frame !== this.#mainFrame) return;
    this.#shown = document;
    if (document !== this.#lastLetIn) {
      this.#hasOnlyKnown = false;
      this.#takeAway();
    } else if (this.#isLastListed) this.#plugIn(document).catch((error) => this.#noteTrouble(error));
  }

  /** A document is shown once its reply is passed on, and its script is run no sooner. */
  async #letIn({ requestId, request, ...reply }: Paused, session: CDPSession): Promise<void> {
    const { frameId, networkId, responseStatusCode = 0, responseHeaders } = reply;
    const origin = readOrigin(request.url);
    const isListed = this.#lists(origin);
    const location = responseHeaders?.find(
      ({ name, value }) => name.toLowerCase() === 'location' && value.trim() !== '',
    );
    if (frameId !== this.#mainFrame || isRedirect(responseStatusCode, location?.value)) {
      await session.send('Fetch.continueResponse', { requestId });
      return;
    }
    this.#lastLetIn = networkId;
    this.#isLastListed = isListed;
    this.#firstOrigin ??= origin;
    if (!isListed && origin !== this.#firstOrigin) this.#hasOnlyKnown = false;
    try {
      await (isListed ? this.#hasOnlyKnown && this.#plugIn(networkId) : this.#unplug());
      const changed = responseHeaders && {
        responseCode: responseStatusCode,
        responseHeaders: restrict(responseHeaders, isListed ? OWN_ORIGIN_ALONE : NOBODY),
      };
      await session.send('Fetch.continueResponse', { requestId, ...changed });
    } catch {
      await session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    }
  }

  #lists(origin: string | undefined): boolean {
    return origin !== undefined && this.#origins.includes(origin);
  }

  /** @param document that it is for: where the page is to show another by then, it is put nowhere */
  #plugIn(document: string | undefined): Promise<void> {
    const mayHave = () =>
      document === this.#lastLetIn &&
      (this.#hasOnlyKnown || document === this.#shown) &&
      !this.isUsed &&
      !this.isWithheld;
    return this.#do(async () => {
      if (this.#authenticator.isPluggedIn || !mayHave()) return;
      const signCount = this.#passkey.takeCount();
      await this.#authenticator.plugIn({ ...this.#passkey, signCount });
      if (!mayHave()) await this.#authenticator.unplug();
    });
  }

  #unplug(): Promise<void> {
    return this.#do(() => this.#authenticator.unplug());
  }

  #takeAway(): void {
    this.#unplug().catch((error) => this.#noteTrouble(error));
  }

  #noteTrouble(error: unknown): void {
    this.#trouble ??= describeError(error);
  }

  #do(work: () => Promise<void>): Promise<void> {
    const doing = this.#doing.then(work);
    this.#doing = doing.catch(ignore);
    return doing;
  }
}

/** @returns what ends the turn */
async function takeTurn(file: string, deadline: Deadline): Promise<() => void> {
  const before = turns.get(file) ?? Promise.resolve();
  let end = () => {};
  const turn = new Promise<void>((resolve) => {
    end = resolve;
  });
  turns.set(
    file,
    before.then(() => turn),
  );
  try {
    await deadline.limit(before, () => new Error('the time was over before its turn came'));
    return end;
  } catch (error) {
    end();
    throw error;
  }
}

/** @returns whether pages at an address are of a passkey's domain */
export function isWithin(address: string, rpId: string): boolean {
  const origin = readOrigin(address);
  const host = origin === undefined ? '' : new URL(origin).hostname;
  return host === rpId || host.endsWith(`.${rpId}`);
}

type Headers = NonNullable<Paused['responseHeaders']>;

/** @returns the headers of a document, with another policy for what it and its frames may ask for */
function restrict(headers: Headers, value: string): Headers {
  return [
    ...headers.filter(({ name }) => !REPLACED.includes(name.toLowerCase())),
    { name: 'Permissions-Policy', value },
  ];
}

/** The page, or the browser, is gone. */
function ignore(): void {}
