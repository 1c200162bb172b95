import { version } from '../../package.json';
import { escapeControls, escapeJson, quoteShell } from '../core/text.ts';
import type { JobSystem } from './presets.ts';

/** What a job needs to know. */
interface JobNeeds {
  readonly url: string;
  readonly externalId: string;
  /** What its token must have as `aud`. */
  readonly audience: string;
  /** Whose tokens are taken: where a job has to run is in it. */
  readonly subject: string;
  readonly system: JobSystem | undefined;
}

/** @returns what is to stand in the CI system's own file or form, to be copied */
export function writeSnippet(needs: JobNeeds): string {
  const { system = 'other', audience, externalId } = needs;
  // The login action asks for tokens that are meant for the service account, and for no others.
  const isForAction = system !== 'github' || audience === externalId;
  const told = { ...needs, url: needs.url.replaceAll('$', '%24'), audience: tell(audience, 'audience') };
  const lines = writers[isForAction ? system : 'other'](told);
  const isWhole = !lines.some((line) => PLACEHOLDER.test(line));
  return `${[...(isWhole ? [] : [TO_BE_PUT_IN]), ...lines].map(escapeControls).join('\n')}\n`;
}

type Writer = (needs: JobNeeds) => string[];

// What CI systems put something in the place of, whatever quotes it stands in: $X, $(x), ${{ x }}, %x%, #{x}. Not all of them have a
// way to write such a text as itself. Of a wildcard nobody knows what it stands for in a job.
const NOT_AS_IT_STANDS = /[$%*?]|#\{/;

/** @returns what a server has told, if that stands for itself wherever it is copied to; otherwise what whoever copies it is to put in */
function tell(text: string | undefined, name: string): string {
  return text === undefined || NOT_AS_IT_STANDS.test(text) ? `<${name}>` : text;
}

const PLACEHOLDER = /<[a-z ]+>/;

const TO_BE_PUT_IN =
  '# Put in what stands in <…>: the identity leaves it open, or has something in it that CI systems read as their own ($, %, #{).';

const PACKED = `octopus-key-mint-${version}.tgz`;
const ORIGIN = `# ${PACKED} comes of npm pack in a clone of octopus-key-mint; ./provision.sh is whatever you want to be run.`;
const INSTALL = `npm install --global ./${PACKED}`;
const RUN = 'octopus-key-mint with-token -- ./provision.sh';

const writers: Readonly<Record<JobSystem | 'other', Writer>> = {
  // OctopusDeploy/login, README.
  github: ({ url, externalId, subject }) => [
    '# In the job of the workflow:',
    ...describeEnvironment(subject),
    'permissions:',
    '  id-token: write',
    '  contents: read',
    'steps:',
    '  - uses: OctopusDeploy/login@v1',
    '    with:',
    `      server: ${quoteYaml(url)}`,
    `      service_account_id: ${quoteYaml(externalId)}`,
  ],
  gitlab: ({ url, externalId, audience }) => [
    '# In .gitlab-ci.yml:',
    ORIGIN,
    'deploy:',
    '  image: node:22-bookworm',
    '  id_tokens:',
    '    OCTOPUS_SUBJECT_TOKEN:',
    `      aud: ${quoteYaml(audience)}`,
    '  variables:',
    // %C3% of an address would be a variable, too.
    `    OCTOPUS_URL: { value: ${quoteYaml(url)}, expand: false }`,
    `    OCTOPUS_SERVICE_ACCOUNT_ID: ${quoteYaml(externalId)}`,
    '  script:',
    `    - ${INSTALL}`,
    `    - ${RUN}`,
  ],
  // learn.microsoft.com, AzureCLI@2: with addSpnToEnvironment, a script has the connection's token in idToken.
  azureDevops: ({ url, externalId, subject }) => [
    '# In azure-pipelines.yml:',
    ORIGIN,
    `- script: ${INSTALL}`,
    '- task: AzureCLI@2',
    '  inputs:',
    `    azureSubscription: ${quoteYaml(tell(CONNECTION.exec(subject)?.[1], 'service connection'))}`,
    '    addSpnToEnvironment: true',
    '    scriptType: bash',
    '    scriptLocation: inlineScript',
    `    inlineScript: OCTOPUS_SUBJECT_TOKEN="$idToken" ${RUN}`,
    '  env:',
    `    OCTOPUS_URL: ${quoteYaml(url)}`,
    `    OCTOPUS_SERVICE_ACCOUNT_ID: ${quoteYaml(externalId)}`,
  ],
  // OctopusDeploy/teamcity-oidc-plugin, docs/configuration.md.
  teamcity: ({ url, externalId, audience, subject }) => [
    `# The build feature "OIDC Identity Token", with the audience ${audience}, ${sayScoping(subject)}, and these parameters:`,
    `env.OCTOPUS_URL=${url.replaceAll('%', '%%')}`,
    `env.OCTOPUS_SERVICE_ACCOUNT_ID=${externalId}`,
    'env.OCTOPUS_SUBJECT_TOKEN=%jwt.token%',
    '# In a step of the type Command Line:',
    ORIGIN,
    INSTALL,
    RUN,
  ],
  kubernetes: writePod,
  // Octopus docs, infrastructure/accounts/openid-connect.
  octopus: ({ url, externalId, audience }) => [
    `# In a script of a step, with a variable "Account" that is a Generic OpenID Connect account of the audience ${audience}:`,
    ORIGIN,
    INSTALL,
    `export OCTOPUS_URL=${quoteShell(url)}`,
    `export OCTOPUS_SERVICE_ACCOUNT_ID=${quoteShell(externalId)}`,
    'export OCTOPUS_SUBJECT_TOKEN="$(get_octopusvariable Account.OpenIdConnect.Jwt)"',
    RUN,
  ],
  other: ({ url, externalId, audience, subject, system }) => [
    ...(system === 'github' ? describeEnvironment(subject).map((line) => `# The job has ${line}`) : []),
    `# In the job, with its own token, of the audience ${audience}, in the place of …:`,
    ORIGIN,
    INSTALL,
    `export OCTOPUS_URL=${quoteShell(url)}`,
    `export OCTOPUS_SERVICE_ACCOUNT_ID=${quoteShell(externalId)}`,
    'export OCTOPUS_SUBJECT_TOKEN=…',
    RUN,
  ],
};

