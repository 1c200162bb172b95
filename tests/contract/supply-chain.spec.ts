import { existsSync, readFileSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

// The Mozilla licence asks only for changes to its own files; there is no other such checker, and only tests use it.
const CHECKS_ACCESSIBILITY = 'node_modules/axe-core';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const locked = Object.entries(packages).filter(([path]) => path !== '');

/** What a package that is installed says of itself, which for some is more than the lock file says. */
function readLicence(path: string, { license }: LockedPackage): string | undefined {
  const file = `${path}/package.json`;
  if (license !== undefined || !existsSync(file)) return license;
  const said = JSON.parse(readFileSync(file, 'utf8')).license as string | { type: string } | undefined;
  return typeof said === 'object' ? said.type : said;
}

/** Of alternatives, one is enough; of several together, all count. */
function isPermissive(licence: string): boolean {
  const plain = licence.replace(/[()]/g, '');
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((each) => PERMISSIVE.has(each)));
}

base('every dependency has a permissive licence', () => {
  expect(locked.length).toBeGreaterThan(50);
  for (const [path, entry] of locked) {
    const licence = readLicence(path, entry);
    // Binaries of other platforms are neither installed nor described here; they are parts of what is.
    if (licence === undefined && entry.optional && !existsSync(path)) continue;
    if (path === CHECKS_ACCESSIBILITY) continue;
    expect(isPermissive(licence ?? 'none'), `${path}: ${licence}`).toBe(true);
  }
});

base('every dependency is locked exactly, and what is installed is what was locked', () => {
  for (const [path, { version, integrity, optional }] of locked) {
    expect(version, path).toMatch(/^\d+\.\d+\.\d+/);
    if (!optional) expect(integrity, path).toMatch(/^sha512-/);
  }
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const range of Object.values({ ...dependencies, ...devDependencies })) {
    expect(range).toMatch(/^\d+\.\d+\.\d+$/);
  }
});

base('no dependency needs an install script', () => {
  // That of swc looks for its binary where the package manager failed; it is not run here, and all tests pass so.
  expect(readFileSync('scripts/set-up.mjs', 'utf8')).toContain('--ignore-scripts');
  const withScript = locked.filter(([, entry]) => entry.hasInstallScript && !entry.optional);
  expect(withScript.map(([path]) => path)).toEqual(['node_modules/@swc/core']);
});
