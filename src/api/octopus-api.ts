import type { z } from 'zod';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { parseJson } from '../core/text.ts';
import type { Secret } from '../secrets/secret.ts';
import {
  ApiFailure,
  type Attempt,
  failRefused,
  failSilent,
  failUnreadable,
  isServersOwn,
  NotInTime,
  NotSent,
} from './api-failure.ts';
import { readClockAhead } from './clock.ts';
import { type FrontDemand, failFronted, readFrontDemand } from './front-demand.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './http.ts';
import { isNew, NEWNESS_INTERVAL_MS, type NewUntil, NOT_NEW, newSince } from './newness.ts';
import { type Pace, paceOf } from './pace.ts';
import { type Patience, retryRead } from './retry-read.ts';

/** One call of the REST API. */
export interface ApiCall<Schema extends z.ZodType> extends Attempt {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the server's address: `/api/users/me`. */
  readonly path: string;
  readonly schema: Schema;
  readonly body?: unknown;
  /** Is given the text of a reply that is a success. */
  readonly measure?: (text: string) => void;
}

/** How a call proves who is asking: the headers to send with a method. */
export type Authorise = (method: string) => Promise<Record<string, string>>;

/** For what may be read without signing in. */
export const anonymous: Authorise = async () => ({});

/** The REST API of one server, as one user sees it. */
export class OctopusApi {
  readonly #http: HttpClient;
  readonly #server: string;
  readonly #authorise: Authorise;
  readonly #isAnonymous: boolean;
  readonly #pace: Pace;
  /** Until when who asks may not be known to all nodes of the server. */
  readonly newUntil: NewUntil;
  /** Until when accounts may not be known to all of them, by what stands in the addresses of what they have. */
  readonly #newAccounts = new Map<string, NewUntil>();
  /** How many milliseconds the server's clock is ahead, by the last reply; undefined where it did not tell. */
  clockAhead: number | undefined;

  /**
   * @param server the server's address, with its virtual directory, without a slash at the end
   * @param newUntil of the session, or the key, that proves who is asking
   */
  constructor(http: HttpClient, server: string, authorise: Authorise, newUntil: NewUntil = NOT_NEW) {
    this.#http = http;
    this.#server = server;
    this.#authorise = authorise;
    this.#isAnonymous = authorise === anonymous;
    this.#pace = paceOf(server, !this.#isAnonymous);
    this.newUntil = newUntil;
  }

  /** To be told of an account that was made just now: until all nodes must know it, that it has no such thing is asked again. */
  noteNewAccount(id: string): void {
    this.#newAccounts.set(`/${encodeURIComponent(id)}/`, newSince());
  }

  /**
   * Makes one call. A read is tried again as `patience` says; anything else is sent once, but for what was answered 429, and so was
   * not processed.
   * @returns the reply's body, checked by the call's schema
   * @throws ApiFailure; Failure of kind `browser`, where the browser that the session belongs to is gone
   */
  call<Schema extends z.ZodType>(
    call: ApiCall<Schema>,
    deadline: Deadline,
    patience?: Patience,
  ): Promise<z.infer<Schema>> {
    const late = (share: Deadline) => (share === deadline ? 'the time is over' : 'none in time');
    const once = (share: Deadline) => this.#send(call, share, new NotInTime(late(share)));
    return call.method === 'GET' ? retryRead(once, deadline, patience) : once(deadline);
  }

