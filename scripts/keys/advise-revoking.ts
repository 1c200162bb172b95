/** Whose keys they are, and where. */
export interface Account {
  /** The server's address. */
  readonly url: string;
  /** Undefined where access is by an API key. */
  readonly username: string | undefined;
  /** Undefined where the keys are the user's own. */
  readonly serviceAccount: string | undefined;
  /** Undefined where the portal's own form, or no form at all, lets people in. */
  readonly provider: string | undefined;
}

/** @returns the exact command that revokes keys, for a message; the password is taken from where it was */
export function adviseRevoking(
  ids: readonly string[],
  { url, username, serviceAccount, provider }: Account,
): string {
  const words = [
    '--url',
    url,
    ...(username === undefined ? [] : ['--username', username]),
    ...(provider === undefined ? [] : ['--provider', provider]),
    ...(serviceAccount === undefined ? [] : ['--service-account', serviceAccount]),
    ...ids.flatMap((id) => ['--id', id]),
  ];
  return `npx ts-node scripts/revoke-key.ts ${words.map(quote).join(' ')}`;
}

/** As a POSIX shell wants it. */
function quote(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
