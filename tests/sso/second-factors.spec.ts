import type { Answer } from '../enemies/serve-portal.ts';
import { DONE, PERSON, redirect, serveProvider, withBody } from '../enemies/serve-provider.ts';
import { expect, test } from '../fixtures.ts';

// Pages on which a way to prove who it is is chosen and taken by a button, and those that ask for a code along with the password.

test.use({ sharesBrowser: true });

const WORDS = ['--timeout', '60s'];
const NAME = `username=${encodeURIComponent(PERSON.username)}`;
const PASSWORD = `password=${PERSON.password}`;
const NO_CODES = { OCTOPUS_TOTP_SECRET: '' };

const page = (head: string, inner: string, script = '', attributes = 'method="post" action="/take"') =>
  `<!doctype html><title>Fake</title><h1>${head}</h1><form ${attributes}>${inner}</form><script>${script}</script>`;
const radio = (value: string, label: string, more = '') =>
  `<label><input type="radio" name="way" value="${value}" ${more}> ${label}</label>`;

const SIGN_IN_FIELDS =
  '<label>User name <input name="username"></label><label>Password <input type="password" name="password"></label>';
const SIGN_IN = page('Sign in', `${SIGN_IN_FIELDS}<button>Sign in</button>`);
const SMS = radio('sms', 'Text message to -42', 'checked');
const NEXT = '<button>Next</button>';
const WAYS = page('Verify your identity', `${SMS}${radio('totp', 'Authenticator app')}${NEXT}`);
const CODE = page(
  'Verify your identity',
  `<label>Code of your authenticator app <input name="code"></label>${NEXT}`,
  '',
  'method="post" action="/coded"',
);

interface Row {
  /** What is shown once the password was given. */
  readonly ways: string;
  /** What came of it, after user name and password. */
  readonly heard: readonly (string | RegExp)[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is said where it ends with exit code 4. */
  readonly said?: string;
  /** What is told where a key is minted. */
  readonly told?: string;
  readonly isExtended?: boolean;
  readonly files?: Readonly<Record<string, Answer>>;
}

const CODED = /^POST \/coded code=\d{6}$/;
const SELECT =
  '<select name="way"><option value="sms">Text message</option><option value="totp">Authenticator app</option></select>';

const rows: Readonly<Record<string, Row>> = {
  'radio buttons, of which another is chosen': { ways: WAYS, heard: ['POST /chosen way=totp', CODED] },
  'a list that brings the field for the code once it is chosen': {
    ways: page(
      'Verify your identity',
      `${SELECT}<div></div>${NEXT}`,
      `document.querySelector('select').onchange = ({ target }) => setTimeout(() => { document.querySelector('div').innerHTML = target.value === 'totp' ? '<label>One-time code <input name="code"></label>' : ''; }, 300);`,
    ),
    heard: [/^POST \/chosen way=totp&code=\d{6}$/],
    isExtended: true,
    files: { '/chosen': redirect(303, DONE) },
  },
  'a list that goes on by itself once it is chosen': {
    ways: page(
      'Verify your identity',
      `${SELECT}${NEXT}`,
      `document.querySelector('select').onchange = ({ target }) => setTimeout(() => target.form.submit(), 300);`,
    ),
    heard: ['POST /chosen way=totp', CODED],
    isExtended: true,
  },
  'a push, and messages': {
    ways: page('Verify your identity', `${SMS}${radio('push', 'Send push')}${NEXT}`),
    heard: ['POST /chosen way=push'],
    env: NO_CODES,
    told: 'waits for the sign-in to be approved on another device; the number is 42',
    isExtended: true,
    files: {
      '/chosen': `<!doctype html><title>Fake</title><h1>Check your phone</h1><p>We have sent a push notification.</p><div>42</div><meta http-equiv="refresh" content="2;url=${DONE}">`,
    },
  },
  'messages alone': {
    ways: page('Verify your identity', `${SMS}${radio('call', 'Phone call')}${NEXT}`),
    heard: [],
    said: 'it asks for nothing that is known; it shows the buttons',
    isExtended: true,
  },
  'an app, and there is no secret of codes': {
    ways: WAYS,
    heard: [],
    env: NO_CODES,
    said: 'it asks for nothing that is known',
    isExtended: true,
  },
  'a choice that the page takes back': {
    ways: page(
      'Verify your identity',
      `${SELECT}${NEXT}`,
      `document.querySelector('select').onchange = ({ target }) => setTimeout(() => { target.value = 'sms'; }, 50);`,
    ),
    heard: [],
    said: 'nothing came of which way to prove who it is',
    isExtended: true,
  },
};

for (const [shown, { ways, heard, env = {}, said, told, isExtended, files = {} }] of Object.entries(rows))
  test(`chooses among ${shown}: ${said ? 'exit 4, and nothing is pressed' : 'signs in'}`, {
    tag: isExtended ? '@extended' : [],
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, {
      '/': SIGN_IN,
      '/take': redirect(303, '/ways'),
      '/ways': ways.replace('/take', '/chosen'),
      '/chosen': CODE,
      '/coded': redirect(303, DONE),
      ...files,
    });
    const { code, stderr } = await runCommand('mint-key', { env: { ...provider.env, ...env }, words: WORDS });
    const [first, ...others] = withBody(provider.heard);

    expect(first, stderr).toBe(`POST /take ${NAME}&${PASSWORD}`);
    expect(others, stderr).toEqual(
      heard.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    );
    expect(code, stderr).toBe(said ? 4 : 0);
    expect(stderr).toContain(said ?? told ?? '');
  });

