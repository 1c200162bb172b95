/** What a page asks of a person. */
export type PageKind =
  | 'username'
  | 'password'
  | 'both'
  | 'code'
  | 'stay-signed-in'
  | 'account'
  | 'consent'
  | 'error'
  | 'loop';

/** Whose sign-in pages they look like, as far as public descriptions tell. */
export type Shape = 'plain' | 'entra' | 'okta' | 'google' | 'keycloak' | 'auth0';

/** What an identity provider is to be like; everything has a default. */
export interface IdentityProviderOptions {
  /** Which pages a person is led through, in order. */
  readonly pages?: readonly PageKind[];
  /** Whose pages they look like. */
  readonly shape?: Shape;
  readonly username?: string;
  readonly password?: string;
  /** What it says of whoever has signed in, instead of the user name. */
  readonly identity?: string;
  /** Base32 secret of the one-time codes. */
  readonly totpSecret?: string;
  /** Whether the account is locked: no password is right. */
  readonly isLocked?: boolean;
  /** Whether it has no time for the first password that it is given. */
  readonly isBusyAtFirst?: boolean;
  /** With which status it says what is wrong. */
  readonly errorStatus?: number;
  /** Milliseconds that its clock, by which codes go, is ahead. */
  readonly clockAheadMs?: number;
  /** Whether it answers 503 from its second page on. */
  readonly dies?: boolean;
  /** Where its second page is served from, instead: another origin. */
  readonly elsewhere?: string;
  /** Milliseconds after which the script comes that makes its forms be sent by POST; until then they are sent by GET. */
  readonly scriptAfterMs?: number;
  /** What runs in its pages besides. */
  readonly script?: string;
  /** What its pages hand on unseen, by name, as a token of the walk. */
  readonly hiddenFields?: Readonly<Record<string, string>>;
  /** Whether its pages have a style and a picture of their own. */
  readonly isStyled?: boolean;
}

/** The options with their defaults; names and passwords are obviously fake. */
export type IdentityTraits = Required<Omit<IdentityProviderOptions, 'elsewhere'>> & {
  readonly elsewhere: string | undefined;
};

/** How the fields of a shape are marked; `''` for nothing. Each is a list of HTML attributes. */
export interface ShapeLook {
  readonly username: string;
  readonly password: string;
  readonly code: string;
  /** What stands beside a user name for password managers, and is not for people. */
  readonly decoy: string;
  readonly next: string;
  readonly signIn: string;
  readonly verify: string;
  /** How an error is shown; `{}` stands for its text. */
  readonly error: string;
}

const HIDDEN = 'position:absolute;left:-9999px;opacity:0';

/**
 * The shapes, each from where it is described:
 * plain: marked as the HTML specification says (autocomplete);
 * entra: aws-azure-login src/login.ts, its table of states (ids, names, the decoy);
 * okta: okta-signin-widget, its page objects for tests (names `identifier`, `credentials.passcode`);
 * google: gsuite-for-aws and other public sign-in scripts (`#identifierId`, `Passwd`, a hidden password field);
 * keycloak: keycloak themes/base/login, login.ftl and login-otp.ftl (ids, `kc-login`, `input-error`);
 * auth0: auth0 docs, Universal Login page templates (`username`, `password`, `code`, `name=action`).
 */
export const shapes: Readonly<Record<Shape, ShapeLook>> = {
  plain: {
    username: 'type="text" name="username" autocomplete="username" aria-label="User name"',
    password: 'type="password" name="password" autocomplete="current-password" aria-label="Password"',
    code: 'type="text" name="code" autocomplete="one-time-code" inputmode="numeric" aria-label="Code"',
    decoy: '',
    next: '<button type="submit">Next</button>',
    signIn: '<button type="submit">Sign in</button>',
    verify: '<button type="submit">Verify</button>',
    error: '<p role="alert">{}</p>',
  },
  entra: {
    username:
      'type="email" name="loginfmt" id="i0116" maxlength="113" aria-label="Enter your email, phone, or Skype."',
    password: 'type="password" name="passwd" id="i0118" autocomplete="off" aria-label="Enter the password"',
    code: 'type="tel" name="otc" id="idTxtBx_SAOTCC_OTC" maxlength="6" autocomplete="off" placeholder="Code"',
    decoy: `<input type="password" name="passwd" id="i0118" aria-hidden="true" tabindex="-1" style="${HIDDEN}">`,
    next: '<input type="submit" id="idSIButton9" value="Next">',
    signIn: '<input type="submit" id="idSIButton9" value="Sign in">',
    verify: '<input type="submit" id="idSubmit_SAOTCC_Continue" value="Verify">',
    error: '<div id="passwordError" class="alert-error" aria-live="assertive">{}</div>',
  },
  okta: {
    username: 'type="text" name="identifier" id="input28" autocomplete="username"',
    password: 'type="password" name="credentials.passcode" id="input60" autocomplete="current-password"',
    code: 'type="text" name="credentials.passcode" id="input90" autocomplete="off" inputmode="numeric" aria-label="Enter code"',
    decoy: '',
    next: '<input class="button button-primary" type="submit" value="Next">',
    signIn: '<input class="button button-primary" type="submit" value="Verify">',
    verify: '<input class="button button-primary" type="submit" value="Verify">',
    error: '<div class="o-form-error-container"><div class="infobox infobox-error"><p>{}</p></div></div>',
  },
  google: {
    username:
      'type="email" name="identifier" id="identifierId" autocomplete="username webauthn" aria-label="Email or phone"',
    password:
      'type="password" name="Passwd" autocomplete="current-password" aria-label="Enter your password"',
    code: 'type="tel" name="totpPin" id="totpPin" aria-label="Enter code" autocomplete="off"',
    decoy: `<input type="password" name="hiddenPassword" aria-hidden="true" tabindex="-1" style="${HIDDEN}">`,
    next: '<div id="identifierNext"><button type="button" onclick="send(this)"><span>Next</span></button></div>',
    signIn:
      '<div id="passwordNext"><button type="button" onclick="send(this)"><span>Next</span></button></div>',
    verify: '<div id="totpNext"><button type="button" onclick="send(this)"><span>Next</span></button></div>',
    error: '<div aria-live="polite"><span>{}</span></div>',
  },
  keycloak: {
    username: 'type="text" name="username" id="username" autocomplete="username" tabindex="2"',
    password: 'type="password" name="password" id="password" autocomplete="current-password" tabindex="3"',
    code: 'type="text" name="otp" id="otp" autocomplete="one-time-code"',
    decoy: '',
    next: '<input type="submit" name="login" id="kc-login" value="Sign In">',
    signIn: '<input type="submit" name="login" id="kc-login" value="Sign In">',
    verify: '<input type="submit" name="login" id="kc-login" value="Sign In">',
    error: '<span id="input-error" class="kc-feedback-text" aria-live="polite">{}</span>',
  },
  auth0: {
    username: 'type="text" inputmode="email" name="username" id="username" autocomplete="username"',
    password: 'type="password" name="password" id="password" autocomplete="current-password"',
    code: 'type="text" name="code" id="code" autocomplete="off" pattern="\\d*" aria-label="Enter your one-time code"',
    decoy: '',
    next: '<button type="submit" name="action" value="default">Continue</button>',
    signIn: '<button type="submit" name="action" value="default">Continue</button>',
    verify: '<button type="submit" name="action" value="default">Continue</button>',
    error: '<span class="ulp-input-error-message" id="error-element-password">{}</span>',
  },
};
