import { execFileSync } from 'node:child_process';
import { load } from 'js-yaml';
import { formatTrust } from '../../src/trust/format-trust.ts';
import type { JobSystem } from '../../src/trust/presets.ts';
import { writeSnippet } from '../../src/trust/snippets.ts';
import { expect, test } from '../fixtures.ts';

// What is copied into a CI system's own files says there what it says here, whatever an address holds or a server tells.

const url = "https://octopus.example.com/it's-$HOME/100%25";
const externalId = '5be4ac10-2679-4041-a8b0-7b05b445e19e';
const audience = 'api://ci: #"x"\n##vso[task.complete]';

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
    'permissions.id-token': 'write',
    'steps.0.uses': 'OctopusDeploy/login@v1',
    'steps.0.with.server': url,
    'steps.0.with.service_account_id': externalId,
  },
  gitlab: {
    'deploy.id_tokens.OCTOPUS_SUBJECT_TOKEN.aud': audience,
    'deploy.variables.OCTOPUS_URL': url.replace('$', '%24'),
    'deploy.variables.OCTOPUS_SERVICE_ACCOUNT_ID': externalId,
  },
  azureDevops: {
    '0.inputs.addSpnToEnvironment': true,
    '0.env.OCTOPUS_URL': url,
    '0.env.OCTOPUS_SERVICE_ACCOUNT_ID': externalId,
  },
  kubernetes: {
    'volumes.0.projected.sources.0.serviceAccountToken.audience': audience,
    'containers.0.env.0.value': url,
    'containers.0.env.1.value': externalId,
    'containers.0.command.3': '/var/run/secrets/octopus/token',
  },
};

for (const [system, values] of Object.entries(documents) as [JobSystem, Record<string, unknown>][])
  test(`what ${system} is given is YAML that says what is meant`, () => {
    const own = system === 'github' ? externalId : audience;
    const snippet = writeSnippet({ url, externalId, audience: own, system });
    expect(flatten(load(snippet))).toMatchObject(values);
    expect(snippet).not.toContain('##vso');
  });

for (const system of ['octopus', undefined, 'github'] as const)
  test(`what ${system ?? 'another system'} is given with an audience of its own is a script that says what is meant`, () => {
    test.skip(process.platform === 'win32', 'there is no sh');
    const snippet = writeSnippet({ url, externalId, audience, system });
    const script = `get_octopusvariable() { :; }; octopus-key-mint() { :; }\n${snippet}\nprintf '%s\\n' "$OCTOPUS_URL" "$OCTOPUS_SERVICE_ACCOUNT_ID"`;
    const bash = script.replace(
      'octopus-key-mint() { :; }',
      'alias octopus-key-mint=true; shopt -s expand_aliases',
    );
    expect(execFileSync('bash', ['-c', bash], { encoding: 'utf8' })).toBe(`${url}\n${externalId}\n`);
    expect(snippet).not.toContain('##vso');
    expect(snippet.split('\n')).toHaveLength(6);
  });

test('what TeamCity is given keeps its percent signs, and its token is masked by the plugin', () => {
  const snippet = writeSnippet({ url, externalId, audience: externalId, system: 'teamcity' });
  expect(snippet).toContain(`env.OCTOPUS_URL=${url.replace('%', '%%')}\n`);
  expect(snippet).toContain('env.OCTOPUS_SUBJECT_TOKEN=%jwt.token%\n');
});

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
