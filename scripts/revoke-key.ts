import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './command/run-command.ts';

runCommand(
  {
    name: 'revoke-key',
    summary: "Signs in to an Octopus Server's Web Portal and revokes API keys of that user by their ids.",
    uses: [
      'url',
      'username',
      'password',
      'id',
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
    await sleep(15);
    const { revokeById } = require('./flow/revoke-by-id.ts') as typeof import('./flow/revoke-by-id.ts');
    await revokeById(opening, values, run);
  },
);
