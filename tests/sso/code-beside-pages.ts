import { f, type JudgedPage, judgeAs, pw, STOP, USERNAME, user } from './judged-pages.ts';

// A one-time code beside the password, on one page. After Fedora's accounts, which are FreeIPA's (fedora-infra/noggin,
// _login_form.html and login_user.py), privacyIDEA's (simplesamlphp-module-privacyidea, LoginForm.php), mydnshost-frontend
// (login.tpl), Citrix' Gateway (curtbraz/PhishAPI's copy of its page), with what is typed into its "Passcode" as guide.duo.com/receiver
// and others tell: the code of an app, or of a token, or a word.

const ALL = { username: USERNAME, password: 'fake-password', otp: '123456' };
const field = (label: string, more = 'name=otp') => `<label>${label} <input ${more}></label>`;
const signIn = (code: string, head = 'Sign in') =>
  `<h1>${head}</h1>${f(`${user}${pw}${code}<button>Sign in</button>`)}`;
const each = (names: readonly string[], draw: (name: string) => string) =>
  Object.fromEntries(names.map((name) => [name, draw(name)]));

/** Those that are given the code along with the password. */
export const codeBesidePages: readonly JudgedPage[] = [
  ...judgeAs(
    ['both-and-code'],
    {
      ...each(
        [
          'One-Time Password',
          'OTP',
          'Authenticator code',
          'Google Authenticator code',
          '2FA code (if enabled)',
          'Two-factor code',
          'MFA code',
          'TOTP',
          'Einmalpasswort',
          'Mot de passe à usage unique (facultatif)',
          'Código de un solo uso (opcional)',
          'Password monouso',
          'ワンタイムパスワード',
          'Eenmalig wachtwoord',
        ],
        (label) => signIn(field(label)),
      ),
      'out of sight': signIn(field('OTP', 'name=otp type=password')),
      'named by its placeholder': `<h1>Log In</h1>${f('<input name=username placeholder=Username><input type=password name=password placeholder=Password><input name=otp placeholder="One-Time Password (optional)"><a href="#">Forgot Password or OTP?</a> | <a href="#">Sync Token</a><button>Log In</button>')}`,
      'privacyidea: three fields': `<h2>Login</h2>${f('<label for=username>Username</label><input id=username name=username><label for=password>Password</label><input id=password name=password type=password placeholder=Password><label for=otp>OTP</label><input id=otp name=otp type=password placeholder=OTP><input type=submit name=Submit value=Login>')}`,
      'citrix: a passcode of an app': `<h1>Please log on</h1><p>The passcode is shown by Google Authenticator.</p>${f('<label>User name <input name=username></label><label>Password <input type=password name=password></label><label>Passcode <input type=password name=otp></label><button>Log On</button>')}`,
      'an address before it': `<h1>Please sign in</h1>${f('<input type=email name=username placeholder="Email address"><input type=password name=password placeholder=Password><input name=otp placeholder="2FA Code (If required)"><button>Sign in</button>')}`,
      'before the password': `<h1>Sign in</h1>${f(`${user}${field('One-time code')}${pw}<button>Sign in</button>`)}`,
      'by its mark': signIn(field('Code', 'name=otp autocomplete=one-time-code')),
      'in a table': `<h1>Login</h1>${f(`<table><tr><td>E-mail:</td><td><input name=username></td></tr><tr><td>Password:</td><td><input type=password name=password></td></tr><tr><td>OTP:</td><td><input type=password name=otp></td></tr></table><input type=submit value=Login>`)}`,
    },
    { fill: ALL },
  ),
  ...judgeAs(
    ['password-and-code'],
    {
      'the name was given': `<h1>Sign in</h1><p>${USERNAME}</p>${f(`${pw}${field('One-time code')}<button>Sign in</button>`)}`,
    },
    { fill: { password: 'fake-password', otp: '123456' } },
  ),
  ...judgeAs(
    ['both'],
    {
      'in another form': `<h1>Sign in</h1>${f(user + pw)}${f(`${field('One-time password')}<button>Sign in</button>`)}`,
    },
    { fill: { username: USERNAME, password: 'fake-password' } },
  ),
  // Without the secret of the codes, what may be left empty is.
  ...judgeAs(
    ['both'],
    {
      ...each(
        [
          'One-Time Password (optional)',
          '2FA code (if enabled)',
          'OTP, leave it blank if you have none',
          'Einmalpasswort (falls aktiviert)',
          'Code à usage unique (facultatif)',
        ],
        (label) => signIn(field(label)),
      ),
      'told below': signIn(
        `<label for=otp>OTP Token</label><input id=otp name=otp><small>Enter your OTP token if you have enrolled one</small>`,
      ),
      'told apart': signIn(
        `<label for=otp>OTP</label><input id=otp name=otp aria-describedby=why><div><p id=why>Optional</p></div>`,
      ),
    },
    { hasNoCode: true, fill: { ...ALL, otp: '' } },
  ),
];

