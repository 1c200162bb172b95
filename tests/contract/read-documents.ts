import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { marked, type Token, type Tokens } from 'marked';
import { readOptions } from '../../src/cli/read-options.ts';
import { commonSettings, settings } from '../../src/cli/settings.ts';
import { descriptions } from '../../src/commands/octopus-key-mint.ts';
import { type CommandName, verbs } from '../../src/core/command-names.ts';

/** A page of Markdown that people read. */
export interface Document {
  readonly path: string;
  readonly text: string;
  /** What can stand behind a # in a link to it. */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly string[];
  /** Each with the words for whoever does not see it. */
  readonly pictures: readonly { readonly path: string; readonly words: string }[];
  /** Lines of its code blocks. */
  readonly lines: readonly string[];
  /** What stands between backticks in a sentence. */
  readonly spans: readonly string[];
}

/** A command as a document has it. */
export interface QuotedCommand {
  readonly quoted: string;
  /** Undefined, where there is no such command. */
  readonly name: CommandName | undefined;
  /** What this command would say of its options. */
  readonly mistakes: readonly string[];
  /** The files that it would write. */
  readonly written: readonly string[];
}

/** Every document, those for users and those for developers. */
export const documents: readonly Document[] = [
  ...listMarkdown('.'),
  ...listMarkdown('docs'),
  'stand-in/facts.md',
].map(readDocument);

function listMarkdown(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

function readDocument(path: string): Document {
  const text = readFileSync(path, 'utf8');
  const tokens: Token[] = [];
  marked.walkTokens(marked.lexer(text), (token) => void tokens.push(token));
  const pick = (type: string) => tokens.filter((token) => token.type === type);
  const headings = pick('heading').map((token) => toAnchor('text' in token ? token.text : ''));
  return {
    path,
    text,
    anchors: new Set(headings),
    links: pick('link').map((token) => ('href' in token ? token.href : '')),
    pictures: tokens
      .filter((token): token is Tokens.Image => token.type === 'image')
      .map(({ href, text: words }) => ({ path: join(dirname(path), href), words })),
    lines: pick('code').flatMap((token) => ('text' in token ? token.text.split('\n') : [])),
    spans: pick('codespan').map((token) => ('text' in token ? token.text : '')),
  };
}

/** As GitHub makes anchors of headings. */
function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

const names = Object.keys(verbs) as CommandName[];

/** @returns the commands of this project that a document has somebody type, or speaks of with their options */
export function findCommands({ lines, spans }: Document): QuotedCommand[] {
  const typed = [...lines, ...spans]
    .flatMap((text) => text.split(' && '))
    .flatMap((line) => [
      ...[...flatten(line).matchAll(/(?<![\w./-])(?:scripts|dist)\/([\w-]+)\.[tj]s(?= |$)([^\n]*)/g)].map(
        ([quoted, file = '', rest = '']) => ({ quoted, word: file, rest }),
      ),
      ...[...line.matchAll(/(?<![\w./-])octopus-key-mint ([a-z][\w-]*)([^\n]*)/g)].map(
        ([quoted, verb = '', rest = '']) => ({ quoted, word: verb, rest }),
      ),
    ]);
  const spoken = spans.flatMap((span) => {
    const [, word = '', rest = ''] = /^([a-z-]+)( .*)$/s.exec(span) ?? [];
    return names.some((name) => name === word) ? [{ quoted: span, word, rest }] : [];
  });
  return [...typed, ...spoken].map(({ quoted, word, rest }) => {
    const name = names.find((each) => each === word || verbs[each] === word);
    return { quoted, name, ...judge(name, splitWords(rest)) };
  });
}

/** A list of words, as Terraform has it, made a line. */
function flatten(line: string): string {
  return line.includes('"scripts/') ? line.replaceAll('", "', ' ').replaceAll('"', '') : line;
}

function judge(name: CommandName | undefined, words: readonly string[]) {
  const description = descriptions.find((each) => each.name === name);
  // Help would be printed.
  if (!description || words.includes('--help')) return { mistakes: [], written: [] };
  const { options, mistakes } = readOptions(
    { ...description, uses: [...new Set([...description.uses, ...commonSettings])] },
    words,
  );
  const written = Object.entries(options)
    .filter(([use]) => settings[use as keyof typeof settings].isWritten)
    .flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
  return { mistakes, written };
}

/** @returns the words of a shell's line, as far as this command goes; what only says where options stand is left out */
function splitWords(line: string): string[] {
  const [own = ''] = line.split(/ (?:[#>|&;…]|2>)|[`)]/);
  return [...own.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)]
    .map(([, single, double, plain]) => single ?? double ?? plain ?? '')
    .filter((word) => word !== '[options]');
}
