import fc from 'fast-check';
import { secretPatterns } from '../../src/secrets/patterns.ts';
import { REDACTED, Redaction, Redactor } from '../../src/secrets/redactor.ts';
import { expect, SEED, test } from '../fixtures.ts';
import { takesLonger } from '../takes-longer.ts';

// One text can be written in many ways; each of these is how some program on a secret's way writes it.
const spellings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'percent-encoded': encodeURIComponent,
  'percent-encoded in lower case': (text) =>
    encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  'percent-encoded, every byte': encodeBytes,
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent-encoded five times': (text) => Array.from({ length: 5 }).reduce<string>(encodeURIComponent, text),
  'percent-encoded, every byte, and again': (text) => encodeURIComponent(encodeBytes(text)),
  'as a form field': (text) => new URLSearchParams({ a: text }).toString().slice(2),
  'in JSON': (text) => JSON.stringify(text).slice(1, -1),
  'in JSON within JSON': (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  'in JSON, every character escaped': (text) => escapeUnits(text, '\\u'),
  'in JSON, every character escaped, within JSON': (text) => escapeUnits(text, '\\\\u'),
  "in Unicode's escapes with braces": (text) =>
    Array.from(text, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`).join(''),
  'as Python shows it': (text) =>
    Array.from(text, (sign) =>
      /[ -~]/.test(sign)
        ? sign.replace(/[\\']/, '\\$&')
        : sign <= '\xff'
          ? `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`
          : escapeUnits(sign, '\\u'),
    ).join(''),
  'in quotes of every kind': (text) =>
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/['`$/]/g, '\\$&'),
  'in HTML': escapeHtml,
  'in HTML, every character by number': (text) =>
    Array.from(text, (sign) => `&#${sign.codePointAt(0)};`).join(''),
  'in HTML, every character by number, escaped again': (text) =>
    Array.from(text, (sign) => `&amp;#${sign.codePointAt(0)};`).join(''),
  'in HTML, every character by number, escaped again by number': (text) =>
    Array.from(text, (sign) => `&#38;#x${sign.codePointAt(0)?.toString(16)};`).join(''),
  'in HTML, every character by number, escaped again by hexadecimal number': (text) =>
    Array.from(text, (sign) => `&#x26;#${sign.codePointAt(0)};`).join(''),
  'in HTML, by name': nameInHtml,
  'in HTML, by name, escaped again': (text) => nameInHtml(nameInHtml(text)),
  'in HTML, escaped twice': (text) => escapeHtml(escapeHtml(text)),
  'in HTML, every character by number without a semicolon': (text) =>
    Array.from(text, (sign) => `&#x${sign.codePointAt(0)?.toString(16).padStart(6, '0')}`).join(''),
  'as escape of JavaScript makes it': escape,
  'as escape of JavaScript makes it, twice': (text) => escape(escape(text)),
  'in %u escapes, every character': (text) => escapeUnits(text, '%u'),
  'in %u escapes, every character, percent-encoded': (text) => escapeUnits(text, '%25u'),
  'in hexadecimal digits': (text) => Buffer.from(text).toString('hex'),
  'in large hexadecimal digits': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'in hexadecimal digits, broken over lines': (text) =>
    Buffer.from(text).toString('hex').replace(/.{10}/g, '$&\n'),
  'in quoted-printable': encodeQuotedPrintable,
  'in quoted-printable, every letter': (text) => encodeBytes(text).toUpperCase().replaceAll('%', '='),
  'in quoted-printable, with a soft line break': (text) => {
    const characters = Array.from(text);
    return `${encodeQuotedPrintable(characters.slice(0, 3).join(''))}=\r\n${encodeQuotedPrintable(characters.slice(3).join(''))}`;
  },
  'in UTF-16 in base64': (text) => Buffer.from(`a${text}b`, 'utf16le').toString('base64'),
  'in UTF-16 in base64, the large end first': (text) =>
    Buffer.from(text, 'utf16le').swap16().toString('base64'),
  'in UTF-16 in base64, broken over lines': (text) =>
    Buffer.from(text, 'utf16le').toString('base64').replace(/.{8}/g, '$&\r\n  '),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
  'in base64 behind one byte': (text) => Buffer.from(`:${text}`).toString('base64'),
  'in base64 behind a user name': (text) => Buffer.from(`admin:${text}`).toString('base64'),
  'in base64 between other fields': (text) => Buffer.from(`a=${text}&b=1`).toString('base64'),
  'broken over two lines': (text) => {
    const characters = Array.from(text);
    const middle = characters.length / 2;
    return `${characters.slice(0, middle).join('')}\n    ${characters.slice(middle).join('')}`;
  },
};

// The second byte of other characters may be anything, and windows-1252 has no others.
const spellingsOfLatin: Readonly<Record<string, (text: string) => string>> = {
  'in windows-1252, percent-encoded': (text) => Array.from(text, encodeInWindows1252).join(''),
  // A form writes what its charset lacks by its number in HTML.
  'in windows-1252, as a form field with a sign that it lacks': (text) =>
    Array.from(text, (sign) =>
      sign === 'ä' ? `%26%23${sign.charCodeAt(0)}%3B` : encodeInWindows1252(sign),
    ).join(''),
  'in windows-1252 in base64': (text) => Buffer.from(text, 'latin1').toString('base64'),
  'in UTF-16 as bytes': (text) => Buffer.from(text, 'utf16le').toString('latin1'),
  'in UTF-16 as bytes, the large end first': (text) =>
    Buffer.from(text, 'utf16le').swap16().toString('latin1'),
  'in UTF-16 as bytes, in JSON': (text) =>
    JSON.stringify(Buffer.from(text, 'utf16le').toString('latin1')).slice(1, -1),
};

