import type { PageKind } from '../../src/in-page/page-kinds.ts';

/** A page, and what is to be done there: nothing but what it is known to ask for. */
export interface JudgedPage {
  readonly name: string;
  readonly html: string;
  /** The kinds that it may be taken for. */
  readonly want: readonly PageKind[];
  /** What may be pressed, by its name, where something is. */
  readonly press?: RegExp;
  /** What is to stand in fields then, by their names. */
  readonly fill?: Readonly<Record<string, string>>;
  /** The number that a push asks for. */
  readonly number?: string;
  /** Whether no box may be sent ticked. */
  readonly noTrust?: boolean;
  /** Whether the password was given on an earlier page. */
  readonly isGiven?: boolean;
  readonly title?: string;
  readonly typed?: string;
  readonly notSaid?: RegExp;
  /** Whether consent may be given. */
  readonly mayConsent?: boolean;
  /** Whether another provider was given a one-time code before. */
  readonly isCodeGiven?: boolean;
  /** Whether there is a passkey to be signed in by. */
  readonly hasPasskey?: boolean;
  /** Whether there is no secret of one-time codes. */
  readonly hasNoCode?: boolean;
  /** Whether nothing may be pressed or sent. */
  readonly isLeft?: boolean;
}

export const USERNAME = 'jane.doe@stand-in.invalid';
const U = USERNAME;
export const f = (inner: string, a = 'method="post" action="/take"') => `<form ${a}>${inner}</form>`;
export const user = '<label>Username <input name="username" autocomplete="username"></label>';
export const pw =
  '<label>Password <input type="password" name="password" autocomplete="current-password"></label>';
export const STOP: readonly PageKind[] = [
  'none',
  'other-code',
  'other-secret',
  'new-password',
  'set-up',
  'registration',
  'unlock',
  'passkey',
  'captcha',
  'terms',
  'chosen',
  'push',
];

/** As real products draw them, and as hostile ones might. */
export const judgedPages: JudgedPage[] = [];

function add(name: string, body: string, want: readonly PageKind[], more: Partial<JudgedPage> = {}): void {
  judgedPages.push(...judgeAs(want, { [name]: body }, more));
}

/**
 * @param bodies by the names of their pages
 * @param more what is true of each of them
 */
export function judgeAs(
  want: readonly PageKind[],
  bodies: Readonly<Record<string, string>>,
  more: Partial<JudgedPage> = {},
): JudgedPage[] {
  return Object.entries(bodies).map(([name, body]) => ({
    name,
    html: `<!doctype html><html><head><meta charset="utf-8"><title>${more.title ?? 'Sign in'}</title></head><body>${body}</body></html>`,
    want,
    ...more,
  }));
}

