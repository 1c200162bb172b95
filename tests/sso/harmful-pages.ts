import type { PageKind } from '../../src/in-page/page-kinds.ts';
import { f, type JudgedPage, judgeAs, pw, STOP, USERNAME, user } from './judged-pages.ts';

const GIVEN = { isGiven: true };
const code = (label = 'Verification code', more = '') =>
  `<label>${label} <input name="code" ${more}></label>`;
const secret = (more = '') => f(`<input type=password name=password ${more}><button>Sign in</button>`);
const choice = (name: string) =>
  `<h1>One more thing</h1><p>Octo needs an answer.</p><button>${name}</button><button>Back</button>`;
const amongAccounts = (name: string) => `<h1>Choose an account</h1><button>${name}</button>`;
const push = (name: string) =>
  `<h1>Approve sign in request</h1><p>We have sent a push to your phone.</p><a href="#">${name}</a>`;
const list = (...names: string[]) =>
  `<h1>Other options to log in</h1><ul>${names.map((name) => `<li><a href="#">${name}</a></li>`).join('')}</ul>`;
const PICTURE = '<img width=50 height=50 src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">';

function left(
  want: readonly PageKind[],
  bodies: Readonly<Record<string, string>>,
  more: Partial<JudgedPage> = {},
): JudgedPage[] {
  return judgeAs(want, bodies, { isLeft: true, ...more });
}

