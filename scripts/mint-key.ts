import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './command/run-command.ts';

// What is heavy is loaded once the settings are known to be right, and while the browser starts.
runCommand(
  {
    name: 'mint-key',
    summary: "Signs in to an Octopus Server's Web Portal and makes an API key: minted, verified, delivered.",
    uses: [
      'url',
      'apiKey',
      'username',
      'password',
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
    // Whoever gives a password wants a key that does not depend on another one.
    const entrance = enter(values.password ? { ...values, apiKey: undefined } : values, run);
    // Chromium is under way by then; loading any sooner would only delay its start.
    await sleep(15);
    const { mintAndDeliver } =
      require('./flow/mint-and-deliver.ts') as typeof import('./flow/mint-and-deliver.ts');
    await mintAndDeliver(entrance, values, run, run.steps);
  },
);
