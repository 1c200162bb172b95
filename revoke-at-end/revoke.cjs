// Revokes the key by itself: no password is needed at the end of a job, and no browser.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const SIGN_IN_REFUSED = 4;

const kept = (name) => process.env[`STATE_${name}`];
const tool = kept('tool');
const { status } = spawnSync(
  process.execPath,
  [
    join(tool, 'node_modules/ts-node/dist/bin.js'),
    join(tool, 'scripts/revoke-key.ts'),
    '--id',
    kept('key-id'),
  ],
  {
    cwd: tool,
    env: { ...process.env, OCTOPUS_URL: kept('url'), OCTOPUS_API_KEY: kept('api-key') },
    stdio: ['ignore', 'inherit', 'inherit'],
  },
);
if (status === SIGN_IN_REFUSED) console.log('The key is not valid any more: somebody revoked it before.');
process.exit(status === SIGN_IN_REFUSED ? 0 : (status ?? 1));
