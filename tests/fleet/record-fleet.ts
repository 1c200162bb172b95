import type { FleetRecord, KeyRecord, SignInRecord } from '../../src/fleet/results.ts';

/** Whether one of three fails. */
export function isThird(at: number): boolean {
  return at % 3 === 2;
}

/** @returns what a fleet of so many servers, with a key each, could have come to */
export function recordFleet(count: number, isFailed: (at: number) => boolean = () => false): FleetRecord {
  const signIns = Array.from({ length: count }, (_, at) => recordSignIn(at, isFailed(at)));
  const startedAt = '2026-11-24T12:00:00.000Z';
  return {
    manifest: 'fleet.yaml',
    shard: '1/2',
    startedAt,
    took: count * 100 + 3000,
    concurrency: 4,
    signIns,
  };
}

export function recordSignIn(at: number, isFailed: boolean): SignInRecord {
  const server = `server-${at}`;
  const url = `https://${server}.example.com`;
  const durations = {
    'start the browser': 400,
    'sign in': 1300,
    'mint the key': 150,
    'verify the key': 90,
    'sign out': 60,
  };
  let end = at * 100;
  const steps = Object.entries(durations)
    .slice(0, isFailed ? 2 : 5)
    .map(([step, took]) => {
      end += took;
      return { step, begun: end - took, took };
    });
  const took = end - at * 100;
  const keys = [recordKey({ server, url, user: 'automation', took }, isFailed)];
  return {
    server,
    url,
    user: 'automation',
    browser: 'this machine',
    begun: at * 100,
    took,
    steps,
    keys,
    trust: [],
  };
}

function recordKey(known: Pick<KeyRecord, 'server' | 'url' | 'user' | 'took'>, isFailed: boolean): KeyRecord {
  const made = '2026-11-24T12:00:01.000Z';
  return {
    ...known,
    serviceAccount: null,
    purpose: 'Terraform',
    outcome: isFailed ? 'failed' : 'minted',
    keyId: isFailed ? null : 'apikeys-1',
    created: isFailed ? null : made,
    expires: isFailed ? null : '2027-02-01T00:00:00.000Z',
    replaced: [],
    deliveredTo: isFailed ? null : `/run/keys/${known.server}.env`,
    error: isFailed ? 'Could not sign in as automation: the server refused it.' : null,
    kind: isFailed ? 'sign-in' : null,
    exitCode: isFailed ? 4 : 0,
    step: isFailed ? 'sign in' : null,
    endedAt: made,
  };
}

/** @returns a sign-in with an identity beside its keys, which failed if they did */
export function recordTrust(signIn: SignInRecord): SignInRecord {
  const trust = signIn.keys.slice(0, 1).map((key) => ({
    ...key,
    serviceAccount: 'ci',
    accountId: 'Users-4',
    serviceAccountId: '8e0a4b6c-d2f1-4e37-9c58-b07d1f2a6e94',
    identityId: 'ServiceAccountOidcIdentitys-5',
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:acme/web:ref:refs/heads/main',
    audience: null,
    outcome: key.outcome === 'failed' ? ('failed' as const) : ('made' as const),
  }));
  return { ...signIn, trust };
}

/** Puts a text wherever one from outside can stand. */
export function spoil({ keys, steps, trust, ...signIn }: SignInRecord, text: string): SignInRecord {
  const everywhere = { server: text, url: text, user: text };
  const key = {
    ...everywhere,
    purpose: text,
    serviceAccount: text,
    step: text,
    deliveredTo: text,
    error: text,
  };
  return {
    ...signIn,
    ...everywhere,
    browser: text,
    steps: steps.map((step) => ({ ...step, step: text })),
    keys: keys.map((each) => ({ ...each, ...key, keyId: text, expires: text, replaced: [text] })),
    trust: trust.map((each) => ({
      ...each,
      ...key,
      ...{
        accountId: text,
        serviceAccountId: text,
        identityId: text,
        issuer: text,
        subject: text,
        audience: text,
      },
    })),
  };
}
