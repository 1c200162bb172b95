import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';

for (const edition of ['3.x', '2018', '2021', '2026', '2026-06', '2026-10'] as const) {
  const tag = edition === '2026-10' ? [] : '@extended';
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
    await page.getByRole('button', { name: /^New API Key(?: for User)?$/i }).click();
    await page
      .getByRole('dialog')
      .getByLabel(edition === '2026-10' ? 'Name' : 'Purpose')
      .fill('by hand');
    if (edition === '2026-10') {
      await expect(page.getByRole('button', { name: 'Create API Key' })).toBeDisabled();
      await page.getByRole('radio', { name: 'Full access' }).check();
    }
    await page.getByRole('button', { name: /^(?:Generate new|Create API Key)$/i }).click();
    await expect(page.locator('strong')).toHaveText(/^API-/);
    expect(await page.locator('strong').textContent()).toBe(server.liveKeys()[0]?.key);
  });
}