// ---------- A. plain pages that ought to be passed ----------
add(
  'A01 heading then form with forgot',
  `<h1>Sign in</h1>${f(`${user}${pw}<a href="/forgot">Forgot your password?</a><button>Sign in</button>`)}`,
  ['both'],
);
add(
  'A02 fusionauth login',
  `<main><div class="panel"><h2>Login</h2><main>${f(`<input type="text" name="loginId" autocomplete="on" placeholder="Email or username"><input type="password" name="password" autocomplete="current-password" placeholder="Password"><button id="submit-button">Submit</button><a href="/password/forgot">Forgot your password?</a>`)}</main></div></main>`,
  ['both'],
  { title: 'Login | FusionAuth' },
);
add(
  'A03 username first forgot',
  `<h1>Welcome</h1>${f(`${user}<a href="/f">Forgot password?</a><button>Next</button>`)}`,
  ['username'],
);
add(
  'A04 brand change healthcare',
  `<h1>Change Healthcare</h1><p>Enter your user name and password.</p>${f(`${user}${pw}<button>Sign in</button>`)}`,
  ['both'],
);
add(
  'A05 brand with nav',
  `<h1>University of Anywhere</h1><nav><a href="/a">Change password</a> <a href="/b">Help</a></nav>${f(`${user}${pw}<button>Log in</button>`)}`,
  ['both'],
);
add(
  'A06 unlock link beside',
  `<h2>Sign In</h2>${f(`${user}${pw}<a href="/u">Unlock account?</a><button>Sign In</button>`)}`,
  ['both'],
);
add(
  'A07 setup link beside',
  `<h2>Sign In</h2>${f(`${user}${pw}<a href="/u">First time here? Set up your account</a><button>Sign In</button>`)}`,
  ['both'],
);
add(
  'A08 cookie banner fr',
  `<div class="banner"><h2>Vos cookies</h2><p>Vous pouvez configurer vos cookies à tout moment.</p><button type=button>Tout accepter</button></div><h1>Connexion</h1>${f(`<label>Identifiant <input name=u></label><label>Mot de passe <input type=password name=p></label><button>Se connecter</button>`)}`,
  ['both'],
);
add(
  'A09 two login forms',
  `<h1>Sign in</h1><div><h3>Students</h3>${f(`<label>Student name <input name="username"></label><label>Password <input type="password" name="password"></label><button>Log in</button>`)}</div><div><h3>Staff</h3>${f(`<label>User name <input name="username"></label><label>Password <input type="password" name="password"></label><button>Log in</button>`)}</div>`,
  ['none'],
);
add(
  'A10 signin and register side by side',
  `<div>${f(`<h2>Login</h2>${user}${pw}<button>Log in</button>`)}</div><div>${f(`<h2>Register</h2><label>Email <input name="email" type=email></label><label>Password <input type="password" name="password2" autocomplete="new-password"></label><button>Register</button>`)}</div>`,
  ['both', 'none'],
);
add(
  'A11 citrix two factors',
  `<h1>Please log on</h1>${f(`<label>User name <input name="login"></label><label>Password <input type="password" name="passwd"></label><label>Passcode <input type="password" name="passwd1"></label><button>Log On</button>`)}`,
  ['none', 'other-secret'],
);
add(
  'A12 jetty three',
  `<h1>Login</h1>${f(`<table><tr><td><label for=u>E-mail:</label></td><td><input id=u name=j_username></td></tr><tr><td><label for=p>Password:</label></td><td><input id=p type=password name=j_password></td></tr><tr><td><label for=o>OTP:</label></td><td><input id=o type=password name=j_otp></td></tr></table><input type=submit value=Login>`)}`,
  ['both-and-code'],
  { fill: { j_username: U, j_password: 'fake-password', j_otp: '123456' } },
);
add(
  'A13 user pass otp optional',
  `${f(`${user}${pw}<label>One-time code (if you have one) <input name="otp"></label><button>Log in</button>`)}`,
  ['both-and-code'],
  { fill: { username: U, password: 'fake-password', otp: '123456' } },
);
add(
  'A14 user pass otc',
  `${f(`${user}${pw}<label>Code <input name="otp" autocomplete="one-time-code"></label><button>Log in</button>`)}`,
  ['both-and-code'],
  { fill: { username: U, password: 'fake-password', otp: '123456' } },
);
add(
  'A15 privacyidea otp',
  `<h2>privacyIDEA 2FA</h2>${f(`<p>please enter otp:</p><input type="password" name="challenge" placeholder="OTP" autocomplete="off" required autofocus><input type="submit" class="button" value="Verify">`)}`,
  ['code'],
  { isGiven: true },
);
add(
  'A16 one time password field',
  `<h1>Second factor</h1>${f(`<label>One-time password <input type="password" name="otp" autocomplete="off"></label><button>Verify</button>`)}`,
  ['code'],
  { isGiven: true },
);
add(
  'A17 einmalpasswort',
  `<h1>Zweiter Faktor</h1>${f(`<label>Einmalpasswort <input type="password" name="otp"></label><button>Anmelden</button>`)}`,
  ['code'],
  { isGiven: true },
);
add(
  'A18 cas gauth',
  `<main role=main><div id=login><p>Your selected device for multifactor authentication is: <b>phone</b></p>${f(`<label for=token><input type=password name=token id=token autocomplete=off required><span>Token</span></label><button id=login2>Login</button><a id=cancel>Cancel</a>`)}</div></main>`,
  ['code'],
  { isGiven: true, title: 'Google Authentication' },
);
add(
  'A19 totp call helpdesk',
  `<h1>Two-step verification</h1>${f(`<p>Enter the 6-digit code from your app. Trouble? Call the help desk on 555-0100.</p><label>Code <input name="code" inputmode=numeric></label><button>Verify</button>`)}`,
  ['code'],
  { isGiven: true },
);
add(
  'A20 totp on phone',
  `<h1>Two-factor authentication</h1>${f(`<p>Open the app on your phone and enter the code it shows.</p><label>Code <input name="otp"></label><button>Verify</button>`)}`,
  ['code'],
  { isGiven: true },
);
add(
  'A21 search box header',
  `<header>${f('<input name=q placeholder="Search the site"><button>Go</button>', 'action=/search')}</header><main><p>jane.doe</p>${f(`${pw}<button>Sign in</button>`)}</main>`,
  ['password'],
);
add(
  'A22 search box no button',
  `<header>${f('<input name=q placeholder="Search the site">', 'action=/search')}</header><main><p>jane.doe</p>${f(`${pw}<a class=btn href="#" onclick="return false">Sign in</a>`)}</main>`,
  ['password'],
);
add(
  'A23 company code',
  f(
    `<label>Company code <input name="company" required></label><label>User name <input name="user"></label><label>Password <input type=password name=pass></label><button>Log in</button>`,
  ),
  ['none'],
);
add(
  'A24 aws iam',
  f(
    `<label>Account ID (12 digits) or account alias <input name="account" id="account"></label><label>IAM user name <input name="username" id="username"></label><label>Password <input type=password name=password id=password></label><button>Sign in</button>`,
  ),
  ['none', 'both'],
  { fill: { username: U } },
);
add(
  'A25 image code',
  f(
    `<label>User name <input name=username></label><label>Password <input type=password name=password></label><label>Characters in the picture <input name=verifyCode></label><img src="/kaptcha.jpg" width=90 height=30><button>Log in</button>`,
  ),
  STOP,
);
add(
  'A26 show password toggle',
  f(`${user}${pw}<button aria-label="Show password">👁</button><button>Sign On</button>`),
  ['both'],
  { press: /Sign On/ },
);
add(
  'A27 adfs span',
  f(
    `<span id=loginMessage>Sign in with your organizational account</span><input id=userNameInput name=UserName type=email placeholder="someone@example.com"><input id=passwordInput name=Password type=password placeholder=Password><span id=submitButton role=button tabindex=4 onclick="document.forms[0].submit()">Sign in</span>`,
  ),
  ['both'],
  { press: /Sign in/ },
);
add(
  'A28 shibboleth',
  `<h1>Our Identity Provider</h1>${f('<legend>Login to Octopus</legend><label for=username>Username</label><input id=username name=j_username><label for=password>Password</label><input id=password name=j_password type=password><input type=checkbox name=donotcache value=1><label>Don\'t Remember Login</label><button name="_eventId_proceed">Login</button>')}`,
  ['both'],
  { press: /Login/ },
);
add(
  'A29 simplesamlphp',
  `<h2>Enter your username and password</h2><p class=logintext>A service has requested you to authenticate yourself. Please enter your username and password in the form below.</p>${f('<label>Username <input id=username name=username></label><label>Password <input id=password type=password name=password></label><button>Login</button>')}<h2>Help! I don't remember my password.</h2>`,
  ['both'],
);
add(
  'A30 pingfederate',
  `<div class=ping-header>Sign On</div>${f('<div>Username</div><input id=username name="pf.username"><div>Password</div><input id=password type=password name="pf.pass"><input type=hidden name="pf.ok" value=""><a onclick="return false" class="ping-button normal allow" title="Sign On">Sign On</a><a href="/x?ChangePassword=true">Change Password?</a>')}`,
  ['both'],
  { title: 'Sign On' },
);
add(
  'A31 zitadel password',
  `<div class=lgn-head><h1>Password</h1><div>jane.doe</div></div>${f('<label for=password>Password</label><input type=password id=password name=password autocomplete=current-password><a href=/r>reset password</a><a href=/b><button type=button>back</button></a><button id=submit-button type=submit>next</button>')}`,
  ['password'],
  { press: /next/ },
);
add(
  'A32 dex',
  `<div class=theme-panel><h2 class=theme-heading>Log in to Your Account</h2>${f('<label for=userid>Email Address</label><input id=login name=login placeholder="email address"><label for=password>Password</label><input id=password name=password type=password placeholder=password><button id=submit-login type=submit>Login</button>')}</div>`,
  ['both'],
);
add(
  'A33 dex totp',
  `<div><h2>Two-factor authentication</h2><p>Enter the code from your authenticator app.</p>${f('<label for=totp>One-time code</label><input id=totp name=totp maxlength=6 autocomplete=one-time-code><button>Verify</button>')}</div>`,
  ['code'],
  { isGiven: true },
);
add(
  'A34 gitlab 2fa',
  `<h1>Two-factor authentication</h1>${f('<label for=u>Enter verification code</label><input id=u name="user[otp_attempt]" autocomplete=one-time-code><p>Enter the code from your two-factor authenticator app. If you\'ve lost your device, you may enter one of your recovery codes.</p><button>Verify code</button>')}`,
  ['code'],
  { isGiven: true, press: /Verify code/ },
);
add(
  'A35 github 2fa',
  `<h1>Two-factor authentication</h1>${f('<label>Authentication code <input id=app_totp name=app_otp autocomplete=one-time-code placeholder=XXXXXX></label><button>Verify</button><p>Open your two-factor authenticator (TOTP) app or browser extension to view your authentication code.</p>')}`,
  ['code'],
  { isGiven: true },
);
add(
  'A36 cognito',
  `<div><span>Sign in with your username and password</span>${f('<label for=u>Username</label><input id=u name=username><label for=p>Password</label><input id=p name=password type=password><a href=/f>Forgot your password?</a><input type=Submit value="Sign in" name=signInSubmitButton><p>Need an account? <a href=/s>Sign up</a></p>')}</div>`,
  ['both'],
  { title: 'Signin' },
);
add(
  'A37 salesforce',
  `${f('<label>Username <input id=username name=username type=email></label><label>Password <input id=password type=password name=pw></label><input id=Login type=submit value="Log In"><label><input type=checkbox name=rememberUn>Remember me</label>')}<a href=/f>Forgot Your Password?</a>`,
  ['both'],
  { title: 'Login | Salesforce' },
);
add(
  'A38 otp boxes',
  `<h1>Verification</h1>${f(`<p>Enter the code from your authenticator app</p>${'<input maxlength=1 size=1 inputmode=numeric>'.repeat(6)}<button>Verify</button>`)}`,
  ['code'],
  { isGiven: true },
);
add(
  'A39 otp boxes password',
  `<h1>Verification</h1>${f(`<p>Enter the code from your authenticator app</p>${'<input type=password maxlength=1 size=1>'.repeat(6)}<button>Verify</button>`)}`,
  ['code', 'none', 'other-code'],
  { isGiven: true },
);
add(
  'A40 otp formats',
  `<h1>Authenticator app</h1>${f("<label>Code <input name=otp oninput=\"this.value=this.value.replace(/[^0-9]/g,'').replace(/(...)(?=.)/,'$1 ')\"></label><button>Verify</button>")}`,
  ['code'],
  { isGiven: true, typed: 'typed' },
);
add(
  'A41 user lowercased',
  f(
    '<label>User name <input name=u oninput="this.value=this.value.toUpperCase()"></label><button>Next</button>',
  ),
  ['username'],
  { typed: 'typed' },
);
add(
  'A42 current password id',
  `<h1>Sign in</h1><div>${f(`<label>User <input name=user></label><label>Password <input type=password id=currentPassword name=p></label><button>Sign in</button>`)}</div>`,
  ['both'],
);
add(
  'A43 google prompt',
  `<h1>2-Step Verification</h1><div><p>To help keep your account safe, Google wants to make sure it's really you trying to sign in</p></div><h2>Check your phone</h2><p>Google sent a notification to your Pixel. Tap <b>Yes</b> on the notification to verify it's you.</p><label><input type=checkbox checked>Don't ask again on this device</label><button>Resend it</button><button>Try another way</button>`,
  ['another-way', 'push'],
  { isGiven: true, press: /another way/ },
);
add(
  'A44 google es passkey offer',
  `<h1>Inicia sesión más rápido</h1><p>Usa una llave de acceso en lugar de la contraseña.</p><button>Continuar</button><button>Ahora no</button>`,
  ['skippable'],
  { press: /Ahora no/, isGiven: true },
);
add(
  'A45 de passkey offer',
  `<h1>Schneller anmelden</h1><p>Möchten Sie einen Passkey erstellen?</p><button>Erstellen</button><button>Nicht jetzt</button>`,
  ['skippable'],
  { press: /Nicht jetzt/, isGiven: true },
);
add(
  'A46 es account picker',
  `<h1>Acceso</h1><p>Elige una cuenta</p><button>${U}</button><button>Usar otra cuenta</button>`,
  ['account'],
  { press: /jane/ },
);
add(
  'A47 de account picker',
  `<h1>Konto auswählen</h1><p>Welches Konto möchten Sie verwenden?</p><div role=button tabindex=0>${U}</div>`,
  ['account'],
  { press: /jane/ },
);
add(
  'A48 pt account picker',
  `<h1>Escolha uma conta</h1><p>para acesso ao Octopus</p><div role=button tabindex=0>${U}</div>`,
  ['account'],
  { press: /jane/ },
);
add(
  'A49 picker with cookie banner',
  `<div>We use cookies with your consent. <button>Accept all</button></div><h1>Pick an account</h1><div role=button tabindex=0>${U}</div>`,
  ['account'],
  { press: /jane/ },
);
add(
  'A50 consent with cookie banner',
  `<div>We use cookies. <button>Accept all cookies</button></div><h1>Octopus would like to access your account</h1><button>Allow</button><button>Deny</button>`,
  ['consent'],
  { press: /^Allow$/ },
);
add(
  'A51 ja login',
  `<h1>ログイン</h1><div>${f('<label>ユーザーID <input name=uid></label><label>パスワード <input type=password name=pw></label><button>ログインする</button>')}</div>`,
  ['both'],
);
add(
  'A52 nl login',
  `<h1>Inloggen</h1><p>Vul uw gegevens in</p>${f('<label>Gebruikersnaam <input name=g></label><label>Wachtwoord <input type=password name=w></label><button>Inloggen</button><a>Wachtwoord vergeten?</a>')}`,
  ['both'],
);
add(
  'A53 it login beside',
  `<h1>Accedi</h1>${f('<label>Nome utente <input name=g></label><label>Password <input type=password name=w></label><a>Cambia password</a><button>Accedi</button>')}`,
  ['both'],
);
add(
  'A54 keycloak username email',
  `<h1 id=kc-page-title>Sign in to your account</h1><div>${f('<label for=username>Username or email</label><input id=username name=username autocomplete=username><label>Password</label><input id=password name=password type=password><button type=button aria-label="Show password"></button><a>Forgot Password?</a><button id=kc-login name=login>Sign In</button>')}</div>`,
  ['both'],
);
add(
  'A55 onelogin like div button',
  `<h1>Log in</h1><div>${f('<label>Username <input name=u></label><div role=button tabindex=0>Continue</div>', '')}</div>`,
  ['username'],
  { press: /Continue/ },
);
add(
  'A56 password title token',
  `<h1>Token Bank</h1><div>${f(`${user}${pw}<button>Sign in</button>`)}</div>`,
  ['both'],
);
add(
  'A57 unlabelled passcode user',
  `<h1>Wi-Fi access</h1><div>${f('<input placeholder="Username"><input type=password placeholder="Password"><button>Log in</button>')}</div>`,
  ['both'],
);

