import { randomBytes } from 'node:crypto';
import { extname } from 'node:path';
import type { Zippable } from 'fflate';
import type { Content, Entry, PostData } from 'har-format';
import { z } from 'zod';
import { sayLeftOut } from '../core/shorten.ts';
import { cleanBody, readText } from '../secrets/clean-body.ts';
import { cleanDom } from '../secrets/clean-dom.ts';
import { cleanValue } from '../secrets/clean-json.ts';
import { redactor } from '../secrets/redactor.ts';
import { cleanHeads, isOwn, leaveOutPostData } from './clean-exchange.ts';
import type { HiddenTimes } from './hidden-times.ts';

/** What a trace is cleaned by. */
export interface CleaningRules {
  /** The server's address. */
  readonly server: string;
  /** When no picture may be kept. */
  readonly hidden: HiddenTimes;
}

type Files = Record<string, Uint8Array>;

/**
 * Makes a trace that can be shown to anybody. Each part is read as what it is, and what cannot be read so, or is not known
 * to be needed, is left out. Every file gets a new name: Playwright's is the hash of what it holds, by which a secret in it
 * could be guessed.
 * @param zips traces of the same time as Playwright wrote them
 * @returns a zip file that its trace viewer opens, with all of them on one time line
 */
export function cleanTrace(zips: readonly Uint8Array[], rules: CleaningRules): Uint8Array {
  const { unzipSync, zipSync } = require('fflate') as typeof import('fflate');
  const clean: Zippable = {};
  for (const [index, zip] of zips.entries()) {
    const raw = unzipSync(zip) as Files;
    const folder = new CleanFolder(raw, clean);
    for (const [name, bytes] of Object.entries(raw)) {
      if (!/^trace\.(?:trace|network|stacks)$/.test(name)) continue;
      // The viewer reads every `….trace` of a zip file, with the `….network` and `….stacks` of the same name.
      const apart = index > 0 ? `${index}-${name}` : name;
      clean[apart] = Buffer.from(cleanLines(readText(bytes) ?? '', folder, rules));
    }
  }
  return zipSync(clean);
}

function cleanLines(text: string, folder: CleanFolder, rules: CleaningRules): string {
  const room = new Room();
  const lines = text.split('\n').flatMap((line) => {
    const clean = cleanEvent(parseLine(line), folder, rules, room);
    return clean === undefined ? [] : [JSON.stringify(clean)];
  });
  return lines.map((line) => `${line}\n`).join('');
}

function parseLine(line: string): TraceEvent | undefined {
  try {
    return JSON.parse(line) as TraceEvent;
  } catch {
    return undefined;
  }
}

/** A line of a trace, as far as it is looked at here (playwright-core, packages/trace/src/trace.ts). */
interface TraceEvent {
  readonly type?: string;
  readonly file?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly frameSwapWallTime?: number;
  readonly snapshot?: unknown;
  readonly stacks?: unknown;
}

/** @returns undefined for what is left out */
function cleanEvent(
  event: TraceEvent | undefined,
  folder: CleanFolder,
  rules: CleaningRules,
  room: Room,
): unknown {
  if (!event) return undefined;
  switch (event.type) {
    case 'resource-snapshot':
      return { ...event, snapshot: cleanResource(event.snapshot as TracedEntry, folder, rules) };
    case 'frame-snapshot':
      return { ...event, snapshot: cleanSnapshot(event.snapshot as FrameSnapshot, folder) };
    case 'screencast-frame':
      return cleanPicture(event, folder, rules);
    case 'before':
      return cleanFormat({ ...event, params: leaveOutBodies(event.params ?? {}) });
    case 'context-options':
    case 'input':
    case 'after':
    case 'log':
      return cleanFormat(event);
    case 'event':
    case 'console':
      return cleanFormat(event, room.fit(event));
    default:
      // Where our own calls stand, and under whose folder, is nobody's business.
      return event.stacks === undefined ? undefined : { files: [], stacks: [] };
  }
}