/** On none of them anything may be typed or pressed. */
export const harmfulPages: readonly JudgedPage[] = [
  // Consent and terms, given along with a secret.
  ...left(['consent'], {
    'mailbox, allow': `<h1>Sign in</h1><p>ThirdParty wants access to your mailbox, and will be able to send mail as you.</p>${f(`${user}${pw}<button name=consent>Allow</button>`)}`,
    'authorize app': `<h2>Authorize Octo to access your account?</h2>${f(`${user}${pw}<button>Authorize app</button>`)}<p>This application will be able to: read your mail</p>`,
    'allow or deny': `<h1>ThirdParty wants to access your mailbox</h1>${f(`${user}${pw}<button formnovalidate>Deny</button><button>Allow access</button>`)}`,
    'permissions and continue': `<h1>ThirdParty wants access to your mailbox</h1><p>The following permissions are requested: read mail. Enter your password to consent.</p>${f(`${pw}<button>Continue</button>`)}`,
    'permissions in a list': `<h1>Sign in</h1><div><ul><li>Octo would like to read your mail</li></ul></div>${f(`${user}${pw}<button>Sign in</button>`)}`,
    'access granted by signing in': `<h1>Zugriff gewähren</h1><p>Octo möchte auf Ihr Postfach zugreifen.</p>${f(`${user}${pw}<button>Anmelden</button>`)}`,
  }),
  ...left(
    ['consent'],
    {
      'code and allow': `<h1>Confirm consent</h1><p>Payroll wants access to your account. Confirm with the code of your authenticator app.</p>${f(`${code()}<button>Allow access</button>`)}`,
      'code and verify': `<h1>Payroll wants access to your account</h1>${f(`${code('Code of your authenticator app')}<button>Verify</button>`)}`,
    },
    GIVEN,
  ),
  ...left(['terms'], {
    'terms of use': `<h1>Terms of use</h1>${f(`${user}${pw}<button>I accept the terms</button>`)}`,
    'terms of use, sign in': `<h1>Please accept our terms of use</h1>${f(`${user}${pw}<button>Sign in</button>`)}`,
    'agree and sign in': `<h1>Sign in</h1><p>Our terms of service have changed on May 1.</p>${f(`${user}${pw}<button>Agree and sign in</button>`)}`,
    'sign in and agree': `<h1>Sign in</h1><p>Our terms of service have changed on May 1.</p>${f(`${user}${pw}<button>Sign in and agree</button>`)}`,
    nutzungsbedingungen: `<h1>Nutzungsbedingungen</h1>${f(`${user}${pw}<button>Zustimmen</button>`)}`,
  }),

  // Notices that do more than tell.
  ...left(
    STOP,
    {
      'notice: linked and billed': `<h1>Willkommen</h1><p>Ihr Konto wird mit Octo verknüpft und kostenpflichtig freigeschaltet.</p>${f('<button>Weiter</button>')}`,
      'notice: passed on': `<h1>Welcome</h1><p>Your name and mail address are passed on to Octo Ltd. when you go on.</p>${f('<button>Continue</button>')}`,
      'notice: passed on, fr': `<h1>Bienvenue</h1><p>Vos données seront transmises à Octo.</p>${f('<button>Continuer</button>')}`,
      'notice: released': `<h1>Notice</h1><p>Information about you is released to Octo.</p>${f('<button>Continue</button>')}`,
      'notice: linked': `<h1>Welcome!</h1><p>Your account will be linked with Octo, which then reads your profile.</p>${f('<button>Continue</button>')}`,
      'notice: trial': `<h1>Success</h1><p>Going on ends your trial; your organisation is billed for one seat.</p>${f('<button>Continue</button>')}`,
      'notice: enables': `<h1>Welcome</h1><p>Continue to enable two-step verification by phone and to publish your profile.</p>${f('<button>Continue</button>')}`,
      'notice: known, then more': `<h1>Reminder</h1><p>Your password expires in 5 days. Octo is charged to your card today.</p>${f('<button>Continue</button>')}`,
      'notice: a list of attributes': `<h1>Notice</h1><ul><li>Name</li><li>Mail</li></ul>${f('<button>Continue</button>')}`,
    },
    GIVEN,
  ),

  // The person's name in a button that does something else than to choose it.
  ...left(
    STOP,
    Object.fromEntries(
      [
        'Allow as',
        'Create an account for',
        'Sign up as',
        'Register',
        'Verify',
        'Confirm',
        'Link to',
        'Merge with',
        'Unlink',
        'Deactivate',
        'Recover',
        'Edit',
        'Agree as',
        'Subscribe',
        'Pay as',
        'Konto erstellen für',
        'Créer un compte pour',
      ].map((deed) => [`account: ${deed}`, choice(`${deed} ${USERNAME}`)]),
    ),
    GIVEN,
  ),
  ...left(
    STOP,
    {
      'account: on a page to choose one': amongAccounts(`Hifadhi ${USERNAME}`),
      'account: removed, on such a page': amongAccounts(`<div>${USERNAME}</div><div>Remove</div>`),
      'account: made, on such a page': amongAccounts(`<div>Create an account</div><div>${USERNAME}</div>`),
      'account: share': choice(`Share with Octo as ${USERNAME}`),
      'account: passwordless': choice(`Switch to passwordless for ${USERNAME}`),
      'account: bold': choice(`Create an account for <b>${USERNAME}</b>`),
      'account: two lines': choice(`<div>Create an account</div><div>${USERNAME}</div>`),
      'account: verb after': choice(`${USERNAME} verknüpfen`),
      'account: label': choice(`<span role=img></span>`).replace(
        '<button>',
        `<button aria-label="Register ${USERNAME}">`,
      ),
    },
    GIVEN,
  ),

  // Another secret than the password.
  ...left(STOP, {
    'pin of a smart card': `<h1>Sign in</h1><div><b>jane</b> <a href="#">Change</a></div><p>Type the PIN of your smart card.</p>${secret()}`,
    'pin of a smart card, in the form': `<h1>Sign in</h1><div><b>jane</b></div>${f('<p>Type the PIN of your smart card.</p><input type=password name=password><button>Sign in</button>')}`,
    yubikey: `<h1>Sign in</h1><div><b>jane</b></div><p>Touch your YubiKey.</p>${secret()}`,
    'first pet': `<h1>Sign in</h1>${f('<p>What was the name of your first pet?</p><div><input type=password name=password autocomplete=current-password></div><button>Sign in</button>')}`,
    'maiden name': `<h1>Sign in</h1><div><p>Your mother's maiden name</p></div>${secret()}`,
    'code sent': `<h1>Sign in</h1>${f('<p>Enter the code that we have sent to your phone.</p><div><input type=password name=password></div><button>Sign in</button>')}`,
    'пин-код': `<h1>Вход</h1>${f('<label>ПИН-код <input type=password name=password></label><button>Войти</button>')}`,
    动态密码: `<h1>登录</h1>${f('<label>用户名 <input name=username></label><label>动态密码 <input type=password name=password></label><button>登录</button>')}`,
    'a label in an unknown language': `<h1>Sign in</h1>${f('<label>Namba ya siri <input type=password name=password></label><button>Sign in</button>')}`,
    'password and token': `<h1>Sign in</h1>${f(`${user}<label>Password and token <input type=password name=password></label><button>Sign in</button>`)}`,
    'labelled password, named otp': `<h1>Sign in</h1>${f('<label>Password <input type=password name=otp></label><button>Sign in</button>')}`,
    'access pass': `<h1>Enter Temporary Access Pass</h1>${f('<input type=password name=accesspass placeholder="Temporary Access Pass"><input type=submit value="Sign in">')}`,
  }),

  // The password, for another deed.
  ...left(STOP, {
    'turn off': `<h1>Two-factor authentication</h1>${f(`${pw}<button>Turn off two-factor authentication</button>`)}`,
    pay: `<h1>Confirm</h1>${f(`${pw}<button>Pay 20 EUR</button>`)}`,
    transfer: `<h1>Transfer ownership</h1>${f(`${pw}<button>Transfer</button>`)}`,
    'transfer, continue': `<h1>Transfer ownership</h1>${f(`${pw}<button>Continue</button>`)}`,
    sign: `<h1>Sign the contract</h1><p>By your password you sign the contract 123.</p>${f(`${pw}<button>Sign</button>`)}`,
    'sign, confirm': `<h1>Sign the contract</h1>${f(`${pw}<button>Confirm</button>`)}`,
    'sign out of all': `<h1>Your sessions</h1>${f(`${pw}<button>Sign out of all devices</button>`)}`,
    'close my account': `<h1>Close my account</h1><p>Your account and all data are closed.</p>${f(`${pw}<button>Continue</button>`)}`,
    'close, under a brand': `<h1>Contoso</h1><div><p>Type your password to close your account for good.</p>${f(`${pw}<button>Continue</button>`)}</div>`,
    'konto löschen': `<h1>Konto löschen</h1>${f(`${pw}<button>Weiter</button>`)}`,
    'supprimer le compte': `<h1>Supprimer mon compte</h1>${f(`${pw}<button>Continuer</button>`)}`,
    'export my data': `<h1>Export my data</h1>${f(`${pw}<button>Continue</button>`)}`,
    'link accounts': `<h1>Sign in</h1>${f(`${pw}<button>Link accounts</button>`)}`,
    'sign in and link': `<h1>Sign in</h1>${f(`${user}${pw}<button>Sign in and link accounts</button>`)}`,
    enable: `<h1>Two-factor authentication</h1><p>Secret key: JBSW Y3DP</p>${f(`${code('Code of your app')}<button>Enable</button>`)}`,
    'a button in an unknown language': `<h1>Contoso</h1>${f(`${pw}<button>Lipa sasa</button>`)}`,
    'several unknown buttons': `<h1>Sign in</h1>${f(`${user}${pw}<button name=b value=1>Octo!</button><button name=b value=2>Octo for good!</button>`)}${f('<p>Report a problem</p><button>Submit</button>')}`,
  }),

  // The form of others.
  ...left(STOP, {
    'a form without a way, and a guest form': `<h1>Sign On</h1>${f(`${user}${pw}<button>Octo!</button>`)}${f('<p>Guests: go on if you accept our terms.</p><button>Continue</button>')}`,
  }),

  // A code that no authenticator app makes.
  ...left(
    ['other-code'],
    {
      'sent, with a link': `<h1>Two-factor authentication</h1><p>A code was sent to your phone. <a href="#">Did it not come?</a></p>${f('<label>One-time code <input name=otp></label><button>Verify</button>')}`,
      'sent, below an icon': `<h1>Two-factor authentication</h1><svg width=20 height=20></svg><p>A code was sent by SMS to your phone.</p>${f('<label>Code <input name=otp></label><button>Verify</button>')}`,
      'sent, told below': `<h1>Two-factor authentication</h1><div>${f('<label>One-time code <input name=otp></label><button>Verify</button>')}</div><p>The code was sent to your phone. It may take a minute.</p>`,
      'e-mailed, beside': `<h2>Verify</h2><div><span>i</span></div><p>We have e-mailed a code to you.</p>${f(`${code()}<input type=submit value=Continue>`)}`,
      'sent, marked as one-time': `<h2>Verify</h2><div><span>i</span></div><p>We have sent a text message to your phone.</p>${f(`${code('Code', 'autocomplete=one-time-code')}<input type=submit value=Continue>`)}`,
      'by whatsapp': `<h1>Verify your identity</h1><p>We have messaged a code to your WhatsApp.</p>${f(`${code()}<button>Continue</button>`)}`,
      'on its way': `<h1>Two-step verification</h1><p>A code is on its way to your mobile ending in 12.</p>${f(`${code()}<button>Continue</button>`)}`,
      'bypass code': `<h1>Enter your bypass code</h1><p>Enter the bypass code provided by your IT help desk</p>${f(`${code('Bypass code', 'autocomplete=one-time-code')}<button>Verify</button>`)}<button>Octo</button>`,
      'emergency code': `<h1>Emergency Tokencode</h1><p>Enter an emergency access code from your administrator</p>${f(`${code('One-time emergency code')}<button>Submit</button>`)}`,
      'scratch code': `<h1>Two-factor authentication</h1>${f(`${code('Scratch code')}<button>Verify</button>`)}`,
      'request a new one': `<h1>Two-step verification</h1>${f(`${code()}<button>Verify</button><button type=button>Request a new code</button>`)}`,
      'not received': `<h1>Two-step verification</h1>${f(`${code()}<button>Verify</button>`)}<a href="#">Didn't receive a code?</a>`,
      'get a new one': `<h1>Two-step verification</h1>${f(`${code()}<button>Verify</button>`)}<a href="#">Get a new code</a>`,
      'hotp, sent on request': `<h1>One Time Password</h1><p>Please enter your One Time Password or request a new one</p>${f('<label for=t>Enter OTP</label><input type=password id=t name=callback_0><input type=submit value="Submit OTP"><input type=submit value="Request OTP">')}`,
      'rsa tokencode': `<h1>Authenticate Tokencode</h1><p>Enter the tokencode from the RSA Authenticator app.</p>${f('<label>Tokencode <input name=tokencode></label><button>Submit</button>')}`,
    },
    GIVEN,
  ),
  ...left(
    STOP,
    {
      'sent, zh': `<h1>验证</h1><p>验证码已发送至您的手机</p>${f(`${code('验证码', 'autocomplete=one-time-code')}<button>下一步</button>`)}`,
      'sent, sv': `<h1>Logga in</h1><p>Vi har skickat en engångskod till ditt telefonnummer</p>${f('<label>Kod <input name=otp autocomplete=one-time-code></label><button>Verifiera</button>')}`,
      'sent, pl': `<h1>Weryfikacja</h1><p>Wysłaliśmy kod na adres pocztowy</p>${f('<label>Kod <input name=otp autocomplete=one-time-code></label><button>Dalej</button>')}`,
      'sent, cs': `<h1>Ověření</h1><p>Kód jsme odeslali na váš telefon</p>${f('<label>Kód <input name=otp autocomplete=one-time-code></label><button>Ověřit</button>')}`,
      'sent, ru': `<h1>Проверка</h1><p>Мы отправили код на ваш телефон</p>${f('<label>Код <input name=otp autocomplete=one-time-code></label><button>Далее</button>')}`,
      'sent, tr': `<h1>Doğrulama</h1><p>Telefonunuza bir kod gönderdik</p>${f('<label>Kod <input name=otp autocomplete=one-time-code></label><button>İleri</button>')}`,
      'in an unknown language': `<h1>Uthibitisho</h1><p>Tumekutumia namba kwa simu yako</p>${f('<label>Namba <input name=x autocomplete=one-time-code></label><button>OK</button>')}`,
    },
    GIVEN,
  ),

  // An authenticator app is to be set up.
  ...left(
    ['set-up'],
    {
      'scan the code below': `<h2>Two-factor authentication</h2><p>Scan the QR code below using your authenticator app, then enter the OTP code.</p>${PICTURE}${f('<input name=totp placeholder="One-time code" required><button>Verify</button>')}`,
      'not registered': `<h1>Your account is not registered.</h1><p>Your account is not registered for MFA with Google Authenticator. Scan this picture.</p>${PICTURE}<p>Please confirm with a token</p>${f('<label>One-time token <input name=token></label><button>Confirm</button>')}`,
      'secret key': `<h1>Two-factor authentication</h1><p>Secret key: JBSW Y3DP</p>${f(`${code('Code of your authenticator app')}<button>Verify</button>`)}`,
      'a picture of a code': `<h1>Two-factor authentication</h1><p>Open your authenticator app.</p>${PICTURE.replace('alt=""', 'alt="QR code"')}${f(`${code('One-time code')}<button>Verify</button>`)}`,
      scannen: `<h1>Zwei-Faktor-Authentifizierung</h1><p>Scannen Sie das Bild mit Ihrer Authentifizierungs-App.</p>${PICTURE}${f('<label>Einmalcode <input name=otp></label><button>Bestätigen</button>')}`,
    },
    GIVEN,
  ),

  // Ways that do something else than to ask for the password, or a code of an authenticator app.
  ...left(
    STOP,
    Object.fromEntries(
      [
        'Password help',
        'Password reset',
        'Password policy',
        'Password self-service',
        'Reset your authenticator app',
        'Lost your authenticator?',
        'Add an authenticator app',
        'Download Google Authenticator',
        'Remove authenticator app',
        'Disable authenticator',
        'Replace my authenticator app',
        'Manage authenticator apps',
        'What is an authenticator app?',
        'I cannot use my authenticator app',
        'Approve a request on my Authenticator app',
        'Enter a code we send to (•••) ••• 12',
        'Get a one-time code by mail',
        'Use a one-time passcode sent to your WhatsApp',
        'Get help with the verification code from your app',
        'Enter a code from your IT help desk',
        'Authenticator-App zurücksetzen',
      ].map((name) => [`push: ${name}`, push(name)]),
    ),
  ),
  ...left(
    STOP,
    {
      'duo: bypass code': list(
        'Duo Push<br>Send to "iOS"',
        'Bypass code<br>Enter a code from your IT help desk',
      ),
      'duo: hardware token': list(
        'Duo Push<br>Send to "iOS"',
        'Hardware token<br>Enter a code from your hardware token',
      ),
      'entra: a push alone': `<div role=heading>Verify your identity</div><div role=button tabindex=0>Approve a request on my Microsoft Authenticator app</div><div role=button tabindex=0>Text +XX XXXXXXXX58</div>`,
    },
    GIVEN,
  ),

  // A message would be sent.
  ...left(STOP, {
    'mails a code': `<h1>Sign in</h1><p>We'll email you a one-time code for a password-free sign in.</p>${f('<label>Email address <input type=email name=email autocomplete=email></label><button>Continue</button>')}`,
    'sends a link': `<h1>Sign in</h1><div>${f(`${user}<button>Next</button>`)}<p>You will get a link by mail.</p></div>`,
    'account recovery': `<h1>Account recovery</h1><p>Enter your user name and we'll send a link to your mail.</p>${f(`${user}<button>Next</button>`)}`,
    'password assistance': `<h1>Password assistance</h1><p>Enter the email address associated with your account.</p>${f('<label>Email <input type=email name=email></label><button>Continue</button>')}`,
    'who are you': `<h1>Get back into your account</h1><h2>Who are you?</h2><p>To recover your account, begin by entering your email or username.</p>${f('<label>Email or Username: <input name=u></label><button>Next</button><button>Cancel</button>')}`,
    'mails a code, de': `<h1>Anmelden</h1><p>Wir senden Ihnen einen Code per E-Mail.</p>${f('<label>E-Mail <input type=email name=email></label><button>Weiter</button>')}`,
    'mails a code, sv': `<h1>Logga in</h1><p>Vi skickar en kod till din e-post.</p>${f('<label>E-post <input type=email name=email></label><button>Fortsätt</button>')}`,
    'mails a code, fr': `<h1>Connexion</h1><p>Nous vous enverrons un lien par e-mail.</p>${f('<label>E-mail <input type=email name=email></label><button>Continuer</button>')}`,
    kontowiederherstellung: `<h1>Kontowiederherstellung</h1><div>${f('<label>Benutzername <input name=u></label><button>Weiter</button>')}</div>`,
  }),

  // What is typed would be searched for.
  ...left(STOP, {
    'home organisation': `<h1>Select your Home Organisation</h1>${f('<input id=user_idp_iddtext name=user_idp_text placeholder="Enter the name of the organisation"><input type=submit value=Login>')}`,
    'find a user': `<h1>Directory</h1>${f('<input name=user placeholder="Find a user"><button>Enter</button>')}`,
    'search by mail': `<h1>Directory</h1>${f('<input name=email placeholder="Search by name or e-mail"><button>Continue</button>')}`,
  }),

  // All of it is in words of notices, and something follows all the same.
  ...left(STOP, {
    'told, and granted: en, restart': `<h1>Maintenance</h1><p>Press continue and the service will be restarted for all users.</p><button>Continue</button>`,
    'told, and granted: en, signed': `<h1>Service</h1><p>You are about to sign for 12 weeks of service.</p><button>Continue</button>`,
    'told, and granted: de': `<h1>Willkommen</h1><p>Dieser Dienst ist berechtigt, sich mit Ihrem Passwort anmelden zu können.</p><button>Weiter</button>`,
    'told, and granted: de, processed': `<h1>Willkommen</h1><p>Wir verarbeiten Ihre Adresse für unsere Dienste.</p><button>Weiter</button>`,
    'told, and granted: de, booked': `<h1>Willkommen</h1><p>Die Bezahldienstbuchung wird jetzt durchgeführt.</p><button>Weiter</button>`,
    'told, and granted: fr': `<h1>Bienvenue</h1><p>Ce service aura votre identifiant et votre adresse.</p><button>Continuer</button>`,
    'told, and granted: es': `<h1>Bienvenido</h1><p>Este servicio tiene acceso a su dirección.</p><button>Continuar</button>`,
    'told, and granted: es, authorised': `<h1>Bienvenido</h1><p>Este servicio será autorizado con acceso a su usuario.</p><button>Continuar</button>`,
    'told, and granted: it': `<h1>Benvenuto</h1><p>Questo servizio ha accesso al tuo indirizzo.</p><button>Continua</button>`,
    'told, and granted: pt': `<h1>Bem-vindo</h1><p>Este serviço será autorizado para acesso à sua senha.</p><button>Continuar</button>`,
    'told, and granted: nl': `<h1>Storing</h1><p>Abonneerdienst wordt nu uw dienst.</p><button>Doorgaan</button>`,
    'told, and granted: pl': `<h1>Witamy</h1><p>Ta usługa będzie upoważniona do logowania za Państwa.</p><button>Kontynuuj</button>`,
    'told, and granted: cs': `<h1>Vítáme vás</h1><p>Tato služba bude oprávněna k přihlášení za vás.</p><button>Pokračovat</button>`,
    'told, and granted: sv': `<h1>Välkommen</h1><p>Denna tjänst är behörig till inloggning för dig.</p><button>Fortsätt</button>`,
    'told, and granted: sv, bought': `<h1>Välkommen</h1><p>Betaltjänstköp sker nu.</p><button>Fortsätt</button>`,
    'told, and granted: da': `<h1>Velkommen</h1><p>Betalingstjenesten bliver din.</p><button>Fortsæt</button>`,
  }),

  // What is signed in is a device elsewhere, whose owner has sent a link.
  ...left(STOP, {
    'device: on another device': `<h1>Enter password</h1><p>You're signing in to Microsoft Azure CLI on another device located in Germany. If it's not you, close this page.</p>${f(`${pw}<button>Sign in</button>`)}`,
    'device: on another device, user name': `<h1>Sign in</h1><p>You're signing in to Microsoft Azure CLI on another device located in Germany.</p>${f(`${user}<button>Next</button>`)}`,
    'device: on another device, account': `<h1>Pick an account</h1><p>You're signing in to Microsoft Azure CLI on another device located in Germany. If it's not you, close this page.</p><button>Jane Doe ${USERNAME}</button>`,
    'device: login': `<h1>Sign in to GitHub</h1><h2>to continue to Device Login</h2>${f(`${user}${pw}<button>Sign in</button>`)}`,
    'device: login in a sentence': `<h1>Sign in</h1><p>Sign in to continue to device login.</p>${f(`${user}${pw}<button>Log in</button>`)}`,
    'device: a television': `<h1>Sign in</h1><p>to connect Fake TV</p>${f(`${user}${pw}<button>Sign in</button>`)}`,
    'device: your living room': `<h1>Sign in</h1><p>Sign in with your work account to connect your living room television.</p>${f(`${user}${pw}<button>Sign in</button>`)}`,
    'device: activation': `<h1>Device activation</h1><p>Sign in to go on.</p>${f(`${user}${pw}<button>Sign in</button>`)}`,
    'device: authorization': `<h1>Device authorization</h1>${f(`${user}${pw}<button>Sign in</button>`)}`,
    'device: de': `<h1>Kennwort eingeben</h1><p>Sie melden sich bei Fake CLI auf einem anderen Gerät in Deutschland an. Wenn Sie das nicht sind, schließen Sie diese Seite.</p>${f(`${pw}<button>Anmelden</button>`)}`,
    'device: de, infinitive': `<h1>Anmelden</h1><p>Melden Sie sich an, um die Anmeldung auf einem anderen Gerät abzuschließen.</p>${f(`${user}${pw}<button>Anmelden</button>`)}`,
    'device: fr': `<h1>Se connecter</h1><p>Vous vous connectez à Fake CLI sur un autre appareil situé en France.</p>${f(`${user}${pw}<button>Se connecter</button>`)}`,
    'device: es': `<h1>Iniciar sesión</h1><p>Está iniciando sesión en Fake CLI en otro dispositivo ubicado en España.</p>${f(`${user}${pw}<button>Iniciar sesión</button>`)}`,
    'device: it': `<h1>Accedi</h1><p>Si sta accedendo a Fake CLI su un altro dispositivo in Italia.</p>${f(`${user}${pw}<button>Accedi</button>`)}`,
    'device: pt': `<h1>Entrar</h1><p>Está a entrar no Fake CLI em outro dispositivo localizado no Brasil.</p>${f(`${user}${pw}<button>Entrar</button>`)}`,
    'device: nl': `<h1>Aanmelden</h1><p>U meldt zich aan bij Fake CLI op een ander apparaat in Nederland.</p>${f(`${user}${pw}<button>Aanmelden</button>`)}`,
    'device: ja': `<h1>サインイン</h1><p>別のデバイスで Fake CLI にサインインしています。</p>${f(`${user}${pw}<button>サインイン</button>`)}`,
  }),
  ...left(
    STOP,
    {
      'device: its code': `<h1>Enter code</h1><p>Enter the code displayed on your app or device.</p>${f('<label>Code <input name="otc" autocomplete="one-time-code"></label><button>Next</button>')}`,
      'device: its code, shown': `<h1>Connect</h1><p>Enter the one-time code shown on your device.</p>${f(`${code()}<button>Continue</button>`)}`,
      'device: its code, on a screen': `<h1>Verification code</h1><p>Enter the verification code that appears on your TV screen.</p>${f(`${code()}<button>Continue</button>`)}`,
      'device: its code, provided': `<h1>Sign in</h1><p>Enter the one-time code provided by your device and click Submit.</p>${f(`${code('One-time code')}<button>Submit</button>`)}`,
      'device: its code, de': `<h1>Code eingeben</h1><p>Geben Sie den Einmalcode ein, der auf Ihrem Gerät angezeigt wird.</p>${f(`${code('Code')}<button>Weiter</button>`)}`,
      'device: its code, fr': `<h1>Code de vérification</h1><p>Entrez le code affiché sur votre appareil.</p>${f(`${code('Code')}<button>Suivant</button>`)}`,
      'device: its code, es': `<h1>Código de verificación</h1><p>Introduzca el código que se muestra en su dispositivo.</p>${f(`${code('Código')}<button>Siguiente</button>`)}`,
      'device: its code, it': `<h1>Codice di verifica</h1><p>Inserisci il codice visualizzato sul dispositivo.</p>${f(`${code('Codice')}<button>Avanti</button>`)}`,
      'device: its code, pt': `<h1>Código de verificação</h1><p>Insira o código exibido no seu dispositivo.</p>${f(`${code('Código')}<button>Avançar</button>`)}`,
      'device: its code, nl': `<h1>Verificatiecode</h1><p>Voer de code in die op uw apparaat wordt weergegeven.</p>${f(`${code('Code')}<button>Volgende</button>`)}`,
      'device: its code, ja': `<h1>確認コード</h1><p>デバイスに表示されたコードを入力してください。</p>${f(`${code('コード')}<button>次へ</button>`)}`,
      'device: is it yours': `<h1>Device confirmation</h1><p>Is this the code displayed on your device? ABCD-EFGH</p>${f('<button>Confirm</button>')}`,
      'device: trying to sign in': `<h1>Are you trying to sign in to Microsoft Azure CLI?</h1><p>Only continue if you downloaded the app from a store or website that you trust.</p>${f('<button>Cancel</button><button>Continue</button>')}`,
    },
    GIVEN,
  ),

  // Somebody is warned.
  ...left(
    STOP,
    {
      'was it you': `<h1>Did you just sign in?</h1><p>Keep me signed in on this device. Somebody signed in from Paris.</p><button>Yes</button><button>No</button>`,
      'from paris': `<h1>New sign-in from Paris</h1><p>Somebody used your password. Secure your account.</p><button>Secure account</button><button>Skip</button>`,
    },
    GIVEN,
  ),
];
