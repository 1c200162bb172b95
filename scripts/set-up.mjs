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
const installed = `${root}node_modules/.package-lock.json`;

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(`${root}package-lock.json`).mtimeMs) {
  // npm's own program, run by this Node: a shell would find it by another name on Windows.
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  run(command, [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}
const tsNode = createRequire(`${root}package.json`).resolve('ts-node/dist/bin.js');
const installBrowser = "process.exit(require('./src/browser/install-browser.ts').installBrowser())";
run(process.execPath, [tsNode, '-e', installBrowser]);

function run(command, words) {
  const { status, error } = spawnSync(command, words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.error(`Could not run ${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
