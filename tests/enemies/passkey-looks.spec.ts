import { createServer } from 'node:http';
import { Authenticator } from '../../src/browser/authenticator.ts';
import { IsolatedWorld } from '../../src/browser/isolated-world.ts';
import { hasLiveScripts, readReports } from '../../src/browser/page-reports.ts';
import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';
import { listen } from '../serve.ts';

test('looking at what is broken of a page takes no passkey away from it, and sees the same each time', async () => {
  await using site = await listen(
    createServer(({ url }, outgoing) => {
      const page =
        '<!doctype html><link rel="icon" href="data:,"><script src="/missing.js"></script><script>window.timer = setInterval(() => {}, 1000);</script>';
      outgoing
        .writeHead(url === '/' ? 200 : 404, { 'content-type': 'text/html' })
        .end(url === '/' ? page : '');
    }),
    'http://localhost',
  );
  await using opened = await openTestPage();
  const { page } = opened;
  const authenticator = await Authenticator.open(page);
  await authenticator.plugIn();
  await page.goto(site.url);
  const { document } = await IsolatedWorld.open(page);
  const looks = [];
  for (const _ of 'abc') looks.push(await readReports(page, document), await hasLiveScripts(page));
  const [first, isLive] = looks;

  expect(first).toMatchObject({ failures: [expect.objectContaining({ url: `${site.url}/missing.js` })] });
  expect(isLive).toBe(true);
  expect(looks).toEqual([first, true, first, true, first, true]);
  expect(await page.evaluate(() => PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable())).toBe(
    true,
  );
  await authenticator.unplug();
});
