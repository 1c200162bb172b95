import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { openBrowser } from '../src/browser/open-browser.ts';
import { Deadline } from '../src/core/deadline.ts';

/** A page in a browser of its own, which ends with it. */
export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  /** Every address that a page asked for. */
  readonly asked: readonly string[];
}

/** Opens a page as a person would have it. */
export async function openTestPage(colorScheme: 'light' | 'dark' = 'light'): Promise<TestPage> {
  const settings = { browser: process.env.OCTOPUS_BROWSER, headed: false, slowMo: 0, insecureTls: false };
  const browser = await openBrowser(
    { ...settings, firstPage: undefined, isTraced: false },
    Deadline.ofRun(50_000),
    () => {},
  );
  const asked: string[] = [];
  const { page } = browser;
  page.on('request', (request) => {
    // What stands in the page itself is asked of nobody.
    if (!request.url().startsWith('data:')) asked.push(request.url());
  });
  await page.emulateMedia({ colorScheme });
  return { page: page as Page, asked, [Symbol.asyncDispose]: () => browser.close() };
}

/** @returns what an accessibility check finds on a page, a rule with its elements each */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults;
  expect(passes.length).toBeGreaterThan(10);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
