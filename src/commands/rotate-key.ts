import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { deliverySettings } from '../cli/settings/delivery.ts';
import { orderSettings } from '../cli/settings/key.ts';

export const main = () =>
  runCommand(
    {
      name: 'rotate-key',
      summary:
        'Replaces the API keys of a purpose by a new one: minted, verified, delivered, and only then the old ones revoked.',
      uses: [...accessSettings, ...orderSettings, ...deliverySettings],
    },
    async (values, run) => {
      const { enter } = require('../session/enter.ts') as typeof import('../session/enter.ts');
      const entrance = await enter(values, run);
      const { mintAndDeliver } = require('./mint-work.ts') as typeof import('./mint-work.ts');
      await mintAndDeliver(entrance, { ...values, ifExists: 'rotate' }, run, run.steps);
    },
  );
