// Makes a fresh clone ready: what its commands depend on, and a browser where none is found. Plain JavaScript, since before it
// has run there is nothing that could run TypeScript. The second time it finds everything there.
//   --development  also what only tests, the stand-in, checks and builds depend on
//   --front-ends   also what the tests of others' sign-in pages depend on
//   --headed       a browser that can show a window
//   --no-browser   looks for none
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// What is run here needs no secret: of the product's own variables, which may be exported, it needs one.
for (const name of Object.keys(process.env))
  if (/^OCTOPUS_(?!BROWSER$)/i.test(name)) delete process.env[name];

const root = fileURLToPath(new URL('..', import.meta.url));

const words = process.argv.slice(2);
const [ofTools, headed] = ['--development', '--headed'].map((word) => words.includes(word));

install(root, ofTools);
if (words.includes('--front-ends')) install(`${root}tests/front-ends/`, false);
if (!words.includes('--no-browser')) {
  const tsNode = createRequire(`${root}package.json`).resolve('ts-node/dist/bin.js');
  const wish = JSON.stringify({ headed });
  // It is installed where the commands look for it.
  const installBrowser = `require('./src/cli/environment.ts').requireAbsoluteFolders(process.env);
    process.exit(require('./src/browser/install-browser.ts').installBrowser(${wish}))`;
  run(process.execPath, [tsNode, '-e', installBrowser]);
}

/** Whoever has development tools keeps them: they work on this clone, and run its commands, too. */
function install(folder, wantsTools) {
  // It is another clone's, which would be emptied first.
  if (lstatSync(`${folder}node_modules`, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const installed = `${folder}node_modules/.package-lock.json`;
  const hasTools = existsSync(installed) && readFileSync(installed, 'utf8').includes('"dev": true');
  const isNew =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${folder}package-lock.json`).mtimeMs;
  if (isNew && (hasTools || !wantsTools)) return;
  const which = hasTools || wantsTools ? '--include=dev' : '--omit=dev';
  if (wantsTools) console.error('Installing what development needs, too.');
  const words = ['ci', which, '--ignore-scripts', '--no-audit', '--no-fund'];
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
