import { readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

// What `npm pack` puts into the package: the fixture, and the command that it runs. Dependencies stay outside, and
// each file stands alone: to load one must not run the other.
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const outside = [...Object.keys(dependencies), '@playwright/test'];

export default defineConfig(
  ['src/fixture.ts', 'scripts/with-key.ts'].map((input) => ({
    input,
    platform: 'node',
    external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
    transform: { target: 'node20' },
    output: { dir: 'dist', format: 'cjs' },
  })),
);
