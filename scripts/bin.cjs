#!/usr/bin/env node
// The program of the installed package. Node keeps what it has compiled of the bundle, which must be said before the bundle is
// loaded, in a folder that is this user's alone: whoever could write there could have their code run.
const { lstatSync, mkdirSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');
const { enableCompileCache } = require('node:module');

const folder = enableCompileCache && makeFolder();
if (folder) enableCompileCache(folder);
require('./octopus-key-mint.js');

function makeFolder() {
  try {
    const folder = join(findCacheFolder(), 'octopus-key-mint');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.platform === 'win32') return folder;
    const found = lstatSync(folder);
    const isOwn = found.isDirectory() && found.uid === process.getuid() && (found.mode & 0o077) === 0;
    return isOwn ? folder : undefined;
  } catch {
    // It starts without, too.
    return undefined;
  }
}

function findCacheFolder() {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return XDG_CACHE_HOME || join(homedir(), '.cache');
}
