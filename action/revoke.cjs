// Revokes the key when the job ends: by itself where that is known, which takes no password and no browser; otherwise by signing in
// again. It runs whatever became of the job, and what it goes by the runner has kept since before there was a key.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { restoreVariables, takeInputs, takeState, toVariables, toWords } = require('./inputs.cjs');

// By a key that is: the server itself has said that it knows nobody by it. Of other replies this is not the exit code.
const SIGN_IN_REFUSED = 4;

// Where a later step has set NODE_DEBUG, Node would write there what a command is started with. The command has its own.
process.stderr.write = () => true;

const inputs = takeInputs(process.env);
const kept = takeState(process.env);
const isHeld = kept['api-key'] !== '';

if (!kept.asked || kept.settled) process.exit(0);
// Whatever else was meant by it, as by an expression that came to nothing: no key is left that nobody has asked to leave.
if (isHeld && /^\s*false\s*$/i.test(inputs.revoke)) {
  console.log(`The key ${kept['key-id']} is left, as asked for.`);
  process.exit(0);
}

// Nothing of what later steps have set reaches the command: a variable of theirs could name code that it runs.
const { restored, lost } = restoreVariables(kept.variables, process.env);
for (const name of lost) console.log(`${name} is not what it was when the key was made: it is left out.`);
process.exit(isHeld ? revokeByItself() : revokeBySigningIn());

function revokeByItself() {
  const itself = { url: inputs.url, 'api-key': kept['api-key'] };
  const status = revoke([`--id=${kept['key-id']}`], itself);
  if (status === 0) return 0;
  if (status !== SIGN_IN_REFUSED) return revokeBySigningIn();
  console.log('The key is not valid any more: somebody revoked it before.');
  return 0;
}

function revokeBySigningIn() {
  const words = toWords(inputs);
  if (kept['key-id']) return revoke([`--id=${kept['key-id']}`, ...words], inputs);
  const { purpose, expires } = JSON.parse(kept.asked);
  if (expires) return revoke([`--purpose=${purpose}`, `--expires-at=${expires}`, ...words], inputs);
  console.log(
    'A KEY MAY HAVE BEEN MADE that nobody holds, and that cannot be told from others of its purpose. Look for it with ' +
      'scripts/list-keys.ts, and revoke it with scripts/revoke-key.ts.',
  );
  return 1;
}

/** @returns the exit code */
function revoke(words, login) {
  const { status } = spawnSync(process.execPath, [join(__dirname, 'dist/revoke-key.js'), ...words], {
    cwd: __dirname,
    env: { ...restored, ...toVariables(login) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status ?? 1;
}
