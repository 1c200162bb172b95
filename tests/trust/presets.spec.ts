import { readSettings } from '../../src/cli/read-settings.ts';
import { jobSettings, trust } from '../../src/cli/settings/trust.ts';
import type { Setting } from '../../src/cli/settings.ts';
import { trustIssuerCommand } from '../../src/commands/trust-issuer.ts';
import { readWanted, type WantedIdentity } from '../../src/trust/presets.ts';
import { explainMissed } from '../../src/trust/remove-identity.ts';
import { requireIdentities } from '../../src/trust/supports.ts';
import { findWide } from '../../src/trust/wide-subjects.ts';
import { expect, test } from '../fixtures.ts';

// What is made of options, before anybody signs in.

const complete = {
  OCTOPUS_URL: 'http://127.0.0.1:1',
  OCTOPUS_USERNAME: 'admin',
  OCTOPUS_PASSWORD: 'fake-password-for-tests',
  OCTOPUS_SERVICE_ACCOUNT: 'ci',
};

async function read(line: string, folder: string): Promise<WantedIdentity | undefined | readonly string[]> {
  const words = line.split(/ +/).map((word) => word.replaceAll('_', ' '));
  try {
    const { values } = await readSettings(trustIssuerCommand, words, { ...complete }, folder);
    return readWanted(values);
  } catch (error) {
    return (error as { mistakes: readonly string[] }).mistakes;
  }
}

const GITHUB = 'https://token.actions.githubusercontent.com';
const ADO = 'https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef';
const AT = '--issuer https://ci.example';

interface Row {
  readonly line: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name?: string;
  readonly audience?: string;
}

const rows: readonly Row[] = [
  {
    line: '--github acme/web --branch main',
    issuer: GITHUB,
    subject: 'repo:acme/web:ref:refs/heads/main',
    name: 'GitHub Actions acme/web branch main',
  },
  {
    line: '--github acme/web --branch refs/heads/main',
    issuer: GITHUB,
    subject: 'repo:acme/web:ref:refs/heads/main',
  },
  {
    line: '--github acme/web --branch release/*',
    issuer: GITHUB,
    subject: 'repo:acme/web:ref:refs/heads/release/*',
  },
  { line: '--github acme/web --tag v1', issuer: GITHUB, subject: 'repo:acme/web:ref:refs/tags/v1' },
  {
    line: '--github acme/web --environment prod:East',
    issuer: GITHUB,
    subject: 'repo:acme/web:environment:prod%3AEast',
  },
  {
    line: '--github acme/web --pull-request',
    issuer: GITHUB,
    subject: 'repo:acme/web:pull_request',
    name: 'GitHub Actions acme/web pull requests',
  },
  { line: '--github acme/web', issuer: GITHUB, subject: 'repo:acme/web:*' },
  {
    line: '--github acme@123/web@456 --branch main',
    issuer: GITHUB,
    subject: 'repo:acme@123/web@456:ref:refs/heads/main',
  },
  {
    line: `--github acme/web --branch main ${AT}/_services/token`.replace('_services', '%5Fservices'),
    issuer: 'https://ci.example/%5Fservices/token',
    subject: 'repo:acme/web:ref:refs/heads/main',
  },
  {
    line: '--gitlab acme/shop/web --branch main',
    issuer: 'https://gitlab.com',
    subject: 'project_path:acme/shop/web:ref_type:branch:ref:main',
  },
  {
    line: `--gitlab acme/web --tag v1 ${AT}`,
    issuer: 'https://ci.example',
    subject: 'project_path:acme/web:ref_type:tag:ref:v1',
  },
  { line: '--gitlab acme/web', issuer: 'https://gitlab.com', subject: 'project_path:acme/web:*' },
  {
    line: `--azure-devops acme/Web_Shop/To_Octopus --issuer ${ADO}`,
    issuer: ADO,
    subject: 'sc://acme/Web Shop/To Octopus',
    audience: 'api://AzureADTokenExchange',
  },
  {
    line: `--azure-devops acme/web/octopus --issuer ${ADO} --audience other`,
    issuer: ADO,
    subject: 'sc://acme/web/octopus',
    audience: 'other',
  },
  {
    line: `--teamcity project7/bt42 ${AT}`,
    issuer: 'https://ci.example',
    subject: 'project:project7:build_type:bt42',
  },
  {
    line: `--teamcity project7/bt42 --branch main ${AT}`,
    issuer: 'https://ci.example',
    subject: 'project:project7:build_type:bt42:branch:refs/heads/main',
  },
  {
    line: `--kubernetes deployments/octopus ${AT}`,
    issuer: 'https://ci.example',
    subject: 'system:serviceaccount:deployments:octopus',
  },
  {
    line: `--octopus default/web ${AT}`,
    issuer: 'https://ci.example',
    subject: 'space:default:project:web:*',
  },
  {
    line: `--octopus default/web --environment production ${AT}`,
    issuer: 'https://ci.example',
    subject: 'space:default:project:web:environment:production',
  },
  {
    line: `${AT}/ --subject auth0|ci --audience api://ci --name Ours`,
    issuer: 'https://ci.example/',
    subject: 'auth0|ci',
    audience: 'api://ci',
    name: 'Ours',
  },
  { line: `${AT} --subject ci`, issuer: 'https://ci.example', subject: 'ci', name: 'ci.example ci' },
];

