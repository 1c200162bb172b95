import { useEffect, useState } from 'react';
import { callApi, type PortalUser } from './call-api.ts';
import { KeyDialog } from './key-dialog.tsx';
import { settings } from './settings.ts';
import { useAfter } from './use-after.ts';

interface ListedKey {
  readonly Id: string;
  readonly Purpose: string;
  readonly ActorType?: string;
  readonly ApiKey: { readonly Hint: string } | null;
  readonly Created: string;
  readonly Expires?: string;
}

const { open, hasTable, drawAfterMs } = settings.keyDialog;

/** Profile → My API Keys (facts: key page). */
export function KeyPage({ user }: { user: PortalUser }) {
  const [keys, setKeys] = useState<readonly ListedKey[]>([]);
  const [actorType, setActorType] = useState<string | undefined>();
  const path = `/api/users/${user.Id}/apikeys`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is read again when the dialog closes
  useEffect(() => {
    callApi<{ Items: ListedKey[] }>('GET', path).then(({ Items }) => setKeys(Items));
  }, [path, actorType]);

  return (
    <main>
      <h1>My API Keys</h1>
      <OpenButtons onPressed={setActorType} />
      {hasTable ? (
        <KeyTable keys={keys} />
      ) : (
        <ul>
          {keys.map(({ Id, Purpose }) => (
            <li key={Id}>{Purpose}</li>
          ))}
        </ul>
      )}
      {actorType !== undefined && (
        <KeyDialog path={path} actorType={actorType} onClosed={() => setActorType(undefined)} />
      )}
    </main>
  );
}

/** Drawn late, and greyed out at first, where the edition does so. */
function OpenButtons({ onPressed }: { onPressed: (actorType: string) => void }) {
  const isDrawn = useAfter(drawAfterMs);
  const isReady = useAfter(2 * drawAfterMs);
  if (!isDrawn) return null;
  return Object.entries(open).map(([actorType, text]) => (
    <button key={actorType} type="button" disabled={!isReady} onClick={() => onPressed(actorType)}>
      {text}
    </button>
  ));
}

function KeyTable({ keys }: { keys: readonly ListedKey[] }) {
  const [wanted, setWanted] = useState('');
  const shown = keys.filter(({ Purpose }) => Purpose.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <>
      <input
        type="text"
        placeholder="Search by purpose"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <table>
        <thead>
          <tr>
            {['Purpose', 'API key type', 'Hint', 'Created', 'Expires'].map((head) => (
              <th key={head}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ Id, Purpose, ActorType, ApiKey, Created, Expires }) => (
            <tr key={Id}>
              {[Purpose, ActorType ?? '', ApiKey?.Hint ?? '', Created, Expires ?? 'Never'].map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row has these cells in this order
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
