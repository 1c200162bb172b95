import type { APIRequestContext } from 'playwright';
import { describeError } from '../failure/failure.ts';
import type { Deadline } from '../run/deadline.ts';
import type { Reply, Sender, SentRequest } from './sender.ts';

/** Sends requests by Playwright: with the cookies of the browser, where it is a browser's, and into its trace. */
export class PlaywrightSender implements Sender {
  readonly #requests: APIRequestContext;

  constructor(requests: APIRequestContext) {
    this.#requests = requests;
  }

  async send({ method, address, headers, body }: SentRequest, deadline: Deadline): Promise<Reply> {
    try {
      const reply = await this.#requests.fetch(address, {
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { data: body }),
        timeout: deadline.remaining(),
        maxRedirects: 0,
        maxRetries: 0,
      });
      const text = await reply.text();
      return { status: reply.status(), statusText: reply.statusText(), headers: reply.headers(), text };
    } catch (error) {
      throw new Error(describeError(error).replace(/^apiRequestContext\.\w+: /, ''), { cause: error });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#requests.dispose();
  }
}
