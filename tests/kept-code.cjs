// Node loads this before each command that a test starts: what V8 made of the large bundles once is read from files, where each
// process would spend a tenth of a second on it. Node 22 could keep it by itself; Node 20 cannot.
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { basename, dirname, join } = require('node:path');
const { constants, Script } = require('node:vm');

const FOLDER = join(__dirname, '../node_modules/.cache/kept-code');
const MIN_LENGTH = 100_000;
const keeps = process.env.KEEPS_CODE === 'yes';
const { _compile: compile } = Module.prototype;

Module.prototype._compile = function (text, path) {
  const kept = text.length < MIN_LENGTH ? undefined : nameKept(path);
  const cachedData = kept && read(kept);
  if (!kept || (!cachedData && !keeps)) return compile.call(this, text, path);
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = new Script(Module.wrap(text), { filename: path, cachedData, importModuleDynamically });
  // Only at the end is it known which functions are used.
  if (keeps) process.on('exit', () => keep(kept, script.createCachedData()));
  const run = script.runInThisContext();
  return run.call(this.exports, this.exports, Module.createRequire(path), this, path, dirname(path));
};

/** V8 itself tells another version of it, and other flags, but not another text of the same length. */
function nameKept(path) {
  const { ino, mtimeMs, size } = statSync(path);
  return join(FOLDER, `${basename(path)}-${ino}-${mtimeMs}-${size}-${process.version}`);
}

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Somebody may be reading what is there: it is there whole or not at all. */
function keep(path, data) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, data);
  renameSync(`${path}.${process.pid}`, path);
}
