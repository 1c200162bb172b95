// The short texts of Google's headings, buttons and links; what is longer is our own. Sources: scripts of others that sign in by
// them, with their lists of labels.

export type Language = 'en' | 'de' | 'fr' | 'es' | 'ja';

/** The ways to prove oneself, as a list of them offers. */
export type Challenge = 'password' | 'generator' | 'SMS' | 'push' | 'passkey' | 'no generator any more';

type Name =
  | 'signIn'
  | 'next'
  | 'email'
  | 'chooseAccount'
  | 'anotherAccount'
  | 'enterPassword'
  | 'anotherWay'
  | 'twoSteps'
  | 'checkPhone'
  | 'tapYes'
  | 'codeFromApp'
  | 'enterCode'
  | 'usePasskey'
  | 'allow'
  | 'notNow'
  | 'unknownUser'
  | 'wrongPassword'
  | 'wrongCode';

type Words = Readonly<Record<Name | Challenge, string>>;

export const words: Readonly<Record<Language, Words>> = {
  en: {
    signIn: 'Sign in',
    next: 'Next',
    email: 'Email or phone',
    chooseAccount: 'Choose an account',
    anotherAccount: 'Use another account',
    enterPassword: 'Enter your password',
    anotherWay: 'Try another way',
    twoSteps: '2-Step Verification',
    checkPhone: 'Check your phone',
    tapYes: 'Tap Yes on the notification, and then the number.',
    codeFromApp: 'Get a verification code from the Google Authenticator app',
    enterCode: 'Enter code',
    usePasskey: 'Use your passkey to confirm it’s really you',
    allow: 'Continue',
    notNow: 'Not now',
    unknownUser: 'Couldn’t find your Google Account',
    wrongPassword: 'Wrong password.',
    wrongCode: 'Wrong code.',
    password: 'Enter your password',
    generator: 'Get a verification code from the Google Authenticator app',
    'no generator any more': 'Get a verification code from the Google Authenticator app Unavailable',
    SMS: 'Get a verification code at •••• ••89',
    push: 'Tap Yes on your phone or tablet',
    passkey: 'Use your passkey',
  },
  de: {
    signIn: 'Anmelden',
    next: 'Weiter',
    email: 'E-Mail-Adresse oder Telefonnummer',
    chooseAccount: 'Konto auswählen',
    anotherAccount: 'Anderes Konto verwenden',
    enterPassword: 'Passwort eingeben',
    anotherWay: 'Andere Option wählen',
    twoSteps: 'Bestätigung in zwei Schritten',
    checkPhone: 'Prüfen Sie Ihr Smartphone',
    tapYes: 'Tippen Sie dort auf Ja, und dann auf die Zahl.',
    codeFromApp: 'Bestätigungscode über die Google Authenticator App abrufen',
    enterCode: 'Code eingeben',
    usePasskey: 'Passkey verwenden, um zu bestätigen, dass Sie es sind',
    allow: 'Zulassen',
    notNow: 'Jetzt nicht',
    unknownUser: 'Dieses Konto wurde nicht gefunden.',
    wrongPassword: 'Falsches Passwort.',
    wrongCode: 'Falscher Code.',
    password: 'Passwort eingeben',
    generator: 'Bestätigungscode über die Google Authenticator App abrufen',
    'no generator any more': 'Bestätigungscode über die Google Authenticator App abrufen',
    SMS: 'Bestätigungscode an •••• ••89 senden',
    push: 'Auf dem Smartphone oder Tablet auf Ja tippen',
    passkey: 'Passkey verwenden',
  },
  fr: {
    signIn: 'Connexion',
    next: 'Suivant',
    email: 'Adresse e-mail ou téléphone',
    chooseAccount: 'Sélectionner un compte',
    anotherAccount: 'Utiliser un autre compte',
    enterPassword: 'Saisissez votre mot de passe',
    anotherWay: 'Essayer une autre méthode',
    twoSteps: 'Validation en deux étapes',
    checkPhone: 'Consultez votre téléphone',
    tapYes: 'Appuyez là sur Oui, puis sur le nombre.',
    codeFromApp: 'Obtenir un code de validation via l’application Google Authenticator',
    enterCode: 'Saisissez le code',
    usePasskey: 'Utilisez votre clé d’accès pour confirmer que c’est vous',
    allow: 'Autoriser',
    notNow: 'Pas maintenant',
    unknownUser: 'Ce compte est introuvable.',
    wrongPassword: 'Mot de passe incorrect.',
    wrongCode: 'Code incorrect.',
    password: 'Saisir votre mot de passe',
    generator: 'Obtenir un code de validation via l’application Google Authenticator',
    'no generator any more': 'Obtenir un code de validation via l’application Google Authenticator',
    SMS: 'Recevoir un code de validation au •••• ••89',
    push: 'Appuyer sur Oui sur votre téléphone ou tablette',
    passkey: 'Utiliser votre clé d’accès',
  },
  es: {
    signIn: 'Iniciar sesión',
    next: 'Siguiente',
    email: 'Correo electrónico o teléfono',
    chooseAccount: 'Selecciona una cuenta',
    anotherAccount: 'Usar otra cuenta',
    enterPassword: 'Introduce tu contraseña',
    anotherWay: 'Probar otro método',
    twoSteps: 'Verificación en dos pasos',
    checkPhone: 'Revisa tu teléfono',
    tapYes: 'Toca allí Sí, y luego el número.',
    codeFromApp: 'Obtener un código de verificación en la aplicación Google Authenticator',
    enterCode: 'Introduce el código',
    usePasskey: 'Usa tu llave de acceso para confirmar que eres tú',
    allow: 'Permitir',
    notNow: 'Ahora no',
    unknownUser: 'No se encuentra esta cuenta.',
    wrongPassword: 'Contraseña incorrecta.',
    wrongCode: 'Código incorrecto.',
    password: 'Introducir tu contraseña',
    generator: 'Obtener un código de verificación en la aplicación Google Authenticator',
    'no generator any more': 'Obtener un código de verificación en la aplicación Google Authenticator',
    SMS: 'Obtener un código de verificación en el •••• ••89',
    push: 'Tocar Sí en tu teléfono o tablet',
    passkey: 'Usar tu llave de acceso',
  },
  ja: {
    signIn: 'ログイン',
    next: '次へ',
    email: 'メールアドレスまたは電話番号',
    chooseAccount: 'アカウントの選択',
    anotherAccount: '別のアカウントを使用',
    enterPassword: 'パスワードを入力',
    anotherWay: '別の方法を試す',
    twoSteps: '2 段階認証プロセス',
    checkPhone: 'スマートフォンをご確認ください',
    tapYes: '通知の「はい」、次に番号をタップします。',
    codeFromApp: 'Google 認証システム アプリから確認コードを取得する',
    enterCode: 'コードを入力',
    usePasskey: 'パスキーを使用して本人確認を行う',
    allow: '許可',
    notNow: '後で行う',
    unknownUser: 'このアカウントは見つかりません。',
    wrongPassword: 'パスワードが違います。',
    wrongCode: 'コードが違います。',
    password: 'パスワードを入力',
    generator: 'Google 認証システム アプリから確認コードを取得する',
    'no generator any more': 'Google 認証システム アプリから確認コードを取得する',
    SMS: '•••• ••89 で確認コードを取得する',
    push: 'スマートフォンまたはタブレットで「はい」をタップする',
    passkey: 'パスキーを使用する',
  },
};
