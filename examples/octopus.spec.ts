import { expect, test } from 'octopus-key-mint';

// Which server, and who signs in, comes from OCTOPUS_URL, OCTOPUS_USERNAME and OCTOPUS_PASSWORD.

test('who holds the key is somebody', async ({ octopusKey, request }) => {
  const reply = await request.get(`${octopusKey.url}/api/users/me`, {
    headers: { 'X-Octopus-ApiKey': octopusKey.apiKey },
  });

  expect(reply.ok()).toBe(true);
});
