import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { runProgram } from '../start-command.ts';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

/** A package as npm's bill of materials has it, by the CycloneDX schema. */
interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
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
const CHECKS_ACCESSIBILITY = 'axe-core';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const locked = Object.entries(packages).filter(([path]) => path !== '');

/** Of alternatives, one is enough; of several together, all count. */
function isPermissive(licence: string): boolean {
  const plain = licence.replace(/[()]/g, '');
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((each) => PERMISSIVE.has(each)));
}

/** The bill of materials as docs/installing.md has it made. */
async function makeBill(): Promise<readonly Component[]> {
  const [line = ''] = /npm sbom [^>`]*(?= >)/.exec(readFileSync('docs/installing.md', 'utf8')) ?? [];
  const [npm = '', ...args] = line.split(' ');
  const env = { npm_config_update_notifier: 'false', npm_config_offline: 'true' };
  return JSON.parse((await runProgram(npm, { args, env, cwd: resolve('.') })).stdout).components;
}

/** @returns the paths of packages of which something else could be installed than what was locked */
function findLoose(entries: readonly (readonly [string, LockedPackage])[]): string[] {
  return entries
    .filter(
      ([, { version = '', integrity = '', resolved }]) =>
        !/^\d+\.\d+\.\d+/.test(version) ||
        !/^sha512-[\w+/]{86}==$/.test(integrity) ||
        !(resolved === undefined || resolved.startsWith('https://registry.npmjs.org/')),
    )
    .map(([path]) => path);
}

test('a bill of materials names every package that is locked, with its checksum', async () => {
  const components = await makeBill();
  const told = new Map(components.map(({ name, version, hashes }) => [`${name}@${version}`, hashes]));

  for (const [path, { version, integrity = '' }] of locked) {
    const content = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
    const name = path.replace(/^.*node_modules\//, '');
    expect(told.get(`${name}@${version}`), path).toEqual([{ alg: 'SHA-512', content }]);
  }
});

test('every package of the bill of materials has a permissive licence', async () => {
  const components = await makeBill();
  expect(components.length).toBeGreaterThan(50);
  for (const { name, purl, licenses = [] } of components) {
    const licence = licenses.map(
      ({ license, expression }) => expression ?? license?.id ?? license?.name ?? 'none',
    );
    if (name === CHECKS_ACCESSIBILITY) continue;
    expect(licence, purl).not.toEqual([]);
    for (const each of licence) expect(isPermissive(each), `${purl}: ${each}`).toBe(true);
  }
});

test('every dependency is locked exactly, those of other platforms too, and nothing else can be installed', () => {
  // npm leaves out the checksums of what it has not installed. For those: take the entries out, then
  // npm install --package-lock-only.
  expect(findLoose(locked)).toEqual([]);
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const range of Object.values({ ...dependencies, ...devDependencies })) {
    expect(range).toMatch(/^\d+\.\d+\.\d+$/);
  }
});

test('a package that is not locked whole would be noticed, whichever it is', () => {
  for (const [path, entry] of locked) {
    const { integrity: _, ...without } = entry;
    const slips = [
      without,
      { ...entry, integrity: 'sha1-AAAA' },
      { ...entry, version: '^1.0.0' },
      { ...entry, resolved: 'git+ssh://git@example.com/a.git' },
    ];
    for (const slip of slips) expect(findLoose([[path, slip]])).toEqual([path]);
  }
});

test('no dependency needs an install script', () => {
  // That of swc looks for its binary where the package manager failed; it is not run here, and all tests pass so.
  expect(readFileSync('scripts/set-up.mjs', 'utf8')).toContain('--ignore-scripts');
  const withScript = locked.filter(([, entry]) => entry.hasInstallScript && !entry.optional);
  expect(withScript.map(([path]) => path)).toEqual(['node_modules/@swc/core']);
});
