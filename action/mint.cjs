// Is mint-key itself, or with-token, in this very process: the runner's signals reach it, and nothing of it outlives it. All that it runs
// lies beside it. mint-key keeps for the end of the job what a key will be known by, before it asks for one (src/delivery/end-of-job.ts).
const { join } = require('node:path');
const { describeFirstState, isTrue, takeInputs, toVariables, toWords } = require('./inputs.cjs');
const { addToRunnerFile } = require('./runner-file.cjs');

const WRONG_OPTIONS = 2;

// Before anything is loaded.
addToRunnerFile('GITHUB_STATE', describeFirstState(process.env));

const inputs = takeInputs(process.env);
const forEnvironment = isTrue(inputs['github-env']) ? ['--github-env'] : [];
const mode = inputs.mode.trim() || 'key';
// Where no .env of the workspace is read.
process.chdir(__dirname);
if (mode === 'key') mintKey();
else if (mode === 'token') getToken();
else {
  console.error('The input mode is neither key nor token.');
  process.exit(WRONG_OPTIONS);
}

function mintKey() {
  Object.assign(process.env, toVariables(inputs), {
    OCTOPUS_KEY_PURPOSE: inputs.purpose,
    OCTOPUS_KEY_EXPIRES_IN: inputs['expires-in'],
  });
  run('mint-key', ['--ci', ...toWords(inputs), ...forEnvironment]);
}

function getToken() {
  Object.assign(process.env, {
    OCTOPUS_URL: inputs.url,
    OCTOPUS_SERVICE_ACCOUNT_ID: inputs['service-account-id'],
  });
  run('with-token', ['--', process.execPath, join(__dirname, 'hand-over-token.cjs'), ...forEnvironment]);
}

function run(command, words) {
  const path = join(__dirname, `dist/${command}.js`);
  process.argv.splice(1, Infinity, path, ...words);
  require(path);
}
