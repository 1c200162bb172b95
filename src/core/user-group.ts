import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

/** A user, as the system knows them. */
interface User {
  readonly username: string;
  readonly uid: number;
}

/**
 * Whether a group is this user's alone, as many systems give each of theirs one, and let them write files that it can write to. A
 * right that the owner has given to a single user by an access control list shows as one of the group. Whom a directory alone (LDAP) puts
 * there is not seen: it need not list its users.
 */
export function isOwnGroup(gid: number): boolean {
  try {
    return isAloneIn(
      gid,
      userInfo(),
      readFileSync('/etc/group', 'utf8'),
      readFileSync('/etc/passwd', 'utf8'),
    );
  } catch {
    // A user without a name has no such group.
    return false;
  }
}

/**
 * Judges by what ssh goes by on such systems, too: the group bears the user's name, has no other members, and is no other user's
 * first. The system's own group never is.
 * @param groups as /etc/group has them
 * @param users as /etc/passwd has them
 */
export function isAloneIn(gid: number, { username, uid }: User, groups: string, users: string): boolean {
  // Who edits these files by hand may write 05001, which is the same number to the system.
  const isNumber = (text = '', number: number) => /^\s*\d/.test(text) && Number(text) === number;
  const named = readTable(groups).filter(([, , each]) => isNumber(each, gid));
  const isOurs = ([name = '', , , members = '']: readonly string[]) =>
    name === username && ['', username].includes(members);
  const isOthersFirst = ([, , other, first]: readonly string[]) =>
    isNumber(first, gid) && !isNumber(other, uid);
  return gid !== 0 && named.length > 0 && named.every(isOurs) && !readTable(users).some(isOthersFirst);
}

function readTable(text: string): string[][] {
  return text.split('\n').map((line) => line.split(':'));
}
