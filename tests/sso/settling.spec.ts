import { EventEmitter } from 'node:events';
import type { Page } from 'playwright';
import type { Look } from '../../src/sso/provider-page.ts';
import { type Rest, Settling } from '../../src/sso/settling.ts';
import { expect, test } from '../fixtures.ts';

const LISTED = 'https://login.example.com';
const ELSEWHERE = 'https://static.example.net';
const LOOK_INTERVAL_MS = 50;

/** A page that comes whole at 0 ms, says something, and is as it is from then on, but for what is told of it. */
interface Still {
  readonly shows?: Partial<Look>;
  /** What it asks for at 100 ms, and when that is answered; never, where nothing is said. */
  readonly asks?: {
    readonly from: string;
    readonly type: string;
    readonly answeredAt?: number;
    readonly again?: number;
  };
  readonly hasWorker?: boolean;
  readonly hasSocket?: boolean;
  /** Until when it changes. */
  readonly changesUntil?: number;
}

interface Left extends Still {
  readonly rest: Rest;
  readonly at: number;
}

const BUTTON = [{ what: 'button', name: 'Left', type: '' }] as const;

// A page that nobody knows, how it is given up, and when.
const unknown: Readonly<Record<string, Left>> = {
  'says something': { rest: 'settled', at: 2_500 },
  'shows a button': { shows: { offers: BUTTON }, rest: 'settled', at: 2_500 },
  'shows a field': {
    shows: { offers: [{ what: 'field', name: 'word', type: 'text' }] },
    rest: 'settled',
    at: 2_500,
  },
  'shows an error': { shows: { errors: ['It is shut'] }, rest: 'settled', at: 2_500 },
  'shows a button alone, which is a picture': {
    shows: { offers: BUTTON, isBlank: true },
    rest: 'settled',
    at: 2_500,
  },
  'says nothing': { shows: { isBlank: true }, rest: 'unsettled', at: 15_000 },
  'shows that something is under way': { shows: { isUnderWay: true }, rest: 'unsettled', at: 15_000 },
  'shows that something is under way, and a button': {
    shows: { isUnderWay: true, offers: BUTTON },
    rest: 'unsettled',
    at: 15_000,
  },
  'says that it goes on': { shows: { goesOn: true }, rest: 'unsettled', at: 60_000 },
  'has not come whole': { shows: { isLoaded: false }, rest: 'settled', at: 15_000 },
  'has drawn something until 2 s': { changesUntil: 2_000, rest: 'settled', at: 4_500 },
  'changes all the time': { changesUntil: Number.POSITIVE_INFINITY, rest: 'unsettled', at: 60_000 },
  'asks a listed origin, and is answered after 5 s': {
    asks: { from: LISTED, type: 'fetch', answeredAt: 5_100 },
    rest: 'settled',
    at: 7_600,
  },
  'asks an origin that is not listed, and is answered after 5 s': {
    asks: { from: ELSEWHERE, type: 'fetch', answeredAt: 5_100 },
    rest: 'settled',
    at: 5_550,
  },
  'waits for a script from elsewhere for 4 s': {
    asks: { from: ELSEWHERE, type: 'script', answeredAt: 4_100 },
    rest: 'settled',
    at: 4_550,
  },
  'waits for a picture': { asks: { from: LISTED, type: 'image' }, rest: 'settled', at: 2_500 },
  'is never answered': { asks: { from: LISTED, type: 'fetch' }, rest: 'settled', at: 10_100 },
  'asks the same again and again': {
    asks: { from: LISTED, type: 'fetch', again: 500 },
    rest: 'settled',
    at: 2_500,
  },
  'hears by a web socket': { hasSocket: true, rest: 'unsettled', at: 15_000 },
  'hears by a web socket, and shows a button': {
    hasSocket: true,
    shows: { offers: BUTTON },
    rest: 'settled',
    at: 2_500,
  },
  'hears by an event source': {
    asks: { from: LISTED, type: 'eventsource' },
    rest: 'unsettled',
    at: 15_000,
  },
  'computes something beside it': { hasWorker: true, rest: 'unsettled', at: 15_000 },
};