for (const { line, issuer, subject, audience, name } of rows)
  test(`${line}: ${subject}`, async ({ folder }) => {
    const wanted = await read(line, folder);
    expect(wanted).toMatchObject({ issuer, subject, ...(name && { name }) });
    expect(wanted).toHaveProperty('audience', audience);
  });

const warned: readonly (readonly [string, string])[] = [
  ['--github acme/web', 'Every run of a workflow of acme/web is let in, those for pull requests included'],
  ['--github acme/web --pull-request', 'Every pull request of acme/web is let in'],
  ['--github acme/web --branch *', 'Every run of a workflow'],
  ['--github acme/web --branch refs/heads/*', 'Every run of a workflow'],
  ['--gitlab acme/web', 'Every job of acme/web is let in, whatever branch it runs for'],
  [`--azure-devops acme/web/octopus --issuer ${ADO}`, 'the service connection acme/web/octopus is let in'],
  [`--teamcity project7/bt42 ${AT}`, 'Every build of project7/bt42 is let in, whatever branch'],
  [`--kubernetes deployments/octopus ${AT}`, 'Every pod that runs as deployments/octopus is let in'],
  [`--octopus default/web ${AT}`, 'Every deployment and runbook of default/web is let in'],
];

for (const [line, says] of warned)
  test(`what is let in along with what is likely to be meant is a warning: ${line}`, async ({ folder }) => {
    expect(await read(line, folder)).toMatchObject({ warnings: [expect.stringContaining(says)] });
  });

test('what lets in a branch, a tag or an environment alone is warned of by nobody', async ({ folder }) => {
  for (const line of [
    ...['--github acme/web --branch main', '--github acme/web --tag v*', '--gitlab acme/web --tag v1'],
    ...['--github acme/web --environment prod', `--teamcity project7/bt42 --branch main ${AT}`],
    ...[`--octopus default/web --environment production ${AT}`, `${AT} --subject ci`],
  ])
    expect(await read(line, folder), line).toMatchObject({ warnings: [] });
});

const recognized: readonly (readonly [string, string | undefined])[] = [
  [`--issuer ${GITHUB} --subject repo:acme/web:pull_request`, 'github'],
  ['--issuer https://gitlab.com --subject acme', 'gitlab'],
  [`--issuer ${ADO} --subject sc://acme/web/octopus`, 'azureDevops'],
  ['--issuer https://login.microsoftonline.com/0/v2.0 --subject /eid1/c/pub/t/a/a/b/sc/1/2', 'azureDevops'],
  ['--issuer https://login.microsoftonline.com/0/v2.0 --subject somebody', undefined],
  [`${AT} --subject /sc/`, undefined],
];

test('whose jobs an issuer and a subject stand for is known where both are given, so that they are told what they need', async ({
  folder,
}) => {
  for (const [line, system] of recognized)
    expect(await read(line, folder), line).toHaveProperty('system', system);
});

