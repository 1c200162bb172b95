import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { version } from '../../package.json';
import { formatTrust } from '../../src/trust/format-trust.ts';
import type { JobSystem } from '../../src/trust/presets.ts';
import { writeSnippet } from '../../src/trust/snippets.ts';
import {
  findGitHubMistakes,
  findGitLabMistakes,
  findKubernetesMistakes,
} from '../contract/public-schemas.ts';
import { expect, test } from '../fixtures.ts';
import { runProgram } from '../start-command.ts';
import { startTrustedJob } from './trusted-job.ts';

// What is copied into a CI system's own files says there what it says here, whatever an address holds or a server tells.

const url = "https://octopus.example.com/it's-$HOME/%C3%B6/100%25";
// A $ is a variable to most of them, and the same in an address as %24.
const address = url.replace('$', '%24');
const externalId = '5be4ac10-2679-4041-a8b0-7b05b445e19e';
const audience = 'api://ci: "x"\'y\n##vso[task.complete]';

const subjects: Readonly<Record<JobSystem, string>> = {
  github: "repo:acme/web:environment:Bob's prod%3AEast",
  gitlab: 'project_path:acme/web:ref_type:branch:ref:main',
  azureDevops: 'sc://acme/Web Shop/To "Octopus"',
  teamcity: 'project:project7:build_type:bt42',
  kubernetes: 'system:serviceaccount:deployments:octopus',
  octopus: 'space:default:project:web:environment:production',
};

const systems = [...(Object.keys(subjects) as JobSystem[]), undefined];

function write(system: JobSystem | undefined, more: object = {}): string {
  const subject = system ? subjects[system] : 'ci';
  const own = system === 'github' ? externalId : audience;
  return writeSnippet({ url, externalId, audience: own, subject, system, ...more });
}

/** @returns every value of a document, by its path */
function flatten(value: unknown, path = ''): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return { [path]: value };
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, inner]) => flatten(inner, path === '' ? name : `${path}.${name}`)),
  );
}

const documents: Readonly<Partial<Record<JobSystem, Record<string, unknown>>>> = {
  github: {
    environment: "Bob's prod:East",
    'permissions.id-token': 'write',
    'steps.0.uses': 'OctopusDeploy/login@v1',
    'steps.0.with.server': address,
    'steps.0.with.service_account_id': externalId,
  },
  gitlab: {
    'deploy.id_tokens.OCTOPUS_SUBJECT_TOKEN.aud': audience,
    'deploy.variables.OCTOPUS_URL.value': address,
    'deploy.variables.OCTOPUS_URL.expand': false,
    'deploy.variables.OCTOPUS_SERVICE_ACCOUNT_ID': externalId,
  },
  azureDevops: {
    '1.inputs.azureSubscription': 'To "Octopus"',
    '1.inputs.addSpnToEnvironment': true,
    '1.env.OCTOPUS_URL': address,
    '1.env.OCTOPUS_SERVICE_ACCOUNT_ID': externalId,
  },
  kubernetes: {
    'metadata.namespace': 'deployments',
    'spec.serviceAccountName': 'octopus',
    'spec.volumes.0.projected.sources.0.serviceAccountToken.audience': audience,
    'spec.containers.0.image': `registry.example.com/octopus-key-mint:${version}`,
    'spec.containers.0.env.0.value': address,
    'spec.containers.0.env.1.value': externalId,
    'spec.containers.0.args.2': '/run/octopus/token',
  },
};

for (const [system, values] of Object.entries(documents) as [JobSystem, Record<string, unknown>][])
  test(`what ${system} is given is YAML that says what is meant`, () => {
    const snippet = write(system);
    expect(flatten(load(snippet))).toMatchObject(values);
    expect(snippet).not.toContain('##vso');
    expect(snippet).not.toContain('<');
  });

test('what is printed is sound to whoever is to read it: GitHub, GitLab, Kubernetes', async () => {
  const job = write('github').replace(/^/gm, '    ');
  const workflow = `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n${job}`;
  expect(await findGitHubMistakes(workflow)).toEqual([]);
  expect(await findGitHubMistakes(workflow.replace('environment:', 'environments:'))).not.toEqual([]);
  expect(findGitLabMistakes(write('gitlab'))).toEqual([]);
  expect(findGitLabMistakes(write('gitlab').replace('expand:', 'expands:'))).not.toEqual([]);
  expect(findKubernetesMistakes(write('kubernetes'))).toEqual([]);
  expect(findKubernetesMistakes(write('kubernetes').replace('args:', 'arg:'))).not.toEqual([]);
});

