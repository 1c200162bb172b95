import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { lexer, type Token, type Tokens } from 'marked';
import { Deadline } from '../../src/core/deadline.ts';
import { Failure } from '../../src/core/failure.ts';
import { escapeHtml, escapeLines, formatJson, layOutTable } from '../../src/core/text.ts';
import { writeReceipt } from '../../src/delivery/deliver.ts';
import { formatResult } from '../../src/delivery/format-result.ts';
import { formatFindings } from '../../src/doctor/findings.ts';
import { formatComparisons, writeMarkdown } from '../../src/inspect/format.ts';
import { writeHtml } from '../../src/inspect/write-html.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';

test.use({ sharesBrowser: true });

// Whatever a server says of itself and of what it holds, each in its place. What it says means something to a terminal, to a CI
// system, or to who shows Markdown or a page.

const commands = [
  '##vso[task.setvariable variable=PATH]owned',
  '##[add-mask]owned',
  "##teamcity[setParameter name='env.PATH' value='owned']",
  "##octopus[setVariable name='a']",
  '#\u200d#vso[task.complete]',
  '#\u180b#vso[task.complete]',
  '::add-mask::owned',
  '\u2028::set-output name=a::owned',
  'a\r\n  ::stop-commands::owned\n\u00a0::error::owned',
];
const controls = [
  '\u001b[31mred\u001b]0;owned\u0007\u001b[2J',
  '\u009b31m \u0085 \u0000 \u007f',
  '\u202edeliaf\u202c \u2066\u2069 \u061c \u200e\u200f \u2028\u2029',
  '\ufeff\u00ad\u200b\u2060\u{e0041}\u{e007f}',
  'a lone \ud800 and \udfff',
];
const markup = [
  '<script>document.title = "owned"</script><img src=x onerror=alert(1)>',
  '[click](javascript:alert(1)) ![](https://owned.example/pixel) [a]: https://owned.example',
  '`code` | cell | \\| *a* **b** _c_ ~~d~~ \\\\| `',
  '@admin #1 https://owned.example www.owned.example <https://owned.example> $x$ &lt;b&gt;',
];
const hostile = [...commands, ...controls, ...markup, 'x'.repeat(20_000)];
const all = hostile.join(' ');

// What must not stand anywhere as it is; line breaks are judged by what a line begins with.
const RAW =
  /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cf}\p{DI}]|#[\u200d\u180b]?#\w*\[|^\s*::/mu;

test('nothing that is equal to the beginning of a command, as words are compared, is written as it is', () => {
  const { compare: compareWords } = new Intl.Collator('en');
  const missed: string[] = [];
  for (let point = 0; point <= 0x10ffff; point += 1) {
    const command = `#${String.fromCodePoint(point)}#vso[`;
    const isRead = compareWords(command, '##vso[') === 0;
    if (isRead && escapeLines(command).includes(command)) missed.push(point.toString(16));
  }
  expect(missed).toEqual([]);
});

function expectHarmless(text: string, what: string): void {
  const found = RAW.exec(text);
  const around = text.slice(Math.max(0, (found?.index ?? 0) - 60), (found?.index ?? 0) + 60);
  expect(found, `${what}: ${JSON.stringify(around)}`).toBeNull();
}

const row = { part: 'header', relation: 'differs', matters: true } as const;

function compare(text: string) {
  return { mirrors: false, rows: [{ ...row, name: text, portal: text, ours: text }] };
}

function both(text: string) {
  return { comparison: compare(text), login: compare(text) };
}

function explain(text: string) {
  const item = { name: text, value: text, why: text };
  const step = { ...{ number: 1, title: 'A step', why: 'For a test.', status: 200, picture: undefined } };
  const steps = [{ ...step, request: `GET /${text}`, carries: [item], gives: [item] }];
  return { server: 'octopus.example.com', version: text, steps, ...both(text) };
}

function makeResult(text: string) {
  const key = new Secret('API-FAKEFAKEFAKEFAKEFAKEFAKE');
  return {
    url: 'https://octopus.example.com',
    key,
    id: text,
    purpose: text,
    userId: text,
    created: text,
    expires: text,
  };
}

