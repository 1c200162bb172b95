import { EventEmitter, once } from 'node:events';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Answer } from '../enemies/serve-portal.ts';
import {
  ask,
  DONE,
  PERSON,
  type StrangeProvider,
  serveProvider,
  withBody,
} from '../enemies/serve-provider.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { findProgram } from '../find-program.ts';
import { test as base, expect } from '../fixtures.ts';
import { endStarted, type Started, startCommand, startProgram, wordsOf } from '../start-command.ts';
import { awaitQuestion, idOf } from './answer-questions.ts';

/** A run that asks by files in a folder. */
interface Asking {
  readonly mint: Started;
  readonly provider: StrangeProvider;
  /** What lies in the folder of the questions. */
  readonly left: () => Promise<string[]>;
}

const test = base.extend<{
  /** Starts a mint that asks about a provider's pages; `/` is the first of them. */
  readonly startAsking: (
    files: Readonly<Record<string, Answer>>,
    line?: { readonly words?: readonly string[]; readonly env?: Readonly<Record<string, string>> },
  ) => Promise<Asking>;
}>({
  startAsking: async ({ startServer, startBrowser, folder }, use) => {
    const providers: StrangeProvider[] = [];
    await use(async (files, { words = [], env } = {}) => {
      const provider = await serveProvider(await startServer(), files);
      providers.push(provider);
      const questions = join(folder, 'questions');
      await mkdir(questions, { mode: 0o700 });
      const mint = startCommand('mint-key', {
        args: ['--timeout', '60s', '--on-unknown', `ask:${questions}`, ...words],
        env: { OCTOPUS_BROWSER: await startBrowser(), ...provider.env, ...env },
        cwd: folder,
      });
      return { mint, provider, left: () => readdir(questions) };
    });
    await endStarted();
    await Promise.all(providers.map((provider) => provider[Symbol.asyncDispose]()));
  },
});

const redirect =
  (location: string) =>
  (_: unknown, outgoing: ServerResponse): void =>
    void outgoing.writeHead(303, { location }).end();

/** Begins to tell a page something, which no page waits for. */
function stream(outgoing: ServerResponse): ServerResponse {
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  return outgoing;
}

/** A page that nobody knows, with a door that leads in, and another that leads nowhere. */
const DOORS = `<!doctype html><meta charset="utf-8"><title>Doors</title><h1>Two doors</h1><hr>
  <button onclick="location = '${DONE}'">Left</button><button onclick="fetch('/shut')">Right</button>`;

/** A page that nobody knows, with fields that nobody knows either. */
const GATE = `<!doctype html><title>Gate</title><h1>Halt!</h1><hr>
  <form method="post" action="/take"><label>Losung <input name="losung"></label><label>Wer da? <input name="wer"></label>
  <button>Passieren</button></form>`;

test('a page that nobody knows is asked about in a file, which is answered in another, and neither is left', async ({
  startAsking,
}) => {
  const { mint, provider, left } = await startAsking({
    '/': `${DOORS}<p role="alert">Choose \u202ewell</p><input name="a">`,
  });
  const asked = await awaitQuestion(mint);
  const { mode } = await stat(asked.path);
  await asked.answer({ press: idOf(asked, 'Left') });
  const { code, stdout, stderr } = await mint.exited;

  expect(asked.question).toEqual({
    reason: 'it does not go on',
    address: `${provider.url}/`,
    heading: 'Two doors',
    // What turns the direction of writing says nothing that a person reads, and could stand within a secret.
    text: 'Two doors LeftRight Choose well',
    errors: ['Choose well'],
    buttons: [
      { id: 1, name: 'Left' },
      { id: 2, name: 'Right' },
    ],
    fields: [{ id: 3, label: 'a', type: 'text' }],
    texts: ['username', 'password', 'code'],
    answer: expect.stringMatching(/^answer-[\w-]+\.json$/),
  });
  expect(mode & 0o777).toBe(0o600);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^API-\w+\n$/);
  expect(withBody(provider.heard)).toEqual([]);
  expect(await left()).toEqual([]);
});

