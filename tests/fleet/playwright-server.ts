import { launchBrowserServer } from '../launch-browser.ts';

// A Playwright server as a process of its own: prints its address.
launchBrowserServer().then((server) => process.stdout.write(`${server.wsEndpoint()}\n`));
