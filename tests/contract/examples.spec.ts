import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';
import { parse } from 'yaml';

for (const name of readdirSync('examples').filter((file) => file.endsWith('.yml'))) {
  base(`examples/${name} is sound YAML, its shell scripts are sound shell, and it mints`, () => {
    const text = readFileSync(`examples/${name}`, 'utf8');
    const scripts = findScripts(parse(text, { strict: true, uniqueKeys: true }));

    expect(scripts.join('\n')).toMatch(/npx ts-node scripts\/(?:mint|with)-key\.ts/);
    expect(scripts.join('\n')).toContain('npm run set-up');
    if (process.platform === 'win32') return;
    for (const script of scripts)
      execFileSync('sh', ['-n'], { input: fillIn(script), stdio: ['pipe', 'ignore', 'pipe'] });
  });
}

base('workflow examples pin actions by commit, with the tag in a comment', () => {
  const uses = readFileSync('examples/github-actions.yml', 'utf8').match(/uses: .*/g) ?? [];

  expect(uses.length).toBeGreaterThan(0);
  for (const use of uses) expect(use).toMatch(/@[0-9a-f]{40} # v\d+/);
});

/** Whatever stands under a key that holds shell in one of the CI systems. */
function findScripts(node: unknown, key = ''): string[] {
  if (typeof node === 'string') return ['run', 'script', 'script-content'].includes(key) ? [node] : [];
  if (Array.isArray(node)) return node.flatMap((item) => findScripts(item, key));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => findScripts(value, name));
}

/** The CI system replaces its own references before a shell sees them. */
function fillIn(script: string): string {
  return script.replace(/\$\{\{[^}]*\}\}|\$\([A-Z]\w*(?:\.\w+)*\)|%[\w.]+%/g, 'value');
}
