import { f, type JudgedPage, judgeAs, pw, STOP, USERNAME, user } from './judged-pages.ts';

const GIVEN = { isGiven: true };

function left(bodies: Readonly<Record<string, string>>, more: Partial<JudgedPage> = {}): JudgedPage[] {
  return judgeAs([...STOP, 'consent'], bodies, { isLeft: true, ...more });
}

const page = (head: string, said: string, form: string) =>
  `<h1>${head}</h1>${said === '' ? '' : `<p>${said}</p>`}${f(form)}`;
const both = (head: string, said: string, button: string, more = '') =>
  page(head, said, `${user}${pw}${more}<button>${button}</button>`);
const again = (head: string, said: string, button: string, more = '') =>
  page(head, said, `${pw}${more}<button>${button}</button>`);
const code = (head: string, said: string, button: string, more = '') =>
  page(
    head,
    said,
    `<label>Authenticator code <input name=otp autocomplete=one-time-code></label>${more}<button>${button}</button>`,
  );
const name = (head: string, said: string, button: string) =>
  page(head, said, `${user}<button>${button}</button>`);
const notice = (head: string, said: string, button = 'Continue') =>
  page(head, said, `<button>${button}</button>`);
const box = (label: string, more = 'checked') =>
  `<label><input type=checkbox name=box ${more}> ${label}</label>`;
const styled = (css: string, body: string) => `<style>${css}</style>${body}`;
const ZERO = '&#8203;';

/** By language: what it asks for by words that stand beside a word that goes on. */
const inLanguages: Readonly<Record<string, string>> = {
  // Consent.
  'consent, pl': both(
    'Zaloguj się',
    'Aplikacja Octo chce czytać Twoją pocztę i wysyłać ją w Twoim imieniu.',
    'Zaloguj się',
  ),
  'consent, sv': both('Logga in', 'Octo vill läsa din e-post och agera i ditt namn.', 'Logga in'),
  'consent, cs': both('Přihlášení', 'Aplikace Octo bude moci číst vaši poštu.', 'Přihlásit se'),
  'consent, ru': both('Вход', 'Приложение получит доступ к вашей почте.', 'Войти'),
  'consent, tr': both('Oturum aç', 'Octo postanızı okuyabilecek.', 'Giriş yap'),
  'consent, zh': both('登录', 'Octo 将能够读取您的邮件。', '登录'),
  'consent, ko': both('로그인', 'Octo 앱이 메일을 읽을 수 있게 됩니다.', '로그인'),
  'consent, da': both('Log ind', 'Octo får adgang til din postkasse.', 'Log ind'),
  'consent, nb': both('Logg på', 'Octo får tilgang til postkassen din.', 'Logg inn'),
  'consent, fi': both('Kirjaudu sisään', 'Octo saa oikeuden lukea sähköpostisi.', 'Kirjaudu sisään'),
  'consent, hu': both('Bejelentkezés', 'Az Octo hozzáférést kap a leveleihez.', 'Bejelentkezés'),
  'consent, ro': both('Autentificare', 'Octo va putea citi mesajele dvs.', 'Conectare'),
  'consent, uk': both('Вхід', 'Застосунок отримає доступ до вашої пошти.', 'Увійти'),
  'consent, el': both('Σύνδεση', 'Η εφαρμογή θα αποκτήσει πρόσβαση στα μηνύματά σας.', 'Σύνδεση'),
  'consent, vi': both('Đăng nhập', 'Octo sẽ có quyền đọc thư của bạn.', 'Đăng nhập'),
  'consent, ja': both('ログイン', 'Octo はあなたのメールを読み取れるようになります。', 'ログイン'),
  'consent, it': both('Accedi', 'Octo potrà leggere la tua posta.', 'Accedi'),
  'consent, nl': both('Inloggen', 'Octo kan straks uw e-mail lezen.', 'Inloggen'),
  // Deletion, payment.
  'deletion, pl': again('Usuń konto', '', 'Dalej'),
  'deletion, sv': again('Radera kontot', '', 'Fortsätt'),
  'deletion, tr': again('Hesabı sil', '', 'Devam'),
  'deletion, ru': again('Удаление учётной записи', '', 'Продолжить'),
  'deletion, zh': again('注销账号', '', '继续'),
  'deletion, ko': again('계정 삭제', '', '계속'),
  'deletion, fi': again('Poista tili', '', 'Jatka'),
  'deletion, id': again('Hapus akun', '', 'Lanjutkan'),
  'deletion, eu': again('Ezabatu kontua', '', 'Hurrengoa'),
  'payment, cs': again('Potvrzení platby', 'Částka 500 Kč bude odeslána.', 'Potvrdit'),
  'payment, hu': again('Fizetés jóváhagyása', '', 'Tovább'),
  'payment, he': again('אישור תשלום', '', 'הבא'),
  // Registration, terms, set-up.
  'registration, sv': page(
    'Skapa konto',
    '',
    `<label>E-post <input name=email></label><label>Lösenord <input type=password name=p></label><button>Nästa</button>`,
  ),
  'registration, ru': page(
    'Регистрация',
    '',
    `<label>E-mail <input name=email></label><label>Пароль <input type=password name=p></label><button>Далее</button>`,
  ),
  'registration, ko': page(
    '회원가입',
    '',
    `<label>이메일 <input name=email></label><label>비밀번호 <input type=password name=p></label><button>다음</button>`,
  ),
  'registration, by a name alone, tr': page(
    'Kayıt ol',
    '',
    `<label>E-posta <input name=email></label><button>İleri</button>`,
  ),
  'terms, pl': both('Nowy regulamin', 'Logując się, akceptujesz warunki.', 'Dalej'),
  'terms, da': both('Log ind', 'Ved at fortsætte accepterer du vores vilkår.', 'Fortsæt'),
  'recovery, fi': name('Salasana hukassa?', 'Saat viestin sähköpostiisi.', 'Seuraava'),
  'recovery, ko': name('계정 찾기', '이메일로 링크를 보내드립니다.', '다음'),
};

