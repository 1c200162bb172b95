import { createRequire } from 'node:module';

// The floor of a mint without a browser: a Node that starts, loads the bundle of the commands if it is told to, and sends the requests
// that `mint-key --direct` sends, in their order, by Node's own fetch.
const { OCTOPUS_URL: url, OCTOPUS_USERNAME: Username, OCTOPUS_PASSWORD: Password } = process.env;
if (process.argv.includes('--load-bundle')) createRequire(import.meta.url)('../dist/shared.js');

async function send(path, { headers, ...more } = {}) {
  const reply = await fetch(url + path, { ...more, headers: { Accept: 'application/json', ...headers } });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${path} answered ${reply.status}`);
  return { json: text === '' ? {} : JSON.parse(text), cookies: reply.headers.getSetCookie() };
}

const asJson = (data) => ({ method: 'POST', body: JSON.stringify(data) });

const [{ json: root }] = await Promise.all([send('/api'), send('/api/authentication')]);
const login = await send('/api/users/login', asJson({ Username, Password, RememberMe: false }));
const cookies = login.cookies.map((cookie) => cookie.split(';', 1).join());
const name = `Octopus-Csrf-Token_${root.InstallationId}=`;
const token = cookies.find((cookie) => cookie.startsWith(name))?.slice(name.length) ?? '';
const headers = { Cookie: cookies.join('; '), 'X-Octopus-Csrf-Token': token };
const { json: me } = await send('/api/users/me', { headers });
const wish = { Purpose: 'bench', Expires: new Date(Date.now() + 86_400_000).toISOString() };
const { json: made } = await send(`/api/users/${me.Id}/apikeys`, { headers, ...asJson(wish) });
await send(`/api/users/${me.Id}/apikeys/${made.Id}`, { headers });
await send('/api/users/me', { headers: { 'X-Octopus-ApiKey': made.ApiKey } });
await send('/api/users/logout', { headers, method: 'POST' });
process.stdout.write(`${made.ApiKey}\n`);
