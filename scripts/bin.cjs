#!/usr/bin/env node
// The program of the installed package. Node keeps what it has compiled of the bundle, which must be said before the bundle is
// loaded, in a folder that is this user's alone: whoever could write there could have their code run.
const { lstatSync, mkdirSync, realpathSync } = require('node:fs');
const { homedir } = require('node:os');
const { dirname, isAbsolute, join } = require('node:path');
const { enableCompileCache } = require('node:module');

const folder = enableCompileCache && makeFolder();
if (folder) enableCompileCache(folder);
require('./octopus-key-mint.js');

function makeFolder() {
  try {
    const folder = join(findCacheFolder(), 'octopus-key-mint');
    if (!isAbsolute(folder)) return undefined;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.platform === 'win32') return folder;
    const found = lstatSync(folder);
    const isOwn = found.isDirectory() && found.uid === process.getuid() && (found.mode & 0o077) === 0;
    const real = realpathSync(folder);
    return isOwn && !mayBeReplaced(real) ? real : undefined;
  } catch {
    // It starts without, too.
    return undefined;
  }
}

/** Whether another user but root could put a folder of their own in its place, or in that of one on the way to it. */
function mayBeReplaced(folder) {
  const above = dirname(folder);
  if (above === folder) return false;
  const { uid, mode } = lstatSync(above);
  const isOpen = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
  return isOpen || ![0, process.getuid()].includes(uid) || mayBeReplaced(above);
}

function findCacheFolder() {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return isAbsolute(XDG_CACHE_HOME ?? '') ? XDG_CACHE_HOME : join(homedir(), '.cache');
}
