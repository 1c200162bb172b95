/** What a page asks for, that can be given or pressed. */
type Answerable =
  | 'username'
  | 'password'
  | 'both'
  | 'code'
  | 'password-and-code'
  | 'both-and-code'
  | 'stay-signed-in'
  | 'account'
  | 'consent'
  | 'skippable'
  | 'method-choice'
  | 'method'
  | 'another-way'
  | 'push-offer'
  | 'notice'
  | 'use-passkey';

/** What nobody but a person can do there. */
export type Obstacle =
  | 'other-code'
  | 'other-secret'
  | 'new-password'
  | 'set-up'
  | 'registration'
  | 'unlock'
  | 'passkey'
  | 'captcha'
  | 'terms'
  | 'chosen'
  | 'push';

/** What a page is. `none`: nothing that is known, or nothing yet. */
export type PageKind = Answerable | Obstacle | 'none';

/** Whether a page that asks for that is given the user name. */
export function takesName(kind: PageKind): boolean {
  return kind === 'username' || kind === 'both' || kind === 'both-and-code';
}

/** Whether it is given the password. */
export function takesPassword(kind: PageKind): boolean {
  return kind === 'password' || kind === 'both' || kind === 'password-and-code' || kind === 'both-and-code';
}

/** Whether it is given a one-time code. */
export function takesCode(kind: PageKind): boolean {
  return kind === 'code' || kind === 'password-and-code' || kind === 'both-and-code';
}

/** What a page asks for, and by what. */
export interface Asked {
  readonly kind: PageKind;
  readonly inputs: readonly HTMLInputElement[];
  /** What is to be pressed. */
  readonly choice?: HTMLElement | undefined;
  /** Whether it leads away from a push that was sent. */
  readonly leavesPush?: boolean;
  /** What is ticked, chosen or filled in there, and would go along. */
  readonly along?: readonly HTMLElement[];
}

/** What a page shows, as far as it is judged by. */
export interface Seen {
  /** What it says on top, what stands below that, and what stands above its first field. */
  readonly heads: readonly string[];
  readonly inputs: readonly HTMLInputElement[];
  readonly buttons: readonly HTMLElement[];
  readonly text: string;
  /** The same, without what can be pressed or chosen. */
  readonly said: string;
  /** CSS selector of what is for codes of a hardware token that may be ours; empty where none is. */
  readonly tokens: string;
}
