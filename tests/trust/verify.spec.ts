import type { JWTPayload } from 'jose';
import { forward, pass } from '../faults/faults.ts';
import { findLeaks } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { SUBJECT, serveGithub, startTrustedJob, type TrustedJob } from './trusted-job.ts';

// `trust-issuer --verify` compares the token of a job with what the server trusts, and then has the server say the last word.

const VERIFY = ['--service-account', 'service', '--verify'];

function countExchanges({ server }: TrustedJob): number {
  return server.requests.filter(({ path }) => path.endsWith('/token/v1')).length;
}

test('a token that the server takes: it is told which identity it is of, and exchanged once', async ({
  startServer,
  runCommand,
}) => {
  await using job = await startTrustedJob(startServer);
  await using github = await serveGithub(job);
  const line = { signedInAt: job.server, words: VERIFY };
  const { code, stdout, stderr } = await runCommand('trust-issuer', { ...line, env: github.env });

  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    /^token: issuer "http.*", subject "repo:acme\/shop:.*", audience ".*", end \d{4}-.*Z\n/,
  );
  expect(stdout).toContain('"CI": it is the token\'s\n');
  expect(stderr).toContain("The server takes the job's token, and gives an access token of Users-4 for it.");
  expect(countExchanges(job)).toBe(1);
  expect(github.asked).toEqual([`/jobs/7/idtoken?api-version=2.0&audience=${job.audience}`]);
  expect(findLeaks(github.given, stdout + stderr)).toEqual([]);
});

interface Row {
  readonly claims?: JWTPayload;
  readonly how?: 'foreign key';
  readonly identity?: object | null;
  /** What standard output has. */
  readonly shows: RegExp;
  /** What the error says. */
  readonly says: RegExp;
  readonly code: number;
}

const rows: Readonly<Record<string, Row>> = {
  'a subject in another letter case': {
    identity: { Subject: 'repo:Acme/shop:*' },
    shows: /"CI": the subjects differ in letter case, which counts/,
    says: /the nearest identity is \S+ "CI", and the subjects differ in letter case/,
    code: 5,
  },
  'a token that has ended': {
    claims: { exp: 1_700_000_000 },
    shows: /it has ended .* ago by the server's clock\n.*it is the token's/,
    says: /of the token: it has ended/,
    code: 5,
  },
  'an account without an identity': {
    identity: null,
    shows: /^token: .*\n$/,
    says: /the account has no identity/,
    code: 5,
  },
  'a key that the issuer does not publish': {
    how: 'foreign key',
    shows: /it is the token's/,
    says: /Could not find matching identity/,
    code: 4,
  },
};

for (const [what, { claims, how, identity = {}, shows, says, code: expected }] of Object.entries(rows))
  test(`what is wrong is told, exit ${expected}, on standard output, too: ${what}`, {
    tag: expected === 4 || identity === null ? '@extended' : [],
  }, async ({ startServer, runCommand }) => {
    await using job = await startTrustedJob(startServer, {}, identity);
    const token = await job.sign(claims, how);
    const { code, stdout, stderr } = await runCommand('trust-issuer', {
      signedInAt: job.server,
      words: VERIFY,
      env: { OCTOPUS_SUBJECT_TOKEN: token, LOG_FORMAT: 'text' },
    });

    expect(code, stderr).toBe(expected);
    expect(stdout).toMatch(shows);
    expect(stderr).toMatch(says);
    expect(countExchanges(job)).toBe(expected === 4 ? 1 : 0);
    expect(findLeaks([token], stdout + stderr)).toEqual([]);
  });

test('--format json tells the same to a program', async ({ startServer, runCommand }) => {
  await using job = await startTrustedJob(startServer, {}, { Subject: 'repo:acme/web:*' });
  const { code, stdout, stderr } = await runCommand('trust-issuer', {
    signedInAt: job.server,
    words: [...VERIFY, '--format', 'json'],
    env: { OCTOPUS_SUBJECT_TOKEN: await job.sign() },
  });

  expect(code, stderr).toBe(5);
  expect(JSON.parse(stdout)).toEqual({
    serviceAccountId: job.audience,
    account: { id: 'Users-4', username: 'service' },
    token: {
      ...{ issuer: job.issuer.issuer, subject: SUBJECT, audiences: [job.audience] },
      ...{ expires: expect.stringMatching(/Z$/), faults: [] },
    },
    identities: [
      {
        ...{ id: expect.any(String), name: 'CI', issuer: job.issuer.issuer, subject: 'repo:acme/web:*' },
        ...{ audience: null, differences: [expect.stringContaining('the wildcard does not reach')] },
      },
    ],
  });
});

test('an access token that speaks for another account is no proof that this one is trusted: exit 5', async ({
  startServer,
  runCommand,
}) => {
  await using job = await startTrustedJob(startServer);
  await using front = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: job.server.url, elsewhere: '' };
    const isMe = /^\/api\/users\/me\b/.test(incoming.url ?? '');
    const isByToken = isMe && incoming.headers.authorization !== undefined;
    pass(exchange, await forward(exchange), isByToken ? '{"Id":"Users-9","IsService":true}' : undefined);
  });
  const { code, stderr } = await runCommand('trust-issuer', {
    signedInAt: { ...job.server, url: front.url },
    words: VERIFY,
    env: { OCTOPUS_SUBJECT_TOKEN: await job.sign() },
  });

  expect(code, stderr).toBe(5);
  expect(stderr).toContain("the server gives an access token of Users-9 for the job's token, not of Users-4");
});

const AT_ONCE: Readonly<Record<string, readonly [Readonly<Record<string, string>>, RegExp]>> = {
  'there is none': [{}, /there is none\. Have the CI system put it into OCTOPUS_SUBJECT_TOKEN/],
  'a job of GitLab has none': [
    { GITLAB_CI: 'true' },
    /aud: <the service account's id>\}\}`: GitLab puts it into that variable/,
  ],
  'it holds no claims': [
    { OCTOPUS_SUBJECT_TOKEN: 'eyJub25l.eyJub25l.fake-canary' },
    /it holds no claims\. Give the token that the CI system makes/,
  ],
  'its file is not there': [{ AZURE_FEDERATED_TOKEN_FILE: '/nowhere/token' }, /ENOENT/],
};

for (const [what, [given, says]] of Object.entries(AT_ONCE))
  test(`exit 2 before anything is asked of the server, and nobody signs in, where a token cannot be compared: ${what}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const env = { ...credentials(server), ...given };
    const { code, stdout, stderr } = await runCommand('trust-issuer', { env, words: VERIFY });

    expect(code, stderr).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('fake-canary');
    expect(server.requests).toEqual([]);
  });

test('where an identity is that of the token, and the server does not take it, no more comparing is advised: the issuer is to be reached', async ({
  startServer,
  runCommand,
}) => {
  await using job = await startTrustedJob(startServer, {}, { Audience: 'https://ci.example' });
  const { code, stderr } = await runCommand('trust-issuer', {
    signedInAt: job.server,
    words: VERIFY,
    env: { OCTOPUS_SUBJECT_TOKEN: await job.sign({ aud: 'https://ci.example' }, 'foreign key') },
  });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain('It must reach the issuer by https, and find the key of the token');
  for (const text of ['--verify', 'it is not for OCTOPUS_SERVICE_ACCOUNT_ID', 'letter case counts'])
    expect(stderr).not.toContain(text);
});
