import { defineConfig } from '@playwright/test';

// CI counts what both of its runs report there.
const report = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;

// A runner's own trace or screenshot of a sign-in would hold what no report may hold, so there is none.
export default defineConfig({
  testDir: 'tests',
  globalSetup: './tests/build-commands.ts',
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  workers: 7,
  // A machine that is slow and has other work fails no promise.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: { trace: 'off', screenshot: 'off', video: 'off' },
  reporter: [
    ['list'],
    ['./tests/summary-reporter.ts'],
    ...(report ? [['json', { outputFile: report }] as const] : []),
  ],
});
