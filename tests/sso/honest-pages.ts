import { f, type JudgedPage, judgeAs, pw, USERNAME, user } from './judged-pages.ts';

/** Of one language: what a sign-in page says there. */
interface Words {
  readonly name: string;
  readonly title: string;
  readonly user: string;
  readonly password: string;
  readonly signIn: string;
  readonly next: string;
}

const languages: readonly Words[] = (
  [
    ['pl', 'Zaloguj się', 'Nazwa użytkownika', 'Hasło', 'Zaloguj się', 'Dalej'],
    ['sv', 'Logga in', 'Användarnamn', 'Lösenord', 'Logga in', 'Nästa'],
    ['cs', 'Přihlášení', 'Uživatelské jméno', 'Heslo', 'Přihlásit se', 'Další'],
    ['zh', '登录', '用户名', '密码', '登录', '下一步'],
    ['zh-TW', '登入', '使用者名稱', '密碼', '登入', '下一步'],
    ['ru', 'Вход', 'Имя пользователя', 'Пароль', 'Войти', 'Далее'],
    ['tr', 'Oturum aç', 'Kullanıcı adı', 'Şifre', 'Giriş yap', 'İleri'],
    ['da', 'Log ind', 'Brugernavn', 'Adgangskode', 'Log ind', 'Næste'],
    ['nb', 'Logg på', 'Brukernavn', 'Passord', 'Logg inn', 'Neste'],
    ['fi', 'Kirjaudu sisään', 'Käyttäjätunnus', 'Salasana', 'Kirjaudu sisään', 'Seuraava'],
    ['hu', 'Bejelentkezés', 'Felhasználónév', 'Jelszó', 'Bejelentkezés', 'Tovább'],
    ['ro', 'Autentificare', 'Nume de utilizator', 'Parolă', 'Conectare', 'Înainte'],
    ['uk', 'Вхід', "Ім'я користувача", 'Пароль', 'Увійти', 'Далі'],
    ['ko', '로그인', '사용자 이름', '비밀번호', '로그인', '다음'],
    ['el', 'Σύνδεση', 'Όνομα χρήστη', 'Κωδικός πρόσβασης', 'Σύνδεση', 'Επόμενο'],
    ['sk', 'Prihlásenie', 'Používateľské meno', 'Heslo', 'Prihlásiť sa', 'Ďalej'],
    ['de', 'Anmelden', 'Benutzername', 'Passwort', 'Anmelden', 'Weiter'],
    ['fr', 'Connexion', 'Identifiant', 'Mot de passe', 'Se connecter', 'Suivant'],
    ['es', 'Iniciar sesión', 'Usuario', 'Contraseña', 'Iniciar sesión', 'Siguiente'],
    ['it', 'Accedi', 'Nome utente', 'Password', 'Accedi', 'Avanti'],
    ['pt', 'Entrar', 'Nome de usuário', 'Senha', 'Entrar', 'Avançar'],
    ['nl', 'Inloggen', 'Gebruikersnaam', 'Wachtwoord', 'Inloggen', 'Volgende'],
    ['ja', 'ログイン', 'ユーザー名', 'パスワード', 'ログイン', '次へ'],
  ] as const
).map(([name, title, user, password, signIn, next]) => ({ name, title, user, password, signIn, next }));

const perLanguage = languages.flatMap(({ name, title, user: who, password, signIn, next }) => [
  ...judgeAs(
    ['both'],
    {
      [`${name}: both`]: `<h1>${title}</h1>${f(`<label>${who} <input name=username></label><label>${password} <input type=password name=password></label><button>${signIn}</button>`)}`,
    },
    { fill: { username: USERNAME, password: 'fake-password' } },
  ),
  ...judgeAs(
    ['password'],
    {
      [`${name}: the password alone`]: `<h1>Contoso</h1><p>${USERNAME}</p>${f(`<label>${password} <input type=password name=p></label><button>${next}</button>`)}`,
    },
    { fill: { p: 'fake-password' } },
  ),
  ...judgeAs(
    ['username'],
    {
      [`${name}: the user name alone`]: `<h1>${title}</h1>${f(`<label>${who} <input name=username autocomplete=username></label><button>${next}</button>`)}`,
    },
    { fill: { username: USERNAME } },
  ),
]);

const wayIn = (button: string) => `<h1>Contoso</h1>${f(`${user}${pw}${button}`)}`;
const GIVEN = { isGiven: true };

