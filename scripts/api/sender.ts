import type { Deadline } from '../run/deadline.ts';

/** One HTTP request. */
export interface SentRequest {
  readonly method: string;
  /** The whole address. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Is sent as JSON; undefined: no body. */
  readonly body: unknown;
}

/** What came of it. */
export interface Reply {
  readonly status: number;
  readonly statusText: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/**
 * Sends requests, each exactly once, and follows no redirect: it could carry what proves who we are to another origin, and a
 * second try could mint twice.
 */
export interface Sender extends AsyncDisposable {
  /** @throws Error, where no reply came or none that could be read to its end; its message says why */
  send(request: SentRequest, deadline: Deadline): Promise<Reply>;
}