interface Typing {
  readonly type: Readonly<Record<string, string>>;
  readonly presses: boolean;
  /** What the provider is sent. */
  readonly sent: RegExp;
}

const { username, password } = PERSON;
const [name, secret] = [username, password].map((text) => encodeURIComponent(text));

const typings: Readonly<Record<string, Typing>> = {
  'the password': {
    type: { Losung: 'password' },
    presses: true,
    sent: new RegExp(`^POST /take losung=${secret}&wer=$`),
  },
  'user name and password': {
    type: { Losung: 'password', 'Wer da?': 'username' },
    presses: false,
    sent: new RegExp(`^POST /take losung=${secret}&wer=${name}$`),
  },
  'the user name': {
    type: { 'Wer da?': 'username' },
    presses: false,
    sent: new RegExp(`^POST /take losung=&wer=${name}$`),
  },
  'a one-time code': {
    type: { Losung: 'code' },
    presses: true,
    sent: /^POST \/take losung=\d{6}&wer=$/,
  },
};

for (const [what, { type, presses, sent }] of Object.entries(typings))
  test(`an answer has ${what} typed into the fields that it names, once, and the walk goes on by itself`, {
    tag: '@extended',
  }, async ({ startAsking }) => {
    const { mint, provider } = await startAsking({ '/': GATE, '/take': redirect(DONE) });
    const asked = await awaitQuestion(mint);
    const typed = Object.entries(type).map(([field, text]) => [idOf(asked, field), text]);
    const press = presses ? { press: idOf(asked, 'Passieren') } : {};
    await asked.answer({ type: Object.fromEntries(typed), ...press });
    const { code, stderr } = await mint.exited;

    expect(code, stderr).toBe(0);
    expect(withBody(provider.heard)).toEqual([expect.stringMatching(sent)]);
    expect(stderr).not.toContain(password);
  });

test('the password is typed once, whatever is answered: where it was given it is no choice any more', {
  tag: '@extended',
}, async ({ startAsking }) => {
  const { mint, provider } = await startAsking({ '/': GATE, '/take': redirect('/again'), '/again': GATE });
  const first = await awaitQuestion(mint);
  await first.answer({ type: { [idOf(first, 'Losung')]: 'password' } });
  const second = await awaitQuestion(mint, 2);
  await second.answer({ type: { [idOf(second, 'Losung')]: 'password' } });
  const third = await awaitQuestion(mint, 3);
  await third.answer({ stop: true });
  const { code, stderr } = await mint.exited;

  expect(first.question.texts).toContain('password');
  expect(second.question.texts).toEqual(['username', 'code']);
  expect(stderr).toContain('there is no password, or it was given already');
  expect(code, stderr).toBe(4);
  expect(withBody(provider.heard)).toHaveLength(1);
});

/** What a page does when it is told to, while it is asked about. */
interface Change {
  readonly script: string;
  /** Whether the question is withdrawn at once. */
  readonly isWithdrawn?: true;
}

const changes: Readonly<Record<string, Change>> = {
  'says something else on top': { script: 'h1.textContent = "Do you want to lose your account?"' },
  'says something else beneath': { script: 'sum.textContent = "You lose your account."' },
  'says another number': { script: 'sum.textContent = "It costs 6000 EUR."' },
  'shows an error': { script: 'h1.insertAdjacentHTML("beforebegin", "<p role=alert>Left is shut</p>")' },
  'has drawn its button anew, by the same name': { script: 'left.outerHTML = left.outerHTML' },
  'has given its button another name': { script: 'left.textContent = "Delete"' },
  'has put its button out of use': { script: 'left.disabled = true' },
  'has ticked a box': { script: 'document.querySelector("[name=share]").checked = true' },
  'has ticked a box that is hidden': { script: 'document.querySelector("[name=unseen]").checked = true' },
  'has ticked what is a box for people alone': {
    script: 'document.querySelector("[role=switch]").setAttribute("aria-checked", "true")',
  },
  'has chosen something else': { script: 'document.querySelector("select").selectedIndex = 1' },
  'has filled in a field': { script: 'document.querySelector("[name=sum]").value = "6000"' },
  'shows another button': { script: 'left.insertAdjacentHTML("afterend", "<button>Middle</button>")' },
  'has become another document': { script: 'location = "/others"', isWithdrawn: true },
};

