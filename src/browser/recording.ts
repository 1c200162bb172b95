import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry, Har } from 'har-format';
import type { BrowserContext } from 'playwright';
import { cleanValue } from '../secrets/clean-json.ts';
import { REDACTED } from '../secrets/redactor.ts';
import { makePrivateFolder } from './private-folder.ts';

/** Every request and its reply, as DevTools' Network tab has them, secrets included. */
export interface Recording {
  /** All of them in order, those of no page included. */
  readonly har: Har;
  /** Those that no page made. */
  readonly ours: readonly Entry[];
}

/** What Playwright says of a request beyond the format. */
interface Remarks {
  /** Whether a page was answered by us. */
  readonly _wasFulfilled?: boolean;
}

/** Begins to record what a context requests, by its pages and by itself. */
export async function startRecording(context: BrowserContext): Promise<void> {
  await context.tracing.startHar(nameFile('pages'));
  await context.request.tracing.startHar(nameFile('requests'));
}

/**
 * Ends the recording. A request of a page that this process relayed to the server stands in it as it went, and one
 * that was answered without the server does not.
 */
export async function takeRecording(context: BrowserContext): Promise<Recording> {
  await context.tracing.stopHar();
  await context.request.tracing.stopHar();
  const [har, { log: requests }] = await Promise.all([readHar('pages'), readHar('requests')]);
  const ours = new Set(requests.entries);
  const entries = har.log.entries.flatMap((entry: Entry & Remarks) => {
    if (!entry._wasFulfilled) return [entry];
    const relayed = requests.entries.find((each) => ours.has(each) && isSameRequest(each, entry));
    if (!relayed) return [];
    ours.delete(relayed);
    return [{ ...relayed, pageref: entry.pageref } as Entry];
  });
  const inOrder = [...entries, ...ours].sort(
    (a, b) => Date.parse(a.startedDateTime) - Date.parse(b.startedDateTime),
  );
  return { har: { log: { ...har.log, entries: inOrder } }, ours: [...ours] };
}

function isSameRequest({ request: a }: Entry, { request: b }: Entry): boolean {
  return a.method === b.method && a.url === b.url && a.postData?.text === b.postData?.text;
}

function nameFile(part: 'pages' | 'requests'): string {
  return join(makePrivateFolder(), `raw-${part}.har`);
}

async function readHar(part: 'pages' | 'requests'): Promise<Har> {
  return JSON.parse(await readFile(nameFile(part), 'utf8')) as Har;
}

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
