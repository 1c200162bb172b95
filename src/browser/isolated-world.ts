import type { CDPSession, Frame, Page } from 'playwright';
import { readOrigin } from '../core/text.ts';
import { inPageSource } from '../generated/in-page.ts';
import type * as inPage from '../in-page/main.ts';
import { isOfFrame, openPageSession } from './page-sessions.ts';

type InPage = typeof inPage;

/** The document that was worked with has been left, or another has taken its place. */
export class DocumentGone extends Error {
  override readonly name = 'DocumentGone';
}

const NAME = 'octopus-key-mint';

const worlds = new WeakMap<Frame, IsolatedWorld>();

/** Where a frame is to be found. */
export interface FramePlace {
  /** Of the process that the frame is in. */
  readonly session: CDPSession;
  /** What the browser's own protocol calls it. */
  readonly id: string;
  readonly frame: Frame;
}

/**
 * The functions of src/in-page/, in a JavaScript world of their own in the document that a page's main frame shows, or one of
 * its others. They see the document as it is, and what the page's script has made of its own globals and prototypes is not
 * there; nor does the page see what is handed to them. A world ends with its document, so that what was found out about
 * the one can never be done to another.
 */
export class IsolatedWorld {
  /** The document's address, by the browser's word and not by the page's. */
  readonly url: string;
  /** The same for as long as the document is. */
  readonly document: string;
  readonly frame: Frame;
  readonly isMain: boolean;
  readonly session: CDPSession;
  /** What the browser's own protocol calls the frame. */
  readonly frameId: string;
  readonly #functions: Functions;

  private constructor({ session, frame }: FramePlace, shown: FrameNode, functions: Functions) {
    this.session = session;
    this.frameId = shown.id;
    this.frame = frame;
    this.isMain = frame === frame.page().mainFrame();
    this.#functions = functions;
    this.url = shown.url;
    this.document = shown.loaderId;
  }

  /**
   * @param source of an expression whose value has the functions
   * @throws DocumentGone, where another document is just coming
   */
  static async open(page: Page, source: string = inPageSource): Promise<IsolatedWorld> {
    const session = await openPageSession(page);
    const { frame: main } = await readFrameTree(session);
    return await IsolatedWorld.#openAt({ session, id: main.id, frame: page.mainFrame() }, main, source);
  }

  /** @throws DocumentGone, where another document is just coming, or the frame is gone */
  static async openIn(place: FramePlace): Promise<IsolatedWorld> {
    const shown = await readFrame(place.session, place.id);
    return await IsolatedWorld.#openAt(place, shown, inPageSource);
  }

  static async #openAt(place: FramePlace, shown: FrameNode, source: string): Promise<IsolatedWorld> {
    const { session, frame } = place;
    const known = worlds.get(frame);
    const isKnown = known?.document === shown.loaderId && known.session === session;
    if (isKnown && source === inPageSource) return known;
    const [functions, now] = await evaluate(session, shown.id, source);
    if (now.loaderId !== shown.loaderId) throw new DocumentGone('another document has come meanwhile');
    const world = new IsolatedWorld(place, now, functions);
    if (source === inPageSource) worlds.set(frame, world);
    return world;
  }

  /**
   * Whose document it is; undefined where no server has sent it. One that is shown as of nobody, as a server has files shown that it does not
   * stand for (`Content-Security-Policy: sandbox`), or a page a frame (`sandbox`), is of no origin that anybody could name.
   */
  get origin(): string | undefined {
    const sentBy = readOrigin(this.url);
    return sentBy !== undefined && this.#functions.isOfNobody ? `${sentBy} (sandboxed)` : sentBy;
  }

  /**
   * @returns what a function returns, once it has settled
   * @throws DocumentGone; Error, where the function throws, which it should not
   */
  async call<Name extends keyof InPage>(
    name: Name,
    ...args: Parameters<InPage[Name]>
  ): Promise<Awaited<ReturnType<InPage[Name]>>> {
    const values = args.map((value: unknown) => ({ value }));
    return (await this.#call(name, values)) as Awaited<ReturnType<InPage[Name]>>;
  }

  /**
   * @param id of a frame that the document embeds
   * @returns how much of it a person sees: see `readFrameArea`
   * @throws DocumentGone, of the one or the other
   */
  async readFrameArea(id: string): Promise<number> {
    const { backendNodeId } = await this.#require(this.session.send('DOM.getFrameOwner', { frameId: id }));
    const { contextId: executionContextId } = this.#functions;
    const resolving = this.session.send('DOM.resolveNode', { backendNodeId, executionContextId });
    const { objectId = '' } = (await this.#require(resolving)).object;
    try {
      return (await this.#call('readFrameArea', [{ objectId }])) as number;
    } finally {
      this.session.send('Runtime.releaseObject', { objectId }).catch(() => {});
    }
  }

  /**
   * Whether the document has been left.
   * @param main what the page's main frame shows by now
   */
  async isLeft(main: IsolatedWorld): Promise<boolean> {
    if (this.isMain) return this.document !== main.document;
    try {
      await this.call('readClock');
      return false;
    } catch (error) {
      if (error instanceof DocumentGone) return true;
      throw error;
    }
  }

  async #call(name: keyof InPage, args: { objectId: string }[] | { value: unknown }[]): Promise<unknown> {
    const calling = this.session.send('Runtime.callFunctionOn', {
      objectId: this.#functions.objectId,
      functionDeclaration: `function (...args) { return this.${name}(...args); }`,
      arguments: args,
      awaitPromise: true,
      returnByValue: true,
      // A frame may send the page around it elsewhere only where a person has pressed something in it.
      userGesture: !this.isMain && name === 'pressPage',
    });
    const { result, exceptionDetails } = await this.#require(calling);
    if (exceptionDetails) throw failInPage(name, exceptionDetails);
    return result.value;
  }

  #require<T>(reply: Promise<T>): Promise<T> {
    return requireDocument(this.session, reply);
  }
}

