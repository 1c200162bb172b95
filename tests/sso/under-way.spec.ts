import { lookAt } from '../../src/sso/provider-page.ts';
import type { Answer } from '../enemies/serve-portal.ts';
import { ask, DONE, PERSON, redirect, serveProvider, withBody } from '../enemies/serve-provider.ts';
import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';
import { serve } from '../serve.ts';

test.use({ sharesBrowser: true });

const TURNING = '<style>@keyframes turn { to { rotate: 1turn; } }</style>';
const turns = (style: string, times = 'infinite') =>
  `${TURNING}<h1>Fake</h1><div style="width: 40px; height: 40px; animation: turn 1s ${times}; ${style}"></div>`;

// What a page shows, and whether something is under way then.
const shown: Readonly<Record<string, readonly [html: string, isUnderWay: boolean]>> = {
  'a heading': ['<h1>No access</h1>', false],
  'a heading that asks to wait': ['<h1>Please wait</h1><p>It takes a moment.', true],
  'a text that asks to wait': ['<p>Bitte warten', true],
  'a text that says where it goes': ['<h1>Thank you</h1><p>You will be redirected in 5 seconds.', true],
  'a heading that welcomes': ['<h1>Welcome to Fake!</h1>', false],
  'a region that is busy': ['<main aria-busy="true"><h1>Fake</h1></main>', true],
  'a region that was busy': ['<main aria-busy="false"><h1>Fake</h1></main>', false],
  'a busy region that nobody sees': ['<h1>Fake</h1><main aria-busy="true" hidden>Fake</main>', false],
  'a bar without a value': ['<h1>Fake</h1><progress></progress>', true],
  'a bar with a value': ['<h1>Fake</h1><progress value="2" max="3"></progress>', false],
  'what is called a progress bar': ['<h1>Fake</h1><div role="progressbar" style="height: 9px"></div>', true],
  'the second of three steps': [
    '<h1>Fake</h1><div role="progressbar" aria-valuenow="2" style="height: 9px"></div>',
    false,
  ],
  'what turns round and round': [turns(''), true],
  'what turns round in a shadow root': [
    `<h1>Fake</h1><x-door></x-door><script>document.querySelector('x-door').attachShadow({ mode: 'open' }).innerHTML = ${JSON.stringify(turns(''))}</script>`,
    true,
  ],
  'what turns round once': [turns('', '1'), false],
  'what would turn round': [turns('animation-play-state: paused'), false],
  'what nobody sees turn round': [turns('visibility: hidden'), false],
  'a background that moves': [turns('width: 100vw; height: 100vh'), false],
};

