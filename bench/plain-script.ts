import { chromium } from 'playwright';
import { mintPlainly } from './plain-mint.ts';

// The job as a plain Playwright script does it: launch, sign in, make the key, verify it, close.
async function run(): Promise<void> {
  const { OCTOPUS_URL = '', OCTOPUS_BROWSER = '' } = process.env;
  const browser = await chromium.launch({ executablePath: OCTOPUS_BROWSER, args: ['--no-sandbox'] });
  const context = await browser.newContext();
  const [key] = await mintPlainly(context, await context.newPage(), OCTOPUS_URL, 1);
  process.stdout.write(`${key}\n`);
  await browser.close();
}

run();