const writers: Readonly<Record<string, (text: string) => string>> = {
  'an error': (text) =>
    new Failure({ kind: 'key', attempt: `do ${text}`, reason: text, serverSaid: [text], hint: text }).message,
  'a table': (text) => layOutTable(['NAME', 'VALUE'], [[text, text]]),
  'lines of the log on a terminal': escapeLines,
  'a page': escapeHtml,
  'findings as text': (text) => formatFindings([{ check: 'server', state: 'ok', found: text }], 'table'),
  'a comparison as text': (text) => formatComparisons(both(text), 'table'),
  'a comparison as Markdown': (text) => formatComparisons(both(text), 'markdown'),
  'an explanation as Markdown': (text) => writeMarkdown(explain(text)),
  'an explanation as a page': (text) => writeHtml(explain(text), new Map()),
};

const jsonWriters: Readonly<Record<string, (text: string) => string>> = {
  'a value': (text) => formatJson([text]),
  'several lines': (text) => formatJson({ a: text }, 2),
  'a result': (text) => formatResult(makeResult(text), 'json'),
  'a result for Terraform': (text) => formatResult(makeResult(text), 'terraform'),
  findings: (text) => formatFindings([{ check: 'server', state: 'ok', found: text }], 'json'),
  'a comparison': (text) => formatComparisons(both(text), 'json'),
};

for (const [name, write] of Object.entries(writers)) {
  test(`no hostile word stands as it is in ${name}`, () => {
    for (const text of [...hostile, all]) expectHarmless(write(text), name);
  });
}

for (const [name, write] of Object.entries(jsonWriters)) {
  test(`no hostile word stands as it is in JSON, and each is the same when it is read: ${name}`, () => {
    for (const text of [...hostile, all]) {
      const json = write(text);
      expectHarmless(json, name);
      expect(listTexts(JSON.parse(json))).toContain(text);
    }
  });
}

function listTexts(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listTexts) : [value];
}

test('a site that shows the Markdown makes of hostile words neither a link, nor a picture, nor markup, nor a mention', () => {
  for (const text of [...hostile, all])
    for (const markdown of [writeMarkdown(explain(text)), formatComparisons(both(text), 'markdown')]) {
      const tokens = lexer(markdown, { gfm: true });
      const kinds = [...new Set(flatten(tokens).map(({ type }) => type))];
      const expected = [
        'space',
        'heading',
        'paragraph',
        'text',
        'table',
        'list',
        'list_item',
        'codespan',
        'escape',
      ];
      expect(
        kinds.filter((kind) => !expected.includes(kind)),
        markdown.slice(0, 400),
      ).toEqual([]);
      const tables = tokens.filter((token): token is Tokens.Table => token.type === 'table');
      for (const cells of tables.flatMap(({ rows }) => rows)) expect([3, 5]).toContain(cells.length);
      // A parser leaves out the cells that are too many.
      for (const { raw, header } of tables)
        for (const line of raw.trimEnd().split('\n'))
          expect(line.match(/(?<!\\)\|/g), line).toHaveLength(header.length + 1);
      expect(flatten(tokens).filter(({ type }) => type === 'heading').length).toBeLessThan(4);
      // The request alone is code, of which nothing else can be made.
      expect(flatten(tokens).filter(({ type }) => type === 'codespan').length).toBeLessThan(2);
      const rest = markdown.replace(/^`.*` → 200$/m, '');
      expect(rest).not.toMatch(/@\w|(?<![#\n&])#\d|:\/\/owned|www\.owned/);
    }
});

function flatten(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => {
    const cells = token.type === 'table' ? [token.header, ...token.rows].flat() : [];
    const inner = [token, ...cells].flatMap((each) => ('tokens' in each ? (each.tokens ?? []) : []));
    return [token, ...flatten(inner), ...flatten('items' in token ? token.items : [])];
  });
}

// As much of it as a header and a reason phrase may hold, byte by byte.
const IN_HEADER = '##vso[task.setvariable variable=PATH]owned ##teamcity[x] \u009b31m <script> `';

/** A stand-in that says hostile words wherever it says anything; also in the ids of keys, with which none can be made. */
function serveHostile(target: string, { spoilsIds = false } = {}): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    incoming.url = incoming.url?.replace(encodeURIComponent(` ${SHORT}`), '') ?? '';
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const { status, headers, body } = await forward(exchange);
    const isJson = /json/.test(String(headers['content-type']));
    outgoing.statusMessage = IN_HEADER;
    const kept = { ...headers, 'x-hostile': IN_HEADER };
    pass(exchange, { status, headers: kept, body }, isJson ? spoil(String(body), spoilsIds) : body);
  });
}

