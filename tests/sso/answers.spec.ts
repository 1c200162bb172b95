import { statSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { Deadline } from '../../src/core/deadline.ts';
import type { Run } from '../../src/core/run.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { FileAsker } from '../../src/sso/ask-by-file.ts';
import { TerminalAsker } from '../../src/sso/ask-on-terminal.ts';
import type { Answer, Question } from '../../src/sso/question.ts';
import { expect, test } from '../fixtures.ts';

const question: Question = {
  reason: 'it asks for nothing that is known',
  address: 'https://login.example.com/gate',
  heading: 'Halt!',
  text: 'Halt! Left leads to the market.',
  errors: [],
  buttons: [
    { id: 1, name: 'Left' },
    { id: 2, name: 'I have read it', type: 'checkbox' },
  ],
  fields: [
    { id: 3, label: 'Losung', type: 'text' },
    { id: 4, label: 'PIN', type: 'password' },
    { id: 5, label: 'Land', type: 'select' },
  ],
  texts: ['username', 'password', 'code'],
};

const NEVER = new AbortController().signal;

const nothing = { kind: 'choice', typing: 'none', fields: [], press: undefined, given: undefined } as const;
const wrong = (reason: string) => ({ kind: 'wrong', reason: expect.stringContaining(reason) });

const write = (text: string) => (path: string) => writeFile(path, text, { mode: 0o600 });
const json = (answer: unknown) => write(JSON.stringify(answer));

// How an answer is written, and what is made of it.
const written: Readonly<Record<string, readonly [write: (path: string) => Promise<unknown>, made: object]>> =
  {
    'presses a button': [json({ press: 1 }), { ...nothing, press: 1 }],
    'ticks a box': [json({ press: 2 }), { ...nothing, press: 2 }],
    waits: [json({ wait: true }), { kind: 'wait' }],
    'gives up': [json({ stop: true }), { kind: 'stop' }],
    'types the code': [json({ type: { 4: 'code' } }), { ...nothing, typing: 'code', fields: [4] }],
    'types user name and password, and presses': [
      json({ type: { 3: 'username', 4: 'password' }, press: 1 }),
      { ...nothing, typing: 'both', fields: [3, 4], press: 1 },
    ],
    'types password and user name': [
      json({ type: { 3: 'password', 4: 'username' } }),
      { ...nothing, typing: 'both', fields: [4, 3] },
    ],
    'is no JSON': [write('press the left one'), wrong('it is none of {"press": 1}')],
    'stays half of one': [write('{"press": 1'), wrong('it is none of {"press": 1}')],
    'says nothing': [json({ type: {} }), wrong('it says nothing')],
    'is empty': [write(''), wrong('it is none of')],
    'is a list': [json([{ press: 1 }]), wrong('it is none of')],
    'presses what is not there': [json({ press: 9 }), wrong('there is no button 9')],
    'presses a field': [json({ press: 3 }), wrong('there is no button 3')],
    'presses what is no number': [json({ press: 'Left' }), wrong('it is none of')],
    'types into a button': [json({ type: { 1: 'username' } }), wrong('nothing can be typed into 1')],
    'types into a list': [json({ type: { 5: 'username' } }), wrong('nothing can be typed into 5')],
    'types into what is not there': [json({ type: { 9: 'username' } }), wrong('nothing can be typed into 9')],
    'types a text of its own': [json({ type: { 3: 'Fake-text-of-its-own' } }), wrong('it is none of')],
    'types password and code': [
      json({ type: { 3: 'password', 4: 'code' } }),
      wrong('only user name and password can be typed at the same time'),
    ],
    'types the password twice': [
      json({ type: { 3: 'password', 4: 'password' } }),
      wrong('only user name and password can be typed at the same time, each once'),
    ],
    'does two things': [json({ press: 1, stop: true }), wrong('it is none of')],
    'does something unknown besides': [json({ press: 1, besides: 'run' }), wrong('it is none of')],
    'can be written by others': [
      async (path) => {
        await json({ press: 1 })(`${path}.new`);
        await chmod(`${path}.new`, 0o666);
        await rename(`${path}.new`, path);
      },
      wrong('others can write to it'),
    ],
    'is a folder': [(path) => mkdir(path), wrong('it is no regular file')],
    'has no end': [write(`{"press": 1}${' '.repeat(100_000)}`), wrong('it is larger than 65536 bytes')],
  };

for (const [how, [writeAnswer, made]] of Object.entries(written))
  test(`an answer in a file that ${how} is ${'kind' in made && made.kind === 'wrong' ? 'not followed' : 'followed'}`, async ({
    folder,
  }) => {
    test.skip(process.platform === 'win32' && how.includes('others'), 'Windows has no such modes');
    const told: string[] = [];
    using deadline = Deadline.ofRun(60_000);
    const warn = (message: string) => {
      told.push(message);
      const [, path = ''] = /awaited in (\S+)\.$/.exec(message) ?? [];
      writing = writeAnswer(path);
    };
    let writing: Promise<unknown> | undefined;
    const answer = await new FileAsker(folder, { deadline, warn } as unknown as Run).ask(question, NEVER);
    await writing;

    expect(told).toHaveLength(1);
    expect(answer).toEqual(made);
    expect(JSON.stringify(answer)).not.toContain('Fake-text-of-its-own');
    const left = await readdir(folder, { withFileTypes: true });
    expect(left.filter((entry) => entry.isFile() && !entry.name.endsWith('.new'))).toEqual([]);
  });

test('a question in a file is for its owner alone, and holds no secret, and nothing that a terminal obeys', async ({
  folder,
}) => {
  const secret = 'Fake-secret-on-a-page';
  new Secret(secret);
  using deadline = Deadline.ofRun(60_000);
  const withdrawal = new AbortController();
  let reading: Promise<string> | undefined;
  let mode: number | undefined;
  const warn = (message: string) => {
    const [, path = ''] = /is in (\S+);/.exec(message) ?? [];
    mode = statSync(path).mode & 0o777;
    reading = readFile(path, 'utf8');
    reading.then(() => withdrawal.abort());
  };
  const asker = new FileAsker(folder, { deadline, warn } as unknown as Run);
  const said = `${secret} \u001b[2J\u202e ##vso[task.complete]`;
  const strange = {
    ...question,
    heading: said,
    text: said,
    errors: [said],
    buttons: [{ id: 1, name: said }],
  };
  await asker.ask({ ...strange, fields: [{ id: 2, label: said, type: said }] }, withdrawal.signal);
  const text = await reading;

  expect(text).not.toContain(secret);
  // Windows has no such modes.
  if (process.platform !== 'win32') expect(mode).toBe(0o600);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|##vso/);
  expect(JSON.parse(text ?? '').buttons).toEqual([
    { id: 1, name: '[redacted] \u001b[2J\u202e ##vso[task.complete]' },
  ]);
  expect(await readdir(folder)).toEqual([]);
});

/** Answers at a terminal line by line, each when it is asked for. */
async function answerWith(
  lines: readonly string[],
  about: Question = question,
): Promise<{ answer: Answer; shown: string }> {
  const input = new PassThrough();
  const rest = [...lines];
  let shown = '';
  const asker = new TerminalAsker(input, (text) => {
    shown += text;
    if (!/(?:and press Enter:|it is not shown\.)\n$/.test(text)) return;
    const line = rest.shift();
    setImmediate(() => (line === undefined ? input.end() : input.write(`${line}\n`)));
  });
  const answer = await asker.ask(about, NEVER);
  expect(rest).toEqual([]);
  return { answer, shown };
}

const LEFT = 1;
const [LOSUNG, PIN, WAIT, GIVE_UP] = [3, 4, 5, 6];

// What is typed there, line by line, and what is made of it.
const chosen: Readonly<Record<string, readonly [lines: readonly (number | string)[], made: object]>> = {
  'presses a button': [[LEFT], { ...nothing, press: 1 }],
  'ticks a box': [[2], { ...nothing, press: 2 }],
  waits: [[WAIT], { kind: 'wait' }],
  'gives up': [[GIVE_UP], { kind: 'stop' }],
  'says what is none first': [['Left', '', '0', '7', '1x', LEFT], { ...nothing, press: 1 }],
  'types the user name, and presses': [
    [LOSUNG, 1, LEFT],
    { ...nothing, typing: 'username', fields: [3], press: 1 },
  ],
  'types password and user name, and sends them': [
    // Of the fields one is left by then, of the texts the other, and there is a way to send them.
    [PIN, 2, 3, 1, 3],
    { ...nothing, typing: 'both', fields: [3, 4] },
  ],
  'types the code, and sends it': [[PIN, 3, 3], { ...nothing, typing: 'code', fields: [4] }],
  'ends its input': [[], { kind: 'stop' }],
  'ends its input in the midst': [[LOSUNG], { kind: 'stop' }],
};

for (const [how, [lines, made]] of Object.entries(chosen))
  test(`whoever is asked at the terminal ${how}`, async () => {
    const { answer, shown } = await answerWith(lines.map(String));

    expect(answer).toEqual(made);
    expect(shown).toContain(
      'it asks for nothing that is known): https://login.example.com/gate\n  Halt!\n  Halt! Left leads to the market.\n',
    );
    expect(shown).toContain(
      '  1  press "Left"\n  2  press "I have read it" (checkbox)\n  3  type into "Losung" (text)\n',
    );
  });

test('what is given at the terminal is a secret from then on, and typed in the place of a code', async () => {
  const given = 'Fake-answer-that-is-given-now';
  const { answer, shown } = await answerWith([`${PIN}`, '4', given, `${LEFT}`]);

  expect(answer).toEqual({ ...nothing, typing: 'code', fields: [4], press: 1, given: expect.any(Secret) });
  expect('given' in answer && answer.given?.reveal()).toBe(given);
  expect(shown).not.toContain(given);
});

test('what was given already is no choice at the terminal', async () => {
  const { shown } = await answerWith([`${PIN}`, '2', '', `${GIVE_UP}`], { ...question, texts: ['username'] });

  expect(shown).toContain('the user name');
  expect(shown).not.toContain('the password');
});

test('what a page says does nothing to the terminal, and shows no secret', async () => {
  const secret = 'Fake-secret-on-a-page';
  new Secret(secret);
  const said = `${secret} \u001b[2J\u009b31m\r\n\u2028 9  press "Right"`;
  const { shown } = await answerWith(['1'], {
    ...question,
    reason: said,
    address: said,
    heading: said,
    text: said,
    errors: [said],
    buttons: [{ id: 1, name: said, type: said }],
    fields: [{ id: 2, label: said, type: said }],
  });

  expect(shown).not.toContain(secret);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u0080-\u009f\u2028]/);
  expect(shown.split('\n').filter((line) => /^ *9 /.test(line))).toEqual([]);
});

