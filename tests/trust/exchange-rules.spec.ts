import type { JWTPayload } from 'jose';
import type { StandIn, StandInOptions } from '../../stand-in/stand-in.ts';
import { expect, test } from '../fixtures.ts';
import { startTokenIssuer } from './token-issuer.ts';

// What the facts say of OpenID Connect identities and of the token exchange, which the tests of the commands build upon.

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a document of any shape, looked into by each test
  readonly document: any;
}

async function call(
  url: string,
  method = 'GET',
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const type = { 'content-type': body instanceof URLSearchParams ? FORM : 'application/json' };
  const text = body instanceof URLSearchParams ? String(body) : JSON.stringify(body);
  const reply = await fetch(url, {
    method,
    headers: { ...type, ...headers },
    ...(body !== undefined && { body: text }),
  });
  return { status: reply.status, document: JSON.parse((await reply.text()) || 'null') };
}

const FORM = 'application/x-www-form-urlencoded';

const SERVICE = 'Users-4';
const SUBJECT = 'repo:acme/web:ref:refs/heads/main';

/** As an administrator, with an API key. */
function openIdentities(server: StandIn, userId = SERVICE) {
  const headers = { 'X-Octopus-ApiKey': server.addKey('test').key };
  const path = `${server.url}/api/serviceaccounts/${userId}/oidcidentities`;
  return {
    create: (body: object) =>
      call(`${path}/create/v1`, 'POST', { ServiceAccountId: userId, Name: 'CI', ...body }, headers),
    list: (query = '?skip=0&take=30') => call(`${path}/v1${query}`, 'GET', undefined, headers),
    get: (id: string) => call(`${path}/${id}/v1`, 'GET', undefined, headers),
    put: (id: string, body: object) => call(`${path}/${id}/v1`, 'PUT', body, headers),
    remove: (id: string) => call(`${path}/${id}/v1`, 'DELETE', undefined, headers),
  };
}

async function exchange(server: StandIn, token: string, more: object = {}, asForm = false): Promise<Reply> {
  const { document } = await call(`${server.url}/.well-known/openid-configuration`);
  const audience = (await openIdentities(server).list()).document.ExternalId;
  const body = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    ...{ audience, subject_token: token },
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    ...more,
  };
  return await call(document.token_endpoint, 'POST', asForm ? new URLSearchParams(body) : body);
}

test('an identity is made, listed, read, changed and removed as the facts have it', async ({
  startServer,
}) => {
  const server = await startServer({ virtualDirectory: '/octopus' });
  const { create, list, get, put, remove } = openIdentities(server);
  const made = await create({ Issuer: 'https://ci.example', Subject: SUBJECT });
  expect(made).toEqual({ status: 201, document: { Id: 'ServiceAccountOidcIdentitys-1' } });
  const { Id } = made.document;
  const whole = {
    ...{ Id, ServiceAccountId: SERVICE, Name: 'CI' },
    ...{ Issuer: 'https://ci.example', Subject: SUBJECT },
  };
  expect((await list()).document).toEqual({
    ServerUrl: server.url,
    ExternalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    OidcIdentities: [whole],
    Count: 1,
  });
  expect((await list('?skip=1&take=30')).document).toMatchObject({ OidcIdentities: [], Count: 1 });
  expect((await list('')).status).toBe(400);
  expect(await get(Id)).toEqual({ status: 200, document: whole });
  expect((await put(Id, { ...whole, Subject: 'other' })).status).toBe(200);
  expect((await get(Id)).document).toEqual({ ...whole, Subject: 'other' });
  expect((await remove(Id)).status).toBe(200);
  expect((await get(Id)).status).toBe(404);
});

test('what an identity cannot be is refused: a long name, http, no subject, a person', async ({
  startServer,
}) => {
  const server = await startServer();
  const right = { Issuer: 'https://ci.example', Subject: SUBJECT };
  const { create } = openIdentities(server);
  for (const wrong of [
    { ...right, Name: 'x'.repeat(201) },
    { ...right, Issuer: 'http://127.0.0.1:1' },
    { ...right, Subject: '' },
  ])
    expect((await create(wrong)).status).toBe(400);
  expect((await openIdentities(server, server.userId).create(right)).status).toBe(400);
  expect(server.identities()).toEqual([]);
});

