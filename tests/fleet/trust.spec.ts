import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Journal } from '../../src/fleet/journal.ts';
import { planFleet } from '../../src/fleet/plan.ts';
import { readManifest } from '../../src/fleet/read-manifest.ts';
import type { TrustRecord } from '../../src/fleet/results.ts';
import { type StandIn, startStandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { readDelivered, readResults, runFleet, spawnFleet } from './start-fleet.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';
const MAIN = { serviceAccount: 'robot', createServiceAccount: true, github: 'acme/web', branch: 'main' };
const SUBJECT = 'repo:acme/web:ref:refs/heads/main';
const GITLAB = { serviceAccount: 'robot', gitlab: 'acme/web', tag: 'v1' };
const CREATE = /\/oidcidentities\/create\/v1$/;

interface Wanted {
  readonly url?: string;
  readonly keys?: readonly object[];
  readonly trust?: readonly object[];
}

/** A fleet without browsers. */
async function writeFleet(
  folder: string,
  server: StandIn,
  servers: readonly Wanted[],
  defaults: object = {},
) {
  const manifest = join(folder, 'fleet.json');
  const signIn = { username: server.username, password: { env: 'FLEET_PASSWORD' }, direct: true };
  const named = servers.map((each, at) => ({ name: `server-${at}`, url: server.url, ...each }));
  const deliver = { file: join(folder, 'keys/{server}/{purpose}.key') };
  await writeFile(
    manifest,
    JSON.stringify({ defaults: { signIn, deliver, ...defaults }, servers: named }, null, 1),
  );
  return { manifest, folder, servers: [server] };
}

async function readTrusted(folder: string): Promise<TrustRecord[]> {
  const records: object[] = await readResults(join(folder, 'results.jsonl'));
  return records.filter((each): each is TrustRecord => 'subject' in each);
}

function created({ requests }: StandIn): number {
  return requests.filter(({ path }) => CREATE.test(path)).length;
}

test('identities are seen to in the session of the keys, and by themselves where there are none; running again changes nothing', async ({
  folder,
}) => {
  await using one = await startStandIn();
  await using two = await startStandIn();
  const fleet = await writeFleet(
    folder,
    one,
    [
      { keys: [{ purpose: 'deploy', serviceAccount: 'robot', createServiceAccount: true }] },
      { url: two.url },
    ],
    { trust: [MAIN, GITLAB] },
  );
  const files = ['--results', 'results.jsonl', '--report', 'report.html'];
  const first = await runFleet(fleet, files);
  const made = await readTrusted(folder);
  const states = [one, two].map((server) => structuredClone(server.identities()));
  const report = await readFile(join(folder, 'report.html'), 'utf8');
  const second = await runFleet(fleet, files);
  const kept = await readTrusted(folder);

  expect([first.code, second.code], first.stderr + second.stderr).toEqual([0, 0]);
  expect(made.map(({ server, outcome, subject }) => [server, outcome, subject]).sort()).toEqual([
    ['server-0', 'made', 'project_path:acme/web:ref_type:tag:ref:v1'],
    ['server-0', 'made', SUBJECT],
    ['server-1', 'made', 'project_path:acme/web:ref_type:tag:ref:v1'],
    ['server-1', 'made', SUBJECT],
  ]);
  for (const server of [one, two]) {
    expect(server.requests.filter(({ path }) => path === '/api/users/login')).toHaveLength(2);
    expect(
      server.requests.filter(({ method, path }) => method === 'POST' && path === '/api/users'),
    ).toHaveLength(1);
    expect(created(server)).toBe(2);
    expect(server.liveSessions()).toBe(0);
  }
  expect([one, two].map((server) => server.identities())).toEqual(states);
  expect(kept.map(({ outcome }) => outcome)).toEqual(['kept', 'kept', 'kept', 'kept']);
  expect(kept.map(({ serviceAccountId }) => serviceAccountId).sort()).toEqual(
    made.map(({ serviceAccountId }) => serviceAccountId).sort(),
  );
  expect(first.stderr).toContain('5 of 5 keys and identities');
  for (const { accountId, serviceAccountId, identityId, issuer, subject } of made) {
    expect(accountId).toMatch(/^Users-\d+$/);
    expect(serviceAccountId).toMatch(/^[0-9a-f-]{36}$/);
    for (const told of [serviceAccountId, identityId, issuer, subject]) expect(report).toContain(told);
  }
  const secrets = [one.password, ...Object.values(await readDelivered(folder))];
  expect(secrets).toHaveLength(2);
  const journal = await readFile(`${fleet.manifest}.journal`, 'utf8');
  for (const secret of secrets)
    for (const text of [report, journal, JSON.stringify(made), first.stderr])
      expect(text).not.toContain(secret);
});

test('what an entry lets in along with what is likely to be meant is warned of once, at --quiet, too', async ({
  folder,
}) => {
  await using one = await startStandIn();
  await using two = await startStandIn();
  const everything = { serviceAccount: 'ci', createServiceAccount: true, github: 'acme/web' };
  const fleet = await writeFleet(folder, one, [{}, { url: two.url }], { trust: [everything] });
  const { code, stderr } = await runFleet(fleet, ['--quiet']);

  expect(code, stderr).toBe(0);
  expect(stderr.split('Every run of a workflow of acme/web is let in')).toHaveLength(2);
});

test('wide subjects, and entries that mean nothing or the same, are told with their lines before anybody signs in, and --dry-run shows the rest', {
  tag: '@extended',
}, async ({ folder }) => {
  await using server = await startStandIn();
  const account = { serviceAccount: 'service' };
  const tell = async (trust: readonly object[]) => {
    const fleet = await writeFleet(folder, server, [{ trust }]);
    return await runFleet(fleet, ['--dry-run']);
  };
  const wrong = await tell([
    { ...account, github: 'acme/*' },
    { ...account, azureDevops: 'a/b/c' },
    { ...account, github: 'acme/web', gitlab: 'acme/web' },
    { ...account, github: 'acme/web', branch: 'a', tag: 'b' },
    account,
    { ...account, gitlab: 'acme/web', environment: 'production' },
    { ...account, issuer: 'https://ci.example', subject: 'repo:acme/web:*' },
  ]);
  const twice = await tell([
    { ...account, github: 'acme/web' },
    { serviceAccount: 'Service', github: 'acme/web', name: 'Other' },
    { ...account, github: 'acme/api', name: 'Other' },
    { ...account, github: 'acme/docs', name: 'Other' },
  ]);
  const right = await tell([{ ...account, github: 'acme/*', allowWide: true }]);
  const run = await runFleet(
    await writeFleet(folder, server, [{ trust: [{ ...account, issuer: GITHUB, subject: '*' }] }]),
  );

  expect([wrong.code, twice.code, right.code, run.code]).toEqual([2, 2, 0, 2]);
  for (const says of [
    'trust[0] has the subject repo:acme/*:*, which may let in more than is meant: it does not name the owner and the repository without a wildcard. Name it, or write allowWide: true',
    'trust[1] is not clear: azureDevops needs issuer',
    'trust[2] has github and gitlab, which exclude each other',
    'trust[3] has branch and tag, which exclude each other',
    'trust[4] is not clear: nothing says whose jobs are meant: give github, gitlab, azureDevops',
    'trust[5] is not clear: gitlab and environment do not go together: it takes branch, tag',
    'trust[6] has the subject repo:acme/web:*, which may let in more than is meant: it has a wildcard, of which nobody can tell here what it lets in at that issuer: github in its place says whose that issuer is. Name it, or write allowWide: true',
  ])
    expect(wrong.stderr).toContain(says);
  expect(twice.stderr).toContain('trust[1] is wanted twice: first at servers[0].trust[0]');
  expect(twice.stderr).toMatch(
    /trust\[3\] has the name .{0,2}"Other.{0,2}", as another identity has: first at servers\[0\]\.trust\[2\]/,
  );
  expect(right.stdout).toMatch(
    new RegExp(
      `^SERVER +ACCOUNT +ISSUER +SUBJECT\n${server.url} +service +${GITHUB} +repo:acme/\\*:\\*\n1 sign-in, 1 identity\n$`,
    ),
  );
  expect(server.requests).toEqual([]);
});

test('the results and the report tell the audience of each identity, its account is put in its teams, and only what is there is counted as such', async ({
  folder,
}) => {
  await using server = await startStandIn();
  const connection = {
    ...{ serviceAccount: 'robot', azureDevops: 'acme/web/octopus', team: ['Deployers'] },
    issuer: 'https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef',
  };
  const nowhere = { ...GITLAB, audience: 'https://ci.example', team: ['Deployers', 'Nowhere'] };
  const fleet = await writeFleet(folder, server, [{ trust: [MAIN, connection, nowhere] }]);
  const files = ['--results', 'results.jsonl', '--report', 'report.html'];
  const first = await runFleet(fleet, files);
  const told = await readTrusted(folder);
  const report = await readFile(join(folder, 'report.html'), 'utf8');
  const second = await runFleet(fleet, files);

  expect([first.code, second.code], first.stderr).toEqual([5, 5]);
  expect(told.map(({ outcome, audience }) => [outcome, audience])).toEqual([
    ['made', null],
    ['made', 'api://AzureADTokenExchange'],
    ['failed', 'https://ci.example'],
  ]);
  for (const audience of ['its service_account_id', 'api://AzureADTokenExchange', 'https://ci.example'])
    expect(report).toContain(`<td>${audience}<td>`);
  expect(server.members('Deployers')).toEqual(['other', 'robot']);
  expect(first.stderr).toContain('The teams are Deployers');
  expect(first.stderr).toContain("Name one of these with the manifest's team.");
  expect(first.stderr).toContain('2 of 3 identities: 2 made, 1 failed');
  expect(second.stderr).toContain('2 of 3 identities: 2 kept, 1 failed');
});

test('another identity of the same name is left, replaced or an error, as the entry says, and what fails costs the keys nothing', {
  tag: '@extended',
}, async ({ folder }) => {
  await using server = await startStandIn();
  const run = async (trust: object) => {
    const wanted = { serviceAccount: 'service', name: 'CI', github: 'acme/web', ...trust };
    const fleet = await writeFleet(folder, server, [{ keys: [{ purpose: 'deploy' }], trust: [wanted] }]);
    const { code, stderr } = await runFleet(fleet, ['--results', 'results.jsonl', '--report', 'report.html']);
    const [record] = await readTrusted(folder);
    const { outcome, subject } = record ?? {};
    return { code, stderr, outcome, subject, has: server.identities().map((each) => each.subject) };
  };
  expect(await run({ branch: 'main' })).toMatchObject({ code: 0, outcome: 'made', has: [SUBJECT] });
  const tag = 'repo:acme/web:ref:refs/tags/v1';
  const left = await run({ tag: 'v1', ifExists: 'skip' });
  expect(left).toMatchObject({ code: 0, outcome: 'kept', subject: SUBJECT, has: [SUBJECT] });
  const refused = await run({ tag: 'v1', ifExists: 'error' });
  expect(refused).toMatchObject({ code: 5, outcome: 'failed', subject: tag, has: [SUBJECT] });
  expect(refused.stderr).toContain('every key and identity: 1 of 2 failed');
  expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('Failed keys and identities');
  expect(await run({ branch: 'main', ifExists: 'error' })).toMatchObject({ code: 5, has: [SUBJECT] });
  const replaced = await run({ tag: 'v1', ifExists: 'replace' });
  expect(replaced).toMatchObject({ code: 0, outcome: 'changed', subject: tag, has: [tag] });
  expect(server.liveKeys().filter(({ purpose }) => purpose === 'deploy')).toHaveLength(1);
});

for (const reached of [true, false])
  test(`killed while an identity is made, ${reached ? 'after' : 'before'} the server has it: the next run ends in the same, or names it where it is no longer wanted`, {
    tag: reached ? [] : '@extended',
  }, async ({ folder }) => {
    await using server = await startStandIn();
    let kill: (() => void) | undefined;
    await using front = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      if (kill && CREATE.test(incoming.url ?? '')) {
        if (reached) await forward(exchange);
        kill();
        incoming.socket.destroy();
      } else pass(exchange, await forward(exchange));
    });
    const url = front.url;
    const fleet = await writeFleet(folder, server, [{ url, trust: [MAIN] }]);
    await using cut = spawnFleet(fleet);
    kill = () => cut.child.kill('SIGKILL');
    expect((await cut.exited).signal).toBe('SIGKILL');
    kill = undefined;
    const other = await runFleet(await writeFleet(folder, server, [{ url, trust: [GITLAB] }]));
    const inTeam = { ...MAIN, team: ['Deployers'] };
    const again = await runFleet(await writeFleet(folder, server, [{ url, trust: [inTeam, GITLAB] }]));
    const settled = await runFleet(await writeFleet(folder, server, [{ url, trust: [GITLAB] }]));

    expect([other.code, again.code, settled.code], other.stderr + again.stderr).toEqual([0, 0, 0]);
    expect(other.stderr).toContain(
      `AN IDENTITY MAY HAVE BEEN MADE, or changed, for the service account robot of ${url}`,
    );
    expect(other.stderr).toContain(SUBJECT);
    for (const { stderr } of [again, settled]) expect(stderr).not.toContain('MAY HAVE BEEN MADE');
    expect(server.identities().filter(({ subject }) => subject === SUBJECT)).toHaveLength(1);
    expect(server.identities()).toHaveLength(2);
  });

