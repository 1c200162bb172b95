import { z } from 'zod';
import { Manifest } from './manifest.ts';

/** @returns the JSON Schema of manifests, as text, for editors */
export function describeManifest(): string {
  const { $schema, ...schema } = z.toJSONSchema(Manifest, { io: 'input' });
  const title = 'A fleet of Octopus Servers, and the API keys that are wanted there';
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}
