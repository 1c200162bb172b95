import { runCommand } from './command/run-command.ts';
import { accessSettings } from './command/setting-groups.ts';

runCommand(
  {
    name: 'doctor',
    summary:
      'Looks at everything that a run depends on, one thing a line, and says what to do about what fails.',
    uses: [...accessSettings, 'expiresIn', 'serviceAccount', 'signIn', 'listFormat'],
    isLenient: true,
  },
  async (values, run, { warnings }) => {
    const { examine } = require('./flow/examine.ts') as typeof import('./flow/examine.ts');
    return await examine(values, warnings, run);
  },
);
