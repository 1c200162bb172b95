import type { Deadline } from '../core/deadline.ts';
import { formatDuration } from '../core/text.ts';
import { readRetryAfter } from './api-failure.ts';

/** What is looked at of a reply. */
export interface PacedReply {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

// Where a server does not say how long to wait.
const FIRST_BACK_OFF_MS = 500;
const MAX_BACK_OFF_MS = 30_000;
const MIN_BACK_OFF_MS = 200;

// What is under way, and what others ask for in the same name, may take as many.
const FEW_LEFT = 10;

// Where a server does not tell its rate, requests are spread further apart with each refusal, and closer with each answer.
const FIRST_INTERVAL_MS = 50;
const MAX_INTERVAL_MS = 5_000;
const CLOSER = 0.95;

const SHORT_MS = 1_000;

/**
 * How fast one server may be asked, by all that ask it: as it says (facts 3.6), or as its refusals teach. A request that was
 * answered 429 was not processed, and is asked again.
 */
export class Pace {
  /** Is told of waits that somebody would notice. */
  tell: (message: string) => void = () => {};
  #notBefore = 0;
  #next = 0;
  #interval = 0;
  #toldUntil = 0;

  /** Milliseconds for which the server has asked to be left alone. */
  get rest(): number {
    return Math.max(0, this.#notBefore - performance.now());
  }

  /**
   * Waits for a request's turn; it may end with the time, or with the run. What would have its turn too late has it at once: it may be what
   * takes a key back.
   */
  async turn(deadline: Deadline): Promise<void> {
    const now = performance.now();
    const next = this.#next - now < deadline.remaining() ? this.#next : now;
    const at = Math.max(now, next, this.#notBefore);
    if (this.#interval > 0) this.#next = Math.max(this.#next, at + this.#interval);
    if (at > now) await deadline.pause(at - now).catch(() => {});
  }

  /**
   * Takes up what a reply tells of the rate, and waits where it was refused for that.
   * @param tries how many were made
   * @returns whether the same is to be asked again: not where the time would be over, or is
   */
  async shouldAskAgain(reply: PacedReply, tries: number, deadline: Deadline): Promise<boolean> {
    this.note(reply);
    if (reply.status !== 429) return false;
    const backOff = Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (tries - 1));
    const wait = readWait(reply) ?? backOff * (0.75 + Math.random() / 2);
    if (Math.max(wait, this.#next - performance.now()) >= deadline.remaining()) return false;
    this.#restFor(wait);
    await deadline.pause(wait).catch(() => {});
    return !deadline.signal.aborted;
  }

  /** Takes up what a reply tells of the rate: also one that a page was given. */
  note(reply: PacedReply): void {
    const told = readRate(reply);
    if (told) this.#interval = told.left < FEW_LEFT ? told.interval : 0;
    else if (reply.status === 429) this.#spread();
    else this.#interval = this.#interval < FIRST_INTERVAL_MS ? 0 : this.#interval * CLOSER;
  }

  /** A page that was refused does not ask again by itself. */
  noteRefusedPage(reply: PacedReply): void {
    this.note(reply);
    this.#restFor(readWait(reply) ?? FIRST_BACK_OFF_MS);
  }

  /** Those that were refused at the same moment teach the same. */
  #spread(): void {
    if (this.rest > 0) return;
    this.#interval = Math.min(MAX_INTERVAL_MS, Math.max(FIRST_INTERVAL_MS, 2 * this.#interval));
  }

  #restFor(wait: number): void {
    const until = performance.now() + wait;
    this.#notBefore = Math.max(this.#notBefore, until);
    if (wait < SHORT_MS || until < this.#toldUntil + SHORT_MS) return;
    this.#toldUntil = until;
    this.tell(`The server limits how often it may be asked (429): going on in ${formatDuration(wait)}.`);
  }
}

function readWait({ headers }: PacedReply): number | undefined {
  const asked = readRetryAfter(headers['retry-after']);
  return asked === undefined ? undefined : Math.max(MIN_BACK_OFF_MS, asked);
}

/** @returns milliseconds between two requests, and how many may be made at once; undefined where a reply does not tell */
function readRate({ headers }: PacedReply): { interval: number; left: number } | undefined {
  const [, perMinute] = /(?:^|;)\s*rpm=(\d{1,9})/.exec(headers['octopus-ratelimit-policy'] ?? '') ?? [];
  const [, left] = /(?:^|;)\s*r=(\d{1,9})/.exec(headers['octopus-ratelimit'] ?? '') ?? [];
  if (!Number(perMinute) || left === undefined) return undefined;
  return { interval: Math.min(MAX_INTERVAL_MS, 60_000 / Number(perMinute)), left: Number(left) };
}

const paces = new Map<string, Pace>();

/**
 * The pace of a server, the same for whoever asks it.
 * @param server its address
 * @param asSomebody whether for those who have proved who they are: the others are counted apart
 */
export function paceOf(server: string, asSomebody: boolean): Pace {
  const key = `${asSomebody} ${server}`;
  const pace = paces.get(key) ?? new Pace();
  paces.set(key, pace);
  return pace;
}

/** Has somebody told where requests to a server wait for its rate. */
export function followPace(server: string, tell: (message: string) => void): void {
  for (const asSomebody of [true, false]) paceOf(server, asSomebody).tell = tell;
}
