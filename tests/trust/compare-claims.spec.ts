import { SignJWT } from 'jose';
import type { ListedIdentity } from '../../src/api/schemas.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { compareClaims, compareWithPattern, judgeTimes } from '../../src/trust/compare-claims.ts';
import { locate } from '../../src/trust/exchange-token.ts';
import { type Claims, describeClaims, readClaims } from '../../src/trust/read-claims.ts';
import { expect, test } from '../fixtures.ts';

const AUDIENCE = '01234567-89ab-cdef-0123-456789abcdef';
const GITHUB = 'https://token.actions.githubusercontent.com';
const SUBJECT = 'repo:acme/shop:ref:refs/heads/main';
const MINUTE = 60_000;

const token: Claims = {
  ...{ issuer: GITHUB, subject: SUBJECT, audiences: [AUDIENCE] },
  ...{ expiresAt: Date.now() + 5 * MINUTE, notBefore: undefined },
};
const identity: ListedIdentity = { Id: 'Identitys-1', Name: 'CI', Issuer: GITHUB, Subject: SUBJECT };

interface Row {
  readonly claims?: Partial<Claims>;
  readonly identity?: Partial<ListedIdentity>;
  /** What each reason says; none: it is the token's identity. */
  readonly says: readonly (string | RegExp)[];
}

const rows: Readonly<Record<string, Row>> = {
  'the very same': { says: [] },
  'a subject with a star that reaches': { identity: { Subject: 'repo:acme/*:ref:refs/heads/*' }, says: [] },
  'a subject with a question mark that reaches': { identity: { Subject: 'repo:acme/sho?:*' }, says: [] },
  'one audience of several': { claims: { audiences: ['other', AUDIENCE] }, says: [] },
  'an audience of its own': {
    claims: { audiences: ['api://AzureADTokenExchange'] },
    identity: { Audience: 'api://AzureADTokenExchange' },
    says: [],
  },
  'an empty audience, which a server may have': { identity: { Audience: '' }, says: [/audience is empty/] },
  'an issuer with a slash too many': {
    identity: { Issuer: `${GITHUB}/` },
    says: [
      `the issuers differ by the slash at the end: the token's iss is "${GITHUB}", and the identity's "${GITHUB}/"`,
    ],
  },
  'an issuer with a slash too few': {
    claims: { issuer: `${GITHUB}/` },
    says: [/differ by the slash at the end/],
  },
  'an issuer in another letter case': {
    identity: { Issuer: 'https://Token.actions.githubusercontent.com' },
    says: [/issuers differ in letter case/],
  },
  'another issuer': {
    identity: { Issuer: 'https://gitlab.com' },
    says: [/^the issuers differ: .*"https:\/\/gitlab\.com"$/],
  },
  'a subject in another letter case': {
    claims: { subject: 'repo:Acme/shop:ref:refs/heads/main' },
    says: [/^the subjects differ in letter case, which counts: /],
  },
  'a subject in another letter case than that of a pattern': {
    claims: { subject: 'repo:Acme/shop:ref:refs/heads/main' },
    identity: { Subject: 'repo:acme/shop:*' },
    says: [/differ in letter case/],
  },
  'a subject with a blank behind it': {
    identity: { Subject: `${SUBJECT} ` },
    says: [/differ by blanks around them/],
  },
  'another branch': {
    claims: { subject: 'repo:acme/shop:ref:refs/heads/develop' },
    says: [/^the subjects differ from "main" on: /],
  },
  'a pull request': {
    claims: { subject: 'repo:acme/shop:pull_request' },
    says: [/^the subjects differ from "ref:refs\/heads\/main" on: /],
  },
  'a wildcard before something else': {
    claims: { subject: 'repo:acme/shop:ref:refs/tags/v1' },
    identity: { Subject: 'repo:*:ref:refs/heads/*' },
    says: [/^the wildcard does not reach: up to "repo:\*:ref:refs\/" they agree, it then wants "heads\/\*"/],
  },
  'a question mark for two characters': {
    claims: { subject: 'repo:acme/shop12' },
    identity: { Subject: 'repo:acme/shop?' },
    says: [/up to "repo:acme\/shop\?" they agree, it ends there, and the token goes on/],
  },
  'another audience': {
    claims: { audiences: ['https://github.com/acme'] },
    says: [
      `the audiences differ: the token's aud is "https://github.com/acme", and the identity's "${AUDIENCE}"`,
    ],
  },
  'an audience in another letter case': {
    claims: { audiences: [AUDIENCE.toUpperCase()] },
    says: [/^the audiences differ in letter case: /],
  },
  'an audience that is not that of the identity': {
    identity: { Audience: 'octopus' },
    says: [/^the audiences differ: .*"octopus"$/],
  },
  'no claims at all': {
    claims: { issuer: undefined, subject: undefined, audiences: [] },
    says: [
      'the token has no issuer (iss)',
      'the token has no subject (sub)',
      'the token has no audience (aud)',
    ],
  },
  'everything another': {
    claims: { issuer: 'https://a.example', subject: 'x', audiences: ['y'] },
    says: [/issuers/, /subjects/, /audiences/],
  },
};

