import { runCommand } from './command/run-command.ts';
import { accessSettings } from './command/setting-groups.ts';

runCommand(
  {
    name: 'sign-in',
    summary: 'Signs in and saves the session, encrypted, for the other commands to use with --session.',
    uses: [...accessSettings.filter((name) => name !== 'apiKey' && name !== 'session'), 'saveSession'],
  },
  async (values, run) => {
    const { enter } = require('./flow/enter.ts') as typeof import('./flow/enter.ts');
    const entrance = await enter(values, run);
    const { saveSession } = require('./flow/save-session.ts') as typeof import('./flow/save-session.ts');
    await saveSession(entrance, values, run);
  },
);
