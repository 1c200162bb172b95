import { createHash } from 'node:crypto';
import { REDACTED, Redaction, Redactor } from '../../src/secrets/redactor.ts';
import { expect, test } from '../fixtures.ts';
import { takesLonger } from '../takes-longer.ts';

// A server says how many cookies it sets and how long they are, and a person how long a password is. A process that fell over
// them in the middle of a mint would leave a key behind that nobody knows of.

const KILOBYTE = 1024;

const cookies = Array.from({ length: 50 }, (_, at) => makeSecret(`cookie ${at}`, 4 * KILOBYTE));
const long = makeSecret('long', 100 * KILOBYTE);

const redactor = new Redactor();
for (const secret of [...cookies, long]) redactor.learn(secret);

// Knowing these secrets takes as long as most of these tests, which share a worker for it.
test.describe.configure({ mode: 'default' });

const escapes: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'percent-encoded': (text) =>
    Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'in %u escapes, of which the percent sign is escaped': (text) => escapeUnits(text, '%25u'),
  'in JSON within JSON': (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  'in JSON, every character escaped': (text) => escapeUnits(text, '\\u'),
  'in HTML, every character by number': (text) =>
    Array.from(text, (sign) => `&#${sign.codePointAt(0)};`).join(''),
  'broken into lines': (text) => text.replace(/.{76}/g, '$&\n  '),
  'in base64, broken into lines': (text) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n'),
  'in hexadecimal digits': (text) => Buffer.from(text).toString('hex'),
  'in hexadecimal digits, broken into lines': (text) =>
    Buffer.from(text).toString('hex').replace(/.{76}/g, '$&\n'),
  'in base64 of UTF-16, broken into lines': (text) =>
    Buffer.from(text, 'utf16le').toString('base64').replace(/.{76}/g, '$&\r\n'),
};

const HARMLESS = 'a page said: 100%25 \\n of what was asked &amp; more=3D\n  on the next line';

const ALWAYS_TRIED = ['in JSON within JSON'];

for (const [way, write] of Object.entries(escapes)) {
  const tag = ALWAYS_TRIED.includes(way) ? [] : '@extended';
  test(`fifty long cookies and a very long secret are removed ${way}, each and all, in the time that a test has`, {
    tag,
  }, () => {
    for (const some of [[], cookies.slice(7, 8), cookies, [long]]) {
      const text = [HARMLESS, ...some.map(write), HARMLESS].join(' | ');
      const clean = redactor.redact(text);
      expect(keepLetters(clean)).toBe(keepLetters(HARMLESS).repeat(2));
      expect(clean.includes(REDACTED)).toBe(some.length > 0);
    }
  });
}

for (const size of [1, 37, 1_000]) {
  const tag = size === 1 ? '@extended' : [];
  test(`a long secret is removed from a text that comes in chunks of ${size}`, { tag }, () => {
    const cookie = cookies[0]?.slice(0, 511) ?? '';
    const known = new Redactor();
    known.learn(cookie);
    const redaction = new Redaction(known);
    const secrets = Object.values(escapes).map((write) => write(cookie));
    const text = [HARMLESS, ...secrets, HARMLESS].join(' | ');
    let written = '';
    for (let at = 0; at < text.length; at += size) written += redaction.push(text.slice(at, at + size));
    written += redaction.end();
    expect(keepLetters(written)).toBe(keepLetters(HARMLESS).repeat(2));
  });
}

test('a secret whose pieces leave one letter over costs other texts none of theirs', () => {
  for (const length of [4_097, 8_194, 100 * 64 + 1]) {
    const knowing = new Redactor();
    knowing.learn(`${makeSecret('over', length).slice(0, length - 1)}e`);
    expect(knowing.redact(HARMLESS)).toBe(HARMLESS);
  }
});

