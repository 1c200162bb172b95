import { type FormEvent, useEffect, useState } from 'react';
import { ApiError, callApi } from './call-api.ts';
import type { PortalUser } from './main.tsx';
import { settings } from './settings.ts';

interface ListedKey {
  readonly Id: string;
  readonly Purpose: string;
}

const USUAL_LIFE = 180 * 86_400_000;

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

function KeyDialog({ path, onClosed }: { path: string; onClosed: () => void }) {
  const [purpose, setPurpose] = useState('');
  const [key, setKey] = useState<string | undefined>();
  const [errors, setErrors] = useState<readonly string[]>([]);
  const { title, create } = settings.keyDialog;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { Purpose: purpose, Expires: new Date(Date.now() + USUAL_LIFE).toISOString() };
    callApi<{ ApiKey: string }>('POST', path, body).then(
      ({ ApiKey }) => setKey(ApiKey),
      (error) => setErrors(error instanceof ApiError ? error.lines : [String(error)]),
    );
  };
  return (
    <div role="dialog" aria-label={title}>
      <h2>{title}</h2>
      {errors.map((line) => (
        <p key={line} role="alert">
          {line}
        </p>
      ))}
      {key === undefined ? (
        <form onSubmit={submit}>
          <label>
            Purpose{' '}
            <input name="Purpose" value={purpose} onChange={(event) => setPurpose(event.target.value)} />
          </label>
          <button type="submit">{create}</button>
        </form>
      ) : (
        <p>
          Your new API key, shown this once: <strong>{key}</strong>
        </p>
      )}
      <button type="button" onClick={onClosed}>
        Close
      </button>
    </div>
  );
}
