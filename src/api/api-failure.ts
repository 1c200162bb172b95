import { z } from 'zod';
import { BodyTooLong } from '../core/body-limit.ts';
import { describeError, Failure, type FailureKind, type FailureParts } from '../core/failure.ts';
import { clean, shorten } from '../core/shorten.ts';
import { formatDuration, parseJson, readTitle } from '../core/text.ts';
import { ProxyError } from '../core/tunnel.ts';
import type { HttpResponse } from './http.ts';
import { listOf } from './schemas.ts';
import { GIVE_ANOTHER, GIVE_ONE, TlsError } from './tls-error.ts';

/** What the messages about a call need to know of it. */
export interface Attempt {
  /** As in "read the key list". */
  readonly attempt: string;
  /** What it means that the server says no. */
  readonly refusal: FailureKind;
  /** What it means that the server itself does not know who asks; as `refusal` by default. */
  readonly stranger?: FailureKind;
  /** What it means that no answer comes; `server` by default. */
  readonly silence?: FailureKind;
}

/** What is known of a reply that is no success. */
export interface FailedReply {
  readonly status: number;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter?: number | undefined;
  /** Whether it is an Octopus Server's own, and not that of something on the way to it. */
  readonly isServers?: boolean;
  /** Who can pass what stands in front of the server, where that has answered: see `FrontDemand`. */
  readonly passedBy?: 'a person' | 'the browser' | undefined;
  /** Whether it says that the server is in maintenance mode. */
  readonly isInMaintenance?: boolean;
}

/** A call that failed. Without a reply, none arrived, or none that could be read to its end. */
export class ApiFailure extends Failure {
  readonly reply: FailedReply | undefined;
  readonly #parts: FailureParts;

  constructor(parts: FailureParts, reply?: FailedReply) {
    super(parts);
    this.reply = reply;
    this.#parts = parts;
  }

  /** Why, without what was attempted and what is to be done. */
  get reason(): string {
    return this.#parts.reason;
  }

  /** @returns the same, with more to its reason, and other advice */
  retell(more: string, advise: (hint: string) => string): ApiFailure {
    const { reason, hint, ...others } = this.#parts;
    return new ApiFailure({ ...others, reason: reason + more, hint: advise(hint) }, this.reply);
  }

  /** @returns the same of a request that was sent before, too: that it was not sent this time does not tell that nothing was done */
  withoutCause(): ApiFailure {
    const { cause: _, ...others } = this.#parts;
    return new ApiFailure(others, this.reply);
  }

  get status(): number | undefined {
    return this.reply?.status;
  }

  /** Whether the answer was no, from whomever. */
  get refused(): boolean {
    return this.status !== undefined && this.status >= 400 && this.status < 500;
  }

  /** Whether the server surely did not do what was asked: it said so itself, was asked too often, or was never reached. */
  get surelyUndone(): boolean {
    const isRefused = this.refused && !MAY_BE_DONE.includes(this.status ?? 0) && !!this.reply?.isServers;
    const isUnsent = this.cause instanceof NotSent || this.cause instanceof ProxyError;
    return isRefused || this.status === 429 || this.#wasUnreachable || isUnsent;
  }

  /** Whether the server itself says that there is no such thing. */
  get saysMissing(): boolean {
    return this.status === 404 && !!this.reply?.isServers;
  }

  get #wasUnreachable(): boolean {
    // What a certificate calls itself stands in the words of these.
    if (this.reply !== undefined || this.cause instanceof TlsError) return false;
    return UNREACHABLE.test(describeError(this.cause));
  }

  /** Whether the same read may well succeed a moment later. */
  get transient(): boolean {
    if (this.status !== undefined) return [429, 502, 503, 504].includes(this.status);
    return this.#wasUnreachable || (this.reply === undefined && BROKEN.test(describeError(this.cause)));
  }

  /** Whether a server that is still starting, or what stands in front of it, may fail so. */
  get mayBeOfStart(): boolean {
    if (this.reply?.isInMaintenance) return true;
    if (this.status !== undefined) return [DRAINING, 500, 502, 503, 504].includes(this.status);
    if (this.cause instanceof TlsError) return this.cause.mayBeOfStart;
    return this.transient || this.cause instanceof NotInTime || UNTRUSTED.test(describeError(this.cause));
  }
}

/** What a node answers that is being drained, or is offline (facts 3.3). */
const DRAINING = 418;

/** Nothing came for as long as somebody would wait. */
export class NotInTime extends Error {}

