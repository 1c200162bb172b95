/**
 * The ways one text can be written on its way into a log, a URL, a JSON document, a page or a header, as the
 * source of a regular expression for each character. Escapes may be applied twice (JSON within JSON, a URL
 * within a URL) and mixed freely, because each character is matched on its own.
 */
export function spellCharacters(text: string): string[] {
  return Array.from(text, spellCharacter);
}

/**
 * The part of a base64 text that stays the same whatever stands before and after `text` in what was encoded,
 * for each of the three ways in which it can fall on the 6-bit grid.
 * @returns up to three texts in the standard alphabet; none where nothing stable of 4 characters remains.
 */
export function spellBase64(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2]
    .map((offset) => {
      const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      const first = Math.ceil((offset * 8) / 6);
      const last = Math.floor(((offset + bytes.length) * 8) / 6);
      return encoded.slice(first, last);
    })
    .filter((stable) => stable.length >= 4);
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
  ' ': 'nbsp',
};

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\b': 'b',
  '\f': 'f',
};

function spellCharacter(character: string): string {
  const ways = [
    spellLiteral(character),
    spellPercent(character),
    spellUnicodeEscape(character),
    spellEntity(character),
  ];
  const short = SHORT_ESCAPES[character];
  if (short) ways.push(`\\\\+${short}`);
  if (character === ' ') ways.push('\\+');
  // base64 has two alphabets: one for headers, one for URLs
  if (character === '+') ways.push('-');
  if (character === '/') ways.push('_');
  return `(?:${ways.join('|')})`;
}

function spellLiteral(character: string): string {
  const literal = character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  if (character === '\\') return '\\\\+';
  return /["'/`$]/.test(character) ? `\\\\*${literal}` : literal;
}

function spellPercent(character: string): string {
  return Array.from(Buffer.from(character), (byte) => {
    return `%(?:25)*${spellHex(byte.toString(16).padStart(2, '0'))}`;
  }).join('');
}

function spellUnicodeEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const each = units.map((unit) => `\\\\+u${spellHex(unit.toString(16).padStart(4, '0'))}`).join('');
  const braced = `\\\\+u\\{0*${spellHex(codePoint(character).toString(16))}\\}`;
  const byte =
    codePoint(character) < 256
      ? [`\\\\+x${spellHex(codePoint(character).toString(16).padStart(2, '0'))}`]
      : [];
  return [each, braced, ...byte].join('|');
}

function spellEntity(character: string): string {
  const point = codePoint(character);
  const name = NAMED_ENTITIES[character];
  const names = name ? `|${name}` : '';
  return `&(?:amp;)*(?:#0*${point}|#[xX]0*${spellHex(point.toString(16))}${names});`;
}

function spellHex(digits: string): string {
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function codePoint(character: string): number {
  return character.codePointAt(0) as number;
}
