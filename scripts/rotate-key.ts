import { runCommand } from './command/run-command.ts';
import { accessSettings, deliverySettings, orderSettings } from './command/setting-groups.ts';

runCommand(
  {
    name: 'rotate-key',
    summary:
      'Replaces the API keys of a purpose by a new one: minted, verified, delivered, and only then the old ones revoked.',
    uses: [...accessSettings, ...orderSettings, ...deliverySettings],
  },
  async (values, run) => {
    const { enter } = require('./flow/enter.ts') as typeof import('./flow/enter.ts');
    const entrance = await enter(values, run);
    const { mintAndDeliver } =
      require('./flow/mint-and-deliver.ts') as typeof import('./flow/mint-and-deliver.ts');
    await mintAndDeliver(entrance, { ...values, ifExists: 'rotate' }, run, run.steps);
  },
);
