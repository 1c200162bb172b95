/**
 * Reads what the action was given, and takes it out of the environment: no other program is to find it there.
 * @returns the inputs, by name
 */
function takeInputs() {
  return take('INPUT_', (name) => name.toLowerCase());
}

/** @returns what was kept for the end of the job, by name; it is out of the environment then, too */
function takeState() {
  return take('STATE_', (name) => name);
}

function take(prefix, nameOf) {
  const found = Object.entries(process.env).filter(([name]) => name.startsWith(prefix));
  for (const [name] of found) delete process.env[name];
  return Object.fromEntries(found.map(([name, value]) => [nameOf(name.slice(prefix.length)), value]));
}

/** @returns the variables by which a command signs in with what the action was given */
function toVariables(inputs) {
  return {
    OCTOPUS_URL: inputs.url ?? '',
    OCTOPUS_USERNAME: inputs.username ?? '',
    OCTOPUS_PASSWORD: inputs.password ?? '',
    OCTOPUS_API_KEY: inputs['api-key'] ?? '',
    OCTOPUS_SERVICE_ACCOUNT: inputs['service-account'] ?? '',
  };
}

// What decides where a password or a key goes, and what a command does with it; the secrets themselves are in no file.
const DECISIVE = /^(?:(?:OCTOPUS|NODE|PLAYWRIGHT)_.*|(?:https?|no|all)_proxy|PATH|TMPDIR|LOG_LEVEL)$/i;
const SECRET = /^OCTOPUS_(?:PASSWORD|API_KEY|TOTP_SECRET|SESSION_KEY)$/i;

/** @returns the variables of this process that decide where secrets go */
function pickDecisive() {
  const isPicked = (name) => DECISIVE.test(name) && !SECRET.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isPicked(name)));
}

/** Brings back the variables that decide where secrets go as they were: steps of the job may have changed them since. */
function restoreDecisive(variables) {
  for (const name of Object.keys(pickDecisive())) delete process.env[name];
  Object.assign(process.env, variables);
}

module.exports = { pickDecisive, restoreDecisive, takeInputs, takeState, toVariables };