for (const [how, { script, isWithdrawn }] of Object.entries(changes))
  test(`nothing is pressed on a page that ${how} since it was asked about, and it is asked again`, {
    tag: how === 'has ticked a box' ? [] : '@extended',
  }, async ({ startAsking }) => {
    const events = new EventEmitter();
    const [telling, changed] = [once(events, 'tell'), once(events, 'changed')];
    const html = `<!doctype html><title>Doors</title><h1>Two doors</h1><p id="sum">It costs 6 EUR.</p><hr>
      <button id="left" onclick="fetch('/pressed')">Left</button><button>Right</button>
      <label><input type="checkbox" name="share">Share it</label><input type="checkbox" name="unseen" hidden>
      <span role="switch" aria-checked="false" tabindex="0">Share all</span>
      <select name="with"><option>Nobody</option><option>Everybody</option></select><input name="sum"><script>
      const h1 = document.querySelector('h1');
      new EventSource('/tell').onmessage = () => { ${script}; fetch('/changed'); };</script>`;
    const { mint, provider } = await startAsking({
      '/': html,
      '/others': DOORS,
      '/tell': (_, outgoing) => void events.emit('tell', stream(outgoing)),
      '/changed': (_, outgoing) => void events.emit('changed', outgoing.end()),
    });
    const first = await awaitQuestion(mint);
    const [page] = await telling;
    page.write('data: now\n\n');
    if (!isWithdrawn) {
      await changed;
      await first.answer({ press: idOf(first, 'Left') });
    }
    const second = await awaitQuestion(mint, 2);
    await second.answer({ stop: true });
    const { code, stderr } = await mint.exited;

    expect(stderr).toContain(isWithdrawn ? 'the question about it is withdrawn' : 'Nothing was pressed');
    expect(provider.heard.join('\n')).not.toContain('/pressed');
    expect(second.path).not.toBe(first.path);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('it was given up');
  });

test('nothing is pressed on a page that says something else once it is typed into, and it is asked again', {
  tag: '@extended',
}, async ({ startAsking }) => {
  const script = `document.querySelector('[name=wer]').addEventListener('input', () => {
    document.querySelector('h1').textContent = 'Do you want to lose your account?'; });`;
  const { mint, provider } = await startAsking({ '/': `${GATE}<script>${script}</script>` });
  const first = await awaitQuestion(mint);
  await first.answer({ type: { [idOf(first, 'Wer da?')]: 'username' }, press: idOf(first, 'Passieren') });
  const second = await awaitQuestion(mint, 2);
  await second.answer({ stop: true });
  const { code, stderr } = await mint.exited;

  expect(second.question.heading).toBe('Do you want to lose your account?');
  expect(stderr).toContain('Nothing was pressed');
  expect(withBody(provider.heard)).toEqual([]);
  expect(code, stderr).toBe(4);
});

test('what counts down on a page does not make it another', { tag: '@extended' }, async ({ startAsking }) => {
  const page = `${DOORS}<p role="alert">1:07 left</p><script>let left = 67;
    const draw = () => Math.floor(left / 60) + ':' + String(left % 60).padStart(2, '0') + ' left';
    setInterval(() => { left -= 1; document.querySelector('p').textContent = draw(); }, 1000);</script>`;
  const { mint } = await startAsking({ '/': page });
  const asked = await awaitQuestion(mint);
  await asked.answer({ press: idOf(asked, 'Left') });
  const { code, stderr } = await mint.exited;

  expect(asked.question.errors).toEqual([expect.stringMatching(/^\d:\d\d left$/)]);
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain('Nothing was pressed');
});

