import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Deadline } from '../core/deadline.ts';
import type { Run } from '../core/run.ts';
import { ApiFailure } from './api-failure.ts';
import { isNew, NEWNESS_INTERVAL_MS, type NewUntil, NOT_NEW, newSince } from './newness.ts';
import type { ApiCall, OctopusApi } from './octopus-api.ts';
import { ONE_TRY, type Patience } from './retry-read.ts';

// A list may be a stored one, and an empty reply that to another request: what is asked for by its id tells more.

/** What the server itself shows of something that was asked for by its id; whatever else is answered tells nothing. */
export type Sight = 'shown' | 'missing' | 'untold';

type Listed = { readonly Id: string };

const LOOK_TIMEOUT_MS = 3_000;

/** Asks for something by its id, once, at an address to which nobody can have kept a reply. */
export async function lookAt(
  api: OctopusApi,
  call: ApiCall<z.ZodType<Listed>>,
  id: string,
  deadline: Deadline,
): Promise<Sight> {
  using share = deadline.within(LOOK_TIMEOUT_MS);
  return await api.call({ ...call, path: makeUnkept(call.path) }, share, ONE_TRY).then(
    ({ Id }) => (Id === id ? 'shown' : 'untold'),
    (error: unknown) => (isMissing(error) ? 'missing' : 'untold'),
  );
}

/** @returns the address of the same, at which nobody has asked for it, so that nobody can have kept a reply */
function makeUnkept(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}_=${randomUUID()}`;
}

/**
 * Asks at an address to which nobody can have kept a reply.
 * @param ask is told what makes one of the usual address
 * @param otherwise what to do where the server, or what stands in front, does not know such an address, which tells nothing; by default it
 *   is asked at the usual one
 */
export function askAnew<Reply>(
  ask: (toAddress: (path: string) => string) => Promise<Reply>,
  otherwise: () => Promise<Reply> = () => ask((path) => path),
): Promise<Reply> {
  return ask(makeUnkept).catch((error: unknown) => {
    if (isUnkeptRefused(error)) return otherwise();
    throw error;
  });
}

/** Whether such an address is none to the server, or to what stands in front, which tells nothing. */
function isUnkeptRefused(error: unknown): boolean {
  if (!(error instanceof ApiFailure)) return false;
  return [400, 404, 405].includes(error.status ?? 0) || (error.status === 403 && !error.reply?.isServers);
}

/** Whether the server itself says that there is no such thing. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiFailure && error.saysMissing;
}

/** Waits until all nodes know what was made just now. */
export function untilKnown(newUntil: NewUntil = NOT_NEW): Patience {
  return { delay: (error) => (isMissing(error) && isNew(newUntil) ? NEWNESS_INTERVAL_MS : undefined) };
}

/**
 * Whether the server goes on to say the same of something until all of its nodes must know what has become of it, or the time is over.
 * @param between what to do before it is asked again
 */
export async function staysSo(
  sight: Sight,
  look: () => Promise<Sight>,
  newUntil: NewUntil,
  deadline: Deadline,
  between: () => Promise<void> = async () => {},
): Promise<boolean> {
  while ((await look()) === sight) {
    if (!isNew(newUntil)) return true;
    await between();
    await deadline.pause(NEWNESS_INTERVAL_MS);
    if (deadline.signal.aborted) return true;
  }
  return false;
}

/**
 * Decides by a list. What a decision rests on, such as what would be kept, is asked for by its id first: one of which the server itself
 * says that there is none does not count.
 * @param decide is given what counts
 */
export async function decideByList<
  Item extends Listed,
  Decision extends { readonly restsOn: readonly Item[] },
>(
  list: readonly Item[],
  decide: (list: readonly Item[]) => Decision,
  look: (id: string) => Promise<Sight>,
  run: Run,
): Promise<Decision> {
  const newUntil = newSince();
  for (let left = list; ; ) {
    const decision = decide(left);
    const gone = await findGone(decision.restsOn, look, newUntil, run.deadline);
    run.deadline.requireGoing();
    if (!gone) return decision;
    run.warn(
      `The list shows ${gone.Id}, of which the server itself says that there is none: it does not count.`,
    );
    left = left.filter((each) => each !== gone);
  }
}

async function findGone<Item extends Listed>(
  items: readonly Item[],
  look: (id: string) => Promise<Sight>,
  newUntil: NewUntil,
  deadline: Deadline,
): Promise<Item | undefined> {
  for (const item of items)
    if (await staysSo('missing', () => look(item.Id), newUntil, deadline)) return item;
  return undefined;
}

/**
 * Asks for what is named by its id, where a list does not show it.
 * @returns what the list shows, and what else is there
 * @throws what `read` throws, but where the server itself says that there is none
 */
export async function addUnlisted<Item extends Listed>(
  list: readonly Item[],
  ids: readonly string[],
  read: (id: string) => Promise<Item>,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  for (const id of new Set(ids)) {
    if (list.some(({ Id }) => Id === id)) continue;
    try {
      found.push(await read(id));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return [...list, ...found];
}
