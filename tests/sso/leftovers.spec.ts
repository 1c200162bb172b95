import { DONE, PERSON, serveProvider } from '../enemies/serve-provider.ts';
import { expect, test } from '../fixtures.ts';

// Long enough to be looked at several times meanwhile.
const LEAVING_MS = 700;

const NAME = `<!doctype html><h1>Sign in</h1><form method="post" action="/named">
  <label>User name <input name="username" autocomplete="username"></label><button>Next</button></form>`;

const PASSWORD = `<!doctype html><h1>Verify with your password</h1>
  <form><label>Password <input type="password" name="password"></label><button>Verify</button></form>
  <button onclick="fetch('/another-way')">Verify with something else</button><script>
  document.querySelector('form').onsubmit = async (event) => {
    event.preventDefault();
    await fetch('/take', { method: 'POST', body: new URLSearchParams(new FormData(event.target)) });
    document.querySelector('form').remove();
    setTimeout(() => { location = '${DONE}'; }, ${LEAVING_MS});
  };</script>`;

test('another way that a page still shows once the password was taken is not gone', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using provider = await serveProvider(server, { '/': NAME, '/named': PASSWORD, '/take': '' });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env });

  expect(code, stderr).toBe(0);
  const asked = provider.heard.filter((line) => /\/take|\/another-way/.test(line));
  expect(asked).toEqual([expect.stringContaining(`password=${encodeURIComponent(PERSON.password)}`)]);
});

/** @returns the pages of a provider that waits for a push, and has the password as another way */
function leadingPast(push: string) {
  return { '/': NAME, '/named': push, '/poll': '', '/other': PASSWORD, '/take': '' };
}

// As it may be while it draws itself anew: what is pressed first is not heard, and it goes on to ask whether the push was approved.
const PUSH = `<!doctype html><h1>Get a push notification</h1><p>Approve the sign-in in your app.</p><p id="more"></p>
  <a href="#" role="button">Verify with something else</a><script>
  let presses = 0;
  setInterval(() => fetch('/poll', { method: 'POST' }), 400);
  document.querySelector('a').onclick = (event) => {
    event.preventDefault();
    presses += 1;
    more.textContent = "Haven't received a push notification yet? Try opening the app.";
    if (presses > 1) location = '/other';
  };</script>`;

test('a page that waits for a push, and did not hear that another way is wanted, is told so once more', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using provider = await serveProvider(server, leadingPast(PUSH));
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: ['--timeout', '60s'] });

  expect(code, stderr).toBe(0);
  expect(provider.heard.filter((line) => line.includes('/other'))).not.toEqual([]);
});

// It draws itself anew with each reply, over the ways that were asked for while that was under way.
const UNDONE = `<!doctype html><div id="page"></div><script>
  let presses = 0;
  const push = () => {
    page.innerHTML = '<h1>Get a push notification</h1><p>Approve the sign-in in your app.</p><a href="#" role="button">Verify with something else</a>';
    page.querySelector('a').onclick = async (event) => {
      event.preventDefault();
      presses += 1;
      if (presses > 2) location = '/other';
      await fetch('/poll', { method: 'POST' });
      push();
    };
  };
  push();
  setInterval(() => fetch('/poll', { method: 'POST' }), 1100);</script>`;

test('another way that a page takes back twice, since it waits for a push, is gone at the third time', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using provider = await serveProvider(server, leadingPast(UNDONE));
  const { code, stderr } = await runCommand('mint-key', { env: provider.env });

  expect(code, stderr).toBe(0);
});

/** @param show the script by which the page shows, in `banner`, that there is an error, and then, in `beside`, which */
function refusedBy(show: string): string {
  return `<!doctype html><h1>Verify with your password</h1><div role="alert" id="banner"></div>
  <form><label>Password <input type="password" name="password"></label><p role="alert" id="beside"></p><button>Verify</button></form>
  <script>
  const form = document.querySelector('form');
  const say = (element, text, ms) => setTimeout(() => { element.textContent = text; }, ms);
  form.onsubmit = async (event) => {
    event.preventDefault();
    await fetch('/take', { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    say(banner, 'We found some errors.', ${LEAVING_MS});
    ${show}
  };</script>`;
}

const SLOW = `say(beside, 'Your account is locked.', ${LEAVING_MS} + 250);`;
// Looked at before and after, it seems to have rested for as long as it was busy.
const BUSY = `
    setTimeout(() => { for (const end = performance.now() + 900; performance.now() < end; ); }, ${LEAVING_MS});
    say(beside, 'Your account is locked.', ${LEAVING_MS} + 1_000);`;

for (const [what, show] of [
  ['a page', SLOW],
  ['a page that is busy meanwhile', BUSY],
] as const)
  test(`${what} is quoted once it has said all that it says`, async ({ startServer, runCommand }) => {
    const server = await startServer();
    const pages = { '/': NAME, '/named': refusedBy(show), '/take': '' };
    await using provider = await serveProvider(server, pages);
    const { code, stderr } = await runCommand('mint-key', { env: provider.env });

    expect(code, stderr).toBe(4);
    expect(stderr).toMatch(/the password was not taken.*We found some errors\. Your account is locked\./s);
  });
