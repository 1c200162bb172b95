import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { parse } from 'dotenv';
import { describeError, UsageError } from './failure.ts';
import { requireBelieved } from './place.ts';

/** A file `.env`, and what to know of it. */
export interface DotenvFile {
  readonly path: string;
  readonly variables: NodeJS.ProcessEnv;
  /** Why no variables were read, for a sentence that begins with the path; undefined: they were. */
  readonly absence?: string;
  /** Whether something is there that could not be read. */
  readonly isUnread: boolean;
  /** Why another user could have written it, if one could. */
  readonly doubt?: string | undefined;
  /** Tells of a variable whose value may have been meant otherwise, with its line. */
  readonly explain: (name: string) => string | undefined;
}

const MAX_SIZE = 1_048_576;

/**
 * Reads a `.env`. A folder of that name is no file of variables, and one that cannot be opened gives none.
 * @throws UsageError, where it is nothing that could be read
 */
export function readDotenv(path: string): DotenvFile {
  const none = (absence: string, isUnread = true) => ({
    ...{ path, variables: {}, absence, isUnread },
    explain: () => undefined,
  });
  let file: number;
  try {
    // A pipe that nobody writes to is not waited for.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? none('is not there', false) : none(`cannot be read (${code})`);
  }
  try {
    const found = fstatSync(file);
    if (found.isDirectory()) return none('is a folder');
    if (!found.isFile()) throw new UsageError([`${path} is no regular file: ${MOVE_IT}`]);
    if (found.size > MAX_SIZE) throw new UsageError([`${path} is larger than 1 MB: ${MOVE_IT}`]);
    const text = decodeText(readFileSync(file));
    if (text.includes('\0')) throw new UsageError([`${path} is no text: save it as UTF-8`]);
    if (hasManyBlankLines(text))
      throw new UsageError([`${path} holds more than ${MAX_BLANK_LINES} blank lines in a row: ${MOVE_IT}`]);
    const variables = parse(text);
    // Secrets are taken out of the variables once they are read.
    const explain = explainValues(path, text, { ...variables });
    return { path, variables, isUnread: false, doubt: findDoubt(path, found), explain };
  } finally {
    closeSync(file);
  }
}

const MOVE_IT = 'run the command in another folder, or give the file another name';

/**
 * Reads UTF-8, or what its byte order mark says, which is left out: some Windows editors and shells write UTF-16.
 * @returns the text, with U+FFFD where a byte belongs to none
 */
export function decodeText(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

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

// What dotenv gives a meaning, and what stands in its place where its meaning is to be found out.
const [HASH, ESCAPE] = ['\ue000', '\ue001'];

/** Tells of values that dotenv reads otherwise than somebody may who has pasted a password: it cuts them, or breaks their line. */
function explainValues(path: string, text: string, values: NodeJS.ProcessEnv): DotenvFile['explain'] {
  const uncut = parse(text.replaceAll('#', HASH));
  const unbroken = parse(text.replaceAll(/\\(?=[nr])/g, ESCAPE));
  return (name) => {
    const { [name]: value } = values;
    if (value === undefined) return undefined;
    const [rest = ''] = uncut[name]?.startsWith(value) ? [uncut[name].slice(value.length)] : [];
    const isCut = rest.includes(HASH) && !/^\s+\ue000\s/.test(rest);
    const isBroken = /[\r\n]/.test(value) && unbroken[name]?.includes(ESCAPE);
    const problem = isCut ? CUT : isBroken ? BROKEN : undefined;
    return problem && `line ${findLine(text, name)} of ${path}: ${name} ${problem}`;
  };
}

const CUT = 'ends at the #: put its value in quotes, unless a comment begins there';
const BROKEN = 'holds \\n or \\r in double quotes, which is a line break there: use single quotes';

/** The last counts, as it does for dotenv. */
function findLine(text: string, name: string): number {
  const lines = text.split(/\r\n?|\n/);
  const begin = new RegExp(`^\\s*(?:export\\s+)?${name.replaceAll('.', '\\.')}\\s*[=:]`);
  return lines.findLastIndex((line) => begin.test(line)) + 1;
}
