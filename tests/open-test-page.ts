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

/** @returns what of a page cannot be read without scrolling sideways, or not at all: what is wider than its room, texts that are cut */
export async function findCut(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const name = ({ tagName, id, className }: Element) => `${tagName} ${id} ${className}`.toLowerCase();
    const clips = (element: Element) => {
      const { overflowX, contentVisibility } = getComputedStyle(element);
      return overflowX !== 'visible' || contentVisibility === 'auto';
    };
    // What only a screen reader is to read is one pixel wide.
    const elements = [...document.querySelectorAll('html, body, body *')].filter(
      (each) => each.clientWidth > 1,
    );
    const edges = elements.filter((element) => element === document.documentElement || clips(element));
    const wide = [...edges, ...elements.filter((element) => element.matches('body, main, section, table'))]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .map(name);
    const cut: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(text);
      const around = edges.filter((edge) => edge.contains(text)).map((edge) => edge.getBoundingClientRect());
      const isCut = [...range.getClientRects()].some((rect) =>
        around.some(({ left, right }) => rect.left < left - 1 || rect.right > right + 1),
      );
      if (isCut) cut.push(text.nodeValue?.trim().slice(0, 40) ?? '');
    }
    return [...wide, ...cut];
  });
}
