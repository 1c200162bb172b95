import { runCommand } from './command/run-command.ts';
import { accessSettings } from './command/setting-groups.ts';

runCommand(
  {
    name: 'revoke-key',
    summary:
      'Revokes API keys of a user or of a service account: by id, or by purpose, expiry and age together.',
    uses: [...accessSettings, 'serviceAccount', 'id', 'purpose', 'expired', 'olderThan', 'yes'],
    findMistakes: ({ id, purpose, expired, olderThan }) =>
      id || purpose || expired || olderThan
        ? []
        : ['nothing says which keys to revoke: give --id, --purpose, --expired or --older-than'],
  },
  async (values, run) => {
    const { enter } = require('./flow/enter.ts') as typeof import('./flow/enter.ts');
    const entrance = await enter(values, run);
    const { revokeKeys } = require('./flow/revoke-keys.ts') as typeof import('./flow/revoke-keys.ts');
    await revokeKeys(entrance, values, run);
  },
);
