/**
 * @param server address with its virtual directory, without a slash at the end
 * @returns the address of the sign-in page, the same over all versions (facts 4.1)
 */
export function signInPage(server: string): string {
  return `${server}/app#/users/sign-in`;
}