const SPOILT = new Set([
  'Version',
  'Username',
  'DisplayName',
  'Created',
  'LastUsedTimeStamp',
  'Hint',
  'AccessLevel',
]);

function spoil(json: string, spoilsIds: boolean): string {
  return JSON.stringify(
    JSON.parse(json, (name, value: unknown) => {
      if (spoilsIds && name === 'Id' && String(value).startsWith('apikeys-')) return `${value} ${SHORT}`;
      return SPOILT.has(name) && typeof value === 'string' ? SHORT : value;
    }),
  );
}

// An address that holds it must not be longer than a server takes.
const SHORT = [...commands, ...controls.slice(0, 4), ...markup].join(' ');

test('a hostile server: its keys are listed, as a table and as JSON', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  server.addKey(SHORT);
  await using site = await serveHostile(server.url, { spoilsIds: true });
  const more = { OCTOPUS_URL: site.url, LOG_LEVEL: 'trace', DEBUG: 'pw:api' };
  const table = await runCommand('list-keys', { env: { ...credentials(server), ...more } });
  const signedInAt = { ...server, url: site.url };
  const json = await runCommand('list-keys', { signedInAt, env: more, words: ['--format', 'json'] });

  expect([table.code, json.code], table.stderr.slice(-2000)).toEqual([0, 0]);
  for (const { stdout, stderr } of [table, json]) {
    expectHarmless(stdout, 'standard output');
    expectHarmless(stderr, 'standard error');
  }
  expect(table.stdout).toContain('task.setvariable');
  expect(table.stderr).toContain('x-hostile');
  const [key] = JSON.parse(json.stdout) as { purpose: string; created: string }[];
  expect(key).toMatchObject({ purpose: SHORT, created: SHORT });
});

test('what a server says of keys, and of itself, is without the password in a list and in a receipt; ids stay', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const { id } = server.addKey(`it said ${server.password}`);
  const table = await runCommand('list-keys', { env: credentials(server) });
  const json = await runCommand('list-keys', { env: credentials(server), words: ['--format', 'json'] });
  const path = join(folder, 'receipt');
  new Secret('Fake-secret-in-a-version');
  const receipt = {
    outcome: 'minted',
    ...{ server: { version: 'Fake-secret-in-a-version' }, user: {}, replaced: [], overlapping: [] },
    key: { id: 'apikeys-Fake-secret-in-a-version' },
  } as const;
  using deadline = Deadline.ofRun(10_000, new AbortController().signal);
  await writeReceipt(path, receipt, [], deadline);

  for (const { stdout } of [table, json]) {
    expect(stdout).toContain(id);
    expect(stdout).not.toContain(JSON.stringify(server.password).slice(1, -1));
  }
  const written = JSON.parse(await readFile(path, 'utf8'));
  expect(written.server.version).toBe('[redacted]');
  expect(written.key.id).toBe(receipt.key.id);
});

test('a hostile server: a key is minted, and its receipt and the commands for a CI system hold no other command', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using site = await serveHostile(server.url);
  const env = { ...credentials(server), OCTOPUS_URL: site.url, LOG_LEVEL: 'debug' };
  const plain = await runCommand('mint-key', { env, words: ['--format', 'json', '--receipt', 'receipt'] });
  const handed = await runCommand('mint-key', {
    signedInAt: { ...server, url: site.url },
    env: { LOG_LEVEL: 'debug', TF_BUILD: 'True' },
    words: ['--ci'],
  });

  expect([plain.code, handed.code], plain.stderr.slice(-2000) + handed.stderr.slice(-2000)).toEqual([0, 0]);
  for (const text of [
    plain.stdout,
    plain.stderr,
    handed.stderr,
    await readFile(join(folder, 'receipt'), 'utf8'),
  ])
    expectHarmless(text, 'output');
  for (const line of plain.stderr.trimEnd().split('\n')) JSON.parse(line);
  for (const line of handed.stderr.trimEnd().split('\n'))
    expect(line).toMatch(/^(?:\[[\d:]+\] [A-Z]+: | {4})/);
  const receipt = JSON.parse(await readFile(join(folder, 'receipt'), 'utf8'));
  expect(receipt).toMatchObject({ server: { version: SHORT }, key: { created: null } });
  const lines = handed.stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    expect(line).toMatch(/^##vso\[task\.setvariable variable=OCTOPUS_\w+(?:;issecret=true)?\]/);
    expectHarmless(line.slice(2), 'a command');
  }
  expect(server.liveSessions(), 'the saved one stays').toBe(1);
});

