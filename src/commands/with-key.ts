import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { orderSettings } from '../cli/settings/key.ts';

export const main = () =>
  runCommand(
    {
      name: 'with-key',
      summary:
        'Runs a command with an API key of its own in OCTOPUS_API_KEY, and revokes the key when the command ends.',
      uses: [...accessSettings, ...orderSettings, 'accessToken', 'allNames', 'maskOutput'],
      wraps: true,
      findMistakes: (_, words) =>
        words.length > 0
          ? []
          : ['there is no command to run: put it behind --, as in with-key -- terraform apply'],
    },
    async (values, run, { words }) => {
      const { enter } = require('../session/enter.ts') as typeof import('../session/enter.ts');
      const entrance = await enter(values, run);
      const { withKey } = require('./with-key-work.ts') as typeof import('./with-key-work.ts');
      return await withKey(entrance, words, values, run);
    },
  );
