import { createHash } from 'node:crypto';
import { strToU8, unzipSync, zipSync } from 'fflate';
import type { Entry } from 'har-format';
import { cleanTrace } from '../../src/browser/clean-trace.ts';
import { HiddenTimes } from '../../src/browser/hidden-times.ts';
import { cleanHar } from '../../src/browser/recording.ts';
import { isSecretName } from '../../src/secrets/clean-json.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { findLeaks } from '../find-leaks.ts';
import { expect, test } from '../fixtures.ts';

// Whoever has a trace or a recording looks at every byte of it, knows how the program makes it, and guesses.

const SERVER = 'https://octopus.example.com';
const PROVIDER = 'https://login.example.com';
const KEY = 'API-FAKEFAKEFAKEFAKEFAKEFAKE2';
const PASSWORD = 'Fake-password-4711';
// Nobody has told the redactor of these.
const UNKNOWN = 'Fake-unknown-0123456789';

// Where hundreds of secrets of other tests are known, a body may be left out for what it would take to read.
test.use({ hasOwnWorker: true });
test.describe.configure({ mode: 'default' });

test.beforeAll(() => {
  for (const secret of [KEY, PASSWORD]) new Secret(secret);
});

interface Exchange {
  readonly url?: string;
  readonly method?: string;
  readonly sent?: string | Uint8Array;
  readonly sentAs?: string;
  readonly answered?: string | Uint8Array;
  readonly answeredAs?: string;
}

