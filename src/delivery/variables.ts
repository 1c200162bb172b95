import type { Secret } from '../secrets/secret.ts';

/**
 * What a command is given to use an API key with: the pair that the Octopus CLI, the Terraform provider and the login
 * action read (facts 6). A token of somebody else's would go before the key.
 * @param allNames whether under the names of other Octopus tools, too
 */
export function describeKeyVariables(url: string, key: Secret, allNames: boolean): NodeJS.ProcessEnv {
  const [urls, keys] = allNames ? [ALL_URLS, ALL_KEYS] : [['OCTOPUS_URL'], ['OCTOPUS_API_KEY']];
  return {
    OCTOPUS_ACCESS_TOKEN: undefined,
    ...Object.fromEntries(urls.map((name) => [name, url])),
    ...Object.fromEntries(keys.map((name) => [name, key.reveal()])),
  };
}

/** What a command is given to use an access token with; a key of somebody else's could go before it. */
export function describeTokenVariables(url: string, token: Secret): NodeJS.ProcessEnv {
  return { OCTOPUS_API_KEY: undefined, OCTOPUS_URL: url, OCTOPUS_ACCESS_TOKEN: token.reveal() };
}

// Facts 6: the legacy CLI and serverspec, the MCP server, tests of the Go, Java and CLI projects, the Tentacle image.
const ALL_URLS = [
  'OCTOPUS_URL',
  'OCTOPUS_CLI_SERVER',
  'OCTOPUS_SERVER_URL',
  'OCTOPUS_HOST',
  'OCTOPUS_TEST_URL',
  'ServerUrl',
];
const ALL_KEYS = [
  'OCTOPUS_API_KEY',
  'OCTOPUS_APIKEY',
  'OCTOPUS_CLI_API_KEY',
  'OCTOPUS_SERVER_API_KEY',
  'OCTOPUS_TEST_APIKEY',
  'ServerApiKey',
];
