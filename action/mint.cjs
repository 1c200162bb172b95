// Is mint-key itself, with-token, or trust-issuer, in this very process: the runner's signals reach it, and nothing of it outlives it. All
// that it runs lies beside it. mint-key keeps for the end of the job what a key will be known by, before it asks for one (src/delivery/end-of-job.ts).
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { describeFirstState, isTrue, takeInputs, toVariables, toWords } = require('./inputs.cjs');
const { addToRunnerFile } = require('./runner-file.cjs');

const WRONG_OPTIONS = 2;
const NOT_DELIVERED = 6;

// Before anything is loaded.
addToRunnerFile('GITHUB_STATE', describeFirstState(process.env));

const inputs = takeInputs(process.env);
const forEnvironment = isTrue(inputs['github-env']) ? ['--github-env'] : [];
const mode = inputs.mode.trim() || 'key';
// Where no .env of the workspace is read.
process.chdir(__dirname);
// What the action is given says who signs in, and whose the key is to be: at the end of the job nothing else is known.
delete process.env.OCTOPUS_PROFILE;
if (mode === 'key') mintKey();
else if (mode === 'token') getToken();
else if (mode === 'trust') trustJobs();
else {
  console.error('The input mode is neither key, token nor trust.');
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

function trustJobs() {
  Object.assign(process.env, toVariables(inputs));
  const folder = mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), 'octopus-key-mint-'));
  const out = join(folder, 'trust.json');
  // The command ends this process.
  process.once('exit', (code) => {
    if (code === 0) handOverTrust(out);
    rmSync(folder, { recursive: true, force: true });
  });
  // In one word with its option: behind it, one that begins with a dash would be an option itself.
  const narrowing = ['branch', 'environment'].flatMap((name) =>
    inputs[name] ? [`--${name}=${inputs[name]}`] : [],
  );
  const making = isTrue(inputs['create-service-account']) ? ['--create-service-account'] : [];
  const result = ['--format', 'json', '--out', out];
  run('trust-issuer', [
    `--github=${inputs.repository}`,
    ...narrowing,
    ...making,
    ...result,
    ...toWords(inputs),
  ]);
}

function handOverTrust(path) {
  try {
    // The address as the command has read it: what the action was given may hold a line break around it.
    const { serviceAccountId: id, url } = JSON.parse(readFileSync(path, 'utf8'));
    // A server says it, and a line break in it would be another output.
    if (!/^[\w.:-]+$/.test(id)) throw new Error('the id that the server gave the account is none');
    addToRunnerFile('GITHUB_OUTPUT', `service-account-id=${id}\nurl=${url}\n`);
  } catch (error) {
    console.error(`Could not hand over the service account's id: ${error.message}`);
    process.exitCode = NOT_DELIVERED;
  }
}

function run(command, words) {
  const path = join(__dirname, `dist/${command}.js`);
  process.argv.splice(1, Infinity, path, ...words);
  require(path);
}
