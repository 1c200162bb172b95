import { readTargets } from './plain-mint.ts';

// The floor: the same HTTP requests with no browser, which only works where forms login is on.
const { OCTOPUS_USERNAME, OCTOPUS_PASSWORD } = process.env;

async function mintBarely(url: string, keys: number): Promise<void> {
  for (const path of ['/app', '/app/main.js', '/api/authentication']) await (await fetch(url + path)).text();
  const root = await send(url, '/api');
  const body = { Username: OCTOPUS_USERNAME, Password: OCTOPUS_PASSWORD };
  const login = await fetch(`${url}/api/users/login`, { method: 'POST', body: JSON.stringify(body) });
  await login.text();
  const cookies = login.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  const name = `Octopus-Csrf-Token_${root.InstallationId}=`;
  const token = cookies.find((cookie) => cookie.startsWith(name))?.slice(name.length) ?? '';
  const headers = { cookie: cookies.join('; '), 'X-Octopus-Csrf-Token': token };
  const me = await send(url, '/api/users/me', { headers });
  for (let at = 0; at < keys; at += 1) {
    const data = { Purpose: `bench ${at}`, Expires: new Date(Date.now() + 86_400_000).toISOString() };
    const made = { method: 'POST', headers, body: JSON.stringify(data) };
    const { ApiKey = '' } = await send(url, `/api/users/${me.Id}/apikeys`, made);
    await send(url, '/api/users/me', { headers: { 'X-Octopus-ApiKey': ApiKey } });
  }
  await send(url, '/api/users/logout', { method: 'POST', headers });
}

async function send(url: string, path: string, more: RequestInit = {}): Promise<Record<string, string>> {
  const reply = await fetch(url + path, more);
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${path} answered ${reply.status}`);
  return text === '' ? {} : JSON.parse(text);
}

async function run(): Promise<void> {
  const { urls, keys, concurrency } = readTargets();
  const waiting = [...urls];
  const work = async () => {
    for (let url = waiting.shift(); url; url = waiting.shift()) await mintBarely(url, keys);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

run();
