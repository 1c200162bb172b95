import { type BrowserContext, type Page, request } from 'playwright';

/** What a script of the fleet's bench is to do, from the environment. */
export interface Targets {
  readonly urls: readonly string[];
  /** How many keys on each. */
  readonly keys: number;
  readonly concurrency: number;
}

export function readTargets(): Targets {
  const { BENCH_URLS = '', BENCH_KEYS = '1', BENCH_CONCURRENCY = '1' } = process.env;
  return { urls: BENCH_URLS.split(','), keys: Number(BENCH_KEYS), concurrency: Number(BENCH_CONCURRENCY) };
}

/** The job as the documentation shows it: fill, click, wait for the dashboard, call the API, verify, sign out. */
export async function mintPlainly(
  context: BrowserContext,
  page: Page,
  url: string,
  keys: number,
): Promise<string[]> {
  const { OCTOPUS_USERNAME = '', OCTOPUS_PASSWORD = '' } = process.env;
  await page.goto(`${url}/app`);
  await page.locator('input[type=text]').fill(OCTOPUS_USERNAME);
  await page.locator('input[type=password]').fill(OCTOPUS_PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.getByRole('listitem').first().waitFor();

  const root = (await (await context.request.get(`${url}/api`)).json()) as { InstallationId: string };
  const cookies = await context.cookies(url);
  const token = cookies.find(({ name }) => name === `Octopus-Csrf-Token_${root.InstallationId}`)?.value ?? '';
  const me = (await (await context.request.get(`${url}/api/users/me`)).json()) as { Id: string };
  const headers = { 'X-Octopus-Csrf-Token': token };
  const made: string[] = [];
  for (let at = 0; at < keys; at += 1) {
    const data = { Purpose: `bench ${at}`, Expires: new Date(Date.now() + 86_400_000).toISOString() };
    const created = await context.request.post(`${url}/api/users/${me.Id}/apikeys`, { headers, data });
    const { ApiKey } = (await created.json()) as { ApiKey: string };
    const bare = await request.newContext({ extraHTTPHeaders: { 'X-Octopus-ApiKey': ApiKey } });
    const verified = await bare.get(`${url}/api/users/me`);
    if (!verified.ok()) throw new Error(`The key was not accepted: ${verified.status()}`);
    await bare.dispose();
    made.push(ApiKey);
  }
  await context.request.post(`${url}/api/users/logout`, { headers });
  return made;
}
