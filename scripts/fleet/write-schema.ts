import { writeFileSync } from 'node:fs';
import { describeManifest } from './describe-manifest.ts';

// `npm run schema`: writes the schema of manifests for editors.
writeFileSync('fleet.schema.json', describeManifest());
