import { setTimeout as sleep } from 'node:timers/promises';
import { accessSettings } from './command/access-settings.ts';
import { runCommand } from './command/run-command.ts';

// What is heavy is loaded once the settings are known to be right, and while the browser starts.
runCommand(
  {
    name: 'mint-key',
    summary: "Signs in to an Octopus Server's Web Portal and makes an API key: minted, verified, delivered.",
    uses: [
      ...accessSettings,
      'purpose',
      'expiresIn',
      'serviceAccount',
      'createServiceAccount',
      'team',
      'accessLevel',
      'actorType',
      'ifExists',
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
    // Whoever can sign in wants a key that does not depend on another one.
    const signsIn = values.password || values.session || values.interactive;
    const entrance = enter(signsIn ? { ...values, apiKey: undefined } : values, run);
    // Chromium is under way by then; loading any sooner would only delay its start.
    await sleep(15);
    const { mintAndDeliver } =
      require('./flow/mint-and-deliver.ts') as typeof import('./flow/mint-and-deliver.ts');
    await mintAndDeliver(entrance, values, run, run.steps);
  },
);
