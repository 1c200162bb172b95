import { PERSON } from '../enemies/serve-provider.ts';

// The parts of a flow: UiNode and UiText of @ory/client-fetch. The ids of texts are Kratos' own
// (https://www.ory.com/docs/kratos/concepts/ui-messages); the page has its own words for each, in many languages.

/** A part of a page. */
export interface Node {
  readonly type: string;
  readonly group: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly messages: readonly Text[];
  readonly meta: { readonly label?: Text };
}

/** Something that is said. */
export interface Text {
  readonly id: number;
  readonly text: string;
  readonly type: 'info' | 'error';
  readonly context: object;
}

/** @param context what is filled in */
export function say(id: number, context: object = {}): Text {
  return { id, text: `Fake text ${id}`, type: id >= 4_000_000 ? 'error' : 'info', context };
}

/** A field, of text where its attributes do not say otherwise. */
export function field(group: string, name: string, attributes: object, label?: Text): Node {
  return {
    type: 'input',
    group,
    attributes: { node_type: 'input', name, type: 'text', required: true, disabled: false, ...attributes },
    messages: [],
    meta: label ? { label } : {},
  };
}

export function hidden(group: string, name: string, value: string): Node {
  return field(group, name, { type: 'hidden', value });
}

/** A button, which sends the form and says by what method where its attributes do not say otherwise. */
export function press(group: string, label: number, attributes: object = {}): Node {
  return field(group, 'method', { type: 'submit', value: group, ...attributes }, say(label));
}

/** What is known of a person, by a name of the identity schema's own. */
export function trait(name: string, attributes: object): Node {
  return field('default', `traits.${name}`, attributes, TITLE);
}

// What an identity schema calls the user name is shown as it is.
const TITLE = { ...say(1070002, { name: 'traits.email', title: 'E-Mail' }), text: 'E-Mail' };

export const CSRF = hidden('default', 'csrf_token', 'fake-csrf');
export const IDENTIFIER = field(
  'default',
  'identifier',
  { autocomplete: 'username webauthn', value: '' },
  TITLE,
);
export const KNOWN = field(
  'identifier_first',
  'identifier',
  { type: 'hidden', value: PERSON.username },
  TITLE,
);
export const PASSWORD: readonly Node[] = [
  field('password', 'password', { type: 'password', autocomplete: 'current-password' }, say(1070001)),
  press('password', 1010022),
];
