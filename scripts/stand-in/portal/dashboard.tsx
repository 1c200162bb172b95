import { useEffect, useState } from 'react';
import { callApi } from './call-api.ts';
import type { PortalUser } from './main.tsx';
import { settings } from './settings.ts';

const HEAVY_REQUESTS = 40;

/** What a signed-in user sees first; it asks for much more than minting needs. */
export function Dashboard({ user }: { user: PortalUser }) {
  const [names, setNames] = useState<readonly string[] | undefined>();

  useEffect(() => {
    const count = settings.heavy ? HEAVY_REQUESTS : 2;
    const parts = Array.from({ length: count }, (_, index) =>
      callApi<{ Items: { Name: string }[] }>('GET', `/api/Spaces-1/dashboard/${index}`),
    );
    Promise.all([callApi('GET', '/api/spaces'), callApi('GET', '/api/Spaces-1/projects'), ...parts])
      .then(() => Promise.all(parts))
      .then((all) => setNames([...new Set(all.flatMap(({ Items }) => Items.map(({ Name }) => Name)))]));
  }, []);

  return (
    <main>
      <h1>Dashboard</h1>
      <nav aria-label="User">
        <a href="#/users/me/apiKeys">{user.DisplayName}: My API Keys</a>
      </nav>
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
