import { expect } from '@playwright/test';
import { runProgram } from '../start-command.ts';

/** Whatever stands under a key that holds shell in one of the CI systems. */
export function findScripts(node: unknown, key = ''): string[] {
  if (typeof node === 'string') return ['run', 'script', 'script-content'].includes(key) ? [node] : [];
  if (Array.isArray(node)) return node.flatMap((item) => findScripts(item, key));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => findScripts(value, name));
}

/** Fails where a POSIX shell could not read one of them; Windows has no such shell. */
export async function expectSoundShell(scripts: readonly string[]): Promise<void> {
  if (process.platform === 'win32') return;
  for (const script of scripts) await runProgram('sh', { args: ['-n'], stdin: fillIn(script) });
}

export function expectPinnedActions(workflow: string): void {
  const uses = workflow.match(/uses: .*/g) ?? [];
  expect(uses.length).toBeGreaterThan(0);
  for (const use of uses) expect(use).toMatch(/@[0-9a-f]{40} # v\d+/);
}

/** The CI system replaces its own references before a shell sees them. */
function fillIn(script: string): string {
  return script.replace(/\$\{\{[^}]*\}\}/g, 'value');
}
