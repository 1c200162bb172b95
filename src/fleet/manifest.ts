import { z } from 'zod';
import { expiry, identityName, isOneLine, issuer, origins, serverAddress, text } from '../core/values.ts';
import { findMisunderstood, readWanted, type TrustWish, type WantedIdentity } from '../trust/presets.ts';
import { findWide } from '../trust/wide-subjects.ts';

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

const team = z
  .array(text)
  .min(1, 'is empty: name a team at least, or leave it out')
  .describe(
    'Teams that the account is put in, by name, or by id where teams of several spaces have that name.',
  );

const key = z
  .strictObject({
    purpose: text.describe('What the key is for. By it a key is known again.'),
    expiresIn: expiry.describe('12h, 90d, an ISO 8601 date-time, or never (default: 90d).').optional(),
    serviceAccount: text.describe("Whose key it is (default: the user's own).").optional(),
    createServiceAccount: z.boolean().describe('Makes that account where there is none.').optional(),
    team: team.optional(),
    accessLevel: z.enum(['full-access', 'read-only']).describe('Servers since 2026.3.').optional(),
    actorType: z.enum(['user', 'ai-agent']).describe('Servers since 2026.2.').optional(),
    deliver: delivery.optional(),
  })
  .refine((wanted) => wanted.team === undefined || wanted.serviceAccount !== undefined, {
    message: 'has a team and no serviceAccount to put in it: name the account, or leave the team out',
  });

const keys = z.array(key).min(1, 'is empty: name a key at least').describe('The keys that are wanted.');

const trusted = z
  .strictObject({
    serviceAccount: text.describe('The service account that is to trust somebody.'),
    createServiceAccount: z.boolean().describe('Makes that account where there is none.').optional(),
    team: team.optional(),
    github: text.describe('Workflows of that repository: acme/web.').optional(),
    gitlab: text.describe('Jobs of that project: acme/web.').optional(),
    azureDevops: text
      .describe('Pipelines that use that service connection: org/project/connection.')
      .optional(),
    teamcity: text.describe('Builds of that build type, by internal ids: project7/bt42.').optional(),
    kubernetes: text.describe('Pods that run as that account: namespace/account.').optional(),
    octopus: text.describe('Deployments and runbooks of that project, by slugs: space/project.').optional(),
    branch: text.describe('Only what runs for that branch.').optional(),
    tag: text.describe('Only what runs for that tag.').optional(),
    environment: text.describe('Only what runs in that environment.').optional(),
    pullRequest: z.boolean().describe('Only what runs for pull requests.').optional(),
    issuer: issuer.describe("Who signs the jobs' tokens, exactly as their iss has it.").optional(),
    subject: text.describe('Whose tokens are taken, as their sub has it.').optional(),
    audience: text.describe("What the tokens have as aud (default: the service account's id).").optional(),
    name: identityName
      .describe('What the portal calls the identity (default: made of what is trusted).')
      .optional(),
    ifExists: z
      .enum(['skip', 'replace', 'error'])
      .describe(
        'What to do about another identity of the same name, or of the same issuer and subject; error: about the very same, too.',
      )
      .optional(),
    allowWide: z
      .boolean()
      .describe('Allows wildcards that let in jobs of more than one repository or project.')
      .optional(),
  })
  .superRefine((entry, context) => {
    for (const message of findUntrustworthy(entry)) context.addIssue({ code: 'custom', message });
  });

const trust = z
  .array(trusted)
  .min(1, 'is empty: name an identity at least')
  .describe('The OpenID Connect identities that service accounts are to have, in place of keys.');

const PRESETS = ['github', 'gitlab', 'azureDevops', 'teamcity', 'kubernetes', 'octopus'] as const;
const NARROWINGS = ['branch', 'tag', 'environment', 'pullRequest'] as const;

/** What options that exclude each other are to `trust-issuer`; then what is wrong with the rest, in the words of a manifest. */
function findUntrustworthy(entry: ManifestTrust): string[] {
  const given = (names: readonly (keyof ManifestTrust)[]) =>
    names.filter((name) => entry[name] !== undefined && entry[name] !== false);
  const several = [given([...PRESETS, 'subject']), given(NARROWINGS)].filter(({ length }) => length > 1);
  if (several.length > 0)
    return several.map((names) => `has ${names.join(' and ')}, which exclude each other: keep one`);
  const mistakes = findMisunderstood(toTrustWish(entry), true);
  if (mistakes.length > 0) return mistakes.map((mistake) => `is not clear: ${nameFields(mistake)}`);
  const wanted = readTrusted(entry);
  const wide = entry.allowWide ? undefined : findWide(wanted);
  return wide === undefined
    ? []
    : [
        `has the subject ${wanted.subject}, which may let in more than is meant: ${nameFields(wide)}. Name it, or write allowWide: true`,
      ];
}

/** `--azure-devops` is `azureDevops` in a manifest. */
function nameFields(mistake: string): string {
  const fields = [...PRESETS, ...NARROWINGS, 'issuer', 'subject', 'audience'];
  return fields.reduce(
    (text, field) =>
      text.replaceAll(`--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, field),
    mistake,
  );
}

function toTrustWish({
  github,
  gitlab,
  azureDevops,
  teamcity,
  kubernetes,
  octopus,
  branch,
  tag,
  environment,
  pullRequest = false,
  issuer,
  subject,
  audience,
  name: identityName,
}: ManifestTrust): TrustWish {
  return {
    ...{ github, gitlab, azureDevops, teamcity, kubernetes, octopus },
    ...{ branch, tag, environment, pullRequest, issuer, subject, audience, identityName },
  };
}

/** @returns the identity that an entry names: a manifest that was read has none that names none */
export function readTrusted(entry: ManifestTrust): WantedIdentity {
  return readWanted(toTrustWish(entry)) as WantedIdentity;
}

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
  trust: trust.optional(),
});

const defaults = z
  .strictObject({ signIn, front, keys, trust, expiresIn: expiry, deliver: delivery })
  .partial()
  .describe('What holds for every server, and every key, that does not say otherwise.');

/** A fleet: servers, how to sign in to each, and the keys and identities wanted on each. */
export const Manifest = z.strictObject({
  $schema: z.string().optional(),
  defaults: defaults.optional(),
  servers: z.array(server).min(1, 'is empty: name a server at least'),
});

/** The parts of it that can be right where others are wrong. */
export const manifestParts = { defaults, server };

export type ManifestDefaults = z.output<typeof defaults>;
export type ManifestServer = z.output<typeof server>;
export type ManifestTrust = z.output<typeof trusted>;
export type ManifestKey = z.output<typeof key>;
export type ManifestSignIn = z.output<typeof signIn>;
export type ManifestDelivery = z.output<typeof delivery>;
/** Where a text is: a variable, or a file. */
export type Reference = z.output<typeof reference>;

/** @returns the JSON Schema of manifests, as text, for editors */
export function formatManifestSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(Manifest, { io: 'input' });
  const title = 'A fleet of Octopus Servers, and the API keys and identities that are wanted there';
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}