/** The functions, and the world that they are in. */
interface Functions {
  readonly objectId: string;
  readonly contextId: number;
  /** Whether the browser takes their document for one of no origin. */
  readonly isOfNobody: boolean;
}

/** What the browser's own protocol says of the frames of one process. */
export type FrameTree = Awaited<ReturnType<typeof readFrameTree>>;

type FrameNode = FrameTree['frame'];

interface ExceptionDetails {
  readonly text: string;
  readonly exception?: { readonly description?: string };
}

/**
 * @returns the frame that a session is of, and those below it that are in the same process
 * @throws DocumentGone
 */
export async function readFrameTree(session: CDPSession) {
  const { frameTree } = await requireDocument(session, session.send('Page.getFrameTree'));
  return frameTree;
}

async function readFrame(session: CDPSession, id: string): Promise<FrameNode> {
  const find = ({ frame, childFrames = [] }: FrameTree): FrameNode | undefined =>
    frame.id === id ? frame : childFrames.map(find).find((found) => found !== undefined);
  const found = find(await readFrameTree(session));
  if (!found) throw new DocumentGone('the frame is gone');
  return found;
}

/** @returns the functions, and the frame as it stands once they are there */
async function evaluate(
  session: CDPSession,
  frameId: string,
  expression: string,
): Promise<[Functions, FrameNode]> {
  const creating = session.send('Page.createIsolatedWorld', { frameId, worldName: NAME });
  const { executionContextId: contextId } = await requireDocument(session, creating);
  const run = (source: string) =>
    requireDocument(session, session.send('Runtime.evaluate', { expression: source, contextId }));
  const [{ result, exceptionDetails }, origin, now] = await Promise.all([
    run(expression),
    run('self.origin'),
    readFrame(session, frameId),
  ]);
  if (exceptionDetails) throw failInPage('what runs in the page', exceptionDetails);
  const isOfNobody = origin.result.value === 'null';
  return [{ objectId: result.objectId ?? '', contextId, isOfNobody }, now];
}

/** @throws DocumentGone, where what was asked of it failed for that */
async function requireDocument<T>(session: CDPSession, reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    const isGone = GONE.test(String(error)) || (isOfFrame(session) && CLOSED.test(String(error)));
    if (isGone) throw new DocumentGone('the document is gone', { cause: error });
    throw error;
  }
}

// What Chromium says where a frame, a world or an object in it is no more (v8 src/inspector/, blink inspector_page_agent.cc).
const GONE =
  /Cannot find (?:default execution )?context|Could not find object|Execution context was destroyed|Promise was collected|Inspected target navigated or closed|No frame (?:for|with) given id|Frame [\w ]{0,60}not found|No node (?:for|with) given id|Node with given id does not belong|Could not create isolated world|Not attached to an active page/i;

// What Playwright says of a session whose frame is no more, or is in another process by now.
const CLOSED = /session closed|Target closed|has been closed/i;

function failInPage(name: string, { text, exception }: ExceptionDetails): Error {
  return new Error(`${name} failed in the page: ${exception?.description ?? text}`);
}