/** By language: what says, in words that are known from signing in but for one, that a password is deleted. */
export const deletions: Readonly<Record<string, string>> = {
  af: 'Verwyder wagwoord',
  ar: 'حذف كلمة المرور',
  az: 'Silin şifrəniz',
  bg: 'Изтрий парола',
  ca: 'Esborra contrasenya',
  cs: 'Smazat heslo',
  da: 'Slet adgangskode',
  de: 'Passwort löschen',
  el: 'Διαγραφή κωδικός πρόσβασης',
  en: 'Delete password',
  es: 'Eliminar contraseña',
  et: 'Kustuta parool',
  eu: 'Ezabatu pasahitza',
  fa: 'بستن حساب رمز عبور',
  fi: 'Poista salasana',
  fr: 'Supprimer mot de passe',
  he: 'מחיקת סיסמה',
  hr: 'Obriši lozinku',
  ht: 'Efase modpas',
  hu: 'Jelszó törlése',
  id: 'Nonaktifkan kata sandi',
  it: 'Elimina password',
  ja: 'パスワードを削除',
  ka: 'წაშლა პაროლი',
  ko: '비밀번호 삭제',
  lt: 'Ištrinti slaptažodį',
  lv: 'Dzēst paroli',
  ms: 'Padam kata laluan',
  nb: 'Slett passord',
  nl: 'Verwijder wachtwoord',
  pl: 'Usuń hasło',
  pt: 'Excluir senha',
  ro: 'Șterge parola',
  ru: 'Удалить пароль',
  sk: 'Zmazať heslo',
  sl: 'Naročnina geslo',
  sv: 'Radera lösenord',
  th: 'ลบรหัสผ่าน',
  tr: 'Şifre silin',
  uk: 'Видалити пароль',
  vi: 'Xóa mật khẩu',
  zh: '删除密码',
};

/** The same in English, as nobody has listed it. */
const inEnglish: Readonly<Record<string, string>> = {
  wipe: again('Wipe everything', 'We need your password one last time.', 'Continue'),
  'give up admin rights': again('Step down as owner', '', 'Next'),
  rotate: again('Rotate recovery keys', '', 'Verify'),
  wire: again('Wire 500 EUR to ACME', '', 'Confirm'),
  order: again('Place your order', 'Total: 12.00 EUR', 'Continue'),
  'new device': code('New terminal', 'Your card terminal gets going with this code.', 'Verify'),
  vouch: code('Vouch for a colleague', '', 'Confirm'),
  delegate: both('Sign in', 'Octo gets hold of your calendar from now on.', 'Continue'),
  impersonate: both('Sign in', 'From now on Octo acts on your behalf.', 'Submit'),
  'deletion by signing in': again('Delete account', '', 'Sign in'),
};

