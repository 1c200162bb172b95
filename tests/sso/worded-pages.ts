import type { JudgedPage } from './judged-pages.ts';

// What sign-in pages say around their fields, in the words of whoever has set them up: names, notices, small print, where help is.

const drawn = (body: string, language = 'en') => `<html lang="${language}"><body>${body}</body></html>`;
const asked = (fields: string, button: string) =>
  `<form method="post" action="/take">${fields}<button type="submit">${button}</button></form>`;
const mail = '<label>Email <input type="email" name="email" autocomplete="username"></label>';
const secret = '<label>Password <input type="password" name="password"></label>';
const code =
  '<label>Code <input name="otp" inputmode="numeric" autocomplete="one-time-code" maxlength="6"></label>';

export const wordedPages: readonly JudgedPage[] = [
  {
    name: 'worded: acme',
    html: drawn(
      `<h1>Acme Corporation Employee Portal</h1><p>Welcome back! Please sign in with your corporate account.</p>${asked(`${mail + secret}<label><input type="checkbox" name="rememberMe" checked> Remember me on this computer</label><a href="/f">Forgot your password?</a>`, 'Log in')}<p>New here? <a href="/r">Create an account</a></p><footer>© 2026 Acme Inc. All rights reserved. <a href="/p">Privacy Policy</a></footer>`,
    ),
    want: ['both'],
  },
  {
    name: 'worded: tos note',
    html: drawn(
      `<h1>Log in to your account</h1>${asked(mail, 'Continue')}<p>By continuing, you agree to our <a href="/t">Terms of Service</a> and <a href="/p">Privacy Policy</a>.</p>`,
    ),
    want: ['username'],
  },
  {
    name: 'worded: tos note sign in',
    html: drawn(
      `<h1>Log in</h1>${asked(mail + secret, 'Sign in')}<p>By signing in, you agree to the <a href="/t">Terms of Service</a>.</p>`,
    ),
    want: ['both'],
  },
  {
    name: 'worded: security notice',
    html: drawn(
      `<h1>Sign in</h1><div class="notice">This system is for authorised use only. Activity may be monitored and recorded.</div>${asked(mail + secret, 'Sign In')}`,
    ),
    want: ['both'],
  },
  {
    name: 'worded: maintenance banner',
    html: drawn(
      `<div>Scheduled maintenance on Saturday 28 November, 22:00–23:00 UTC. Some services may be unavailable.</div><h1>Sign in to Contoso</h1>${asked(mail, 'Next')}`,
    ),
    want: ['username'],
  },
  {
    name: 'worded: totp',
    html: drawn(
      `<h1>Two-step verification</h1><p>Enter the 6-digit code from your authenticator app to continue.</p>${asked(code, 'Continue')}<a href="/o">Use a recovery code instead</a>`,
    ),
    want: ['code'],
  },
  {
    name: 'worded: totp support',
    html: drawn(
      `<h1>Authentication required</h1><p>Open your authenticator app to view your code. If you have lost your phone, contact the IT service desk on 555-0100.</p>${asked(code, 'Verify')}`,
    ),
    want: ['code'],
  },
  {
    name: 'worded: helpdesk',
    html: drawn(
      `<img alt="Fabrikam"><h2>Welcome, Jane</h2><p>Please enter your network password. Need help? Call the service desk at ext. 4357.</p>${asked(secret, 'Continue')}`,
    ),
    want: ['password'],
  },
  {
    name: 'worded: german',
    html: drawn(
      `<h1>Anmelden</h1><p>Bitte melden Sie sich mit Ihrem Firmenkonto an.</p>${asked('<label>Benutzername <input name="username" autocomplete="username"></label><label>Passwort <input type="password" name="password"></label><label><input type="checkbox" name="remember"> Angemeldet bleiben</label>', 'Anmelden')}<p>Probleme bei der Anmeldung? Wenden Sie sich an den IT-Servicedesk.</p><a href="/i">Impressum</a> <a href="/d">Datenschutz</a>`,
      'de',
    ),
    want: ['both'],
  },
  {
    name: 'worded: german weiter',
    html: drawn(
      `<h1>Willkommen bei der Stadt Musterhausen</h1>${asked('<label>E-Mail-Adresse <input type="email" name="email"></label>', 'Weiter')}<p>Mit Ihrer Anmeldung akzeptieren Sie unsere Nutzungsbedingungen.</p>`,
      'de',
    ),
    want: ['username'],
  },
  {
    name: 'worded: french',
    html: drawn(
      `<h1>Connexion</h1><p>Veuillez saisir vos identifiants pour accéder à votre espace.</p>${asked('<label>Identifiant <input name="username"></label><label>Mot de passe <input type="password" name="password"></label>', 'Se connecter')}`,
      'fr',
    ),
    want: ['both'],
  },
  {
    name: 'worded: french suivant',
    html: drawn(
      `<h1>Bienvenue sur le portail de la région</h1>${asked('<label>Adresse e-mail <input type="email" name="email"></label>', 'Suivant')}`,
      'fr',
    ),
    want: ['username'],
  },
  {
    name: 'worded: spanish',
    html: drawn(
      `<h1>Iniciar sesión</h1><p>Usa tu cuenta corporativa de Ejemplo S.A.</p>${asked('<label>Usuario <input name="username"></label><label>Contraseña <input type="password" name="password"></label>', 'Entrar')}`,
      'es',
    ),
    want: ['both'],
  },
  {
    name: 'worded: polish',
    html: drawn(
      `<h1>Zaloguj się</h1><p>Podaj dane swojego konta służbowego.</p>${asked('<label>Nazwa użytkownika <input name="username"></label><label>Hasło <input type="password" name="password"></label>', 'Zaloguj się')}`,
      'pl',
    ),
    want: ['both'],
  },
  {
    name: 'worded: adfs',
    html: drawn(
      `<div id="header">Woodgrove Bank</div><div>Sign in with your organizational account</div><form id="loginForm" method="post" action="/take"><input type="email" name="UserName" placeholder="someone@example.com"><input type="password" name="Password" placeholder="Password"><input type="checkbox" name="Kmsi" id="kmsi"><label for="kmsi">Keep me signed in</label><span id="submitButton" role="button" tabindex="0">Sign in</span></form><div>© 2018 Microsoft</div>`,
    ),
    want: ['both'],
  },
  {
    name: 'worded: shibboleth',
    html: drawn(
      `<h1>University of Example Single Sign-On</h1><p>You are about to log in to <b>Octopus Deploy</b>.</p>${asked('<label>NetID <input name="j_username"></label><label>Password <input type="password" name="j_password"></label><label><input type="checkbox" name="donotcache" value="1"> Don\'t Remember Login</label><label><input type="checkbox" name="_shib_idp_revokeConsent" value="true"> Clear prior granting of permission for release of your information to this service.</label>', 'Login')}`,
    ),
    want: ['both'],
  },
  {
    name: 'worded: cas',
    html: drawn(
      `<h2>Enter Username & Password</h2>${asked('<label>Username: <input name="username"></label><label>Password: <input type="password" name="password"></label><label><input type="checkbox" name="publicWorkstation" value="true"> I am at a public workstation.</label>', 'LOGIN')}<p>For security reasons, please log out and exit your web browser when you are done accessing services that require authentication!</p>`,
    ),
    want: ['both'],
  },
  {
    name: 'worded: jumpcloud',
    html: drawn(
      `<h1>User Login</h1>${asked('<label>User Email <input type="email" name="email"></label>', 'Continue')}<a href="/a">Log in as Admin instead</a><p>By continuing you accept the JumpCloud Terms.</p>`,
    ),
    want: ['username'],
  },
  {
    name: 'worded: onelogin',
    html: drawn(
      `<h1>Log in</h1>${asked('<label>Username <input name="username"></label><label><input type="checkbox" name="remember" checked> Remember username</label>', 'Continue')}`,
    ),
    want: ['username'],
  },
  {
    name: 'worded: language select',
    html: drawn(
      `<h1>Sign in</h1>${asked('<label>User name <input name="username"></label><label>Password <input type="password" name="password"></label><label>Language <select name="lang"><option>English</option><option>Deutsch</option></select></label>', 'Sign in')}`,
    ),
    want: ['both'],
  },
  {
    name: 'worded: marketing',
    html: drawn(
      `<aside><h2>Ship faster with Fabrikam Cloud</h2><p>New: AI-powered pipelines are now generally available. Read the blog.</p></aside><main><h1>Sign in</h1>${asked(mail + secret, 'Continue')}</main>`,
    ),
    want: ['both'],
  },
  {
    name: 'worded: cookie banner',
    html: drawn(
      `<div role="dialog">We use cookies to improve your experience. <button>Accept all</button><button>Reject</button></div><h1>Sign in</h1>${asked(mail + secret, 'Sign in')}`,
    ),
    want: ['both'],
  },
  {
    name: 'worded: itsm',
    html: drawn(
      `<h1>Sign in</h1>${asked(mail + secret, 'Sign in')}<div>Status: All systems operational</div><div>Version 12.4.1 (build 8812)</div><div>Call 555 0100 to order a new badge or pay an invoice.</div>`,
    ),
    want: ['both'],
  },
  {
    name: 'worded: phishing warning',
    html: drawn(
      `<h1>Enter password</h1><p>Check that the address bar shows login.contoso.com before you type. Never share your password.</p>${asked(secret, 'Sign in')}`,
    ),
    want: ['password'],
  },
];
