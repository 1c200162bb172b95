// Revokes the key when the job ends: by itself where that is known, which takes no password and no browser; otherwise by signing in
// again. It runs whatever became of the job, and what it goes by the runner has kept since before there was a key.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const {
  restoreInputs,
  restoreVariables,
  takeInputs,
  takeState,
  toVariables,
  toWords,
} = require('./inputs.cjs');

// By a key that is: the server itself has said that it knows nobody by it. Of other replies this is not the exit code.
const SIGN_IN_REFUSED = 4;

// Where a later step has set NODE_DEBUG, Node would write there what a command is started with. The command has its own.
process.stderr.write = () => true;

const later = takeInputs(process.env);
const kept = takeState(process.env);
const isHeld = kept['api-key'] !== '';

if (!kept.asked || kept.settled) process.exit(0);
const { inputs, restored, asked } = readKept();
// Whatever else was meant by it, as by an expression that came to nothing: no key is left that nobody has asked to leave.
if (isHeld && /^\s*false\s*$/i.test(inputs.revoke)) {
  console.log(`The key ${kept['key-id']} is left, as asked for.`);
  process.exit(0);
}
const status = isHeld ? revokeByItself() : revokeBySigningIn();
// What could not sign in has not said which key it was to revoke.
process.exit(status === 0 ? 0 : leaveKey(status ?? 1));

/** Nothing of what later steps have set reaches the command: a variable of theirs could name code that it runs, an input a server. */
function readKept() {
  try {
    const { restored, lost } = restoreVariables(kept.variables, process.env);
    for (const name of lost) console.log(`${name} is not what it was when the key was made: it is left out.`);
    return {
      inputs: restoreInputs(kept.inputs, later),
      restored,
      asked: JSON.parse(kept.asked),
    };
  } catch {
    console.log('What the runner has kept for the end of the job cannot be read.');
    process.exit(leaveKey());
  }
}

function revokeByItself() {
  const itself = { url: inputs.url, 'api-key': kept['api-key'] };
  const status = revoke([`--id=${kept['key-id']}`], itself);
  if (status === 0) return 0;
  if (status !== SIGN_IN_REFUSED) return revokeBySigningIn();
  console.log('The key is not valid any more: somebody revoked it before.');
  return 0;
}

function revokeBySigningIn() {
  const login = takeLogin();
  const words = toWords(login);
  if (kept['key-id']) return revoke([`--id=${kept['key-id']}`, ...words], login);
  const { purpose, expires } = asked;
  if (expires) return revoke([`--purpose=${purpose}`, `--expires-at=${expires}`, ...words], login);
  return null;
}

/** Whoever could sign in has made the key as who that is, as mint-key does, whosever another key is that was given as well. */
function takeLogin() {
  const provider = inputs.provider || restored.OCTOPUS_PROVIDER;
  const signsIn = inputs.password || restored.OCTOPUS_PASSWORD_FILE || (provider && restored.OCTOPUS_PASSKEY);
  if (!signsIn) return inputs;
  delete restored.OCTOPUS_API_KEY_FILE;
  return { ...inputs, 'api-key': '' };
}

/** @returns the exit code, once it is said which key may be live */
function leaveKey(code = 1) {
  console.log(
    kept['key-id']
      ? `THE KEY ${kept['key-id']} MAY STILL BE LIVE. Revoke it with scripts/revoke-key.ts --id ${kept['key-id']}.`
      : 'A KEY MAY HAVE BEEN MADE that nobody holds. Look for it among those of its purpose with scripts/list-keys.ts, and ' +
          'revoke it with scripts/revoke-key.ts.',
  );
  return code;
}

/** @returns the exit code; null where the command did not start, or was killed */
function revoke(words, login) {
  // A command that is given both does neither.
  const withoutFile = login['api-key'] ? { OCTOPUS_API_KEY_FILE: undefined } : {};
  const { status } = spawnSync(process.execPath, [join(__dirname, 'dist/revoke-key.js'), ...words], {
    cwd: __dirname,
    env: { ...restored, ...toVariables(login), ...withoutFile },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status;
}
