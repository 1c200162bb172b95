/** An era of the real server, as far as public material tells the eras apart. */
export type Edition = '3.x' | '2018' | '2021' | '2026';

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
  readonly open: string;
  readonly title: string;
  readonly create: string;
  /** Whether it asks for more than a purpose: expiry, who will use the key, and access level. */
  readonly hasChoices: boolean;
}

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
  /** The newest fields: access level, actor type, last use, policy in the authentication document. */
  readonly isNewest: boolean;
  readonly sameSite: boolean;
}

const MUST_SIGN_IN =
  'You must be logged in to request this resource or provide a valid API key. Your account may have been disabled, please contact your Octopus administrator.';

const OLD_DIALOG: KeyDialogLook = {
  open: 'New API Key',
  title: 'Generate New API Key',
  create: 'Generate New',
  hasChoices: false,
};

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
    isNewest: false,
    sameSite: false,
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
    isNewest: false,
    sameSite: false,
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
    isNewest: false,
    sameSite: false,
  },
  '2026': {
    version: '2026.3.4120',
    loginPath: '/api/users/login',
    hasOldLogin: false,
    form: { usernameId: undefined, passwordId: undefined, button: 'Sign in', isForm: true },
    keyDialog: { open: 'New API Key', title: 'New API Key', create: 'Create API Key', hasChoices: true },
    unauthorized: MUST_SIGN_IN,
    expiry: 'limited',
    listedKey: 'hint',
    isNewest: true,
    sameSite: true,
  },
};
