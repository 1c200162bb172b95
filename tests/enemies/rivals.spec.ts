import fc from 'fast-check';
import { orderKey } from '../../src/keys/wish.ts';
import { forward, pass, readBody } from '../faults/faults.ts';
import { credentials, expect, SEED, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';

test.use({ sharesBrowser: true });

// Other runs of the same purpose at the same moment, on servers that keep less of an instant than they are given.

const DAY = 86_400_000;
const PRECISIONS = { milliseconds: 1, seconds: 1_000, minutes: 60_000, days: DAY } as const;

type Precision = keyof typeof PRECISIONS;

interface Rivalry {
  readonly precision: Precision;
  /** What becomes of the key request; `lost`: the server makes the key, and the reply does not arrive. */
  readonly fate: 'lost' | 'never arrives' | 429 | 502 | 504;
}

/** Passes everything on, but for the key request; meanwhile another run makes a key of the same expiry, as the server keeps it. */
function rival(
  target: string,
  { precision, fate }: Rivalry,
  makeRival: (expires: Date) => void,
): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    if (incoming.method !== 'POST' || !incoming.url?.endsWith('/apikeys'))
      return pass(exchange, await forward(exchange));
    const body = JSON.parse(await readBody(incoming)) as { Expires: string };
    const unit = PRECISIONS[precision];
    const kept = new Date(Math.floor(Date.parse(body.Expires) / unit) * unit);
    makeRival(precision === 'milliseconds' ? new Date(Math.floor(kept.getTime() / 1000) * 1000) : kept);
    if (fate === 'lost') {
      await forward(exchange, JSON.stringify({ ...body, Expires: kept.toISOString() }));
      incoming.socket.destroy();
    } else if (fate === 'never arrives') incoming.socket.destroy();
    // A 429 is not asked again, where the wait would be longer than the run.
    else
      outgoing
        .writeHead(fate, { 'content-type': 'text/html', 'retry-after': '3600' })
        .end('<title>The proxy says no</title>');
  });
}

const fates = ['lost', 'never arrives', 429, 502, 504] as const;

for (const precision of Object.keys(PRECISIONS) as Precision[]) {
  // What a server keeps of an expiry matters only where it has made the key.
  for (const fate of precision === 'milliseconds' ? fates : (['lost'] as const)) {
    const isAlwaysTried =
      fate === 'lost' ? /seconds$/.test(precision) : fate === 429 && precision === 'milliseconds';
    const tag = isAlwaysTried ? [] : '@extended';
    test(`a rival of the same purpose and second, a key request that is ${fate}, a server that keeps ${precision}: the rival's key stays, and doubt is told`, {
      tag,
    }, async ({ startServer, runCommand }) => {
      const server = await startServer();
      let other = '';
      await using site = await rival(server.url, { precision, fate }, (expires) => {
        other = server.addKey('octopus-key-mint', { expires }).id;
      });
      const { code, stderr } = await runCommand('mint-key', {
        signedInAt: { ...server, url: site.url },
      });

      const live = server.liveKeys().map(({ id }) => id);
      expect(code, stderr).toBe(fate === 429 ? 5 : 3);
      expect(live).toContain(other);
      const isSure = precision === 'milliseconds';
      // By its milliseconds ours is told from all others, and is revoked; otherwise both stay, and are named.
      expect(live).toHaveLength(fate === 'lost' && !isSure ? 2 : 1);
      if (!isSure) for (const id of live) expect(stderr).toContain(id);
      if (!isSure) expect(stderr).toContain('scripts/revoke-key.ts');
      if (isSure && fate === 'lost') expect(stderr).toContain('was revoked');
    });
  }
}

for (const fate of ['lost', 'never arrives'] as const) {
  test(`a rival that asked for the same date, to the millisecond, and a key request that is ${fate}: no key is revoked, and doubt is told`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const date = new Date(Math.floor(Date.now() / 1000) * 1000 + 30 * DAY + 123);
    await using site = await rival(server.url, { precision: 'milliseconds', fate }, () => {
      server.addKey('octopus-key-mint', { expires: date });
    });
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: site.url },
      words: ['--expires-in', date.toISOString()],
    });

    const live = server.liveKeys().map(({ id }) => id);
    expect(code, stderr).toBe(3);
    expect(live).toHaveLength(fate === 'lost' ? 2 : 1);
    for (const id of live) expect(stderr).toContain(id);
    expect(stderr).toContain('scripts/revoke-key.ts');
  });
}

test('a key of 10 minutes has its expiry spread as widely as one of 90 days, and never on a full second', () => {
  const server = {
    ...{ version: '2026.3.1', installationId: undefined, providers: undefined, formsLogin: true },
    ...{ userKeysEnabled: true, maxExpiryDays: undefined, hasOldLogin: false },
  };
  const account = {
    url: 'https://octopus.example.com',
    username: 'admin',
    provider: undefined,
    direct: false,
    serviceAccount: undefined,
  };
  const owner = { id: 'Users-1', account, keys: [] };
  const draw = (duration: number) => {
    const wish = {
      purpose: 'p',
      expiresIn: { kind: 'after', duration },
      serviceAccount: undefined,
      accessLevel: undefined,
      actorType: undefined,
      ifExists: undefined,
    } as const;
    const now = Date.now();
    const { expires } = orderKey(wish, owner, [], server);
    if (!expires) throw new Error('it never expires');
    expect(expires.getTime() % 1000).not.toBe(0);
    expect(expires.getTime()).toBeLessThanOrEqual(now + duration);
    return now + duration - expires.getTime();
  };
  for (const duration of [10 * 60_000, 90 * DAY]) {
    const spread = Array.from({ length: 500 }, () => draw(duration));
    expect(Math.max(...spread)).toBeGreaterThan(50_000);
    expect(Math.max(...spread)).toBeLessThan(60_100);
    expect(new Set(spread).size).toBeGreaterThan(480);
  }
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 365 * DAY }), (duration) => {
      expect(draw(duration)).toBeLessThanOrEqual(Math.max(100, duration / 10 + 100));
    }),
    { seed: SEED },
  );
});