test('a question is answered by waiting, and the page that comes meanwhile is walked by itself', {
  tag: '@extended',
}, async ({ startAsking }) => {
  const events = new EventEmitter();
  const opening = once(events, 'open');
  const html = `${DOORS}<script>new EventSource('/open').onmessage = () => { location = '${DONE}'; };</script>`;
  const { mint, left } = await startAsking({
    '/': html,
    '/open': (_, outgoing) => void events.emit('open', stream(outgoing)),
  });
  const asked = await awaitQuestion(mint);
  await asked.answer({ wait: true });
  await expect.poll(left).toEqual([]);
  const [page] = await opening;
  page.write('data: now\n\n');
  const { code, stderr } = await mint.exited;

  expect(code, stderr).toBe(0);
});

test('a question is asked 10 times at most: exit 4', { tag: '@extended' }, async ({ startAsking }) => {
  const { mint, left } = await startAsking({ '/': `${DOORS}<p role="alert">Choose</p>` });
  const asked = [];
  for (let number = 1; number <= 10; number += 1) {
    const question = await awaitQuestion(mint, number);
    asked.push(question.path);
    await question.answer({ press: 99 });
  }
  const { code, stderr } = await mint.exited;

  expect(code, stderr).toBe(4);
  expect(stderr).toContain('it was asked about 10 times');
  expect(new Set(asked).size).toBe(10);
  expect(await left()).toEqual([]);
});

test('a question that nobody answers ends with --timeout: exit 4, and no file is left', {
  tag: '@extended',
}, async ({ startAsking }) => {
  const { mint, left } = await startAsking({ '/': DOORS }, { words: ['--timeout', '20s'] });
  const { path } = await awaitQuestion(mint);
  expect(await left()).toEqual([basename(path)]);
  const { code, stderr } = await mint.exited;

  expect(code, stderr).toBe(4);
  expect(stderr).toContain('nobody has answered what was asked about it');
  expect(await left()).toEqual([]);
});

for (const [signal, expected] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }))
  test(`${signal} while a question stands: exit ${expected}, and no file is left`, {
    tag: signal === 'SIGTERM' ? [] : '@extended',
  }, async ({ startAsking }) => {
    test.skip(process.platform === 'win32', 'Windows has no such signals');
    const { mint, left } = await startAsking({ '/': DOORS });
    await awaitQuestion(mint);
    mint.child.kill(signal as NodeJS.Signals);
    const { code, stderr } = await mint.exited;

    expect(code, stderr).toBe(expected);
    expect(stderr).toContain(`${signal} was received`);
    expect(await left()).toEqual([]);
  });

test('what was chosen is sent to no origin that is not listed: exit 4, saying which', async ({
  startAsking,
}) => {
  await using decoy = await startDecoy();
  const { mint } = await startAsking({ '/': GATE.replace('/take', `${decoy.url}/took`) });
  const asked = await awaitQuestion(mint);
  await asked.answer({ type: { [idOf(asked, 'Losung')]: 'password' } });
  const { code, stderr } = await mint.exited;

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`sends what is typed to ${decoy.url}, which is not listed, and was not filled in`);
  expect(decoy.heard).toEqual([]);
});

test('what was chosen is stopped where the page turns its form round: exit 4', { tag: '@extended' }, async ({
  startAsking,
}) => {
  await using decoy = await startDecoy();
  const script = `<script>const [form] = document.forms; form.onsubmit = () => { form.action = '${decoy.url}/took'; };</script>`;
  const { mint } = await startAsking({ '/': `${GATE}${script}` });
  const asked = await awaitQuestion(mint);
  await asked.answer({ type: { [idOf(asked, 'Losung')]: 'password' }, press: idOf(asked, 'Passieren') });
  const { code, stderr } = await mint.exited;

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `about to send the password to ${decoy.url}, which is not listed, and was stopped`,
  );
  expect(decoy.heard).toEqual([]);
});

test('a page of an origin that is not listed is asked about by nobody: exit 4', { tag: '@extended' }, async ({
  startAsking,
  startServer,
}) => {
  await using strange = await serveProvider(await startServer(), { '/doors': DOORS });
  const { mint } = await startAsking({ '/': redirect(`${strange.url}/doors`) });
  const { code, stderr } = await mint.exited;

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`was sent to ${strange.url}, which is not listed`);
  expect(stderr).not.toContain('A question about');
});