/** A trace with one exchange, as Playwright writes it. */
function makeTrace(exchange: Exchange, events: readonly object[] = []): Uint8Array {
  const { url = `${SERVER}/api/users/me`, method = 'POST', sent = '', answered = '' } = exchange;
  const { sentAs = 'application/json', answeredAs = 'application/json' } = exchange;
  const files: Record<string, Uint8Array> = {};
  const store = (body: string | Uint8Array, ending: string) => {
    const bytes = Buffer.from(body);
    const name = `resources/${createHash('sha1').update(bytes).digest('hex')}.${ending}`;
    files[name] = bytes;
    return name;
  };
  const snapshot = {
    startedDateTime: '2026-01-01T00:00:00.000Z',
    request: {
      ...{ method, url, cookies: [], headersSize: 100 + sent.length, bodySize: sent.length },
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
      headers: [{ name: 'Content-Length', value: String(sent.length) }],
      postData: { mimeType: sentAs, text: '', params: [], _file: store(sent, 'dat') },
    },
    response: {
      ...{
        status: 200,
        cookies: [],
        headersSize: 100 + answered.length,
        bodySize: answered.length,
        _transferSize: 200 + answered.length,
      },
      headers: [{ name: 'X-Auth-Token', value: UNKNOWN }],
      content: {
        size: answered.length,
        compression: answered.length,
        mimeType: answeredAs,
        _file: store(answered, 'json'),
      },
    },
  };
  const lines = (each: readonly object[]) => strToU8(each.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return zipSync({
    ...files,
    'trace.trace': lines(events),
    'trace.network': lines([{ type: 'resource-snapshot', snapshot }]),
  });
}

interface CleanTrace {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly events: readonly Record<string, unknown>[];
  readonly entry: Entry;
  /** All of it, names included. */
  readonly text: string;
}

function clean(trace: Uint8Array, hidden = new HiddenTimes(), server = SERVER): CleanTrace {
  const files = unzipSync(cleanTrace([trace], { server, hidden }));
  const read = (name: string) =>
    Buffer.from(files[name] ?? '')
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  const text = Object.entries(files)
    .map(([name, bytes]) => `${name}\n${Buffer.from(bytes).toString('latin1')}`)
    .join('\n');
  return { files, events: read('trace.trace'), entry: read('trace.network')[0]?.snapshot, text };
}

const reply = JSON.stringify({ Id: 'apikeys-1', Purpose: 'a purpose', ApiKey: KEY });

const unreadable: Readonly<Record<string, Exchange>> = {
  'one byte that is no UTF-8': {
    answered: Buffer.concat([Buffer.from(reply), Buffer.from([0xff])]),
  },
  'a text with such a byte in the midst of a key': {
    answered: Buffer.from(`${KEY.slice(0, 18)}\xff${KEY.slice(18)}`, 'latin1'),
    answeredAs: 'text/plain',
  },
  'an end that is cut off': { answered: reply.slice(0, -2) },
  'a byte order mark and UTF-16': { answered: Buffer.from(`\ufeff${reply}`, 'utf16le') },
  'UTF-16 without a mark': { answered: Buffer.from(KEY, 'utf16le'), answeredAs: 'text/plain' },
  'a page': { answered: `<input type=hidden value=${UNKNOWN}>${KEY}`, answeredAs: 'text/html' },
  'a script': { answered: `const token = '${UNKNOWN}'; // ${KEY}`, answeredAs: 'text/javascript' },
  'no type that is known': { answered: `${UNKNOWN} ${KEY}`, answeredAs: 'x-unknown' },
  'a picture that is none': { answered: `${UNKNOWN} ${KEY}`, answeredAs: 'image/png' },
  'several parts': {
    sent: `--a\r\ncontent-disposition: form-data; name=x\r\n\r\n${UNKNOWN}\r\n--a--`,
    sentAs: 'multipart/form-data; boundary=a',
  },
};

for (const [what, exchange] of Object.entries(unreadable)) {
  test(`a body of ${what} is left out of a trace and of a recording`, () => {
    const { files, entry, text } = clean(makeTrace(exchange));
    expect(findLeaks([KEY, UNKNOWN, 'a purpose'], text)).toEqual([]);
    expect(
      findLeaks(
        [KEY, UNKNOWN].map((secret) => secret.slice(4, 16)),
        text,
      ),
    ).toEqual([]);
    expect(text).not.toContain(KEY.split('').join('\0'));
    const body = exchange.sent ? entry.request.postData : entry.response.content;
    expect(body).not.toHaveProperty('_file');
    expect(Object.keys(files).filter((name) => name.startsWith('resources/'))).toEqual([]);

    const content = Buffer.from(exchange.answered ?? '').toString('base64');
    const log = {
      version: '1.2',
      creator: { name: '', version: '' },
      entries: [recorded(exchange, content)],
    };
    expect(findLeaks([KEY, UNKNOWN], JSON.stringify(cleanHar({ log }, SERVER)))).toEqual([]);
  });
}

function recorded({ sent = '', sentAs = '', answered, answeredAs = '' }: Exchange, base64: string): Entry {
  const isText = typeof answered === 'string';
  const content = isText ? { text: answered } : { text: base64, encoding: 'base64' };
  return {
    request: { url: `${SERVER}/api/a`, headers: [], postData: { mimeType: sentAs, text: String(sent) } },
    response: { headers: [], content: { size: 1, mimeType: answeredAs, ...content } },
  } as unknown as Entry;
}

test('what gives a body away by its hash or its size is a secret, as what it is called', () => {
  for (const name of [
    'x-amz-content-sha256',
    'Content-Digest',
    'Content-MD5',
    'ETag',
    'X-Body-Hash',
    'Content-Range',
  ])
    expect(isSecretName(name), name).toBe(true);
  for (const name of ['Content-Type', 'Accept', 'Location', 'shape', 'hashtag'])
    expect(isSecretName(name), name).toBe(false);
});

test('a secret whose name has a number is one, however short it is, in a form and in a document', () => {
  const fields = { username1: 'somebody', password1: 'zx9q', passwd_2: 'zx9q', 'api-key-3': 'zx9q' };
  const sentAs = 'application/x-www-form-urlencoded';
  for (const exchange of [
    { sent: new URLSearchParams({ ...fields, otp1: '4711' }).toString(), sentAs },
    { sent: JSON.stringify({ ...fields, otp1: 4711 }) },
  ]) {
    const { text } = clean(makeTrace(exchange));
    expect(text).toContain('somebody');
    for (const secret of ['zx9q', '4711']) expect(text).not.toContain(secret);
  }
});

test('a document that is sent or answered as plain text is cleaned as a document', () => {
  const body = JSON.stringify({ Username: 'somebody', Password: "O'B-9", Otp1: 4711 });
  for (const type of ['text/plain', 'text/plain;charset=UTF-8'])
    for (const exchange of [
      { sent: body, sentAs: type },
      { answered: body, answeredAs: type },
    ]) {
      const { text } = clean(makeTrace(exchange));
      expect(text).toContain('somebody');
      for (const secret of ["O'B-9", '4711']) expect(text).not.toContain(secret);
    }
});

test('a picture is kept of a time that nothing hides, and never where the trace does not say when it was taken', () => {
  const frame = (name: string) => ({ type: 'screencast-frame', file: `screencast/${name}.jpeg` });
  const events = [{ ...frame('dated'), frameSwapWallTime: Date.now() }, frame('undated')];
  const pictures = Object.fromEntries(events.map(({ file }) => [file, strToU8(file)]));
  const trace = zipSync({ ...unzipSync(makeTrace({}, events)), ...pictures });
  const keep = (hidden?: HiddenTimes) => {
    const { files } = clean(trace, hidden);
    return Object.keys(files).flatMap((name) =>
      name.startsWith('screencast/') ? [Buffer.from(files[name] ?? '').toString()] : [],
    );
  };
  const all = new HiddenTimes();
  all.hideAll();

  expect(keep()).toEqual(['screencast/dated.jpeg']);
  expect(keep(all)).toEqual([]);
});

test('a body that can be read is kept, without its secrets, under a name that no hash of it is', () => {
  const { files, entry, text } = clean(
    makeTrace({
      sent: JSON.stringify({ Username: 'admin', Password: 'xyz', Otp: 123 }),
      answered: JSON.stringify({ ...JSON.parse(reply), sessionToken: UNKNOWN, State: { Text: PASSWORD } }),
    }),
  );
  const read = (part: object) => {
    const { _file: name = '' } = part as { _file?: string };
    return { name, body: JSON.parse(Buffer.from(files[name] ?? '').toString()) };
  };
  const sent = read(entry.request.postData ?? {});
  const answered = read(entry.response.content);

  expect(sent.body).toEqual({ Username: 'admin', Password: '[redacted]', Otp: '[redacted]' });
  expect(answered.body).toMatchObject({ Id: 'apikeys-1', ApiKey: '[redacted]', sessionToken: '[redacted]' });
  expect(findLeaks([KEY, UNKNOWN, PASSWORD], text)).toEqual([]);
  const hashes = [
    ...[JSON.stringify({ Username: 'admin', Password: 'xyz', Otp: 123 }), reply],
    ...Object.values(files).map((bytes) => Buffer.from(bytes)),
  ].map((body) => createHash('sha1').update(body).digest('hex'));
  for (const { name } of [sent, answered]) {
    expect(name).toMatch(/^resources\/[0-9a-f]{32}\.\w+$/);
    for (const hash of hashes) expect(name).not.toContain(hash.slice(0, 32));
  }
  expect(sent.name).not.toBe(answered.name);
});

test('the same trace gets other names each time', () => {
  const trace = makeTrace({ answered: reply });
  const [first, second] = [clean(trace), clean(trace)].map(({ files }) =>
    Object.keys(files).filter((name) => name.startsWith('resources/')),
  );
  expect(first).toHaveLength(1);
  expect(second).not.toEqual(first);
});

test('nothing tells how long a body was, in which a password stood', () => {
  const lengths = ['a', 'a'.repeat(50)].map((password) => {
    const body = JSON.stringify({ Username: 'admin', Password: password });
    const { entry } = clean(makeTrace({ sent: body, answered: body }));
    const { startedDateTime: _, ...rest } = entry;
    return JSON.stringify(rest).replaceAll(/resources\/\w+/g, '');
  });
  expect(lengths[0]).toBe(lengths[1]);
});

test('what is sent to anybody but the server is left out, and what they answer, but for what a page is drawn with', () => {
  const url = `${PROVIDER}/x?a=1`;
  const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('a picture')]);
  const form = { url, sent: `passphrase=${UNKNOWN}&x=1`, sentAs: 'application/x-www-form-urlencoded' };
  const traces = {
    form: clean(makeTrace({ ...form, answered: JSON.stringify({ anything: UNKNOWN }) })),
    style: clean(makeTrace({ ...form, answered: `a { color: red }`, answeredAs: 'text/css; charset=utf-8' })),
    picture: clean(makeTrace({ ...form, answered: picture, answeredAs: 'image/png' })),
    signed: clean(
      makeTrace({ ...form, answered: Buffer.concat([picture, Buffer.from(KEY)]), answeredAs: 'image/png' }),
    ),
  };
  const kept = (trace: CleanTrace) =>
    Object.entries(trace.files).flatMap(([name, bytes]) => (name.startsWith('resources/') ? [bytes] : []));

  for (const trace of Object.values(traces)) expect(findLeaks([UNKNOWN, KEY], trace.text)).toEqual([]);
  expect(traces.form.entry.request.postData).toMatchObject({ comment: 'left out' });
  expect(kept(traces.form)).toEqual([]);
  expect(kept(traces.style).map((bytes) => Buffer.from(bytes).toString())).toEqual(['a { color: red }']);
  expect(kept(traces.picture).map((bytes) => Buffer.from(bytes))).toEqual([picture]);
  expect(kept(traces.signed)).toEqual([]);
});

