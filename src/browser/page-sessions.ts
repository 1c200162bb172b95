import type { CDPSession, Frame, Page } from 'playwright';

// One for as long as the page is there: a page of a fleet is used again and again.
const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** @returns the session of the browser's own protocol that a page has, for all who need one; nobody detaches it */
export function openPageSession(page: Page): Promise<CDPSession> {
  const known = sessions.get(page);
  if (known) return known;
  const opening = page.context().newCDPSession(page);
  sessions.set(page, opening);
  opening.catch(() => sessions.delete(page));
  return opening;
}

interface FrameSession {
  /** The frame's address when it was asked for. */
  readonly url: string;
  readonly opening: Promise<CDPSession | undefined>;
  hasOne: boolean;
}

const frameSessions = new WeakMap<Frame, FrameSession>();
const ofFrames = new WeakSet<CDPSession>();

/**
 * @param frame other than the main one
 * @returns the session that a frame has for itself, for as long as it is in a process of its own, as those of other sites are;
 * undefined where it has that of the frame around it
 */
export function openFrameSession(frame: Frame): Promise<CDPSession | undefined> {
  const known = frameSessions.get(frame);
  // What a frame goes on to may be in another process.
  if (known && (known.hasOne || known.url === frame.url())) return known.opening;
  const opening = openOwn(frame);
  const opened = { url: frame.url(), opening, hasOne: false };
  frameSessions.set(frame, opened);
  opening.then((session) => {
    opened.hasOne = session !== undefined;
    session?.on('close', () => forget(frame, opened));
  });
  return opening;
}

/** Whether a session may end before its page does. */
export function isOfFrame(session: CDPSession): boolean {
  return ofFrames.has(session);
}

async function openOwn(frame: Frame): Promise<CDPSession | undefined> {
  try {
    const session = await frame.page().context().newCDPSession(frame);
    ofFrames.add(session);
    return session;
  } catch {
    // Playwright refuses it where there is none, and where the frame has just gone.
    return undefined;
  }
}

function forget(frame: Frame, opened: FrameSession): void {
  if (frameSessions.get(frame) === opened) frameSessions.delete(frame);
}
