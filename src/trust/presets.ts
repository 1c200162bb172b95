// What each CI system signs for its jobs, as far as it documents that.

/** Whose jobs are to be trusted, as somebody says it. */
export interface TrustWish {
  readonly github: string | undefined;
  readonly gitlab: string | undefined;
  readonly azureDevops: string | undefined;
  readonly teamcity: string | undefined;
  readonly kubernetes: string | undefined;
  readonly octopus: string | undefined;
  readonly branch: string | undefined;
  readonly tag: string | undefined;
  readonly environment: string | undefined;
  readonly pullRequest: boolean;
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audience: string | undefined;
  readonly identityName: string | undefined;
}

export type JobSystem = 'github' | 'gitlab' | 'azureDevops' | 'teamcity' | 'kubernetes' | 'octopus';

/** An OpenID Connect identity as it is wanted. */
export interface WantedIdentity {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  /** Undefined: the service account's id. */
  readonly audience: string | undefined;
  /** Undefined: some other. */
  readonly system: JobSystem | undefined;
  /** What it lets in beyond what is likely to be meant. */
  readonly warnings: readonly string[];
  /** What else whoever trusts it should know. */
  readonly notes: readonly string[];
}

/** What narrows a preset down, by the option that does. */
type Narrowing = 'branch' | 'tag' | 'environment' | 'pullRequest';

interface Preset {
  readonly option: string;
  readonly title: string;
  /** What the option takes: wildcards are judged later, by what they let in. */
  readonly form: RegExp;
  readonly example: string;
  /** Undefined: it has to be given. */
  readonly issuer?: string;
  readonly issuerExample?: string;
  readonly audience?: string;
  readonly takes: readonly Narrowing[];
  readonly subject: (place: string, wish: TrustWish) => string;
  /** What is let in where nothing narrows it down. */
  readonly everything: (place: string) => string;
  readonly notes?: (place: string) => readonly string[];
}

const presets: Readonly<Record<JobSystem, Preset>> = {
  // docs.github.com, OpenID Connect reference, example subject claims; with ids since the changelog of 2026-04-23.
  github: {
    option: '--github',
    title: 'GitHub Actions',
    form: /^(?:[\w.*?-]+\/[\w.*?-]+|[\w.*?-]+@[\d*?]+\/[\w.*?-]+@[\d*?]+)$/,
    example: 'acme/web, or acme@123/web@456 where its subjects have ids',
    issuer: 'https://token.actions.githubusercontent.com',
    takes: ['branch', 'tag', 'environment', 'pullRequest'],
    subject: (place, wish) => `repo:${place}:${describeGithubRun(wish)}`,
    everything: (place) =>
      `Every run of a workflow of ${place} is let in, those for pull requests included: --branch, --tag or --environment lets in those alone.`,
    notes: (place) =>
      place.includes('@')
        ? []
        : [
            "Repositories that were made or renamed since 15 July 2026 have ids in their subjects: if GitHub's token is not taken, name the repository as OWNER@ID/REPO@ID.",
          ],
  },
  // docs.gitlab.com, OpenID Connect authentication using ID tokens, token payload.
  gitlab: {
    option: '--gitlab',
    title: 'GitLab CI/CD',
    form: /^[\w.*?-]+(?:\/[\w.*?-]+)+$/,
    example: 'acme/web',
    issuer: 'https://gitlab.com',
    takes: ['branch', 'tag'],
    subject: (place, { branch, tag }) => {
      const ref = branch ?? tag;
      const type = branch === undefined ? 'tag' : 'branch';
      return `project_path:${place}:${ref === undefined ? '*' : `ref_type:${type}:ref:${ref}`}`;
    },
    everything: (place) =>
      `Every job of ${place} is let in, whatever branch it runs for: --branch or --tag lets in those alone.`,
  },
  // learn.microsoft.com, Azure Pipelines, manually configure workload identity, and convert service connections.
  azureDevops: {
    option: '--azure-devops',
    title: 'Azure DevOps',
    form: /^[^/:]+\/[^/:]+\/[^/:]+$/,
    example: 'acme/web/octopus',
    issuerExample: "https://vstoken.dev.azure.com/<the organization's id>",
    audience: 'api://AzureADTokenExchange',
    takes: [],
    subject: (place) => `sc://${place}`,
    everything: (place) =>
      `Every pipeline that may use the service connection ${place} is let in, whatever branch it runs for: who may use it is said in Azure DevOps.`,
  },
  // OctopusDeploy/teamcity-oidc-plugin, docs/configuration.md.
  teamcity: {
    option: '--teamcity',
    title: 'TeamCity',
    form: /^[\w*?]+\/[\w*?]+$/,
    example: 'project7/bt42',
    issuerExample: 'https://teamcity.example.com',
    takes: ['branch'],
    subject: (place, { branch }) => {
      const [project, buildType] = place.split('/');
      const scope = branch === undefined ? '' : `:branch:${asRef('refs/heads/', branch)}`;
      return `project:${project}:build_type:${buildType}${scope}`;
    },
    everything: (place) =>
      `Every build of ${place} is let in, whatever branch it runs for: --branch lets in those of one alone.`,
  },
  // kubernetes.io, managing service accounts: the name that a token has.
  kubernetes: {
    option: '--kubernetes',
    title: 'Kubernetes',
    form: /^[a-z\d.*?-]+\/[a-z\d.*?-]+$/,
    example: 'deployments/octopus',
    issuerExample: "the cluster's, as kubectl get --raw /.well-known/openid-configuration shows it",
    takes: [],
    subject: (place) => `system:serviceaccount:${place.replace('/', ':')}`,
    everything: (place) =>
      `Every pod that runs as ${place} is let in: whoever may make pods in that namespace may have one run so.`,
  },
  // Octopus docs, infrastructure/accounts/openid-connect: subject keys, always in this order.
  octopus: {
    option: '--octopus',
    title: 'Octopus',
    form: /^[\w*?-]+\/[\w*?-]+$/,
    example: 'default/web',
    issuerExample: 'https://octopus.example.com',
    takes: ['environment'],
    subject: (place, { environment }) => {
      const [space, project] = place.split('/');
      return `space:${space}:project:${project}:${environment === undefined ? '*' : `environment:${environment}`}`;
    },
    everything: (place) =>
      `Every deployment and runbook of ${place} is let in, wherever it runs: --environment lets in those of one alone.`,
  },
};

