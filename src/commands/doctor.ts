import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';

export const main = () =>
  runCommand(
    {
      name: 'doctor',
      summary:
        'Looks at everything that a run depends on, one thing a line, and says what to do about what fails.',
      uses: [...accessSettings, 'expiresIn', 'serviceAccount', 'signIn', 'listFormat'],
      isLenient: true,
    },
    async (values, run, { warnings }) => {
      const { examine } = require('./doctor-work.ts') as typeof import('./doctor-work.ts');
      return await examine(values, warnings, run);
    },
  );
