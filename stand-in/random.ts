import { randomInt } from 'node:crypto';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const MIXED = `${UPPER}abcdefghijklmnopqrstuvwxyz`;

/** @returns a key as the server makes it: 29 to 36 characters in all (facts: key format) */
export function makeKeyText(): string {
  return `API-${pick(UPPER, randomInt(25, 33))}`;
}

/** @returns a key id: 22 to 27 mixed letters and digits after the dash (facts: key format) */
export function makeKeyId(): string {
  return `apikeys-${pick(MIXED, randomInt(22, 28))}`;
}

/** @returns the id of an identity, such as `ServiceAccountOidcIdentitys-5` (facts: identities) */
export function makeIdentityId(number: number): string {
  return `ServiceAccountOidcIdentitys-${number}`;
}

/** @returns opaque text of so many characters */
export function makeToken(length: number): string {
  return pick(MIXED, length);
}

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
