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
  const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  // npm's own program, run by this Node, where npm runs this. Otherwise a shell knows by which name npm is found: npm.cmd on Windows.
  const { npm_execpath: npm = '' } = process.env;
  if (/\bnpm-cli\.js$/.test(npm)) run(process.execPath, [npm, ...words], { cwd: folder });
  else run(`npm ${words.join(' ')}`, [], { cwd: folder, shell: true });
}

function run(command, words, options = { cwd: root }) {
  const { status, error } = spawnSync(command, words, {
    ...options,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) console.error(`Could not run ${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
