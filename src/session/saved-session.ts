import { randomBytes } from 'node:crypto';
import type { Cookie } from 'playwright';
import { z } from 'zod';
import { describeError, Failure } from '../core/failure.ts';
import { Secret } from '../secrets/secret.ts';
import { readOwnFile, seal, unseal } from './sealed-file.ts';

/** What it takes to go on with a session. */
const SavedSession = z.object({
  url: z.string(),
  username: z.string().nullish(),
  /** The name that was typed to sign in. */
  typedUsername: z.string().nullish(),
  savedAt: z.string(),
  cookies: z.array(z.custom<Cookie>((cookie) => typeof (cookie as Cookie | null)?.value === 'string')),
});
export type SavedSession = z.infer<typeof SavedSession>;

/** @returns the session, encrypted */
export function sealSession(session: SavedSession, key: Secret): Promise<string> {
  return seal(session, key);
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
  const sealed = readOwnFile(path, 'Make one with sign-in --save-session.', (reason, hint) =>
    fail('options', path, reason, hint),
  );
  const session = await unsealSession(sealed, findSessionKey(key, false), path);
  for (const { value } of session.cookies) new Secret(value);
  if (session.url === server) return session;
  throw fail(
    'sign-in',
    path,
    `it is for ${session.url}, not for ${server}`,
    'Save one for this server with sign-in --save-session.',
  );
}

async function unsealSession(sealed: string, key: Secret, path: string): Promise<SavedSession> {
  try {
    return SavedSession.parse(await unseal(sealed, key));
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
