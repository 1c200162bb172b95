import { z } from 'zod';
import { expiry, isOneLine, origins, serverAddress, text } from '../core/values.ts';

// What an editor shows beside a field stands here, since the JSON Schema follows from it.

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is no name of a variable');

const reference = z
  .union([z.strictObject({ env: variable }), z.strictObject({ file: text })], {
    error: 'is no reference: write { env: NAME } or { file: PATH }; a secret itself has no place here',
  })
  .describe(
    'Where a secret is: a variable ({ env: NAME }) or a file ({ file: PATH }). Never the secret itself.',
  );

const name = z.union(
  [text.refine(isOneLine), z.strictObject({ env: variable }), z.strictObject({ file: text })],
  {
    error: 'is neither a name nor a reference: write a text on one line, { env: NAME } or { file: PATH }',
  },
);

const signIn = z
  .strictObject({
    username: name.describe('Who signs in: the name, or where it is.'),
    password: reference,
    provider: text.describe("The authentication provider; none: the portal's own form."),
    ssoOrigins: origins.describe('Further origins that may have the credentials.'),
    totpSecret: reference,
    direct: z.boolean().describe("By the portal's own login request, without a browser."),
  })
  .partial()
  .refine(({ direct, provider }) => !direct || provider === undefined, {
    message: 'is by a provider and direct, which contradict each other: keep one',
  })
  .describe('How to sign in. What is left out comes from defaults, then from OCTOPUS_USERNAME and its like.');

const delivery = z
  .strictObject({
    file: text.describe('A file of its own for each key, with {server} and {purpose}.').optional(),
    command: text
      .describe('A shell command that takes the key on its standard input, with {server} and {purpose}.')
      .optional(),
    format: z
      .enum(['raw', 'json', 'dotenv', 'shell', 'powershell'])
      .describe('How the key is written.')
      .optional(),
  })
  .refine(({ file, command }) => (file === undefined) !== (command === undefined), {
    message: 'wants a file or a command, and not both',
  })
  .describe('Where a key goes.');

const key = z.strictObject({
  purpose: text.describe('What the key is for. By it a key is known again.'),
  expiresIn: expiry.describe('12h, 90d, an ISO 8601 date-time, or never (default: 90d).').optional(),
  serviceAccount: text.describe("Whose key it is (default: the user's own).").optional(),
  createServiceAccount: z.boolean().describe('Makes that account where there is none.').optional(),
  accessLevel: z.enum(['full-access', 'read-only']).describe('Servers since 2026.3.').optional(),
  actorType: z.enum(['user', 'ai-agent']).describe('Servers since 2026.2.').optional(),
  deliver: delivery.optional(),
});

const keys = z.array(key).min(1, 'is empty: name a key at least').describe('The keys that are wanted.');

const front = z
  .boolean()
  .describe(
    'Whether it gets OCTOPUS_HTTP_USERNAME, OCTOPUS_HTTP_PASSWORD and OCTOPUS_HEADERS_FILE, for what stands in front of it (default: if all servers have one origin).',
  );

const server = z.strictObject({
  name: text.describe('What {server} stands for (default: host, port and virtual directory).').optional(),
  url: serverAddress.describe('With its virtual directory, if it has one.'),
  signIn: signIn.optional(),
  front: front.optional(),
  keys: keys.optional(),
});

const defaults = z
  .strictObject({ signIn, front, keys, expiresIn: expiry, deliver: delivery })
  .partial()
  .describe('What holds for every server, and every key, that does not say otherwise.');

/** A fleet: servers, how to sign in to each, and the keys wanted on each. */
export const Manifest = z.strictObject({
  $schema: z.string().optional(),
  defaults: defaults.optional(),
  servers: z.array(server).min(1, 'is empty: name a server at least'),
});

/** The parts of it that can be right where others are wrong. */
export const manifestParts = { defaults, server };

export type ManifestDefaults = z.output<typeof defaults>;
export type ManifestServer = z.output<typeof server>;
export type ManifestKey = z.output<typeof key>;
export type ManifestSignIn = z.output<typeof signIn>;
export type ManifestDelivery = z.output<typeof delivery>;
/** Where a text is: a variable, or a file. */
export type Reference = z.output<typeof reference>;

/** @returns the JSON Schema of manifests, as text, for editors */
export function formatManifestSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(Manifest, { io: 'input' });
  const title = 'A fleet of Octopus Servers, and the API keys that are wanted there';
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}
