import type { StandIn } from '../../stand-in/stand-in.ts';
import type { Answer } from '../enemies/serve-portal.ts';
import {
  ASSERT,
  type Asked,
  ask,
  DONE,
  PERSON,
  redirect,
  serveProvider,
  withBody,
} from '../enemies/serve-provider.ts';
import { expect, test } from '../fixtures.ts';

// One provider sends people on to another, and has them back before it sends them to the portal.

test.use({ sharesBrowser: true });

const WORDS = ['--timeout', '60s'];
const NAME = `username=${encodeURIComponent(PERSON.username)}`;
const PASSWORD = `password=${PERSON.password}`;

type Pages = Readonly<Record<string, Answer>>;

/** Two providers; each may be told where the other is only when somebody comes. */
async function serveTwo(server: StandIn, first: (second: string) => Pages, second: (first: string) => Pages) {
  const urls = { first: '', second: '' };
  const later = (pages: () => Pages, paths: readonly string[]): Pages =>
    Object.fromEntries(
      paths.map((path) => [
        path,
        (incoming, outgoing) => {
          const answer = pages()[path] ?? '';
          if (typeof answer === 'function') return answer(incoming, outgoing);
          outgoing.writeHead(200, { 'content-type': 'text/html' }).end(answer);
        },
      ]),
    );
  const [one, two] = await Promise.all([
    serveProvider(
      server,
      later(() => first(urls.second), Object.keys(first(''))),
    ),
    serveProvider(
      server,
      later(() => second(urls.first), Object.keys(second(''))),
    ),
  ]);
  Object.assign(urls, { first: one.url, second: two.url });
  return {
    first: one,
    second: two,
    env: { ...one.env, OCTOPUS_SSO_ORIGINS: `${one.url},${two.url}` },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([one, two].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

/** @returns a page with a form that sends itself, as SAML's POST binding has it */
function sendByForm(action: string, fields: Readonly<Record<string, string>>): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
  );
  return `<form method="post" action="${action}">${inputs.join('')}<noscript><button>Continue</button></noscript></form>
    <script>document.forms[0].submit();</script>`;
}

const sendByScript = (address: string) =>
  `<p>One moment</p><script>setTimeout(() => location.replace('${address}'), 100);</script>`;

interface HandOver {
  /** How the first provider sends people on, and the second sends them back. */
  readonly on: (address: string) => Answer;
  readonly back: (address: string) => Answer;
  /** What reaches them by it. */
  readonly asked: readonly string[];
  readonly told: readonly string[];
}

const handOvers: Readonly<Record<string, HandOver>> = {
  redirects: { on: (to) => redirect(302, to), back: (to) => redirect(303, to), asked: [], told: [] },
  'forms that send themselves': {
    on: (to) => sendByForm(to, { SAMLRequest: 'Fake-request', RelayState: 'Fake-relay-state' }),
    back: (to) => sendByForm(to, { SAMLResponse: 'Fake-response' }),
    asked: ['POST /in SAMLRequest=Fake-request&RelayState=Fake-relay-state'],
    told: ['POST /back SAMLResponse=Fake-response'],
  },
  scripts: { on: sendByScript, back: sendByScript, asked: [], told: [] },
};

for (const [how, { on, back, asked, told }] of Object.entries(handOvers))
  test(`a provider that asks who it is, and by ${how} has another ask for the password, lets people in, told once of each`, {
    tag: how === 'forms that send themselves' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using both = await serveTwo(
      server,
      (second) => ({ '/': ask('user name'), '/take': on(`${second}/in`), '/back': redirect(303, ASSERT) }),
      (first) => ({ '/in': ask('password'), '/take': back(`${first}/back`) }),
    );
    const { code, stderr } = await runCommand('mint-key', { env: both.env, words: WORDS });

    expect(code, stderr).toBe(0);
    expect(withBody(both.first.heard)).toEqual([`POST /take ${NAME}`, ...told]);
    expect(withBody(both.second.heard)).toEqual([...asked, `POST /take ${PASSWORD}`]);
  });

const STAY = `<!doctype html><title>Stay signed in?</title><h1>Stay signed in?</h1>
  <form method="post" action="/stayed"><button name="stay" value="no">No</button><button name="stay" value="yes">Yes</button></form>`;

test('two providers that ask for all of it one after the other, whether to stay signed in too, are given each once', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const pages = (next: string): Pages => ({
    '/': ask('user name'),
    '/take': redirect(303, '/password'),
    '/password': ask('password', '', 'method="post" action="/checked"'),
    '/checked': redirect(303, '/stay'),
    '/stay': STAY,
    '/stayed': redirect(303, next),
  });
  await using both = await serveTwo(
    server,
    (second) => ({ ...pages(`${second}/`), '/back': redirect(303, DONE) }),
    (first) => pages(`${first}/back`),
  );
  const { code, stderr } = await runCommand('mint-key', { env: both.env, words: WORDS });
  const deeds = [`POST /take ${NAME}`, `POST /checked ${PASSWORD}`, 'POST /stayed stay=no'];

  expect(code, stderr).toBe(0);
  expect(withBody(both.first.heard)).toEqual(deeds);
  expect(withBody(both.second.heard)).toEqual(deeds);
});

const BOTH: Asked = 'user name and password';

