import type { Page } from 'playwright';
import { IsolatedWorld } from '../../src/browser/isolated-world.ts';
import type { Shown } from '../../src/in-page/provider-page.ts';
import { describeOffers } from '../../src/sso/walk-failure.ts';
import type { Answer } from '../enemies/serve-portal.ts';
import { PERSON, serveProvider } from '../enemies/serve-provider.ts';
import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';

test.use({ sharesBrowser: true });

const UNKNOWN = 'it asks for nothing that is known';

// What a page holds, and what is told of it.
const shown: readonly (readonly [html: string, told: string])[] = [
  ['<p>Nothing here', UNKNOWN],
  ['<button>Left</button>', `${UNKNOWN}; it shows the button "Left"`],
  [
    '<button>Left</button><a href="#">Right</a><div role="button">Down</div><input type="submit" value="Up">',
    `${UNKNOWN}; it shows the buttons "Left", "Right", "Down", "Up"`,
  ],
  ['<button>Again</button><button>Again</button>', `${UNKNOWN}; it shows the button "Again"`],
  ['<button aria-label="Close"></button>', `${UNKNOWN}; it shows the button "Close"`],
  ['<button style="padding: 9px" title="Help"></button>', `${UNKNOWN}; it shows the button "Help"`],
  ['<button><img width="9" height="9" alt="A door"></button>', `${UNKNOWN}; it shows the button "A door"`],
  ['<input type="image" width="9" height="9" alt="Go">', `${UNKNOWN}; it shows the button "Go"`],
  ['<button style="padding: 9px"></button>', UNKNOWN],
  [
    '<label><input type="checkbox" name="c">I have read it</label><label><input type="radio">Blue</label>',
    `${UNKNOWN}; it shows the buttons "I have read it" (checkbox), "Blue" (radio)`,
  ],
  ['<label>Word <input name="w" placeholder="wwww"></label>', `${UNKNOWN}; it shows the field "Word"`],
  ['<label for="w">Word</label><input id="w">', `${UNKNOWN}; it shows the field "Word"`],
  ['<input aria-label="Word" name="w">', `${UNKNOWN}; it shows the field "Word"`],
  [
    '<b id="a">The</b> <b id="b">word</b><input aria-labelledby="b" name="w">',
    `${UNKNOWN}; it shows the field "word"`,
  ],
  ['<input placeholder="Word" name="w">', `${UNKNOWN}; it shows the field "Word"`],
  ['<input name="word" id="w">', `${UNKNOWN}; it shows the field "word"`],
  ['<input id="word">', `${UNKNOWN}; it shows the field "word"`],
  [
    '<input name="day" type="date"><input name="ring" type="tel">',
    `${UNKNOWN}; it shows the fields "day" (date), "ring" (tel)`,
  ],
  [
    '<label>Land <select name="l"></select></label><textarea name="why"></textarea>',
    `${UNKNOWN}; it shows the fields "Land" (select), "why" (textarea)`,
  ],
  ['<button>Left</button><input name="word">', `${UNKNOWN}; it shows the button "Left" and the field "word"`],
  [
    '<button hidden>A</button><button disabled>B</button><button style="opacity: 0">C</button><input type="hidden" name="d"><input name="e" tabindex="-1"><button>Left</button>',
    `${UNKNOWN}; it shows the button "Left"`,
  ],
  ['<input name="word" tabindex="0">', `${UNKNOWN}; it shows the field "word"`],
  [
    '<x-door></x-door><script>document.querySelector("x-door").attachShadow({ mode: "open" }).innerHTML = "<button>Inner</button>"</script>',
    `${UNKNOWN}; it shows the button "Inner"`,
  ],
  [
    Array.from({ length: 15 }, (_, at) => `<button>${at}</button>`).join(''),
    `${UNKNOWN}; it shows the buttons ${Array.from({ length: 12 }, (_, at) => `"${at}"`).join(', ')} and 3 more`,
  ],
  [`<button>${'x'.repeat(100)}</button>`, `${UNKNOWN}; it shows the button "${'x'.repeat(60)}…"`],
  [
    '<h1>A door</h1><p role="alert">It is shut</p><button>Knock</button>',
    `${UNKNOWN}, on the page "A door It is shut"; it shows the button "Knock"`,
  ],
];

test('of a page that nobody knows, every button and field is told that a person sees, as a person calls it', async () => {
  await using opened = await openTestPage();
  for (const [html, told] of shown) {
    await opened.page.setContent(`<!doctype html><title>Fake</title>${html}`);
    expect.soft(describeOffers(UNKNOWN, await look(opened.page)), html).toBe(told);
  }
});

// What such a page is called where it gives somebody codes to keep, by the language.
const recoveryPages = [
  'Your recovery codes',
  'Save these backup keys',
  'Ihre Wiederherstellungscodes',
  'Vos codes de secours',
  'Tus códigos de recuperación',
  'I tuoi codici di recupero',
  'リカバリーコード',
  'Seus códigos de recuperação',
  'Je herstelcodes',
];

