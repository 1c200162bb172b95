import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Cookie } from 'playwright';
import { z } from 'zod';
import { describeError, Failure } from '../core/failure.ts';
import { Secret } from '../secrets/secret.ts';

/** What it takes to go on with a session. */
const SavedSession = z.object({
  url: z.string(),
  username: z.string().nullish(),
  savedAt: z.string(),
  cookies: z.array(z.custom<Cookie>((cookie) => typeof (cookie as Cookie | null)?.value === 'string')),
});
export type SavedSession = z.infer<typeof SavedSession>;

const ALGORITHM = 'PBES2-HS256+A128KW';
const ENCRYPTION = 'A256GCM';
const ROUNDS = 100_000;

/**
 * Encrypts a session: JSON Web Encryption with a password (RFC 7516, RFC 7518 4.8), so that a change is found out.
 * @returns text
 */
export async function sealSession(session: SavedSession, key: Secret): Promise<string> {
  const { CompactEncrypt } = require('jose') as typeof import('jose');
  return await new CompactEncrypt(Buffer.from(JSON.stringify(session)))
    .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION })
    .setKeyManagementParameters({ p2c: ROUNDS })
    .encrypt(Buffer.from(key.reveal()));
}

/**
 * Reads a session that was saved.
 * @param server the server's address: cookies of another are not sent there
 * @throws Failure of kind `options`, where the file cannot be had, or read by others; of kind `sign-in`, where it is not
 *   what was saved, or not for that server
 */
export async function readSavedSession(
  path: string,
  key: Secret | undefined,
  server: string,
): Promise<SavedSession> {
  const sealed = await readOwnFile(path);
  const session = await unseal(sealed, findSessionKey(key, false), path);
  for (const { value } of session.cookies) new Secret(value);
  if (session.url === server) return session;
  throw fail(
    'sign-in',
    path,
    `it is for ${session.url}, not for ${server}`,
    'Save one for this server with sign-in --save-session.',
  );
}

async function readOwnFile(path: string): Promise<string> {
  try {
    const { mode, uid } = await stat(path);
    const isOwn = process.platform === 'win32' || ((mode & 0o077) === 0 && uid === process.getuid?.());
    if (isOwn) return await readFile(path, 'utf8');
  } catch (error) {
    throw fail('options', path, describeError(error), 'Make one with sign-in --save-session.');
  }
  throw fail(
    'options',
    path,
    "others can read it, or it is another user's",
    `If it is yours: chmod 600 ${path}`,
  );
}

async function unseal(sealed: string, key: Secret, path: string): Promise<SavedSession> {
  const { compactDecrypt } = require('jose') as typeof import('jose');
  try {
    const options = {
      keyManagementAlgorithms: [ALGORITHM],
      contentEncryptionAlgorithms: [ENCRYPTION],
      maxPBES2Count: ROUNDS,
    };
    const { plaintext } = await compactDecrypt(sealed.trim(), Buffer.from(key.reveal()), options);
    return SavedSession.parse(JSON.parse(Buffer.from(plaintext).toString()));
  } catch (error) {
    throw fail(
      'sign-in',
      path,
      'it was changed since it was saved, or encrypted with another key',
      'Check OCTOPUS_SESSION_KEY, or save a new one with sign-in --save-session.',
      error,
    );
  }
}

const SERVICE = 'octopus-key-mint';
const ACCOUNT = 'session-key';

/**
 * @param ownKey goes before the key in the system's keyring
 * @param mayMake whether one is made in the keyring where there is none
 * @throws Failure of kind `options`, where there is no key
 */
export function findSessionKey(ownKey: Secret | undefined, mayMake: boolean): Secret {
  if (ownKey) return ownKey;
  const hint = 'Give a key in OCTOPUS_SESSION_KEY.';
  try {
    const { Entry } = require('@napi-rs/keyring') as typeof import('@napi-rs/keyring');
    const entry = new Entry(SERVICE, ACCOUNT);
    const known = entry.getPassword();
    if (known) return new Secret(known);
    if (mayMake) {
      const made = new Secret(randomBytes(32).toString('base64url'));
      entry.setPassword(made.reveal());
      return made;
    }
  } catch (error) {
    throw fail('options', "the system's keyring", describeError(error), hint, error);
  }
  throw fail('options', "the system's keyring", 'it holds no key for sessions', hint);
}

function fail(
  kind: 'options' | 'sign-in',
  what: string,
  reason: string,
  hint: string,
  cause?: unknown,
): Failure {
  return new Failure({ kind, attempt: `use ${what} for a session`, reason, hint, cause });
}
