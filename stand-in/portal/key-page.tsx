import { useEffect, useState } from 'react';
import { callApi, type PortalUser } from './call-api.ts';
import { KeyDialog } from './key-dialog.tsx';
import { settings } from './settings.ts';

interface ListedKey {
  readonly Id: string;
  readonly Purpose: string;
}

/** Profile → My API Keys (facts: key page). */
export function KeyPage({ user }: { user: PortalUser }) {
  const [keys, setKeys] = useState<readonly ListedKey[]>([]);
  const [isOpen, setOpen] = useState(false);
  const path = `/api/users/${user.Id}/apikeys`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is read again when the dialog closes
  useEffect(() => {
    callApi<{ Items: ListedKey[] }>('GET', path).then(({ Items }) => setKeys(Items));
  }, [path, isOpen]);

  return (
    <main>
      <h1>My API Keys</h1>
      <button type="button" onClick={() => setOpen(true)}>
        {settings.keyDialog.open}
      </button>
      <ul>
        {keys.map(({ Id, Purpose }) => (
          <li key={Id}>{Purpose}</li>
        ))}
      </ul>
      {isOpen && <KeyDialog path={path} onClosed={() => setOpen(false)} />}
    </main>
  );
}
