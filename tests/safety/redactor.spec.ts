import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { REDACTED, Redaction, Redactor } from '../../src/secrets/redactor.ts';

// One text can be written in many ways; each of these is how some program on a secret's way writes it.
const spellings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'percent-encoded': encodeURIComponent,
  'percent-encoded in lower case': (text) =>
    encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  'percent-encoded, every byte': (text) =>
    Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'as a form field': (text) => new URLSearchParams({ a: text }).toString().slice(2),
  'in JSON': (text) => JSON.stringify(text).slice(1, -1),
  'in JSON within JSON': (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  'in JSON, every character escaped': (text) =>
    Array.from(
      { length: text.length },
      (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  'in HTML': (text) =>
    text.replace(
      /[&<>"']/g,
      (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign,
    ),
  'in HTML, every character by number': (text) =>
    Array.from(text, (sign) => `&#${sign.codePointAt(0)};`).join(''),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
  'in base64 behind a user name': (text) => Buffer.from(`admin:${text}`).toString('base64'),
  'in base64 between other fields': (text) => Buffer.from(`a=${text}&b=1`).toString('base64'),
  'broken over two lines': (text) => {
    const characters = Array.from(text);
    const middle = characters.length / 2;
    return `${characters.slice(0, middle).join('')}\n    ${characters.slice(middle).join('')}`;
  },
};

// No lone surrogates: they have no UTF-8, and so cannot be a password that a server was ever sent.
const secrets = fc
  .oneof(
    fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme' }),
    fc
      .string({ minLength: 6, maxLength: 60, unit: 'binary' })
      .filter((text) => Buffer.from(text).toString() === text),
    fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme-ascii' }),
    fc.stringMatching(/^API-[A-Z0-9]{25,32}$/),
  )
  .filter((text) => !REDACTED.includes(text));

for (const [way, spell] of Object.entries(spellings)) {
  test(`any secret written ${way} is removed`, () => {
    fc.assert(
      fc.property(secrets, fc.string({ maxLength: 20 }), (secret, around) => {
        const clean = knowing(secret).redact(`${around} ${spell(secret)} ${around}`);
        expect(clean).not.toContain(spell(secret));
        expect(clean).toContain(REDACTED);
      }),
    );
  });

  test(`any secret written ${way} is removed however the text is cut into chunks`, () => {
    fc.assert(
      fc.property(secrets, fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), (secret, sizes) => {
        const written = writeInChunks(knowing(secret), `begin ${spell(secret)} end`, sizes);
        expect(written).not.toContain(spell(secret));
        expect(written).toContain(REDACTED);
      }),
    );
  });
}

function knowing(secret: string): Redactor {
  const redactor = new Redactor();
  redactor.learn(secret);
  return redactor;
}

function writeInChunks(redactor: Redactor, text: string, sizes: readonly number[]): string {
  const redaction = new Redaction(redactor);
  let written = '';
  for (let from = 0, turn = 0; from < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    written += redaction.push(text.slice(from, from + size));
    from += size;
  }
  return written + redaction.line('');
}

test('what was learned in a piece of work is known until the last piece ends that learned it, and for ever if it was learned in none', async () => {
  const redactor = new Redactor();
  redactor.learn('Fake-always');
  let letFirstEnd = () => {};
  const first = redactor.forgetAfter(async () => {
    for (const secret of ['Fake-always', 'Fake-shared', 'Fake-first']) redactor.learn(secret);
    await new Promise<void>((done) => {
      letFirstEnd = done;
    });
  });
  await redactor.forgetAfter(async () => {
    redactor.learn('Fake-shared');
    letFirstEnd();
    await first;
    expect(redactor.redact('Fake-always Fake-shared Fake-first')).toBe('[redacted] [redacted] Fake-first');
  });
  expect(redactor.redact('Fake-always Fake-shared Fake-first')).toBe('[redacted] Fake-shared Fake-first');
});
