import type { EventEmitter } from 'node:events';
import type { BrowserContext, CDPSession, Page } from 'playwright';

/** Something of a page that did not load, or is no script though it was to be one. */
interface LoadFailure {
  readonly url: string;
  /** In the browser's words. */
  readonly reason: string;
  readonly isSyntaxError: boolean;
}

/** What the browser has noted of a document since it began, also before anybody listened. */
export interface PageReports {
  /** Each as often as it happened. */
  readonly failures: readonly LoadFailure[];
  /** Whether for half a second none of its requests was under way, some time after it was parsed. */
  readonly hasBeenIdle: boolean;
}

/**
 * Reads what Chromium keeps of the document that a page shows, and repeats to whoever asks: its log, the errors of its
 * scripts, and how far it has come. All of it ends with the document.
 * @param document as of `IsolatedWorld`
 */
export function readReports(page: Page, document: string): Promise<PageReports> {
  return withSession(page, async (session) => {
    const failures: LoadFailure[] = [];
    let hasBeenIdle = false;
    session.on('Log.entryAdded', ({ entry: { source, level, url, text } }) => {
      if (source !== 'network' || level !== 'error' || url === undefined) return;
      failures.push({ url, reason: text.replace(/^Failed to load resource: /, ''), isSyntaxError: false });
    });
    session.on('Runtime.exceptionThrown', ({ exceptionDetails: { url, text, exception, stackTrace } }) => {
      const reason = exception?.description ?? text.replace(/^Uncaught /, '');
      // What is thrown once a script runs has a stack.
      if (url === undefined || stackTrace || !reason.startsWith('SyntaxError')) return;
      failures.push({ url, reason: reason.split('\n', 1).join(), isSyntaxError: true });
    });
    session.on('Page.lifecycleEvent', ({ name, loaderId }) => {
      if (name === 'networkIdle' && loaderId === document) hasBeenIdle = true;
    });
    await Promise.all([
      session.send('Log.enable'),
      session.send('Runtime.enable'),
      session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
    ]);
    await Promise.all([
      session.send('Log.disable'),
      session.send('Runtime.disable'),
      session.send('Page.setLifecycleEventsEnabled', { enabled: false }),
    ]);
    return { failures, hasBeenIdle };
  });
}

// What is shorter is no burden, and a trace shows each time that something is given up.
const MAX_KEPT_LENGTH = 16_384;

/**
 * Has Playwright keep nothing long of what the pages of a context log, and of the errors of their scripts: of each page it keeps
 * the last 200 of both, whatever their size, and that can be more than there is memory.
 */
export function keepReportsShort(context: BrowserContext): void {
  context.on('console', (message) => {
    for (const value of message.args()) value.dispose().catch(() => {});
    const isLong = isLonger(message.text(), message.location().url);
    if (isLong)
      message
        .page()
        ?.clearConsoleMessages()
        .catch(() => {});
  });
  context.on('weberror', (report) => {
    const { message, stack = '' } = report.error();
    const isLong = isLonger(message, stack, report.location().url);
    if (isLong)
      report
        .page()
        ?.clearPageErrors()
        .catch(() => {});
  });
}

function isLonger(...texts: readonly string[]): boolean {
  return texts.join('').length > MAX_KEPT_LENGTH;
}

/**
 * Whether anything is left in memory of the scripts that a page has run, in the world that is the page's own: a timer's
 * function, a listener, what follows upon a reply. What nobody can call any more is cleared away before.
 */
export function hasLiveScripts(page: Page): Promise<boolean> {
  return withSession(page, async (session) => {
    let hasLive = false;
    session.on('Debugger.scriptParsed', ({ executionContextAuxData: world }) => {
      if ((world as { readonly isDefault?: boolean } | undefined)?.isDefault !== false) hasLive = true;
    });
    await Promise.all([session.send('HeapProfiler.collectGarbage'), session.send('Debugger.enable')]);
    await session.send('Debugger.disable');
    return hasLive;
  });
}

interface Looking {
  readonly session: CDPSession;
  /** One look is taken after the other. */
  last: Promise<unknown>;
}

const sessions = new WeakMap<Page, Promise<Looking>>();

/**
 * Does something in a session for that alone, which has nothing switched on, nor anybody who listens, before and after. It is kept
 * for as long as the page is there: with any session that is given up, Chromium takes the page's virtual authenticators away.
 */
async function withSession<T>(page: Page, work: (session: CDPSession) => Promise<T>): Promise<T> {
  const opening = sessions.get(page) ?? openSession(page);
  sessions.set(page, opening);
  opening.catch(() => sessions.delete(page));
  const looking = await opening;
  const { session } = looking;
  const looked = looking.last.then(async () => {
    try {
      return await work(session);
    } finally {
      // What Playwright's types leave out of it.
      (session as unknown as EventEmitter).removeAllListeners();
    }
  });
  looking.last = looked.catch(() => {});
  return await looked;
}

async function openSession(page: Page): Promise<Looking> {
  return { session: await page.context().newCDPSession(page), last: Promise.resolve() };
}