const placed: string[] = [];

/** @returns a text that stands at one place alone, so that whoever finds it knows where it was left */
function place(where: string): string {
  const text = `fake ${where}`;
  placed.push(text);
  return text;
}

/** What stands in a field of a page, or beside it. */
const page = [
  'HTML',
  {},
  ['META', { name: 'csrf-token', content: place('meta') }],
  ['INPUT', { type: 'hidden', name: 'flow', value: place('hidden'), __playwright_value_: place('typed') }],
  ['INPUT', { name: 'SAMLResponse', __playwright_value_: place('answer') }],
  ['INPUT', { type: 'tel', __playwright_value_: '123456' }],
  ['TEXTAREA', { __playwright_value_: place('text') }, place('text as it came')],
  ['SELECT', {}, ['OPTION', { value: place('option') }, 'One']],
  ['SCRIPT', {}, place('script')],
  ['svg:script', {}, place('script of SVG')],
  ['A', { href: ` javascript:go('${place('javascript')}')` }, 'Go'],
  ['DIV', { 'data-a': 'Fake0123456789Fake0123456789', nonce: place('nonce') }, PASSWORD],
  ['DIV', { 'data-token': place('attribute') }],
  ['A', { href: `https://p/?to=https%3A%2F%2Fq%2F%3Fstate%3D${UNKNOWN}%26nonce%3D${UNKNOWN}` }],
  ['INPUT', { type: 'submit', value: 'Sign in', __playwright_value_: 'Sign in' }],
  [[1, 2]],
  { of: UNKNOWN },
];

