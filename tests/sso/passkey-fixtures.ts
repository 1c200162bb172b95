import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redactor } from '../../src/secrets/redactor.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { seal, unseal } from '../../src/session/sealed-file.ts';
import { makePasskey, type PasskeyProvider } from './serve-passkeys.ts';

export const KEY = { OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' };

/** A passkey as a file of ours holds it. */
type Saved = Readonly<Record<string, unknown>> & { readonly privateKey: string; readonly signCount: number };

/**
 * Writes the file of a passkey that a provider knows.
 * @param changed what is otherwise
 * @returns what is in it
 */
export async function writePasskey(
  path: string,
  provider: PasskeyProvider | undefined,
  changed: Readonly<Record<string, unknown>> = {},
): Promise<Saved> {
  const { id, publicKey, privateKey, userHandle, signCount } = makePasskey();
  provider?.registered.push({ id, publicKey, signCount });
  const saved = {
    ...{ kind: 'passkey', rpId: 'localhost', origin: provider?.url ?? 'https://login.example.com' },
    ...{ registeredAt: new Date().toISOString(), credentialId: id, privateKey, userHandle },
    ...{ isDiscoverable: true, isBackupEligible: false, isBackedUp: false, signCount },
    ...changed,
  };
  const sealing = () => seal(saved, new Secret(KEY.OCTOPUS_SESSION_KEY));
  await writeFile(path, await redactor.forgetAfter(sealing), { mode: 0o600 });
  return saved;
}

/** @returns what is in a file */
export async function readPasskey(sealed: string): Promise<Saved> {
  const unsealing = () => unseal(sealed, new Secret(KEY.OCTOPUS_SESSION_KEY));
  return (await redactor.forgetAfter(unsealing)) as Saved;
}

/** @returns the variables that have a command use the passkey in the test's folder */
export function withPasskey({ env }: PasskeyProvider, folder: string): Record<string, string> {
  return { ...env, ...KEY, OCTOPUS_PASSKEY: join(folder, 'passkey') };
}
