import type { CDPSession, Page } from 'playwright';
import { inPageSource } from '../generated/in-page.ts';
import type * as inPage from '../in-page/main.ts';

type InPage = typeof inPage;

/** The document that was worked with has been left, or another has taken its place. */
export class DocumentGone extends Error {
  override readonly name = 'DocumentGone';
}

const NAME = 'octopus-key-mint';

// One for as long as the page is there: a page of a fleet is used again and again.
const sessions = new WeakMap<Page, Promise<CDPSession>>();
const worlds = new WeakMap<Page, IsolatedWorld>();

/**
 * The functions of src/in-page/, in a JavaScript world of their own in the document that a page's main frame shows. They
 * see the document as it is, and what the page's script has made of its own globals and prototypes is not there; nor
 * does the page see what is handed to them. A world ends with its document, so that what was found out about
 * the one can never be done to another.
 */
export class IsolatedWorld {
  /** The document's address, by the browser's word and not by the page's. */
  readonly url: string;
  /** The same for as long as the document is. */
  readonly document: string;
  readonly #session: CDPSession;
  readonly #functions: string;

  private constructor(session: CDPSession, frame: Frame, functions: string) {
    this.#session = session;
    this.#functions = functions;
    this.url = frame.url;
    this.document = frame.loaderId;
  }

  /**
   * @param source of an expression whose value has the functions
   * @throws DocumentGone, where another document is just coming
   */
  static async open(page: Page, source: string = inPageSource): Promise<IsolatedWorld> {
    const session = await openPageSession(page);
    const { id, loaderId } = await readMainFrame(session);
    const known = worlds.get(page);
    if (known?.document === loaderId && source === inPageSource) return known;
    const [functions, frame] = await evaluate(session, id, source);
    if (frame.loaderId !== loaderId) throw new DocumentGone('another document has come meanwhile');
    const world = new IsolatedWorld(session, frame, functions);
    if (source === inPageSource) worlds.set(page, world);
    return world;
  }

  /** Whose document it is; undefined where no server has sent it. */
  get origin(): string | undefined {
    return readOrigin(this.url);
  }

  /**
   * @returns what a function returns, once it has settled
   * @throws DocumentGone; Error, where the function throws, which it should not
   */
  async call<Name extends keyof InPage>(
    name: Name,
    ...args: Parameters<InPage[Name]>
  ): Promise<Awaited<ReturnType<InPage[Name]>>> {
    const calling = this.#session.send('Runtime.callFunctionOn', {
      objectId: this.#functions,
      functionDeclaration: `function (...args) { return this.${name}(...args); }`,
      arguments: args.map((value: unknown) => ({ value })),
      awaitPromise: true,
      returnByValue: true,
    });
    const { result, exceptionDetails } = await requireDocument(calling);
    if (exceptionDetails) throw failInPage(name, exceptionDetails);
    return result.value as Awaited<ReturnType<InPage[Name]>>;
  }
}

/** @returns the origin of what is sent by a server; undefined for any other address, and for what is none */
export function readOrigin(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, origin } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined;
}

type Frame = Awaited<ReturnType<typeof readMainFrame>>;

interface ExceptionDetails {
  readonly text: string;
  readonly exception?: { readonly description?: string };
}

/** @returns the session of the browser's own protocol that a page has, for all who need one; nobody detaches it */
export function openPageSession(page: Page): Promise<CDPSession> {
  const known = sessions.get(page);
  if (known) return known;
  const opening = page.context().newCDPSession(page);
  sessions.set(page, opening);
  opening.catch(() => sessions.delete(page));
  return opening;
}

async function readMainFrame(session: CDPSession) {
  const { frameTree } = await requireDocument(session.send('Page.getFrameTree'));
  return frameTree.frame;
}

/** @returns the functions, and the frame as it stands once they are there */
async function evaluate(session: CDPSession, frameId: string, expression: string): Promise<[string, Frame]> {
  const creating = session.send('Page.createIsolatedWorld', { frameId, worldName: NAME });
  const { executionContextId: contextId } = await requireDocument(creating);
  const evaluating = requireDocument(session.send('Runtime.evaluate', { expression, contextId }));
  const [{ result, exceptionDetails }, frame] = await Promise.all([evaluating, readMainFrame(session)]);
  if (exceptionDetails) throw failInPage('what runs in the page', exceptionDetails);
  return [result.objectId ?? '', frame];
}

/** @throws DocumentGone, where what was asked of it failed for that */
async function requireDocument<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    if (GONE.test(String(error))) throw new DocumentGone('the document is gone', { cause: error });
    throw error;
  }
}

// What Chromium says where a frame, a world or an object in it is no more (v8 src/inspector/, blink inspector_page_agent.cc).
const GONE =
  /Cannot find (?:default execution )?context|Could not find object|Execution context was destroyed|Promise was collected|Inspected target navigated or closed|No frame (?:for|with) given id|Frame [\w ]{0,60}not found|Could not create isolated world|Not attached to an active page/i;

function failInPage(name: string, { text, exception }: ExceptionDetails): Error {
  return new Error(`${name} failed in the page: ${exception?.description ?? text}`);
}