test('a snapshot keeps its nodes, and nothing of what stands in its fields', () => {
  const snapshot = { callId: 'call@1', frameUrl: `${PROVIDER}/cb?code=${UNKNOWN}`, html: page };
  const { events, text } = clean(makeTrace({}, [{ type: 'frame-snapshot', snapshot }]));

  expect(findLeaks([UNKNOWN, PASSWORD, '123456', 'Fake0123456789Fake'], text)).toEqual([]);
  expect(placed.filter((each) => text.includes(each))).toEqual([]);
  const { html = [] } = (events[0]?.snapshot ?? {}) as { html?: unknown[] };
  expect(html).toHaveLength(page.length);
  expect(html.slice(-3)).toEqual([
    ['INPUT', { type: 'submit', value: 'Sign in', __playwright_value_: 'Sign in' }],
    [[1, 2]],
    '',
  ]);
});

test('what is decoded before it is judged is known all the same: addresses, forms, numbers, JSON within JSON', () => {
  const secrets = [
    'Pässwört+horse-battery',
    'ab&cdefgh&ij',
    '98765432109876543210',
    '31415926',
    '[20241225]',
  ];
  for (const secret of secrets) new Secret(secret);
  const pieces = [
    ...secrets,
    'P\ufffdssw\ufffdrt',
    'Pässwört horse',
    'cdefgh',
    '9876543210987654',
    '20241225',
  ];
  const look = (exchange: Exchange) => {
    const { entry, text } = clean(makeTrace(exchange));
    expect(findLeaks(pieces, text)).toEqual([]);
    expect(findLeaks(pieces, decodeURIComponent(JSON.stringify(entry).replaceAll('+', ' ')))).toEqual([]);
  };
  const form = 'application/x-www-form-urlencoded';
  look({ sent: 'c=P%E4ssw%F6rt%2Bhorse-battery&raw=Pässwört+horse-battery&x=ab&cdefgh&ij', sentAs: form });
  look({ answered: '{"a":98765432109876543210}' });
  look({ answered: '{"a":-31415926,"b":31415926.5}' });
  look({ answered: '{"a":"[20241225]","b":["x"]}' });
  look({ url: `${SERVER}/api/trail?c=P%E4ssw%F6rt%2Bhorse-battery&raw=P%C3%A4ssw%C3%B6rt+horse-battery` });
});