const ENVIRONMENT = /^repo:[^:]+:environment:([^:]+)/;
const CONNECTION = /^sc:\/\/[^/]+\/[^/]+\/([^/]+)$/;
const POD = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** Without its environment, a job has another subject. */
function describeEnvironment(subject: string): string[] {
  const name = ENVIRONMENT.exec(subject)?.[1]?.replaceAll('%3A', ':');
  return name === undefined ? [] : [`environment: ${quoteYaml(tell(name, 'environment'))}`];
}

/** What has to be ticked for a build to have that subject. */
function sayScoping(subject: string): string {
  return subject.includes(':branch:') ? '"branch" ticked as subject scoping' : 'no subject scoping';
}

/** As locked up as those of deploy/. Nobody but its user can read the file of its token. */
function writePod({ url, externalId, audience, subject }: JobNeeds): string[] {
  const [, namespace, account] = POD.exec(subject) ?? [];
  return [
    '# deploy/Dockerfile in a clone of octopus-key-mint makes the image; yours is built FROM it, with ./provision.sh, whatever you want to be run.',
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    '  name: octopus-deploy',
    `  namespace: ${quoteYaml(tell(namespace, 'namespace'))}`,
    'spec:',
    `  serviceAccountName: ${quoteYaml(tell(account, 'account'))}`,
    '  automountServiceAccountToken: false',
    '  restartPolicy: Never',
    '  securityContext:',
    '    runAsNonRoot: true',
    '    runAsUser: 1000',
    '    runAsGroup: 1000',
    '    seccompProfile: { type: RuntimeDefault }',
    '  containers:',
    '    - name: deploy',
    `      image: registry.example.com/octopus-key-mint:${version}`,
    '      args: [with-token, --subject-token-file, /run/octopus/token, --, ./provision.sh]',
    '      env:',
    `        - { name: OCTOPUS_URL, value: ${quoteYaml(url)} }`,
    `        - { name: OCTOPUS_SERVICE_ACCOUNT_ID, value: ${quoteYaml(externalId)} }`,
    '      resources:',
    '        requests: { cpu: 100m, memory: 128Mi }',
    '        limits: { memory: 256Mi }',
    '      securityContext:',
    '        allowPrivilegeEscalation: false',
    '        readOnlyRootFilesystem: true',
    '        capabilities: { drop: [ALL] }',
    '      volumeMounts:',
    '        - { name: octopus, mountPath: /run/octopus, readOnly: true }',
    '        - { name: tmp, mountPath: /tmp }',
    '  volumes:',
    '    - name: octopus',
    '      projected:',
    '        sources:',
    '          - serviceAccountToken:',
    '              path: token',
    `              audience: ${quoteYaml(audience)}`,
    '              expirationSeconds: 600',
    '    - name: tmp',
    '      emptyDir: { sizeLimit: 64Mi }',
  ];
}

/** What JSON has in quotes, YAML reads as the same. */
function quoteYaml(text: string): string {
  return escapeJson(JSON.stringify(text));
}