// ---------- B. the password must not be typed ----------
add(
  'B01 single new password label',
  `<h1>Contoso</h1><div><p>One more step before you go on</p>${f('<label>New password <input type=password name=np autocomplete=new-password></label><button>Continue</button>')}</div>`,
  STOP,
);
add(
  'B02 new password autocomplete',
  `<h1>Almost there</h1><div>${f('<label>E-mail <input type=email name=e></label><label>Choose a password <input type=password name=np autocomplete=new-password></label><button>Continue</button>')}</div>`,
  STOP,
);
add(
  'B03 heading h3',
  `<h1>Contoso</h1><div><h3>Reset your password</h3>${f('<label>Password <input type=password name=p></label><button>Save</button>')}</div>`,
  STOP,
);
add(
  'B04 table pin',
  `<h1>Online Banking</h1>${f(`<table><tr><td>Kontonummer:</td><td><input name=f1></td></tr><tr><td>PIN:</td><td><input type=password name=f2></td></tr></table><input type=submit value=Login>`)}`,
  STOP,
);
add(
  'B05 aria labelledby pin',
  `<h1>Contoso</h1><div>${f('<span id=l>PIN</span><input type=password name=value aria-labelledby=l><button>Next</button>')}</div>`,
  STOP,
);
add(
  'B06 rsa passcode',
  `<h1>RSA SecurID</h1><div>${f('<label>User ID <input name=user></label><label>Passcode <input type=password name=passcode></label><button>Log in</button>')}</div>`,
  STOP,
);
add(
  'B07 userPin',
  `<h1>Contoso</h1><div>${f('<input type=password name=userPin placeholder="Enter here"><button>Next</button>')}</div>`,
  STOP,
);
add(
  'B08 security answer',
  `<h1>Contoso</h1><div><p>What was the name of your first pet?</p>${f('<input type=password name=secretAnswer><button>Next</button>')}</div>`,
  STOP,
);
add(
  'B09 memorable word',
  `<h1>Bank of Anywhere</h1><div><p>Please enter your memorable word</p>${f('<label>Memorable word <input type=password name=mw></label><button>Continue</button>')}</div>`,
  STOP,
);
add(
  'B10 codigo es',
  `<h1>Verificación</h1><div>${f('<label>Código <input type=password name=c></label><button>Continuar</button>')}</div>`,
  [...STOP, 'code'],
);
add(
  'B11 otp before password',
  `<h1>Sign in</h1><div>${f('<label>User name <input name=u></label><label>One-time password <input type=password name=otp></label><button>Sign in</button>')}</div>`,
  [...STOP],
);
add(
  'B12 supervisor',
  `<h1>Approval</h1><div>${f("<label>Your supervisor's password <input type=password name=sp></label><button>Approve</button>")}</div>`,
  STOP,
);
add(
  'B14 join get started',
  `<h1>Join Contoso</h1><div>${f('<label>Work e-mail <input type=email name=e></label><label>Password <input type=password name=p></label><button>Get started</button>')}</div>`,
  STOP,
);
add(
  'B15 registration heading',
  `<h1>Registration</h1><div>${f('<label>E-mail <input type=email name=e></label><label>Password <input type=password name=p></label><button>Submit</button>')}</div>`,
  STOP,
);
add(
  'B16 create my account',
  `<h1>Welcome to Contoso</h1><div>${f('<label>E-mail <input type=email name=e></label><label>Password <input type=password name=p></label><button>Create my account</button>')}</div>`,
  STOP,
);
add(
  'B17 de neues konto',
  `<h1>Neu hier?</h1><div>${f('<label>E-Mail <input type=email name=e></label><label>Passwort <input type=password name=p></label><button>Jetzt registrieren</button>')}</div>`,
  STOP,
);
add(
  'B18 fr mon compte',
  `<h1>Rejoignez-nous</h1><div>${f('<label>E-mail <input type=email name=e></label><label>Mot de passe <input type=password name=p></label><button>Créer mon compte</button>')}</div>`,
  STOP,
);
add(
  'B19 forgot is first button',
  `<h1>Log on</h1><div>${f(`${user}${pw}<button class=link>Forgot password?</button><button>Sign On</button>`)}</div>`,
  ['both'],
  { press: /Sign On/ },
);
add(
  'B20 login wrong type tan',
  `<h1>Freigabe</h1><div>${f('<label>TAN <input type=password name=tan></label><button>Weiter</button>')}</div>`,
  STOP,
);
add(
  'B21 delete account',
  `<h1>Contoso</h1><div><h2>Delete your account</h2>${f(`${pw}<button>Delete account</button>`)}</div>`,
  STOP,
);
add(
  'B22 ssn',
  `<h1>Verify it is you</h1><div>${f('<label>Last 4 digits of your SSN <input type=password name=ssn></label><button>Continue</button>')}</div>`,
  STOP,
);
add(
  'B23 current password pin',
  `<h1>Sign in</h1><div>${f('<label>PIN <input type=password name=pin autocomplete=current-password></label><button>Sign in</button>')}</div>`,
  STOP,
);
add(
  'B24 geheimzahl',
  `<h1>Anmeldung</h1><div>${f('<label>Kundennummer <input name=kd></label><label>Geheimzahl <input type=password name=gz></label><button>Anmelden</button>')}</div>`,
  STOP,
);