test('a form that would put the password into an address is stopped, and asked about again', {
  tag: '@extended',
}, async ({ startAsking }) => {
  const { mint, provider } = await startAsking({ '/': GATE.replace('method="post"', '') });
  const first = await awaitQuestion(mint);
  await first.answer({ type: { [idOf(first, 'Losung')]: 'password' } });
  const second = await awaitQuestion(mint, 2);
  await second.answer({ stop: true });
  const { code, stderr } = await mint.exited;

  expect(code, stderr).toBe(4);
  expect(second.question.texts).toContain('password');
  expect(provider.heard.join('\n')).not.toContain(secret);
});

test('a page that asks for a code that nobody has at hand is asked about, too', { tag: '@extended' }, async ({
  startAsking,
}) => {
  const page = `<!doctype html><title>Code</title><h1>We have sent you an SMS</h1><form method="post" action="/take">
    <label>Code from the SMS <input name="code"></label><button>Verify</button></form><button onclick="location = '${DONE}'">Call me</button>`;
  const { mint } = await startAsking({ '/': page });
  const asked = await awaitQuestion(mint);
  await asked.answer({ press: idOf(asked, 'Call me') });
  const { code, stderr } = await mint.exited;

  expect(asked.question.reason).toContain('it asks for a code that no authenticator app makes');
  expect(asked.question.fields).toEqual([{ id: 3, label: 'Code from the SMS', type: 'text' }]);
  expect(code, stderr).toBe(0);
});

/** A mint at a terminal of its own, of which `stdout` has all that it shows. */
function startAtTerminal(env: Readonly<Record<string, string>>, cwd: string): Started {
  const words = [...wordsOf('mint-key'), '--timeout', '60s', '--on-unknown', 'ask'];
  const command = words.map((word) => `'${word}'`).join(' ');
  return startProgram(TERMINAL ?? '', { args: ['-qec', command, '/dev/null'], stdin: 'open', cwd, env });
}

/** What is shown last before something is typed, and that. */
type Dialog = readonly (readonly [shown: string, typed: string])[];

const GIVEN = 'Fake-answer-that-is-given-now';

/** Has something typed into the first field of the gate that is given now, and presses its button. */
const GIVING: Dialog = [
  ['Type a number from 1 to 5', '2\n'],
  ['Type a number from 1 to 4', '4\n'],
  ['it is not shown', `${GIVEN}\n`],
  ['Type a number from 1 to 3', '1\n'],
];

async function converse(mint: Started, dialog: Dialog): Promise<void> {
  let heard = '';
  mint.child.stdout?.on('data', (text) => {
    heard += text;
  });
  for (const [shown, typed] of dialog) {
    await expect.poll(() => heard).toContain(shown);
    heard = '';
    mint.child.stdin?.write(typed);
  }
}

const TERMINAL = process.platform === 'linux' ? findProgram('script') : undefined;
const NO_TERMINAL = 'script (of util-linux) is not installed';

test('a trace has no page that somebody was asked about, nor one that was skipped: it may show recovery codes, or the secret of an app', {
  tag: '@extended',
}, async ({ startAsking, folder }) => {
  const [seed, code] = ['GEZD GNBV GY3T QOJQ', 'YZ7K-PQ2M-XX4R-9TTW'];
  const picture = `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><text>otpauth://totp/Fake?secret=${seed.replaceAll(' ', '')}</text></svg>`;
  const app = `<h1>Set up an authenticator app</h1><img src="${picture}"><p>Or type in this key: ${seed}</p>`;
  const { mint } = await startAsking(
    {
      '/': ask('password'),
      '/take': `<!doctype html><title>App</title>${app}<button onclick="location = '/codes'">Skip for now</button>`,
      '/codes': `<!doctype html><title>Codes</title><h1>Keep these</h1><p>Recovery code: ${code}</p>${app}
        <button onclick="location = '${DONE}'">I have printed them</button>`,
    },
    { words: ['--trace', 'trace.zip'] },
  );
  const asked = await awaitQuestion(mint);
  await asked.answer({ press: idOf(asked, 'I have printed them') });
  const { code: exitCode, stderr } = await mint.exited;
  const parts = Object.entries(unzipSync(await readFile(join(folder, 'trace.zip'))));
  const texts = parts.map(([, bytes]) => strFromU8(bytes));

  expect(exitCode, stderr).toBe(0);
  expect(texts.some((text) => text.includes('Give your password'))).toBe(true);
  for (const secret of [seed, seed.replaceAll(' ', ''), code])
    expect(
      texts.some((text) => text.includes(secret)),
      secret,
    ).toBe(false);
});

