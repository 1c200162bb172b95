import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Frame, Page } from 'playwright';
import { readOrigin, withoutFragment } from '../core/text.ts';
import {
  DocumentGone,
  type FramePlace,
  type FrameTree,
  IsolatedWorld,
  readFrameTree,
} from './isolated-world.ts';
import { openFrameSession, openPageSession } from './page-sessions.ts';

// A frame in a process of its own may never answer, and the page around it does.
const ANSWER_TIMEOUT_MS = 1_000;

/** A frame that a person sees, and that a server has sent. */
export interface SeenFrame {
  readonly world: IsolatedWorld;
  /** In square pixels. */
  readonly area: number;
  /** The documents around it, from the main frame's on. */
  readonly around: readonly IsolatedWorld[];
}

/** @returns the frames of a page, other than the main one, that a person sees; those that are just changing are left out */
export async function findSeenFrames(page: Page): Promise<SeenFrame[]> {
  const session = await openPageSession(page);
  const tree = await readFrameTree(session);
  const world = await IsolatedWorld.open(page);
  return await findBelow({ session, id: tree.frame.id, frame: page.mainFrame(), tree }, world, []);
}

interface Place extends FramePlace {
  readonly tree: FrameTree;
}

/** @param around the documents around it */
async function findBelow(
  place: Place,
  world: IsolatedWorld,
  around: readonly IsolatedWorld[],
): Promise<SeenFrame[]> {
  const within = [...around, world];
  const found = (await placeChildren(place)).map(async (child) => {
    const seen = await answerInTime(look(child, world));
    if (!seen) return [];
    const below = await findBelow(child, seen.world, within);
    return readOrigin(seen.world.url) === undefined ? below : [{ ...seen, around: within }, ...below];
  });
  return (await Promise.all(found)).flat();
}

/** @param parent of the document that it is in */
async function look(
  place: Place,
  parent: IsolatedWorld,
): Promise<{ world: IsolatedWorld; area: number } | undefined> {
  const area = await parent.readFrameArea(place.id);
  return area === 0 ? undefined : { world: await IsolatedWorld.openIn(place), area };
}

/**
 * Playwright tells of a frame what page, request and process it has to do with, and the browser's own protocol what document it
 * shows. Of frames that have no session of their own, both tell in the order in which they have come.
 */
async function placeChildren({ frame: parent, tree, session }: Place): Promise<Place[]> {
  const frames = parent.childFrames();
  const sessions = await Promise.all(frames.map(openFrameSession));
  const rest = [...(tree.childFrames ?? [])];
  const placing = frames.map(async (frame, index) => {
    const own = sessions[index];
    if (own) return await placeApart(frame, own);
    const at = rest.findIndex(({ frame: { url } }) => isSame(url, frame.url()));
    const [local] = at < 0 ? [] : rest.splice(at, 1);
    return local ? { session, id: local.frame.id, frame, tree: local } : undefined;
  });
  return (await Promise.all(placing)).filter((place) => place !== undefined);
}

async function placeApart(frame: Frame, session: CDPSession): Promise<Place | undefined> {
  const tree = await answerInTime(readFrameTree(session));
  return tree && { session, id: tree.frame.id, frame, tree };
}

/** @param other Playwright's: with its fragment, and empty where nothing has been there yet */
function isSame(url: string, other: string): boolean {
  return url === (withoutFragment(other) || 'about:blank');
}

/** @returns undefined where no answer comes, and where the document that was asked is gone */
export async function answerInTime<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await Promise.race([answer, sleep(ANSWER_TIMEOUT_MS, undefined, { ref: false })]);
  } catch (error) {
    if (error instanceof DocumentGone) return undefined;
    throw error;
  }
}
