import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { StandIn } from '../stand-in/stand-in.ts';

/**
 * The spellings in which a secret could have left, made in other ways than the redactor knows them.
 * @returns each text that must not be found, once
 */
export function spell(secret: string): string[] {
  const bytes = [...Buffer.from(secret)].map((byte) => byte.toString(16).padStart(2, '0'));
  const json = JSON.stringify(secret).slice(1, -1);
  const spellings = [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    new URLSearchParams({ '': secret }).toString().slice(1),
    bytes.map((byte) => `%${byte}`).join(''),
    bytes.map((byte) => `%${byte.toUpperCase()}`).join(''),
    escapeHtml(secret),
    decodeLeniently(secret),
    ...spellBase64(secret, 'base64'),
    ...spellBase64(secret, 'base64url'),
  ];
  return [...new Set(spellings)];
}

/** @returns which of the secrets a text holds, by their place in the list and that of the spelling */
export function findLeaks(secrets: readonly string[], shown: string): string[] {
  const text = shown + readByteLists(shown).join('\n');
  return secrets.flatMap((secret, at) =>
    spell(secret).flatMap((spelling, way) =>
      text.includes(spelling) ? [`secret ${at} in spelling ${way}`] : [],
    ),
  );
}

/** What a text has byte by byte, as JSON of a Node buffer has it. */
function readByteLists(text: string): string[] {
  const lists = text.match(/\[\s*\d{1,3}(?:\s*,\s*\d{1,3})+\s*\]/g) ?? [];
  return lists.map((list) => Buffer.from(list.slice(1, -1).split(',').map(Number)).toString());
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** All signs that are the same whatever stands around it, for each way in which it can lie. */
function spellBase64(secret: string, encoding: 'base64' | 'base64url'): string[] {
  return ['', 'x', 'xx'].map((before) => {
    const bytes = Buffer.from(before + secret);
    // A sign has six bits; the first and the last can have some of what stands around.
    return bytes
      .toString(encoding)
      .slice(Math.ceil((before.length * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
}

function decodeLeniently(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (encoded) =>
    String.fromCharCode(Number.parseInt(encoded.slice(1), 16)),
  );
}

/** The password, every cookie that was sent, every anti-forgery token, every key. */
export function collectSecrets(server: StandIn, password: string): string[] {
  const cookies = server.requests.flatMap(({ headers }) =>
    (headers.cookie ?? '').split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1)),
  );
  const keys = server.madeKeys().map(({ key }) => key);
  return [...new Set([password, ...cookies, ...keys])].filter((secret) => secret !== '');
}

/** @returns the command lines of browsers that were started with a path below a folder, as with a profile */
export function findBrowsers(folder: string): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(folder) && /chrom/i.test(line));
}
