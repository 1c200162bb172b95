import { runCommand } from './command/run-command.ts';
import { accessSettings } from './command/setting-groups.ts';

runCommand(
  {
    name: 'list-keys',
    summary: 'Lists the API keys of a user or of a service account, without the keys themselves.',
    uses: [...accessSettings, 'serviceAccount', 'listFormat'],
  },
  async (values, run) => {
    const { enter } = require('./flow/enter.ts') as typeof import('./flow/enter.ts');
    const entrance = await enter(values, run);
    const { listKeys } = require('./flow/list-keys.ts') as typeof import('./flow/list-keys.ts');
    await listKeys(entrance, values, run);
  },
);
