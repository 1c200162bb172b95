import { chromium } from 'playwright';
import { findSystemBrowser, hasPlaywrightsOwn } from '../../src/browser/find-browser.ts';

// A Playwright server as a process of its own: prints its address.
const path =
  process.env.OCTOPUS_BROWSER ?? (hasPlaywrightsOwn() ? undefined : findSystemBrowser({ headed: false }));

chromium
  .launchServer({
    host: '127.0.0.1',
    chromiumSandbox: process.getuid?.() !== 0,
    ...(path ? { executablePath: path } : {}),
  })
  .then((server) => process.stdout.write(`${server.wsEndpoint()}\n`));
