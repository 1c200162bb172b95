import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { collectSecrets, spell } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { findCut, findViolations, openTestPage } from '../open-test-page.ts';

test.use({ sharesBrowser: true });

test('the explanation tells each request in order, and which cookie becomes which header', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const env = credentials(server);
  const { code, stdout, stderr } = await runCommand('inspect-portal', { env, words: ['--explain'] });
  expect(code, stderr).toBe(0);
  const requests = [...stdout.matchAll(/^`(\w+ \S+)` → (\d+)$/gm)].map(([, request]) => request);
  expect(requests).toEqual([
    'GET /app',
    'GET /api',
    'GET /api/authentication',
    'POST /api/users/login',
    'GET /api/users/me',
    'GET /api/users/Users-1/apikeys',
    'POST /api/users/Users-1/apikeys',
    'POST /api/users/Users-1/apikeys',
    expect.stringMatching(/^DELETE \/api\/users\/Users-1\/apikeys\/apikeys-\w+$/),
    'POST /api/users/logout',
  ]);
  const token = `Octopus-Csrf-Token_${server.installationId}`;
  expect(stdout).toContain(`it is the text of the cookie ${token}, as it stands there`);
  expect(stdout.split('set in step 4').length).toBeGreaterThan(4);
  expect(stdout).toMatch(new RegExp(`\\| cookie ${token} \\| path=/.*SameSite=Lax \\|`));
  // What the portal tells everybody is no secret, though the name of the field sounds like one.
  expect(stdout).toContain('| AuthenticationProviders.0.Name | Octopus |');
  expect(stdout).toContain('| AuthenticationProviders.0.FormsLoginEnabled | true |');
  expect(stderr).not.toContain('Delivering');
  expect(stdout).toContain(
    'Mirrors: our key request is what the Web Portal sends, but for what nobody asked us for: ActorType (User), AccessLevel (FullAccess).',
  );
  for (const spelling of collectSecrets(server, server.password).flatMap(spell))
    expect(stdout).not.toContain(spelling);
});

test('the page is accessible in light and in dark, asks for nothing, and shows no secret', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  const words = ['--explain', '--html', 'walk.html'];
  const { code, stderr } = await runCommand('inspect-portal', { env: credentials(server), words });
  expect(code, stderr).toBe(0);
  const path = join(folder, 'walk.html');
  const html = await readFile(path, 'utf8');
  for (const spelling of collectSecrets(server, server.password).flatMap(spell))
    expect(html).not.toContain(spelling);

  for (const colorScheme of ['light', 'dark'] as const) {
    await using opened = await openTestPage(colorScheme);
    const { page, asked } = opened;
    await page.goto(pathToFileURL(path).href);
    expect(asked).toEqual([pathToFileURL(path).href]);
    expect(await page.getByRole('heading', { level: 2 }).count()).toBeGreaterThan(9);
    expect(await findViolations(page)).toEqual([]);
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 25, 31)');
    const pictures = await page.getByRole('img').evaluateAll(countLoudPixels);
    expect(pictures).toEqual([0, 0, 0]);
    await page.setViewportSize({ width: 420, height: 800 });
    expect(await findCut(page)).toEqual([]);
  }
});

test('a picture that did show a key would be told: the page paints it in a colour of its own', async ({
  startServer,
}) => {
  const server = await startServer();
  await using opened = await openTestPage();
  const { page } = opened;
  await page.goto(`${server.url}/app`);
  await page.locator('input[type=text]').fill(server.username);
  await page.locator('input[type=password]').fill(server.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  await page.goto(`${server.url}/app#/users/me/apiKeys`);
  await page.getByRole('button', { name: 'New API Key' }).click();
  await page.getByRole('button', { name: 'Create API Key' }).click();
  await page.locator('strong').waitFor();
  const picture = (await page.screenshot()).toString('base64');
  await page.setContent(`<img alt="key" src="data:image/png;base64,${picture}">`);
  const [loud = 0] = await page.getByRole('img').evaluateAll(countLoudPixels);
  expect(loud).toBeGreaterThan(100);
});

/** Runs in the page: how many pixels of each picture are of the colour that only a shown key has. */
async function countLoudPixels(pictures: Element[]): Promise<number[]> {
  const count = async (picture: HTMLImageElement) => {
    await picture.decode();
    const { naturalWidth: width, naturalHeight: height } = picture;
    const canvas = new OffscreenCanvas(width, height).getContext('2d');
    if (!canvas || width < 100) throw new Error('there is no picture');
    canvas.drawImage(picture, 0, 0);
    const { data } = canvas.getImageData(0, 0, width, height);
    let loud = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === 255 && data[at + 1] === 0 && data[at + 2] === 255) loud += 1;
    }
    return loud;
  };
  return Promise.all(pictures.map((picture) => count(picture as HTMLImageElement)));
}
