import { execFileSync } from 'node:child_process';
import { expect } from '@playwright/test';

/** Whatever stands under a key that holds shell in one of the CI systems. */
export function findScripts(node: unknown, key = ''): string[] {
  if (typeof node === 'string') return ['run', 'script', 'script-content'].includes(key) ? [node] : [];
  if (Array.isArray(node)) return node.flatMap((item) => findScripts(item, key));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => findScripts(value, name));
}

/** Fails where a POSIX shell could not read one of them; Windows has no such shell. */
export function expectSoundShell(scripts: readonly string[]): void {
  if (process.platform === 'win32') return;
  for (const script of scripts)
    execFileSync('sh', ['-n'], { input: fillIn(script), stdio: ['pipe', 'ignore', 'pipe'] });
}

export function expectPinnedActions(workflow: string): void {
  const uses = workflow.match(/uses: .*/g) ?? [];
  expect(uses.length).toBeGreaterThan(0);
  for (const use of uses) expect(use).toMatch(/@[0-9a-f]{40} # v\d+/);
}

/** The CI system replaces its own references before a shell sees them. */
function fillIn(script: string): string {
  return script.replace(/\$\{\{[^}]*\}\}|\$\([A-Z]\w*(?:\.\w+)*\)|%[\w.]+%/g, 'value');
}
