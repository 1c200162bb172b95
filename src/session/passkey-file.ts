import { z } from 'zod';
import { learnPrivateKey, type PasskeyParts } from '../browser/authenticator.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeTo } from '../core/write.ts';
import type { Secret } from '../secrets/secret.ts';
import { isWithin, type Passkey } from '../sso/passkey-use.ts';
import { findSessionKey } from './saved-session.ts';
import { readOwnFile, seal, unseal } from './sealed-file.ts';

const bytes = z.base64url();

/** A passkey as it is kept, bytes in base64url. */
const SavedPasskey = z.object({
  kind: z.literal('passkey'),
  rpId: z.string().min(1),
  /** Who has it was registered with: the origin of the page. */
  origin: z.string(),
  registeredAt: z.string(),
  credentialId: bytes,
  /** As PKCS #8. */
  privateKey: bytes,
  userHandle: bytes,
  userName: z.string().optional(),
  isDiscoverable: z.boolean(),
  isBackupEligible: z.boolean(),
  isBackedUp: z.boolean(),
  signCount: z.int(),
});
type SavedPasskey = z.infer<typeof SavedPasskey>;

/** Where a passkey is kept. */
export interface PasskeyFile {
  readonly path: string;
  /** What it is encrypted with; undefined: what the system's keyring has. */
  readonly key: Secret | undefined;
}

/**
 * Reads a passkey.
 * @param origins that may ask for it
 * @throws Failure of kind `options`, where it cannot be had, or read by others, or is for none of these origins
 */
export async function openPasskey(
  { path, key }: PasskeyFile,
  origins: readonly string[],
  run: Run,
): Promise<Passkey> {
  const saved = await readPasskey({ path, key });
  if (!origins.some((origin) => isWithin(origin, saved.rpId)))
    throw fail(
      path,
      `it is for ${saved.rpId}, and ${origins.length > 0 ? `none of ${origins.join(', ')}` : 'no listed origin'} is of that domain`,
      'List the provider that it was registered with in OCTOPUS_SSO_ORIGINS (--sso-origin), or give the passkey of this provider.',
    );
  return {
    ...saved,
    userName: saved.userName,
    privateKey: learnPrivateKey(saved.privateKey),
    file: path,
    takeCount: () => takeCount(saved),
    keepCount: (signCount) => keepCount({ path, key }, { ...saved, signCount }, run),
  };
}

/**
 * @returns what is in a file
 * @throws Failure of kind `options`
 */
export async function readPasskey({ path, key }: PasskeyFile): Promise<SavedPasskey> {
  const sealed = readOwnFile(path, REGISTER, (reason, hint) => fail(path, reason, hint));
  const sessionKey = findSessionKey(key, false);
  try {
    const saved = SavedPasskey.parse(await unseal(sealed, sessionKey));
    learnPrivateKey(saved.privateKey);
    return saved;
  } catch (error) {
    const reason = 'it holds no passkey, was changed since it was saved, or is encrypted with another key';
    throw fail(path, reason, `Check OCTOPUS_SESSION_KEY. ${REGISTER}`, error);
  }
}

/**
 * Saves what was registered.
 * @param origin of the page that it was registered with
 * @throws Failure of kind `delivery`
 */
export async function savePasskey(
  { path, key }: PasskeyFile,
  { privateKey, ...passkey }: PasskeyParts,
  origin: string,
  run: Run,
): Promise<void> {
  const registeredAt = new Date().toISOString();
  const saved = {
    kind: 'passkey',
    origin,
    registeredAt,
    ...passkey,
    privateKey: privateKey.reveal(),
  } as const;
  try {
    await writeTo(path, await seal(saved, findSessionKey(key, true)), run.deadline);
  } catch (error) {
    const failure = new Failure({
      kind: 'delivery',
      attempt: `save the passkey in ${path}`,
      reason: describeError(error),
      hint: 'Mend that, remove the passkey from the account, and run again.',
      cause: error,
    });
    throw run.deadline.stoppedWith ?? failure;
  }
}

const REGISTER = 'Make one with sign-in --register-passkey.';

// Counters have 32 bits, of which Chromium takes 31: enough for the seconds from here on until 2093.
const EPOCH = Date.UTC(2025, 0, 1);

/** What each passkey has told last, by its id, where one run uses it several times. */
const lastCounts = new Map<string, number>();

/**
 * A provider that checks the counter takes one that is not greater than the last for a copy's (WebAuthn 7.2, step 22). It need not
 * grow by one: as the time it grows from run to run, though a run could not note it, or did not know of another.
 * @returns the count before the one that is told
 */
function takeCount({ credentialId, signCount }: SavedPasskey): number {
  if (signCount < 0) return signCount;
  const seconds = Math.floor((Date.now() - EPOCH) / 1000);
  const count = Math.max(signCount, lastCounts.get(credentialId) ?? 0, seconds);
  lastCounts.set(credentialId, count + 1);
  return count;
}

/** What another run has noted meanwhile stays, if it is more, and so does another passkey that was put there. */
async function keepCount(file: PasskeyFile, saved: SavedPasskey, run: Run): Promise<void> {
  if (saved.signCount < 0) return;
  try {
    const { credentialId, signCount } = await readPasskey(file);
    if (credentialId !== saved.credentialId || signCount >= saved.signCount) return;
    const sealed = await seal(saved, findSessionKey(file.key, false));
    await writeTo(file.path, sealed, run.deadline.forCleaningUp());
  } catch (error) {
    run.info(
      `How often the passkey has signed was not noted in ${file.path} (${describeError(error)}): the next run goes by the time.`,
    );
  }
}

function fail(path: string, reason: string, hint: string, cause?: unknown): Failure {
  return new Failure({ kind: 'options', attempt: `use ${path} as a passkey`, reason, hint, cause });
}