for (const [what, row] of Object.entries(rows))
  test(`of a token and an identity it is told in what they differ: ${what}`, () => {
    const [compared] = compareClaims(
      { ...token, ...row.claims },
      [{ ...identity, ...row.identity }],
      AUDIENCE,
    );
    const reasons = compared?.reasons ?? [];
    expect(reasons).toHaveLength(row.says.length);
    row.says.forEach((says, at) => {
      if (typeof says === 'string') expect(reasons[at]).toBe(says);
      else expect(reasons[at]).toMatch(says);
    });
  });

test('the nearest of several identities comes first', () => {
  const far = { Id: 'far', Issuer: 'https://gitlab.com', Subject: 'x' };
  const near = { Id: 'near', Issuer: GITHUB, Subject: 'repo:acme/shop:*x' };
  const order = (identities: readonly ListedIdentity[]) =>
    compareClaims(token, identities, AUDIENCE).map((each) => each.identity.Id);
  expect(order([far, near, identity])).toEqual(['Identitys-1', 'near', 'far']);
});

interface Times {
  /** From now on. */
  readonly endsIn: number | undefined;
  readonly beginsIn?: number;
  readonly clockAhead?: number;
  readonly says: readonly RegExp[];
}

const times: Readonly<Record<string, Times>> = {
  'a token that lives': { endsIn: 5 * MINUTE, says: [] },
  'one that has ended': {
    ...{ endsIn: -3 * MINUTE, clockAhead: 0 },
    says: [/^it has ended 3 min ago by the server's clock$/],
  },
  'one that lives here, and has ended by the clock of the server': {
    ...{ endsIn: 5 * MINUTE, clockAhead: 7 * MINUTE },
    says: [/^it has ended 2 min ago by the server's clock, which is 7 min ahead of this machine's$/],
  },
  'one that begins by and by, since the clock of the server is late': {
    ...{ endsIn: 5 * MINUTE, beginsIn: 0, clockAhead: -10 * MINUTE },
    says: [
      /^it is valid only from .*Z on, in 10 min by the server's clock, which is 10 min behind this machine's$/,
    ],
  },
  'one without an end': { endsIn: undefined, says: [/^it never ends \(exp is missing\)$/] },
};

for (const [what, { endsIn, beginsIn, clockAhead, says }] of Object.entries(times))
  test(`the times of a token are judged by the server's clock: ${what}`, () => {
    const at = (span: number | undefined) => (span === undefined ? undefined : Date.now() + span);
    const claims = { ...token, expiresAt: at(endsIn), notBefore: at(beginsIn) };
    expect(judgeTimes(claims, { clockAhead })).toEqual(says.map((each) => expect.stringMatching(each)));
  });

const matches = (text: string, pattern: string) => compareWithPattern(text, pattern).isWhole;

test('wildcards stand for what they should', () => {
  const yes = [
    ['', ''],
    ['', '*'],
    ['abc', '*'],
    ['abc', 'a*c'],
    ['abcbc', 'a*bc'],
    ['a/b:c', 'a?b?c'],
    ['a+b', 'a+b'],
    ['aXbXc', '*X*X*'],
  ] as const;
  const no = [
    ['', '?'],
    ['abc', 'a*d'],
    ['abc', 'abcd'],
    ['abcd', 'abc'],
    ['aab', 'a+b'],
    ['abc', 'a.c'],
    ['ab', 'a??'],
  ] as const;
  for (const [text, pattern] of yes) expect(matches(text, pattern), `${text} ${pattern}`).toBe(true);
  for (const [text, pattern] of no) expect(matches(text, pattern), `${text} ${pattern}`).toBe(false);
});

test('the longest comparisons that a server can think of, thousands of them, are broken off, and the very subject is found behind them', {
  tag: '@extended',
}, () => {
  const subject = 'a'.repeat(1_000);
  const worst = { ...identity, Subject: `*${'a'.repeat(500)}b*` };
  const long = { ...identity, Subject: `*${'a'.repeat(500)}b*${'y'.repeat(2_000_000)}` };
  const identities = [...Array<ListedIdentity>(2_000).fill(worst), long, { ...identity, Subject: subject }];
  const compared = compareClaims({ ...token, subject }, identities, AUDIENCE);
  expect(compared[0]).toEqual({ identity: { ...identity, Subject: subject }, reasons: [] });
  const reasons = compared.slice(1).map(({ reasons: [reason] }) => reason);
  const brokenOff = reasons.filter((reason) => /too much to compare/.test(reason ?? ''));
  // Each of them takes some 250,000 steps: of those that are allowed, eighty are compared to their end.
  expect(reasons.length - brokenOff.length).toBeGreaterThan(0);
  expect(reasons.length - brokenOff.length).toBeLessThan(200);
  expect(reasons[0]).toMatch(/the wildcard does not reach/);
  const patience = { steps: 1_000 };
  expect(compareWithPattern(subject, worst.Subject, patience).isWhole).toBe(false);
  expect(patience.steps).toBe(0);
});

test("a token's claims are read as they are, and issuers' tenants are told", async () => {
  const issuer = `https://vstoken.dev.azure.com/${AUDIENCE}`;
  const key = new TextEncoder().encode('fake-key-for-tests-of-32-characters');
  const text = await new SignJWT({
    iss: issuer,
    sub: 'sc://acme/shop/octopus',
    aud: ['a', 'b'],
    exp: 1_800_000_000,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(key);
  const claims = readClaims(new Secret(text));
  expect(claims).toEqual({
    ...{ issuer, subject: 'sc://acme/shop/octopus', audiences: ['a', 'b'] },
    ...{ expiresAt: 1_800_000_000_000, notBefore: undefined },
  });
  expect(redactor.redact(describeClaims(claims as Claims))).toBe(
    `issuer "${issuer}", subject "sc://acme/shop/octopus", audience "a, b", end 2027-01-15T08:00:00Z`,
  );
  expect(readClaims(new Secret('fake.notclaims.token'))).toBeUndefined();
});

for (const [named, server, place] of [
  ['https://host/api/token/v1', 'https://host', '/api/token/v1'],
  ['https://host/octopus/api/token/v1?a=b', 'https://host/octopus', '/api/token/v1?a=b'],
  ['http://octopus:8080/api/token/v1', 'https://host/octopus', '/api/token/v1'],
  ['https://host/octopusses/token', 'https://host/octopus', '/octopusses/token'],
  ['/api/token/v1', 'https://host', '/api/token/v1'],
  ['https://evil.example/../../token/v1', 'https://host', '/token/v1'],
  ['https://', 'https://host', '/api/token/v1'],
  ['javascript:alert(1)', 'https://host', '/api/token/v1'],
  ['file:///etc/passwd', 'https://host', '/api/token/v1'],
] as const)
  test(`the token endpoint ${named} is asked for below ${server}: ${place}`, () => {
    expect(locate(named, server)).toBe(place);
  });
