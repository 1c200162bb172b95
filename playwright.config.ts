import { defineConfig } from '@playwright/test';

const inCi = !!process.env.CI;

// A runner's own trace or screenshot of a sign-in would hold what no report may hold, so there is none.
export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  forbidOnly: inCi,
  workers: 3,
  // A machine that is slow and has other work fails no promise.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: { trace: 'off', screenshot: 'off', video: 'off' },
  reporter: [
    ['list'],
    ['./tests/summary-reporter.ts'],
    ...(inCi ? [['json', { outputFile: 'test-results/report.json' }] as const] : []),
  ],
  projects: [
    { name: 'sign-in: every form, one login', testDir: 'tests/sign-in' },
    { name: 'contract: options, variables, formats, exit codes', testDir: 'tests/contract' },
    { name: 'faults: every request, every fault', testDir: 'tests/faults' },
    { name: 'life: deliver, use once, list, rotate, revoke', testDir: 'tests/life' },
    { name: 'safety: nothing lost, nothing leaked', testDir: 'tests/safety' },
    { name: 'enemies: what lies, dies, falls silent or gets in the way', testDir: 'tests/enemies' },
    { name: 'single sign-on: through a provider, and back', testDir: 'tests/sso' },
    { name: 'doctor: every check, failing', testDir: 'tests/doctor' },
    // Each starts several servers, and runs that sign in to all of them.
    { name: 'fleet: many servers, many keys', testDir: 'tests/fleet', timeout: 180_000 },
    { name: 'inspect: what the portal sends, and what we send', testDir: 'tests/inspect' },
    { name: 'stand-in: true to the facts', testDir: 'tests/stand-in' },
  ],
});
