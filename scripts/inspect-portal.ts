import { runCommand } from './command/run-command.ts';
import { accessSettings } from './command/setting-groups.ts';

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
    const { enter } = require('./flow/enter.ts') as typeof import('./flow/enter.ts');
    const entrance = await enter({ ...values, isRecorded: true }, run);
    if (!('opening' in entrance)) throw new Error('there is no browser to record');
    const { inspectPortal } =
      require('./flow/inspect-portal.ts') as typeof import('./flow/inspect-portal.ts');
    return await inspectPortal(entrance, values, run);
  },
);
