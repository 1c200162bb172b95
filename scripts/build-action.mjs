// Bundles what the GitHub Action runs into action/dist/, which is committed: a runner takes the repository as it is, and installs
// nothing. With `--check`: fails, where what is committed is not what would be built.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { bundle, replace } from './bundle.mjs';

const FOLDER = 'action/dist';
const DRIVER = 'playwright-core';

// Of Playwright, only what drives a browser that is there: neither what installs one, nor its viewers and skills. Byte for byte as the
// package that is locked has it.
const DRIVER_FILES = [
  ...['package.json', 'index.js', 'browsers.json', 'LICENSE', 'NOTICE', 'ThirdPartyNotices.txt'],
  ...['lib/bootstrap.js', 'lib/coreBundle.js', 'lib/utilsBundle.js', 'lib/utilsBundle.js.LICENSE'],
];

const commands = ['mint-key', 'revoke-key', 'trust-issuer', 'with-token'];
const files = await bundle(
  commands.map((name) => `action/${name}.ts`),
  {
    playwright: `./${DRIVER}/index.js`,
    // It would be looked for in the folders around this one. What is sealed is opened by OCTOPUS_SESSION_KEY.
    '@napi-rs/keyring': './no-keyring.js',
  },
);
for (const name of DRIVER_FILES)
  files.set(`${DRIVER}/${name}`, await readFile(`node_modules/${DRIVER}/${name}`));

const there = await readdir(FOLDER, { recursive: true, withFileTypes: true }).catch(() => []);
const surplus = there
  .filter((entry) => entry.isFile())
  .map((entry) => relative(FOLDER, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
  .filter((name) => !files.has(name));

if (process.argv.includes('--check')) await check();
else await write();

async function check() {
  const isBuilt = async ([name, text]) => {
    const found = await readFile(join(FOLDER, name)).catch(() => undefined);
    return found?.equals(Buffer.from(text)) ? [] : [name];
  };
  const wrong = [...surplus, ...(await Promise.all([...files].map(isBuilt))).flat()];
  if (wrong.length === 0) return;
  console.error(`${FOLDER} is not what the sources make (${wrong.join(', ')}): run npm run build:action.`);
  process.exitCode = 1;
}

async function write() {
  for (const [name, text] of files) {
    await mkdir(dirname(join(FOLDER, name)), { recursive: true });
    await replace(join(FOLDER, name), text);
  }
  for (const name of surplus) await rm(join(FOLDER, name));
}
