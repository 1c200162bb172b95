import { runCommand } from '../cli/run-command.ts';
import { fleetSettings } from '../cli/settings/fleet.ts';

const LONGEST_RUN = 24 * 3_600_000;

export const main = () =>
  runCommand(
    {
      name: 'mint-fleet',
      summary:
        'Makes the API keys that a manifest asks for, on many Octopus Servers: one sign-in a server and user, what is there already is left.',
      uses: fleetSettings,
      takes: '<manifest>',
      isLenient: true,
      usualTimeout: LONGEST_RUN,
      findMistakes: (_, words) =>
        words.length > 0 ? [] : ['there is no manifest: name it, as in mint-fleet fleet.yaml'],
    },
    async (values, run, { words: [manifest = ''] }) => {
      const { runFleet } = require('../fleet/run-fleet.ts') as typeof import('../fleet/run-fleet.ts');
      return await runFleet(manifest, values, run);
    },
  );
