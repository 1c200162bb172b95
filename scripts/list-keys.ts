import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './command/run-command.ts';

runCommand(
  {
    name: 'list-keys',
    summary: 'Lists the API keys of a user or of a service account, without the keys themselves.',
    uses: [
      'url',
      'apiKey',
      'username',
      'password',
      'serviceAccount',
      'listFormat',
      'allowHttp',
      'insecureTls',
      'browser',
      'headed',
      'slowMo',
      'trace',
    ],
  },
  async (values, run) => {
    const { enter } = require('./flow/enter.ts') as typeof import('./flow/enter.ts');
    const entrance = enter(values, run);
    await sleep(15);
    const { listKeys } = require('./flow/list-keys.ts') as typeof import('./flow/list-keys.ts');
    await listKeys(entrance, values, run);
  },
);