/** The time was over before anything was sent. */
export class NotSent extends NotInTime {}

// As Node and Chromium say it: nobody was reached at all.
const UNREACHABLE =
  /\bconnect E(?:CONNREFUSED|TIMEDOUT|HOSTUNREACH|NETUNREACH)|\bENOTFOUND\b|\bEAI_AGAIN\b|ERR_(?:CONNECTION_REFUSED|CONNECTION_TIMED_OUT|ADDRESS_UNREACHABLE|NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED)/;
// A connection was made, or was about to be, and came to nothing.
const BROKEN =
  /\bE(?:CONNRESET|PIPE|TIMEDOUT)\b|other side closed|socket hang up|socket disconnected|Request timed out|^aborted$|ERR_(?:EMPTY_RESPONSE|CONNECTION_RESET|CONNECTION_CLOSED|CONNECTION_ABORTED|NETWORK_CHANGED|TIMED_OUT)|\bTimeout \d+ms exceeded/;
const UNTRUSTED = /certificate|self.signed|ERR_CERT_/i;

// Time over, in conflict with what there is by now, too early: words of what stands in front of a server, which may have passed it on.
const MAY_BE_DONE = [408, 409, 425];

const MORE_TIME = 'If it is only slow, give it more time with --timeout.';
const CHECK_ADDRESS = 'Check OCTOPUS_URL (--url), and that the server can be reached from this machine.';

/** @returns the failure of a call to which no reply came, for the reason that the HTTP client gave */
export function failSilent(call: Attempt, error: unknown): ApiFailure {
  if (error instanceof BodyTooLong) return failUseless(call, error.message);
  if (error instanceof ProxyError) return failProxied(call, error);
  if (error instanceof TlsError) {
    const { message, hint } = error;
    return new ApiFailure({
      ...{ kind: call.silence ?? 'server', attempt: call.attempt },
      ...{ reason: message, hint, cause: error },
    });
  }
  const reason = describeError(error);
  return new ApiFailure({
    kind: call.silence ?? 'server',
    attempt: call.attempt,
    reason: `no reply came (${reason})`,
    hint: UNTRUSTED.test(reason)
      ? 'Name the authority that signed the certificate in NODE_EXTRA_CA_CERTS.'
      : error instanceof NotInTime
        ? `${CHECK_ADDRESS} ${MORE_TIME}`
        : CHECK_ADDRESS,
    cause: error,
  });
}

/** @returns the failure of what was not sent, since a proxy was of no use; the proxy's other answers are not those of a server */
export function failProxied(
  { silence: kind = 'server', attempt }: Pick<Attempt, 'silence' | 'attempt'>,
  error: ProxyError,
): ApiFailure {
  const { message: reason, hint, status } = error;
  return new ApiFailure({ kind, attempt, reason, hint, cause: error }, status ? { status } : undefined);
}

/** @returns the failure of a call to which the server answered with a status that is no success */
export function failRefused(call: Attempt, { status, statusText, headers, text }: HttpResponse): ApiFailure {
  const { location, 'retry-after': retryAfter } = headers;
  const front = readFront(text);
  const unavailable = isUnavailable(status) || front !== undefined;
  const isServers = isServersOwn(text);
  const isStranger = status === 401 && isServers;
  const refusal = isStranger ? (call.stranger ?? call.refusal) : call.refusal;
  const serverSaid = readServerWords(text);
  const isInMaintenance = serverSaid.some((said) => /\bmaintenance\b/i.test(said));
  const goTo = location && shorten(location, MAX_MESSAGE_LENGTH);
  const parts = {
    kind: unavailable ? (call.silence ?? 'server') : refusal,
    attempt: call.attempt,
    reason: `the server answered ${status} ${statusText}`.trim() + describeWait(status, retryAfter),
    serverSaid,
    hint:
      front ??
      (isStranger && call.stranger ? CHECK_KEY : undefined) ??
      (goTo
        ? `It points to ${goTo}: give that as OCTOPUS_URL (--url) if it is the server.`
        : isInMaintenance
          ? IN_MAINTENANCE
          : adviseOn(status)),
  };
  return new ApiFailure(parts, {
    status,
    retryAfter: readRetryAfter(retryAfter),
    isServers,
    isInMaintenance,
  });
}

const CHECK_KEY =
  'Check OCTOPUS_API_KEY: that key may have been revoked or have ended, or its account may be disabled.';

// Facts 3.4.
const IN_MAINTENANCE =
  'In maintenance mode only those who may administer the system can change something: use such an account, or wait until it has ended.';