// ---------- C. the code must not be typed ----------
add(
  'C01 sent to address',
  `<h1>Verify your identity</h1>${f('<p>We have sent a code to j***@stand-in.invalid</p><label>Code <input name=code autocomplete=one-time-code></label><button>Verify</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C02 sent to number',
  `<h1>Verify your identity</h1>${f('<p>Enter the code we sent to +49 *** 42</p><label>Code <input name=code></label><button>Verify</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C03 de gesendet',
  `<h1>Bestätigung</h1>${f('<p>Wir haben einen Code an +49 *** 42 gesendet.</p><label>Code <input name=code></label><button>Bestätigen</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C04 fr envoye',
  `<h1>Vérification</h1>${f('<p>Saisissez le code envoyé au +33 * ** 42</p><label>Code <input name=code></label><button>Valider</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C05 es enviado',
  `<h1>Verificación</h1>${f('<p>Introduce el código enviado a j***@x.invalid</p><label>Código <input name=code></label><button>Verificar</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C06 zitadel otp sms',
  `<div><h1>Verify 2-Factor</h1><div>jane.doe</div><p>Verify your second factor</p></div>${f('<label for=code>Code</label><input id=code name=code autocomplete=off><button id=submit-button type=submit>next</button><button name=resend value=true formnovalidate>resend code</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C07 sms tab removes word',
  `<h1>Security check</h1>${f('<div><button type=button>SMS</button><button type=button>App</button></div><p>Enter the code from the SMS that we sent you</p><label>Code <input name=code></label><button>Verify</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C08 text link in sentence',
  `<h1>Security check</h1>${f('<p>We sent a code by <a href="/m">e-mail</a>.</p><label>Code <input name=code></label><button>Verify</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C09 tip authenticator',
  `<h1>Security check</h1>${f('<p>We sent an SMS with a code to *** 42. Tip: an authenticator app is safer than SMS.</p><label>Code <input name=code></label><button>Verify</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C10 grid card',
  `<h1>Security check</h1>${f('<p>Enter the characters at A4, C2 and F7 of your grid card</p><label>Code <input name=code></label><button>Verify</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C11 letter',
  `<h1>Confirm your address</h1>${f('<p>Enter the code from the letter that we posted to you</p><label>Code <input name=code></label><button>Confirm</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C12 pin boxes',
  `<h1>Enter your PIN</h1>${f(`${'<input type=tel maxlength=1 size=1>'.repeat(4)}<button>Continue</button>`)}`,
  STOP,
  { isGiven: true },
);
add(
  'C13 memorable boxes',
  `<h1>Bank of Anywhere</h1>${f(`<p>Characters 1, 3, 4 and 7 of your memorable word</p>${'<input maxlength=1 size=1>'.repeat(4)}<button>Continue</button>`)}`,
  STOP,
  { isGiven: true },
);
add(
  'C14 birth boxes',
  `<h1>Date of birth</h1>${f(`${'<input type=tel maxlength=1 size=1>'.repeat(8)}<button>Continue</button>`)}`,
  STOP,
  { isGiven: true },
);
add(
  'C15 invitation code',
  `<h1>Welcome</h1><div>${f('<label>Invitation code <input name=code></label><button>Continue</button>')}</div>`,
  STOP,
  { isGiven: true },
);
add(
  'C16 company code only',
  `<h1>Sign in to your workspace</h1><div>${f('<label>Company code <input name=company></label><button>Continue</button>')}</div>`,
  STOP,
);
add(
  'C17 picture code',
  `<h1>One more check</h1><div>${f('<img src="/code.png" width=90 height=30><label>Verification code shown in the picture <input name=vc></label><button>Continue</button>')}</div>`,
  STOP,
);
add(
  'C18 entra device',
  `<div role=heading>Enter code to allow access</div><div>Once you enter the code displayed on your app or device, it will have access to your account.</div>${f('<input name=otc placeholder=Code aria-label="Enter code"><input type=submit value=Next>')}`,
  STOP,
);
add(
  'C19 duo passcode',
  `<h1>Enter your passcode</h1><p>Verify it's you by entering a passcode from the Duo Mobile app.</p>${f('<label>Passcode <input name=passcode-input autocomplete=one-time-code></label><button>Verify</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C20 digipass',
  `<h1>Log in</h1>${f('<p>Press the button of your DIGIPASS and enter the code that it shows</p><label>Code <input name=code></label><button>Log in</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C21 resend is first',
  `<h1>Authenticator app</h1>${f('<label>Code <input name=otp></label><button name=resend value=1>Send by SMS instead</button><button>Verify code</button>')}`,
  ['code'],
  { isGiven: true, press: /Verify code/ },
);
add(
  'C22 wso2 email',
  `<h2>OTP Verification</h2><div></div>${f('<label for=OTPCode>Enter The Code (j***@x.invalid)</label><input type=password id=OTPCode name=OTPCode><a tabindex=0>Resend Code</a><input type=button id=authenticate value=Authenticate>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C23 auth0 sms',
  `<h1>Verify Your Identity</h1><p>We've sent a text message to:</p>${f('<span>XXXXX42</span><label>Enter the 6-digit code<input name=code></label><button>Continue</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C24 code in other section',
  `<h1>Check</h1><section><p>We sent you an SMS.</p></section><section>${f('<label>Code <input name=code></label><button>Verify</button>')}</section>`,
  STOP,
  { isGiven: true },
);
add(
  'C25 clerk email code',
  `<div><h1>Check your email</h1><p>to continue to Octopus</p></div>${f('<input autocomplete=one-time-code inputmode=numeric maxlength=6 aria-label="Enter verification code"><button type=button>Didn\'t receive a code? Resend</button><button>Continue</button><a>Use another method</a>')}`,
  ['another-way', 'other-code'],
);
add(
  'C26 prechecked trust',
  `<h1>Authenticator app</h1>${f('<label>Code <input name=otp></label><label><input type=checkbox name=trust checked>Trust this device for 30 days</label><button>Verify</button>')}`,
  ['code'],
  { isGiven: true, noTrust: true },
);
add(
  'C27 backup ja',
  `<h1>本人確認</h1>${f('<p>登録した番号に送信したコードを入力してください</p><label>コード <input name=code></label><button>確認</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C28 it inviato',
  `<h1>Verifica</h1>${f('<p>Inserisci il codice inviato a j***@x.invalid</p><label>Codice <input name=code></label><button>Verifica</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C29 pt enviado',
  `<h1>Verificação</h1>${f('<p>Digite o código enviado para j***@x.invalid</p><label>Código <input name=code></label><button>Continuar</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'C30 nl gestuurd',
  `<h1>Verificatie</h1>${f('<p>Voer de code in die we naar *** 42 hebben gestuurd</p><label>Code <input name=code></label><button>Doorgaan</button>')}`,
  STOP,
  { isGiven: true },
);

// ---------- D. nothing is to be sent, made, changed, given or declined ----------
add(
  'D01 magic link',
  `<h1>Sign in</h1><div>${f('<label>Email <input type=email name=email></label><button>Send magic link</button>')}</div>`,
  STOP,
);
add(
  'D02 authjs email',
  f('<label>Email <input type=email name=email></label><button>Sign in with Email</button>'),
  STOP,
);
add(
  'D03 forgot username',
  `<h1>Forgot your user name?</h1><div>${f('<label>E-mail <input type=email name=email></label><button>Submit</button>')}</div>`,
  STOP,
);
add(
  'D04 trouble send',
  `<h1>Trouble signing in?</h1><div>${f('<label>E-mail <input type=email name=email></label><button>Send reset link</button>')}</div>`,
  STOP,
);
add(
  'D05 newsletter footer',
  `<h1>Choose your institution</h1><ul><li><a href="/i1">Uni One</a><li><a href="/i2">Uni Two</a></ul><footer>${f('<input type=email name=e placeholder="Your e-mail"><button>Subscribe</button>')}</footer>`,
  STOP,
);
add(
  'D06 contact form',
  `<h1>Access denied</h1><div>${f('<label>Your e-mail <input type=email name=e></label><textarea name=m></textarea><button>Send to the administrator</button>')}</div>`,
  STOP,
);
add(
  'D07 request access',
  `<h1>You need access</h1><div>${f('<label>E-mail <input type=email name=e></label><button>Request access</button>')}</div>`,
  STOP,
);
add(
  'D08 zitadel change username',
  `<div><h1>Change Username</h1><p>Set your new username</p></div>${f('<label for=username>Username</label><input id=username name=username autocomplete=username><a><button type=button>cancel</button></a><button type=submit>next</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'D09 google recovery email',
  `<h1>Verify it's you</h1><div><p>Confirm the recovery email address you added to your account</p>${f('<input type=email name=knowledgePreregisteredEmailResponse aria-label="Enter recovery email address"><button>Next</button>')}</div>`,
  STOP,
  { isGiven: true },
);
add(
  'D10 add backup email',
  `<h1>Stay safe</h1><div>${f('<label>Backup e-mail address <input type=email name=e></label><button>Save</button>')}</div>`,
  STOP,
  { isGiven: true },
);
add(
  'D11 ms help us protect',
  `<h1>Help us protect your account</h1><div><p>Passwords can be forgotten or stolen. Just in case, add security info now.</p>${f('<select><option>An alternate email address</select><input type=email name=e placeholder="someone@example.com"><button>Next</button>')}</div>`,
  STOP,
  { isGiven: true },
);
add(
  'D12 own name email code',
  `<h1>Another way in</h1><p>Pick one.</p><button>Email code to ${U}</button><button>Sign in with your password</button>`,
  ['method'],
  { press: /password/ },
);
add(
  'D13 resend to own',
  `<h1>Check your inbox</h1><p>A link is on its way.</p><button>Resend the mail to ${U}</button>`,
  STOP,
);
add(
  'D14 mailto own',
  `<h1>Almost done</h1><p>Follow the link in the mail to <a href="mailto:${U}">${U}</a>.</p>`,
  STOP,
);
add(
  'D15 sign out own',
  `<h1>No access</h1><p>This application is not for you.</p><a href="/out">Sign out ${U}</a>`,
  STOP,
);
add(
  'D16 different account error',
  `<h1>Sorry, but we're having trouble signing you in</h1><p>AADSTS50105: The signed in user ${U} is not assigned to a role for the application.</p><a href="/again">Sign in with a different account</a>`,
  STOP,
  { isGiven: true },
);
add(
  'D17 no secure account',
  `<h1>Is it you trying to sign in?</h1><p>New sign-in from Chrome on Linux</p><label><input type=checkbox>Remember this device</label><button>Yes, it's me</button><button>No, secure my account</button>`,
  STOP,
  { isGiven: true },
);
add(
  'D18 no account sign up',
  `<h1>Choose</h1><p>Trust this device by default</p><a href="/r">No account? Sign up</a><button>Employees</button>`,
  STOP,
);
add(
  'D19 consent trust no',
  `<h1>Allow Octopus to see your profile?</h1><p>It would like to read your name.</p><label><input type=checkbox>Trust this device</label><button>Yes</button><button>No</button>`,
  ['consent'],
  { isGiven: true },
);
add(
  'D20 consent not now',
  `<h1>Share your profile with Octopus?</h1><p>Your name and e-mail will be shown to it.</p><button>Share</button><button>Not now</button>`,
  STOP.concat('consent'),
  { isGiven: true },
);
add(
  'D21 terms not now',
  `<h1>Our terms of service have changed</h1><p>Please read them.</p><button>Agree</button><button>Not now</button>`,
  ['terms'],
  { isGiven: true },
);
add(
  'D22 notice aup',
  `<h1>Welcome</h1><p>By going on you accept the acceptable use policy and the user agreement.</p><button>Continue</button>`,
  STOP,
  { isGiven: true },
);
add(
  'D23 notice sends sms',
  `<h1>Welcome back</h1><p>To make sure it's you, we will text a code to ••• 42.</p><button>Continue</button>`,
  STOP,
  { isGiven: true },
);
add(
  'D24 notice registers',
  `<h1>Welcome</h1><p>It is your first time here: an account will be made for you.</p><button>Confirm</button>`,
  STOP,
  { isGiven: true },
);
add(
  'D25 notice device',
  `<h1>Welcome to passwordless</h1><p>Your passkey will be created on this device.</p><button>Continue</button>`,
  STOP,
  { isGiven: true },
);
add(
  'D26 passwort anfordern',
  `<h1>Sicherheitsschlüssel</h1><p>Stecken Sie Ihren Sicherheitsschlüssel ein.</p><a href="/send">Passwort anfordern</a>`,
  STOP,
);
add(
  'D27 password by mail',
  `<h1>Use your passkey</h1><p>Insert your security key.</p><a href="/send">Password by e-mail</a>`,
  STOP,
);
add(
  'D28 fr ignorer',
  `<h1>Alerte de sécurité</h1><p>Quelqu'un a essayé d'ouvrir votre compte.</p><button>Ignorer</button><button>Sécuriser mon compte</button>`,
  STOP,
  { isGiven: true },
);
add(
  'D29 fusionauth passwordless',
  `<main><div><h2>Passwordless login</h2><main>${f('<input name=loginId autocomplete=on placeholder="Email"><button>Send</button><a>Return to login</a>')}</main></div></main>`,
  STOP,
);
add(
  'D30 ory code first',
  `<h1>Sign in</h1><div>${f('<label>E-mail <input name=identifier></label><button name=method value=code>Send sign in code</button><button name=method value=password>Sign in with password</button>')}</div>`,
  ['username', 'none'],
  { press: /password/ },
);
add(
  'D31 consent flag sms',
  `<h1>Keep your account safe</h1><p>We would like to send a code to your phone.</p><button>Continue</button>`,
  STOP,
  { isGiven: true },
);
add(
  'D32 friend',
  `<h1>Invite</h1><div>${f("<label>Your manager's e-mail <input type=email name=e></label><button>Submit</button>")}</div>`,
  STOP,
  { isGiven: true },
);
add(
  'D33 account number',
  `<h1>Confirm payment</h1><div>${f('<label>Account number <input name=acc></label><button>Confirm</button>')}</div>`,
  STOP,
  { isGiven: true },
);
add(
  'D34 unsubscribe',
  `<h1>Unsubscribe</h1><div>${f('<label>E-mail <input type=email name=e></label><button>Confirm</button>')}</div>`,
  STOP,
);
add(
  'D35 delete',
  `<h1>Close your account</h1><div>${f('<label>Type your user name to confirm <input name=u></label><button>Delete</button>')}</div>`,
  STOP,
  { isGiven: true },
);
add(
  'D36 success end sessions',
  `<h1>Notice</h1><p>You are signed in elsewhere. Your other sessions will be ended.</p><button>OK</button>`,
  STOP,
  { isGiven: true },
);
add(
  'D37 later with setup',
  `<h1>Set up your phone</h1><p>Add a number</p>${f('<input type=tel name=t><button>Next</button>')}<button>Skip for now</button>`,
  ['skippable'],
  { isGiven: true, press: /Skip/ },
);
add(
  'D38 kmsi de',
  `<h1>Angemeldet bleiben?</h1><p>Weniger Anmeldungen</p><button>Nein</button><button>Ja</button>`,
  ['stay-signed-in'],
  { press: /Nein/, isGiven: true },
);

// ---------- E. what is told ----------
add(
  'E01 push denied',
  `<h1>Login request denied</h1><p>You denied the Duo Push. Contact your help desk.</p><a href="/help">Help</a>`,
  ['none'],
  { isGiven: true },
);
add(
  'E02 push in footer',
  `<h1>Access denied</h1><p>You have no account here.</p><footer>Push notifications by PushCorp</footer>`,
  ['none'],
  { isGiven: true },
);
add(
  'E03 passkey in ad',
  `<h1>Internal error</h1><p>Try again later. New: sign in with a passkey!</p><a href="/x">Home</a>`,
  ['none'],
  { isGiven: true },
);
add(
  'E04 countdown number',
  `<h1>Approve the request</h1><p>Open the app and enter the number shown. You have <strong>59</strong> seconds.</p><p>We sent a push.</p><div>42</div>`,
  ['push'],
  { isGiven: true, number: '42' },
);
add('E05 nothing', '<h1>Nothing to see</h1><p>Here is a page.</p><a href="/x">Read more</a>', ['none']);
add(
  'E06 registration form',
  `<h1>Create your account</h1><div>${f('<label>First name <input name=fn></label><label>E-mail <input name=e></label><label>Password <input type=password name=p></label><button>Sign up</button>')}</div>`,
  ['registration'],
);
add(
  'E07 change two',
  `<h1>Update password</h1><div>${f('<input type=password name=a placeholder="New password"><input type=password name=b placeholder="Confirm"><button>Save</button>')}</div>`,
  ['new-password'],
);
add(
  'E08 security question',
  `<h1>Security check</h1><div>${f('<label>Security answer <input type=password name=a></label><button>Verify</button>')}</div>`,
  ['other-secret'],
);
add(
  'E09 webauthn',
  '<h1>Verify your identity</h1><p>Use your security key.</p><button>Use security key</button>',
  ['passkey'],
);
add('E10 terms', '<h1>Terms of use</h1><p>…</p><button>Accept</button><button>Decline</button>', ['terms']);
add(
  'E11 consent',
  '<h1>Permissions requested</h1><p>Octopus</p><button>Accept</button><button>Cancel</button>',
  ['consent'],
);
// ---------- F. more ----------
add(
  'F01 recaptcha bound to button',
  `<h1>Sign in</h1><div>${f(`${user}${pw}<button class="g-recaptcha" data-sitekey="x" data-callback="onSubmit" data-action="submit">Sign in</button>`)}</div>`,
  ['both'],
);
add(
  'F02 hcaptcha bound to button',
  `<h1>Sign in</h1><div>${f(`${user}${pw}<button class="h-captcha" data-sitekey="x" data-callback="onSubmit">Sign in</button>`)}</div>`,
  ['both'],
);
add(
  'F03 passkey among choices',
  `<h1>Sign in</h1><div><button>Continue with e-mail and password</button><button>Continue with Google</button><button>Use a passkey</button></div>`,
  ['none', 'method', 'another-way'],
);
add(
  'F04 script after heading',
  `<h1>Something went wrong</h1><script>window.__boot = { "xsrf": "fake-canary-5d1f0c9a7b", "flow": "fake-canary-flow" };</script><a href="/x">Home</a>`,
  ['none'],
  { notSaid: /fake-canary/ },
);
add(
  'F05 password beside newsletter',
  `<h1>Sign in</h1><div>${f(`${user}${pw}<button>Sign in</button>`)}</div><footer>${f('<label>First name <input name=first></label><label>E-mail <input name=nl></label><button>Subscribe</button>')}</footer>`,
  ['both'],
);
add(
  'F06 register modal below',
  `<h1>Sign in</h1><div>${f(`${user}${pw}<button>Sign in</button>`)}</div><div>${f('<h2>New here?</h2><label>E-mail <input name=nl type=email></label><label>Choose a password <input type=password autocomplete=new-password name=np></label><button>Create account</button>')}</div>`,
  ['both', 'none'],
);
add(
  'F07 code with username shown',
  `<h1>Two-factor</h1>${f(`<label>E-mail <input name=email value="${U}" readonly></label><label>6-digit code from your app <input name=totp></label><button>Verify</button>`)}`,
  ['code'],
  { isGiven: true },
);
add(
  'F08 keycloak like otp de',
  `<h1>Anmelden</h1><div>${f('<label for=otp>Einmalcode</label><input id=otp name=otp autocomplete=one-time-code><button>Anmelden</button>')}</div>`,
  ['code'],
  { isGiven: true },
);
add(
  'F09 authentik code',
  `<h1>Welcome</h1>${f('<p>Open your two-factor authenticator app to view your authentication code.</p><label>Authentication code <input name=code autocomplete=one-time-code></label><button>Continue</button>')}`,
  ['code'],
  { isGiven: true },
);
add(
  'F10 authentik static',
  `<h1>Welcome</h1>${f('<p>Enter a one-time recovery code for this user.</p><label>Static token <input name=code autocomplete=one-time-code></label><button>Continue</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'F11 authentik sms',
  `<h1>Welcome</h1>${f('<p>A code has been sent to you via SMS.</p><label>Authentication code <input name=code autocomplete=one-time-code></label><button>Continue</button>')}`,
  STOP,
  { isGiven: true },
);
add(
  'F12 fusionauth 2fa',
  `<div><h2>Two-factor challenge</h2><main>${f('<input name=code id=code autocomplete=one-time-code placeholder=Code><label><input type=checkbox name=trustComputer>Trust this computer for 30 days</label><button>Verify</button>')}</main></div>`,
  ['code'],
  { isGiven: true },
);
add(
  'F13 wso2 totp',
  `<h2>Authenticating with TOTP</h2><div></div>${f('<p>Enter the verification code generated on your mobile application</p><input name=token placeholder="Verification Code"><a>Get a verification code</a><input type=submit value=Authenticate>')}`,
  ['code'],
  { isGiven: true, press: /Authenticate/ },
);
add(
  'F14 new password two fields quiet',
  `<h1>Contoso</h1><div>${f('<label>New password <input type=password name=a></label><label>Confirm <input type=password name=b></label><button>Save</button>')}</div>`,
  ['new-password'],
);
add(
  'F15 account linking',
  `<h1>Link your account</h1><div><p>An account with this address exists. Sign in to link it.</p>${f(`${pw}<button>Link account</button>`)}</div>`,
  STOP,
);
add(
  'F16 confirm delegation',
  `<h1>Confirm it is you</h1><div><p>To let Octopus manage your devices, enter your password.</p>${f(`${pw}<button>Grant access</button>`)}</div>`,
  STOP.concat('consent'),
);
add(
  'F17 device name',
  `<h1>Name this device</h1><div>${f('<label>Login device <input name=login_device></label><button>Register device</button>')}</div>`,
  STOP,
  { isGiven: true },
);
add(
  'F18 skip only',
  `<h1>Remember your device?</h1><p>Next time it is quicker.</p><button>Remember</button><button>Skip</button>`,
  ['skippable', 'stay-signed-in'],
  { isGiven: true, press: /Skip/ },
);
add(
  'F19 ibm verify picker',
  `<h1>Two-step verification</h1><p>How do you want to verify?</p><button>Text message +49 *** 42</button><button>Authenticator app</button><button>E-mail j***@x.invalid</button>`,
  ['method'],
  { isGiven: true, press: /Authenticator/ },
);
add(
  'F20 duo list',
  `<h1>Other options to log in</h1><button>Duo Push</button><button>Duo Mobile passcode</button><button>Text message passcode</button>`,
  STOP,
  { isGiven: true },
);
add(
  'F21 shadow root of a div',
  `<div id="root"></div><script>document.getElementById('root').attachShadow({ mode: 'open' }).innerHTML = '<h1>Sign in</h1><form onsubmit="return false">${user}${pw}<button>Sign in</button></form>';</script>`,
  ['both'],
);
add(
  'F22 style sheet in a shadow root',
  `<div id="root"></div><script>document.getElementById('root').attachShadow({ mode: 'open' }).innerHTML = '<style>p { --name: "fake-canary-style" }</style><p hidden>fake-canary-hidden</p><form onsubmit="return false">${user}${pw}<button>Sign in</button></form>';</script>`,
  ['both'],
  { notSaid: /fake-canary/ },
);
add(
  'F23 consent in a shadow root, in an element without a box',
  `<div id="root"></div><script>document.getElementById('root').attachShadow({ mode: 'open' }).innerHTML = '<div style="display: contents"><p>Fake App wants access to your account.</p><button>Accept</button></div>';</script>`,
  ['consent'],
  { isGiven: true },
);
/** Elements of a page's own making that take part in its form: a box, a button, and a field that has a real one within. */
const OWN_CONTROLS = `<script>{
  const define = (tag, begin) => customElements.get(tag) || customElements.define(tag, class extends HTMLElement {
    static formAssociated = true;
    connectedCallback() { begin(this, this.internals ??= this.attachInternals(), this.attachShadow({ mode: 'open' })); }
  });
  define('x-box', (element, internals, root) => {
    internals.role = 'checkbox';
    internals.ariaChecked = String(element.hasAttribute('on'));
    if (element.hasAttribute('on')) internals.setFormValue('yes');
    root.innerHTML = '<slot></slot>';
  });
  define('x-button', (element, internals, root) => {
    root.innerHTML = '<slot></slot>';
    internals.role = 'button';
    element.onclick = () => internals.form.requestSubmit();
  });
  define('x-field', (element, internals, root) => {
    root.innerHTML = '<input aria-label="Username" autocomplete="username">';
    root.firstChild.oninput = ({ target }) => internals.setFormValue(target.value);
    internals.setFormValue('');
  });
}</script>`;
for (const [name, box, want] of [
  ['an element that is ticked', '<x-box name="share" on>Newsletter</x-box>', STOP],
  ['one that forwards mail', '<x-box name="share" on>Forward my mail to the team</x-box>', STOP],
  ['one that is not ticked', '<x-box name="share">Newsletter</x-box>', ['both']],
  ['one that is ticked to be known again', '<x-box name="stay" on>Remember me</x-box>', ['both']],
  ['one that nobody sees', '<x-box name="flow" on hidden>Flow</x-box>', ['both']],
  ['a list of languages of its own', '<x-box name="lang" on>English</x-box>', ['both']],
  ['a button of its own', '<x-button name="help" value="1">Help</x-button>', ['both']],
] as const)
  add(
    `F24 beside user name and password ${name}`,
    `<h1>Sign in</h1>${f(`${user}${pw}${box}<button>Sign in</button>`)}${OWN_CONTROLS}`,
    want,
  );
add(
  'F25 a field of its own that holds a real one',
  `<h1>Sign in</h1>${f(`<x-field name="username"></x-field>${pw}<button>Sign in</button>`)}${OWN_CONTROLS}`,
  ['both'],
);
// ---------- G. what is begun like a sign-in ----------
const mail = '<label>E-mail <input type="email" name="email"></label>';
for (const [language, recover, verify, register, next] of [
  ['en', 'Recover your account', 'Verify your account', 'Register an account', 'Continue'],
  ['de', 'Ihr Konto wiederherstellen', 'Verifizieren Sie Ihr Konto', 'Konto registrieren', 'Weiter'],
  ['fr', 'Récupérer votre compte', 'Vérifiez votre compte', 'Créer un compte', 'Continuer'],
  ['es', 'Recuperar su cuenta', 'Verificar su cuenta', 'Registrar una cuenta', 'Continuar'],
  ['it', 'Recupera il tuo account', 'Verifica il tuo account', 'Crea un account', 'Continua'],
  ['ja', 'アカウントを復旧', 'アカウントを検証', 'アカウント登録', '続行'],
  ['pt', 'Recuperar a sua conta', 'Verifique a sua conta', 'Criar conta', 'Próximo'],
  ['nl', 'Herstel uw account', 'Verifieer uw account', 'Account aanmaken', 'Doorgaan'],
] as const) {
  const under = (head: string) =>
    `<h1>Contoso</h1><div><h2>${head}</h2></div>${f(`${mail}<button>${next}</button>`)}`;
  add(`G01 ${language} recovery`, under(recover), ['none']);
  add(`G02 ${language} address to be proven`, under(verify), ['none'], { isGiven: true });
  add(`G03 ${language} first step of a registration`, under(register), ['registration']);
}
add(
  'G04 identity to be verified',
  `<h1>Contoso</h1><div><h2>Verify your identity</h2></div>${f(`${mail}<button>Continue</button>`)}`,
  ['username'],
);
for (const name of ['Sign in with passkey', "Se connecter avec une clé d'accès", 'パスキーでログイン'])
  add(
    `G05 passkey alone: ${name}`,
    `<h1>Contoso</h1>${f(`${user}<a href="/r">Recover account</a><button type="button">${name}</button>`)}`,
    ['passkey'],
  );
add(
  'G06 passkey beside a button',
  `<h1>Contoso</h1>${f(`${user}<button type="button">Sign in with passkey</button><button>Next</button>`)}`,
  ['username'],
  { press: /Next/ },
);
add(
  'G07 passkey beside an arrow',
  `<h1>Contoso</h1>${f(`${user}<button type="button">Sign in with passkey</button><button><img width="20" height="20"></button>`)}`,
  ['username'],
);
for (const [language, said, name] of [
  ['en', 'Prepare your hardware key', 'Continue'],
  ['fr', 'Préparez votre dispositif WebAuthn', 'Continuer avec la clé matérielle'],
] as const)
  add(
    `G08 ${language} security key`,
    `<h1>Contoso</h1><div><h2>2</h2><p>${said}</p></div><div><button>${name}</button></div>`,
    ['passkey'],
    { isGiven: true },
  );
for (const [language, name, label, send] of [
  ['de', 'E-Mail', 'Passwort', 'Mit Passwort anmelden'],
  ['fr', 'E-mail', 'Mot de passe', 'Se connecter avec un mot de passe'],
  ['es', 'Correo electrónico', 'Contraseña', 'Iniciar sesión con contraseña'],
  ['ja', 'メールアドレス', 'パスワード', 'パスワードでログイン'],
  ['pl', 'E-mail', 'Hasło', 'Zaloguj się za pomocą hasła'],
  ['fi', 'Sähköposti', 'Salasana', 'Kirjaudu sisään salasanalla'],
] as const)
  add(
    `G24 ${language} password among other ways`,
    `<h1>Contoso</h1>${f(`<label>${name} <input name="identifier" autocomplete="username"></label><label>${label} <input type="password" name="password"></label><button>${send}</button>`)}<a href="#">Passkey</a>`,
    ['both'],
    { press: new RegExp(`^${send}$`) },
  );
const ownName = `<h1>Contoso</h1><div><h2>Sign in</h2><p>with a code</p></div><a href="/again">${U}</a>${f(`<button>Send code to ${U}</button>`)}`;
add('G09 way back to the user name', ownName, ['none']);
add(
  'G11 one account among others',
  `<h1>Choose an account</h1><div><button>${U}</button><button>john.doe@stand-in.invalid</button></div>`,
  ['account'],
  { press: /^jane\S+$/ },
);
const secret = (language: string, how: string, label: string, picture: string) =>
  add(
    `G12 ${language} authenticator to be set up`,
    `<h1>Contoso</h1><h3>Authenticator</h3>${picture}<p>${how}</p>${f(`<label>${label} <input name="totp_code"></label><button>Save</button>`)}`,
    ['set-up'],
    { isGiven: true },
  );
secret('en', 'Scan the QR code.', 'Verify code', '<canvas width="180" height="180"></canvas>');
secret(
  'de',
  'Scannen Sie den QR-Code.',
  'Code der Authenticator-App',
  '<div><svg width="180" height="180"></svg><button>?</button></div>',
);
secret('ja', 'QRコードをスキャン', '認証アプリのコード', '<img width="180" height="180" alt="">');
add(
  'G13 code beside advice on a QR code',
  `<img width="48" height="48" alt=""><canvas width="300" height="120"></canvas><h1>Two-step verification</h1><p>Enter the code of the authenticator app. Another phone? Ask for a new QR code.</p>${f('<label>Code <input name="totp"></label><button>Verify</button>')}`,
  ['code'],
  { isGiven: true },
);
for (const [language, name] of [
  ['de', 'Eine andere Methode wählen'],
  ['fr', 'Choisir une autre méthode'],
  ['es', 'Elegir otro método'],
  ['it', 'Scegli un altro metodo'],
  ['pt', 'Escolher outro método'],
  ['nl', 'Kies een andere methode'],
] as const)
  add(
    `G14 ${language} way to a list`,
    `<h1>Contoso</h1>${f(`<label>Recovery code <input name="lookup_secret"></label><button>OK</button>`)}<button>${name}</button>`,
    ['another-way'],
    { isGiven: true, press: new RegExp(name) },
  );
add(
  'G15 sent code, as said beside the form',
  `<div><div>An OTP was sent to you.</div><div>${f('<label>OTP <input name="otp" autocomplete="one-time-code"></label><button>Continue</button>')}</div></div><footer>Contoso</footer>`,
  ['other-code'],
  { isGiven: true },
);
add(
  'G16 code, where a footer far from it tells of letters',
  `<div><div>Second factor</div>${f('<label>One-time code <input name="otp"></label><button>Continue</button>')}</div><footer>A letter is sent to new customers.</footer>`,
  ['code'],
  { isGiven: true },
);
add(
  'G17 picture to sign in by beside a password',
  `<h1>Sign in</h1><canvas width="180" height="180"></canvas><p>Scan the QR code with our app.</p>${f(`${user}${pw}<button>Sign in</button>`)}`,
  ['both'],
);
add(
  'G18 code of an app, where something else was sent',
  `<div><p>We have sent you news.</p>${f('<p>Open your authenticator app.</p><label>Code <input name="otp"></label><button>Continue</button>')}</div>`,
  ['code'],
  { isGiven: true },
);
add(
  'G19 de code of an app',
  `<h1>Contoso</h1>${f('<p>Öffnen Sie Ihre Authentifikator-App.</p><label>Code <input name="code"></label><button>Weiter</button>')}`,
  ['code'],
  { isGiven: true },
);

// ---------- G. what only looks like something to be pressed ----------
add(
  'H01 proofs of entra, without a code',
  `<div role="heading">Verify your identity</div><div role="button" tabindex="0">Approve a request on my Microsoft Authenticator app</div><div role="button" tabindex="0">Text +XX XXXXXXX89</div>`,
  STOP,
  { isGiven: true },
);
add(
  'H02 who signs in, beside ways that are not at hand',
  `<h1>Verify it’s you</h1><div role="link" tabindex="0">${U}</div><div role="link" tabindex="0">Get a verification code at •••• ••89</div>`,
  STOP,
  { isGiven: true },
);
add('H03 going on as somebody', `<h1>Welcome back</h1><button>Continue as ${U}</button>`, ['account']);
add('H04 feedback as somebody', `<h1>Tell us more</h1><button>Rate us as ${U}</button>`, STOP);
add(
  'H05 a code that is not offered at the moment',
  `<h1>Choose how you want to sign in</h1><div role="link" tabindex="0" aria-disabled="true">Get a verification code from the Google Authenticator app</div><div role="link" tabindex="0">Get a verification code at •••• ••89</div>`,
  STOP,
  { isGiven: true },
);
add(
  'H06 on to whoever proves it',
  `<div><div role="heading">Verification required</div></div><p>You will be redirected to Fake to verify your identity.</p><form method="post"><button>Continue</button></form>`,
  ['notice'],
  { press: /Continue/ },
);
add(
  'H07 on to somewhere, with a consequence',
  `<div><div role="heading">Almost done</div></div><p>Your devices are removed, and you will be redirected to your profile.</p><form method="post"><button>Continue</button></form>`,
  STOP,
);
add(
  'H08 a push, and a box for next time',
  `<h1>2-Step Verification</h1><h2>Check your phone</h2><div>Tap Yes on the notification.</div><label><input type="checkbox" checked>Don’t ask again on this device</label>`,
  ['push'],
  { isGiven: true },
);
add(
  'H09 a box about pushes',
  `<h1>Notifications</h1><label><input type="checkbox">Send me push messages</label><a href="/help">Help</a>`,
  STOP.filter((kind) => kind !== 'push'),
  { isGiven: true },
);
add(
  'H10 later, with a term',
  `<h1>More information required</h1><p>Your organization needs it.</p><a href="#">Skip for now (14 days until this is required)</a><button>Next</button>`,
  ['skippable'],
  { press: /Skip/, isGiven: true },
);