test('a hostile server: the walk through its portal is explained as Markdown, JSON and a page', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  await using site = await serveHostile(server.url);
  const env = { ...credentials(server), OCTOPUS_URL: site.url };
  const words = ['--explain', '--html', 'walk.html', '--save', 'walk.har'];
  const markdown = await runCommand('inspect-portal', { env, words });
  const json = await runCommand('inspect-portal', { env, words: ['--format', 'json'] });

  expect(markdown.stdout, markdown.stderr.slice(-2000)).toContain('task.setvariable');
  expect(json.stdout, json.stderr.slice(-2000)).not.toBe('');
  const saved = await Promise.all(
    ['walk.html', 'walk.har'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  for (const text of [markdown.stdout, markdown.stderr, json.stdout, json.stderr, ...saved])
    expectHarmless(text, 'output');
  const tokens = flatten(lexer(markdown.stdout));
  const links = tokens.filter((token): token is Tokens.Link => token.type === 'link');
  expect(links.filter(({ href }) => href !== site.url)).toEqual([]);
  expect(tokens.filter(({ type }) => type === 'html' || type === 'image')).toEqual([]);
  expect(saved[0]).not.toMatch(/<script>|<img src=x/);
  expect(() => JSON.parse(saved[1] ?? '')).not.toThrow();
  expect(server.liveKeys()).toEqual([]);
});

/** Answers the key request itself, and passes all else on. */
function answerKeyRequest(target: string, answer: (outgoing: ServerResponse) => void): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    if (incoming.url?.endsWith('/apikeys') && incoming.method === 'POST') answer(outgoing);
    else pass(exchange, await forward(exchange));
  });
}

const HOSTILE_HEADERS = { 'content-type': 'application/json', 'x-hostile': IN_HEADER };

// Words that look like a cookie come last: what a pattern takes for one ends with the line.
const refuse = (outgoing: ServerResponse) =>
  outgoing
    .writeHead(400, IN_HEADER, HOSTILE_HEADERS)
    .end(JSON.stringify({ ErrorMessage: 'No.', Errors: [...hostile, 'cookie: a "b'] }));

const breakOff = (outgoing: ServerResponse) =>
  outgoing
    .writeHead(200, IN_HEADER, { ...HOSTILE_HEADERS, 'content-length': 1_000 })
    .write('{', () => outgoing.destroy());

for (const [what, answer, code, shown] of [
  ['refuses', refuse, 5, 'x-hostile'],
  ['breaks off', breakOff, 3, '"stack"'],
] as const) {
  test(`a hostile server that ${what}: one line of the log, its cause included where it is debugged, and no command in it`, {
    tag: what === 'refuses' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using site = await answerKeyRequest(server.url, answer);
    const env = { ...credentials(server), OCTOPUS_URL: site.url, LOG_LEVEL: 'debug', DEBUG: 'pw:*' };
    const result = await runCommand('mint-key', { env });

    expect(result.code, result.stderr.slice(-2000)).toBe(code);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(shown);
    expectHarmless(result.stderr, 'standard error');
    const lines = result.stderr.split('\n').filter((line) => line.startsWith('{"level"'));
    const entries = lines.map((line) => JSON.parse(line) as { level: string; msg: string; err?: object });
    const errors = entries.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.msg).toContain('Could not mint the key');
    const causes = entries.filter(({ err }) => err !== undefined);
    expect(causes).toHaveLength(1);
    if (answer === breakOff) expect(JSON.stringify(causes)).toContain('task.setvariable');
  });
}

test('a hostile server: what doctor finds, as text and as JSON', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ otherProviders: [SHORT] });
  await using site = await serveHostile(server.url);
  const env = { OCTOPUS_URL: site.url };
  for (const format of ['table', 'json']) {
    const { stdout, stderr } = await runCommand('doctor', { env, words: ['--format', format] });
    expect(stdout).toContain('task.setvariable');
    expectHarmless(stdout, format);
    expectHarmless(stderr, 'standard error');
    if (format === 'json') JSON.parse(stdout);
  }
});
