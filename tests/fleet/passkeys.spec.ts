import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { readPasskey, withPasskey, writePasskey } from '../sso/passkey-fixtures.ts';
import { servePasskeys } from '../sso/serve-passkeys.ts';
import { runFleet } from './start-fleet.ts';

test('servers of one provider: a passkey signs in to each, one after the other, and counts on', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  const asserted: (number | string)[] = [];
  const slow = { steps: ['list of ways', 'passkey by a button'], answersAfterMs: 1_500 } as const;
  await using one = await servePasskeys(server, { ...slow, asserted });
  await using two = await servePasskeys(server, { steps: ['passkey by a button'], asserted });
  // As of a machine whose clock is far ahead.
  const ahead = 1_000_000_000;
  await writePasskey(join(folder, 'passkey'), one, { signCount: ahead });
  two.registered.push(...one.registered);
  await mkdir(join(folder, 'temporary'));
  const manifest = join(folder, 'fleet.json');
  const servers = [one, two].map(({ portal, url }, at) => ({
    url: portal,
    signIn: { provider: 'Fake', ssoOrigins: [url], username: 'jane', password: { env: 'FLEET_PASSWORD' } },
    keys: [{ purpose: `fleet-${at}`, deliver: { file: `${at}.key` } }],
  }));
  await writeFile(manifest, JSON.stringify({ servers }));
  const fleet = { manifest, folder, servers: [server] };
  const { code, stderr } = await runFleet(fleet, ['--concurrency', '2'], withPasskey(one, folder));
  const { signCount } = await readPasskey(await readFile(join(folder, 'passkey'), 'utf8'));

  expect(code, stderr).toBe(0);
  const [first, second] = asserted.map(Number);
  expect(asserted).toHaveLength(2);
  expect(first).toBeGreaterThan(ahead);
  expect(second).toBeGreaterThan(first as number);
  expect(signCount).toBe(second);
  expect(server.liveKeys()).toHaveLength(2);
});
