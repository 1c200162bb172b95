import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'dotenv';
import { load } from 'js-yaml';
import { scripts, version } from '../../package.json';
import { formatOptions } from '../../src/cli/format-options.ts';
import { nameOption } from '../../src/cli/setting.ts';
import { settings } from '../../src/cli/settings.ts';
import { descriptions } from '../../src/commands/octopus-key-mint.ts';
import { verbs } from '../../src/core/command-names.ts';
import { expect, test } from '../fixtures.ts';
import { documents, findCommands } from './read-documents.ts';

// Reading all documents takes longer than most of these tests, which share a worker for it.
test.describe.configure({ mode: 'default' });

const all = Object.values(settings);
const ignored = readFileSync('.gitignore', 'utf8')
  .split('\n')
  .map((line) => line.replace(/\/$/, ''));

// Of Node, Chromium, npm, set-up and Docker.
const OPTIONS_OF_OTHERS = [
  ...['--use-system-ca', '--use-openssl-ca', '--inspect', '--require'],
  ...['--ignore-certificate-errors-spki-list', '--auth-server-allowlist', '--omit', '--env-file'],
  '--disable-back-forward-cache',
  ...['--target', '--volume', '--user', '--development'],
];
const knownOptions = [...all.map(nameOption), '--help', '--version', ...OPTIONS_OF_OTHERS];

function listSources(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  );
}

test('.env.example names every variable with its help, and no other', () => {
  const text = readFileSync('.env.example', 'utf8');
  // Two settings may be two readings of one variable: one browser, or several.
  const withVariable = all.filter(
    ({ variable }, at) => variable && at === all.findIndex((other) => other.variable === variable),
  );

  expect(Object.keys(parse(text)).sort()).toEqual(withVariable.map(({ variable }) => variable).sort());
  for (const { help, variable } of withVariable) expect(text).toContain(`# ${help}\n${variable}=\n`);
});

test('docs/options.md is what npm run docs writes', () => {
  expect(readFileSync('docs/options.md', 'utf8')).toBe(formatOptions(descriptions));
});

test('the README names every command, by its file and by its verb, and leads to every page of docs', () => {
  const readme = documents.find(({ path }) => path === 'README.md');
  for (const [name, verb] of Object.entries(verbs)) {
    expect(
      readme?.spans.some((span) => span.split(' ')[0] === `${name}.ts`),
      name,
    ).toBe(true);
    expect(
      readme?.spans.some((span) => span.split(' ')[0] === verb),
      verb,
    ).toBe(true);
  }
  const linked = readme?.links.map((link) => link.split('#')[0]);
  for (const { path } of documents)
    if (path.startsWith('docs/') || path === 'SECURITY.md') expect(linked).toContain(path);
});

test('each link in a document leads to a file, and to a heading in it', () => {
  for (const { path, links } of documents) {
    for (const link of links) {
      if (/^https?:/.test(link)) continue;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      expect(existsSync(target), `${path}: ${link}`).toBe(true);
      const anchors = documents.find((other) => other.path === target)?.anchors;
      if (anchor !== undefined) expect(anchors, `${path}: ${link}`).toContain(anchor);
    }
  }
});

test('each picture is there and small, told in words, and shown; what it says of a key or a day does not go stale', () => {
  const shown = documents.flatMap(({ pictures }) => pictures);
  for (const { path, words } of shown) {
    expect(existsSync(path), path).toBe(true);
    expect(statSync(path).size, path).toBeLessThanOrEqual(60_000);
    expect(words.length, path).toBeGreaterThan(80);
  }
  const drawn = readdirSync('docs/pictures').filter((name) => !name.endsWith('.ts'));
  expect(shown.map(({ path }) => path).sort()).toEqual(
    drawn.map((name) => join('docs/pictures', name)).sort(),
  );
  const demo = readFileSync('docs/pictures/demo.svg', 'utf8');
  expect(demo).toContain('npm run demo');
  expect(demo).not.toMatch(/API-\w{3}|\d{4}-\d\d-\d\d/);
});

