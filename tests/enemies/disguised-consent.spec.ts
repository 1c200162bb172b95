import { expect, test } from '../fixtures.ts';
import { PERSON, serveProvider } from './serve-provider.ts';

// What nobody has allowed is not given because its button is called otherwise.

test.use({ sharesBrowser: true });

const WORDS = ['--timeout', '60s'];

for (const button of [`Continue as ${PERSON.username}`, `Yes, I am ${PERSON.username}`, 'Allow']) {
  test(`a page that asks to consent by a button "${button}" is refused: exit 4`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, {
      '/': `<h1>Fake App would like to access your account</h1><form method="post" action="/grant"><button>${button}</button></form>`,
      '/grant': '<h1>Granted</h1>',
    });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

    expect(code, stderr).toBe(4);
    expect(stderr).toMatch(/asks to consent.*--accept-consent/);
    expect(provider.heard.filter((each) => each.startsWith('POST'))).toEqual([]);
  });
}

test('an account is chosen by its whole name, and not by a word that the name is a part of', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using provider = await serveProvider(server, {
    '/': `<h1>Choose an account</h1><form method="post" action="/chosen">
      <button name="is" value="other">jane.doe@stand-in.invalid.example</button>
      <button name="is" value="own">Jane Doe jane.doe@stand-in.invalid</button></form>`,
    '/chosen': `<script>location = '/done';</script>`,
  });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(code, stderr).toBe(0);
  expect(provider.heard.filter((each) => each.startsWith('POST'))).toEqual(['POST /chosen is=own']);
});
