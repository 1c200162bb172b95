import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FleetRecord, KeyRecord } from '../../src/fleet/results.ts';
import { writeReport } from '../../src/report/fleet-report.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { findLeaks } from '../find-leaks.ts';
import { expect, test } from '../fixtures.ts';
import { findViolations, openTestPage } from '../open-test-page.ts';
import { isThird, recordFleet, recordSignIn, spoil } from './record-fleet.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  const tag = colorScheme === 'light' ? [] : '@extended';
  test(`the report is accessible when it is ${colorScheme}, and asks nothing of anybody`, { tag }, async ({
    folder,
  }) => {
    const address = await save(folder, recordFleet(12, isThird));
    await using opened = await openTestPage(colorScheme);
    const { page, asked } = opened;
    await page.goto(address);
    expect(await findViolations(page)).toEqual([]);
    expect(asked).toEqual([address]);
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 25, 31)');
  });
}

test('what failed comes first: with its reason, and first on the time line, too', async ({ folder }) => {
  await using opened = await openTestPage();
  const { page } = opened;
  await page.goto(await save(folder, recordFleet(12, isThird)));
  const headings = page.getByRole('heading', { level: 2 });
  await expect(headings).toHaveText(['Failed keys', 'Time line', 'All keys']);
  const servers = page.getByRole('heading', { level: 3 });
  await expect(servers).toContainText(['server-2 ', 'server-5 ', 'server-8 ', 'server-11 ']);
  const line = page.getByRole('region', { name: 'Time line' }).locator('tbody').getByRole('row');
  await expect(line.getByRole('rowheader')).toContainText(
    [2, 5, 8, 11, 0, 1, 3, 4, 6, 7, 9, 10].map((at) => `server-${at} `),
  );
  await expect(line.first()).toContainText('✗ 1 of 1 failed');
  await expect(line.first().getByRole('img')).toHaveAccessibleName(
    'After 200 ms: start the browser 400 ms, sign in 1.3 s',
  );
  await expect(page.getByText('Failed4', { exact: true })).toBeVisible();
});

test('where nothing failed there is no word of failure but the count', async ({ folder }) => {
  await using opened = await openTestPage();
  const { page } = opened;
  await page.goto(await save(folder, recordFleet(3)));
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['Time line', 'All keys']);
  await expect(page.getByText('None of 3 keys failed.')).toBeVisible();
  await expect(page.getByText('✗')).toHaveCount(0);
});

test('a sign-in that failed with 100 keys tells its reason once, and names them all', async ({ folder }) => {
  const signIn = recordSignIn(0, true);
  const [key] = signIn.keys;
  const keys = Array.from({ length: 100 }, (_, at) => ({ ...key, purpose: `Purpose ${at}` }) as KeyRecord);
  await using opened = await openTestPage();
  const { page } = opened;
  await page.goto(await save(folder, { ...recordFleet(0), signIns: [{ ...signIn, keys }] }));
  await expect(page.getByText('Could not sign in')).toHaveCount(1);
  const failed = page.getByRole('region', { name: 'Failed keys' });
  await expect(failed.getByText('Purpose 99')).toBeHidden();
  await failed.getByText('and 99 more keys').click();
  await expect(failed.getByText('Purpose 99')).toBeVisible();
});

test('hostile names are shown as text, and run nothing', async ({ folder }) => {
  const hostile = [
    '<script>document.title = "owned"</script>',
    `"><img src=x onerror='document.title = "owned"'>`,
    '</title></style></table><h1>Owned</h1>',
    '\u202edeliaf\u0007 \u001b[31m',
  ];
  const signIns = hostile.map((text, at) => spoil(recordSignIn(at, at % 2 === 0), text));
  const [first = ''] = hostile;
  const record = { ...recordFleet(0), manifest: first, shard: first, startedAt: first, signIns };
  await using opened = await openTestPage();
  const { page, asked } = opened;
  const address = await save(folder, record);
  await page.goto(address);
  await expect(page).toHaveTitle(`Keys of a fleet: ${first}`);
  expect(await page.evaluate('document.querySelectorAll("script, img, [onerror]").length')).toBe(0);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Keys of a fleet']);
  const names = page.getByRole('region', { name: 'All keys' }).getByRole('rowheader');
  await expect(names).toHaveText([...hostile.slice(0, 3), '\\u202edeliaf\\u0007 \\u001b[31m']);
  expect(await page.content()).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  expect(await findViolations(page)).toEqual([]);
  expect(asked).toEqual([address]);
});

test('2,000 sign-ins make less than 2 MB, which opens', { tag: '@extended' }, async ({ folder }) => {
  const record = recordFleet(2000, (at) => at % 50 === 0);
  expect(Buffer.byteLength(writeReport(record))).toBeLessThan(2_000_000);
  await using opened = await openTestPage();
  const { page } = opened;
  await page.goto(await save(folder, record));
  const line = page.getByRole('region', { name: 'Time line' });
  await expect(line.locator('tbody tr')).toHaveCount(2000);
  await line.getByText('server-1999 ').scrollIntoViewIfNeeded();
  await expect(line.getByText('server-1999 ')).toBeInViewport();
});

test('a secret that got into an error is in the report in no spelling', () => {
  const secret = `FAKE-"O'Neill" & <sons> 0123456789`;
  const signIn = spoil(recordSignIn(0, true), `said ${encodeURIComponent(secret)}, or ${secret}`);
  const record = { ...recordFleet(0), signIns: [signIn] };
  expect(writeReport(record)).toContain('0123456789');
  expect(new Secret(secret).toString()).toBe('[redacted]');
  const html = writeReport(record);
  expect(findLeaks([secret], html)).toEqual([]);
  expect(html).toContain('said [redacted], or [redacted]');
});

async function save(folder: string, record: FleetRecord): Promise<string> {
  const path = join(folder, 'report.html');
  await writeFile(path, writeReport(record));
  return pathToFileURL(path).href;
}
