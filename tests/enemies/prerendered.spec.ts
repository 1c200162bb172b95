import { startDecoy } from '../faults/fault-proxy.ts';
import { readBody } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { servePortal } from './serve-portal.ts';

const FORM = `<!doctype html><h1>Sign in</h1><form method="post" action="/let-me-in">
  <input name="username"><input type="password" name="password"><button>Sign in</button></form>`;
const RULES = `{"prerender":[{"source":"list","urls":["/app/login"],"eagerness":"immediate"}]}`;

for (const isRedirected of [true, false])
  test(`a sign-in page that is to be prerendered is sent the password once, ${isRedirected ? 'and no redirect takes it along' : 'though it shows its form again'}: exit 4`, {
    tag: isRedirected ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using decoy = await startDecoy();
    const heard: string[] = [];
    const leaving = `<!doctype html><script type="speculationrules">${RULES}</script>
      <script>setTimeout(() => { location.href = '/app/login'; }, 1500);</script>`;
    await using portal = await servePortal(server, leaving, {
      '/app/login': FORM,
      '/let-me-in': async (incoming, outgoing) => {
        heard.push(await readBody(incoming));
        if (isRedirected) return void outgoing.writeHead(307, { location: `${decoy.url}/took` }).end();
        outgoing.writeHead(200, { 'content-type': 'text/html' }).end(FORM);
      },
    });
    const env = { ...credentials(server), OCTOPUS_URL: portal.url };
    const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

    expect(decoy.heard, stderr).toEqual([]);
    expect(heard, stderr).toHaveLength(1);
    expect(code, stderr).toBe(4);
  });

test('a password of three characters is taken along by no redirect of what a script has sent: exit 4', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ password: 'q7z' });
  await using decoy = await startDecoy();
  const script = `const { username, password } = document.forms[0];
    document.forms[0].addEventListener('submit', (event) => {
      event.preventDefault();
      fetch('/let-me-in', { method: 'POST', body: JSON.stringify({ name: username.value, word: password.value }) });
    });`;
  await using portal = await servePortal(server, `${FORM}<script>${script}</script>`, {
    '/let-me-in': (_incoming, outgoing) => {
      outgoing.writeHead(307, { location: `${decoy.url}/took`, 'access-control-allow-origin': '*' }).end();
    },
  });
  const env = { ...credentials(server), OCTOPUS_URL: portal.url };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

  expect(decoy.heard, stderr).toEqual([]);
  expect(code, stderr).toBe(4);
});
