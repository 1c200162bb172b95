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
  const write = ({ rows }: Comparison, verdict: readonly string[]) => {
    const table = [COLUMNS, ...rows.map(formatRow)];
    return `${verdict.join('\n')}\n\n${isMarkdown ? writeMarkdownTable(table) : writeTable(table)}\n`;
  };
  const ofKey = write(comparison, formatVerdict(comparison, KEY_REQUEST, escapeText));
  return login ? `${ofKey}\n${write(login, formatVerdict(login, LOGIN_REQUEST, escapeText))}` : ofKey;
}

const KEY_REQUEST = 'our key request';
const LOGIN_REQUEST = 'the login request of --direct';

/**
 * @param escapeText for where it is to stand
 * @returns the verdicts, each with one line a difference that matters
 */
export function formatVerdicts(
  { comparison, login }: Comparisons,
  escapeText: (text: string) => string,
): string[] {
  return [
    ...formatVerdict(comparison, KEY_REQUEST, escapeText),
    ...(login ? ['', ...formatVerdict(login, LOGIN_REQUEST, escapeText)] : []),
  ];
}

function formatVerdict(
  { mirrors, rows }: Comparison,
  what: string,
  escapeText: (text: string) => string,
): string[] {
  if (mirrors) {
    const more =
      what === KEY_REQUEST ? rows.filter(isLeftOut).map(({ name, portal }) => `${name} (${portal})`) : [];
    const besides = more.length > 0 ? `, but for what nobody asked us for: ${more.join(', ')}` : '';
    return [`Mirrors: ${what} is what the Web Portal sends${escapeText(besides)}.`];
  }
  const differences = rows.filter(({ matters }) => matters);
  const count =
    differences.length === 1 ? '1 difference matters' : `${differences.length} differences matter`;
  const each = differences.map((row) => `- ${escapeText(formatDifference(row))}`);
  return [`Does not mirror${what === KEY_REQUEST ? '' : ` (${what})`}: ${count}.`, '', ...each];
}

/** What the portal's page sends by itself, and we only where somebody asks for it. */
function isLeftOut({ part, relation }: Row): boolean {
  return part === 'body field' && relation === 'only the portal';
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
    formatVerdicts(explanation, escapeMarkdown).join('\n'),
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
