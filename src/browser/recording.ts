import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry, Har } from 'har-format';
import type { BrowserContext } from 'playwright';
import type { Cookie as JarCookie } from 'tough-cookie';
import type { SentExchange } from '../core/network.ts';
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
 * @param sent what was sent past Playwright
 */
export async function takeRecording(
  context: BrowserContext,
  sent: readonly SentExchange[] = [],
): Promise<Recording> {
  await context.tracing.stopHar();
  await context.request.tracing.stopHar();
  const [har, { log: requests }] = await Promise.all([readHar('pages'), readHar('requests')]);
  const [ofPages, others] = [true, false].map((isOfPage) =>
    sent.filter((each) => each.isOfPage === isOfPage).map(toEntry),
  ) as [Entry[], Entry[]];
  const relayed = new Set(ofPages);
  const requested = new Set(requests.entries);
  const entries = har.log.entries.flatMap((entry: Entry & Remarks) => {
    const went =
      takeOut(relayed, entry) ?? (entry._wasFulfilled ? takeOut(requested, entry) : (entry as Entry));
    return went ? [{ ...went, pageref: entry.pageref } as Entry] : [];
  });
  const ours = [...requested, ...others];
  const inOrder = [...entries, ...relayed, ...ours].sort(
    (a, b) => Date.parse(a.startedDateTime) - Date.parse(b.startedDateTime),
  );
  return { har: { log: { ...har.log, entries: inOrder } }, ours };
}

/** @returns the first of some entries that is of the same request; it is none of them any more */
function takeOut(entries: Set<Entry>, like: Entry): Entry | undefined {
  const found = [...entries].find((each) => isSameRequest(each, like));
  if (found) entries.delete(found);
  return found;
}

function toEntry(exchange: SentExchange): Entry {
  const { begun, took, method, url, headers, body, status, statusText, replyHeaders, replyBody } = exchange;
  const { Cookie } = require('tough-cookie') as typeof import('tough-cookie');
  const find = (name: string) => replyHeaders.filter((each) => each.name.toLowerCase() === name);
  const sent = Object.entries(headers).map(([name, value]) => ({ name, value }));
  const [cookies = ''] = sent.flatMap(({ name, value }) => (name.toLowerCase() === 'cookie' ? value : []));
  const [type] = sent.filter(({ name }) => name.toLowerCase() === 'content-type');
  const toCookie = ({ key, value, path, domain, httpOnly, secure, sameSite }: JarCookie) => ({
    ...{ name: key, value, httpOnly, secure },
    ...(path && { path }),
    ...(domain && { domain }),
    ...(sameSite && { sameSite }),
  });
  const parse = (pair: string) =>
    toCookie(Cookie.parse(pair, { loose: true }) ?? new Cookie({ value: pair }));
  return {
    startedDateTime: new Date(begun).toISOString(),
    time: took,
    request: {
      ...{ method, url, httpVersion: 'HTTP/1.1', headers: sent, headersSize: -1, bodySize: -1 },
      cookies: cookies.split(/; */).filter(Boolean).map(parse),
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
      ...(body === undefined ? {} : { postData: { mimeType: type?.value ?? '', text: body } }),
    },
    response: {
      ...{ status, statusText, httpVersion: 'HTTP/1.1', headers: [...replyHeaders] },
      ...{ headersSize: -1, bodySize: -1 },
      cookies: find('set-cookie').map(({ value }) => parse(value)),
      content: { size: -1, mimeType: find('content-type')[0]?.value ?? '', text: replyBody },
      redirectURL: find('location')[0]?.value ?? '',
    },
    cache: {},
    timings: { send: 0, wait: took, receive: 0 },
  };
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
 * @returns a recording without any secret, that DevTools can open: with the bodies of what the server's API is asked and
 *   answers, but of nothing that its pages are drawn with, and none of what passes between the browser and anybody else
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
