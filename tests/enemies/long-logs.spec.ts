import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { cleanTrace } from '../../src/browser/clean-trace.ts';
import { HiddenTimes } from '../../src/browser/hidden-times.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { takesLonger } from '../takes-longer.ts';
import { drawForm, SIGN_IN, servePortal } from './serve-portal.ts';

// What a page logs may be of any length, and everybody repeats it: Chromium, Playwright, a trace, a debug output.

const SECRET = 'Fake-secret-that-a-page-logs';

interface Logged {
  readonly type: string;
  readonly text: string;
  readonly args: readonly { readonly preview: string; readonly value: string }[];
}

/** @returns what a clean trace has of messages that a page has logged */
function cleanMessages(texts: readonly string[]): Logged[] {
  const lines = texts.map((text) => {
    const location = { url: 'https://octopus.example.com/', lineNumber: 0, columnNumber: 0 };
    const args = [{ preview: text, value: text }];
    return JSON.stringify({
      type: 'console',
      messageType: 'log',
      text,
      args,
      location,
      time: 1,
      pageId: 'page@1',
    });
  });
  const raw = zipSync({ 'trace.trace': strToU8(`${lines.join('\n')}\n`) }, { level: 0 });
  const rules = { server: 'https://octopus.example.com', hidden: new HiddenTimes() };
  const { 'trace.trace': clean = new Uint8Array() } = unzipSync(cleanTrace([raw], rules));
  return strFromU8(clean)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Logged);
}

test('of what a page logs a trace has no more than can be looked through, and each message whole or not at all', {
  tag: '@extended',
}, () => {
  new Secret(SECRET);
  const long = `${'x '.repeat(3_000_000)}${SECRET}`;
  const short = `a word of ${SECRET}`;
  let messages: Logged[] = [];
  const clean = () => {
    messages = cleanMessages([long, short, long, long, short]);
  };
  expect(takesLonger(3_000, clean)).toBe(false);
  const [leftOut, kept] = [`[left out: ${long.length} characters]`, 'a word of [redacted]'];
  expect(messages.map(({ text }) => text)).toEqual([leftOut, kept, leftOut, leftOut, kept]);
  for (const { text, args } of messages) expect(args).toEqual([{ preview: text, value: text }]);
});

test('of many messages that are each short enough a trace has those for which there is time', {
  tag: '@extended',
}, () => {
  const message = 'y '.repeat(30_000);
  let messages: Logged[] = [];
  const clean = () => {
    messages = cleanMessages(Array.from({ length: 400 }, () => message));
  };
  expect(takesLonger(3_000, clean)).toBe(false);
  expect(messages).toHaveLength(400);
  expect(messages[0]?.text).toBe(message);
  expect(messages.at(-1)?.text).toBe(`[left out: ${message.length} characters]`);
});

test('Chromium repeats nothing of what a page logs, and debug output leaves out whole what is too long to be looked through', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const script = `<script>console.log('fake-short-mark'); console.log('y'.repeat(2_000_000) + 'fake-long-mark');</script>`;
  const form = drawForm(undefined, `method="post" action="${SIGN_IN}"`);
  await using portal = await servePortal(server, form + script);
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url, DEBUG: 'pw:browser,pw:protocol' },
    words: ['--slow-mo', '1', '--timeout', '60s'],
  });
  expect(code, stderr.slice(-2_000)).toBe(0);
  expect(stderr).toContain('fake-short-mark');
  expect(stderr).not.toMatch(/\[err\].*fake-short-mark/);
  expect(stderr).toMatch(/\[left out: 2\d{6} characters\]/);
  expect(stderr).not.toContain('fake-long-mark');
});