test('a secret that is learned and forgotten beside many long ones leaves nothing', async () => {
  for (let at = 0; at < 200; at += 1) {
    await redactor.forgetAfter(async () => {
      redactor.learn(`Fake-secret-${at}`);
      expect(redactor.redact(`${HARMLESS} Fake-secret-${at}`)).toBe(`${HARMLESS} ${REDACTED}`);
    });
    expect(redactor.redact(`Fake-secret-${at}`)).toBe(`Fake-secret-${at}`);
    expect(redactor.countUnsettled(`${HARMLESS}\n!`)).toBe(0);
  }
});

const LENGTH = 4_096;

for (const [what, signs, fillings] of [
  ['equals signs', '=', ['=\n', '=\r\n', '=']],
  ['line breaks', '\n', ['\n', '\n ', '\\n', '\r\n']],
  ['blanks', ' ', [' ', '\n ', '\n', `\n${' '.repeat(70)}`]],
  ['backslashes', '\\', ['\\n', '\\\n', '\\']],
] as const) {
  const tag = what === 'equals signs' ? [] : '@extended';
  test(`a cookie of many ${what} does not make a text of many line breaks take long`, { tag }, () => {
    for (const secret of [`${signs.repeat(40)}x`, signs.repeat(40)]) {
      const known = new Redactor();
      known.learn(secret);
      for (const filling of fillings) {
        const text = filling.repeat(LENGTH / filling.length);
        expect(takesLonger(4_000, () => void known.redact(text))).toBe(false);
        expect(takesLonger(4_000, () => void known.countUnsettled(text))).toBe(false);
      }
      const broken = secret.replaceAll(/./gs, '$&=\n').slice(0, -2);
      expect(known.redact(`before${broken}behind`)).toBe(`before${REDACTED}behind`);
      const indented = `${secret.slice(0, 20)}\n${' '.repeat(40)}${secret.slice(20)}`;
      expect(known.finds(`before${indented}behind`)).toBe(true);
    }
  });
}

// Each took minutes, or what a run has of time.
for (const { what, secrets, filling } of [
  { what: 'a letter on each line', secrets: [`${'a'.repeat(600)}x`], filling: 'a\n' },
  { what: 'equals signs on lines', secrets: [`${'='.repeat(40)}x`], filling: '=\n' },
  {
    what: 'equals signs that begin twenty cookies',
    secrets: Array.from({ length: 20 }, (_, at) => `${'='.repeat(40)}${100 + at}`),
    filling: '=\n',
  },
]) {
  test(`65,536 characters of ${what} are looked through in short time, and no secret behind them is missed`, {
    tag: what === 'a letter on each line' ? [] : '@extended',
  }, () => {
    const known = new Redactor();
    for (const secret of secrets) known.learn(secret);
    const text = `before ${filling.repeat(65_536 / filling.length)} ${secrets[0]} behind`;
    let clean = '';
    const look = () => {
      clean = known.redact(text);
    };
    expect(takesLonger(3_000, look)).toBe(false);
    expect(clean).toMatch(/^before /);
    expect(clean).not.toContain(secrets[0]?.slice(-41));
  });
}

test('what is left of a text that takes too long to be looked through is removed whole', () => {
  const known = new Redactor();
  for (const secret of [`${'='.repeat(40)}x`, 'Fake-other-secret']) known.learn(secret);
  const text = `before ${'=\n'.repeat(2_048)} Fake-other-secret behind`;
  expect(known.redact(text)).toBe(`before ${REDACTED}`);
});

/** Letters, digits and what cookies have of signs, always the same and nowhere like itself. */
function makeSecret(seed: string, length: number): string {
  const blocks = Array.from({ length: Math.ceil(length / 40) }, (_, at) =>
    createHash('sha256').update(`${seed} ${at}`).digest('base64').slice(0, 40),
  );
  return blocks.join('').replaceAll('A', '%').replaceAll('B', '"').slice(0, length);
}

/** What escapes were cut off between two pieces of a secret tells nothing of it. */
function keepLetters(text: string): string {
  return text.replaceAll(REDACTED, '').replaceAll(/25|[^A-Za-z]/g, '');
}

function escapeUnits(text: string, mark: string): string {
  return Array.from(text, (sign) => `${mark}${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}
