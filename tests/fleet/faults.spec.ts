import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CredentialTries } from '../../src/core/credential-tries.ts';
import type { IdentityProviderOptions } from '../../stand-in/identity-provider/pages.ts';
import { startStandIn } from '../../stand-in/stand-in.ts';
import { startDecoy, startFaultProxy } from '../faults/fault-proxy.ts';
import { type FaultName, faults } from '../faults/faults.ts';
import { requests } from '../faults/requests.ts';
import { expect, type Outcome, test } from '../fixtures.ts';
import { type Sso, startSso } from '../sso/start-sso.ts';
import { PURPOSE, readDelivered, readResults, runFleet, startFleet } from './start-fleet.ts';

// Among the servers of a fleet some are ill, each in a way of its own: a request of the run, and what happens to it.
const EVERY = 5;
const COUNTS = [20, 100];

// A mint goes on after these, or they are a matter of rotations and of full disks.
const HARMLESS: readonly string[] = ['the sign-out'];
const requestsOfMint = requests.filter(
  ({ command, toFullDisk, name, kind }) =>
    !command && !toFullDisk && !HARMLESS.includes(name) && kind !== 'login',
);

for (const count of COUNTS)
  test(`of ${count} servers one in ${EVERY} is ill: each is named, all others are minted, nothing is lost`, {
    tag: '@extended',
  }, async ({ folder }) => {
    test.setTimeout(60_000 + count * 4_000);
    await using decoy = await startDecoy();
    const illnesses = new Map<string, string>();
    const names = Object.keys(faults) as FaultName[];
    await using fleet = await startFleet(folder, {
      count,
      address: ({ url }, at) => {
        if (at % EVERY !== 3) return url;
        const fault = names[(at * 7) % names.length] as FaultName;
        const request = requestsOfMint[
          Math.floor(at / EVERY) % requestsOfMint.length
        ] as (typeof requests)[number];
        illnesses.set(`server-${at}`, `${request.name} × ${fault}`);
        return startFaultProxy(url, decoy.url, request, fault);
      },
    });
    const { code, stderr } = await runFleet(fleet, [
      '--results',
      'results.jsonl',
      '--timeout',
      `${60 + count}s`,
    ]);

    const results = await readResults(join(folder, 'results.jsonl'));
    expect(results, 'a line a key').toHaveLength(count);
    const delivered = await readDelivered(folder);
    const failed = results.filter(({ outcome }) => outcome === 'failed').map(({ server }) => server);
    expect(code === 0, stderr).toBe(failed.length === 0);
    expect([...illnesses.keys()], JSON.stringify([...illnesses])).toEqual(expect.arrayContaining(failed));
    for (const [at, server] of fleet.servers.entries()) {
      const name = `server-${at}`;
      const live = server.liveKeys().filter(({ purpose }) => purpose === PURPOSE);
      const file = delivered[`${name}/${PURPOSE}.key`];
      if (!failed.includes(name)) expect(live.map(({ key }) => key)).toEqual([file]);
      else {
        expect(file, illnesses.get(name)).toBeUndefined();
        expect(stderr, illnesses.get(name)).toContain(`${name}: `);
        for (const { id } of live) expect(stderr, illnesses.get(name)).toContain(`--id ${id}`);
      }
      const logins = server.requests.filter(({ path }) => path === '/api/users/login');
      expect(logins.length, name).toBeLessThanOrEqual(1);
    }
  });

/** Runs a fleet of four servers that all have people sign in by one provider. */
async function runWithProvider(
  folder: string,
  options: IdentityProviderOptions,
  given: { readonly password?: string; readonly totpSecret?: string },
): Promise<Outcome & Pick<Sso, 'provider'>> {
  await using sso = await startSso(options);
  const { server, provider } = sso;
  const { issuer, clientId, username, password, totpSecret } = { ...provider, ...given };
  const singleSignOn = { name: 'AzureAD', label: 'Sign in with Microsoft', issuer, clientId };
  const others = await Promise.all([1, 2, 3].map(() => startStandIn({ formsLogin: false, singleSignOn })));
  const signIn = { provider: 'AzureAD', ssoOrigins: [issuer], username, password: { env: 'FLEET_PASSWORD' } };
  const text = {
    defaults: { signIn: { ...signIn, totpSecret: { env: 'FLEET_TOTP' } } },
    servers: [server, ...others].map(({ url }, at) => ({
      url,
      keys: [{ purpose: PURPOSE, expiresIn: '1h', deliver: { file: `${at}.key` } }],
    })),
  };
  const manifest = join(folder, 'fleet.json');
  await mkdir(join(folder, 'temporary'));
  await writeFile(manifest, JSON.stringify(text));
  const fleet = { manifest, folder, servers: [{ ...server, password }] };
  const words = ['--concurrency', '3', '--timeout', '300s'];
  const outcome = await runFleet(fleet, words, { FLEET_TOTP: totpSecret });
  await Promise.all(others.map((each) => each.close()));
  return { ...outcome, provider };
}

