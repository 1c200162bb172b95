import fs from 'node:fs';
import { createServer } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { finished } from 'node:stream/promises';
import { readServerWords } from '../../src/api/api-failure.ts';
import { readFrontDemand } from '../../src/api/front-demand.ts';
import { failUnstarted } from '../../src/browser/browser-exit.ts';
import { IsolatedWorld } from '../../src/browser/isolated-world.ts';
import { describeError, Failure } from '../../src/core/failure.ts';
import { shorten } from '../../src/core/shorten.ts';
import { openErrorOutput, writeLogLine } from '../../src/core/standard-error.ts';
import { shortenAddress } from '../../src/core/text.ts';
import { openTunnel } from '../../src/core/tunnel.ts';
import { requireCookies } from '../../src/portal/session-cookies.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { type Look, lookAt } from '../../src/sso/provider-page.ts';
import { formQuestion } from '../../src/sso/question.ts';
import { describeOffers, failOnPage } from '../../src/sso/walk-failure.ts';
import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';
import { listen } from '../serve.ts';

// A text that is cut to what a message can have may be cut within a secret: of what is left nobody knows any more what it was.

const secret = 'Fake-cut-secret-0123456789';
new Secret(secret);

const fail = (parts: { reason?: string; serverSaid?: string[] }) =>
  new Failure({ kind: 'key', attempt: 'try', reason: 'why', hint: 'Do it.', ...parts }).message;

const cuts: Readonly<Record<string, { readonly at: number; readonly cut: (text: string) => string }>> = {
  'what a server says': {
    at: 600,
    cut: (text) => readServerWords(JSON.stringify({ ErrorMessage: text })).join(),
  },
  'the title of a page': { at: 600, cut: (text) => readServerWords(`<title>${text}</title>`).join() },
  'a plain reply': { at: 600, cut: (text) => readServerWords(text).join() },
  'a sentence of a message': { at: 2_000, cut: (text) => fail({ serverSaid: [text] }) },
  'a reason': { at: 20_000, cut: (text) => fail({ reason: text }) },
  'an error of a library': { at: 20_000, cut: (text) => describeError(new Error(text)) },
  "a provider's page": {
    at: 600,
    cut: (text) => failOnPage('https://provider.example.com', show(text), 'it asks').message,
  },
  'what is offered on a page': {
    at: 60,
    cut: (text) =>
      describeOffers('it asks', { ...show(''), offers: [{ what: 'button', name: text, type: '' }] }),
  },
  'the last words of a browser': {
    at: 240,
    cut: (text) => failUnstarted('chromium', { how: 'ended', said: text }).message,
  },
  'the end of what is looked at': { at: 65_536, cut: (text) => shorten(text, 100_000) },
};

for (const [name, { at, cut }] of Object.entries(cuts)) {
  test(`no part of a secret is left where ${name} is cut`, () => {
    for (let left = 1; left < secret.length; left += 1) {
      const text = cut(`${'x '.repeat(at).slice(0, at - left)}${secret} and more ${'y '.repeat(at)}`);
      expect(text).not.toContain(secret.slice(0, 4));
      // It is cut there indeed.
      expect(text).not.toContain('and more y y y y y');
    }
  });
}

test('no part of a secret is left that is joined, or bared, before it is cut', () => {
  const [words, word] = ['fake horse battery staple', secret];
  new Secret(words);
  for (const said of [words.replaceAll(' ', '  '), words.replaceAll(' ', '\u2003')]) {
    const heading = `${'x '.repeat(300).slice(0, 600 - words.length + 1)}${said} and more`;
    expect(failOnPage('https://provider.example.com', show(heading), 'it asks').message).not.toContain(
      'horse',
    );
  }
  const coloured = `${word.slice(0, 4)}\u001b[31m${word.slice(4)}`;
  expect(describeError(new Error(coloured))).not.toContain(word);
});

// A part of what is said may end where a sign of a secret's own stands.
const SIGNS = 'Fakey"sign<sign, sign?sign#sign;sign=sign\'sign>sign';
const EQUALS = 'Fakey=sign;sign';
for (const each of [SIGNS, EQUALS]) new Secret(each);

const parts: Readonly<Record<string, (said: string) => string>> = {
  'the title of a page': (said) => readServerWords(`<title>Not ${said}</title>`).join(),
  'the title of a page in front': (said) => demand(401, {}, `<title>Not ${said}</title>`),
  'the name of a realm': (said) => demand(401, { 'www-authenticate': `Basic realm="${said}"` }),
  'the name of a scheme': (said) => demand(401, { 'www-authenticate': said }),
  'where a sign-in is': (said) => demand(302, { location: `/sign-in/${said}` }),
  'where a request was redirected to': (said) => shortenAddress(`https://octopus.example.com/${said}`),
  "cookies' names": (said) => lose(`${said}; Path=/`),
  "a cookie's path": (said) => lose(`OctopusIdentificationToken_fake=fake; Path=/${said}`),
  "a cookie's domain": (said) => lose(`OctopusIdentificationToken_fake=fake; Domain=${said}.example`),
};

for (const [name, tell] of Object.entries(parts))
  test(`no part of a secret is left where ${name} would end within it`, () => {
    expect(tell('what-is-known')).toContain('what-is-known');
    for (const each of [SIGNS, EQUALS]) expect(tell(each)).not.toContain('Fakey');
  });

