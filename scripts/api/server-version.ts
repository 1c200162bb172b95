/**
 * Whether something, such as a server, is of that version or newer; what does not tell its version is not.
 * @param version such as `2021.2.1387`, as the root document gives it
 */
export function isSince(version: string | undefined, sinceYear: number, sinceMinor: number): boolean {
  const [year = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return year > sinceYear || (year === sinceYear && minor >= sinceMinor);
}