const refused = [
  ['a password', 'password', { password: 'fake-wrong-password' }],
  ['a one-time code', 'code', { totpSecret: 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU' }],
] as const;

for (const [what, page, given] of refused)
  test(`${what} that a provider refuses is submitted twice for all servers of a fleet: accounts are not locked`, {
    tag: '@extended',
  }, async ({ folder }) => {
    test.setTimeout(330_000);
    const options = { pages: ['username', 'password', 'code'] } as const;
    const { code, stderr, provider } = await runWithProvider(folder, options, given);

    expect(
      provider.submissions.filter((each) => each.page === page),
      stderr,
    ).toHaveLength(2);
    expect(code, stderr).toBe(4);
    const told =
      /refused there twice in this run.*The provider says: (Your account or password is incorrect|That code did not work)/g;
    expect(stderr.match(told), stderr).toHaveLength(2);
  });

const BACK = '<a href="/">Back</a>';
const UNLOCK = '<h1>Unlock your account</h1><button>Unlock account</button>';
const refusals: Record<string, IdentityProviderOptions> = {
  'that has no form, and says so': { script: refuseWith(`<p role="alert">Incorrect password</p>${BACK}`) },
  'that says nothing, with status 401': { errorStatus: 401, script: refuseWith(BACK) },
  'where the account can be unlocked': { script: refuseWith(UNLOCK) },
};

function refuseWith(content: string): string {
  return `if (document.querySelector('[role=alert]')) document.body.innerHTML = '${content}';`;
}

for (const [what, options] of Object.entries(refusals))
  test(`a password that a provider refuses on a page ${what}, is submitted twice for all servers of a fleet`, {
    tag: '@extended',
  }, async ({ folder }) => {
    test.setTimeout(330_000);
    const given = { password: 'fake-wrong-password' };
    const { code, stderr, provider } = await runWithProvider(folder, options, given);

    expect(provider.submissions, stderr).toHaveLength(2);
    expect(code, stderr).toBe(4);
  });

test('a provider that is busy when it is first given a password costs a fleet no key of another server', {
  tag: '@extended',
}, async ({ folder }) => {
  test.setTimeout(330_000);
  const { stderr, provider } = await runWithProvider(folder, { isBusyAtFirst: true }, {});

  expect(provider.submissions, stderr).toHaveLength(4);
  expect(stderr).toContain('The service is busy');
  expect(
    (await readdir(folder)).filter((name) => name.endsWith('.key')),
    stderr,
  ).toHaveLength(3);
});

test('a password that a provider takes signs in to all servers of a fleet', {
  tag: '@extended',
}, async ({ folder }) => {
  test.setTimeout(180_000);
  const { code, stderr } = await runWithProvider(folder, { pages: ['username', 'password'] }, {});

  expect(code, stderr).toBe(0);
});

test('credentials that one provider refused twice are given to another, and those that were taken once to the same', () => {
  const tries = new CredentialTries();
  const [first, second, third] = [{}, {}, {}];
  expect(['a', 'a', 'b'].map((key) => tries.ask(key, first))).toEqual(['granted', 'granted', 'granted']);
  expect(['a', 'b', 'c'].map((key) => tries.ask(key, second))).toEqual(['to wait', 'to wait', 'granted']);
  tries.noteRefused('a', 'No.');
  tries.noteTaken('b');
  for (const words of ['No.', 'Never.']) tries.noteRefused('b', words);
  expect(['a', 'b'].map((key) => tries.ask(key, second))).toEqual(['to wait', 'granted']);
  tries.end(first);
  expect(tries.ask('a', second), 'once whoever was refused is over').toBe('granted');
  tries.noteRefused('a', 'Not again.');
  expect(['a', 'd'].map((key) => tries.ask(key, third))).toEqual(['refused', 'granted']);
  expect(tries.wordsOf('a')).toBe('Not again.');
  expect(tries.ask('c', first), 'while nobody knows').toBe('to wait');
  tries.end(second);
  expect(tries.ask('c', first), 'once whoever tried it has come to nothing').toBe('granted');
});