test('the example of the help that removes an identity takes away what another example makes', () => {
  const { examples } = trustIssuerCommand;
  const removing = examples.filter((example) => example.includes('--remove'));
  expect(removing).toHaveLength(1);
  for (const example of removing) expect(examples).toContain(example.replace(' --remove', ''));
});

const mistaken: readonly (readonly [string, RegExp])[] = [
  ['', /nothing says whose jobs are meant: give --github/],
  ['--remove', /nothing says whose jobs are meant/],
  [AT, /nothing says whose jobs are meant/],
  ['--subject ci', /--subject means nothing without --issuer/],
  [`${AT} --subject ci --branch main`, /--branch means nothing without --github or --gitlab or --teamcity/],
  ['--github acme', /--github is written as acme\/web/],
  ['--github acme@1/web', /--github is written as acme\/web, or acme@123\/web@456/],
  ['--github acme/web:ref', /--github is written as/],
  ['--github acme/web --branch a --tag b', /--branch and --tag contradict each other/],
  [
    '--gitlab acme/web --environment prod',
    /--gitlab and --environment do not go together: it takes --branch/,
  ],
  ['--github acme/web --gitlab acme/web', /--github and --gitlab contradict each other/],
  [`--github acme/web ${AT} --subject ci`, /--github and --subject contradict each other/],
  ['--azure-devops acme/web/octopus', /--azure-devops needs --issuer: https:\/\/vstoken\.dev\.azure\.com/],
  [
    '--azure-devops acme/web/octopus --issuer https://login.microsoftonline.com/0/v2.0',
    /Azure DevOps' own issuer alone: .*--issuer and --subject/,
  ],
  ['--teamcity project7/bt42', /--teamcity needs --issuer/],
  ['--kubernetes a/b', /--kubernetes needs --issuer/],
  ['--octopus a/b', /--octopus needs --issuer/],
  [
    '--issuer http://ci.example --subject a',
    /--issuer "http:\/\/ci\.example" is no issuer: write it as https/,
  ],
  ['--issuer https://ci.example?a=b --subject a', /--issuer holds a query/],
  ['--issuer https://me:fake@ci.example --subject a', /--issuer holds a user name/],
  [`${AT} --subject a --audience=`, /--audience (?:is empty|needs a value)/],
  [`--github acme/web --name ${'x'.repeat(201)}`, /--name is longer than 200 characters/],
  ['--list --github acme/web', /--github contradict each other|--list and --github contradict/],
  ['--remove --github acme/web --if-exists skip', /--remove and --if-exists contradict each other/],
  ['--id ServiceAccountOidcIdentitys-1', /--id means nothing without --remove/],
  [
    '--github acme/web --branch refs/*',
    /--branch names another kind of ref: give the name behind refs\/heads\//,
  ],
  ['--github acme/web --tag refs/heads/main', /--tag names another kind of ref/],
  ['--github acme/web --branch main\n', /--branch holds a character that nobody sees/],
  ['--github acme/web --branch ma\u202ein', /--branch holds a character that nobody sees/],
  [`${AT} --subject repo:acme/web:_`, /--subject holds .* a blank at its beginning or end/],
  ['--azure-devops acme/web/oct\nopus', /--azure-devops holds a character that nobody sees/],
];

for (const [line, says] of mistaken)
  test(`a mistake is named: ${line.slice(0, 80) || 'nothing given'}`, async ({ folder }) => {
    const told = await read(line, folder);
    expect(told).toContainEqual(expect.stringMatching(says));
  });

test('without a service account nothing is done, since nobody else can trust somebody', async ({
  folder,
}) => {
  const words = ['--github', 'acme/web'];
  const { OCTOPUS_SERVICE_ACCOUNT: _, ...others } = complete;
  await expect(readSettings(trustIssuerCommand, words, others, folder)).rejects.toThrow(
    'OCTOPUS_SERVICE_ACCOUNT (--service-account) is missing',
  );
});

test('what is trusted, and what is removed, is named by options alone: no variable says it', () => {
  for (const name of [...jobSettings, 'identityId', 'removed', 'allowWide'] as const)
    expect((trust[name] as Setting).variable, name).toBeUndefined();
});

