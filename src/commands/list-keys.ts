import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';

export const main = () =>
  runCommand(
    {
      name: 'list-keys',
      summary: 'Lists the API keys of a user or of a service account, without the keys themselves.',
      uses: [...accessSettings, 'serviceAccount', 'listFormat'],
    },
    async (values, run) => {
      const { enter } = require('../session/enter.ts') as typeof import('../session/enter.ts');
      const entrance = await enter(values, run);
      const { listKeys } = require('./list-work.ts') as typeof import('./list-work.ts');
      await listKeys(entrance, values, run);
    },
  );