test('where the second provider is not listed, nothing is typed there, though the first has the password: exit 4', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using both = await serveTwo(
    server,
    (second) => ({ '/': ask(BOTH), '/take': redirect(303, `${second}/`) }),
    (first) => ({ '/': ask(BOTH), '/take': redirect(303, `${first}${DONE}`) }),
  );
  const { code, stderr } = await runCommand('mint-key', { env: both.first.env, words: WORDS });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `the browser was sent to ${both.second.url}, which is not listed, and nothing was typed there`,
  );
  expect(withBody(both.first.heard)).toEqual([`POST /take ${NAME}&${PASSWORD}`]);
  expect(withBody(both.second.heard)).toEqual([]);
});

test('a second provider that refuses the password says so with its address, and both that had it are named: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using both = await serveTwo(
    server,
    (second) => ({ '/': ask(BOTH), '/take': redirect(303, `${second}/`) }),
    () => ({ '/': ask(BOTH), '/take': `<p role="alert">Fake: that is not it.</p>${ask(BOTH)}` }),
  );
  const { code, stderr } = await runCommand('mint-key', { env: both.env, words: WORDS });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `the user name and password was not taken (${both.second.url}/take). The provider says: Fake: that is not it.`,
  );
  expect(stderr).toContain(`submitted once at each of ${both.first.url}, ${both.second.url}`);
  expect(withBody(both.first.heard)).toEqual([`POST /take ${NAME}&${PASSWORD}`]);
  expect(withBody(both.second.heard)).toEqual([`POST /take ${NAME}&${PASSWORD}`]);
});

/** A second provider that would have the first get the password again. */
interface Again {
  readonly second: (first: string) => Pages;
  readonly says: (first: string) => string;
  /** What the second was given. */
  readonly given: readonly string[];
}

const agains: Readonly<Record<string, Again>> = {
  'sends people back to where it was asked for': {
    second: (first) => ({ '/': ask('password'), '/take': redirect(303, `${first}/`) }),
    says: (first) => `the password is asked for again (${first}/)`,
    given: [`POST /take ${PASSWORD}`],
  },
  'has a form that leads to the first': {
    second: (first) => ({ '/': ask('password', '', `method="post" action="${first}/take"`) }),
    says: () => 'the password is asked for again',
    given: [],
  },
  'has a script that sends it to the first': {
    second: (first) => ({
      '/': ask('password', `form.onsubmit = () => { form.action = '${first}/take'; };`),
    }),
    says: (first) =>
      `the page was about to send the password to ${first}, which was sent it before, and was stopped`,
    given: [],
  },
};

for (const [how, { second, says, given }] of Object.entries(agains))
  test(`a provider has the password once, though another of those listed ${how}: exit 4`, {
    tag: how === 'has a form that leads to the first' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using both = await serveTwo(
      server,
      (second) => ({ '/': ask('password'), '/take': redirect(303, `${second}/`) }),
      second,
    );
    const { code, stderr } = await runCommand('mint-key', { env: both.env, words: WORDS });

    expect(withBody(both.first.heard), stderr).toEqual([`POST /take ${PASSWORD}`]);
    expect(withBody(both.second.heard), stderr).toEqual(given);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(says(both.first.url));
  });

test('two providers that send people to and fro with one question after the other are left in the end: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using both = await serveTwo(
    server,
    (second) => ({ '/': ask('user name'), '/take': redirect(303, `${second}/`) }),
    (first) => ({ '/': ask('user name'), '/take': redirect(303, `${first}/`) }),
  );
  const { code, stderr } = await runCommand('mint-key', { env: both.env, words: WORDS });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain('its pages go round in circles');
  expect(withBody(both.first.heard)).toEqual(Array(3).fill(`POST /take ${NAME}`));
  expect(withBody(both.second.heard)).toEqual(Array(3).fill(`POST /take ${NAME}`));
});

test('two providers that ask for a one-time code get one each, and never the same', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using both = await serveTwo(
    server,
    (second) => ({ '/': ask('one-time code'), '/take': redirect(303, `${second}/`) }),
    (first) => ({ '/': ask('one-time code'), '/take': redirect(303, `${first}${DONE}`) }),
  );
  const { code, stderr } = await runCommand('mint-key', { env: both.env, words: ['--timeout', '90s'] });
  const codes = [both.first, both.second].flatMap(({ heard }) => withBody(heard));

  expect(code, stderr).toBe(0);
  expect(codes).toEqual(Array(2).fill(expect.stringMatching(/^POST \/take code=\d{6}$/)));
  expect(codes[0]).not.toBe(codes[1]);
});

const PUSH = `<!doctype html><title>Verify</title><h1>Verify with a push notification</h1>
  <form method="post" action="/pushed"><input type="hidden" name="asked" value="push"><button>Send push</button></form>`;

test('of two providers that offer to ask another device one is told to, and the other is not: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using both = await serveTwo(
    server,
    (second) => ({ '/': PUSH, '/pushed': redirect(303, `${second}/`) }),
    (first) => ({ '/': PUSH, '/pushed': redirect(303, `${first}${DONE}`) }),
  );
  const { code, stderr } = await runCommand('mint-key', { env: both.env, words: ['--timeout', '25s'] });

  expect(withBody(both.first.heard), stderr).toEqual(['POST /pushed asked=push']);
  expect(withBody(both.second.heard)).toEqual([]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('was to be approved on another device');
});