test('on a terminal, numbers choose what is done, and what is given now is not shown', async ({
  startServer,
  startBrowser,
  folder,
}) => {
  test.skip(TERMINAL === undefined, NO_TERMINAL);
  await using provider = await serveProvider(await startServer(), { '/': GATE, '/take': redirect(DONE) });
  const env = { ...provider.env, OCTOPUS_BROWSER: await startBrowser() };
  await using mint = startAtTerminal(env, folder);
  await converse(mint, GIVING);
  const { code, stdout } = await mint.exited;

  expect(code, stdout).toBe(0);
  expect(withBody(provider.heard)).toEqual([`POST /take losung=${GIVEN}&wer=`]);
  expect(stdout).not.toContain(GIVEN);
  expect(stdout).toContain('  2  type into "Losung" (text)');
});

test('what is given now may be given once more where the provider asks again after a redirect', {
  tag: '@extended',
}, async ({ startServer, startBrowser, folder }) => {
  test.skip(TERMINAL === undefined, NO_TERMINAL);
  await using provider = await serveProvider(await startServer(), {
    '/': GATE,
    '/take': redirect('/again'),
    '/again': GATE.replace('/take', '/last'),
    '/last': redirect(DONE),
  });
  const env = { ...provider.env, OCTOPUS_BROWSER: await startBrowser() };
  await using mint = startAtTerminal(env, folder);
  await converse(mint, [...GIVING, ...GIVING]);
  const { code, stdout } = await mint.exited;

  expect(code, stdout).toBe(0);
  expect(withBody(provider.heard)).toEqual(
    ['/take', '/last'].map((path) => `POST ${path} losung=${GIVEN}&wer=`),
  );
});

test('what is given now is not typed again into the page that answered it', {
  tag: '@extended',
}, async ({ startServer, startBrowser, folder }) => {
  test.skip(TERMINAL === undefined, NO_TERMINAL);
  await using provider = await serveProvider(await startServer(), {
    '/': GATE,
    '/take': GATE.replace('Halt!', 'Once more!'),
  });
  const env = { ...provider.env, OCTOPUS_BROWSER: await startBrowser() };
  await using mint = startAtTerminal(env, folder);
  await converse(mint, [...GIVING, ...GIVING]);
  await mint.waitForLine('The answer is not followed: it was given there already.', 'stdout');
  mint.child.kill('SIGTERM');
  await mint.exited;

  expect(withBody(provider.heard)).toEqual([`POST /take losung=${GIVEN}&wer=`]);
});

test('what is given now is sent to no origin that is not listed: exit 4, saying which', {
  tag: '@extended',
}, async ({ startServer, startBrowser, folder }) => {
  test.skip(TERMINAL === undefined, NO_TERMINAL);
  await using decoy = await startDecoy();
  const script = `<script>const [form] = document.forms; form.onsubmit = () => { form.action = '${decoy.url}/took'; };</script>`;
  await using provider = await serveProvider(await startServer(), { '/': `${GATE}${script}` });
  const env = { ...provider.env, OCTOPUS_BROWSER: await startBrowser() };
  await using mint = startAtTerminal(env, folder);
  await converse(mint, GIVING);
  const { code, stdout } = await mint.exited;

  expect(decoy.heard, stdout).toEqual([]);
  expect(code, stdout).toBe(4);
  expect(stdout).toContain(`about to send the answer to ${decoy.url}, which is not listed, and was stopped`);
});

