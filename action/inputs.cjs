const { randomBytes, scryptSync } = require('node:crypto');

const INPUTS = [
  'url',
  'mode',
  'username',
  'password',
  'api-key',
  'direct',
  'provider',
  'sso-origins',
  'purpose',
  'expires-in',
  'service-account',
  'service-account-id',
  'create-service-account',
  'repository',
  'branch',
  'environment',
  'github-env',
  'revoke',
];

// What says where a key is, whose it is, and whether it is left. The runner evaluates inputs anew for the end of the job, and later steps
// may have changed by then what an expression reads: `${{ env.OCTOPUS_URL }}`.
const KEPT_INPUTS = [
  ...['url', 'username', 'direct', 'provider', 'sso-origins', 'service-account', 'revoke'],
];

// All that the end of the job goes by, of which mint-key writes what it knows of a key.
const STATES = ['variables', 'inputs', 'asked', 'key-id', 'api-key', 'settled'];

/**
 * Reads what the action was given, and takes it out of the environment: no other program is to find it there.
 * @returns the inputs, by name; empty where one is not set
 */
function takeInputs(environment) {
  return take(environment, 'INPUT_', INPUTS, (name) => name.toUpperCase());
}

/** @returns what was kept for the end of the job, by name; it is out of the environment then, too */
function takeState(environment) {
  return take(environment, 'STATE_', STATES, (name) => name);
}

/** By the very names that the runner sets: it overwrites what a step has set by the same name, and by no other. */
function take(environment, prefix, names, spell) {
  const taken = Object.fromEntries(names.map((name) => [name, environment[`${prefix}${spell(name)}`] ?? '']));
  for (const name of Object.keys(environment)) if (name.startsWith(prefix)) delete environment[name];
  return taken;
}

/**
 * @returns what the runner is told first of all. Every state is in it: of one that the runner does not have, the end of the job
 *   would be given what a later step has set.
 */
