import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { shorten } from '../core/shorten.ts';
import { escapeControls } from '../core/text.ts';
import { redactor } from '../secrets/redactor.ts';
import { Secret } from '../secrets/secret.ts';
import {
  type Answer,
  type Asker,
  choose,
  findTypeable,
  listTexts,
  type Question,
  type TextName,
} from './question.ts';

/** What can be chosen by its number. */
type Offered<T> = readonly (readonly [text: string, value: T])[];

type Field = Question['fields'][number];

/** What is done next: that, or something is typed first. */
type Step = Answer | { readonly kind: 'type'; readonly field: Field };

/** A terminal, or another stream that somebody types into. */
type Input = Readable & { setRawMode?(mode: boolean): unknown };

/** Asks somebody at the terminal, who chooses by numbers. */
export class TerminalAsker implements Asker {
  readonly #input: Input;
  readonly #write: (line: string) => void;

  /** @param write prints lines that end, to the terminal */
  constructor(input: Input, write: (line: string) => void) {
    this.#input = input;
    this.#write = write;
  }

  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    this.#print(describeQuestion(question));
    const typed = new Map<number, TextName | Secret>();
    for (;;) {
      const step = await this.#choose('What is to be done?', listSteps(question, typed), signal);
      if (step?.kind !== 'type') return step ?? { kind: 'stop' };
      const text = await this.#chooseText(listTexts(question, [...typed.values()]), typed.size === 0, signal);
      if (text !== undefined) typed.set(step.field.id, text);
    }
  }

  async #chooseText(
    known: readonly TextName[],
    mayBeGiven: boolean,
    signal: AbortSignal,
  ): Promise<TextName | Secret | undefined> {
    const texts = known.map((name) => [`the ${NAMES[name]}`, name] as const);
    const given = mayBeGiven ? ([['something else, which you give now', 'given']] as const) : [];
    const chosen = await this.#choose('What is to be typed there?', [...texts, ...given], signal);
    if (chosen !== 'given') return chosen;
    const text = await this.#readLine('Type it and press Enter; it is not shown.', signal, true);
    return text ? new Secret(text) : undefined;
  }

  /** @returns undefined where nobody answers any more */
  async #choose<T>(title: string, offered: Offered<T>, signal: AbortSignal): Promise<T | undefined> {
    this.#print([title, ...offered.map(([text], at) => `${String(at + 1).padStart(3)}  ${text}`)]);
    for (;;) {
      const prompt = `Type a number from 1 to ${offered.length}, and press Enter:`;
      const line = await this.#readLine(prompt, signal, false);
      if (line === undefined) return undefined;
      const chosen = /^\s*\d{1,3}\s*$/.test(line) ? offered[Number(line) - 1] : undefined;
      if (chosen) return chosen[1];
    }
  }

  /** What a page says is on one line, and does nothing to the terminal. */
  #print(lines: readonly string[]): void {
    this.#write(lines.map((line) => `${escapeControls(redactor.redact(line))}\n`).join(''));
  }

  /** @returns undefined where the input has ended, or the answer is of no use any more */
  #readLine(prompt: string, signal: AbortSignal, isHidden: boolean): Promise<string | undefined> {
    return new Promise((resolve) => {
      if (signal.aborted || this.#input.readableEnded) return resolve(undefined);
      const output = new Writable({ write: (_chunk, _encoding, done) => done() });
      // The terminal itself shows and edits a line, unless that is to be hidden.
      const lines = createInterface({ input: this.#input, output, terminal: isHidden, historySize: 0 });
      const stop = () => lines.close();
      signal.addEventListener('abort', stop, { once: true });
      // Keys are no signals then. By `process.kill`, Windows would end this process at once.
      lines.once('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
      lines.on('SIGCONT', () => lines.resume());
      const hideAgain = () => this.#hideAgain();
      if (isHidden) process.on('SIGCONT', hideAgain);
      lines.once('line', (line) => {
        resolve(line);
        stop();
      });
      lines.once('close', () => {
        process.off('SIGCONT', hideAgain);
        signal.removeEventListener('abort', stop);
        resolve(undefined);
      });
      // Whatever is typed before that is shown.
      this.#print([prompt]);
    });
  }

  /** While this process was stopped, a shell had the terminal show what is typed; Node does nothing where it has not itself changed that. */
  #hideAgain(): void {
    this.#input.setRawMode?.(false);
    this.#input.setRawMode?.(true);
  }
}

const NAMES: Readonly<Record<TextName, string>> = {
  username: 'user name',
  password: 'password',
  code: 'one-time code',
};

function describeQuestion({ reason, address, heading, text, errors }: Question): string[] {
  return [
    `The provider's page cannot be answered (${reason}): ${address}`,
    ...[heading, ...errors, text].map((said) => `  ${onOneLine(said)}`),
  ].filter((line) => line.trim() !== '');
}

/** Signs that look like blanks, and are letters to a terminal, could draw what looks like a line of ours. */
function onOneLine(text: string): string {
  return text.replace(/[\s\u00ad\u115f\u1160\u2800\u3164\uffa0]+/g, ' ').trim();
}

/** Of what a page calls something, no more than a line has room for. */
function quote(name: string): string {
  return `"${shorten(onOneLine(name), MAX_NAME_LENGTH)}"`;
}

const MAX_NAME_LENGTH = 60;

function listSteps(question: Question, typed: ReadonlyMap<number, TextName | Secret>): Offered<Step> {
  const texts = [...typed.values()];
  const fields = findTypeable(question).filter(({ id }) => !typed.has(id));
  const mayType = texts.length === 0 || listTexts(question, texts).length > 0;
  return [
    ...question.buttons.map(
      ({ id, name, type }) => [`press ${quote(name)}${type ? ` (${type})` : ''}`, choose(typed, id)] as const,
    ),
    ...(mayType ? fields : []).map(
      (field) => [`type into ${quote(field.label)} (${field.type})`, { kind: 'type', field }] as const,
    ),
    ...(texts.length > 0 ? [['send that without a button', choose(typed, undefined)] as const] : []),
    ...(texts.length > 0 ? [] : [['wait', { kind: 'wait' }] as const]),
    ['give up', { kind: 'stop' }],
  ];
}