test('each command in a document is there, and has the options that it is given', () => {
  const commands = documents.flatMap(findCommands);

  expect(commands.length).toBeGreaterThan(80);
  for (const { quoted, name, mistakes } of commands) {
    const isOther = /^(?:scripts\/(?:demo|stand-in)\.ts|octopus-key-mint complete\b)/.test(quoted);
    if (!isOther) expect(name, quoted).toBeDefined();
    expect(mistakes, quoted).toEqual([]);
  }
  for (const { text } of documents)
    for (const [quoted, script = ''] of text.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g))
      expect(Object.keys(scripts), quoted).toContain(script);
  for (const { text } of documents)
    for (const [packed] of text.matchAll(/octopus-key-mint-[\d.]+\.tgz/g))
      expect(packed).toBe(`octopus-key-mint-${version}.tgz`);
});

test('each option in a document is one of a command, and each file of this repository is there', () => {
  for (const { path, spans } of documents) {
    for (const span of spans) {
      const options = span.startsWith('--') ? (span.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []) : [];
      for (const option of options) expect(knownOptions, `${path}: ${span}`).toContain(option);
      if (/^(?:src|tests|stand-in|scripts|deploy|examples|docs|bench|action)\/[\w./-]+$/.test(span))
        expect(existsSync(span), `${path}: ${span}`).toBe(true);
    }
  }
});

test('what the examples of the documents write is in .gitignore', () => {
  const redirected = documents.flatMap(({ lines }) =>
    lines.flatMap((line) => / > ([\w.-]+)/.exec(line)?.[1] ?? []),
  );
  const written = documents.flatMap(findCommands).flatMap((command) => command.written);
  // One in capitals stands for whatever somebody calls it.
  const files = [...redirected, ...written].filter((file) => /^[a-z]/.test(file));

  expect(files.length).toBeGreaterThan(10);
  for (const file of files) expect(ignored, file).toContain(`/${file.split('/')[0]}`);
});

test('each message in a table of docs/troubleshooting.md or docs/networks.md stands in the source', () => {
  const sources = listSources(['src', 'stand-in']).map((name) => readFileSync(name, 'utf8'));
  const tables = ['docs/troubleshooting.md', 'docs/networks.md']
    .map((name) => readFileSync(name, 'utf8'))
    .join('\n');
  const cells = [...tables.matchAll(/^\| (".*?) \|/gm)];
  const messages = cells.flatMap(([, cell = '']) =>
    [...cell.matchAll(/"([^"]+)"/g)].map(([, said = '']) => said),
  );

  expect(messages.length).toBeGreaterThan(30);
  for (const message of messages) {
    const pieces = message.split('…').flatMap((piece) => piece.trim() || []);
    expect(pieces, message).not.toEqual([]);
    expect(
      sources.some((text) => pieces.every((piece) => text.includes(piece))),
      message,
    ).toBe(true);
  }
});

test('docs/github-action.md names every input and output of the action', () => {
  const { inputs, outputs } = load(readFileSync('action.yml', 'utf8')) as Record<
    'inputs' | 'outputs',
    object
  >;
  const rows = [...readFileSync('docs/github-action.md', 'utf8').matchAll(/^\| `([\w-]+)` \|/gm)];

  expect(rows.map(([, name]) => name)).toEqual([...Object.keys(inputs), ...Object.keys(outputs)]);
});

test('the README tells every exit code', () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const code of [0, 1, 2, 3, 4, 5, 6, 7]) expect(readme).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
});

test('every fact that a comment cites by number has its section', () => {
  const files = listSources(['src', 'stand-in', 'tests', 'bench']);
  const sections = [...readFileSync('stand-in/facts.md', 'utf8').matchAll(/^### (\d+\.\d+) /gm)].map(
    ([, n]) => n,
  );
  const cited = files.flatMap((name) =>
    [...readFileSync(name, 'utf8').matchAll(/\bfacts? (\d+\.\d+(?:(?:,| and) \d+\.\d+)*)/g)].flatMap(
      ([, numbers = '']) => numbers.split(/,? (?:and )?/).map((number) => ({ name, number })),
    ),
  );

  expect(cited.length).toBeGreaterThan(20);
  expect(cited.filter(({ number }) => !sections.includes(number))).toEqual([]);
});