const SIGNERS: Readonly<Record<string, Pick<WantedIdentity, 'issuer' | 'system'>>> = {
  github: { issuer: GITHUB, system: 'github' },
  gitlab: { issuer: 'https://gitlab.com', system: 'gitlab' },
  azureDevops: { issuer: ADO, system: undefined },
  teamcity: { issuer: 'https://ci.example', system: 'teamcity' },
  octopus: { issuer: 'https://octopus.example', system: 'octopus' },
  kubernetes: { issuer: 'https://cluster.example', system: 'kubernetes' },
  unknown: { issuer: 'https://ci.example', system: undefined },
};

// Wherever it is signed.
const wide: readonly string[] = [
  ...['*', '?', '??*', 'repo:*', 'repo:acme/*', 'repo:*/web:ref:refs/heads/main', 'repo:acme/web*'],
  ...['repo:acme/web?:pull_request', 'repo:acme/*:ref:refs/heads/main', 'repo:acme@*/web@*:pull_request'],
  ...['*repo:acme/web:pull_request', 'rep?:acme/web:pull_request', 'repo?acme/web:pull_request'],
  ...['project_path:acme/*', 'project_path:acme/*:ref_type:branch:ref:main', 'project_path:*/web:*'],
  ...['sc://acme/*', 'sc://*/web/octopus', 'project:*', 'project:*:build_type:bt42'],
  ...['system:serviceaccount:*', 'system:serviceaccount:deployments:*', 'space:*', 'space:default:*'],
  ...['space:default:project:*', 'anything:of:an:unknown:form:*', 'auth0|*'],
];

// With a wildcard, and who alone signs such.
const narrow: readonly (readonly [string, string])[] = [
  ['repo:acme/web:*', 'github'],
  ['repo:acme/web:ref:refs/heads/*', 'github'],
  ['repo:acme/web:environment:prod-?', 'github'],
  ['repo:acme@1/web@2:*', 'github'],
  ['project_path:acme/shop/web:*', 'gitlab'],
  ['sc://acme/web/*', 'azureDevops'],
  ['project:project7:*', 'teamcity'],
  ['space:default:project:web:*', 'octopus'],
];

test('a subject is wide where a wildcard stands in the place of whose jobs they are, or where nobody can tell', () => {
  for (const signer of Object.values(SIGNERS))
    for (const subject of wide)
      expect(findWide({ ...signer, subject }), `${subject} of ${signer.issuer}`).toBeTruthy();
  for (const signer of Object.values(SIGNERS))
    for (const subject of ['auth0|ci', 'repo:acme/web:pull_request', 'system:serviceaccount:a:b'])
      expect(findWide({ ...signer, subject }), `${subject} of ${signer.issuer}`).toBeUndefined();
});

test('a wildcard in what is written as the subjects of one CI system are is wide where another signs it, or nobody knows who', () => {
  for (const [subject, of] of narrow) {
    const taken = Object.keys(SIGNERS).filter(
      (name) => findWide({ issuer: '', system: undefined, ...SIGNERS[name], subject }) === undefined,
    );
    expect(taken, subject).toEqual([of]);
  }
});

test('an issuer that is known goes before the option that names another CI system, whatever path it has', () => {
  const subject = 'repo:acme/web:*';
  const judge = (issuer: string, system?: WantedIdentity['system']) => findWide({ issuer, subject, system });
  expect(judge(`${GITHUB}/acme`)).toBeUndefined();
  expect(judge('https://token.actions.acme.ghe.com')).toBeUndefined();
  expect(judge('https://github.acme.example/_services/token', 'github')).toBeUndefined();
  expect(judge('https://github.acme.example/_services/token')).toContain('--github in its place says whose');
  expect(judge('https://gitlab.com', 'github')).toContain('not written as that issuer');
  for (const host of ['token.actions.githubusercontent.com.evil.example', 'evil.example/gitlab.com'])
    expect(judge(`https://${host}`)).toContain('nobody can tell here');
});

