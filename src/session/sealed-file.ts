import { describeError, type Failure } from '../core/failure.ts';
import { readRegular } from '../core/regular-file.ts';
import type { Secret } from '../secrets/secret.ts';

// What saves a sign-in from one run to the next, a session or a passkey, is sealed and read in one way.

const ALGORITHM = 'PBES2-HS256+A128KW';
const ENCRYPTION = 'A256GCM';
const ROUNDS = 100_000;

/**
 * Encrypts something: JSON Web Encryption with a password (RFC 7516, RFC 7518 4.8), so that a change is found out.
 * @param content what JSON can hold
 * @returns text
 */
export async function seal(content: unknown, key: Secret): Promise<string> {
  const { CompactEncrypt } = require('jose') as typeof import('jose');
  return await new CompactEncrypt(Buffer.from(JSON.stringify(content)))
    .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION })
    .setKeyManagementParameters({ p2c: ROUNDS })
    .encrypt(Buffer.from(key.reveal()));
}

/**
 * @returns what was sealed
 * @throws Error, where it was changed since, or sealed with another key
 */
export async function unseal(sealed: string, key: Secret): Promise<unknown> {
  const { compactDecrypt } = require('jose') as typeof import('jose');
  const options = {
    keyManagementAlgorithms: [ALGORITHM],
    contentEncryptionAlgorithms: [ENCRYPTION],
    maxPBES2Count: ROUNDS,
  };
  const { plaintext } = await compactDecrypt(sealed.trim(), Buffer.from(key.reveal()), options);
  return JSON.parse(Buffer.from(plaintext).toString());
}

// A session with all the cookies that a browser keeps for one site is smaller.
const MAX_SIZE = 4_194_304;

/**
 * Reads a file that nobody else can read.
 * @param advice what makes such a file
 * @param fail makes what is thrown where it cannot be had, or others can read it
 */
export function readOwnFile(
  path: string,
  advice: string,
  fail: (reason: string, hint: string) => Failure,
): string {
  let hint = advice;
  try {
    const text = readRegular(path, MAX_SIZE, ({ mode, uid }) => {
      const isOwn = process.platform === 'win32' || ((mode & 0o077) === 0 && uid === process.getuid?.());
      if (isOwn) return;
      hint = `If it is yours: chmod 600 ${path}`;
      throw new Error("others can read it, or it is another user's");
    });
    return text.toString();
  } catch (error) {
    throw fail(describeError(error), hint);
  }
}