function describeGithubRun({ branch, tag, environment, pullRequest }: TrustWish): string {
  if (branch !== undefined) return `ref:${asRef('refs/heads/', branch)}`;
  if (tag !== undefined) return `ref:${asRef('refs/tags/', tag)}`;
  // As GitHub writes a colon within a value.
  if (environment !== undefined) return `environment:${environment.replaceAll(':', '%3A')}`;
  return pullRequest ? 'pull_request' : '*';
}

function asRef(prefix: string, name: string): string {
  return name.startsWith('refs/') ? name : prefix + name;
}

function findWarnings(preset: Preset, place: string, wish: TrustWish): string[] {
  if (wish.pullRequest)
    return [
      `Every pull request of ${place} is let in, with what it changes in the workflow, before anybody has looked at it; those from forks get no token.`,
    ];
  return isNarrowed(wish) ? [] : [preset.everything(place)];
}

/** By something that not every run has. */
function isNarrowed({ branch, tag, environment }: TrustWish): boolean {
  return [branch, tag, environment].some(
    (value) => value !== undefined && /[^*?]/.test(value.replace(/^refs\/\w+\//, '')),
  );
}

/**
 * Says what is wrong with a wish, each with how to mend it; nothing where it can be understood.
 * @param isNeeded whether there is nothing else that says which identity is meant
 */
export function findMisunderstood(wish: TrustWish, isNeeded: boolean): string[] {
  const { issuer, subject } = wish;
  const system = systemOf(wish);
  const narrowing = narrowingOf(wish);
  if (!system) {
    const lonely = narrowing.map((name) => `${optionOf(name)} means nothing without ${takersOf(name)}`);
    const isWhole = issuer !== undefined && subject !== undefined;
    const isNothing = issuer === undefined && subject === undefined && !isNeeded;
    return isWhole || isNothing ? lonely : [...lonely, NOTHING_NAMED];
  }
  const preset = presets[system];
  const place = wish[system] ?? '';
  return [
    ...(preset.form.test(place) ? [] : [`${preset.option} is written as ${preset.example}`]),
    ...narrowing
      .filter((name) => !preset.takes.includes(name))
      .map((name) => `${preset.option} and ${optionOf(name)} do not go together: ${sayTaken(preset)}`),
    ...refs
      .filter(({ name, prefix }) => wish[name]?.startsWith('refs/') && !wish[name].startsWith(prefix))
      .map(
        ({ name, prefix }) => `${optionOf(name)} names another kind of ref: give the name behind ${prefix}`,
      ),
    ...((issuer ?? preset.issuer) === undefined
      ? [`${preset.option} needs --issuer: ${preset.issuerExample}`]
      : []),
    ...(system === 'azureDevops' && isOfEntra(issuer) ? [OF_ENTRA] : []),
  ];
}

const refs = [
  { name: 'branch', prefix: 'refs/heads/' },
  { name: 'tag', prefix: 'refs/tags/' },
] as const;

const NOTHING_NAMED =
  'nothing says whose jobs are meant: give --github, --gitlab, --azure-devops, --teamcity, --kubernetes or --octopus, or --issuer and --subject';

// Its subject holds ids that only the page of the service connection tells.
const OF_ENTRA =
  "--azure-devops knows the subjects of Azure DevOps' own issuer alone: where the service connection's page shows one of login.microsoftonline.com, give what it shows as --issuer and --subject, with --audience api://AzureADTokenExchange";

function isOfEntra(issuer = ''): boolean {
  return (
    URL.canParse(issuer) && /^(?:login\.microsoftonline\.|sts\.windows\.net)/.test(new URL(issuer).hostname)
  );
}

function systemOf(wish: TrustWish): JobSystem | undefined {
  return (Object.keys(presets) as JobSystem[]).find((name) => wish[name] !== undefined);
}

function narrowingOf(wish: TrustWish): Narrowing[] {
  const all: Narrowing[] = ['branch', 'tag', 'environment', 'pullRequest'];
  return all.filter((name) => wish[name] !== undefined && wish[name] !== false);
}

function optionOf(name: Narrowing): string {
  return name === 'pullRequest' ? '--pull-request' : `--${name}`;
}

function takersOf(name: Narrowing): string {
  const takers = Object.values(presets).filter(({ takes }) => takes.includes(name));
  return takers.map(({ option }) => option).join(' or ');
}

function sayTaken({ takes }: Preset): string {
  return takes.length === 0
    ? 'its subjects do not tell what a job runs for'
    : `it takes ${takes.map(optionOf).join(', ')}`;
}

/** @returns the identity that a wish names, in the form of its CI system; undefined where it names none */
export function readWanted(wish: TrustWish): WantedIdentity | undefined {
  const { issuer, subject, audience, identityName } = wish;
  const system = systemOf(wish);
  if (!system) {
    if (issuer === undefined || subject === undefined) return undefined;
    const name = identityName ?? cutName(`${new URL(issuer).host} ${subject}`);
    return { name, issuer, subject, audience, system: recognize(issuer, subject), warnings: [], notes: [] };
  }
  const preset = presets[system];
  const place = wish[system] ?? '';
  return {
    name: identityName ?? cutName([preset.title, place, ...describeNarrowing(wish)].join(' ')),
    issuer: issuer ?? preset.issuer ?? '',
    subject: preset.subject(place, wish),
    audience: audience ?? preset.audience,
    system,
    warnings: findWarnings(preset, place, wish),
    notes: preset.notes?.(place) ?? [],
  };
}

/** @returns the CI system that somebody means who gives its issuer and the whole subject */
function recognize(issuer: string, subject: string): JobSystem | undefined {
  // learn.microsoft.com, Azure Pipelines, manually configure workload identity: …/sc/<organization's id>/<connection's id>.
  if (subject.startsWith('sc://') || (isOfEntra(issuer) && subject.includes('/sc/'))) return 'azureDevops';
  return (Object.keys(presets) as JobSystem[]).find((each) => presets[each].issuer === issuer);
}

function describeNarrowing(wish: TrustWish): string[] {
  return narrowingOf(wish).map((name) =>
    name === 'pullRequest' ? 'pull requests' : `${name} ${wish[name]}`,
  );
}

// Facts 2.7.
const MAX_NAME_LENGTH = 200;

function cutName(name: string): string {
  return name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH - 1)}…` : name;
}
