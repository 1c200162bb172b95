import type { Entry, Har } from 'har-format';
import { cleanValue } from '../secret/clean-json.ts';
import { REDACTED } from '../secret/redactor.ts';

// What a portal is drawn with is large, holds nothing of the walk, and is there for everybody.
const IS_DRAWING = /javascript|css|font|image|wasm|octet-stream/i;

/** @returns a recording without any secret, that DevTools can open */
export function cleanHar({ log }: Har): Har {
  const entries = log.entries.map(leaveOutDrawing);
  const clean = cleanValue({ log: { ...log, entries } }) as Har;
  // A square bracket has no place in an address.
  for (const { request } of clean.log.entries) {
    request.url = request.url.replaceAll(REDACTED, encodeURIComponent(REDACTED));
  }
  return clean;
}

function leaveOutDrawing(entry: Entry): Entry {
  const { response } = entry;
  const { text, encoding, ...content } = response.content;
  if (text === undefined || (!encoding && !IS_DRAWING.test(content.mimeType))) return entry;
  return { ...entry, response: { ...response, content: { ...content, comment: 'left out' } } };
}
