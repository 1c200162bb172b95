/** Whose keys they are, and where. */
export interface Account {
  /** The server's address. */
  readonly url: string;
  readonly username: string;
}

/** @returns the exact command that revokes keys, for a message; the password is taken from where it was */
export function adviseRevoking(ids: readonly string[], { url, username }: Account): string {
  const words = ['--url', url, '--username', username, ...ids.flatMap((id) => ['--id', id])];
  return `npx ts-node scripts/revoke-key.ts ${words.map(quote).join(' ')}`;
}

/** As a POSIX shell wants it. */
function quote(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
