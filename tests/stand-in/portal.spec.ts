import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';

for (const edition of ['3.x', '2018', '2021', '2026'] as const) {
  const tag = ['3.x', '2026'].includes(edition) ? [] : '@extended';
  test(`the ${edition} portal lets a person sign in and make a key on its key page`, { tag }, async ({
    startServer,
  }) => {
    const server = await startServer({ edition, virtualDirectory: edition === '2021' ? '/octopus' : '' });
    await using opened = await openTestPage();
    const { page } = opened;
    await page.goto(`${server.url}/`);
    await page.locator('input[type=text]').fill(server.username);
    await page.locator('input[type=password]').fill('fake-wrong-password');
    await page.getByRole('button', { name: /^sign in$/i }).click();
    await expect(page.getByRole('alert')).toContainText('Invalid username or password.');
    await page.locator('input[type=password]').fill(server.password);
    await page.getByRole('button', { name: /^sign in$/i }).click();
    await page.getByRole('button', { name: server.username }).click();
    await page.getByRole('menuitem', { name: 'Profile' }).click();
    await page.getByRole('link', { name: 'My API Keys' }).click();
    await page.getByRole('button', { name: 'New API Key' }).click();
    await page.getByLabel('Purpose').fill('by hand');
    await page.getByRole('button', { name: /^(?:Generate new|Create API Key)$/i }).click();
    await expect(page.locator('strong')).toHaveText(/^API-/);
    expect(await page.locator('strong').textContent()).toBe(server.liveKeys()[0]?.key);
  });
}