for (const line of [
  '--github acme/*',
  `${AT} --subject *`,
  `${AT} --subject repo:acme/*`,
  '--gitlab acme/*',
  `${AT} --subject repo:acme/web:*`,
])
  test(`${line} is refused, unless it is said that it is meant, or it is to be removed`, async ({
    folder,
  }) => {
    expect(await read(line, folder)).toEqual([expect.stringMatching(/^the subject .* --allow-wide$/)]);
    expect(await read(`${line} --allow-wide`, folder)).toHaveProperty('issuer');
    expect(await read(`${line} --remove`, folder)).toHaveProperty('issuer');
  });

const versions: readonly (readonly [string | undefined, string, boolean])[] = [
  ['3.17.14', 'a', false],
  ['2023.3.9999', 'a', false],
  ['2023.4.8076', 'a', false],
  ['2023.4.8077', 'a', true],
  ['2024.1.1888', 'a', false],
  ['2024.1.1889', 'a', true],
  ['2023.4.8077', 'a:*', false],
  ['2024.1.7381', 'a:?', false],
  ['2024.1.7382', 'a:*', true],
  ['2024.2.1', 'a:*', true],
  ['2026.3.4120-hotfix.1', 'a:*', true],
  [undefined, 'a:*', true],
];

test('identities need a server since 2023.4.8077 or 2024.1.1889, wildcards one since 2024.1.7382; one that tells no version is asked', () => {
  for (const [version, subject, isEnough] of versions) {
    const check = () => requireIdentities({ version }, subject);
    if (isEnough) expect(check, `${version} ${subject}`).not.toThrow();
    else expect(check, `${version} ${subject}`).toThrow(/need an Octopus Server of 202/);
  }
});

const THERE = { Id: 'Identity-1', Name: 'CI', Issuer: GITHUB, Subject: 'repo:acme/web:ref:refs/heads/main' };

/** What there is, what is sought, and what is said of it. */
const missed: readonly (readonly [object, readonly [string, string], RegExp])[] = [
  [
    {},
    [GITHUB, 'repo:acme/web:ref:refs/heads/dev'],
    /the nearest is Identity-1 .*\(the same place, for another branch/,
  ],
  [{}, [GITHUB, 'repo:acme/web:pull_request'], /the nearest is .*\(the same place/],
  [
    {},
    [GITHUB, 'repo:Acme/web:ref:refs/heads/main'],
    /the nearest is .*\(the subject differs in letter case\)/,
  ],
  [{}, [`${GITHUB}/`, THERE.Subject], /the nearest is .*\(the issuer differs by the slash at its end\)/],
  [{}, [GITHUB.replace('token', 'Token'), THERE.Subject], /\(the issuer differs in letter case\)/],
  [{}, [`${GITHUB}/`, 'repo:acme/web:*'], /\(the issuer differs by the slash at its end, the same place/],
  [{}, ['https://ci.example', THERE.Subject], /the nearest is .*\(it has another issuer\)/],
  [{ Audience: 'a' }, [GITHUB, THERE.Subject], /audience b: .* the nearest is .*\(it has another audience\)/],
  [{}, [GITHUB, 'repo:acme/website:ref:refs/heads/main'], /nothing was removed; there is Identity-1/],
  [{ Subject: 'a' }, [GITHUB, 'b'], /nothing was removed; there is Identity-1/],
];

test('where nothing is what is to be removed, what comes nearest is named, and in what it differs', () => {
  for (const [there, [issuer, subject], says] of missed) {
    const wanted = {
      ...{ name: '', issuer, subject, system: undefined, notes: [], warnings: [] },
      audience: 'b',
    };
    const named = { ids: undefined, wanted, audience: 'b' };
    expect(explainMissed([{ ...THERE, ...there }], named, [])).toMatch(says);
  }
  const many = Array.from({ length: 9 }, (_, at) => ({ ...THERE, Id: `Identity-${at}` }));
  const named = { ids: ['Identity-90'], wanted: undefined, audience: undefined };
  expect(explainMissed(many, named, [])).toMatch(/Identity-4 [^;]*; and 4 more, which --list shows\.$/);
  expect(explainMissed([], named, [])).toContain('the account has no identity');
});