const beside = (label: string, script = '', attributes = 'method="post" action="/take"') =>
  page(
    'Sign in',
    `${SIGN_IN_FIELDS}<label>${label} <input name="otp"></label><button>Sign in</button>`,
    script,
    attributes,
  );
const ALL = new RegExp(`^POST /take ${NAME}&${PASSWORD}&otp=\\d{6}$`.replaceAll('.', '\\.'));

test('a one-time code is typed along with the password, and both leave once, and are told nobody', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const again = `document.forms[0].onsubmit = (event) => { event.preventDefault(); const body = new URLSearchParams(new FormData(event.target)); fetch('/take', { method: 'POST', body }); fetch('/take', { method: 'POST', body }).catch(() => {}).then(() => location.assign('${DONE}')); };`;
  await using provider = await serveProvider(server, {
    '/': beside('One-time password', again),
    '/take': '',
  });
  const env = { ...provider.env, LOG_LEVEL: 'trace' };
  const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });
  const heard = withBody(provider.heard);

  expect(heard, stderr).toEqual([expect.stringMatching(ALL)]);
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain(PERSON.password);
  expect(stderr).not.toContain(heard[0]?.slice(-6) ?? '');
});

test('of a code and a password that were typed together, neither follows the other: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const script = `const [name, password, otp] = document.forms[0].elements;
    document.forms[0].onsubmit = (event) => { event.preventDefault(); const send = (field) => fetch('/take', { method: 'POST', body: new URLSearchParams({ [field.name]: field.value }) }); send(otp).then(() => send(password)); };`;
  await using provider = await serveProvider(server, {
    '/': beside('One-time password', script),
    '/take': '',
  });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(withBody(provider.heard), stderr).toEqual([expect.stringMatching(/^POST \/take otp=\d{6}$/)]);
  expect(code, stderr).toBe(4);
});

test('a code that was about to stand in an address with the password is typed again, in the same half minute', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  let shown = 0;
  const home: Answer = (_, outgoing) => {
    shown += 1;
    outgoing
      .writeHead(200, { 'content-type': 'text/html' })
      .end(beside('One-time password', '', shown === 1 ? 'action="/take"' : undefined));
  };
  await using provider = await serveProvider(server, { '/': home, '/take': redirect(303, DONE) });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: ['--timeout', '60s'] });

  expect(withBody(provider.heard), stderr).toEqual([expect.stringMatching(ALL)]);
  expect(provider.heard.join('\n')).not.toContain('GET /take');
  expect(code, stderr).toBe(0);
});

test('without the secret of the codes, one that is asked for beside the password is told: exit 4, and nothing is typed', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using provider = await serveProvider(server, { '/': beside('One-time password') });
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...provider.env, ...NO_CODES },
    words: WORDS,
  });

  expect(withBody(provider.heard), stderr).toEqual([]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('a one-time code is wanted beside the password');
  expect(stderr).toContain('OCTOPUS_TOTP_SECRET');
});

test('without the secret of the codes, a field for one that says that it is optional is left empty', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using provider = await serveProvider(server, {
    '/': beside('One-time password (optional)'),
    '/take': redirect(303, DONE),
  });
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...provider.env, ...NO_CODES },
    words: WORDS,
  });

  expect(withBody(provider.heard), stderr).toEqual([`POST /take ${NAME}&${PASSWORD}&otp=`]);
  expect(code, stderr).toBe(0);
});
