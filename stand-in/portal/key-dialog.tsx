import { type FormEvent, useState } from 'react';
import { ApiError, callApi } from './call-api.ts';
import { settings } from './settings.ts';
import { useAfter } from './use-after.ts';

interface Choices {
  readonly days: number;
  readonly actorType: string;
  /** Undefined until it is chosen. */
  readonly accessLevel: string | undefined;
}

// Nothing else on the page has it, so that a picture of a key can be told.
const LOUD = '#ff00ff';

const DAY = 86_400_000;
const USUAL_DAYS = 180;
const USUAL_LIFE = '180 days (default)';
const LIVES: readonly (readonly [number, string])[] = [
  [30, '30 days'],
  [90, '90 days'],
  [USUAL_DAYS, USUAL_LIFE],
];
const ACTORS = [
  ['User', 'Other'],
  ['AiAgent', 'AI agent'],
] as const;
const LEVELS = [
  ['FullAccess', 'Full access'],
  ['ReadOnly', 'Read only'],
] as const;
const LEVEL_BUTTONS = [
  ['ReadOnly', 'Read-only'],
  ['Custom', 'Custom'],
  ['FullAccess', 'Full access'],
] as const;

const { title, purpose: label, create, asks, drawAfterMs } = settings.keyDialog;
const choosesByButton = asks.includes('access level by button');

interface DialogProps {
  readonly path: string;
  /** Whose key it is to be, unless the dialog asks. */
  readonly actorType: string;
  readonly onClosed: () => void;
}

/** Asks for what a key is to be, makes it, and shows it once (facts: key page). */
export function KeyDialog({ path, actorType, onClosed }: DialogProps) {
  const [purpose, setPurpose] = useState('');
  const [choices, setChoices] = useState<Choices>({
    days: USUAL_DAYS,
    actorType,
    accessLevel: choosesByButton ? undefined : 'FullAccess',
  });
  const [key, setKey] = useState<string | undefined>();
  const [errors, setErrors] = useState<readonly string[]>([]);
  const { headers, fields, query } = settings.keyRequest;
  const isDrawn = useAfter(drawAfterMs);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { Purpose: purpose, ...writeChoices(choices), ...fields };
    callApi<{ ApiKey: string }>('POST', query ? `${path}?${query}` : path, body, headers).then(
      ({ ApiKey }) => setKey(ApiKey),
      (error) => setErrors(error instanceof ApiError ? error.lines : [String(error)]),
    );
  };
  if (!isDrawn) return null;
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
            {label}{' '}
            <input name={label} value={purpose} onChange={(event) => setPurpose(event.target.value)} />
          </label>
          <ChoiceFields choices={choices} onChosen={setChoices} />
          <button type="submit" disabled={choosesByButton && (!purpose || !choices.accessLevel)}>
            {create}
          </button>
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

/** What the page sends is no more than what it asks for; who will use the key may be said by the button that opened the dialog. */
function writeChoices({ days, actorType, accessLevel }: Choices): object {
  const asksForActor = asks.includes('actor') || Object.keys(settings.keyDialog.open).length > 1;
  const asksForLevel = choosesByButton || asks.includes('access level');
  return {
    ...(asks.length > 0 && { Expires: new Date(Date.now() + days * DAY).toISOString() }),
    ...(settings.hasAgents && asksForActor && { ActorType: actorType }),
    ...(asksForLevel && { AccessLevel: accessLevel }),
  };
}

function ChoiceFields({ choices, onChosen }: { choices: Choices; onChosen: (choices: Choices) => void }) {
  return (
    <>
      {asks.includes('expiry') && (
        <Choice
          label="Expires in"
          value={choices.days}
          of={LIVES}
          onChosen={(days) => onChosen({ ...choices, days: Number(days) })}
        />
      )}
      {asks.includes('usual expiry') && (
        // As libraries draw a list: a box that is none of the browser's own.
        // biome-ignore lint/a11y: so it stands in them
        <div role="combobox" aria-label="Expiry" tabIndex={0}>
          {USUAL_LIFE}
        </div>
      )}
      {asks.includes('actor') && (
        <Choice
          label="Used by"
          value={choices.actorType}
          of={ACTORS}
          onChosen={(actorType) => onChosen({ ...choices, actorType })}
        />
      )}
      {asks.includes('access level') && (
        <Choice
          label="Access level"
          value={choices.accessLevel ?? ''}
          of={LEVELS}
          onChosen={(accessLevel) => onChosen({ ...choices, accessLevel })}
        />
      )}
      {choosesByButton && <LevelButtons choices={choices} onChosen={onChosen} />}
    </>
  );
}

function LevelButtons({ choices, onChosen }: { choices: Choices; onChosen: (choices: Choices) => void }) {
  return (
    <fieldset>
      <legend>Access level</legend>
      {LEVEL_BUTTONS.map(([level, text]) => (
        <label key={level}>
          <input
            type="radio"
            name="accessLevel"
            checked={choices.accessLevel === level}
            onChange={() => onChosen({ ...choices, accessLevel: level })}
          />
          {text}
        </label>
      ))}
    </fieldset>
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
