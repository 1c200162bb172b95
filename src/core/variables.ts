import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { parse } from 'dotenv';
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
  /** What the user should know about where secrets were found. */
  readonly warnings: string[] = [];

  /** @param folder where `.env` may lie */
  constructor(environment: NodeJS.ProcessEnv, folder: string) {
    this.#sources = [environment, readDotenv(folder)];
  }

  read(variable: string): Given | undefined {
    const found = this.#sources.find((source) => source[variable]);
    return found && { text: found[variable] as string, from: variable };
  }

  /**
   * Reads a secret: the variable, or the file that `<variable>_FILE` names. The variable is taken out of the
   * environment, so that no child of this process finds it there.
   * @throws Error, where both are set or the file cannot be read
   */
  readSecret(variable: string): Given | undefined {
    const fileVariable = `${variable}_FILE`;
    const source = this.#sources.find((candidate) => candidate[variable] || candidate[fileVariable]);
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
    const source = this.#sources.find((candidate) => candidate[variable]);
    const text = source?.[variable];
    for (const each of this.#sources) delete each[variable];
    if (!text) throw new Error(`names ${nameVariable(variable)} not set`);
    const line = this.endLine({ text, from: variable }).text;
    if (!isOneLine(line)) throw new Error(`names the variable ${variable}, which ${SEVERAL_LINES}`);
    return line;
  }

  #readSecretFile(path: string, variable: string): string {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
      if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
        this.warnings.push(`${path} (${variable}) can be read by others: chmod 600 ${path}`);
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(`${variable} names ${nameSecretFile(path)} cannot be read (${code})`);
    }
    if (text === '') throw new Error(`${variable} names ${path}, which is empty`);
    return this.endLine({ text, from: `${path} (${variable})` }).text;
  }
}

// Who writes a secret where the place of one is wanted is not to find it in a log.

function nameVariable(variable: string): string {
  return /^[A-Z][A-Z0-9_]*$/.test(variable) ? `the variable ${variable}, which is` : 'a variable that is';
}

function nameSecretFile(path: string): string {
  const isPath = isAbsolute(path) || (dirname(path) !== '.' && existsSync(dirname(path)));
  return isPath ? `${hideInPath(path)}, which` : 'a file that';
}

function readDotenv(folder: string): NodeJS.ProcessEnv {
  try {
    return parse(readFileSync(`${folder}/.env`));
  } catch {
    return {};
  }
}