/** What servers in front say in a page of their own where TLS is not as they want it (nginx; IIS, its sub-status), and what to do. */
const FRONTS: readonly (readonly [RegExp, string])[] = [
  [/No required SSL certificate was sent|\b403\.7\b/, GIVE_ONE],
  [/The SSL certificate error|\b403\.1[367]\b/, GIVE_ANOTHER],
  [
    /plain HTTP request was sent to HTTPS port/,
    'Write OCTOPUS_URL (--url) with https:// in place of http://.',
  ],
];

function readFront(text: string): string | undefined {
  if (isServersOwn(text)) return undefined;
  const title = readTitle(text) ?? '';
  return FRONTS.find(([said]) => said.test(title))?.[1];
}

/** @returns the failure of a call whose reply is a success that cannot be understood */
export function failUnreadable(call: Attempt, { status, headers }: HttpResponse): ApiFailure {
  const type = headers['content-type'] ?? 'without a type';
  return failUseless(call, `the reply (${status} ${type}) is not what an Octopus Server sends`, { status });
}

/** @returns the failure of a call whose reply is of no use, whatever it is */
export function failUseless(
  { refusal: kind, attempt }: Attempt,
  reason: string,
  reply?: FailedReply,
): ApiFailure {
  const hint =
    'Check that OCTOPUS_URL (--url) is an Octopus Server, with its virtual directory if it has one.';
  return new ApiFailure({ kind, attempt, reason, hint }, reply);
}

/** Whether a status says nothing of what was asked, but that nobody is there for it now. */
export function isUnavailable(status: number): boolean {
  return [DRAINING, 502, 503, 504].includes(status);
}

/** @returns what to do about a status, in one sentence */
export function adviseOn(status: number): string {
  if (status === 401) return 'Check that the account is enabled and may sign in.';
  if (status === 403) return 'Ask an administrator of the server for the permission, or use another account.';
  if (status === 404) return 'Check OCTOPUS_URL (--url), with its virtual directory if it has one.';
  if (status === DRAINING)
    return 'This node of the server is being drained, or is offline: use another one, or start it again.';
  if (status === 429)
    return 'It limits how often it may be asked: give it more time with --timeout, or try again later.';
  if (status >= 500) return 'The server has a fault or is still starting: look at its log.';
  return 'Mend what the server names, then try again.';
}

/** @returns what is to stand behind a status: how long a server that limits requests asks to be left alone */
export function describeWait(status: number, retryAfter: string | undefined): string {
  const wait = status === 429 ? readRetryAfter(retryAfter) : undefined;
  return wait === undefined ? '' : `, and asks to wait ${formatDuration(wait)}`;
}

/**
 * @param value as in the header Retry-After: seconds, or an HTTP date
 * @returns milliseconds; undefined where it says nothing of use
 */
export function readRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

const ErrorBody = z.looseObject({
  ErrorMessage: z.string().nullish(),
  Errors: listOf(z.string()).nullish(),
  HelpText: z.string().nullish(),
  error_description: z.string().nullish(),
});

// Enough for any message that an Octopus Server is known to send; a page or a dump is longer.
const MAX_MESSAGE_LENGTH = 600;
const MAX_SENTENCES = 20;

/**
 * What a reply that is not a success says, in the server's own words.
 * The useful text of a 400 is in `Errors`, under a general `ErrorMessage` (facts 1.4); a token endpoint may answer as OAuth has it
 * (RFC 6749 5.2; OctopusDeploy/login, login.ts).
 * @returns one entry a sentence; none where the body says nothing a person could read
 */
export function readServerWords(body: string): string[] {
  const parsed = ErrorBody.safeParse(parseJson(body));
  if (parsed.success) {
    const { ErrorMessage, Errors, HelpText, error_description } = parsed.data;
    return [ErrorMessage, ...(Errors?.slice(0, MAX_SENTENCES) ?? []), HelpText, error_description]
      .filter((text) => !!text)
      .map((text) => shorten(text as string, MAX_MESSAGE_LENGTH));
  }
  const text = readTitle(clean(body)) ?? (body.includes('<') ? '' : body);
  return text.trim() === '' ? [] : [shorten(text.trim(), MAX_MESSAGE_LENGTH)];
}

/** @returns whether an error reply has the shape of an Octopus Server's */
export function isServersOwn(body: string): boolean {
  return !!ErrorBody.safeParse(parseJson(body)).data?.ErrorMessage;
}