// What the viewer takes apart: a secret that is a word of the format must not break it.
const FORMAT =
  /^(?:type|version|callId|parentId|class|method|phase|pageId|frameId|origin|browserName|platform|sdkLanguage)$/;

function cleanFormat(event: TraceEvent, kept: unknown = event): unknown {
  const format = Object.entries(event).filter(([name]) => FORMAT.test(name));
  return { ...(cleanValue(kept) as object), ...Object.fromEntries(format) };
}

const MAX_TEXT_LENGTH = 65_536;
const MAX_LOGGED_LENGTH = 4_194_304;

/**
 * What is kept of texts that a page may make of any length, and as often as it likes: to look through all for secrets could take longer
 * than a run has.
 */
class Room {
  #left = MAX_LOGGED_LENGTH;

  /** @returns a part of a trace, in which words stand for the texts for which there is no room */
  fit(value: unknown): unknown {
    if (typeof value === 'string') return this.#take(value) ? value : sayLeftOut(value);
    if (Array.isArray(value)) return value.map((each) => this.fit(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.fit(inner)]));
  }

  #take(text: string): boolean {
    const fits = text.length <= Math.min(MAX_TEXT_LENGTH, this.#left);
    if (fits) this.#left -= text.length;
    return fits;
  }
}

/** They are what is sent and answered: see `cleanResource` for what is kept of that. */
function leaveOutBodies(params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { body, postData, jsonData, formData, multipartData, ...rest } = params;
  return rest;
}

interface FileReference {
  _file?: string;
}

type TracedEntry = Entry & { readonly pageref?: string; readonly _frameref?: string };

function cleanResource(entry: TracedEntry, folder: CleanFolder, { server }: CleaningRules): unknown {
  const { postData, ...request } = entry.request;
  const { content, ...response } = entry.response;
  const { _file: name, ...rest } = content as Content & FileReference;
  const clean = cleanHeads({ ...entry, request, response: { ...response, content: rest } } as TracedEntry);
  const isOurs = isOwn(entry, server);
  const file = isOurs ? folder.keep(name, content.mimeType) : folder.keepDrawing(name, content.mimeType);
  if (file) (clean.response.content as FileReference)._file = file;
  if (postData)
    clean.request.postData = isOurs ? cleanTracedPostData(postData, folder) : leaveOutPostData(postData);
  const { pageref, _frameref } = entry;
  return { ...clean, ...(pageref && { pageref }), ...(_frameref && { _frameref }) };
}

function cleanTracedPostData(postData: PostData & FileReference, folder: CleanFolder): PostData {
  const file = folder.keep(postData._file, postData.mimeType);
  const rest = leaveOutPostData(postData);
  return file ? { ...rest, comment: '', ...{ _file: file } } : rest;
}

interface FrameSnapshot {
  readonly html: unknown;
  readonly frameUrl: string;
  readonly doctype?: string;
  readonly resourceOverrides?: readonly {
    readonly url: string;
    readonly file?: string;
    readonly ref?: number;
  }[];
}

// What says of which page it is, and when it was taken. A page can have anything else say itself there.
const SNAPSHOT_FORMAT = {
  callId: z.string(),
  phase: z.string().optional(),
  pageId: z.string(),
  frameId: z.string(),
  snapshotName: z.string().optional(),
  viewport: z.object({ width: z.number(), height: z.number() }),
  timestamp: z.number(),
  wallTime: z.number().optional(),
  collectionTime: z.number(),
  isMainFrame: z.boolean(),
};

