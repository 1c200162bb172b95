import { chromium, request } from 'playwright';

// The job as a plain Playwright script does it, written the way the documentation shows: launch, fill, click, wait
// for the dashboard, call the API, verify, sign out, close.

async function run(): Promise<void> {
  const {
    OCTOPUS_URL = '',
    OCTOPUS_USERNAME = '',
    OCTOPUS_PASSWORD = '',
    OCTOPUS_BROWSER = '',
  } = process.env;
  const browser = await chromium.launch({ executablePath: OCTOPUS_BROWSER, args: ['--no-sandbox'] });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${OCTOPUS_URL}/app`);
  await page.locator('input[type=text]').fill(OCTOPUS_USERNAME);
  await page.locator('input[type=password]').fill(OCTOPUS_PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.getByRole('listitem').first().waitFor();

  const root = (await (await context.request.get(`${OCTOPUS_URL}/api`)).json()) as { InstallationId: string };
  const cookies = await context.cookies(OCTOPUS_URL);
  const token = cookies.find(({ name }) => name === `Octopus-Csrf-Token_${root.InstallationId}`)?.value ?? '';
  const me = (await (await context.request.get(`${OCTOPUS_URL}/api/users/me`)).json()) as { Id: string };
  const headers = { 'X-Octopus-Csrf-Token': token };
  const data = { Purpose: 'bench', Expires: new Date(Date.now() + 86_400_000).toISOString() };
  const created = await context.request.post(`${OCTOPUS_URL}/api/users/${me.Id}/apikeys`, { headers, data });
  const { ApiKey } = (await created.json()) as { ApiKey: string };

  const bare = await request.newContext({ extraHTTPHeaders: { 'X-Octopus-ApiKey': ApiKey } });
  const verified = await bare.get(`${OCTOPUS_URL}/api/users/me`);
  if (!verified.ok()) throw new Error(`The key was not accepted: ${verified.status()}`);
  process.stdout.write(`${ApiKey}\n`);
  await context.request.post(`${OCTOPUS_URL}/api/users/logout`, { headers });
  await browser.close();
}

run();