test('codes that a page gives somebody to keep, for when the app is lost, are told to nobody', async () => {
  await using opened = await openTestPage();
  const codes = ['fake1-code1', '4711 0815'];
  const list = `<p>${codes.join('<br>')}</p><ul>${codes.map((code) => `<li>${code}</li>`).join('')}</ul>`;
  for (const title of recoveryPages)
    for (const html of [
      `<h1>${title}</h1>${list}<button>Weiter</button>`,
      `${title}${list}<a href="#">Next</a>`,
    ]) {
      await opened.page.setContent(`<!doctype html><title>Fake</title>${html}`);
      const { heading } = await look(opened.page);
      for (const code of codes) expect.soft(heading, html).not.toContain(code);
    }
});

async function look(page: Page): Promise<Shown> {
  const world = await IsolatedWorld.open(page);
  const hints = {
    pages: [],
    methods: { password: '', passwordList: '', code: '', passkey: '', push: '' },
    error: 'i.none',
    anotherAccount: '',
    number: '',
    tokens: '',
  };
  const shown = await world.call(
    'lookAtPage',
    {
      username: '',
      hasPassword: true,
      hasGivenPassword: false,
      hasFreeCodes: true,
      hasCode: true,
      mayPush: true,
      hasPasskey: false,
      mayUsePasskey: false,
    },
    hints,
  );
  expect(shown.kind).toBe('none');
  return shown;
}

const DOORS =
  '<!doctype html><title>Doors</title><h1>Two doors</h1><hr><button>Left</button><button>Right</button>';

interface Ending {
  readonly files: Readonly<Record<string, Answer>>;
  /** Where it ended, below the provider's address. */
  readonly at: string;
  readonly says: string;
  readonly hint: string;
}

const ASK =
  'Say yourself what is to be done there with --on-unknown ask, look at it with --headed --slow-mo 500, record it with --trace, or sign in by hand with --interactive.';

const endings: Readonly<Record<string, Ending>> = {
  'a page that nobody knows': {
    files: {
      '/': (_, outgoing) => void outgoing.writeHead(303, { location: '/doors?a=b' }).end(),
      '/doors': DOORS,
    },
    at: '/doors',
    says: `${UNKNOWN}; it shows the buttons "Left", "Right" (AT). The provider says: Two doors.`,
    hint: ASK,
  },
  'a page that its script has given another address': {
    files: { '/': `${DOORS}<script>history.pushState(0, '', '/inner/doors#now');</script>` },
    at: '/inner/doors',
    says: `${UNKNOWN}; it shows the buttons "Left", "Right" (AT). The provider says: Two doors.`,
    hint: ASK,
  },
  'a page with an error': {
    files: { '/': `${DOORS}<p role="alert">Both are shut.</p>` },
    at: '/',
    says: 'it does not go on, on the page "Two doors"; it shows the buttons "Left", "Right" (AT). The provider says: Both are shut.',
    hint: ASK,
  },
  'a page that is answered 503': {
    files: { '/': (_, outgoing) => void outgoing.writeHead(503, { 'content-type': 'text/html' }).end(DOORS) },
    at: '/',
    says: 'it answered 503; it shows the buttons "Left", "Right" (AT). The provider says: Two doors.',
    hint: ASK,
  },
  'a page that a redirect leads to, and that does not come': {
    files: {
      '/': (_, outgoing) => void outgoing.writeHead(302, { location: '/lost?a=b' }).end(),
      '/lost': ({ socket }) => void socket.destroy(),
    },
    at: '/lost',
    says: 'the page did not come (net::ERR_EMPTY_RESPONSE) (AT).',
    hint: 'Check that the provider can be reached.',
  },
};

for (const [title, { files, at, says, hint }] of Object.entries(endings))
  test(`exit 4 names the address, what it says there, what it shows, and what helps: ${title}`, {
    tag: title === 'a page that nobody knows' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, files);
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: ['--timeout', '60s'] });

    expect(code, stderr).toBe(4);
    const { msg } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
    expect(msg).toBe(
      `Could not sign in by the identity provider: ${says.replace('AT', provider.url + at)} ${hint}`,
    );
    expect(provider.heard.join()).not.toContain(PERSON.username);
  });

test('exit 4 at a page of an origin that is not listed says so, whatever it shows', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using strange = await serveProvider(server, { '/doors': DOORS });
  await using provider = await serveProvider(server, {
    '/': (_, outgoing) => void outgoing.writeHead(303, { location: `${strange.url}/doors` }).end(),
  });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: ['--timeout', '60s'] });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `the browser was sent to ${strange.url}, which is not listed, and nothing was typed there`,
  );
  expect(stderr).toContain(`--sso-origin ${strange.url}`);
});
