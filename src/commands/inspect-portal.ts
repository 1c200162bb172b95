import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';

export const main = () =>
  runCommand(
    {
      name: 'inspect-portal',
      summary:
        'Proves that our key request is what the Web Portal sends: makes a key by each, revokes both, and compares.',
      uses: [
        ...accessSettings.filter((name) => name !== 'apiKey' && name !== 'session'),
        'comparisonFormat',
        'save',
        'explain',
        'html',
      ],
    },
    async (values, run) => {
      const { enter } = require('../session/enter.ts') as typeof import('../session/enter.ts');
      const entrance = await enter({ ...values, isRecorded: true }, run);
      if (!('opening' in entrance)) throw new Error('there is no browser to record');
      const { inspectPortal } = require('./inspect-work.ts') as typeof import('./inspect-work.ts');
      return await inspectPortal(entrance, values, run);
    },
  );