function encodeBytes(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** @param prefix of four hexadecimal digits */
function escapeUnits(text: string, prefix: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return units.map((unit) => `${prefix}${unit.toString(16).padStart(4, '0')}`).join('');
}

function encodeInWindows1252(sign: string): string {
  const code = sign.charCodeAt(0);
  return code < 0xa0 ? encodeURIComponent(sign) : `%${code.toString(16)}`;
}

function nameInHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    ...{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos', '\xa0': 'nbsp' },
  };
  return text.replace(/[&<>"'\xa0]/g, (sign) => `&${names[sign]};`);
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

function encodeQuotedPrintable(text: string): string {
  return Array.from(text, (sign) =>
    /[!-<>-~]/.test(sign)
      ? sign
      : Array.from(Buffer.from(sign), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
          '',
        ),
  ).join('');
}

// No lone surrogates: they have no UTF-8, and so cannot be a password that a server was ever sent. fast-check's own unit of any
// sign lists a million of them first.
const anySign = fc
  .integer({ min: 0, max: 0x10ffff })
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

const randomSecrets = fc
  .oneof(
    fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme' }),
    fc.string({ minLength: 6, maxLength: 60, unit: anySign }),
    fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme-ascii' }),
    fc.stringMatching(/^API-[A-Z0-9]{25,32}$/),
  )
  .filter((text) => !REDACTED.includes(text));

// Signs that have escapes of their own somewhere, which random ones seldom have together.
const SPECIAL = [
  '&',
  '<',
  '>',
  '"',
  "'",
  '\xa0',
  '\\',
  '/',
  '`',
  '$',
  '%',
  '+',
  '=',
  '\0',
  '\b',
  '\f',
  '\t',
  'é',
  '😀',
];
const specialSecrets = fc
  .array(fc.constantFrom('a', '7', ...SPECIAL), { minLength: 8, maxLength: 40 })
  .map((signs) => `a${signs.join('')}z`);

const secrets = fc.oneof({ weight: 2, arbitrary: randomSecrets }, { weight: 1, arbitrary: specialSecrets });

const latinSecrets = secrets.map((text) =>
  Array.from(text, (sign) => (sign > '\0' && sign <= '\xff' ? sign : 'ä')).join(''),
);

const ways = [
  ...Object.entries(spellings).map(([way, spell]) => ({ way, spell, of: secrets })),
  ...Object.entries(spellingsOfLatin).map(([way, spell]) => ({ way, spell, of: latinSecrets })),
];

const depths: readonly { readonly runs: number; readonly tag: string | string[] }[] = [
  { runs: 12, tag: [] },
  { runs: 100, tag: '@extended' },
];

for (const { runs, tag } of depths) {
  for (const { way, spell, of } of ways) {
    test(`any secret written ${way} is removed: ${runs} secrets`, { tag }, () => {
      fc.assert(
        fc.property(of, fc.string({ maxLength: 20 }), (secret, around) => {
          const clean = knowing(secret).redact(`${around} ${spell(secret)} ${around}`);
          expect(clean).not.toContain(spell(secret));
          expect(clean).toContain(REDACTED);
        }),
        { seed: SEED, numRuns: runs },
      );
    });

    test(`any secret written ${way} is removed however the text is cut into chunks: ${runs} secrets`, {
      tag,
    }, () => {
      fc.assert(
        fc.property(of, fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), (secret, sizes) => {
          const written = writeInChunks(knowing(secret), `begin ${spell(secret)} end`, sizes);
          expect(written).not.toContain(spell(secret));
          expect(written).toContain(REDACTED);
        }),
        { seed: SEED, numRuns: runs },
      );
    });
  }
}

// Whoever breaks lines counts characters, and not letters. Around the secret, a few may be left that tell nothing: the bits of
// base64, and what stood beside it in there.
const WITHOUT_IT = /^begin\|.{0,16}(?:\[redacted\].{0,24})+\|end$/s;
const breaks = fc.constantFrom('\n', '\r\n    ', '=\r\n', '\\\n');

// Of those whose escapes have several characters.
const ALWAYS_BROKEN = ['percent-encoded', 'in JSON, every character escaped', 'in quoted-printable'];

for (const { runs, tag: depth } of depths) {
  for (const { way, spell, of } of ways) {
    const tag = ALWAYS_BROKEN.includes(way) ? depth : '@extended';
    const trimmed = of.filter((secret) => secret === secret.trim());
    const lines = fc.tuple(trimmed, fc.integer({ min: 5, max: 30 }), breaks);
    // Behind an equals sign it would be taken for the soft one of mail.
    const write = ([secret, length, lineBreak]: readonly [string, number, string]) =>
      spell(secret).replace(new RegExp(`.{${length}}(?<!=)(?!$)`, 'gsu'), `$&${lineBreak}`);

    test(`any secret written ${way} is removed wherever its lines are broken: ${runs} secrets`, {
      tag,
    }, () => {
      fc.assert(
        fc.property(lines, fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), (line, sizes) => {
          const known = knowing(line[0]);
          const text = write(line);
          expect(known.redact(`begin|${text}|end`)).toMatch(WITHOUT_IT);
          const written = writeInChunks(known, `begin|${text}|end`, sizes);
          expect(written).not.toContain(text);
          expect(written).toContain(REDACTED);
        }),
        { seed: SEED, numRuns: runs },
      );
    });
  }
}

test('of any secret in base64, no bit is left in what stands beside it', () => {
  const beside = fc.stringMatching(/^[a-z=:&]{0,5}$/);
  fc.assert(
    fc.property(secrets, beside, beside, (secret, before, behind) => {
      const clean = knowing(secret).redact(Buffer.from(before + secret + behind).toString('base64'));
      const [left = '', ...rest] = clean.split(REDACTED);
      // Each character holds 6 bits.
      expect(left.length).toBeLessThanOrEqual((before.length * 8) / 6);
      expect(rest.at(-1)?.replace(/=+$/, '').length).toBeLessThanOrEqual((behind.length * 8) / 6);
    }),
    { seed: SEED, numRuns: 100 },
  );
});

// Each of these would have to be read as often as it is escaped, and no program writes it: SECURITY.md says that it is not promised.
const unpromised: Readonly<Record<string, (text: string) => string>> = {
  'in percent signs whose digits are in percent signs': (text) =>
    encodeBytes(text).replace(/%|[0-9a-f]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
  'in escapes of JSON whose backslash is in one': (text) => escapeUnits(text, '\\u005cu'),
  'in numbers of HTML whose sign is in one': (text) =>
    Array.from(text, (sign) => `&amp;&#35;${sign.codePointAt(0)};`).join(''),
  'in an octal escape': (text) =>
    Array.from(Buffer.from(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  'in hexadecimal with separators': (text) =>
    Buffer.from(text)
      .toString('hex')
      .replace(/..(?!$)/g, '$&:'),
  'in another letter case': (text) => text.toUpperCase(),
};

test('what is written otherwise than is promised is not said to be known', () => {
  for (const [way, spell] of Object.entries(unpromised))
    expect(knowing('fake-secret').finds(spell('fake-secret')), way).toBe(false);
});

test('a letter that is broken over two lines is read in each spelling, and what is around the secret stays', () => {
  const secrets = [
    'correct+horse/batt%ery',
    'pässwörd-geheim',
    'line"quoted\\pass',
    '日本語パスワード',
    'a/💥/geheim',
  ];
  const redactor = new Redactor();
  for (const secret of secrets) redactor.learn(secret);
  for (const text of [
    'correct%2Bhorse%2Fbatt%2\n5ery',
    'correct%2\r\nBhorse%2Fbatt%25ery',
    'correct&#4\n3;horse/batt%ery',
    'p%C3\n%A4ssw%C3%B6rd-geheim',
    'p%C\\n3%A4ssw%C3%B6rd-geheim',
    'p%C=\r\n3%A4ssw%C3%B6rd-geheim',
    'p&#22\n8;ssw&#246;rd-geheim',
    'p&am\n  p;#228;ssw&#246;rd-geheim',
    'p\\u00\ne4ssw\\u00f6rd-geheim',
    'p\\\nu00e4ssw\\u00f6rd-geheim',
    // As Python's quopri has it.
    'p=C3=\n=A4ssw=C3=B6rd-geheim',
    'p=C3=A4=\r\nssw=C3=B6rd-geheim',
    'line\\\n"quoted\\\\pass',
    'line\\"quoted\\\n\\pass',
    '=E6=97=\r\n=A5=E6=9C=AC=E8=AA=9E=E3=83=91=E3=82=B9=E3=83=AF=E3=83=BC=E3=83=89',
    'a/\\ud83d\n  \\udca5/geheim',
    'a/%F0%9F\n%92%\nA5/geheim',
  ])
    expect(redactor.redact(`before ${text} behind`), text).toBe(`before ${REDACTED} behind`);
});

// How lines are wrapped: where a blank stood there is a line break, and what follows may be indented.
const wraps: Readonly<Record<string, string>> = {
  'by a line break': '\n',
  'by a line break of Windows, indented': '\r\n    ',
  'by a line break, indented by a tab': '\n\t',
  'behind the blank': ' \n',
  'by a line break in JSON': '\\n',
  'by a line break of Windows in JSON': '\\r\\n  ',
  'by a line break in JSON within JSON': '\\\\n',
  'by a blank that breaks no line': '\xa0',
  'by such a blank in JSON': '\\u00a0',
  'by such a blank in percent signs': '%C2%A0',
  'by such a blank in quoted-printable': '=C2=A0',
  'by such a blank in HTML': '&#160;',
  'by such a blank in HTML, by its name': '&nbsp;',
};

const passphrases = fc.array(fc.stringMatching(/^[!-%'-*,-<>-[\]-~äöü€日]{1,12}$/), {
  minLength: 3,
  maxLength: 6,
});

for (const { runs, tag } of depths) {
  for (const [how, wrap] of Object.entries(wraps)) {
    test(`any passphrase that is wrapped ${how} is removed, at whatever blanks, in whatever pieces: ${runs} of them`, {
      tag,
    }, () => {
      const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 });
      fc.assert(
        fc.property(
          passphrases,
          fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
          sizes,
          (words, at, cut) => {
            const known = knowing(words.join(' '));
            const wrapped = words.reduce(
              (line, word, index) => `${line}${at[index - 1] || index === 1 ? wrap : ' '}${word}`,
            );
            expect(known.redact(`begin|${wrapped}|end`)).toBe(`begin|${REDACTED}|end`);
            expect(writeInChunks(known, `begin|${wrapped}|end`, cut)).toBe(`begin|${REDACTED}|end`);
          },
        ),
        { seed: SEED, numRuns: runs },
      );
    });
  }
}

test('a long passphrase that is wrapped where one of its pieces begins is removed whole', () => {
  const [first, second] = ['correct-horse'.repeat(3), 'battery-stapl'.repeat(3)];
  for (const wrap of ['\n', '\r\n  ', '\\n', '\xa0'])
    for (let from = 0; from < second.length; from += 1) {
      const rest = second.slice(from);
      const known = knowing(`${first} ${rest}`);
      expect(known.redact(`begin|${first}${wrap}${rest}|end`)).toMatch(/^begin\|(?:\[redacted\])+\|end$/);
    }
});

test('a line break before a secret, and behind it, stays', () => {
  const redactor = knowing('correct horse');
  expect(redactor.redact('so\n  correct horse\n  it is')).toBe(`so\n  ${REDACTED}\n  it is`);
});

// As it was given, and as a page may show it.
const shown: Readonly<Record<string, readonly [secret: string, shown: readonly string[]]>> = {
  'blanks around it': ['  Fake-Passw0rd\t', ['Fake-Passw0rd']],
  'several blanks within': ['Fake  pass \t phrase', ['Fake pass phrase']],
  'a line break within': ['Fake pass\r\nphrase\n', ['Fake pass phrase', 'Fake pass\r\nphrase']],
  'a hard blank within': ['Fake\xa0\xa0Passw0rd', ['Fake Passw0rd']],
  'a variation selector within': ['Grüße❤️2024', ['Grüße❤2024']],
  'what has no width before a blank at its end': ['Fake\u00ad-Pass\u200bw0rd \ufeff', ['Fake-Passw0rd']],
};

for (const [what, [secret, texts]] of Object.entries(shown)) {
  test(`a secret with ${what} is removed as it is, and as others show it, until it is forgotten`, async () => {
    const redactor = new Redactor();
    const all = [secret, ...texts];
    const spelled = all.flatMap((text) => [
      text,
      encodeURIComponent(text),
      JSON.stringify(text).slice(1, -1),
    ]);
    const said = spelled.map((text) => `It is |${text}|, they say.`);
    await redactor.forgetAfter(async () => {
      redactor.learn(secret);
      for (const text of said)
        expect(redactor.redact(text)).toMatch(/^It is \|\s*\[redacted\]\s*\|, they say\.$/);
    });
    for (const text of said) expect(redactor.redact(text)).toBe(text);
  });
}

test('what little is left of a secret without its blanks, and what has no width, is not taken for one', () => {
  const redactor = new Redactor();
  for (const secret of ['  ab  ', 'xyz\n', '\u200bq\u200b\u200bz', ' \n \t ']) redactor.learn(secret);
  const text = 'ab, xyz and qz are in crab, and a blank\nand a line break are, too';
  expect(redactor.redact(text)).toBe(text);
  expect(redactor.redact('|  ab  |')).toBe(`|${REDACTED}|`);
});

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
  return written + redaction.end();
}

// Of few letters, so that secrets begin, hold and overlap one another, and themselves.
const overlapping = fc.array(fc.stringMatching(/^[ab]{4,12}$/), { minLength: 1, maxLength: 4 });

test('secrets that begin, hold or overlap one another are removed however the text is cut into chunks', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 });
  fc.assert(
    fc.property(overlapping, fc.stringMatching(/^[ab\n]{0,40}$/), sizes, (known, more, cut) => {
      const redactor = new Redactor();
      for (const secret of known) redactor.learn(secret);
      const text = `BEGIN ${known.join('')}|${more} END`;
      expect(writeInChunks(redactor, text, cut)).toBe(redactor.redact(text));
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test('a secret that begins another is removed at the end of a long chunk, too', () => {
  const redactor = knowing('Fake-Passw0rd');
  redactor.learn('xyFake-Passw0rd2026!');
  const long = 'a line\n'.repeat(10_000);
  const written = writeInChunks(redactor, `${long}xyFake-Passw0rd2026! is it`, [long.length + 15]);
  expect(written).toBe(`${long}${REDACTED} is it`);
});

test('a line is written at once whose end begins no secret', () => {
  const redactor = knowing('Fake-Passw0rd');
  redactor.learn('xyFake-Passw0rd2026!');
  const redaction = new Redaction(redactor);
  for (const line of ['A line.\n', 'Is it Fake-Passw0rd?\n'])
    expect(redaction.push(line)).toBe(redactor.redact(line));
});

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

const jwt = 'eyJhbGciOiJmYWtlIn0.eyJzdWIiOiJmYWtlIn0.ZmFrZS1zaWduYXR1cmU';

// What stands for the secret is FAKE…; what is left of the text is all around it.
const examples: Readonly<Record<string, readonly (readonly [text: string, clean: string])[]>> = {
  'Octopus API key': [['the key API-FAKEFAKEFAKEFAKEFAKE1 is', 'the key [redacted] is']],
  'Octopus session': [
    [
      'OctopusIdentificationToken_0a-1b=FAKE%2bFAKE%3d; path=/',
      'OctopusIdentificationToken_0a-1b=[redacted]; path=/',
    ],
    ['"X-Octopus-Csrf-Token":"FAKE%2bFAKE%3d"', '"X-Octopus-Csrf-Token":"[redacted]"'],
  ],
  parameter: [
    ['https://p/cb?code=FAKEcodeFAKE&x=1', 'https://p/cb?code=[redacted]&x=1'],
    ['state=FAKEstate.FAKE', 'state=[redacted]'],
    [
      'sessionToken=FAKEFAKE&wresult=%3Ct%3AFAKE&SAMLart=AAQAFAKE&ticket=ST-FAKE-1&session_code=FAKEFAKE',
      'sessionToken=[redacted]&wresult=[redacted]&SAMLart=[redacted]&ticket=[redacted]&session_code=[redacted]',
    ],
    [
      '/login/sessionCookieRedirect?token=FAKEFAKE&authToken=FAKEFAKE&auth_code=FAKEFAKE&tokens=shown-here',
      '/login/sessionCookieRedirect?token=[redacted]&authToken=[redacted]&auth_code=[redacted]&tokens=shown-here',
    ],
    [
      '/login-actions/authenticate?auth_session_id=FAKEFAKE&login_challenge=FAKEFAKE&sessionDataKey=FAKEFAKE&sessions=shown-here',
      '/login-actions/authenticate?auth_session_id=[redacted]&login_challenge=[redacted]&sessionDataKey=[redacted]&sessions=shown-here',
    ],
    ['/cas/login;jsessionid=FAKEFAKE#top', '/cas/login;jsessionid=[redacted]#top'],
    [
      'a?x=1&amp;code=FAKEFAKE&amp;y=1 {"a":"b?x=1\\u0026state=FAKEFAKE\\u0026y=1"}',
      'a?x=1&amp;code=[redacted]&amp;y=1 {"a":"b?x=1\\u0026state=[redacted]\\u0026y=1"}',
    ],
    ['?state=FAKE%26FAKE%3DFAKE&x=1', '?state=[redacted]&x=1'],
    ['https://p/app#/access_token=FAKEFAKE&x=1', 'https://p/app#/access_token=[redacted]&x=1'],
    [
      'asked for {code=FAKEFAKE, x=1} (ticket=FAKEFAKE ,state=FAKEFAKE )',
      'asked for {code=[redacted] x=1} (ticket=[redacted] ,state=[redacted] )',
    ],
    [String.raw`"one\ncode=FAKEFAKE\r\nx=1"`, String.raw`"one\ncode=[redacted]\r\nx=1"`],
  ],
  'parameter of an address in an address': [
    [
      'https://p/?to=https%3A%2F%2Fq%2F%3Fx%3D1%26state%3DFAKE%2526FAKE%26nonce%3DFAKEFAKE%26y%3D2&z=3',
      'https://p/?to=https%3A%2F%2Fq%2F%3Fx%3D1%26state%3D[redacted]%26nonce%3D[redacted]%26y%3D2&z=3',
    ],
    [
      '?to=https%253A%252F%252Fq%252F%253fstate%253dFAKEFAKE%2526y%253D2%26z%3D3',
      '?to=https%253A%252F%252Fq%252F%253fstate%253d[redacted]%2526y%253D2%26z%3D3',
    ],
    ['wctx=nonce%3DFAKEFAKE1%26y%3D2', 'wctx=[redacted]'],
    ['?to=%2Fapp%23%2Fid_token%3DFAKEFAKE%26y%3D2', '?to=%2Fapp%23%2Fid_token%3D[redacted]%26y%3D2'],
    ['RelayTo=nonce%3DFAKEFAKE1%26y%3D2', 'RelayTo=nonce%3D[redacted]%26y%3D2'],
  ],
  'form field': [
    [
      '<input name="SAMLResponse" type="hidden" value="FAKEresponse">',
      '<input name="SAMLResponse" type="hidden" value="[redacted]">',
    ],
  ],
  'hidden field': [
    ['<input type=hidden name=flow value=FAKEflow>', '<input type=hidden name=flow value=[redacted]>'],
    ['<input value=FAKE-code name=code>', '<input value=[redacted] name=code>'],
    ['<INPUT NAME=SAMLResponse VALUE=FAKEFAKE/>', '<INPUT NAME=SAMLResponse VALUE=[redacted]>'],
    [
      String.raw`"<input type=\"hidden\" value=\"FAKEflow\">"`,
      String.raw`"<input type=\"hidden\" value=\"[redacted]\">"`,
    ],
    ['<input name=username value=somebody>', '<input name=username value=somebody>'],
  ],
  'field of a snapshot': [
    [
      '["INPUT",{"__playwright_value_":"FAKE","type":"hidden","name":"a","value":"FAKE"}]',
      '["INPUT",{"__playwright_value_":"[redacted]","type":"hidden","name":"a","value":"[redacted]"}]',
    ],
  ],
  'JSON field': [
    ['{"access_token": "FAKE-opaque-token", "a": 1}', '{"access_token": "[redacted]", "a": 1}'],
    [String.raw`"{\"nonce\":\"FAKE-nonce\"}"`, String.raw`"{\"nonce\":\"[redacted]\"}"`],
  ],
  'private key': [
    ['{"privateKey":"RkFLRS+FAKE/FAKE+FAKE==","a":1}', '{"privateKey":"[redacted]","a":1}'],
    [String.raw`"{\"privateKey\":\"RkFLRS+FAKE/FAKE\"}"`, String.raw`"{\"privateKey\":\"[redacted]\"}"`],
  ],
  'body in base64': [['{"bytes":"RkFLRUZBS0VGQUtFRkFLRQ=="}', '{"bytes":"[redacted]"}']],
  'body of a form': [
    ['{"postData":"a=FAKE&b=FAKE","c":1}', '{"postData":"[redacted]","c":1}'],
    [
      String.raw`{"postData":"{\"Username\":\"alice\",\"Password\":\"FAKE'FAKE\"}","c":1}`,
      '{"postData":"[redacted]","c":1}',
    ],
    [String.raw`{"postData":"[\"FAKE\"]","c":1}`, '{"postData":"[redacted]","c":1}'],
  ],
  'body in numbers': [
    [
      '{"type":"Buffer","data":[70,65,75,69,70,65,75,69],"a":1}',
      '{"type":"Buffer","data":[[redacted]],"a":1}',
    ],
  ],
  'bytes of Node': [
    ['push <Buffer 46 41 4b 45>', 'push <Buffer [redacted]>'],
    ['<Buffer 46 41 4b 45 ... 50 more bytes>', '<Buffer [redacted] ... 50 more bytes>'],
    ['{ [Uint8Contents]: <46 41 4b 45>, a: 1 }', '{ [Uint8Contents]: <[redacted]>, a: 1 }'],
  ],
  'JSON Web Token': [
    [`Bearer ${jwt}, and more`, 'Bearer [redacted], and more'],
    ['eyJhbGciOiJkaXIifQ..FAKE_iv.FAKE_text.FAKE_tag ends', '[redacted] ends'],
  ],
  'SAML document': [[`a ${'PHNhbWxwOlJlc3BvbnNl'.repeat(3)} b`, 'a [redacted] b']],
  'header in JSON': [
    [
      '{"X-Auth-Token":"FAKE","Authorization":"Basic FAKE"}',
      '{"X-Auth-Token":"[redacted]","Authorization":"[redacted]"}',
    ],
    ['{"Cookie":"a=FAKE; b=FAKE","c":1}', '{"Cookie":"[redacted]","c":1}'],
    [String.raw`{"set-cookie":"a=\"FAKE\"; path=/\nb=FAKE","c":1}`, '{"set-cookie":"[redacted]","c":1}'],
    [
      String.raw`"{\"cookie\":\"a=\\\"FAKE\\\"\",\"c\":1}"`,
      String.raw`"{\"cookie\":\"[redacted]\",\"c\":1}"`,
    ],
  ],
  'header in a list': [
    ['{"name":"x-auth-token","value":"FAKE"}', '{"name":"x-auth-token","value":"[redacted]"}'],
    [
      String.raw`{"name":"cookie","value":"a=\"FAKE\""},{"name":"b"}`,
      '{"name":"cookie","value":"[redacted]"},{"name":"b"}',
    ],
  ],
  'Set-Cookie': [
    ['set-cookie: a=FAKE; path=/', 'set-cookie: a=[redacted]; path=/'],
    [String.raw`"set-cookie: a=\"FAKE\"; path=/"`, String.raw`"set-cookie: a=\"[redacted]\"; path=/"`],
    // Several in one, as Playwright prints them.
    [
      '← 200\n  set-cookie: a=FAKE; path=/,b=FAKE; HttpOnly\n  x: y',
      '← 200\n  set-cookie: a=[redacted]\n  x: y',
    ],
    [
      'set-cookie: a=; path=/, b="FAKE"; expires=Thu, 01 Jan 2032 00:00:00 GMT,c=FAKE',
      'set-cookie: a=[redacted]',
    ],
    ['set-cookie: FAKE-FAKE-FAKE; path=/,b=FAKE\nnext', 'set-cookie: [redacted]\nnext'],
    [
      String.raw`"set-cookie: a=\"FAKE\"; path=/,b=\"FAKE\"\r\nx: y"`,
      String.raw`"set-cookie: a=\"[redacted]\r\nx: y"`,
    ],
    [
      'set-cookie: a=FAKE; expires=Thu, 01 Jan 2032 00:00:00 GMT; path=/',
      'set-cookie: a=[redacted]; expires=Thu, 01 Jan 2032 00:00:00 GMT; path=/',
    ],
  ],
  Cookie: [
    [
      '→ GET /\r\n  cookie: a=FAKE; b="FAKE"\r\n  accept: */*',
      '→ GET /\r\n  cookie: [redacted]\r\n  accept: */*',
    ],
    [
      String.raw`"GET /\r\ncookie: a=\"FAKE\"\r\naccept: *"`,
      String.raw`"GET /\r\ncookie: [redacted]\r\naccept: *"`,
    ],
    ['Cookie: a=FAKE and FAKE\nnext', 'Cookie: [redacted]\nnext'],
    ['cookie: FAKE; a=FAKE\ncookie: FAKE \nnext', 'cookie: [redacted]\ncookie: [redacted]\nnext'],
  ],
  'Cookie in a sentence': [
    ['The cookie: x is missing. Sign in again.', 'The cookie: x is missing. Sign in again.'],
    ['Cookie: please let them in; then retry', 'Cookie: please let them in; then retry'],
    ['No cookie: a=FAKE; b=FAKE was sent, so sign in.', 'No cookie: [redacted] was sent, so sign in.'],
    ['the cookie: FAKE; b="FAKE"; then retry', 'the cookie: [redacted]; then retry'],
    ['the cookie: FAKE0123456789 is of old', 'the cookie: [redacted] is of old'],
    ['> cookie: a={"FAKE": 1, "FAKE": 2}; b=FAKE%20 FAKE1 ', '> cookie: [redacted] '],
    [String.raw`got "x\r\ncookie: FAKE0123456789 it\r\n"`, String.raw`got "x\r\ncookie: [redacted] it\r\n"`],
  ],
  'header of a token': [
    [
      '→ GET /\n  X-Auth-Token: FAKE FAKE\n  accept: */*',
      '→ GET /\n  X-Auth-Token: [redacted]\n  accept: */*',
    ],
    [
      String.raw`"GET /\r\nauthorization: Basic FAKE\r\na: b"`,
      String.raw`"GET /\r\nauthorization: [redacted]\r\na: b"`,
    ],
    ['x-octopus-user-agent: OctopusClient-js/1', 'x-octopus-user-agent: OctopusClient-js/1'],
  ],
  'length of a body': [
    ['  content-length: 4711', '  content-length: [redacted]'],
    ['{"Content-Length":"4711"}', '{"Content-Length":"[redacted]"}'],
  ],
  'cookie of a browser': [
    [
      String.raw`{"name":"a","value":"\"FAKE\"","domain":"x"}`,
      '{"name":"a","value":"[redacted]","domain":"x"}',
    ],
    ['{"name":"accept","value":"text/html"}', '{"name":"accept","value":"text/html"}'],
  ],
  'cookie that a browser refuses': [
    [
      String.raw`{"blockedReasons":["SameSiteNoneInsecure"],"cookieLine":"a=\"FAKE\"; SameSite=None","cookie":{}}`,
      '{"blockedReasons":["SameSiteNoneInsecure"],"cookieLine":"[redacted]","cookie":{}}',
    ],
  ],
  visit: [
    [
      'https://p/interaction/FAKE0123456789FAKE0123456789FAKE0123456789/login',
      'https://p/interaction/[redacted]/login',
    ],
    [
      'https://p/images/logo_0123456789012345678901234567890123456789.svg',
      'https://p/images/logo_0123456789012345678901234567890123456789.svg',
    ],
    [
      'trusts /eid1/c/pub/t/0123abcd/a/4567efgh/sc/01234567-89ab-cdef-0123-456789abcdef/89abcdef-0123-4567-89ab-cdef01234567',
      'trusts /eid1/c/pub/t/0123abcd/a/4567efgh/sc/01234567-89ab-cdef-0123-456789abcdef/89abcdef-0123-4567-89ab-cdef01234567',
    ],
  ],
};

test('whatever looks like a secret is removed by a redactor that was told of nothing, and what is around it stays', () => {
  expect(Object.keys(examples)).toEqual(secretPatterns.map(({ name }) => name));
  const redactor = new Redactor();
  for (const [name, each] of Object.entries(examples))
    for (const [text, clean] of each) expect(redactor.redact(text), name).toBe(clean);
});

test('whatever looks like a secret is removed whole, whichever part of its text is known', () => {
  const left = [];
  for (const [text, clean] of Object.values(examples).flat())
    for (let at = 0; at + 6 <= text.length; at += 5) {
      const redactor = knowing(text.slice(at, at + 6));
      const redaction = new Redaction(redactor);
      const written = redaction.push(text) + redaction.end();
      const cleaned = [redactor.redact(text), redactor.redactAll(text), written].join('|');
      const seen = listTaken(text, clean).filter((secret) => cleaned.includes(secret));
      if (seen.length > 0) left.push({ text, known: text.slice(at, at + 6), cleaned });
    }
  expect(left).toEqual([]);
});

/** @returns the halves of what was removed from a text */
function listTaken(text: string, clean: string): string[] {
  let rest = text;
  const taken = clean.split(REDACTED).map((kept, at, { length }) => {
    const end = at === length - 1 ? rest.length - kept.length : rest.indexOf(kept);
    const part = rest.slice(0, end);
    rest = rest.slice(end + kept.length);
    return part;
  });
  const halves = taken.flatMap((part) => [part.slice(0, part.length / 2), part.slice(part.length / 2)]);
  return halves.filter((half) => !clean.includes(half));
}

// All tokens of one issuer begin alike, and a long secret is known by its pieces.
const header = Buffer.from('{"alg":"RS256","kid":"fake-0123456789-0123456789-0123456789"}').toString(
  'base64url',
);
const known = `${header}.${'RkFLRS1rbm93bi1wYXlsb2Fk'.repeat(4)}.${'RkFLRS1rbm93bg'.repeat(4)}`;
const unknown = `${header}.${'VU5LTk9XTi1wYXlsb2Fk'.repeat(4)}.${'VU5LTk9XTg'.repeat(4)}`;

test('a JSON Web Token is removed whole that begins like one that is known, whatever may follow it', () => {
  const redactor = knowing(known);
  // What the token ends with could be its beginning.
  redactor.learn('OXTgFake-secret');
  expect(redactor.redact(`Bearer ${unknown} is`)).toBe(`Bearer ${REDACTED} is`);
  expect(redactor.redactAll(`Bearer ${unknown} is`)).toBe(`Bearer ${REDACTED} is`);
  expect(redactor.redact(`{"body":"${unknown}"}`)).toBe(`{"body":"${REDACTED}"}`);
  const redaction = new Redaction(redactor);
  const written = redaction.push(`Bearer ${unknown}`) + redaction.push(' is') + redaction.end();
  expect(written).toBe(`Bearer ${REDACTED} is`);
});

test('a document in the description of a request is removed whole, as often as it is escaped', () => {
  const redactor = new Redactor();
  const document = { Username: 'alice', Password: "O'Brien-fake-2026!", More: 'a "fake" \\ \n word' };
  let [line, clean] = [JSON.stringify(document), REDACTED].map((postData) =>
    JSON.stringify({ method: 'POST', postData, c: 1 }),
  ) as [string, string];
  for (let times = 0; times < 5; times += 1) {
    expect(redactor.redact(line)).toBe(clean);
    [line, clean] = [JSON.stringify({ message: line }), JSON.stringify({ message: clean })];
  }
});

// RFC 6265 4.1.1.
const cookies = fc.array(
  fc.tuple(fc.stringMatching(/^[\w!#$&'*+.^`|~-]{1,12}$/), fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,40}$/)),
  {
    minLength: 1,
    maxLength: 5,
  },
);

test('any cookies in a header, or in a sentence, are removed, and the sentence stays', () => {
  const redactor = new Redactor();
  fc.assert(
    fc.property(cookies, (pairs) => {
      const header = `cookie: ${pairs.map((pair) => pair.join('=')).join('; ')}`;
      expect(redactor.redact(`GET /\n  ${header}\nhost: x`)).toBe('GET /\n  cookie: [redacted]\nhost: x');
      expect(redactor.redact(`We got no ${header} of yours: sign in; then retry.`)).toBe(
        'We got no cookie: [redacted] of yours: sign in; then retry.',
      );
    }),
    { seed: SEED, numRuns: 200 },
  );
});

// What each pattern begins with, and what it then looks through for its end.
const beginnings: Readonly<Record<string, readonly string[]>> = {
  'Octopus API key': ['API-', 'API-A'],
  'Octopus session': ['Octopus-Csrf-Token', 'Octopus-Csrf-Token"', 'Octopus-Csrf-Token: "value"'],
  parameter: ['?code=', '"code=1'],
  'form field': ['name="', 'name="code" ', 'name="code" value', 'name\\\\'],
  'parameter of an address in an address': ['%', '%25', '%3Fcode%3D', '%2525253Fcode%', '%26code%253D%252'],
  'hidden field': ['<input', '<input ', '<input type=hidden', '<input value=', '<input type=hidden value=a '],
  'field of a snapshot': [
    '"__playwright_value_":"',
    '"type":"hidden"',
    '"type":"hidden","value":"',
    '"type":"hidden"a"value',
  ],
  'JSON field': ['"code', '"code"   ', '"code": "1'],
  'private key': ['"privateKey', '"privateKey" : ', '"privateKey":"A'],
  'body in base64': ['"bytes', '"bytes" : ', '"bytes":"A'],
  'body of a form': [
    '"postData',
    '"postData":"',
    '"postData":"\\\\',
    '"postData":"a\\"',
    '"postData":"{\\"a',
  ],
  'body in numbers': ['"type":"Buffer"', '"type":"Buffer","data":[', '"type":"Buffer","data":[1, '],
  'bytes of Node': ['<Buffer ', '<Buffer 46 ', '[Uint8Contents]: <'],
  'JSON Web Token': ['eyJ', 'eyJaaaaaaaa', 'eyJaaaaaaaa.', 'eyJaaaaaaaa.eyJ'],
  'SAML document': ['PHNhbWxw', 'PD94bWwg%'],
  'header in JSON': ['"x-', '"x-token', '"cookie', '"cookie":"', '"cookie":"a\\\\', '"cookie":"\\"'],
  'header in a list': ['"name":"x-', '"name":"cookie"', '"name":"cookie","value":"', '"name":"cookie",   '],
  'Set-Cookie': [
    ...['set-cookie:', 'set-cookie: a', 'set-cookie:   ', 'set-cookie: a=', 'set-cookie: a=b;,'],
    ...['set-cookie: a=b;,c', 'set-cookie: aaaaaaaaaaaa', 'set-cookie: a=b\\\\,'],
  ],
  Cookie: ['cookie:', '\ncookie:', 'cookie:   \n', '\\ncookie: \\'],
  'Cookie in a sentence': ['.cookie:', '.cookie: a=', '.cookie: a= 1', '.cookie: a=b;', '.cookie: aaaa;b'],
  'header of a token': ['x-', '\nx-', 'x-token', 'x-token: a', 'authorization: a\\', '\\nx-a-token: \\'],
  'length of a body': ['content-length', 'content-length:   ', '\\ncontent-length: \\', 'content-length\\\\'],
  'cookie of a browser': [
    '"name":"a',
    '"name":"a","value":"',
    '"name":"a","value":"b\\"',
    '"name":"a","value":"b","',
  ],
  'cookie that a browser refuses': ['"cookieLine', '"cookieLine":"', '"cookieLine":"a\\"'],
  visit: ['/', '/a', '/1', '/a-'],
};

const LENGTH = 98_304;
const FILLINGS = ['a', '1', '\\', '"', ' ', '\n', '=', 'a"', '\\"', '%25', '&#0'];

for (const [name, each] of Object.entries(beginnings)) {
  test(`much of what ${name} begins with is read to its end`, { tag: '@extended' }, () => {
    expect(secretPatterns.map((pattern) => pattern.name)).toContain(name);
    const redactor = knowing('"Fake-\\secret');
    redactor.learn('Fake-secret');
    // Where lines may be broken, every spelling of every secret is looked for.
    const texts = each.flatMap((beginning) => [
      beginning.repeat(LENGTH / beginning.length),
      ...FILLINGS.map((filling) => `\n${beginning}${filling.repeat(LENGTH / filling.length)}`),
    ]);
    // What is read once takes a hundredth of that.
    for (const text of texts) expect(takesLonger(4_000, () => void redactor.redact(text))).toBe(false);
  });
}
