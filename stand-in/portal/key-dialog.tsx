import { type FormEvent, useState } from 'react';
import { ApiError, callApi } from './call-api.ts';
import { settings } from './settings.ts';

interface Choices {
  readonly days: number;
  readonly actorType: string;
  readonly accessLevel: string;
}

// Nothing else on the page has it, so that a picture of a key can be told.
const LOUD = '#ff00ff';

const DAY = 86_400_000;
const LIVES: readonly (readonly [number, string])[] = [
  [30, '30 days'],
  [90, '90 days'],
  [180, '180 days (default)'],
];
const ACTORS = [
  ['User', 'Other'],
  ['AiAgent', 'AI agent'],
] as const;
const LEVELS = [
  ['FullAccess', 'Full access'],
  ['ReadOnly', 'Read only'],
] as const;

/** Asks for what a key is to be, makes it, and shows it once (facts: key page). */
export function KeyDialog({ path, onClosed }: { path: string; onClosed: () => void }) {
  const [purpose, setPurpose] = useState('');
  const [choices, setChoices] = useState<Choices>({
    days: 180,
    actorType: 'User',
    accessLevel: 'FullAccess',
  });
  const [key, setKey] = useState<string | undefined>();
  const [errors, setErrors] = useState<readonly string[]>([]);
  const { title, create, hasChoices } = settings.keyDialog;
  const { headers, fields, query } = settings.keyRequest;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { Purpose: purpose, ...(hasChoices ? writeChoices(choices) : {}), ...fields };
    callApi<{ ApiKey: string }>('POST', query ? `${path}?${query}` : path, body, headers).then(
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
          {hasChoices && <ChoiceFields choices={choices} onChosen={setChoices} />}
          <button type="submit">{create}</button>
        </form>
      ) : (
        <p>
          Your new API key, shown this once: <strong style={{ background: LOUD }}>{key}</strong>
        </p>
      )}
      <button type="button" onClick={onClosed}>
        Close
      </button>
    </div>
  );
}

function writeChoices({ days, actorType, accessLevel }: Choices): object {
  const Expires = new Date(Date.now() + days * DAY).toISOString();
  return { Expires, ActorType: actorType, AccessLevel: accessLevel };
}

function ChoiceFields({ choices, onChosen }: { choices: Choices; onChosen: (choices: Choices) => void }) {
  return (
    <>
      <Choice
        label="Expires in"
        value={choices.days}
        of={LIVES}
        onChosen={(days) => onChosen({ ...choices, days: Number(days) })}
      />
      <Choice
        label="Used by"
        value={choices.actorType}
        of={ACTORS}
        onChosen={(actorType) => onChosen({ ...choices, actorType })}
      />
      <Choice
        label="Access level"
        value={choices.accessLevel}
        of={LEVELS}
        onChosen={(accessLevel) => onChosen({ ...choices, accessLevel })}
      />
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | number;
  readonly of: readonly (readonly [string | number, string])[];
  readonly onChosen: (value: string) => void;
}

function Choice({ label, value, of, onChosen }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => onChosen(event.target.value)}>
        {of.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
