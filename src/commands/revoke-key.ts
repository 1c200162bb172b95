import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';

export const main = () =>
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
      const { enter } = require('../session/enter.ts') as typeof import('../session/enter.ts');
      const entrance = await enter(values, run);
      const { revokeKeys } = require('./revoke-work.ts') as typeof import('./revoke-work.ts');
      await revokeKeys(entrance, values, run);
    },
  );
