import { chromium } from 'playwright';
import { mintPlainly, readTargets } from './plain-mint.ts';

// A fleet as a plain Playwright script does it: one browser, a fresh context a target, so many at the same time.
async function run(): Promise<void> {
  const { urls, keys, concurrency } = readTargets();
  const browser = await chromium.launch({
    ...(process.env.OCTOPUS_BROWSER ? { executablePath: process.env.OCTOPUS_BROWSER } : {}),
    args: ['--no-sandbox'],
  });
  const waiting = [...urls];
  const work = async () => {
    for (let url = waiting.shift(); url; url = waiting.shift()) {
      const context = await browser.newContext();
      await mintPlainly(context, await context.newPage(), url, keys);
      await context.close();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  await browser.close();
}

run();
