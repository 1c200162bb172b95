// Is mint-key itself, in this very process: the runner's signals reach it, and nothing of it outlives it. All that it runs lies beside it.
// mint-key keeps for the end of the job what a key will be known by, before it asks for one (src/delivery/end-of-job.ts).
const { appendFileSync, closeSync, constants, fstatSync, openSync } = require('node:fs');
const { join } = require('node:path');
const { describeFirstState, isTrue, takeInputs, toVariables, toWords } = require('./inputs.cjs');

keepFirstState(process.env.GITHUB_STATE);

const inputs = takeInputs(process.env);
Object.assign(process.env, toVariables(inputs), {
  OCTOPUS_KEY_PURPOSE: inputs.purpose,
  OCTOPUS_KEY_EXPIRES_IN: inputs['expires-in'],
});
const mintKey = join(__dirname, 'dist/mint-key.js');
const words = ['--ci', ...toWords(inputs), ...(isTrue(inputs['github-env']) ? ['--github-env'] : [])];
process.argv.splice(1, Infinity, mintKey, ...words);
// Where no .env of the workspace is read.
process.chdir(__dirname);
require(mintKey);

/** Before anything is loaded, and so without what mint-key opens such files by: to no link, and to no pipe, which could be waited for. */
function keepFirstState(path) {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600);
  if (!fstatSync(file).isFile()) throw new Error(`GITHUB_STATE names ${path}, which is no regular file`);
  appendFileSync(file, describeFirstState(process.env));
  closeSync(file);
}