test('what a killed run may have made is still told of after a run that could not look at it', async ({
  folder,
}) => {
  await using server = await startStandIn();
  let refuses = true;
  await using front = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (!refuses || !/^\/api\/users\?/.test(incoming.url ?? ''))
      return pass(exchange, await forward(exchange));
    outgoing
      .writeHead(403, { 'content-type': 'application/json' })
      .end('{"ErrorMessage":"You do not have permission to perform this action."}');
  });
  const fleet = await writeFleet(folder, server, [{ url: front.url, trust: [MAIN] }]);
  const { signIns } = planFleet(readManifest(fleet.manifest));
  const [planned] = signIns.flatMap(({ trust }) => trust);
  {
    using journal = new Journal(`${fleet.manifest}.journal`);
    const { issuer, subject } = planned?.wanted ?? { issuer: '', subject: '' };
    journal.beginTrust({
      target: planned?.id ?? '',
      url: front.url,
      serviceAccount: 'robot',
      issuer,
      subject,
    });
  }
  const refused = await runFleet(fleet);
  refuses = false;
  const other = await runFleet(await writeFleet(folder, server, [{ url: front.url, trust: [GITLAB] }]));

  expect(refused.code, refused.stderr).toBe(5);
  expect(other.stderr).toContain('AN IDENTITY MAY HAVE BEEN MADE, or changed, for the service account robot');
});

test('a server that is too old is not signed in to where only identities are wanted, and each of them is in the results, as where nobody is let in', {
  tag: '@extended',
}, async ({ folder }) => {
  await using old = await startStandIn({ edition: '2021' });
  await using other = await startStandIn({ password: 'Fake-other-than-that' });
  const fleet = await writeFleet(folder, old, [{}, { url: other.url }], { trust: [MAIN, GITLAB] });
  const { code, stderr } = await runFleet(fleet, ['--results', 'results.jsonl']);
  const results = await readTrusted(folder);

  expect(code, stderr).not.toBe(0);
  const told = results.map(({ server, outcome, exitCode }) => [server, outcome, exitCode]).sort();
  expect(told).toEqual([
    ['server-0', 'failed', 5],
    ['server-0', 'failed', 5],
    ['server-1', 'failed', 4],
    ['server-1', 'failed', 4],
  ]);
  expect(stderr).toContain('need an Octopus Server of 2023.4.8077');
  expect(old.requests.filter(({ path }) => path.endsWith('login'))).toEqual([]);
});
