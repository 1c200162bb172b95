const { appendFileSync, closeSync, constants, fstatSync, openSync } = require('node:fs');

/**
 * Adds to a file that the runner reads after a step. It is opened without what mint-key opens such files by, which is not loaded where
 * this is used: to no link, and to no pipe, which could be waited for.
 * @param name of the variable that names it
 */
function addToRunnerFile(name, text) {
  const path = process.env[name];
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    if (!fstatSync(file).isFile()) throw new Error(`${name} names ${path}, which is no regular file`);
    appendFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

module.exports = { addToRunnerFile };