function describeFirstState(environment) {
  const states = {
    ...Object.fromEntries(STATES.map((name) => [name, ''])),
    variables: keepVariables(environment),
    inputs: keepInputs(environment),
  };
  return Object.entries(states)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** @returns those inputs, of which none is a secret */
function keepInputs(environment) {
  const kept = Object.fromEntries(
    KEPT_INPUTS.map((name) => [name, environment[`INPUT_${name.toUpperCase()}`] ?? '']),
  );
  return JSON.stringify({ ...kept, url: cutAddress(kept.url) });
}

/** @returns an address without what could be a secret in it: of a server there is none */
function cutAddress(address) {
  if (!URL.canParse(address)) return '';
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}

/** @returns the variables by which a command signs in with what the action was given; these go before those of the job */
function toVariables(inputs) {
  const { provider, 'sso-origins': origins } = inputs;
  return {
    ...(provider ? { OCTOPUS_PROVIDER: provider } : {}),
    ...(origins ? { OCTOPUS_SSO_ORIGINS: origins } : {}),
    OCTOPUS_URL: inputs.url ?? '',
    OCTOPUS_USERNAME: inputs.username ?? '',
    OCTOPUS_PASSWORD: inputs.password ?? '',
    OCTOPUS_API_KEY: inputs['api-key'] ?? '',
    OCTOPUS_SERVICE_ACCOUNT: inputs['service-account'] ?? '',
  };
}

/** @returns the options by which it does */
function toWords({ direct }) {
  return isTrue(direct) ? ['--direct'] : [];
}

function isTrue(input) {
  return /^\s*true\s*$/i.test(input);
}

// All that a command at the end of the job finds in its environment, beside what it signs in with.
const PLAIN = [
  ...['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LOG_LEVEL', 'NO_COLOR'],
  ...['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'NODE_USE_ENV_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['PLAYWRIGHT_BROWSERS_PATH', 'XDG_CACHE_HOME'],
  ...['OCTOPUS_PROVIDER', 'OCTOPUS_SSO_ORIGINS', 'OCTOPUS_PASSKEY'],
  ...['OCTOPUS_PASSWORD_FILE', 'OCTOPUS_API_KEY_FILE', 'OCTOPUS_TOTP_SECRET_FILE'],
  ...['OCTOPUS_SESSION_KEY_FILE', 'OCTOPUS_PROXY_FILE'],
  ...['OCTOPUS_CLIENT_CERTIFICATE', 'OCTOPUS_CLIENT_KEY', 'OCTOPUS_CLIENT_KEY_PASSPHRASE_FILE'],
  ...['OCTOPUS_HTTP_USERNAME_FILE', 'OCTOPUS_HTTP_PASSWORD_FILE'],
  ...['OCTOPUS_HEADERS_FILE', 'OCTOPUS_NEGOTIATE', 'KRB5CCNAME', 'KRB5_CLIENT_KTNAME', 'KRB5_CONFIG'],
  // What Windows needs to start a program and to find a browser.
  ...['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
  ...['ProgramFiles', 'ProgramFiles(x86)'],
];
const ADDRESSES = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'],
  ...['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'],
  ...['OCTOPUS_BROWSER', 'OCTOPUS_PROXY'],
];
// To some services a token is the user name.
const SECRET = [
  ...['OCTOPUS_TOTP_SECRET', 'OCTOPUS_SESSION_KEY', 'OCTOPUS_CLIENT_KEY_PASSPHRASE'],
  ...['OCTOPUS_HTTP_USERNAME', 'OCTOPUS_HTTP_PASSWORD'],
];
// Credentials, a query, or a path, which a remote browser's address has that is not to be guessed.
const MAY_HOLD_SECRET = /[@?]|:\/\/[^/]*\/./;

// Which authorities Node trusts (src/core/network.ts); its other options could name code.
const AUTHORITY_FLAGS = /^--use[-_](?:system|openssl)[-_]ca$/;

/** @returns those variables as they are; of one that is a secret or may hold one, which is to be in no file, a checksum */
function keepVariables(environment) {
  const values = {};
  const checksums = {};
  for (const name of [...PLAIN, ...ADDRESSES, ...SECRET]) {
    const value = environment[name];
    if (!value) continue;
    if (SECRET.includes(name) || (ADDRESSES.includes(name) && MAY_HOLD_SECRET.test(value)))
      checksums[name] = sumUp(value);
    else values[name] = value;
  }
  const flags = (environment.NODE_OPTIONS ?? '').split(/[\s"]+/).filter((flag) => AUTHORITY_FLAGS.test(flag));
  if (flags.length > 0) values.NODE_OPTIONS = flags.join(' ');
  return JSON.stringify({ values, checksums });
}

/**
 * @param inputs as `keepInputs` has kept them
 * @param later what the action is given at the end of the job
 * @returns the inputs of the beginning; a secret is in no file, and goes where these say
 */
function restoreInputs(inputs, later) {
  return { ...later, ...JSON.parse(inputs) };
}

/**
 * @param variables as `keepVariables` has kept them
 * @param environment of the end of the job, which steps may have changed since
 * @returns the environment of the beginning, and the names of those that are lost, since they are not what they were
 */
function restoreVariables(variables, environment) {
  const { values, checksums } = JSON.parse(variables);
  const isSame = (name) =>
    environment[name] !== undefined && isSummedUpAs(checksums[name], environment[name]);
  const names = Object.keys(checksums);
  const same = names.filter(isSame).map((name) => [name, environment[name]]);
  return {
    restored: { ...values, ...Object.fromEntries(same) },
    lost: names.filter((name) => !isSame(name)),
  };
}

/** Salted and slow, since a debug log shows it: from a plain one, a weak password could be looked up. */
function sumUp(value, salt = randomBytes(16).toString('hex')) {
  return `${salt}:${scryptSync(value, salt, 32).toString('hex')}`;
}

function isSummedUpAs(checksum, value) {
  return sumUp(value, checksum.split(':', 1)[0]) === checksum;
}

module.exports = {
  describeFirstState,
  isTrue,
  restoreInputs,
  restoreVariables,
  takeInputs,
  takeState,
  toVariables,
  toWords,
};