/** What is ticked or chosen goes along with what is sent. */
const boxes: Readonly<Record<string, string>> = {
  'box: terms': both('Sign in', '', 'Sign in', box('I agree to the terms')),
  'box: data': both('Sign in', '', 'Sign in', box('Share my data with partners')),
  'box: newsletter': again('Welcome', '', 'Next', box('Keep me posted')),
  'box: trust partners': both('Sign in', '', 'Sign in', box('I trust Octo with my data')),
  'box: remember my card': both('Sign in', '', 'Sign in', box('Remember my card for payments')),
  'box: keep me subscribed': both('Sign in', '', 'Sign in', box('Keep me subscribed')),
  'box: unknown language': both('Sign in', '', 'Sign in', box('Nakubali masharti')),
  'box: without words': both('Sign in', '', 'Sign in', '<input type=checkbox name=agree checked>'),
  'box: with a code': code('Two-factor authentication', '', 'Verify', box('Also end my other sessions')),
  'box: with a name': page('Sign in', '', `${user}${box('Sign me up for news')}<button>Next</button>`),
  'radio: plan': both(
    'Sign in',
    '',
    'Sign in',
    '<label><input type=radio name=plan checked> Yearly, 99 EUR</label><label><input type=radio name=plan> Free</label>',
  ),
  'select: plan': both(
    'Sign in',
    '',
    'Sign in',
    '<label>Plan <select name=plan><option>Business<option>Free</select></label>',
  ),
  'select: nothing is said': both(
    'Sign in',
    '',
    'Sign in',
    '<select name=way><option>Business<option>Free</select>',
  ),
  'role=checkbox': both(
    'Sign in',
    '',
    'Sign in',
    '<div role=checkbox aria-checked=true tabindex=0>I agree</div>',
  ),
  'role=switch': both(
    'Sign in',
    '',
    'Sign in',
    '<button type=button role=switch aria-checked=true>Share usage data</button>',
  ),
  'box: drawn by its label': styled(
    '#b{position:absolute;opacity:0}',
    both(
      'Sign in',
      '',
      'Sign in',
      '<input type=checkbox id=b name=box checked><label for=b>Bill me monthly</label>',
    ),
  ),
  'box: of the form, elsewhere': `<h1>Sign in</h1><label><input type=checkbox form=way name=box checked> I agree</label><form id=way method=post action="/take">${user}${pw}<button>Sign in</button></form>`,
  'a filled-in field': both(
    'Sign in',
    '',
    'Sign in',
    '<label>Amount <input name=amount value="500"></label>',
  ),
};

const boxesAfter: Readonly<Record<string, string>> = {
  'box: beside no': `<h1>Stay signed in?</h1>${f(`${box('Share my profile')}<button>Yes</button><button>No</button>`)}`,
  'box: beside skip': `<h1>Add a phone</h1>${f(`${box('Bill me for messages')}<button>Next</button><button>Skip for now</button>`)}`,
  'box: beside an account': `<h1>Pick an account</h1>${f(`${box('Link it with Octo')}<button>${USERNAME}</button>`)}`,
};