test('servers from before 2023.4 know no identities and no exchange', async ({ startServer }) => {
  const server = await startServer({ edition: '2021' });
  const { create, list } = openIdentities(server);
  expect((await create({ Issuer: 'https://ci.example', Subject: SUBJECT })).status).toBe(404);
  expect((await list()).status).toBe(404);
  expect((await call(`${server.url}/api/token/v1`, 'POST', {})).status).toBe(404);
});

const trusting: StandInOptions = { takesLoopbackIssuers: true };

test('a token of a trusted issuer is exchanged for one that speaks for the service account for an hour', async ({
  startServer,
}) => {
  const server = await startServer({ ...trusting, virtualDirectory: '/octopus' });
  await using issuer = await startTokenIssuer();
  const { create, list } = openIdentities(server);
  await create({ Issuer: issuer.issuer, Subject: SUBJECT });
  const aud = (await list()).document.ExternalId;
  const token = await issuer.sign({ sub: SUBJECT, aud });
  for (const asForm of [false, true]) {
    const { status, document } = await exchange(server, token, {}, asForm);
    expect({ status, document }).toEqual({
      status: 200,
      document: {
        access_token: expect.any(String),
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        ...{ token_type: 'Bearer', expires_in: 3600 },
      },
    });
    const me = await call(`${server.url}/api/users/me`, 'GET', undefined, {
      authorization: `Bearer ${document.access_token}`,
    });
    expect(me.document).toMatchObject({ Id: SERVICE, Username: 'service', IsService: true });
  }
});

interface Case {
  readonly title: string;
  readonly identity?: object;
  readonly claims?: JWTPayload;
  readonly how?: 'foreign key';
  readonly works?: boolean;
}

const cases: readonly Case[] = [
  { title: 'another subject', claims: { sub: 'repo:acme/web:pull_request' } },
  { title: 'a subject in other case', claims: { sub: SUBJECT.toUpperCase() } },
  { title: 'another audience', claims: { aud: 'https://elsewhere.example' } },
  { title: 'another issuer', claims: { iss: 'https://elsewhere.example' } },
  { title: 'a token that is over', claims: { exp: 1_700_000_000 } },
  { title: 'a token without an end', claims: { exp: undefined } as unknown as JWTPayload },
  { title: 'a key that the issuer does not publish', how: 'foreign key' },
  { title: 'an empty audience', identity: { Audience: '' } },
  { title: 'a wildcard that stands for many', identity: { Subject: 'repo:acme/*' }, works: true },
  { title: 'a wildcard that stands for one', identity: { Subject: `${SUBJECT.slice(0, -1)}?` }, works: true },
  { title: 'a wildcard for one that would be two', identity: { Subject: `${SUBJECT.slice(0, -2)}?` } },
  {
    title: 'an audience of its own',
    identity: { Audience: 'api://ci' },
    claims: { aud: 'api://ci' },
    works: true,
  },
];

for (const { title, identity = {}, claims = {}, how, works = false } of cases)
  test(`${title} ${works ? 'gets an access token' : 'gets one unhelpful sentence, and no token'}`, {
    tag: title === 'another subject' || works ? [] : '@extended',
  }, async ({ startServer }) => {
    const server = await startServer(trusting);
    await using issuer = await startTokenIssuer();
    const { create, list } = openIdentities(server);
    await create({ Issuer: issuer.issuer, Subject: SUBJECT, ...identity });
    const aud = (await list()).document.ExternalId;
    const { status, document } = await exchange(
      server,
      await issuer.sign({ sub: SUBJECT, aud, ...claims }, how),
    );
    if (works) expect({ status, keys: Object.keys(document) }).toMatchObject({ status: 200 });
    else
      expect({ status, document }).toEqual({
        status: 400,
        document: {
          error: 'invalid_request',
          error_description: expect.stringContaining(
            'Could not find matching identity for presented assertions. Assertions - Issuer:',
          ),
        },
      });
  });
