import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { deliverySettings } from '../cli/settings/delivery.ts';
import { orderSettings } from '../cli/settings/key.ts';

// What is heavy is loaded once the settings are known to be right, and while the browser starts.
export const main = () =>
  runCommand(
    {
      name: 'mint-key',
      summary:
        "Signs in to an Octopus Server's Web Portal and makes an API key: minted, verified, delivered.",
      uses: [
        ...accessSettings,
        ...orderSettings,
        'createServiceAccount',
        'team',
        'ifExists',
        ...deliverySettings,
      ],
    },
    async (values, run) => {
      const { enter } = require('../session/enter.ts') as typeof import('../session/enter.ts');
      // Whoever can sign in wants a key that does not depend on another one.
      const signsIn = values.password || values.session || values.interactive;
      const entrance = await enter(signsIn ? { ...values, apiKey: undefined } : values, run);
      const { mintAndDeliver } = require('./mint-work.ts') as typeof import('./mint-work.ts');
      await mintAndDeliver(entrance, values, run, run.steps);
    },
  );
