import { Client, ProjectRepository, SpaceRepository, userGetCurrent } from '@octopusdeploy/api-client';
import { credentials, expect, test } from '../fixtures.ts';

// A client that nobody here wrote: what it needs from a server, the stand-in has to give.

for (const edition of ['3.x', '2018', '2021', '2026', '2026-06', '2026-10'] as const) {
  for (const virtualDirectory of ['', '/octopus']) {
    test(`the official client uses a minted key on ${edition}${virtualDirectory}: current user, spaces, projects, list, revoke`, {
      tag: edition + virtualDirectory === '3.x/octopus' ? [] : '@extended',
    }, async ({ startServer, runCommand }) => {
      const server = await startServer({ edition, virtualDirectory });
      const { stdout } = await runCommand('mint-key', { env: credentials(server) });
      const client = await Client.create({
        instanceURL: server.url,
        apiKey: stdout.trim(),
        userAgentApp: 'test',
      });

      expect((await userGetCurrent(client)).Id).toBe(server.userId);
      expect((await new SpaceRepository(client).list({ partialName: 'Def' })).Items).toHaveLength(1);
      expect((await new ProjectRepository(client, 'Default').list({ skip: 0, take: 30 })).Items).toEqual([]);
      const path = `~/api/users/${server.userId}/apikeys`;
      const page = await client.request<{ Items: { Id: string }[] }>(path);
      expect(page.Items.map(({ Id }) => Id)).toEqual(server.liveKeys().map(({ id }) => id));
      await client.del(`${path}/${page.Items[0]?.Id}`);
      expect(server.liveKeys()).toEqual([]);
    });
  }
}

test('the official client reports a wrong key in the words of the server', async ({ startServer }) => {
  const server = await startServer();
  const apiKey = 'API-FAKEFAKEFAKEFAKEFAKEFAKEFA';
  const client = await Client.create({ instanceURL: server.url, apiKey, userAgentApp: 'test' });

  await expect(userGetCurrent(client)).rejects.toThrow('You must be logged in to request this resource');
});
