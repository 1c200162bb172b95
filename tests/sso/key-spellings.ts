// Where the private number of a P-256 key begins and ends in its PKCS #8, after what is the same in all of them.
const NUMBER = [36, 68] as const;

/**
 * @param key PKCS #8 in base64url
 * @returns the spellings in which its private part could stand somewhere
 */
export function spellKey(key: string): string[] {
  const whole = Buffer.from(key, 'base64url');
  const number = whole.subarray(...NUMBER);
  return [
    ...[number.toString('base64url'), number.toString('base64').replaceAll('=', '')],
    ...[number.toString('hex'), number.toString('hex').toUpperCase()],
    // Of whole characters, wherever it stands.
    ...[whole.toString('base64url').slice(48, 88), whole.toString('base64').slice(48, 88)],
    whole.toString('latin1').slice(...NUMBER),
    [...number].join(','),
  ];
}
