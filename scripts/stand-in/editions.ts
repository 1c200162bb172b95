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

/** The words of the key page (facts: key page). */
export interface KeyDialogWords {
  readonly open: string;
  readonly title: string;
  readonly create: string;
}

/** What differs from edition to edition. */
export interface EditionTraits {
  readonly version: string;
  readonly loginPath: string;
  readonly form: FormLook;
  readonly keyDialog: KeyDialogWords;
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

const OLD_DIALOG: KeyDialogWords = {
  open: 'New API Key',
  title: 'Generate New API Key',
  create: 'Generate New',
};

export const editions: Readonly<Record<Edition, EditionTraits>> = {
  '3.x': {
    version: '3.17.14',
    loginPath: '/api/users/authenticate/usernamepassword',
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
    form: { usernameId: undefined, passwordId: undefined, button: 'Sign in', isForm: true },
    keyDialog: { open: 'New API Key', title: 'New API Key', create: 'Create API Key' },
    unauthorized: MUST_SIGN_IN,
    expiry: 'limited',
    listedKey: 'hint',
    isNewest: true,
    sameSite: true,
  },
};