test('what is a secret by its name is one, however short it is, in a form, a document and a number of an event', () => {
  new Secret('31415927');
  const sentAs = 'application/x-www-form-urlencoded';
  const form = clean(makeTrace({ sent: 'username=somebody&passcode=zx9q&a=1', sentAs }));
  expect(form.text).toContain('username=somebody');
  expect(form.text).not.toContain('zx9q');
  const document = clean(makeTrace({ answered: '{"Name":"somebody","NewPassword":"zx9q","pin":1}' }));
  expect(document.text).toContain('somebody');
  expect(document.text).not.toContain('zx9q');
  const event = {
    type: 'before',
    callId: 'call@1',
    params: { code: 31415927, cookies: [{ name: 'a', value: 'zx9q' }] },
  };
  const { text } = clean(makeTrace({}, [event]));
  for (const secret of ['31415927', 'zx9q']) expect(text).not.toContain(secret);
});

test('what is a secret by its name or its looks is one, though a part of it is known', () => {
  const head = Buffer.from(`{"alg":"RS256","kid":"${'fake'.repeat(20)}"}`).toString('base64url');
  new Secret(`${head}.${'fake'.repeat(20)}.fake`);
  for (const secret of ['Token', 'sword', '","Secret":"']) new Secret(secret);
  const token = `${head}.${UNKNOWN}.${UNKNOWN}`;
  const fields = { RefreshToken: 'zx9q', a: 'b', Secret: 'zx9q', list: [{ name: 'X-Token', value: 'zx9q' }] };
  const sentAs = 'application/x-www-form-urlencoded';
  for (const exchange of [
    { answered: JSON.stringify({ ...fields, token: { text: token } }) },
    { sent: `passwords=1&NewPassword=zx9q&x=${token}`, sentAs },
  ]) {
    const { text } = clean(makeTrace(exchange));
    for (const secret of ['zx9q', UNKNOWN]) expect(text).not.toContain(secret);
  }
});

test('no message of a web socket is in a recording', () => {
  const entry = {
    ...recorded({}, ''),
    _webSocketMessages: [{ type: 'send', time: 1, opcode: 1, data: UNKNOWN }],
  } as const;
  const log = { version: '1.2', creator: { name: '', version: '' }, entries: [entry as unknown as Entry] };
  expect(JSON.stringify(cleanHar({ log }, SERVER))).not.toContain(UNKNOWN);
});

test('a recording has bodies of the server alone', () => {
  expect(record(SERVER, `${SERVER}/api/a`).split(UNKNOWN)).toHaveLength(3);
  expect(record(SERVER, `${PROVIDER}/api/a`)).not.toContain(UNKNOWN);
});

/** A recording of one exchange, with something in both bodies that nobody has told us of. */
function record(server: string, url: string): string {
  const entry = recorded(
    {
      ...{ sent: `username=somebody&pin=${UNKNOWN}`, sentAs: 'application/x-www-form-urlencoded' },
      ...{ answered: `{"b":"${UNKNOWN}"}`, answeredAs: 'application/json' },
    },
    '',
  );
  const entries = [{ ...entry, request: { ...entry.request, url } }];
  return JSON.stringify(
    cleanHar({ log: { version: '1.2', creator: { name: '', version: '' }, entries } }, server),
  );
}

test("what stands in front of the server at its very origin has no bodies in a trace or a recording, the server's API has", () => {
  const form = `username=somebody&password=${UNKNOWN}&password1=4711-123456&pin=${UNKNOWN}`;
  const look = (server: string, url: string) => {
    const exchange = { url, sent: form, sentAs: 'application/x-www-form-urlencoded' };
    const trace = makeTrace({ ...exchange, answered: JSON.stringify({ anything: UNKNOWN }) });
    return [clean(trace, undefined, server).text, record(server, url)];
  };
  for (const [server, path] of [
    ['', '/my.policy'],
    ['', '/'],
    ['', '/login?next=/api/users'],
    ['', '/apis/login'],
    ['', '/login/api/users'],
    ['', '/api/../login'],
    ['/Octopus', '/my.policy'],
    ['/Octopus', '/api/users'],
    ['/Octopus', '/Octopus/login'],
  ] as const)
    for (const text of look(`${SERVER}${server}`, `${SERVER}${path}`))
      expect(findLeaks(['somebody', UNKNOWN, '4711-123456'], text), `${server} ${path}`).toEqual([]);
  for (const [server, path] of [
    ['', '/api/users'],
    ['/', '/API/Users'],
    ['/Octopus', '/octopus/api/users'],
    ['/octopus/', '/Octopus/API/users'],
  ] as const)
    for (const text of look(`${SERVER}${server}`, `${SERVER}${path}`)) {
      expect(text, `${server} ${path}`).toContain('somebody');
      expect(text, `${server} ${path}`).toContain(UNKNOWN);
      expect(text, `${server} ${path}`).not.toContain('4711-123456');
    }
});

