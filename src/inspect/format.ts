import { escapeControls, escapeMarkdown, formatJson, layOutTable } from '../core/text.ts';
import type { Comparison, Row } from './compare.ts';
import type { Item, Step } from './explain.ts';

/** How a comparison can be written. */
export type ComparisonFormat = 'table' | 'json' | 'markdown';

/** All that a page about a walk through the sign-in tells. */
export interface Explanation {
  /** The server's address. */
  readonly server: string;
  readonly version: string | undefined;
  readonly steps: readonly Step[];
  readonly comparison: Comparison;
  /** Of the page's login request and that of a direct sign-in; undefined where the page has sent none. */
  readonly login: Comparison | undefined;
}

/** Both comparisons, as far as there are two. */
type Comparisons = Pick<Explanation, 'comparison' | 'login'>;

export const TITLE = 'How an API key is made through the Web Portal';

export const INTRODUCTION =
  'Recorded in a real browser. Secrets are left out; whatever reads [redacted] was there.';

/** @returns where and from what it was recorded, in one sentence, as it stands */
export function formatSource({ server, version }: Explanation): string {
  return `${server}${version ? `, Octopus Server ${version}` : ''}.`;
}

const COLUMNS = ['part', 'name', 'portal', 'ours', 'verdict'] as const;
const MAX_CELL_LENGTH = 48;

/** Writes the comparisons as text, each with its verdict first, and a line break at the end. */
export function formatComparisons({ comparison, login }: Comparisons, format: ComparisonFormat): string {
  if (format === 'json') return formatJson({ ...comparison, login: login ?? null }, 2);
  const isMarkdown = format === 'markdown';
  const escapeText = isMarkdown ? escapeMarkdown : escapeControls;
  const parts = judge({ comparison, login }).map((verdict) => {
    const table = [COLUMNS, ...verdict.rows.map(formatRow)];
    const text = formatVerdict(verdict, escapeText).join('\n');
    return `${text}\n\n${isMarkdown ? writeMarkdownTable(table) : writeTable(table)}\n`;
  });
  return parts.join('\n');
}

/** What comes of a comparison, in words, as they stand. */
export interface Verdict extends Comparison {
  /** Of our own words alone, without its end. */
  readonly sentence: string;
  /** What the portal's page sends by itself, and we only where somebody asks for it. */
  readonly leftOut: readonly string[];
  /** A line for each that matters. */
  readonly differences: readonly string[];
}

const KEY_REQUEST = 'our key request';
const LOGIN_REQUEST = 'the login request of --direct';

/** @returns the verdict on the key request and, where the logins were compared, that on the login request */
export function judge({ comparison, login }: Comparisons): Verdict[] {
  return [judgeOne(comparison, KEY_REQUEST), ...(login ? [judgeOne(login, LOGIN_REQUEST)] : [])];
}

function judgeOne(comparison: Comparison, what: string): Verdict {
  const differences = comparison.rows.filter(({ matters }) => matters).map(formatDifference);
  const count =
    differences.length === 1 ? '1 difference matters' : `${differences.length} differences matter`;
  const sentence = comparison.mirrors
    ? `Mirrors: ${what} is what the Web Portal sends`
    : `Does not mirror${what === KEY_REQUEST ? '' : ` (${what})`}: ${count}`;
  const isLeftOut = ({ part, relation }: Row) =>
    comparison.mirrors && what === KEY_REQUEST && part === 'body field' && relation === 'only the portal';
  const leftOut = comparison.rows.filter(isLeftOut).map(({ name, portal }) => `${name} (${portal})`);
  return { ...comparison, sentence, leftOut, differences };
}

/** @returns a verdict as one sentence */
export function sayVerdict({ sentence, leftOut }: Verdict, escapeText: (text: string) => string): string {
  const besides = leftOut.length > 0 ? `, but for what nobody asked us for: ${leftOut.join(', ')}` : '';
  return `${sentence}${escapeText(besides)}.`;
}

function formatVerdict(verdict: Verdict, escapeText: (text: string) => string): string[] {
  const sentence = sayVerdict(verdict, escapeText);
  if (verdict.mirrors) return [sentence];
  return [sentence, '', ...verdict.differences.map((each) => `- ${escapeText(each)}`)];
}

function formatDifference({ part, name, portal, ours, relation }: Row): string {
  const what = `${part} ${name}`;
  if (relation === 'only the portal') return `${what}: the portal sends it (${portal}), we do not`;
  if (relation === 'only we') return `${what}: we send it (${ours}), the portal does not`;
  return portal === ours ? `${what}: differs` : `${what}: ${portal} there, ${ours} here`;
}

function formatRow({ part, name, portal, ours, relation, matters, why }: Row): string[] {
  const verdict = matters ? `${relation.toUpperCase()}: matters` : relation;
  return [part, name, portal ?? '-', ours ?? '-', why ? `${verdict}: ${why}` : verdict];
}

function writeTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const upper = head.map((cell) => cell.toUpperCase());
  return layOutTable(
    upper,
    rows.map((cells) => cells.map((cell, at) => (at < 4 ? shorten(cell) : cell))),
  );
}

function shorten(text: string): string {
  return text.length > MAX_CELL_LENGTH ? `${text.slice(0, MAX_CELL_LENGTH - 1)}…` : text;
}

/** @returns a table, its head first */
function writeMarkdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Writes the walk through the sign-in as Markdown. */
export function writeMarkdown(explanation: Explanation): string {
  const { steps, version } = explanation;
  const source = formatSource({ ...explanation, version: version && escapeMarkdown(version) });
  const parts = [
    `# ${TITLE}`,
    `${source} ${INTRODUCTION}`,
    ...steps.flatMap(writeStep),
    '## Does our request mirror the portal’s?',
    ...judge(explanation).map((verdict) => formatVerdict(verdict, escapeMarkdown).join('\n')),
  ];
  return `${parts.join('\n\n')}\n`;
}

function writeStep({ number, title, why, request, status, carries, gives }: Step): string[] {
  return [
    `## ${number}. ${title}`,
    why,
    `${writeCode(request)} → ${status}`,
    ...writeItems('It carries', carries),
    ...writeItems('It gives', gives),
  ];
}

/** Nothing within has a meaning but what ends it. */
function writeCode(text: string): string {
  return `\`${escapeControls(text).replaceAll('`', '\\u0060')}\``;
}

function writeItems(heading: string, items: readonly Item[]): string[] {
  if (items.length === 0) return [];
  const rows = items.map(({ name, value, why }) => [name, value, why]);
  return [writeMarkdownTable([[heading, 'Value', 'Why'], ...rows])];
}
