import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { parse } from 'dotenv';
import { describeError, UsageError } from './failure.ts';
import { requireBelieved } from './place.ts';
import { hideInPath } from './text.ts';
import { isOneLine, SEVERAL_LINES } from './values.ts';

/** Where a text came from, and the text. */
export interface Given {
  readonly text: string;
  /** The name of the option or variable, for messages. */
  readonly from: string;
}

/** Reads variables: from the environment first, then from `.env`; one that is empty counts as not set. */
export class Variables {
  readonly #sources: readonly NodeJS.ProcessEnv[];
  readonly #dotenv: Dotenv;
  /** What the user should know about where secrets were found. */
  readonly warnings: string[] = [];

  /**
   * @param folder where `.env` may lie
   * @throws UsageError, where it is nothing that could be read
   */
  constructor(environment: NodeJS.ProcessEnv, folder: string) {
    this.#dotenv = readDotenv(join(folder, '.env'));
    this.#sources = [environment, this.#dotenv.variables];
  }

  /** @throws Error, where it stands in a `.env` that another user could have written */
  read(variable: string): Given | undefined {
    const text = this.#findSource([variable])?.[variable];
    return text ? { text, from: variable } : undefined;
  }

  /**
   * Reads a secret: the variable, or the file that `<variable>_FILE` names. The variable is taken out of the
   * environment, so that no child of this process finds it there.
   * @throws Error, where both are set, the file cannot be read, or another user could have written it in `.env`
   */
  readSecret(variable: string): Given | undefined {
    const fileVariable = `${variable}_FILE`;
    const source = this.#findSource([variable, fileVariable]);
    const { [variable]: text, [fileVariable]: file } = source ?? {};
    for (const each of this.#sources) delete each[variable];
    if (text && file) throw new Error(`${variable} and ${fileVariable} are both set: keep one`);
    if (file) return { text: this.#readSecretFile(file, fileVariable), from: fileVariable };
    return text ? this.endLine({ text, from: variable }) : undefined;
  }

  /**
   * Takes away the line breaks that a text ends with, as `echo` and mounted secrets do: no field of a form holds one,
   * and what is typed, sent and looked for in logs is to be the same.
   * @throws Error, where nothing else is there
   */
  endLine({ text, from }: Given): Given {
    const rest = text.replace(/(?<![\r\n])[\r\n]+$/, '');
    if (rest === '') throw new Error(`${from} is empty but for line breaks`);
    if (rest !== text) this.warnings.push(`${from} ends with a line break, which is left out.`);
    return { text: rest, from };
  }

  /**
   * Reads the one line that a reference leads to. A variable is taken out of the environment, so that no child of this
   * process finds it.
   * @throws Error, where it leads nowhere, or to several lines
   */
  follow(reference: { readonly env: string } | { readonly file: string }): string {
    if ('file' in reference) {
      const text = this.#readSecretFile(reference.file, 'the manifest');
      if (!isOneLine(text)) throw new Error(`names ${reference.file}, which ${SEVERAL_LINES}`);
      return text;
    }
    const { env: variable } = reference;
    const source = this.#findSource([variable], (found) => `names ${nameVariable(found)}`);
    const text = source?.[variable];
    for (const each of this.#sources) delete each[variable];
    if (!text) throw new Error(`names ${nameVariable(variable)} not set`);
    const line = this.endLine({ text, from: variable }).text;
    if (!isOneLine(line)) throw new Error(`names the variable ${variable}, which ${SEVERAL_LINES}`);
    return line;
  }

  /** Other programs have a `.env`, too: what nobody asks for in one that is not ours does no harm. */
  #findSource(
    variables: readonly string[],
    name = (variable: string) => `${variable} is`,
  ): NodeJS.ProcessEnv | undefined {
    const source = this.#sources.find((candidate) => variables.some((each) => candidate[each]));
    const { path, doubt } = this.#dotenv;
    if (source !== this.#dotenv.variables || doubt === undefined) return source;
    const found = variables.find((each) => source[each]) as string;
    throw new Error(`${name(found)} from ${path}, which is not believed: ${doubt}. ${OWN_IT}`);
  }

  #readSecretFile(path: string, variable: string): string {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
      if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
        this.warnings.push(`${path} (${variable}) can be read by others: chmod 600 ${path}`);
      }
      closeInherited(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(`${variable} names ${nameSecretFile(path)} cannot be read (${code})`);
    }
    if (text === '') throw new Error(`${variable} names ${path}, which is empty`);
    return this.endLine({ text, from: `${path} (${variable})` }).text;
  }
}

const INHERITED = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/;

/** What this process was started with, such as `<(…)` of a shell, its children would be started with, too. */
function closeInherited(path: string): void {
  const descriptor = Number(INHERITED.exec(path)?.[1] ?? 0);
  if (descriptor > 2) closeSync(descriptor);
}

// Who writes a secret where the place of one is wanted is not to find it in a log.

function nameVariable(variable: string): string {
  return /^[A-Z][A-Z0-9_]*$/.test(variable) ? `the variable ${variable}, which is` : 'a variable that is';
}

function nameSecretFile(path: string): string {
  const isPath = isAbsolute(path) || (dirname(path) !== '.' && existsSync(dirname(path)));
  return isPath ? `${hideInPath(path)}, which` : 'a file that';
}

const OWN_IT = 'Set it in the environment, or make that file your own, and chmod 600 it';

interface Dotenv {
  readonly path: string;
  readonly variables: NodeJS.ProcessEnv;
  /** Why another user could have written it, if one could. */
  readonly doubt?: string | undefined;
}

const MAX_DOTENV_SIZE = 1_048_576;

/** A folder of that name is no file of variables, and one that cannot be opened gives none. */
function readDotenv(path: string): Dotenv {
  let file: number;
  try {
    // A pipe that nobody writes to is not waited for.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return { path, variables: {} };
  }
  try {
    const found = fstatSync(file);
    if (found.isDirectory()) return { path, variables: {} };
    if (!found.isFile()) throw new UsageError([`${path} is no regular file: ${MOVE_IT}`]);
    if (found.size > MAX_DOTENV_SIZE) throw new UsageError([`${path} is larger than 1 MB: ${MOVE_IT}`]);
    const text = readFileSync(file, 'utf8');
    if (hasManyBlankLines(text))
      throw new UsageError([`${path} holds more than ${MAX_BLANK_LINES} blank lines in a row: ${MOVE_IT}`]);
    return { path, variables: parse(text), doubt: findDoubt(path, found) };
  } finally {
    closeSync(file);
  }
}

const MOVE_IT = 'run the command in another folder, or give the file another name';

const MAX_BLANK_LINES = 100;

/** From each of them, dotenv reads on to the last. */
function hasManyBlankLines(text: string): boolean {
  let count = 0;
  return text.split(/[\r\n\u2028\u2029]/).some((line) => {
    count = line.trim() === '' ? count + 1 : 0;
    return count > MAX_BLANK_LINES;
  });
}

function findDoubt(path: string, opened: Stats): string | undefined {
  try {
    requireBelieved(path, opened);
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}
