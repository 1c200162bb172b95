import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp';
import ts from 'typescript';
import { secretPatterns } from '../../src/secrets/patterns.ts';
import { expect, test } from '../fixtures.ts';
import { takesLonger } from '../takes-longer.ts';

// Text from servers and pages may be long, and of whoever's making. What takes the square of its length would keep a run from
// ending, --timeout included: nothing else happens meanwhile. That holds for every pattern, whatever it is for today.

const LENGTH = 300_000;
// What is read once takes a thousandth of that, and what is read from each of its characters several times as long.
const LIMIT_MS = 750;

// Finding all patterns takes longer than most of these tests: they share a worker.
test.describe.configure({ mode: 'default', timeout: 600_000 });

// No line, and nothing that is repeated within one, goes on behind it.
const END = '\n\0';

for (const [where, patterns] of Object.entries({
  ...findLiterals('src'),
  'src/secrets/patterns.ts': secretPatterns.map(({ pattern }) => pattern),
})) {
  test(`no pattern of ${where} reads a stretch of text again and again`, { tag: '@extended' }, () => {
    for (const pattern of patterns) expect(findSlow(pattern), String(pattern)).toBeUndefined();
  });
}

test('a pattern that did would be found', { tag: '@extended' }, () => {
  for (const slow of [/<title[^>]*>/, /(\d+) days/, /x\s*\s*y/, /^(?:a+)+$/])
    expect(findSlow(slow), String(slow)).toBeDefined();
});

/** @returns a text that a pattern takes too long for, shortened */
function findSlow(pattern: RegExp): string | undefined {
  return makeTexts(pattern)
    .find((text) => takesLong(pattern, text))
    ?.slice(0, 40);
}

function takesLong(pattern: RegExp, text: string): boolean {
  // As `replace` and `matchAll` use it.
  const everywhere = new RegExp(
    pattern.source,
    pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`,
  );
  return takesLonger(LIMIT_MS, () => void text.replace(everywhere, ''));
}

/**
 * For everything in a pattern that may be repeated without end: what leads there, again and again; what leads there once, then
 * what is repeated; and both together. After it stands what is not repeated, so that the rest is looked for in vain.
 */
function makeTexts(pattern: RegExp): string[] {
  const texts = new Set<string>();
  const { alternatives } = parseRegExpLiteral(pattern).pattern;
  for (const [before, repeated] of findRepetitions(alternatives, [''])) {
    texts.add(before + fill(repeated));
    if (before !== '') texts.add(fill(before));
    texts.add(fill(before + repeated));
    texts.add(fill(before + repeated.repeat(20)));
  }
  return [...texts];
}

function fill(text: string): string {
  return text.repeat(Math.ceil(LENGTH / text.length)) + END;
}

type Repetition = readonly [before: string, repeated: string];

function findRepetitions(alternatives: readonly AST.Alternative[], before: readonly string[]): Repetition[] {
  return alternatives.flatMap(({ elements }) => {
    let lead = before;
    return elements.flatMap((element) => {
      const found = findIn(element, lead);
      lead = append(lead, sample(element));
      return found;
    });
  });
}

function findIn(element: AST.Element, before: readonly string[]): Repetition[] {
  if (element.type === 'Group' || element.type === 'CapturingGroup')
    return findRepetitions(element.alternatives, before);
  if (element.type === 'Assertion' && 'alternatives' in element)
    return findRepetitions(element.alternatives, before);
  if (element.type !== 'Quantifier') return [];
  const within = findIn(element.element, before);
  if (element.max < 1_000) return within;
  const repeated = sample(element.element).filter((each) => each !== '');
  return [...within, ...before.flatMap((lead) => repeated.map((each) => [lead, each] as const))];
}

const MAX_SAMPLES = 6;

function append(texts: readonly string[], more: readonly string[]): string[] {
  return texts.flatMap((text) => more.map((each) => text + each)).slice(0, MAX_SAMPLES);
}

/** @returns some texts that an element takes */
function sample(element: AST.Element): string[] {
  switch (element.type) {
    case 'Character':
      return [element.raw.length === 1 ? element.raw : String.fromCodePoint(element.value)];
    case 'CharacterClass':
    case 'CharacterSet':
      return pickCharacters(element);
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives
        .flatMap(({ elements }) => elements.reduce((texts, each) => append(texts, sample(each)), ['']))
        .slice(0, MAX_SAMPLES);
    case 'Quantifier':
      return element.min === 0
        ? ['', ...sample(element.element)].slice(0, MAX_SAMPLES)
        : sample(element.element).map((each) => each.repeat(element.min));
    default:
      return [''];
  }
}

// One of each kind: letters, digits, blanks, and signs that mean something somewhere.
const CHARACTERS = [
  'a',
  '1',
  ' ',
  '\n',
  '-',
  '/',
  '"',
  '\\',
  '<',
  '=',
  '.',
  '#',
  '\u200d',
  '\r',
  '_',
  'A',
  '\u0001',
  '?',
];
const ALL_CHARACTERS = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code));

function pickCharacters({ raw }: AST.CharacterClass | AST.CharacterSet): string[] {
  const isTaken = (character: string) => new RegExp(`^${raw}$`, 'su').test(character);
  const taken = CHARACTERS.filter(isTaken).slice(0, 3);
  return taken.length > 0 ? taken : ALL_CHARACTERS.filter(isTaken).slice(0, 3);
}

/** @returns the regular expressions of all files below a folder, by the file */
function findLiterals(folder: string): Record<string, RegExp[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const found = files
    .filter((name) => !name.startsWith('generated'))
    .map((name) => join(folder, name))
    .map((path) => [path, readLiterals(path)] as const);
  return Object.fromEntries(found.filter(([, patterns]) => patterns.length > 0));
}

function readLiterals(path: string): RegExp[] {
  const patterns: RegExp[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isRegularExpressionLiteral(node)) {
      const { text } = node;
      const end = text.lastIndexOf('/');
      patterns.push(new RegExp(text.slice(1, end), text.slice(end + 1)));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest));
  return patterns;
}
