import { readdirSync, readFileSync } from 'node:fs';
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

/** In a clone this file lies among the sources; in the package they lie as one text beside the bundle, which holds libraries, too. */
function readOwnCode(): Buffer {
  if (basename(__dirname) !== 'secrets') return readFileSync(join(__dirname, 'own-code.txt'));
  const folder = dirname(__dirname);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Buffer.concat(
    names.filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name))),
  );
}
