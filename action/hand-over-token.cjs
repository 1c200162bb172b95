// Is the command that with-token runs, where the action is to get an access token: gives it to the steps that follow, masked first.
const { writeSync } = require('node:fs');
const { addToRunnerFile } = require('./runner-file.cjs');

const NOT_DELIVERED = 6;
const STANDARD_OUTPUT = 1;

// Neither can hold a line break: a token stands in a header, and an address is one.
const { OCTOPUS_ACCESS_TOKEN: token, OCTOPUS_URL: url } = process.env;

try {
  // GitHub obeys it at the beginning of a line alone, and the step may have written a part of one.
  writeSync(STANDARD_OUTPUT, `\n::add-mask::${token.replaceAll('%', '%25')}\n`);
  addToRunnerFile('GITHUB_OUTPUT', `access-token=${token}\nurl=${url}\n`);
  if (process.argv.includes('--github-env'))
    addToRunnerFile('GITHUB_ENV', `OCTOPUS_ACCESS_TOKEN=${token}\nOCTOPUS_URL=${url}\n`);
} catch (error) {
  console.error(`Could not hand over the access token: ${error.message}`);
  process.exitCode = NOT_DELIVERED;
}
