import type { Page } from 'playwright';
import { HiddenTimes } from '../../src/browser/hidden-times.ts';
import { IsolatedWorld } from '../../src/browser/isolated-world.ts';
import { findSeenFrames, type SeenFrame } from '../../src/browser/page-frames.ts';
import { lookAt } from '../../src/sso/provider-page.ts';
import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';
import { serve } from '../serve.ts';

/** Serves whatever it is asked for at every site of this machine: a page that says its path, with what stands behind `?`. */
function serveSites() {
  return serve(({ url = '' }, outgoing) => {
    const { pathname, search } = new URL(url, 'http://site');
    const shown = decodeURIComponent(search.slice(1));
    outgoing
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<!doctype html><title>${pathname}</title><p>${pathname}</p><input name="username">${shown}`);
  });
}

const apart = (url: string) => url.replace('127.0.0.1', 'localhost');

/** @returns the address of a page that shows frames */
const pageWith = (url: string, ...frames: readonly string[]) =>
  `${url}/?${encodeURIComponent(frames.join(''))}`;

const frame = (name: string, url: string, height: number) =>
  `<iframe name="${name}" src="${url}" width="500" height="${height}" style="border:0"></iframe>`;

/** Looks until so many frames have answered: on a busy machine, one may not do so in the time that it has. */
async function findFrames(page: Page, count: number): Promise<readonly SeenFrame[]> {
  let found: readonly SeenFrame[] = [];
  const look = async () => {
    found = await findSeenFrames(page);
    return found.length;
  };
  await expect.poll(look).toBe(count);
  return found;
}

/** Has the page show something else in its frame. */
async function showInFrame(page: Page, url: string): Promise<IsolatedWorld | undefined> {
  await page.locator('iframe').evaluate((element, address) => element.setAttribute('src', address), url);
  let found: IsolatedWorld | undefined;
  const look = async () => {
    found = (await findSeenFrames(page))[0]?.world;
    return found?.url;
  };
  await expect.poll(look).toBe(url);
  return found;
}

for (const [how, isolatesSites] of Object.entries({
  '(sites apart)': true,
  '(one process for all)': false,
})) {
  const tag = isolatesSites ? [] : '@extended';
  test(`each frame is found with its own document, also where several show the same address ${how}`, {
    tag,
  }, async () => {
    await using site = await serveSites();
    await using opened = await openTestPage('light', isolatesSites);
    const { page } = opened;
    const [own, other] = [`${site.url}/same`, apart(`${site.url}/same`)];
    await page.goto(
      pageWith(
        site.url,
        frame('first', own, 100),
        frame('second', other, 110),
        frame('third', own, 120),
        frame('fourth', other, 130),
        frame('fifth', own, 140),
        frame('sixth', pageWith(apart(site.url), frame('seventh', own, 90), frame('eighth', other, 80)), 300),
      ),
    );
    const found = await findFrames(page, 8);

    expect(
      found.map(({ world, area, around }) => [
        world.frame.name(),
        world.origin,
        area,
        around.map(({ origin }) => origin),
      ]),
    ).toEqual([
      ['first', site.url, 50_000, [site.url]],
      ['second', apart(site.url), 55_000, [site.url]],
      ['third', site.url, 60_000, [site.url]],
      ['fourth', apart(site.url), 65_000, [site.url]],
      ['fifth', site.url, 70_000, [site.url]],
      ['sixth', apart(site.url), 150_000, [site.url]],
      ['seventh', site.url, 45_000, [site.url, apart(site.url)]],
      ['eighth', apart(site.url), 40_000, [site.url, apart(site.url)]],
    ]);
    expect(new Set(found.map(({ world }) => world.document)).size).toBe(8);
  });

  test(`a frame that goes from site to site and back is found wherever it is, and its world ends with each document ${how}`, {
    tag,
  }, async () => {
    await using site = await serveSites();
    await using opened = await openTestPage('light', isolatesSites);
    const { page } = opened;
    await page.goto(pageWith(site.url, frame('frame', `${site.url}/0`, 100)));
    const main = await IsolatedWorld.open(page);
    const left = [];
    for (const url of [site.url, apart(site.url), site.url, apart(site.url)]) {
      const world = await showInFrame(page, `${url}/next`);
      expect(await world?.isLeft(main)).toBe(false);
      if (world) left.push(world);
    }
    await showInFrame(page, `${site.url}/last`);

    expect(left).toHaveLength(4);
    expect(await Promise.all(left.map((world) => world.isLeft(main)))).toEqual([true, true, true, true]);
  });
}

test('what was typed into a frame is kept out of pictures until another page is drawn, whatever the frame shows', async () => {
  await using site = await serveSites();
  await using opened = await openTestPage('light', true);
  const { page } = opened;
  await page.goto(pageWith(site.url, frame('frame', `${apart(site.url)}/typed`, 100)));
  const hidden = new HiddenTimes();
  const [found] = await findFrames(page, 1);
  if (found) await hidden.begin(page, found.world);
  const now = Date.now();

  expect(hidden.includes(now)).toBe(true);
  expect(await hidden.endOnceLeft(page)).toBe(false);
  await showInFrame(page, `${apart(site.url)}/next`);
  expect(await hidden.endOnceLeft(page)).toBe(false);
  await page.goto(`${site.url}/next`);
  await expect.poll(() => hidden.endOnceLeft(page)).toBe(true);
  expect(hidden.includes(now)).toBe(true);
  expect(hidden.includes(Date.now() + 60_000)).toBe(false);
});

test('a frame in a process of its own that answers nobody hides no other', async () => {
  await using site = await serveSites();
  await using opened = await openTestPage('light', true);
  const { page } = opened;
  const hang = `${apart(site.url)}/?${encodeURIComponent('<script>setTimeout(() => { for (;;); }, 200);</script>')}`;
  await page.goto(pageWith(site.url, frame('hung', hang, 100), frame('other', `${site.url}/other`, 120)));
  const isHung = async () => (await findSeenFrames(page)).map(({ world }) => world.frame.name());

  await expect.poll(isHung).toEqual(['other']);
});

const FORM =
  '<form method=post><label>Password <input type=password></label><button>Continue</button></form>';

test('a form in a frame is judged with what the page around it says', async () => {
  let around = '';
  await using site = await serve(async ({ url }, outgoing) => {
    const frame = '<iframe src="/form" width=400 height=200></iframe>';
    const html = url === '/form' ? FORM : `<!doctype html>${around}${frame}`;
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  await using opened = await openTestPage();
  const means = {
    username: 'jane.doe',
    hasPassword: true,
    hasGivenPassword: false,
    hasFreeCodes: false,
    hasCode: false,
    mayPush: false,
    hasPasskey: false,
    mayUsePasskey: false,
  };
  const looking = { portal: 'http://portal.invalid', origins: [site.url], meansAt: () => means };
  const kindWithin = async (html: string) => {
    around = html;
    await opened.page.goto(site.url, { waitUntil: 'load' });
    return (await lookAt(opened.page, looking)).kind;
  };

  await expect.poll(() => kindWithin('<h1>Sign in to Octo</h1>')).toBe('password');
  expect(await kindWithin('<h1>Delete my account</h1>')).toBe('none');
  expect(await kindWithin('<h1>Sign in</h1><p>Octo wants access to your mailbox.</p>')).toBe('none');
  expect(await kindWithin('<h1>Usuń konto</h1>')).toBe('none');
});
