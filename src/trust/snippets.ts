import { escapeControls, escapeJson } from '../core/text.ts';
import type { JobSystem } from './presets.ts';

/** What a job needs to know. */
interface JobNeeds {
  readonly url: string;
  readonly externalId: string;
  /** What its token must have as `aud`. */
  readonly audience: string;
  readonly system: JobSystem | undefined;
}

/** @returns what is to stand in the CI system's own file or form, to be copied */
export function writeSnippet(needs: JobNeeds): string {
  const { system = 'other', audience, externalId } = needs;
  // The login action asks for tokens that are meant for the service account, and for no others.
  const isForAction = system !== 'github' || audience === externalId;
  const lines = writers[isForAction ? system : 'other'](needs);
  return `${lines.map(escapeControls).join('\n')}\n`;
}

type Writer = (needs: JobNeeds) => string[];

const RUN = 'octopus-key-mint with-token -- octopus project list';

const writers: Readonly<Record<JobSystem | 'other', Writer>> = {
  // OctopusDeploy/login, README.
  github: ({ url, externalId }) => [
    '# In the job of the workflow:',
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
    'deploy:',
    '  id_tokens:',
    '    OCTOPUS_SUBJECT_TOKEN:',
    `      aud: ${quoteYaml(audience)}`,
    '  variables:',
    // GitLab puts a variable in the place of what follows a $.
    `    OCTOPUS_URL: ${quoteYaml(url.replaceAll('$', '%24'))}`,
    `    OCTOPUS_SERVICE_ACCOUNT_ID: ${quoteYaml(externalId)}`,
    '  script:',
    `    - ${RUN}`,
  ],
  // learn.microsoft.com, AzureCLI@2: with addSpnToEnvironment, a script has the connection's token in idToken.
  azureDevops: ({ url, externalId }) => [
    '# In azure-pipelines.yml, with the name of the service connection:',
    '- task: AzureCLI@2',
    '  inputs:',
    '    azureSubscription: <service connection>',
    '    addSpnToEnvironment: true',
    '    scriptType: bash',
    '    scriptLocation: inlineScript',
    `    inlineScript: OCTOPUS_SUBJECT_TOKEN="$idToken" ${RUN}`,
    '  env:',
    `    OCTOPUS_URL: ${quoteYaml(url)}`,
    `    OCTOPUS_SERVICE_ACCOUNT_ID: ${quoteYaml(externalId)}`,
  ],
  // OctopusDeploy/teamcity-oidc-plugin, docs/configuration.md.
  teamcity: ({ url, externalId, audience }) => [
    `# The build feature "OIDC Identity Token", with the audience ${audience}, and these parameters:`,
    `env.OCTOPUS_URL=${url.replaceAll('%', '%%')}`,
    `env.OCTOPUS_SERVICE_ACCOUNT_ID=${externalId}`,
    'env.OCTOPUS_SUBJECT_TOKEN=%jwt.token%',
    '# In a step:',
    RUN,
  ],
  kubernetes: ({ url, externalId, audience }) => [
    '# In the pod:',
    'volumes:',
    '  - name: octopus-token',
    '    projected:',
    '      sources:',
    '        - serviceAccountToken:',
    '            path: token',
    `            audience: ${quoteYaml(audience)}`,
    '            expirationSeconds: 600',
    'containers:',
    '  - name: deploy',
    '    volumeMounts:',
    '      - { name: octopus-token, mountPath: /var/run/secrets/octopus, readOnly: true }',
    '    env:',
    `      - { name: OCTOPUS_URL, value: ${quoteYaml(url)} }`,
    `      - { name: OCTOPUS_SERVICE_ACCOUNT_ID, value: ${quoteYaml(externalId)} }`,
    '    command: [octopus-key-mint, with-token, --subject-token-file, /var/run/secrets/octopus/token, --, octopus, project, list]',
  ],
  // Octopus docs, infrastructure/accounts/openid-connect.
  octopus: ({ url, externalId, audience }) => [
    `# In a script of a step, with a variable "Account" that is a Generic OpenID Connect account of the audience ${audience}:`,
    `export OCTOPUS_URL=${quoteShell(url)}`,
    `export OCTOPUS_SERVICE_ACCOUNT_ID=${quoteShell(externalId)}`,
    'export OCTOPUS_SUBJECT_TOKEN="$(get_octopusvariable Account.OpenIdConnect.Jwt)"',
    RUN,
  ],
  other: ({ url, externalId, audience }) => [
    `# In the job, with its own token, of the audience ${audience}:`,
    `export OCTOPUS_URL=${quoteShell(url)}`,
    `export OCTOPUS_SERVICE_ACCOUNT_ID=${quoteShell(externalId)}`,
    'export OCTOPUS_SUBJECT_TOKEN=…',
    RUN,
  ],
};

/** What JSON has in quotes, YAML reads as the same. */
function quoteYaml(text: string): string {
  return escapeJson(JSON.stringify(text));
}

function quoteShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