test("no part of a secret is left where the title of a proxy's page would end within it", async () => {
  const proxy = createServer();
  proxy.on('connect', ({ url }, socket) => {
    const page = `<title>${url?.startsWith('known') ? 'what-is-known' : SIGNS}</title>`;
    socket.end(`HTTP/1.1 403 No\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\n\r\n${page}`);
  });
  await using served = await listen(proxy, 'http://127.0.0.1');
  const open = (host: string) =>
    openTunnel(
      { address: served.url, from: 'HTTPS_PROXY', credentials: undefined },
      { host, port: 443 },
      new AbortController().signal,
    );
  await expect(open('known')).rejects.toThrow('what-is-known');
  await expect(open('other')).rejects.toThrow(/^(?!.*Fakey)/s);
});

function demand(status: number, headers: Record<string, string>, text = ''): string {
  const reply = { status, statusText: '', headers, text };
  return readFrontDemand(reply, 'https://octopus.example.com/api', true)?.reason ?? 'nothing';
}

function lose(setCookies: string): string {
  const held = { setCookies: `${setCookies}\nwhat-is-known=1`, held: [], version: '2026.1.0' };
  try {
    requireCookies(held, 'https://octopus.example.com');
    return '';
  } catch (error) {
    return String(error);
  }
}

function show(heading: string) {
  return { kind: 'none', awaitsScript: false, target: '', errors: [], notes: [], heading } as const;
}

const MEANS = {
  username: 'admin',
  hasPassword: true,
  hasGivenPassword: false,
  hasCode: false,
  hasFreeCodes: false,
  mayPush: false,
  hasPasskey: false,
  mayUsePasskey: false,
};

const LOOKING = { portal: '', origins: [], meansAt: () => MEANS };

test('no page cuts what it shows before the secrets in it are removed', async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  for (const [at, filling] of [
    [300, 'x '],
    [600, 'x '],
    [100_000, 'x '],
    // What nobody sees is not shown, so that there is room for what comes behind it.
    [100_000, '\u00a0'],
    [100_000, '\u200b'],
  ] as const) {
    const text = `${filling.repeat(at).slice(0, at - 10)}${secret}`;
    await page.setContent(`<h1>${text}</h1><p role="alert">${text}</p><button>${text}</button>`);
    const world = await IsolatedWorld.open(page);
    const shown = await lookAt(page, LOOKING);
    const { labels } = await world.call('pressProviderButton', ['nobody']);
    const said = [shown.heading, ...shown.errors, ...labels];
    expect(said).toHaveLength(3);
    for (const each of said)
      expect(fail({ reason: each, serverSaid: [each] })).not.toContain(secret.slice(0, 4));
  }
});

test('no page joins by a blank what it breaks over lines before the secrets in it are removed', async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  const [first, rest] = [secret.slice(0, 12), secret.slice(12)];
  for (const body of [
    `<pre>You sent ${first}\n${rest}</pre><button>Back</button>`,
    `<p>You sent ${first}\u200b${rest}</p><button>Back</button>`,
    `<p>You sent ${'\u00a0'.repeat(99_980)}${secret}</p><button>Back</button>`,
  ]) {
    await page.setContent(body);
    const world = await IsolatedWorld.open(page);
    const { heading } = await lookAt(page, LOOKING);
    const { text, offers } = await world.call('pinOffers');
    const look = { ...show(''), address: '', heading } as unknown as Look;
    const question = formQuestion(look, { text, offers }, 'why', []);
    for (const said of [fail({ reason: heading }), question.heading, question.text]) {
      expect(said).toContain('You sent');
      expect(said).not.toContain(first);
    }
  }
});

test('no page shows what was typed with something within that nobody sees', async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  const [first, rest] = [secret.slice(0, 12), secret.slice(12)];
  for (const unseen of ['&#8203;', '&shy;', '&#xfeff;&#x2060;']) {
    const text = `You sent ${first}${unseen}${rest}`;
    await page.setContent(`<h1>${text}</h1><p role="alert">${text}</p><button>${text}</button>`);
    const world = await IsolatedWorld.open(page);
    const { heading, errors } = await lookAt(page, LOOKING);
    const { labels } = await world.call('pressProviderButton', ['nobody']);
    const said = [heading, ...errors, ...labels];
    expect(said).toHaveLength(3);
    for (const each of said) {
      const message = fail({ reason: each, serverSaid: [each] });
      expect(message).toContain('You sent');
      expect(message).not.toContain(first);
    }
  }
});

test('what two commands write in pieces is told apart, whatever is logged between them', async () => {
  const written: string[] = [];
  const { writeSync } = fs;
  const take = (_: number, bytes: Buffer) => written.push(bytes.toString()) && bytes.length;
  Object.assign(fs, { writeSync: take });
  syncBuiltinESMExports();
  try {
    const [first, second] = [openErrorOutput(), openErrorOutput()];
    first.write(`first ${secret.slice(0, 9)}`);
    writeLogLine('a line of the log\n');
    second.write(`second ${secret.slice(0, 12)}`);
    first.write(Buffer.from(`${secret.slice(9)} á`).subarray(0, -1));
    writeLogLine('another\n');
    second.end(`${secret.slice(12)} and ${secret.slice(0, 4)}`);
    first.end(Buffer.from('á').subarray(1));
    await Promise.all([finished(first), finished(second)]);
  } finally {
    Object.assign(fs, { writeSync });
    syncBuiltinESMExports();
  }
  // Which blanks wait for what may follow depends on all secrets that this process knows.
  expect(written.join('').replaceAll(' ', '')).toBe(
    'firstalineofthelog\nsecond[redacted]another\n[redacted]andFakeá',
  );
});