test('what a page calls something draws no line of ours on the terminal', async () => {
  // A terminal of 80 columns would show what follows on a line of its own.
  const name = (blank: string) => `Left${blank.repeat(66)}2  give up`;
  for (const blank of [' ', '\u2800', '\u3164', '\uffa0', 'x']) {
    const { shown } = await answerWith(['1'], { ...question, buttons: [{ id: 1, name: name(blank) }] });
    const lines = shown.split('\n').flatMap((line) => line.match(/.{1,80}/g) ?? []);

    expect(lines.filter((line) => /^[^\w]*2\b/.test(line))).toEqual(['  2  type into "Losung" (text)']);
  }
});

test('a question at the terminal is over when it is withdrawn', async () => {
  const withdrawal = new AbortController();
  const input = new PassThrough();
  const asker = new TerminalAsker(input, (text) => {
    if (text.endsWith('and press Enter:\n')) setImmediate(() => withdrawal.abort());
  });

  await asker.ask(question, withdrawal.signal);
  expect(input.listenerCount('data')).toBe(0);
});

/** A terminal, of which Node does not ask what others have made of it. */
class FakeTerminal extends PassThrough {
  isShown = true;
  #isRaw = false;

  setRawMode(mode: boolean): void {
    if (mode !== this.#isRaw) this.isShown = !mode;
    this.#isRaw = mode;
  }
}

for (const how of ['Ctrl-Z', 'a signal'] as const)
  test(`what is given at the terminal arrives, and is not shown, where the run was stopped by ${how} and goes on`, async () => {
    test.skip(process.platform === 'win32', 'nothing is stopped so there');
    const terminal = new FakeTerminal();
    const shown: boolean[] = [];
    const goOn = () => {
      // As a shell leaves it.
      terminal.isShown = true;
      process.emit('SIGCONT', 'SIGCONT');
      shown.push(terminal.isShown);
      terminal.write('Fake-given\n');
    };
    const lines = [`${PIN}\n`, '4\n', how === 'Ctrl-Z' ? '\u001a' : undefined, `${LEFT}\n`];
    const { kill } = process;
    process.kill = () => {
      setImmediate(goOn);
      return true;
    };
    try {
      const asker = new TerminalAsker(terminal, (text) => {
        if (!/(?:and press Enter:|it is not shown\.)\n$/.test(text)) return;
        const line = lines.shift();
        setImmediate(() => (line === undefined ? goOn() : terminal.write(line)));
      });
      const answer = await asker.ask(question, NEVER);
      expect('given' in answer && answer.given?.reveal()).toBe('Fake-given');
    } finally {
      process.kill = kill;
    }
    expect(shown).toEqual([false]);
    expect(terminal.isShown).toBe(true);
    expect(process.listenerCount('SIGCONT')).toBe(0);
  });