for (const [how, { rest, at, ...still }] of Object.entries(unknown))
  test(`a page that nobody knows and that ${how} is given up after ${at} ms, as ${rest}`, () => {
    const found = findEnd(still, (settling, look) => settling.restOf(look));

    expect(found.end).toBe(rest);
    expect(found.at).toBeGreaterThanOrEqual(at);
    expect(found.at).toBeLessThanOrEqual(at + 2 * LOOK_INTERVAL_MS);
  });

interface Done extends Still {
  readonly notice?: 'shown' | 'asked';
  /** When nothing is to come any more; never, where it is undefined. */
  readonly at: number | undefined;
}

// A page on which something was done at 0 ms.
const answered: Readonly<Record<string, Done>> = {
  'has shown that it took notice': { notice: 'shown', at: 2_500 },
  'has asked for something, and shown nothing': { notice: 'asked', at: 8_000 },
  'has not taken notice': { at: 4_000 },
  'has drawn something until 2 s': { notice: 'shown', changesUntil: 2_000, at: 4_500 },
  'shows that something is under way': { notice: 'shown', shows: { isUnderWay: true }, at: undefined },
  'says that it goes on': { notice: 'shown', shows: { goesOn: true }, at: undefined },
  'has not come whole': { notice: 'shown', shows: { isLoaded: false }, at: undefined },
  'is answered after 5 s': {
    notice: 'shown',
    asks: { from: LISTED, type: 'document', answeredAt: 5_100 },
    at: 7_600,
  },
  'is answered from elsewhere after 5 s': {
    asks: { from: ELSEWHERE, type: 'xhr', answeredAt: 5_100 },
    at: 5_550,
  },
  'hears by a web socket': { hasSocket: true, at: undefined },
  'hears by an event source': { asks: { from: LISTED, type: 'eventsource' }, at: undefined },
  'computes something beside it': { hasWorker: true, at: undefined },
};

for (const [how, { notice = 'none', at, ...still }] of Object.entries(answered))
  test(`of what was done on a page that ${how} nothing is to come after ${at ?? 'no'} ms`, () => {
    const found = findEnd(still, (settling, look) => settling.isAtRest(look, 0, notice) || undefined);

    expect(found.end).toBe(at === undefined ? undefined : true);
    expect(found.at).toBeGreaterThanOrEqual(at ?? 0);
    expect(found.at).toBeLessThanOrEqual((at ?? HORIZON_MS) + 2 * LOOK_INTERVAL_MS);
  });

const HORIZON_MS = 61_000;
const ASKED_AT = 100;
const WHOLE = { world: { document: 'a' }, offers: [], errors: [], isLoaded: true };

/** Lets the time pass, by a clock of its own, until something is found. */
function findEnd<T>(
  { shows, asks, hasWorker = false, hasSocket = false, changesUntil = 0 }: Still,
  find: (settling: Settling, look: Look) => T | undefined,
): { end: T | undefined; at: number } {
  const { now } = performance;
  let time = 0;
  performance.now = () => time;
  try {
    const { settling, tell } = openPage(hasWorker);
    const request = { ...REQUEST, url: () => `${asks?.from}/`, resourceType: () => asks?.type };
    if (hasSocket) tell('websocket', new EventEmitter());
    for (; time < HORIZON_MS; time += LOOK_INTERVAL_MS) {
      const since = time - ASKED_AT;
      if (asks && (since === 0 || (asks.again && since > 0 && since % asks.again === 0)))
        tell('request', request);
      if (time === asks?.answeredAt) tell('requestfinished', request);
      const look = { ...WHOLE, quietMs: Math.max(0, time - changesUntil), ...shows };
      const end = find(settling, look as unknown as Look);
      if (end !== undefined) return { end, at: time };
    }
    return { end: undefined, at: time };
  } finally {
    performance.now = now;
  }
}

const REQUEST = { method: () => 'GET', isNavigationRequest: () => false };

function openPage(hasWorker: boolean) {
  const context = new EventEmitter();
  const page = Object.assign(new EventEmitter(), {
    context: () => context,
    workers: () => (hasWorker ? ['a worker'] : []),
  });
  const settling = new Settling(page as unknown as Page, [LISTED]);
  const tell = (event: string, about: object) => {
    context.emit(event, about);
    page.emit(event, about);
  };
  return { settling, tell };
}