/** Where it is asked for, and there is none to be typed: the walk tells that. */
export const lackingCodePages: readonly JudgedPage[] = judgeAs(
  ['both-and-code'],
  {
    'no word of leaving it empty': signIn(field('One-time password')),
    'called optional, and required': signIn(field('One-time password (optional)', 'name=otp required')),
  },
  { hasNoCode: true },
);

/** On none of them anything may be typed. */
export const doubtfulCodePages: readonly JudgedPage[] = [
  ...judgeAs(
    ['other-secret'],
    {
      'a second password': signIn(field('Password 2', 'name=second type=password')),
    },
    { isLeft: true },
  ),
  ...judgeAs(
    ['consent'],
    {
      'consent, along with it': `<h1>Sign in</h1><p>ThirdParty wants access to your mailbox.</p>${f(`${user}${pw}${field('One-time password')}<button>Sign in</button>`)}`,
    },
    { isLeft: true },
  ),
  ...judgeAs(
    STOP,
    {
      ...each(
        [
          'Passcode',
          'Code',
          'Token',
          'PIN',
          'OTP PIN',
          'Token PIN',
          'PIN + OTP',
          'RSA one-time passcode',
          'SecurID tokencode',
          'One-time code of your hardware token',
          'YubiKey OTP',
          'One-time recovery code',
          'OTP sent by SMS',
          'OTP by e-mail',
          'HOTP',
          'Verification code',
          'Security code',
          '验证码',
          'Password + OTP',
        ],
        (label) => signIn(field(label, 'name=second')),
      ),
      'a passcode out of sight': signIn(field('Passcode', 'name=second type=password')),
      'a code that was sent, told below': `${signIn(field('One-time password'))}<div>It is texted to you.</div>`,
      'a code of a token, told below': `${signIn(field('One-time password'))}<div>It is what your RSA token shows.</div>`,
      'a code of an app that is taught, told below': `${signIn(field('One-time password'))}<div>Scan the picture first.</div>`,
      'a pin, said beside': `<h1>Sign in</h1><p>Your PIN comes first, then the code that your token shows.</p>${f(`${user}${pw}${field('One-time password')}<button>Sign in</button>`)}`,
      'rsa, said above': signIn(field('One-time passcode'), 'RSA SecurID'),
      'a code that can be asked for': `<h1>Sign in</h1>${f(`${user}${pw}${field('OTP')}<button type=button>Send OTP</button><button>Sign in</button>`)}<button>Request OTP</button>`,
      'a code that was sent': `<h1>Sign in</h1><p>We have sent a one-time password to your phone.</p>${f(`${user}${pw}${field('One-time password')}<button>Sign in</button>`)}`,
      'a picture of a code': `<h1>Sign in</h1>${f(`${user}${pw}${field('OTP')}<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width=90 height=90 alt="QR code"><button>Sign in</button>`)}`,
      'two codes': signIn(field('One-time password') + field('Backup OTP', 'name=second')),
      'two passwords and a code': signIn(
        field('One-time password') + field('PIN', 'name=second type=password'),
      ),
      'letters of a code': `<h1>Sign in</h1>${f(`${user}${pw}<p>One-time code of your authenticator app</p>${'<input maxlength=1 size=1>'.repeat(6)}<button>Sign in</button>`)}`,
      'a new password': `<h1>Reset your password</h1>${f(`<label>New password <input type=password name=password></label>${field('One-time password')}<button>Continue</button>`)}`,
      'an account to be closed': `<h1>Close my account</h1>${f(`${pw}${field('One-time password')}<button>Continue</button>`)}`,
      'a payment': `<h1>Confirm this payment</h1>${f(`${pw}${field('One-time password')}<button>Confirm</button>`)}`,
      'an app to be set up': `<h1>Set up your authenticator</h1>${f(`${pw}${field('One-time password')}<button>Continue</button>`)}`,
    },
    { isLeft: true },
  ),
];
