import type { z } from 'zod';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { parseJson } from '../core/text.ts';
import type { Secret } from '../secrets/secret.ts';
import { type Attempt, failRefused, failSilent, failUnreadable } from './api-failure.ts';
import type { HttpClient, HttpResponse } from './http.ts';
import { type Delay, retryRead } from './retry-read.ts';

/** One call of the REST API. */
export interface ApiCall<Schema extends z.ZodType> extends Attempt {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the server's address: `/api/users/me`. */
  readonly path: string;
  readonly schema: Schema;
  readonly body?: unknown;
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

  /**
   * @param server the server's address, with its virtual directory, without a slash at the end
   */
  constructor(http: HttpClient, server: string, authorise: Authorise) {
    this.#http = http;
    this.#server = server;
    this.#authorise = authorise;
  }

  /**
   * Makes one call. A read is tried again as `delay` says; anything else is sent once.
   * @returns the reply's body, checked by the call's schema
   * @throws ApiFailure; Failure of kind `browser`, where the browser that the session belongs to is gone
   */
  call<Schema extends z.ZodType>(
    call: ApiCall<Schema>,
    deadline: Deadline,
    delay?: Delay,
  ): Promise<z.infer<Schema>> {
    const once = () => this.#send(call, deadline);
    return call.method === 'GET' ? retryRead(once, deadline, delay) : once();
  }

  async #send<Schema extends z.ZodType>(call: ApiCall<Schema>, deadline: Deadline): Promise<z.infer<Schema>> {
    const silent = (error: unknown) => failSilent(call, error);
    const exchange = this.#exchange(call, deadline).catch((error: unknown) => {
      // Whoever sends may know better what is wrong than that no reply came.
      throw error instanceof Failure ? error : silent(error);
    });
    const reply = await deadline.limit(exchange, () => silent('the time is over'));
    if (reply.status < 200 || reply.status > 299) throw failRefused(call, reply);
    const json = parseJson(reply.text);
    // A page, such as that of a proxy that wants a sign-in of its own, is no answer, also where none is needed.
    if (json === undefined && reply.text.trim() !== '') throw failUnreadable(call, reply);
    const parsed = call.schema.safeParse(json);
    if (!parsed.success) throw failUnreadable(call, reply);
    return parsed.data;
  }

  async #exchange({ method, path, body }: ApiCall<z.ZodType>, deadline: Deadline): Promise<HttpResponse> {
    const headers = {
      Accept: 'application/json',
      // What a proxy has stored may be from before a key was made, or revoked.
      ...(method === 'GET' && { 'Cache-Control': 'no-cache' }),
      ...(await this.#authorise(method)),
    };
    return await this.#http.send({ method, address: this.#server + path, headers, body }, deadline);
  }
}

/** The REST API as whoever holds an API key: no cookie, no anti-forgery token (facts 1.6). */
export function openKeyApi(http: HttpClient, server: string, key: Secret): OctopusApi {
  return new OctopusApi(http, server, async () => ({ 'X-Octopus-ApiKey': key.reveal() }));
}

/** The REST API as whoever holds an access token (facts 2.6). */
export function openTokenApi(http: HttpClient, server: string, token: Secret): OctopusApi {
  return new OctopusApi(http, server, async () => ({ Authorization: `Bearer ${token.reveal()}` }));
}
