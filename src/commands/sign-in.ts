import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';

export const main = () =>
  runCommand(
    {
      name: 'sign-in',
      summary: 'Signs in and saves the session, encrypted, for the other commands to use with --session.',
      uses: [...accessSettings.filter((name) => name !== 'apiKey' && name !== 'session'), 'saveSession'],
    },
    async (values, run) => {
      const { enter } = require('../session/enter.ts') as typeof import('../session/enter.ts');
      const entrance = await enter(values, run);
      const { saveSession } = require('./sign-in-work.ts') as typeof import('./sign-in-work.ts');
      await saveSession(entrance, values, run);
    },
  );
