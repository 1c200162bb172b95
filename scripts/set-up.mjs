// Makes a fresh clone ready: its dependencies, and a browser where none is found. Plain JavaScript, since before it
// has run there is nothing that could run TypeScript. The second time it finds everything there.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// What is run here needs no secret: of the product's own variables, which may be exported, it needs one.
for (const name of Object.keys(process.env))
  if (/^OCTOPUS_(?!BROWSER$)/i.test(name)) delete process.env[name];

const root = fileURLToPath(new URL('..', import.meta.url));

install(root);
if (process.argv.includes('--front-ends')) install(`${root}tests/front-ends/`);
const tsNode = createRequire(`${root}package.json`).resolve('ts-node/dist/bin.js');
const wish = JSON.stringify({ headed: process.argv.includes('--headed') });
const installBrowser = `process.exit(require('./src/browser/install-browser.ts').installBrowser(${wish}))`;
run(process.execPath, [tsNode, '-e', installBrowser]);

function install(folder) {
  const installed = `${folder}node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${folder}package-lock.json`).mtimeMs)
    return;
  // npm's own program, run by this Node: a shell would find it by another name on Windows.
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  run(command, [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
}

function run(command, words, cwd = root) {
  const { status, error } = spawnSync(command, words, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.error(`Could not run ${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
