import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import type { Row } from '../../src/inspect/compare.ts';
import type { Explanation } from '../../src/inspect/format.ts';
import { writeHtml } from '../../src/inspect/write-html.ts';
import { writeReport } from '../../src/report/fleet-report.ts';
import { expect, test } from '../fixtures.ts';
import { isThird, recordFleet, recordSignIn, recordTrust, spoil } from '../fleet/record-fleet.ts';
import { findCut, findViolations, openTestPage } from '../open-test-page.ts';

const TELEPHONE = { width: 420, height: 800 };
/** A4 without its margins. */
const PAPER = { width: 718, height: 1046 };
const SCREEN = { width: 1280, height: 800 };

const pages = {
  "a fleet's report": () => writeReport(recordSharedFailure()),
  'the walk through a sign-in': () => writeHtml(explain(), new Map([['the sign-in page', PICTURE]])),
};

/** What others can put on them, without a place to break a line. */
const LONG_WORDS = ['x'.repeat(3000), `https://${'a'.repeat(300)}.example.com/${'%F0%9F%90%99'.repeat(50)}`];

const hostilePages = {
  "a fleet's report": (word: string) => {
    const { signIns, ...fleet } = recordSharedFailure();
    const spoiled = signIns.map((signIn) => spoil(signIn, word));
    return writeReport({ ...fleet, manifest: word, shard: word, startedAt: word, signIns: spoiled });
  },
  'the walk through a sign-in': (word: string) => writeHtml(explain(word), new Map()),
};

for (const [name, write] of Object.entries(pages)) {
  test(`on a telephone nothing of ${name} is cut or scrolls sideways, and each cell has room for a word`, {
    tag: '@extended',
  }, async ({ folder }) => {
    await using opened = await openTestPage();
    const { page } = opened;
    await show(page, folder, write(), TELEPHONE);
    expect(await findCut(page)).toEqual([]);
    expect(await measureNarrowestCell(page)).toBeGreaterThan(90);
    expect(await findViolations(page)).toEqual([]);
  });

  test(`${name} is whole on paper: light, its rows not cut, all that folds open, each page with the heads of its table`, {
    tag: '@extended',
  }, async ({ folder }) => {
    await using opened = await openTestPage('dark');
    const { page } = opened;
    await show(page, folder, write(), PAPER);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await readStyles(page.locator('html'), 'colorScheme')).toEqual(['light']);
    expect(await readStyles(page.locator('body'), 'backgroundColor')).toEqual(['rgb(255, 255, 255)']);
    expect(await readStyles(page.locator('tr, li, figure'), 'breakInside')).toEqual(['avoid']);
    expect(await readStyles(page.locator('h1, h2, h3, caption'), 'breakAfter')).toEqual(['avoid']);
    expect(await readStyles(page.locator('thead'), 'display')).toEqual(['table-header-group']);
    expect(await readStyles(page.locator('thead th'), 'position')).not.toContain('sticky');
    expect(await readStyles(page.locator('section *'), 'contentVisibility')).toEqual(['visible']);
    for (const folded of await page.locator('details > bdi').all()) await expect(folded).toBeVisible();
    expect(await findCut(page)).toEqual([]);
    expect(await measureNarrowestCell(page)).toBeGreaterThan(45);
  });

  test(`${name} says first what came of it, and then leads to each of its parts, none of which is blank`, {
    tag: '@extended',
  }, async ({ folder }) => {
    await using opened = await openTestPage();
    const { page } = opened;
    await show(page, folder, write(), TELEPHONE);
    await expect(page.locator('h1 + *')).toHaveClass(/verdict/);
    const titles = await page.getByRole('heading', { level: 2 }).allTextContents();
    const links = page.getByRole('navigation', { name: 'Contents' }).getByRole('link');
    await expect(links).toHaveText(titles);
    for (const [at, title] of titles.entries()) {
      await links.nth(at).click();
      const section = page.getByRole('region', { name: title, exact: true });
      await expect(section.getByRole('heading', { level: 2 })).toBeInViewport();
      expect((await section.textContent())?.length).toBeGreaterThan(title.length + 10);
    }
  });

  for (const [at, word] of LONG_WORDS.entries())
    for (const viewport of [TELEPHONE, PAPER, SCREEN]) {
      const isUsual = at === 0 && viewport === TELEPHONE;
      const where = viewport === PAPER ? 'on paper' : `at ${viewport.width} px`;
      test(`a word without end widens nothing of ${name} ${where}: ${word.slice(0, 8)}…`, {
        tag: isUsual ? [] : '@extended',
      }, async ({ folder }) => {
        await using opened = await openTestPage();
        const { page } = opened;
        await show(page, folder, hostilePages[name as keyof typeof pages](word), viewport);
        if (viewport === PAPER) await page.emulateMedia({ media: 'print' });
        expect(await findCut(page)).toEqual([]);
      });
    }
}

test('each cell of a card says what it is, as the head of its column does', async ({ folder }) => {
  await using opened = await openTestPage();
  const { page } = opened;
  await show(page, folder, writeReport(recordFleet(2)), TELEPHONE);
  for (const [table, label] of [
    ['.line', ['"Browser"', '"Keys"', '"Took"', 'none']],
    [
      '.keys',
      [
        '"User or service account"',
        '"Purpose"',
        '"Outcome"',
        '"Key id"',
        '"Expires"',
        '"Delivered to"',
        '"Took"',
      ],
    ],
  ] as const) {
    const heads = await page.locator(`${table} thead th`).allTextContents();
    const labels = await page
      .locator(`${table} tbody tr:first-child td`)
      .evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell, '::before').content));
    expect(labels).toEqual(label);
    const named = labels.filter((each) => each !== 'none').map((each) => each.slice(1, -1));
    expect(heads.slice(1, named.length + 1)).toEqual(named);
  }
});

