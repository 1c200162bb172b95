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

/** 400: the useful text is in `Errors`, under a general message. */
export function badRequest(...errors: readonly string[]): ServerError {
  return new ServerError(400, { ErrorMessage: 'There was a problem with your request.', Errors: errors });
}

export function unauthorized(message: string): ServerError {
  return new ServerError(401, { ErrorMessage: message });
}

export function forbidden(message: string, help?: string): ServerError {
  return new ServerError(403, { ErrorMessage: message, Errors: [], ...(help ? { HelpText: help } : {}) });
}

export function notFound(): ServerError {
  return new ServerError(404, { ErrorMessage: 'The resource was not found.' });
}

export const ANTI_FORGERY =
  'A required anti-forgery token was not supplied or was invalid. If you are using a browser, please refresh your browser page, then sign out and sign back in to Octopus Deploy again. If you are using the API directly please consider using an API Key for authentication. If you are using a tool provided by Octopus Deploy please upgrade to the latest version of that tool and try again.';

export const NO_PERMISSION =
  'You do not have permission to perform this action. Please contact your Octopus administrator.';
