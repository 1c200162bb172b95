import { isSecretName } from './clean-json.ts';
import { REDACTED, redactor } from './redactor.ts';

/**
 * Removes every secret from a page as a snapshot of Playwright's has it: `[name, attributes, ...children]`, a text, or
 * `[[snapshots ago, node]]`. What stands in a field goes whatever it is, since nobody knows what a provider hands on in a
 * hidden one, or what a person has typed. The number of nodes stays, because others are referred to by theirs.
 */
export function cleanDom(node: unknown): unknown {
  if (typeof node === 'string') return redactor.redact(node);
  if (!Array.isArray(node)) return '';
  const [name, attributes, ...children] = node as readonly unknown[];
  if (isReference(node)) return node;
  if (typeof name !== 'string' || redactor.findsInAnyCase(name)) return '';
  if (attributes === undefined) return [name];
  if (/script$/i.test(name)) return [name, {}];
  const isText = name.toUpperCase() === 'TEXTAREA';
  return [
    name,
    cleanAttributes(name.toUpperCase(), attributes as Attributes),
    ...children.map((child) => (isText && typeof child === 'string' ? hide(child) : cleanDom(child))),
  ];
}

type Attributes = Readonly<Record<string, unknown>>;

function isReference(node: readonly unknown[]): boolean {
  const [to] = node;
  return node.length === 1 && Array.isArray(to) && to.length === 2 && to.every(Number.isInteger);
}

// What these hold is not typed, and is seen by everybody.
const BUTTONS = /^(?:submit|button|reset|image)$/i;
const VALUES = ['value', '__playwright_value_'];

function cleanAttributes(element: string, attributes: Attributes): Attributes {
  const isField =
    element === 'TEXTAREA' ||
    element === 'OPTION' ||
    (element === 'INPUT' && !BUTTONS.test(String(attributes.type ?? '')));
  const isSecretMeta = element === 'META' && SECRET_META.test(`${attributes.name} ${attributes.property}`);
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => {
      const text = String(value);
      // A picture that had not begun to come: as it stands, the viewer would show none, though it came.
      if (name === CURRENT_SOURCE && text === '') return [];
      // A page's own name for it is written in small letters.
      if (redactor.findsInAnyCase(name)) return [];
      const isHidden =
        (isField && VALUES.includes(name)) ||
        (isSecretMeta && name === 'content') ||
        isSecretName(name) ||
        /^\s*javascript:/i.test(text) ||
        (name.startsWith('data-') && LOOKS_RANDOM.test(text));
      return [[redactor.redact(name), isHidden ? hide(text) : redactor.redact(text)]];
    }),
  );
}

const CURRENT_SOURCE = '__playwright_current_src__';

const SECRET_META = /csrf|xsrf|token|nonce|session|secret/i;
const LOOKS_RANDOM = /^(?=\D*\d)[\w+/=.~-]{20,}$/;

function hide(text: string): string {
  return text === '' ? '' : REDACTED;
}
