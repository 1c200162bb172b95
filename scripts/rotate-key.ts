import { setTimeout as sleep } from 'node:timers/promises';
import { accessSettings } from './command/access-settings.ts';
import { runCommand } from './command/run-command.ts';

runCommand(
  {
    name: 'rotate-key',
    summary:
      'Replaces the API keys of a purpose by a new one: minted, verified, delivered, and only then the old ones revoked.',
    uses: [
      ...accessSettings,
      'purpose',
      'expiresIn',
      'serviceAccount',
      'accessLevel',
      'actorType',
      'format',
      'out',
      'pipeTo',
      'ci',
      'githubEnv',
      'receipt',
    ],
  },
  async (values, run) => {
    const { enter } = require('./flow/enter.ts') as typeof import('./flow/enter.ts');
    const entrance = enter(values, run);
    await sleep(15);
    const { mintAndDeliver } =
      require('./flow/mint-and-deliver.ts') as typeof import('./flow/mint-and-deliver.ts');
    await mintAndDeliver(entrance, { ...values, ifExists: 'rotate' }, run, run.steps);
  },
);
