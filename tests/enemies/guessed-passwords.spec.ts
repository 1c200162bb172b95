import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { standsInOwnCode } from '../../src/secrets/own-code.ts';
import { Redaction, Redactor } from '../../src/secrets/redactor.ts';
import { credentials, expect, test } from '../fixtures.ts';

test.use({ sharesBrowser: true });

// Everybody knows what this program says. A message with a hole in it would tell which word stands there, and that it is the
// password; with the word in its place it tells nothing, since the word always stands there.

const WORDS = ['Portal', 'wrong', 'password', 'server'];
const RUNS = ['that succeeds', 'with a wrong password', 'to a server out of reach'] as const;

for (const run of RUNS) {
  test(`a run ${run} says the same whichever word of its own messages the password is`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const said = [];
    for (const word of WORDS) {
      const server = await startServer({ password: run === 'with a wrong password' ? 'another-one' : word });
      const env = { ...credentials(server), OCTOPUS_PASSWORD: word, LOG_LEVEL: 'debug' };
      if (run === 'to a server out of reach') await server.close();
      const { code, stdout, stderr } = await runCommand('mint-key', { env, words: ['--format', 'json'] });
      said.push(
        [code, stdout, stderr]
          .join('\n')
          .replaceAll(new URL(server.url).host, 'host')
          // Which of Node's own functions a stack goes through depends on the moment.
          .replace(/\\n {4}at [^\\]*\(node:internal[^\\)]*\)/g, '')
          .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|\+00:00| UTC)|apikeys-\w+|API-\w+|\d+ ms|"took":\d+/g, ''),
      );
    }
    expect(said[0]).toContain('Opening the Web Portal');
    expect(said[0]).not.toContain('undefined');
    for (const each of said) expect(each).toBe(said[0]);
  });
}

test('a word of its own messages goes only where secrets stand as such, and any other password everywhere', () => {
  const redactor = new Redactor(standsInOwnCode);
  redactor.learn('Portal');
  redactor.learn('Fake-Portal-0815');
  const text = 'Opening the Web Portal: Fake-Portal-0815';
  expect(redactor.redact(text)).toBe('Opening the Web Portal: [redacted]');
  expect(redactor.redactAll(text)).toBe('Opening the Web [redacted]: [redacted]');
  const redaction = new Redaction(redactor);
  const debugged = redaction.push('typing Portal, typing Po');
  expect(debugged + redaction.end()).toBe('typing [redacted], typing Po');
  expect(redaction.push('rtal') + redaction.end()).toBe('rtal');
});

test('what stands in the own code is found wherever a part of a message is taken for a password', () => {
  for (const part of [...WORDS, 'ortal', 'Signing in as', 'sign-in page'])
    expect(standsInOwnCode(part), part).toBe(true);
  for (const other of [`${basename(__filename)}-Fake`, 'correct horse battery staple', 'Tr0ub4dor&3'])
    expect(standsInOwnCode(other), other).toBe(false);
});

test('a password that many people have is no word of its own, whatever words the libraries have that it is built with', () => {
  const builtIn = readFileSync('dist/own-code.txt', 'utf8');
  for (const word of WORDS) expect(builtIn.includes(word), word).toBe(true);
  const common = [
    '123456',
    'football',
    'computer',
    'letmein',
    'qwerty',
    'monkey',
    'dragon',
    'iloveyou',
    'abcdef',
  ];
  for (const password of common) {
    expect(standsInOwnCode(password), password).toBe(false);
    expect(builtIn.includes(password), password).toBe(false);
  }
  for (const number of ['654321', '9876543210', '16384', '2000'])
    expect(standsInOwnCode(number), number).toBe(false);
});

for (const isBuilt of [true, false]) {
  test(`a common password goes from what a ${isBuilt ? 'built' : 'cloned'} command says of it`, () => {
    // What the bundle asks is what a clone asks, of another place.
    const builtIn = readFileSync('dist/own-code.txt', 'utf8');
    const redactor = new Redactor(isBuilt ? (text) => builtIn.includes(text) : standsInOwnCode);
    redactor.learn('football');
    expect(redactor.redact('The password football is not good, base64 Zm9vdGJhbGw=')).toBe(
      'The password [redacted] is not good, base64 [redacted]',
    );
  });
}

test('a word of its own messages stays only as such: whoever encodes it means the password', () => {
  const redactor = new Redactor(standsInOwnCode);
  redactor.learn('password');
  const encoded = {
    base64: 'cGFzc3dvcmQ=',
    hexadecimal: '70617373776f7264',
    'UTF-16 in base64': 'cABhAHMAcwB3AG8AcgBkAA==',
    'UTF-16': 'p\0a\0s\0s\0w\0o\0r\0d\0',
    'quoted-printable': '=70=61=73=73=77=6F=72=64',
    percent: '%70%61ssword',
    entities: '&#112;assword',
  };
  for (const [name, text] of Object.entries(encoded)) {
    const clean = redactor.redact(`The password is ${text}, isn't it`);
    expect(clean, name).toMatch(/^The password is \[redacted\]\0?, isn't it$/);
  }
});
