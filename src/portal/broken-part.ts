import type { PageReports } from '../browser/page-reports.ts';
import { readOrigin } from '../core/text.ts';
import type { PageParts, Part } from '../in-page/page-parts.ts';

/** A part of a page that is not there, or not what it should be. */
export interface BrokenPart {
  /** Such as `https://octopus.example.com/app/main.js answered 502`. */
  readonly reason: string;
  /** Whether it came with success, and cannot be used. */
  readonly isUnreadable: boolean;
  /** Whether it was asked for too often. */
  readonly isLimited?: boolean;
}

/** What is known of a page, of the document alone that it shows. */
export interface KnownPage extends PageParts, PageReports {
  /** The page's own. */
  readonly origin: string | undefined;
  /** The portal's address. */
  readonly server: string;
}

/** @returns the first of a page's scripts that did not come, or of what it asks the server for; its own go first */
export function findBrokenPart(page: KnownPage): BrokenPart | undefined {
  const scripts = findScripts(page).filter((url) => isRefused(url, page) || isHtml(url, page));
  const own = scripts.find((url) => readOrigin(url) === page.origin);
  const broken = own ?? scripts[0] ?? findRequests(page).find((url) => isRefused(url, page));
  return broken === undefined ? undefined : explain(broken, page);
}

/** Whether a page names scripts, and none of them has come with anything in it, as far as that can be told. */
export function hasOnlyBrokenScripts(page: KnownPage): boolean {
  const scripts = findScripts(page);
  const isBroken = (url: string) => isRefused(url, page) || isHtml(url, page) || isNothing(url, page);
  return scripts.length > 0 && scripts.every(isBroken);
}

/** @returns a page's first script, where none is known to have been refused, and nothing came of any */
export function findIdleScript(page: KnownPage): BrokenPart | undefined {
  const [script] = findScripts(page);
  const isUnreadable = script !== undefined && triesOf(script, page).some(isSuccess);
  return script === undefined ? undefined : { reason: `${script} came to nothing`, isUnreadable };
}

/** @returns one of the page's own scripts that was not heard of */
export function findMissingScript(page: KnownPage): BrokenPart | undefined {
  const isMissing = (url: string) => !triesOf(url, page).some(isSuccess) && readOrigin(url) === page.origin;
  const missing = page.scripts.find(isMissing);
  return missing === undefined ? undefined : { reason: `${missing} did not arrive`, isUnreadable: false };
}

/** Those that have been asked for, though they may have left the document, and those that stand in it. */
function findScripts({ parts, scripts }: KnownPage): string[] {
  const asked = parts.filter(({ by }) => by === 'script').map(({ url }) => url);
  return [...new Set([...asked, ...scripts])];
}

function findRequests({ parts, server }: KnownPage): string[] {
  const own = parts.filter(
    ({ by, url }) => /^(?:fetch|xmlhttprequest)$/.test(by) && url.startsWith(`${server}/`),
  );
  // That nobody is signed in yet is no fault.
  return own.map(({ url }) => url).filter((url) => !/\/users\//.test(url));
}

function triesOf(wanted: string, { parts }: KnownPage): Part[] {
  return parts.filter(({ url }) => url === wanted);
}

/** Whether it failed as often as it was asked for. */
function isRefused(wanted: string, page: KnownPage): boolean {
  const failures = page.failures.filter(({ url }) => url === wanted).length;
  return failures > 0 && failures >= triesOf(wanted, page).length;
}

/** Whether a page was sent in the place of a script, which then is not run, whatever it was to be. */
function isHtml(wanted: string, page: KnownPage): boolean {
  const last = triesOf(wanted, page).at(-1);
  return last !== undefined && isSuccess(last) && /html/i.test(last.type);
}

/** Of what another origin sends, also after a redirect, a browser tells neither status nor size. */
function isNothing(wanted: string, page: KnownPage): boolean {
  const last = triesOf(wanted, page).at(-1);
  return last !== undefined && last.size === 0;
}

function isSuccess({ status }: Part): boolean {
  return status >= 200 && status < 400;
}

function explain(wanted: string, page: KnownPage): BrokenPart {
  const last = triesOf(wanted, page).at(-1);
  const failure = page.failures.filter(({ url }) => url === wanted).at(-1);
  const isUnreadable = last !== undefined && isSuccess(last);
  const why = failure?.reason ?? (isUnreadable ? last.type : undefined);
  const because = why ? ` (${why})` : '';
  if (last && last.status >= 400)
    return { reason: `${wanted} answered ${last.status}`, isUnreadable, isLimited: last.status === 429 };
  if (failure?.isSyntaxError || (isUnreadable && !failure))
    return { reason: `${wanted} is no script${because}`, isUnreadable };
  const what = isUnreadable ? 'did not arrive as a whole' : 'did not arrive';
  return { reason: `${wanted} ${what}${because}`, isUnreadable };
}
