import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

// A longer one is no word, nor a part of a sentence, that anybody takes for a password.
const MAX_LENGTH = 40;

let code: Buffer | undefined;

/**
 * Whether a text stands in this program's own code, and so perhaps in its messages. Such a password, as `Portal` or `wrong`,
 * would be told by each message that has a hole where everybody knows the word.
 */
export function standsInOwnCode(text: string): boolean {
  // A number is no word: what stands in code as one is in no message where it would be missed.
  if (text.length > MAX_LENGTH || !/\p{L}/u.test(text)) return false;
  code ??= readOwnCode();
  return code.includes(text);
}

// Of the GitHub Action, whose bundle lies in action/dist.
const FROM_ACTION = '../../src';

/**
 * In a clone this file lies among the sources, and those of the action's bundle lie in the same repository; in the package they lie as one
 * text beside the bundle. The bundle itself holds libraries, too.
 */
function readOwnCode(): Buffer {
  const text = join(__dirname, 'own-code.txt');
  if (existsSync(text)) return readFileSync(text);
  const folder = basename(__dirname) === 'secrets' ? dirname(__dirname) : join(__dirname, FROM_ACTION);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Buffer.concat(
    names.filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name))),
  );
}
