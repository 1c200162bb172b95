import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry, Har } from 'har-format';
import type { BrowserContext } from 'playwright';
import { cleanValue } from '../secrets/clean-json.ts';
import { REDACTED } from '../secrets/redactor.ts';
import { cleanContent, cleanHeads, cleanPostData, isOwn, leaveOutPostData } from './clean-exchange.ts';
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

/**
 * @param server the server's address
 * @returns a recording without any secret, that DevTools can open: with the bodies of what the server is asked and answers,
 *   but of nothing that its pages are drawn with, and none of what passes between the browser and anybody else
 */
export function cleanHar({ log }: Har, server: string): Har {
  const entries = log.entries.map((entry) => cleanEntry(entry, server));
  const { entries: _, ...rest } = log;
  return { log: { ...(cleanValue(rest) as typeof rest), entries } };
}

function cleanEntry(entry: Entry & Frames, server: string): Entry {
  const { _webSocketMessages: _, ...heads } = entry;
  const { postData, ...request } = entry.request;
  const { content, ...response } = entry.response;
  const { text: __, ...drawing } = content;
  const clean = cleanHeads({ ...heads, request, response: { ...response, content: drawing } } as Entry);
  const isOurs = isOwn(entry, server);
  if (isOurs) clean.response.content = { ...cleanContent(content), size: clean.response.content.size };
  if (postData) clean.request.postData = isOurs ? cleanPostData(postData) : leaveOutPostData(postData);
  // A square bracket has no place in an address.
  clean.request.url = clean.request.url.replaceAll(REDACTED, encodeURIComponent(REDACTED));
  return clean;
}

/** What Playwright has of a web socket, beyond the format. */
interface Frames {
  readonly _webSocketMessages?: unknown;
}
