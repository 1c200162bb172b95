/** An era of the real server, as far as public material tells the eras apart; the last two are 2026.2 in June, and 2026.3 in October. */
export type Edition = '3.x' | '2018' | '2021' | '2026' | '2026-06' | '2026-10';

/** How the sign-in form of an edition is drawn (facts: sign-in page). */
export interface FormLook {
  readonly usernameId: string | undefined;
  readonly passwordId: string | undefined;
  readonly button: string;
  /** Whether the controls stand in a form element, or in a plain box as Angular drew them. */
  readonly isForm: boolean;
}

/** The words of the key page, and what it asks (facts: key page). */
export interface KeyDialogLook {
  /** What the buttons say that open the dialog, by whose key they are for. */
  readonly open: Readonly<Partial<Record<'User' | 'AiAgent', string>>>;
  readonly title: string;
  /** What the field for the purpose is called. */
  readonly purpose: string;
  readonly create: string;
  /** What it asks for beside the purpose. */
  readonly asks: readonly Choice[];
  /** Whether the keys stand in a table, below a field to search them by purpose. */
  readonly hasTable: boolean;
  /** Milliseconds until the buttons are drawn, greyed out, and again until they can be pressed; and until the dialog is drawn. */
  readonly drawAfterMs: number;
}

/** A list of lives, or a box of the page's own that shows the usual one; who will use the key; what it may do, in a list or as buttons. */
type Choice = 'expiry' | 'usual expiry' | 'actor' | 'access level' | 'access level by button';

/** What differs from edition to edition. */
export interface EditionTraits {
  readonly version: string;
  readonly loginPath: string;
  /** Whether the sign-in page uses the path of before 2017 (facts: sign-in request). */
  readonly hasOldLogin: boolean;
  readonly form: FormLook;
  readonly keyDialog: KeyDialogLook;
  readonly unauthorized: string;
  /** `ignored`: keys never expire; `optional`: as asked; `limited`: a default and a maximum. */
  readonly expiry: 'ignored' | 'optional' | 'limited';
  /** What the key list says of the key itself. */
  readonly listedKey: 'null' | 'hint';
  /** The newest fields: last use, policy in the authentication document. */
  readonly isNewest: boolean;
  /** Whether keys have an access level. */
  readonly hasAccessLevels: boolean;
  /** Whether there are agents' accounts, and keys. */
  readonly hasAgents: boolean;
  /** How often somebody may ask where nobody says otherwise. */
  readonly rateLimit?: { readonly burst: number; readonly perMinute: number };
  readonly sameSite: boolean;
  /** Whether service accounts have OpenID Connect identities, their subjects with wildcards: since 2023.4, and 2024.1 (facts: identities). */
  readonly hasIdentities: boolean;
}

const MUST_SIGN_IN =
  'You must be logged in to request this resource or provide a valid API key. Your account may have been disabled, please contact your Octopus administrator.';

const OLD_DIALOG: KeyDialogLook = {
  open: { User: 'New API Key' },
  title: 'Generate New API Key',
  purpose: 'Purpose',
  create: 'Generate New',
  asks: [],
  hasTable: false,
  drawAfterMs: 0,
};

const OLD = {
  isNewest: false,
  hasAccessLevels: false,
  hasAgents: false,
  sameSite: false,
  hasIdentities: false,
} as const;

const NEWEST = {
  loginPath: '/api/users/login',
  hasOldLogin: false,
  form: { usernameId: undefined, passwordId: undefined, button: 'Sign in', isForm: true },
  unauthorized: MUST_SIGN_IN,
  expiry: 'limited',
  listedKey: 'hint',
  isNewest: true,
  hasAccessLevels: false,
  hasAgents: true,
  sameSite: true,
  hasIdentities: true,
} as const;

/** The eras, and what sets each apart. */
export const editions: Readonly<Record<Edition, EditionTraits>> = {
  '3.x': {
    version: '3.17.14',
    loginPath: '/api/users/authenticate/usernamepassword',
    hasOldLogin: true,
    form: { usernameId: 'inputUsername', passwordId: 'inputPassword', button: 'Sign in', isForm: false },
    keyDialog: OLD_DIALOG,
    unauthorized:
      'You must be logged in to perform this action. Please provide a valid API key or log in again.',
    expiry: 'ignored',
    listedKey: 'null',
    ...OLD,
  },
  '2018': {
    version: '2018.7.9',
    loginPath: '/api/users/login',
    hasOldLogin: false,
    form: { usernameId: 'userName', passwordId: 'password', button: 'SIGN IN', isForm: true },
    keyDialog: OLD_DIALOG,
    unauthorized:
      'You must be logged in to perform this action. Please provide a valid API key or log in again.',
    expiry: 'ignored',
    listedKey: 'null',
    ...OLD,
  },
  '2021': {
    version: '2021.2.1387',
    loginPath: '/api/users/login',
    hasOldLogin: false,
    form: { usernameId: 'userName', passwordId: 'password', button: 'Sign In', isForm: true },
    keyDialog: { ...OLD_DIALOG, create: 'Generate new' },
    unauthorized: MUST_SIGN_IN,
    expiry: 'optional',
    listedKey: 'hint',
    ...OLD,
  },
  '2026': {
    ...NEWEST,
    version: '2026.3.4120',
    keyDialog: {
      ...OLD_DIALOG,
      title: 'New API Key',
      create: 'Create API Key',
      asks: ['expiry', 'actor', 'access level'],
    },
    hasAccessLevels: true,
  },
  '2026-06': {
    ...NEWEST,
    version: '2026.2.13319',
    keyDialog: {
      ...OLD_DIALOG,
      open: { User: 'New API Key for User', AiAgent: 'New API Key for AI Agent' },
      title: 'New API Key',
      create: 'Generate new',
      asks: ['expiry'],
      hasTable: true,
      drawAfterMs: 100,
    },
  },
  '2026-10': {
    ...NEWEST,
    version: '2026.3.5967',
    keyDialog: {
      open: { User: 'New API key' },
      title: 'New API key',
      purpose: 'Name',
      create: 'Create API Key',
      asks: ['usual expiry', 'access level by button'],
      hasTable: true,
      drawAfterMs: 300,
    },
    hasAccessLevels: true,
    rateLimit: { burst: 200, perMinute: 200 },
  },
};

/** Which edition, and what of it is there. */
interface RolledOut {
  readonly edition: Edition;
  readonly accessLevels: boolean;
  readonly agents: boolean;
}

/** @returns what an edition is like where some of it is not rolled out, or switched off (facts: agents, access levels) */
export function rollOut({ edition, accessLevels, agents }: RolledOut): EditionTraits {
  const { keyDialog, ...traits } = editions[edition];
  const hasAccessLevels = traits.hasAccessLevels && accessLevels;
  const hasAgents = traits.hasAgents && agents;
  const isThere = (choice: Choice) =>
    choice.startsWith('access level') ? hasAccessLevels : choice !== 'actor' || hasAgents;
  const open = hasAgents || !keyDialog.open.AiAgent ? keyDialog.open : OLD_DIALOG.open;
  return {
    ...traits,
    hasAccessLevels,
    hasAgents,
    keyDialog: { ...keyDialog, open, asks: keyDialog.asks.filter(isThere) },
  };
}
