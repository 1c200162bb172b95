import { useEffect, useState } from 'react';
import { callApi, type PortalUser } from './call-api.ts';
import { settings } from './settings.ts';

const HEAVY_REQUESTS = 40;

/** What a signed-in user sees first; it asks for much more than minting needs. */
export function Dashboard({ user }: { user: PortalUser }) {
  const [names, setNames] = useState<readonly string[] | undefined>();

  useEffect(() => {
    void load().then(setNames);
  }, []);

  return (
    <main>
      <h1>Dashboard</h1>
      <UserMenu name={user.DisplayName} />
      {names ? (
        <ul>
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      ) : (
        <p>Loading…</p>
      )}
    </main>
  );
}

function UserMenu({ name }: { name: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <nav aria-label="User">
      <button type="button" aria-haspopup="menu" onClick={() => setOpen(!isOpen)}>
        {name}
      </button>
      {isOpen && (
        <div role="menu">
          <a role="menuitem" href="#/users/me">
            Profile
          </a>
        </div>
      )}
    </nav>
  );
}

/** One after the other, since each part of a real dashboard asks for what the one before it has named. */
async function load(): Promise<readonly string[]> {
  await Promise.all([callApi('GET', '/api/spaces'), callApi('GET', '/api/Spaces-1/projects')]);
  const names = new Set<string>();
  for (let part = 0; part < (settings.heavy ? HEAVY_REQUESTS : 1); part += 1) {
    const { Items } = await callApi<{ Items: { Name: string }[] }>('GET', `/api/Spaces-1/dashboard/${part}`);
    for (const { Name } of Items) names.add(Name);
  }
  return [...names];
}
