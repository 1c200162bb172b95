import type { Page } from 'playwright';

/**
 * What a page that does not draw itself lacks: one of its scripts, or a document that it asks the server for.
 * @returns such as `https://octopus.example.com/app/main.js answered 502`; undefined where all has come
 */
export function findBrokenPart(page: Page): Promise<string | undefined> {
  return page.evaluate(describeBrokenPart);
}

// It runs in the page, so it must stand on its own.
function describeBrokenPart(): string | undefined {
  const parts = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  const own = parts.filter(({ name }) => new URL(name).origin === location.origin);
  // That nobody is signed in yet is no fault.
  const refused = own.find(({ name, responseStatus }) => responseStatus >= 400 && !/\/users\//.test(name));
  if (refused) return `${refused.name} answered ${refused.responseStatus}`;
  const came = new Set(own.filter(({ responseStatus }) => responseStatus > 0).map(({ name }) => name));
  const missing = [...document.scripts].find(
    ({ src }) => src !== '' && new URL(src).origin === location.origin && !came.has(src),
  );
  return missing && `${missing.src} did not arrive`;
}
