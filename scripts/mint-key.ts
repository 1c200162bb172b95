import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './command/run-command.ts';

// What is heavy is loaded once the settings are known to be right, and while the browser starts.
runCommand(
  {
    name: 'mint-key',
    summary: "Signs in to an Octopus Server's Web Portal and makes an API key: minted, verified, delivered.",
    uses: [
      'url',
      'username',
      'password',
      'purpose',
      'expiresIn',
      'ifExists',
      'format',
      'out',
      'receipt',
      'allowHttp',
      'insecureTls',
      'browser',
      'headed',
      'slowMo',
      'trace',
    ],
  },
  async (values, run) => {
    const { startBrowser } = require('./flow/start-browser.ts') as typeof import('./flow/start-browser.ts');
    const opening = startBrowser(values, run);
    // Chromium is under way by then; loading any sooner would only delay its start.
    await sleep(15);
    const { mintAndDeliver } =
      require('./flow/mint-and-deliver.ts') as typeof import('./flow/mint-and-deliver.ts');
    await mintAndDeliver(opening, values, run, run.steps);
  },
);