/** Words that a person reads otherwise than a program. */
const spelt: Readonly<Record<string, string>> = {
  'zero width: heading': again(`Del${ZERO}ete my account`, '', 'Continue'),
  'zero width: consent': both('Sign in', `Octo wa${ZERO}nts acc${ZERO}ess to your mailbox.`, 'Sign in'),
  'soft hyphen': again('Trans&shy;fer owner&shy;ship', '', 'Continue'),
  'cyrillic letters': both('Sign in', 'Octo w&#1072;nts &#1072;ccess to your mailbox.', 'Sign in'),
  'cyrillic letters in a heading': again('D&#1077;l&#1077;te my &#1072;ccount', '', 'Continue'),
  'full width': both(
    'Sign in',
    'Ｏｃｔｏ　ｗａｎｔｓ　ａｃｃｅｓｓ　ｔｏ　ｙｏｕｒ　ｍａｉｌｂｏｘ．',
    'Sign in',
  ),
  'css: on the button': styled(
    'b::before{content:"Delete account and "}',
    again('Contoso', '', '<b>continue</b>'),
  ),
  'css: heading': styled('h1::before{content:"Delete my account"}', again('', '', 'Continue')),
  'css: sentence': styled(
    'p::after{content:"Octo wants access to your mailbox."}',
    both('Sign in', ' ', 'Sign in'),
  ),
  'aria: another name': both(
    'Sign in',
    '',
    '<img width=60 height=20 src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="Agree to all">',
  ).replace('<button>', '<button aria-label="Sign in">'),
  'title: another name': both('Sign in', '', 'Sign in').replace(
    '<button>',
    '<button title="Agree to the terms of use">',
  ),
  'value: another name': both('Sign in', '', 'Continue').replace(
    '<button>',
    '<button name=decision value=allow_access>',
  ),
  'a field that is read': both(
    'Sign in',
    '',
    'Sign in',
    '<textarea readonly>Octo wants access to your mailbox.</textarea>',
  ),
  'a picture that says it': both(
    'Sign in',
    '',
    'Sign in',
    '<img width=300 height=90 src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="Octo wants access to your mailbox.">',
  ),
};

const afterwards: Readonly<Record<string, string>> = {
  'notice: sends, sv': notice('Välkommen', 'Vi skickar en kod till din telefon.', 'Fortsätt'),
  'notice: unknown, ru': notice('Добро пожаловать', 'Подписка будет продлена.', 'Продолжить'),
  'notice: welcome, then unknown': notice('Welcome', 'Your seat counts from today.'),
  'notice: redirect to pay': notice(
    'Redirect',
    'You will be redirected to the till, where your card is used.',
  ),
  'notice: expires, and more': notice('Notice', 'Your password expires today and gets replaced by a passkey'),
  'skip that gives': `<h1>Share usage data</h1><p>We share it unless you object on the next page.</p><button>Object</button><button>Skip</button>`,
  'no that deletes': `<h1>Keep me signed in and keep my files?</h1><button>Yes</button><button>No</button>`,
  'set-up by its heading, sv': code('Aktivera autentiseringsapp', '', 'Verifiera'),
  'set-up by its heading, ru': code('Подключение приложения', '', 'Подтвердить'),
  'set-up by its heading': code('Pair your authenticator', '', 'Verify'),
};

const passkeys: Readonly<Record<string, string>> = {
  'passkey: consent': `<h1>Octo wants access to your mailbox</h1><button>Use a passkey</button>`,
  'passkey: deletion': `<h1>Delete my account</h1><p>Confirm with your passkey.</p><button>Use a passkey</button>`,
  'passkey: payment': `<h1>Confirm payment</h1><button>Sign in with a passkey</button>`,
  'passkey: set-up by its heading': `<h1>Passkeys are here</h1><p>Faster than a password.</p><button>Continue</button>`,
  'passkey: set-up, in a sentence': `<h1>Contoso</h1><p>Save a passkey on this device.</p><button>Continue</button>`,
  'passkey: set-up, fi': `<h1>Passkey</h1><p>Luo avain tälle laitteelle.</p><button>Jatka</button>`,
  'passkey: terms': `<h1>Terms of use</h1><p>Accept with your passkey.</p><button>Use a passkey</button>`,
};

/** As somebody would draw them who has read the lists of words. On none of them anything may be typed or pressed. */
export const hostilePages: readonly JudgedPage[] = [
  ...left(inLanguages),
  ...left(
    Object.fromEntries(
      Object.entries(deletions).map(([language, head]) => [
        `a password deleted, ${language}`,
        again(head, '', 'Continue'),
      ]),
    ),
  ),
  ...left(inEnglish),
  ...left(boxes),
  ...left(boxesAfter, GIVEN),
  ...left(spelt),
  ...left(afterwards, GIVEN),
  ...left(passkeys, { ...GIVEN, hasPasskey: true }),
];