/** Plain pages, as many products have them. */
export const honestPages: readonly JudgedPage[] = [
  ...perLanguage,
  ...judgeAs(
    ['both'],
    Object.fromEntries(
      [
        'Log in to Contoso',
        'Sign in securely',
        'Login',
        'LOG IN',
        'Log me in',
        'Sign in with your work account',
        'Sign in with LDAP',
        'Sign in »',
        'Submit',
        'Go',
        'Jetzt anmelden',
        'Einloggen',
        'Connexion',
        'Entrar na conta',
      ].map((name) => [`button: ${name}`, wayIn(`<button>${name}</button>`)]),
    ),
    { fill: { username: USERNAME, password: 'fake-password' } },
  ),
  ...judgeAs(
    ['both'],
    {
      'a button without a name': wayIn('<button><svg width=9 height=9></svg></button>'),
      'a button outside the form': `<h1>Contoso</h1><form id=way method=post action="/take">${user}${pw}</form><button form=way>Sign in</button>`,
      'a button in no form': `<h1>Contoso</h1>${f(user + pw)}<div role=button tabindex=0 onclick="document.forms[0].requestSubmit()">Sign in</div>`,
      'no button at all': wayIn(''),
      'a link that looks like one': wayIn(
        '<a href="#" onclick="this.closest(\'form\').requestSubmit()">Log in</a>',
      ),
      'cookies and terms below': `<h1>Sign in</h1>${f(`${user}${pw}<button>Sign in</button>`)}<footer><a href="#">Terms of service</a> <a href="#">Privacy</a> <a href="#">Register</a> By signing in you agree to our terms of service.</footer>`,
      'other providers beside': wayIn(
        '<button>Sign in</button><button type=button>Sign in with Google</button><button type=button>Sign in with a passkey</button>',
      ),
      'a warning against fraud': `<h1>Sign in</h1><p>We will never ask you to send us a code or your PIN.</p>${f(`${user}${pw}<button>Sign in</button>`)}`,
    },
    { fill: { username: USERNAME, password: 'fake-password' } },
  ),
  ...judgeAs(
    ['both'],
    {
      'consent that may be given': `<h1>Octo wants access to your account</h1>${f(`${user}${pw}<button name=consent value=given>Allow</button>`)}`,
    },
    { mayConsent: true, fill: { username: USERNAME, password: 'fake-password', consent: 'given' } },
  ),
  ...judgeAs(['password'], {
    'a password that is called an answer': `<h1>Contoso</h1>${f('<label>Password <input type=password name=answer></label><button>Next</button>')}`,
  }),
  ...judgeAs(['username'], {
    'an address, and a hint': `<h1>Sign in</h1><p>Use your work address.</p>${f('<label>E-mail <input type=email name=email></label><button>Continue</button>')}<p>No account? <a href="#">Sign up</a></p>`,
    'what mails may come': `<h1>Welcome back</h1>${f('<label>Email address <input type=email name=email></label><button>Next</button>')}<p>Trouble? <a href="#">Send me a link instead</a></p>`,
  }),
  ...judgeAs(
    ['account'],
    {
      'account: continue as': `<h1>Contoso</h1><button>Continue as ${USERNAME}</button><button>Use another account</button>`,
      'account: weiter als': `<h1>Contoso</h1><button>Weiter als ${USERNAME}</button>`,
      'account: a tile': `<h1>Pick an account</h1><div role=button tabindex=0><div>Jane Doe</div><div>${USERNAME}</div><div>Signed in</div></div><div role=button tabindex=0>Use another account</div>`,
      'account: on one line': `<h1>Choose an account</h1><button>Jane Doe (${USERNAME})</button>`,
      'account: a letter beside': `<h1>Choose an account</h1><button><span>J</span> <span>${USERNAME}</span></button>`,
    },
    { ...GIVEN, press: /jane\.doe/ },
  ),
  ...judgeAs(
    ['notice'],
    {
      'notice: expiry': `<h1>Password reminder</h1><p>Your password will expire in 5 days.</p><button>Continue</button>`,
      'notice: welcome': `<h1>Welcome back</h1><button>Continue</button>`,
      'notice: on the way': `<h1>Redirecting</h1><p>You are being redirected to Octo.</p><button>Continue</button>`,
      'notice: ablauf': `<h1>Hinweis</h1><p>Ihr Kennwort läuft in 5 Tagen ab.</p><button>Weiter</button>`,
    },
    { ...GIVEN, press: /Continue|Weiter/ },
  ),
  ...judgeAs(
    ['code'],
    {
      'code: pl': `<h1>Weryfikacja dwuetapowa</h1>${f('<label>Kod z aplikacji uwierzytelniającej <input name=otp></label><button>Zweryfikuj</button>')}`,
      'code: sv': `<h1>Tvåstegsverifiering</h1>${f('<label>Engångskod <input name=otp autocomplete=one-time-code></label><button>Verifiera</button>')}`,
      'code: cs': `<h1>Dvoufázové ověření</h1>${f('<label>Jednorázový kód <input name=otp></label><button>Ověřit</button>')}`,
      'code: zh': `<h1>两步验证</h1>${f('<label>验证码 <input name=otp autocomplete=one-time-code></label><p>打开身份验证器应用</p><button>验证</button>')}`,
      'code: ru': `<h1>Двухэтапная аутентификация</h1>${f('<label>Одноразовый код <input name=otp></label><button>Подтвердить</button>')}`,
      'code: tr': `<h1>İki adımlı doğrulama</h1>${f('<label>Tek kullanımlık kod <input name=otp></label><button>Doğrula</button>')}`,
      'code: hasło jednorazowe': `<h1>Zaloguj</h1>${f('<label>Hasło jednorazowe <input type=password name=password></label><button>Zaloguj</button>')}`,
      'code: engångslösenord': `<h1>Logga in</h1>${f('<label>Engångslösenord <input type=password name=password autocomplete=current-password></label><button>Logga in</button>')}`,
      'code: jednorázové heslo': `<h1>Přihlášení</h1>${f('<label>Jednorázové heslo <input type=password name=password></label><button>Přihlásit se</button>')}`,
      'code: tek kullanımlık şifre': `<h1>Giriş</h1>${f('<label>Tek kullanımlık şifre <input type=password name=password></label><button>Giriş yap</button>')}`,
      'code: submit otp': `<h1>One Time Password</h1>${f('<label>Enter OTP <input name=otp></label><button>Submit OTP</button>')}`,
      'code: help below': `<h1>Two-step verification</h1>${f('<label>Code of your authenticator app <input name=code></label><button>Verify</button>')}<footer>Help desk: phone 555-0100, e-mail help@stand-in.invalid</footer>`,
    },
    { ...GIVEN },
  ),
];