test('Ctrl-C ends a run at a terminal while something is typed that is not shown: exit 130', {
  tag: '@extended',
}, async ({ startServer, startBrowser, folder }) => {
  test.skip(TERMINAL === undefined, NO_TERMINAL);
  await using provider = await serveProvider(await startServer(), { '/': GATE });
  const env = { ...provider.env, OCTOPUS_BROWSER: await startBrowser() };
  await using mint = startAtTerminal(env, folder);
  await converse(mint, [...GIVING.slice(0, 2), ['it is not shown', 'Fake-beginning\u0003']]);
  const { code, stdout } = await mint.exited;

  expect(code, stdout).toBe(130);
  expect(stdout).toContain('SIGINT was received');
  expect(stdout).not.toContain('Fake-beginning');
  expect(withBody(provider.heard)).toEqual([]);
});

/** Settings with which nobody could be asked. */
interface Unheard {
  readonly command: string;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly says: string;
}

const unheard: Readonly<Record<string, Unheard>> = {
  'on no terminal': {
    command: 'mint-key',
    words: ['--on-unknown', 'ask'],
    says: 'OCTOPUS_ON_UNKNOWN (--on-unknown) asks on the terminal, and standard input or standard error is none: name a folder',
  },
  'on no terminal, by the variable': {
    command: 'list-keys',
    env: { OCTOPUS_ON_UNKNOWN: 'ask' },
    says: 'asks on the terminal, and standard input or standard error is none',
  },
  'in a fleet': {
    command: 'mint-fleet',
    words: ['fleet.yaml', '--on-unknown', 'ask'],
    says: '--on-unknown asks, and a fleet asks nobody: leave it out, and sign in to that server with mint-key',
  },
  'in a fleet, by the variable': {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    env: { OCTOPUS_ON_UNKNOWN: 'ask:questions' },
    says: 'OCTOPUS_ON_UNKNOWN asks, and a fleet asks nobody',
  },
  'without a provider': {
    command: 'mint-key',
    words: ['--on-unknown', 'ask:.'],
    env: { OCTOPUS_PROVIDER: '' },
    says: '--on-unknown means nothing without --provider',
  },
  'in a way that is none': {
    command: 'mint-key',
    words: ['--on-unknown', 'guess'],
    says: '--on-unknown "guess" is none of fail, ask, ask:FOLDER',
  },
  'in no folder': {
    command: 'mint-key',
    words: ['--on-unknown', 'ask:'],
    says: 'is none of fail, ask, ask:FOLDER',
  },
  'in a folder that is missing': {
    command: 'mint-key',
    words: ['--on-unknown', 'ask:nowhere'],
    says: '--on-unknown names a folder that no question can be written to: it is missing, or closed to you (ENOENT)',
  },
  'in a folder that is none': {
    command: 'mint-key',
    words: ['--on-unknown', 'ask:fleet.yaml'],
    says: 'fleet.yaml is no folder',
  },
  'in a folder that others can write to': {
    command: 'mint-key',
    words: ['--on-unknown', 'ask:open'],
    says: 'names a folder that no question can be written to: others can write to it: chmod 700 it',
  },
};

for (const [how, { command, words = [], env, says }] of Object.entries(unheard))
  test(`exit 2 before anything is done, where somebody is to be asked ${how}`, {
    tag: ['on no terminal', 'in a fleet, by the variable', 'in a folder that others can write to'].includes(
      how,
    )
      ? []
      : '@extended',
  }, async ({ runCommand, folder }) => {
    test.skip(process.platform === 'win32' && how.includes('others'), 'Windows has no such modes');
    await writeFile(join(folder, 'fleet.yaml'), 'servers: []\n');
    await mkdir(join(folder, 'open'));
    await chmod(join(folder, 'open'), 0o777);
    const { code, stderr } = await runCommand(command, {
      words,
      env: {
        OCTOPUS_URL: 'http://127.0.0.1:1',
        OCTOPUS_USERNAME: 'admin',
        OCTOPUS_PASSWORD: 'fake-password-for-tests',
        OCTOPUS_PROVIDER: 'Fake',
        OCTOPUS_BROWSER: '/nowhere/chromium',
        ...env,
      },
    });

    expect(code, stderr).toBe(2);
    expect(stderr.replaceAll('\\"', '"')).toContain(says);
  });