function cleanSnapshot(snapshot: FrameSnapshot, folder: CleanFolder): FrameSnapshot {
  const { html, frameUrl, doctype, resourceOverrides = [] } = snapshot;
  const written = Object.entries(SNAPSHOT_FORMAT).flatMap(([name, format]) => {
    const value: unknown = format.safeParse(Reflect.get(snapshot, name)).data;
    return value === undefined ? [] : [[name, typeof value === 'string' ? redactor.redact(value) : value]];
  });
  return {
    ...Object.fromEntries(written),
    ...(doctype === undefined ? {} : { doctype: 'html' }),
    frameUrl: redactor.redact(String(frameUrl)),
    html: cleanDom(html),
    resourceOverrides: resourceOverrides.flatMap(({ url, file, ref }) => {
      const clean = { ...(Number.isInteger(ref) ? { ref } : {}), url: redactor.redact(String(url)) };
      if (file === undefined) return [clean];
      const kept = folder.keepDrawing(String(file), 'text/css');
      return kept ? [{ ...clean, file: kept }] : [];
    }),
  };
}

function cleanPicture(event: TraceEvent, folder: CleanFolder, { hidden }: CleaningRules): unknown {
  if (hidden.includes(event.frameSwapWallTime)) return undefined;
  const file = folder.keepPicture(event.file);
  return file && { ...event, file };
}

/** The files of one trace, each of which is kept under a new name if something refers to it and it can be judged. */
class CleanFolder {
  readonly #raw: Files;
  readonly #clean: Zippable;
  readonly #names = new Map<string, string | undefined>();

  constructor(raw: Files, clean: Zippable) {
    this.#raw = raw;
    this.#clean = clean;
  }

  /** @returns the new name of a body without secrets; undefined where it is left out */
  keep(name: string | undefined, contentType: string): string | undefined {
    return (
      this.#place(name, contentType, (bytes) => cleanBody(bytes, contentType)) ??
      this.keepDrawing(name, contentType)
    );
  }

  /** The same for what a page is drawn with, whoever sent it. */
  keepDrawing(name: string | undefined, contentType: string): string | undefined {
    return this.#place(name, `drawing ${contentType}`, (bytes) => cleanDrawing(bytes, contentType));
  }

  /** The same for a picture that the browser has taken of a page. */
  keepPicture(name: string | undefined): string | undefined {
    return this.#place(name, 'picture', (bytes) => bytes);
  }

  #place(
    name: string | undefined,
    as: string,
    clean: (bytes: Uint8Array) => Uint8Array | string | undefined,
  ): string | undefined {
    const bytes = name === undefined ? undefined : this.#raw[name];
    if (name === undefined || !bytes) return undefined;
    const role = `${name} ${as}`;
    if (!this.#names.has(role)) this.#names.set(role, this.#add(name, clean(bytes)));
    return this.#names.get(role);
  }

  #add(name: string, content: Uint8Array | string | undefined): string | undefined {
    if (content === undefined) return undefined;
    const folder = name.startsWith('screencast/') ? 'screencast' : 'resources';
    const added = `${folder}/${randomBytes(16).toString('hex')}${extname(name)}`;
    // Pictures and fonts are packed already, and packing them again takes most of the time.
    this.#clean[added] = typeof content === 'string' ? Buffer.from(content) : [content, { level: 0 }];
    return added;
  }
}

/** @returns a style or a vector picture as text, another picture or a font as it is; undefined for all else */
function cleanDrawing(bytes: Uint8Array, contentType: string): Uint8Array | string | undefined {
  if (/^(?:text\/css|image\/svg\+xml)/i.test(contentType)) {
    const text = readText(bytes);
    return text === undefined ? undefined : redactor.redact(text);
  }
  if (!PICTURE_OR_FONT.test(Buffer.from(bytes.subarray(0, 16)).toString('hex'))) return undefined;
  // Each byte as a character of its own: a picture may have words in it that nobody sees.
  const text = Buffer.from(bytes).toString('latin1');
  return redactor.redact(text) === text ? bytes : undefined;
}

// How PNG, JPEG, GIF, WebP, AVIF, BMP, ICO and fonts begin (WHATWG MIME Sniffing 6.1 and 6.3).
const PICTURE_OR_FONT =
  /^(?:89504e470d0a|ffd8ff|474946383[79]61|52494646.{8}57454250|.{8}66747970617669|424d|0000(?:01|02)00|774f46(?:46|32)|4f54544f|74727565|74746366|00010000)/;
