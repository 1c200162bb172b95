// Sets up, and then is mint-key itself, in this very process: the runner's signals reach it, and nothing of it outlives it.
// mint-key keeps for the end of the job what a key will be known by, before it asks for one (src/delivery/end-of-job.ts).
const { spawnSync } = require('node:child_process');
const { appendFileSync, closeSync, constants, fstatSync, openSync } = require('node:fs');
const { join } = require('node:path');
const { describeFirstState, takeInputs, toVariables } = require('./inputs.cjs');

keepFirstState(process.env.GITHUB_STATE);

const root = join(__dirname, '..');
const inputs = takeInputs(process.env);
// They name code that would be run here.
for (const name of Object.keys(process.env)) if (/^TS_NODE_/i.test(name)) delete process.env[name];

const { status } = spawnSync(process.execPath, [join(root, 'scripts/set-up.mjs')], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

Object.assign(process.env, toVariables(inputs), {
  OCTOPUS_KEY_PURPOSE: inputs.purpose,
  OCTOPUS_KEY_EXPIRES_IN: inputs['expires-in'],
});
const mintKey = join(root, 'scripts/mint-key.ts');
process.argv.splice(
  1,
  Infinity,
  mintKey,
  '--ci',
  ...(inputs['github-env'] === 'true' ? ['--github-env'] : []),
);
process.chdir(root);
require('ts-node').register();
require(mintKey);

/** Before anything is set up, and so without what mint-key opens such files by: to no link, and to no pipe, which could be waited for. */
function keepFirstState(path) {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600);
  if (!fstatSync(file).isFile()) throw new Error(`GITHUB_STATE names ${path}, which is no regular file`);
  appendFileSync(file, describeFirstState(process.env));
  closeSync(file);
}