test('the names of the time on a time line neither overlap nor reach over its end, however long', {
  tag: '@extended',
}, async ({ folder }) => {
  await using opened = await openTestPage();
  const { page } = opened;
  for (const took of [5_900, 90_000, 175_000, 86_000_000])
    for (const viewport of [TELEPHONE, PAPER, { ...SCREEN, width: 980 }]) {
      await show(page, folder, writeReport({ ...recordFleet(2), took }), viewport);
      await page.emulateMedia({ media: viewport === PAPER ? 'print' : 'screen' });
      const names = page.locator('.axis span:visible');
      expect(await names.count()).toBeGreaterThan(1);
      const places = await names.evaluateAll((spans) => spans.map((span) => span.getBoundingClientRect()));
      for (const [at, { right }] of places.entries())
        expect(right, `${took} ms at ${viewport.width} px`).toBeLessThanOrEqual(
          places[at + 1]?.left ?? viewport.width,
        );
      expect(await findCut(page)).toEqual([]);
    }
});

test('where there is nothing to tell there is no section for it, and no link', async ({ folder }) => {
  await using opened = await openTestPage();
  const { page } = opened;
  const [empty, { signIns }] = [recordFleet(0), recordFleet(1)];
  await show(page, folder, writeReport(empty), TELEPHONE);
  await expect(page.locator('section, nav, table, ul')).toHaveCount(0);
  await show(
    page,
    folder,
    writeReport({ ...empty, signIns: signIns.map((each) => ({ ...each, steps: [] })) }),
    TELEPHONE,
  );
  await expect(page.locator('ul:not(:has(li))')).toHaveCount(0);
  await expect(page.getByText('The steps of a sign-in')).toHaveCount(0);
  await show(page, folder, writeHtml({ ...explain(), steps: [] }, new Map()), TELEPHONE);
  await expect(page.locator('section, nav, table, ul')).toHaveCount(0);
});

test('what does not mirror the portal is told first, difference by difference', async ({ folder }) => {
  await using opened = await openTestPage();
  const { page } = opened;
  const row = { part: 'header', portal: 'a', ours: 'b', relation: 'differs', matters: true } as const;
  const rows: readonly Row[] = [
    { ...row, name: 'x-one' },
    { ...row, name: 'x-two' },
    { ...row, name: 'x-three', matters: false },
  ];
  const comparison = { mirrors: false, rows };
  await show(page, folder, writeHtml({ ...explain(), comparison }, new Map()), TELEPHONE);
  await expect(page.locator('h1 + *')).toHaveText('✗ Does not mirror: 2 differences matter.');
  await expect(page.locator('header li')).toHaveText([
    'header x-one: a there, b here',
    'header x-two: a there, b here',
  ]);
  await expect(page.locator('.verdict').last()).toHaveText(
    '✓ Mirrors: the login request of --direct is what the Web Portal sends.',
  );
});

async function show(page: Page, folder: string, html: string, viewport: typeof SCREEN): Promise<void> {
  const path = join(folder, 'page.html');
  await writeFile(path, html);
  await page.setViewportSize(viewport);
  await page.goto(pathToFileURL(path).href);
}

function readStyles(elements: Locator, property: string): Promise<string[]> {
  return elements.evaluateAll(
    (all, name) => [
      ...new Set(all.map((each) => String(getComputedStyle(each)[name as keyof CSSStyleDeclaration]))),
    ],
    property,
  );
}

/** A table whose words are broken wherever a column ends is wide enough, and cannot be read. */
async function measureNarrowestCell(page: Page): Promise<number> {
  return Math.min(
    ...(await page
      .locator('tbody td:not(:empty)')
      .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().width))),
  );
}

/** One of three servers failed, the first of them with three keys, and with an identity, as another has one. */
function recordSharedFailure() {
  const { signIns, ...fleet } = recordFleet(9, isThird);
  const first = recordSignIn(0, true);
  const keys = ['Terraform', 'Deploy', 'Backup'].flatMap((purpose) =>
    first.keys.map((key) => ({ ...key, purpose })),
  );
  const [second, ...others] = signIns;
  const withTrust = [{ ...first, keys }, ...(second ? [second] : [])].map(recordTrust);
  return { ...fleet, signIns: [...withTrust, ...others] };
}

// A pixel.
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);

function explain(word = 'OctopusIdentificationToken_3f9a1e60-6f0c-4d5e-9a57-1b2c3d4e5f60'): Explanation {
  const item = { name: `cookie ${word}`, value: word, why: `a cookie of the server; see ${word}` };
  const step = {
    title: 'Name and password are sent',
    why: `The page says ${word}.`,
    request: `POST /api/users/${word}`,
    status: 200,
    carries: [item, { ...item, value: '', why: '' }],
    gives: [item],
    picture: 'the sign-in page',
  };
  const mirrors = { mirrors: true, rows: [] };
  return {
    server: `https://octopus.example.com/${word}`,
    version: word,
    steps: [1, 2, 3].map((number) => ({ ...step, number, title: `${step.title}, part ${number}` })),
    comparison: mirrors,
    login: mirrors,
  };
}