test('of a page that is judged, it is known whether it shows that something is under way', async () => {
  await using site = await serve(async (incoming, outgoing) => {
    const [html] = Object.values(shown)[Number(incoming.url?.slice(1))] ?? [];
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html>${html}`);
  });
  await using opened = await openTestPage();
  for (const [at, [what, [, isUnderWay]]] of Object.entries(shown).entries()) {
    await opened.page.goto(`${site.url}/${at}`);
    const look = await lookAt(opened.page, { portal: '', origins: [], meansAt: () => MEANS });

    expect.soft(look.isUnderWay, what).toBe(isUnderWay);
    expect.soft(look.isBlank, what).toBe(false);
  }
});

const MEANS = {
  username: '',
  hasPassword: true,
  hasGivenPassword: false,
  hasCode: false,
  hasFreeCodes: false,
  mayPush: false,
  hasPasskey: false,
  mayUsePasskey: false,
};

const LATE_MS = 5_000;
// A request that takes longer than 10 s may be a poll, unless it is known to bring the password.
const VERY_LATE_MS = 12_000;
const FORM = `<form method="post" action="/take"><input type="password" name="password"><button>Sign in</button></form>`;
const DRAW = `document.body.innerHTML = ${JSON.stringify(`<h1>Sign in</h1>${FORM}`)};`;
const PASSWORD = `POST /take password=${encodeURIComponent(PERSON.password)}`;

const late =
  (type: string, body: string, ms = LATE_MS): Answer =>
  (_, outgoing) =>
    void setTimeout(() => outgoing.writeHead(200, { 'content-type': type }).end(body), ms);

interface Late {
  readonly page: string;
  readonly files?: Readonly<Record<string, Answer>>;
}

/** @param begin what the page does in the place of sending its form; it calls `send` in the end */
const sendsBy = (begin: string): Late => ({
  page: ask(
    'password',
    `const send = () => fetch('/take', { method: 'POST', body: new URLSearchParams(new FormData(form)) })
       .then(() => { location = '${DONE}'; });
     form.onsubmit = (event) => { event.preventDefault(); ${begin} };`,
  ),
  files: { '/take': 'taken' },
});

// Pages that are at rest for longer than a settled one is left, and go on by themselves.
const pages: Readonly<Record<string, Late>> = {
  'that shows its heading until its script has come': {
    page: `<h1>Fake App</h1><script>document.head.append(Object.assign(document.createElement('script'), { src: '/late.js' }));</script>`,
    files: { '/late.js': late('text/javascript', DRAW) },
  },
  'that asks to wait': {
    page: `<h1>Please wait</h1><script>setTimeout(() => { ${DRAW} }, ${LATE_MS});</script>`,
  },
  'on which something turns round': {
    page: `${turns('')}<script>setTimeout(() => { ${DRAW} }, ${LATE_MS});</script>`,
  },
  'that shows nothing': { page: `<script>setTimeout(() => { ${DRAW} }, ${LATE_MS});</script>` },
  'that is answered late': { ...sendsBy('send();'), files: { '/take': late('text/plain', 'taken') } },
  'that is answered very late': {
    ...sendsBy('send();'),
    files: { '/take': late('text/plain', 'taken', VERY_LATE_MS) },
  },
  // As SuperTokens' waits for a lock that the page before has kept.
  'that is answered at once, and goes on later without a sign of that': {
    page: ask(
      'password',
      `form.onsubmit = (event) => {
         event.preventDefault();
         fetch('/take', { method: 'POST', body: new URLSearchParams(new FormData(form)) })
           .then(() => setTimeout(() => { location = '${DONE}'; }, ${LATE_MS}));
       };`,
    ),
    files: { '/take': 'taken' },
  },
  'whose form is answered late': {
    page: ask('password'),
    files: {
      '/take': (_, outgoing) =>
        void setTimeout(() => outgoing.writeHead(303, { location: DONE }).end(), LATE_MS),
    },
  },
  'that holds its button until it sends': sendsBy(`button.disabled = true; setTimeout(send, ${LATE_MS});`),
  'that says that it signs in before it sends': sendsBy(
    `button.textContent = 'Signing in…'; setTimeout(send, ${LATE_MS});`,
  ),
  'that computes something before it sends': {
    ...sendsBy(`new Worker('/worker.js').onmessage = send;`),
    files: {
      '/take': 'taken',
      '/worker.js': (_, outgoing) =>
        void outgoing
          .writeHead(200, { 'content-type': 'text/javascript' })
          .end(`setTimeout(() => postMessage('done'), ${LATE_MS});`),
    },
  },
};

// Of each kind one: what comes late, and what is sent late.
const ALWAYS_TRIED = ['that holds its button until it sends'];

for (const [which, { page, files }] of Object.entries(pages))
  test(`a page ${which} is waited for, and given the password once`, {
    tag: ALWAYS_TRIED.includes(which) ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, { '/': page, '/take': redirect(303, DONE), ...files });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: ['--timeout', '60s'] });

    expect(code, stderr).toBe(0);
    expect(withBody(provider.heard)).toEqual([PASSWORD]);
  });

interface Settled {
  readonly page: string;
  readonly says: RegExp;
  /** What the provider hears of, and how often. */
  readonly hears?: number;
  /** What is waited for in vain; nothing, by default. */
  readonly waitedFor?: string;
}

const WAYS = `<h1>Verify</h1><p>A code was sent by SMS.</p><label>Code <input name="sms-code"></label>`;

// Pages that nothing is to come of any more, whatever was done there.
const settled: Readonly<Record<string, Settled>> = {
  'that says something, and offers nothing': {
    page: '<h1>No access</h1><p>Not for you.',
    says: /it asks for nothing that is known .*The provider says: No access Not for you\./,
  },
  'whose form does nothing': {
    page: ask('password', 'form.onsubmit = (event) => event.preventDefault();'),
    says: /nothing came of the password /,
  },
  'whose form is answered, and shows nothing of it': {
    page: ask(
      'password',
      `form.onsubmit = (event) => { event.preventDefault(); fetch('/heard', { method: 'POST', body: input.value }); };`,
    ),
    says: /nothing came of the password /,
    hears: 1,
  },
  'whose choice does nothing': {
    page: `<h1>Stay signed in?</h1><p>Do this to reduce the number of times you are asked to sign in.</p>
      <button onclick="navigator.sendBeacon('/heard')">No</button><button>Yes</button>`,
    says: /nothing came of whether to stay signed in /,
    hears: 2,
  },
  'whose choice is answered, and shows nothing of it': {
    page: `<h1>Stay signed in?</h1><p>Do this to reduce the number of times you are asked to sign in.</p>
      <button onclick="fetch('/heard', { method: 'POST' })">No</button><button>Yes</button>`,
    says: /nothing came of whether to stay signed in /,
    hears: 1,
  },
  'whose other ways are none that is at hand': {
    page: `${WAYS}<button onclick="navigator.sendBeacon('/heard'); ways.hidden = !ways.hidden">Try another way</button>
      <ul id="ways" hidden><li><button>Call me</button></li></ul>`,
    says: /it asks for a code that no authenticator app makes/,
    hears: 1,
  },
  'whose other way leads to another page of its kind': {
    page: `<main><h1>Your key</h1><label>Recovery code <input name="recovery-code"></label></main>
      <button onclick="turn()">Try another way</button><script>
      const turn = () => {
        navigator.sendBeacon('/heard');
        document.querySelector('main').innerHTML = ${JSON.stringify(WAYS)};
      };</script>`,
    says: /it asks for a code that no authenticator app makes.*Verify/,
    // On the second page it does nothing.
    hears: 3,
  },
  'whose other way does nothing': {
    page: `${WAYS}<button onclick="navigator.sendBeacon('/heard')">Try another way</button>`,
    says: /it asks for a code that no authenticator app makes/,
    hears: 2,
  },
};

// Pages that might still become others, and do not.
const unsettled: Readonly<Record<string, Settled>> = {
  'that shows nothing': {
    page: '',
    says: /it asks for nothing that is known/,
    waitedFor: 'the page to settle',
  },
  'that holds its button for good': {
    page: ask('password', 'form.onsubmit = (event) => { event.preventDefault(); button.disabled = true; };'),
    says: /nothing came of the password /,
    waitedFor: 'what was done to have an effect',
  },
};

for (const [which, { page, says, hears = 0, waitedFor = 'nothing' }] of Object.entries({
  ...settled,
  ...unsettled,
}))
  test(`a page ${which} is given up, having waited in vain for ${waitedFor}: exit 4`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    let heard = 0;
    await using provider = await serveProvider(server, {
      '/': page,
      '/heard': (_, outgoing) => {
        heard += 1;
        outgoing.writeHead(204).end();
      },
    });
    const env = { ...provider.env, LOG_LEVEL: 'debug' };
    const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

    expect(code, stderr).toBe(4);
    expect(stderr).toMatch(says);
    expect(stderr).toContain(`Waited in vain for ${waitedFor}.`);
    expect(heard).toBe(hears);
  });