  /** @param late tells that there is no reply when the time is over */
  async #send<Schema extends z.ZodType>(
    call: ApiCall<Schema>,
    deadline: Deadline,
    late: NotInTime,
  ): Promise<z.infer<Schema>> {
    let reply = await this.#sendInTurn(call, deadline, late);
    for (let tries = 1; await this.#shouldAskAgain(call, reply, tries, deadline); tries += 1)
      reply = await this.#sendInTurn(call, deadline, late).catch((error: unknown) => {
        // What stands in front of a server may have passed on what it refused the first time.
        throw error instanceof ApiFailure && call.method !== 'GET' ? error.withoutCause() : error;
      });
    const demand = this.#readDemand(call, reply);
    if (demand) throw failFronted(call, demand, reply.status);
    if (reply.status < 200 || reply.status > 299) throw failRefused(call, reply);
    call.measure?.(reply.text);
    const json = parseJson(reply.text);
    // A page, such as that of a proxy that wants a sign-in of its own, is no answer, also where none is needed.
    if (json === undefined && reply.text.trim() !== '') throw failUnreadable(call, reply);
    const parsed = call.schema.safeParse(json);
    if (!parsed.success) throw failUnreadable(call, reply);
    return parsed.data;
  }

  #readDemand({ path }: ApiCall<z.ZodType>, reply: HttpResponse): FrontDemand | undefined {
    return readFrontDemand(reply, this.#server + path, this.#isAnonymous);
  }

  /** Neither who asked too often nor who is not known was heard, and nothing was done to an account that is not known. */
  async #shouldAskAgain(
    call: ApiCall<z.ZodType>,
    reply: HttpResponse,
    tries: number,
    deadline: Deadline,
  ): Promise<boolean> {
    const isUnknown = this.#mayKnowLater(call, reply.status);
    // What stands in front of a server may have passed a request on before it said so.
    if (!isUnknown || this.#readDemand(call, reply) || (call.method !== 'GET' && !isServersOwn(reply.text)))
      return await this.#pace.shouldAskAgain(reply, tries, deadline);
    await deadline.pause(NEWNESS_INTERVAL_MS).catch(() => {});
    return !deadline.signal.aborted;
  }

  /** Whether another node, or the same one a moment later, may know who asks, or the account that it is about. */
  #mayKnowLater({ path }: ApiCall<z.ZodType>, status: number): boolean {
    if (status === 401) return isNew(this.newUntil);
    const isNewOne = ([part, until]: [string, NewUntil]) => path.includes(part) && isNew(until);
    return status === 404 && [...this.#newAccounts].some(isNewOne);
  }

  async #sendInTurn(call: ApiCall<z.ZodType>, deadline: Deadline, late: NotInTime): Promise<HttpResponse> {
    await this.#pace.turn(deadline);
    if (deadline.signal.aborted) throw deadline.stoppedWith ?? failSilent(call, new NotSent(late.message));
    const askedAt = Date.now();
    const exchange = this.#exchange(call, deadline).catch((error: unknown) => {
      // Whoever sends may know better what is wrong than that no reply came.
      throw error instanceof Failure ? error : failSilent(call, error);
    });
    const reply = await deadline.limit(exchange, () => failSilent(call, late));
    this.clockAhead = readClockAhead(reply.headers, askedAt);
    return reply;
  }

  async #exchange({ method, path, body }: ApiCall<z.ZodType>, deadline: Deadline): Promise<HttpResponse> {
    const headers: HttpRequest['headers'] = {
      Accept: 'application/json',
      // What a proxy has stored may be from before a key was made, or revoked.
      ...(method === 'GET' && { 'Cache-Control': 'no-cache' }),
      ...(await this.#authorise(method)),
    };
    return await this.#http.send({ method, address: this.#server + path, headers, body }, deadline);
  }
}

/** The REST API as whoever holds an API key: no cookie, no anti-forgery token (facts 1.6). */
export function openKeyApi(
  http: HttpClient,
  server: string,
  key: Secret,
  newUntil: NewUntil = NOT_NEW,
): OctopusApi {
  return new OctopusApi(http, server, async () => ({ 'X-Octopus-ApiKey': key.reveal() }), newUntil);
}

/** The REST API as whoever holds an access token (facts 2.6). */
export function openTokenApi(
  http: HttpClient,
  server: string,
  token: Secret,
  newUntil: NewUntil,
): OctopusApi {
  return new OctopusApi(http, server, async () => ({ Authorization: `Bearer ${token.reveal()}` }), newUntil);
}
