import { runCommand } from './command/run-command.ts';
import { accessSettings, orderSettings } from './command/setting-groups.ts';

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
    const { enter } = require('./flow/enter.ts') as typeof import('./flow/enter.ts');
    const entrance = await enter(values, run);
    const { withKey } = require('./flow/with-key.ts') as typeof import('./flow/with-key.ts');
    return await withKey(entrance, words, values, run);
  },
);
