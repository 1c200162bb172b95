import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { type DotenvFile, decodeText, readDotenv } from './dotenv-file.ts';
import { describeError } from './failure.ts';
import { closeInherited, isInherited } from './inherited-file.ts';
import { identifyFile } from './place.ts';
import { findReaders } from './readers.ts';
import { readTokenFile, readTokenStream } from './regular-file.ts';
import { hideInPath } from './text.ts';
import { isOneLine, isText, NO_TEXT, SEVERAL_LINES } from './values.ts';

/** Where a text came from, and the text. */
export interface Given {
  readonly text: string;
  /** The name of the option or variable, for messages. */
  readonly from: string;
}

/** What became of a `.env`. */
export interface DotenvOutcome {
  /** A sentence without its full stop. */
  readonly said: string;
  /** Whether it gave no variables. */
  readonly isAbsent: boolean;
  /** Whether it is there all the same. */
  readonly isUnread: boolean;
}

/** A file that was read. */
export interface ReadFile {
  /** As messages name it. */
  readonly name: string;
  /** What a new key has to be written as, to take the place of the one that is there; undefined: it holds something else. */
  readonly keyFormat: 'raw' | 'dotenv' | undefined;
}

/** Reads variables: from the environment first, then from `.env`; one that is empty counts as not set. */
export class Variables {
  readonly #sources: readonly NodeJS.ProcessEnv[];
  readonly #dotenv: DotenvFile;
  /** What the user should know about where secrets were found. */
  readonly warnings: string[] = [];
  /** What was read, by each name that `identifyFile` has for it. */
  readonly files = new Map<string, ReadFile>();
  readonly #secretsOfDotenv: string[] = [];
  readonly #takenOfDotenv = new Set<string>();
  readonly #givenByDotenv = new Set<string>();

  /**
   * @param folder where `.env` may lie
   * @throws UsageError, where it is nothing that could be read
   */
  constructor(environment: NodeJS.ProcessEnv, folder: string) {
    this.#dotenv = readDotenv(join(folder, '.env'));
    const { path, variables } = this.#dotenv;
    this.#sources = [environment, variables];
    const names = Object.keys(variables);
    if (names.length > 0) this.noteFile(path, path, isOfKey(names) ? 'dotenv' : undefined);
  }

  /** Notes that a file is read, by its own name and by that of what it leads to. */
  noteFile(path: string, name: string, keyFormat?: ReadFile['keyFormat']): void {
    for (const each of [path, findTarget(path)]) this.files.set(identifyFile(each), { name, keyFormat });
  }

  /** @throws Error, where it stands in a `.env` that another user could have written */
  read(variable: string): Given | undefined {
    const text = this.#findSource([variable])?.[variable];
    return text ? { text, from: variable } : undefined;
  }

