import Ajv, { type AnySchema } from 'ajv';
import addFormats from 'ajv-formats';
import type { Har } from 'har-format';

/** @returns what of a recording is not as the HAR 1.2 schema wants it */
export function findHarMistakes(har: Har): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
  const { har: whole, ...parts } = require('har-schema') as Record<'har', AnySchema>;
  for (const part of Object.values<AnySchema>(parts)) ajv.addSchema(part);
  const validate = ajv.compile(whole);
  if (validate(har)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