test('a snapshot has no name of an element or an attribute, no doctype and no field that nobody knows with a secret in it', () => {
  new Secret('Fake-Passw0rd');
  const html = [
    'HTML',
    {},
    ['FAKE-PASSW0RD', {}, 'text'],
    ['fake-passw0rd', {}],
    ['P', { 'data-fake-passw0rd': '' }],
  ];
  const snapshot = {
    callId: 'call@1',
    frameUrl: SERVER,
    doctype: 'Fake-Passw0rd',
    html,
    more: 'Fake-Passw0rd',
  };
  const { events, text } = clean(makeTrace({}, [{ type: 'frame-snapshot', snapshot }]));

  expect(text.toLowerCase()).not.toContain('fake-passw0rd');
  expect(events[0]?.snapshot).toMatchObject({ callId: 'call@1', html: ['HTML', {}, '', '', ['P', {}]] });
});

test('a style that a script has changed is kept as it was then, without secrets; what is none is left out', () => {
  const styles = 'h1 { color: red }';
  const trace = unzipSync(makeTrace({}));
  const snapshot = {
    ...{ callId: 'call@1', frameUrl: SERVER, html: ['HTML', {}] },
    resourceOverrides: [
      { url: `${SERVER}/a.css`, file: 'resources/a.css' },
      { url: `${SERVER}/b.css?state=${UNKNOWN}`, ref: 1 },
      { url: `${SERVER}/c.css`, file: 'resources/missing.css' },
    ],
  };
  const { files, events, text } = clean(
    zipSync({
      ...trace,
      'trace.trace': strToU8(`${JSON.stringify({ type: 'frame-snapshot', snapshot })}\n`),
      'resources/a.css': strToU8(`${styles} /* ${PASSWORD} */`),
    }),
  );
  const { resourceOverrides = [] } = (events[0]?.snapshot ?? {}) as {
    resourceOverrides?: { file?: string }[];
  };

  expect(findLeaks([UNKNOWN, PASSWORD], text)).toEqual([]);
  expect(resourceOverrides).toMatchObject([{ url: `${SERVER}/a.css` }, { ref: 1 }]);
  expect(resourceOverrides).toHaveLength(2);
  expect(Buffer.from(files[resourceOverrides[0]?.file ?? ''] ?? '').toString()).toContain(styles);
});

test('a line that cannot be read, one of an unknown kind, and the bodies of actions are left out', () => {
  const events = [
    { type: 'before', callId: 'call@1', params: { status: 200, body: UNKNOWN, jsonData: UNKNOWN } },
    {
      type: 'before',
      callId: 'call@2',
      params: { postData: UNKNOWN, multipartData: UNKNOWN, formData: UNKNOWN },
    },
    { type: 'screenshot', file: UNKNOWN },
    { type: 'after', callId: 'call@1', attachments: [] },
  ];
  const trace = unzipSync(makeTrace({}, events));
  const broken = `${Buffer.from(trace['trace.trace'] ?? '').toString()}{"type":"log","message":"${UNKNOWN}\n`;
  const { events: kept, text } = clean(
    zipSync({
      ...trace,
      'trace.trace': strToU8(broken),
      'trace.stacks': strToU8(
        JSON.stringify({ files: [`/home/${UNKNOWN}/a.ts`], stacks: [[1, [[0, 1, 1, UNKNOWN]]]] }),
      ),
      'src/a.js': strToU8(UNKNOWN),
      'resources/b.txt': strToU8(UNKNOWN),
    }),
  );
  expect(findLeaks([UNKNOWN], text)).toEqual([]);
  expect(kept.map(({ type }) => type)).toEqual(['before', 'before', 'after']);
});

test('a password that is a word of the format of traces, or of its own messages, breaks no trace and leaves no hole', () => {
  for (const word of ['before', 'Portal', 'frame-snapshot', 'call@1', 'page@1']) new Secret(word);
  const title = 'Opening the Web Portal';
  const event = { type: 'before', callId: 'call@1', pageId: 'page@1', class: 'Page', method: 'goto', title };
  expect(clean(makeTrace({}, [event])).events[0]).toMatchObject(event);
});
