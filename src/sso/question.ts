import { z } from 'zod';
import { shorten, shortenToLine } from '../core/shorten.ts';
import { shortenAddress } from '../core/text.ts';
import type { Offer } from '../in-page/offers.ts';
import { Secret } from '../secrets/secret.ts';
import type { Look } from './provider-page.ts';

/** What there is to be typed, as answers name it. */
const TEXTS = ['username', 'password', 'code'] as const;
export type TextName = (typeof TEXTS)[number];

/** What somebody is asked about a page that the walk cannot answer. */
export interface Question {
  /** Why it cannot. */
  readonly reason: string;
  readonly address: string;
  readonly heading: string;
  /** All that it says, as far as that is not very long. */
  readonly text: string;
  readonly errors: readonly string[];
  readonly buttons: readonly { readonly id: number; readonly name: string; readonly type?: string }[];
  readonly fields: readonly { readonly id: number; readonly label: string; readonly type: string }[];
  /** What can be typed that was not given yet. */
  readonly texts: readonly TextName[];
}

/** What is to be done on a page, by the ids of its question. */
export interface Choice {
  readonly kind: 'choice';
  /** What is typed into the fields, in their order. */
  readonly typing: 'none' | 'username' | 'password' | 'both' | 'code';
  readonly fields: readonly number[];
  /** Undefined: the form is sent without a button. */
  readonly press: number | undefined;
  /** What is typed in the place of a one-time code. */
  readonly given: Secret | undefined;
}

export type Answer = Choice | { readonly kind: 'wait' } | { readonly kind: 'stop' } | Wrong;

/** An answer that cannot be followed. */
export interface Wrong {
  readonly kind: 'wrong';
  readonly reason: string;
}

/** Somebody who can be asked. */
export interface Asker {
  /** @param signal that the answer is of no use any more: then any will do, but soon */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
}

const MAX_NAME_LENGTH = 200;
const MAX_HEADING_LENGTH = 600;
const MAX_TEXT_LENGTH = 2_000;

/** @param pinned of the offers, the first has the id 1 */
export function formQuestion(
  { address, heading, errors }: Look,
  { offers, text }: { readonly offers: readonly Offer[]; readonly text: string },
  reason: string,
  texts: readonly TextName[],
): Question {
  const numbered = offers.map((offer, at) => ({ ...offer, id: at + 1 }));
  const cut = (text: string) => shorten(text, MAX_NAME_LENGTH);
  return {
    reason,
    address: shortenAddress(address),
    heading: shorten(heading, MAX_HEADING_LENGTH),
    text: shortenToLine(text, MAX_TEXT_LENGTH),
    errors: errors.map((error) => shorten(error, MAX_HEADING_LENGTH)),
    buttons: numbered.flatMap(({ what, id, name, type }) =>
      what === 'button' ? [{ id, name: cut(name), ...(type === '' ? {} : { type }) }] : [],
    ),
    fields: numbered.flatMap(({ what, id, name, type }) =>
      what === 'field' ? [{ id, label: cut(name), type: cut(type) }] : [],
    ),
    texts,
  };
}

/** @returns those fields that a text can be typed into */
export function findTypeable({ fields }: Question): Question['fields'] {
  return fields.filter(({ type }) => !UNTYPEABLE.includes(type));
}

const UNTYPEABLE = [
  'select',
  'textarea',
  'file',
  'color',
  'range',
  'date',
  'datetime-local',
  'month',
  'time',
  'week',
];

/** @returns what may still be typed beside what is: user name and password go together, and all else alone */
export function listTexts({ texts }: Question, typed: readonly (TextName | Secret)[]): TextName[] {
  const [first, ...more] = typed;
  if (first === undefined) return [...texts];
  const other = more.length > 0 ? undefined : PAIRS.find(([one]) => one === first)?.[1];
  return texts.filter((text) => text === other);
}

const PAIRS: readonly (readonly [TextName, TextName])[] = [
  ['username', 'password'],
  ['password', 'username'],
];

/** @param typed by the ids of fields, of which there may be as many as `listTexts` allows */
export function choose(typed: ReadonlyMap<number, TextName | Secret>, press: number | undefined): Choice {
  const texts = [...typed.values()];
  const given = texts.find((text) => text instanceof Secret);
  const [first] = texts;
  const only = given ? 'code' : (first as TextName | undefined);
  const isBoth = texts.length > 1;
  const fields = [...typed.keys()];
  return {
    kind: 'choice',
    typing: isBoth ? 'both' : (only ?? 'none'),
    fields: isBoth && first === 'password' ? fields.reverse() : fields,
    press,
    given,
  };
}

const id = z.int().positive();

const written = z.union([
  z.strictObject({ wait: z.literal(true) }),
  z.strictObject({ stop: z.literal(true) }),
  z.strictObject({ press: id }),
  z.strictObject({ type: z.record(z.string().regex(/^[1-9]\d{0,3}$/), z.enum(TEXTS)), press: id.optional() }),
]);

/** How an answer is written. */
const HOW =
  '{"press": 1}, {"type": {"2": "username", "3": "password"}, "press": 1}, {"type": {"2": "code"}}, {"wait": true} or {"stop": true}';

/**
 * Reads an answer that was written as JSON. What is wrong with one does not repeat it: somebody may have written a secret there.
 * @param value undefined where it is no JSON
 */
export function readAnswer(value: unknown, question: Question): Answer {
  const { data } = written.safeParse(value);
  if (!data) return wrong(`it is none of ${HOW}`);
  if ('wait' in data) return { kind: 'wait' };
  if ('stop' in data) return { kind: 'stop' };
  const typed = new Map<number, TextName>();
  for (const [field, text] of Object.entries('type' in data ? data.type : {})) {
    if (!findTypeable(question).some(({ id: known }) => known === Number(field)))
      return wrong(`nothing can be typed into ${field}`);
    if (!question.texts.includes(text)) return wrong(`there is no ${text}, or it was given already`);
    if (!listTexts(question, [...typed.values()]).includes(text))
      return wrong('only user name and password can be typed at the same time, each once');
    typed.set(Number(field), text);
  }
  const isPressable = question.buttons.some(({ id: known }) => known === data.press);
  if (data.press !== undefined && !isPressable) return wrong(`there is no button ${data.press}`);
  if (data.press === undefined && typed.size === 0) return wrong('it says nothing');
  return choose(typed, data.press);
}

export function wrong(reason: string): Wrong {
  return { kind: 'wrong', reason };
}
