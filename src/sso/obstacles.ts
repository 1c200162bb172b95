import type { Obstacle, PageKind } from '../in-page/page-kinds.ts';

/** What is said of a page that nobody but a person can answer, and what would help. */
interface Explained {
  readonly reason: string;
  readonly hint: string;
}

const IN_BROWSER = 'Do that once in a browser, and run again.';
const BY_HAND = 'Sign in by hand with --interactive.';
const GIVE_PASSKEY =
  'Make one for this account with sign-in --register-passkey and give its file in OCTOPUS_PASSKEY (--passkey), or sign in by hand with --interactive.';
const GIVE_CODES =
  'Register an authenticator app for this account and give its secret in OCTOPUS_TOTP_SECRET, or sign in by hand with --interactive.';

const GIVE_OR_TYPE_CODES =
  'Register an authenticator app for this account and give its secret in OCTOPUS_TOTP_SECRET, type it yourself with --on-unknown ask, or sign in by hand with --interactive.';

/** Of a push it is known only when the time is over that nobody has approved it. */
export const NOT_APPROVED: Explained = {
  reason: 'the sign-in was to be approved on another device (by a push), and was not',
  hint: GIVE_CODES,
};

const explained: Readonly<Record<Exclude<Obstacle, 'push'>, Explained>> = {
  'other-code': {
    reason:
      'it asks for a code that no authenticator app makes, but a message (SMS or mail), a call, a device or a list of recovery codes',
    hint: GIVE_OR_TYPE_CODES,
  },
  'other-secret': {
    reason: 'it asks for a secret that is neither the password nor a one-time code',
    hint: GIVE_OR_TYPE_CODES,
  },
  'new-password': { reason: 'it asks for a new password, and none was given to it', hint: IN_BROWSER },
  'set-up': {
    reason: 'it asks to set something up first, which was not begun',
    hint: IN_BROWSER,
  },
  registration: { reason: "it asks for an account's data, which was not filled in", hint: IN_BROWSER },
  passkey: {
    reason: 'it asks for a passkey or a security key',
    hint: GIVE_PASSKEY,
  },
  unlock: {
    reason: 'it asks to unlock the account, which was not begun',
    hint: 'Have it unlocked by whoever administers it, or do that in a browser.',
  },
  captcha: { reason: 'it asks for proof that a person is there (a captcha)', hint: BY_HAND },
  chosen: {
    reason: 'something is ticked, chosen or filled in there that would be sent along',
    hint: 'Choose what is to be sent with --on-unknown ask, or sign in by hand with --interactive.',
  },
  terms: { reason: 'it asks to agree to terms, which was not done', hint: IN_BROWSER },
};

/** @returns undefined for a page that can be answered, or waited for */
export function explainObstacle(kind: PageKind): Explained | undefined {
  return kind in explained ? explained[kind as keyof typeof explained] : undefined;
}
