// Around `npm pack`: whoever installs the package gets what the bundle does not hold, and neither ts-node nor what it compiles. What
// was there before comes back afterwards.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MANIFEST = fileURLToPath(new URL('../package.json', import.meta.url));
const WHOLE = `${MANIFEST}.whole`;

// What a run that was broken off has left is no copy of a package.json that was put back since.
if (readFileSync(MANIFEST, 'utf8').includes('"scripts":')) rmSync(WHOLE, { force: true });

if (process.argv.includes('--restore')) {
  if (existsSync(WHOLE)) renameSync(WHOLE, MANIFEST);
} else {
  // A run that was broken off has left it.
  const text = readFileSync(existsSync(WHOLE) ? WHOLE : MANIFEST, 'utf8');
  const { scripts, devDependencies, dependencies, ...rest } = JSON.parse(text);
  const { playwright, '@napi-rs/keyring': keyring } = dependencies;
  const packed = {
    ...rest,
    dependencies: { playwright },
    optionalDependencies: { '@napi-rs/keyring': keyring },
  };
  writeFileSync(WHOLE, text);
  writeFileSync(MANIFEST, `${JSON.stringify(packed, null, 2)}\n`);
}
