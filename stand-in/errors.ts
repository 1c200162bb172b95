/** A reply that is not a success, thrown by a route and written by the server (facts: error bodies). */
export class ServerError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(String(body.ErrorMessage));
    this.status = status;
    this.body = body;
  }
}

const GENERAL = 'There was a problem with your request.';

/** 400: the useful texts are in `Errors`, under a general message. */
export function badRequest(...errors: readonly string[]): ServerError {
  return new ServerError(400, { ErrorMessage: GENERAL, Errors: errors });
}

/** 401, for a caller who is nobody; the message depends on the edition. */
export function unauthorized(message: string): ServerError {
  return new ServerError(401, { ErrorMessage: message });
}

/**
 * 403, for a caller who may not, or who carries no anti-forgery token.
 * @param help a second sentence, for `HelpText`
 */
export function forbidden(message: string, help?: string): ServerError {
  return new ServerError(403, { ErrorMessage: message, Errors: [], ...(help ? { HelpText: help } : {}) });
}

/** 404; its literal text differs in public sources, which agree on this much of it. */
export function notFound(): ServerError {
  return new ServerError(404, { ErrorMessage: 'The resource was not found.' });
}

/**
 * Whatever a route or the web server threw, as a reply: what it says of a request stays a 400 class, all else is a
 * defect and a 500 with `FullException`.
 */
export function toServerError(error: unknown): ServerError {
  if (error instanceof ServerError) return error;
  const status = (error as { statusCode?: number } | null)?.statusCode ?? 500;
  if (status < 500) return new ServerError(status, { ErrorMessage: GENERAL, Errors: [String(error)] });
  const trace = error instanceof Error ? error.stack : undefined;
  return new ServerError(status, { ErrorMessage: GENERAL, FullException: trace ?? String(error) });
}

export const ANTI_FORGERY =
  'A required anti-forgery token was not supplied or was invalid. If you are using a browser, please refresh your browser page, then sign out and sign back in to Octopus Deploy again. If you are using the API directly please consider using an API Key for authentication. If you are using a tool provided by Octopus Deploy please upgrade to the latest version of that tool and try again.';

export const NO_PERMISSION =
  'You do not have permission to perform this action. Please contact your Octopus administrator.';