  /**
   * Reads a secret: the variable, or the file that `<variable>_FILE` names. The variable is taken out of the
   * environment, so that no child of this process finds it there.
   * @param isOfJob whether it is the token of a job
   * @throws Error, where both are set, the file cannot be read, or another user could have written it in `.env`
   */
  readSecret(variable: string, isOfJob?: boolean): Given | undefined {
    const fileVariable = `${variable}_FILE`;
    const source = this.#findSource([variable, fileVariable]);
    const { [variable]: text, [fileVariable]: file } = source ?? {};
    if (this.#dotenv.variables[variable]) this.#secretsOfDotenv.push(variable);
    for (const each of this.#sources) delete each[variable];
    if (text && file) throw new Error(`${variable} and ${fileVariable} are both set: keep one`);
    if (file) return { text: this.#readSecretFile(file, fileVariable, isOfJob), from: fileVariable };
    return text ? this.endLine({ text, from: variable }) : undefined;
  }

  /** What became of `.env`. */
  describeDotenv(): DotenvOutcome {
    const { path, absence, isUnread } = this.#dotenv;
    if (absence !== undefined) return { said: `${path} ${absence}`, isAbsent: true, isUnread };
    const given = [...this.#givenByDotenv].join(', ');
    const said = `${path} was read, and ${given ? `gave ${given}` : 'nothing in it was wanted'}`;
    return { said, isAbsent: false, isUnread };
  }

  /** @returns what is to be known of the values that `.env` gave, a sentence each without its full stop */
  explainDotenv(): string[] {
    return [...this.#takenOfDotenv].flatMap((name) => this.#dotenv.explain(name) ?? []);
  }

  /** Finds out whether others can read what `.env` holds of the secrets that were asked for, used or not. */
  findExposed(): string[] {
    const { path } = this.#dotenv;
    const secrets = this.#secretsOfDotenv;
    const readers = secrets.length > 0 ? findReaders(path) : undefined;
    if (readers === undefined) return [];
    return [`${path} holds ${secrets.join(', ')}, and ${readers} can read it: chmod 600 ${path}`];
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
      if (!isText(text)) throw new Error(`names ${reference.file}, which ${NO_TEXT}`);
      return text;
    }
    const { env: variable } = reference;
    const source = this.#findSource([variable], (found) => `names ${nameVariable(found)}`);
    const text = source?.[variable];
    for (const each of this.#sources) delete each[variable];
    if (!text) throw new Error(`names ${nameVariable(variable)} not set`);
    const line = this.endLine({ text, from: variable }).text;
    if (!isText(line)) throw new Error(`names the variable ${variable}, which ${NO_TEXT}`);
    if (!isOneLine(line)) throw new Error(`names the variable ${variable}, which ${SEVERAL_LINES}`);
    return line;
  }

  /** Other programs have a `.env`, too: what nobody asks for in one that is not ours does no harm. */
  #findSource(
    variables: readonly string[],
    name = (variable: string) => `${variable} is`,
  ): NodeJS.ProcessEnv | undefined {
    const source = this.#sources.find((candidate) => variables.some((each) => candidate[each]));
    const { path, doubt, variables: ofDotenv } = this.#dotenv;
    if (source !== undefined && source !== ofDotenv) return source;
    // One that is cut to nothing is not set, and is told of.
    for (const each of variables) {
      if (each in ofDotenv) this.#takenOfDotenv.add(each);
      if (ofDotenv[each]) this.#givenByDotenv.add(each);
    }
    if (source === undefined || doubt === undefined) return source;
    const found = variables.find((each) => source[each]) as string;
    throw new Error(`${name(found)} from ${path}, which is not believed: ${doubt}. ${OWN_IT}`);
  }

  #readSecretFile(path: string, variable: string, isOfJob?: boolean): string {
    return this.endLine({ text: this.readFile(path, variable, isOfJob), from: `${path} (${variable})` }).text;
  }

  /**
   * Reads a file that holds secrets.
   * @param variable that names it, or the option
   * @param isOfJob whether it holds the token of a job
   * @throws Error, where it cannot be read, or nothing is in it
   */
  readFile(path: string, variable: string, isOfJob = false): string {
    let text: string;
    try {
      text = decodeText(isOfJob ? readToken(path) : readFileSync(path));
      if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
        this.warnings.push(`${path} (${variable}) can be read by others: chmod 600 ${path}`);
      }
      this.noteFile(
        path,
        `the file that ${variable} names`,
        variable === 'OCTOPUS_API_KEY_FILE' ? 'raw' : undefined,
      );
      closeInherited(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(
        `${variable} names ${nameSecretFile(path)} cannot be read (${code ?? describeError(error)})`,
      );
    }
    if (text === '') throw new Error(`${variable} names ${path}, which is empty`);
    return text;
  }
}

/** Whether a `.env` holds nothing but what one that a key is written to holds. */
function isOfKey(names: readonly string[]): boolean {
  return names.every((name) => ['OCTOPUS_URL', 'OCTOPUS_API_KEY', 'OCTOPUS_KEY_ID'].includes(name));
}

function findTarget(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // It is not there, or is a pipe of a shell, which has no other name.
    return path;
  }
}

function readToken(path: string): Buffer {
  return isInherited(path) ? readTokenStream(path) : readTokenFile(path);
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
