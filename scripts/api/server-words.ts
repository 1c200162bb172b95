import { z } from 'zod';

const ErrorBody = z.looseObject({
  ErrorMessage: z.string().nullish(),
  Errors: z.array(z.string()).nullish(),
  HelpText: z.string().nullish(),
});

// Enough for any message that an Octopus Server is known to send; a page or a dump is longer.
const LONGEST_WORDS = 600;

/**
 * What a reply that is not a success says, in the server's own words.
 * The useful text of a 400 is in `Errors`, under a general `ErrorMessage` (facts 1.4).
 * @returns one entry a sentence; none where the body says nothing a person could read
 */
export function readServerWords(body: string): string[] {
  const parsed = ErrorBody.safeParse(parseJson(body));
  if (parsed.success) {
    const { ErrorMessage, Errors, HelpText } = parsed.data;
    return [ErrorMessage, ...(Errors ?? []), HelpText]
      .filter((text) => !!text)
      .map((text) => shorten(text as string));
  }
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(body)?.[1];
  const text = title ?? (body.includes('<') ? '' : body);
  return text.trim() === '' ? [] : [shorten(text.trim())];
}

/** @returns whether an error reply has the shape of an Octopus Server's */
export function isServersOwn(body: string): boolean {
  return !!ErrorBody.safeParse(parseJson(body)).data?.ErrorMessage;
}

/** @returns what JSON text stands for; undefined where it is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function shorten(text: string): string {
  return text.length > LONGEST_WORDS ? `${text.slice(0, LONGEST_WORDS)}…` : text;
}
