import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { launchBrowser } from './launch-browser.ts';

/** A page in a browser of its own, which ends with it. */
export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  /** Every address that a page asked for. */
  readonly asked: readonly string[];
}

/** Opens a page as a person would have it. */
export async function openTestPage(
  colorScheme: 'light' | 'dark' = 'light',
  isolatesSites = false,
): Promise<TestPage> {
  const browser = await launchBrowser(isolatesSites);
  const page = await browser.newPage({ colorScheme });
  const asked: string[] = [];
  page.on('request', (request) => {
    // What stands in the page itself is asked of nobody.
    if (!request.url().startsWith('data:')) asked.push(request.url());
  });
  return { page, asked, [Symbol.asyncDispose]: () => browser.close() };
}

/** @returns what an accessibility check finds on a page, a rule with its elements each */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults;
  expect(passes.length).toBeGreaterThan(10);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
