import { allElements, attributesOf, blurNumbers, findAll, isLoaded, scriptsOf, textContent } from './dom.ts';

/** What a page has loaded, or tried to. */
export interface Part {
  readonly url: string;
  /** `script`, `fetch` and so on, as in `PerformanceResourceTiming.initiatorType`. */
  readonly by: string;
  /** The HTTP status; 0 where none came, and for what another origin has sent. */
  readonly status: number;
  readonly size: number;
  /** The media type; empty where it is not known. */
  readonly type: string;
}

/** How far a page has come, and with what. */
export interface PageParts {
  readonly isLoaded: boolean;
  /** How long nothing has come, and nothing of the document has changed since somebody looked first. */
  readonly quietMs: number;
  /** Whether it may change by something else than what a script of its has left in memory. */
  readonly mayChangeByItself: boolean;
  /** In the order in which they were asked for. */
  readonly parts: readonly Part[];
  /** The addresses of the scripts that stand in the document and are to be run. */
  readonly scripts: readonly string[];
}

/** @returns how long nothing of the document has changed but numbers that count, as far as somebody has looked often enough */
export function readQuiet(): number {
  noteChanges();
  const known = restsSince === quietSince ? quietMs : 0;
  quietSince = restsSince;
  quietMs = Math.min(performance.now() - restsSince, known + MAX_GAP_MS);
  return quietMs;
}

/** Whether the page says that it goes to another by itself. */
export function goesOn(): boolean {
  return findAll(document, 'meta[http-equiv=refresh i]').length > 0;
}

// A page that nobody could look at for longer was busy: what it is about to draw may not be there yet.
const MAX_GAP_MS = 250;

let changedAt: number | undefined;
let restsSince = 0;
let quietMs = 0;
let quietSince = 0;
let address = '';

/** Looks at what a page is made of. */
export function readParts(): PageParts {
  const entries = performance
    .getEntriesByType('resource')
    .filter((one) => one instanceof PerformanceResourceTiming);
  const cameAt = Math.max(0, ...entries.map(({ responseEnd }) => responseEnd));
  return {
    isLoaded: isLoaded(document),
    quietMs: performance.now() - Math.max(cameAt, noteChanges()),
    mayChangeByItself: mayChangeByItself(),
    parts: entries.map((entry) => ({
      url: entry.name,
      by: entry.initiatorType,
      status: entry.responseStatus,
      size: entry.decodedBodySize,
      type: 'contentType' in entry ? String(entry.contentType) : '',
    })),
    scripts: [...scriptsOf(document)].filter(isRun).flatMap(({ src }) => src || []),
  };
}

/** @returns when the document has changed last, as of `performance.now` */
function noteChanges(): number {
  if (changedAt === undefined)
    new MutationObserver(note).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
      characterDataOldValue: true,
    });
  if (changedAt === undefined || address !== location.href) {
    changedAt = performance.now();
    restsSince = changedAt;
  }
  address = location.href;
  return changedAt;
}

function note(records: readonly MutationRecord[]): void {
  changedAt = performance.now();
  if (!records.every(isCount)) restsSince = changedAt;
}

/** Whether only a number has become another, as where seconds are counted. */
function isCount({ type, target, oldValue, addedNodes, removedNodes }: MutationRecord): boolean {
  const read = (nodes: NodeList) =>
    [...nodes].map((node) => (node instanceof Text ? textContent(node) : '<>')).join('');
  if (type === 'characterData') return isSameButNumbers(oldValue ?? '', textContent(target) ?? '');
  return type === 'childList' && isSameButNumbers(read(removedNodes), read(addedNodes));
}

function isSameButNumbers(before: string, after: string): boolean {
  return /\d/.test(before) && blurNumbers(before) === blurNumbers(after);
}

function isRun(script: HTMLScriptElement): boolean {
  return !script.noModule && /^(?:module|(?:text|application)\/(?:java|ecma)script)?$/i.test(script.type);
}

// A field may be there already and not be shown yet; a frame's script may draw in the page around it.
const CHANGING = 'input:not([type=hidden i]), iframe, frame, object, embed, meta[http-equiv=refresh i]';

function mayChangeByItself(): boolean {
  return (
    !!navigator.serviceWorker?.controller ||
    window.opener !== null ||
    findAll(document, CHANGING).length > 0 ||
    allElements(document).some((element) =>
      [...attributesOf(element)].some(({ name }) => /^on/i.test(name)),
    ) ||
    // A timer may hold its code as text, of which nothing is in memory until it is run.
    [...scriptsOf(document)].some((script) => /\bset(?:Timeout|Interval)\b/.test(textContent(script) ?? ''))
  );
}