test('a job of GitHub without an environment names none, and one whose action cannot take the audience is told of it', () => {
  for (const run of ['ref:refs/heads/main', 'pull_request', '*'])
    expect(write('github', { subject: `repo:acme/web:${run}` })).not.toContain('environment');
  expect(write('github', { audience })).toContain(`# The job has environment: "Bob's prod:East"\n`);
});

test('a build of TeamCity is to have the subject that is trusted: with its branch, or without', () => {
  const withBranch = `${subjects.teamcity}:branch:refs/heads/main`;
  expect(write('teamcity', { subject: withBranch })).toContain('"branch" ticked as subject scoping');
  expect(write('teamcity')).toContain('no subject scoping');
});

test('the pod that is printed is as locked up as those of deploy/', () => {
  const { spec } = load(write('kubernetes')) as {
    spec: Record<string, unknown> & { containers: [{ securityContext: object; resources: object }] };
  };
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(spec.containers[0].resources).toMatchObject({ requests: {}, limits: {} });
  expect(spec.containers[0].securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

for (const system of ['octopus', undefined, 'github'] as const)
  test(`what ${system ?? 'another system'} is given with an audience of its own is a script that says what is meant`, () => {
    test.skip(process.platform === 'win32', 'there is no sh');
    const snippet = write(system, { audience });
    const says = 'printf "%s\\n" "$OCTOPUS_URL" "$OCTOPUS_SERVICE_ACCOUNT_ID"';
    expect(runInBash(`${snippet}\n${says}`)).toBe(`${address}\n${externalId}\n`);
    expect(snippet).not.toContain('##vso');
  });

/** @returns what a script writes, where nothing that it calls does anything */
function runInBash(script: string, cwd = '.'): string {
  const aliases = ['octopus-key-mint', 'npm', 'get_octopusvariable'].map((name) => `alias ${name}=true`);
  const whole = ['shopt -s expand_aliases', ...aliases, script].join('\n');
  return execFileSync('bash', ['-c', whole], { encoding: 'utf8', cwd });
}

test('what TeamCity is given keeps its percent signs, and its token is masked by the plugin', () => {
  const snippet = write('teamcity');
  expect(snippet).toContain(`env.OCTOPUS_URL=${address.replaceAll('%', '%%')}\n`);
  expect(snippet).toContain('env.OCTOPUS_SUBJECT_TOKEN=%jwt.token%\n');
});

// What the systems fill in, wherever it stands: Azure Pipelines, GitHub and Azure, Azure, GitLab, a shell and Kubernetes, TeamCity, Octopus.
const filledIn = [
  ...['$(touch canary)', '$' + '{{ secrets.CANARY }}', '$[ variables.canary ]', '$CANARY', '$' + '{CANARY}'],
  ...['%canary.parameter%', '#{Canary}'].map((each) => `api://${each}/x`),
];
const quotes = [
  '"; touch canary; "',
  "'; touch canary; '",
  '`touch canary`',
  '\n- script: touch canary\n',
  '"}}',
];

test('what a server tells of an audience, or a subject holds, is no code of a CI system: it is left for whoever copies it to put in', () => {
  for (const hostile of filledIn)
    for (const system of systems) {
      const snippet = write(system, { audience: hostile });
      expect(snippet, hostile).not.toMatch(/canary/i);
      // Its login action, and its task, ask for the audience by themselves.
      if (system !== 'azureDevops') expect(snippet, `${system}`).toContain('<audience>');
    }
  for (const [system, says] of [
    ['github', '<environment>'],
    ['azureDevops', '<service connection>'],
    ['kubernetes', '<account>'],
  ] as const)
    for (const hostile of [...filledIn.map((each) => each.replaceAll(/[:/]/g, '')), 'prod-*']) {
      const snippet = write(system, { subject: subjects[system].replace(/(?<=[:/])[^:/]+$/, hostile) });
      expect(snippet, hostile).not.toMatch(/canary|prod-/i);
      expect(snippet, hostile).toContain(`"${says}"`);
      expect(snippet).toMatch(/^# Put in what stands in <…>/);
    }
});

test('quotes and line breaks of an audience stay in the quotes of each format', ({ folder }) => {
  for (const hostile of quotes) {
    for (const system of ['gitlab', 'kubernetes'] as const)
      expect(Object.values(flatten(load(write(system, { audience: hostile }))))).toContain(hostile);
    for (const system of systems)
      expect(write(system, { audience: hostile }).split('\n')).toHaveLength(
        write(system, { audience: 'plain' }).split('\n').length,
      );
    if (process.platform === 'win32') continue;
    for (const system of ['octopus', undefined, 'github'] as const)
      runInBash(write(system, { audience: hostile }), folder);
  }
  expect(existsSync(join(folder, 'canary'))).toBe(false);
});

interface Printed {
  readonly script: string;
  readonly env?: Readonly<Record<string, string | { readonly value: string }>>;
}

type Named = readonly { readonly name: string; readonly value: string }[];

/** How each system runs what it is given, with the token of a job. */
const runners: Readonly<Record<JobSystem | 'other', (snippet: string, token: string) => Printed>> = {
  // The action of another repository is not here.
  github: () => ({ script: 'exit 1' }),
  gitlab: (snippet, token) => {
    const { deploy } = load(snippet) as { deploy: { script: string[]; variables: Printed['env'] } };
    return {
      script: deploy.script.join('\n'),
      env: { ...deploy.variables, OCTOPUS_SUBJECT_TOKEN: token },
    };
  },
  azureDevops: (snippet, token) => {
    const [install, task] = load(snippet) as [
      { script: string },
      { inputs: { inlineScript: string }; env: Record<string, string> },
    ];
    return {
      script: `${install.script}\n${task.inputs.inlineScript}`,
      env: { ...task.env, idToken: token },
    };
  },
  teamcity: (snippet, token) => {
    const lines = snippet.replace('%jwt.token%', token).replaceAll('%%', '%').split('\n');
    const parameters = lines.flatMap((line) => {
      const [, name = '', value = ''] = /^env\.(\w+)=(.*)$/.exec(line) ?? [];
      return name === '' ? [] : [[name, value]];
    });
    return {
      script: lines.filter((line) => !line.startsWith('env.')).join('\n'),
      env: Object.fromEntries(parameters),
    };
  },
  kubernetes: (snippet, token) => {
    const { containers } = (load(snippet) as { spec: { containers: [{ args: string[]; env: Named }] } }).spec;
    const [{ args, env }] = containers;
    const words = args.map((word) => word.replace('/run/octopus/token', 'token'));
    return {
      script: `umask 077; printf %s '${token}' > token; octopus-key-mint ${words.join(' ')}`,
      env: Object.fromEntries(env.map(({ name, value }) => [name, value])),
    };
  },
  octopus: (snippet, token) => ({ script: `get_octopusvariable() { echo '${token}'; }\n${snippet}` }),
  other: (snippet, token) => ({ script: snippet.replace('TOKEN=…', `TOKEN='${token}'`) }),
};

for (const system of ['gitlab', 'azureDevops', 'teamcity', 'kubernetes', 'octopus', 'other'] as const)
  test(`what is printed for ${system} gets a job its access token, by the program that npm pack makes`, {
    tag: system === 'other' ? [] : '@extended',
  }, async ({ startServer, folder }) => {
    test.skip(process.platform === 'win32', 'it is for a POSIX shell');
    await using job = await startTrustedJob(startServer);
    const snippet = writeSnippet({
      ...{ url: job.server.url, externalId: job.audience, audience: job.audience, subject: 'ci' },
      system: system === 'other' ? undefined : system,
    });
    await mkdir(join(folder, 'bin'));
    const programs = {
      'bin/npm': 'echo "$*" > npm.words',
      'bin/octopus-key-mint': `exec '${process.execPath}' '${resolve('dist/octopus-key-mint.js')}' "$@"`,
      'provision.sh': `exec '${process.execPath}' -e "${ASK_ME}"`,
    };
    for (const [name, script] of Object.entries(programs))
      await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { script, env = {} } = runners[system](snippet, await job.sign());
    const given = Object.entries(env).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.value,
    ]);
    const { stdout } = await runProgram('sh', {
      args: ['-c', script],
      cwd: folder,
      env: { ...Object.fromEntries(given), PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    });

    expect(stdout).toBe('200,Users-4\n');
    if (system !== 'kubernetes')
      expect(readFileSync(join(folder, 'npm.words'), 'utf8')).toBe(
        `install --global ./octopus-key-mint-${version}.tgz\n`,
      );
  });

const ASK_ME = `fetch(process.env.OCTOPUS_URL + '/api/users/me', {
  headers: { Authorization: 'Bearer ' + process.env.OCTOPUS_ACCESS_TOKEN },
}).then(async (reply) => console.log([reply.status, (await reply.json()).Id].join()))`;

test('what a server tells of an identity stays on its line', () => {
  const identity = {
    Id: 'x',
    Name: 'a\nb',
    Issuer: 'https://ci.example',
    Subject: '\u001b[2J',
    Audience: null,
  };
  const account = { id: 'Users-4', username: 'ci' };
  const served = { url, externalId, account, identity };
  const trust = { ...served, outcome: 'kept', system: undefined, warnings: [] } as const;
  const [told = ''] = formatTrust(trust, 'text').split('\n\n');
  expect(told.split('\n')).toHaveLength(7);
  expect(told).not.toContain('\u001b');
  expect(JSON.parse(formatTrust(trust, 'json'))).toMatchObject({ identity: { name: 'a\nb' } });
});
