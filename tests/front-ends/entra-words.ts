import type { Proof } from './entra.ts';

// The short texts of Entra ID's headings, buttons and links; what is longer is our own. Sources: for English, German, French and
// Spanish, scripts of others that sign in by them (their lists of labels), and Microsoft's own documents on signing in, for
// Japanese, too (learn.microsoft.com, "Microsoft Authenticator", "サインインの状態を維持しますか?").

export type Language = 'en' | 'de' | 'fr' | 'es' | 'ja';

type Words = Readonly<Record<Name | Proof, string>>;

type Name =
  | 'signIn'
  | 'next'
  | 'emailField'
  | 'signInOptions'
  | 'enterPassword'
  | 'passwordField'
  | 'usePassword'
  | 'usePasskey'
  | 'otherWays'
  | 'chooseWay'
  | 'pickAccount'
  | 'otherAccount'
  | 'approve'
  | 'enterNumber'
  | 'cannotUseApp'
  | 'verifyIdentity'
  | 'enterCode'
  | 'codeFromApp'
  | 'code'
  | 'verify'
  | 'cancel'
  | 'staySignedIn'
  | 'lessOften'
  | 'dontShow'
  | 'yes'
  | 'no'
  | 'permissions'
  | 'accept'
  | 'moreInformation'
  | 'skip'
  | 'notNow'
  | 'unknownUser'
  | 'wrongPassword'
  | 'wrongCode';

export const words: Readonly<Record<Language, Words>> = {
  en: {
    signIn: 'Sign in',
    next: 'Next',
    emailField: 'Enter your email or phone',
    signInOptions: 'Sign-in options',
    enterPassword: 'Enter password',
    passwordField: 'Password',
    usePassword: 'Use your password instead',
    usePasskey: 'Face, fingerprint, PIN or security key',
    otherWays: 'Sign in another way',
    chooseWay: 'Choose a way to sign in',
    pickAccount: 'Pick an account',
    otherAccount: 'Use another account',
    approve: 'Approve sign in request',
    enterNumber: 'Type this number into your Authenticator app.',
    cannotUseApp: "I can't use my Microsoft Authenticator app right now",
    verifyIdentity: 'Verify your identity',
    enterCode: 'Enter code',
    codeFromApp: 'Type the code that the Microsoft Authenticator app on your mobile device shows.',
    code: 'Code',
    verify: 'Verify',
    cancel: 'Cancel',
    staySignedIn: 'Stay signed in?',
    lessOften: 'Do you want to be asked less often?',
    dontShow: "Don't show this again",
    yes: 'Yes',
    no: 'No',
    permissions: 'Permissions requested',
    accept: 'Accept',
    moreInformation: 'Your organization wants to know more of you.',
    skip: 'Skip for now',
    notNow: 'Not now',
    unknownUser: 'This username may be incorrect.',
    wrongPassword: 'Your account or password is incorrect.',
    wrongCode: 'That code did not work.',
    PhoneAppNotification: 'Approve a request on my Microsoft Authenticator app',
    PhoneAppOTP: 'Use a verification code',
    OneWaySMS: 'Text +XX XXXXXXX89',
    TwoWayVoiceMobile: 'Call +XX XXXXXXX89',
  },
  de: {
    signIn: 'Anmelden',
    next: 'Weiter',
    emailField: 'E-Mail oder Telefon',
    signInOptions: 'Anmeldeoptionen',
    enterPassword: 'Kennwort eingeben',
    passwordField: 'Kennwort',
    usePassword: 'Stattdessen Ihr Kennwort verwenden',
    usePasskey: 'Gesicht, Fingerabdruck, PIN oder Sicherheitsschlüssel',
    otherWays: 'Auf andere Weise anmelden',
    chooseWay: 'Methode für die Anmeldung auswählen',
    pickAccount: 'Konto auswählen',
    otherAccount: 'Anderes Konto verwenden',
    approve: 'Anmeldeanforderung genehmigen',
    enterNumber: 'Diese Zahl ist in der App einzugeben.',
    cannotUseApp: 'Ich kann meine Microsoft Authenticator-App im Moment nicht verwenden',
    verifyIdentity: 'Identität überprüfen',
    enterCode: 'Code eingeben',
    codeFromApp: 'Der Code, den die Microsoft Authenticator-App auf Ihrem Gerät zeigt.',
    code: 'Code',
    verify: 'Überprüfen',
    cancel: 'Abbrechen',
    staySignedIn: 'Angemeldet bleiben?',
    lessOften: 'Möchten Sie seltener gefragt werden?',
    dontShow: 'Nicht mehr anzeigen',
    yes: 'Ja',
    no: 'Nein',
    permissions: 'Angeforderte Berechtigungen',
    accept: 'Akzeptieren',
    moreInformation: 'Ihre Organisation will mehr von Ihnen wissen.',
    skip: 'Vorerst überspringen',
    notNow: 'Jetzt nicht',
    unknownUser: 'Dieser Benutzername ist nicht bekannt.',
    wrongPassword: 'Ihr Konto oder Kennwort ist falsch.',
    wrongCode: 'Dieser Code ist falsch.',
    PhoneAppNotification: 'Anforderung in meiner Microsoft Authenticator-App genehmigen',
    PhoneAppOTP: 'Prüfcode verwenden',
    OneWaySMS: 'SMS an +XX XXXXXXX89',
    TwoWayVoiceMobile: 'Anruf an +XX XXXXXXX89',
  },
  fr: {
    signIn: 'Se connecter',
    next: 'Suivant',
    emailField: 'E-mail ou téléphone',
    signInOptions: 'Options de connexion',
    enterPassword: 'Entrez le mot de passe',
    passwordField: 'Mot de passe',
    usePassword: 'Utiliser votre mot de passe à la place',
    usePasskey: 'Visage, empreinte, code PIN ou clé de sécurité',
    otherWays: 'Se connecter d’une autre manière',
    chooseWay: 'Choisir une méthode de connexion',
    pickAccount: 'Choisir un compte',
    otherAccount: 'Utiliser un autre compte',
    approve: 'Approuver la demande de connexion',
    enterNumber: 'Ce numéro est à donner dans l’application.',
    cannotUseApp: 'Je ne peux pas utiliser mon application Microsoft Authenticator pour le moment',
    verifyIdentity: 'Vérifier votre identité',
    enterCode: 'Entrer le code',
    codeFromApp: 'Le code que l’application Microsoft Authenticator de votre appareil montre.',
    code: 'Code',
    verify: 'Vérifier',
    cancel: 'Annuler',
    staySignedIn: 'Rester connecté ?',
    lessOften: 'Voulez-vous cette question moins souvent ?',
    dontShow: 'Ne plus afficher',
    yes: 'Oui',
    no: 'Non',
    permissions: 'Autorisations demandées',
    accept: 'Accepter',
    moreInformation: 'Votre organisation veut en savoir plus.',
    skip: 'Ignorer pour l’instant',
    notNow: 'Pas maintenant',
    unknownUser: 'Ce nom d’utilisateur n’est pas connu.',
    wrongPassword: 'Votre compte ou mot de passe est incorrect.',
    wrongCode: 'Ce code est faux.',
    PhoneAppNotification: 'Approuver une demande sur mon application Microsoft Authenticator',
    PhoneAppOTP: 'Utiliser un code de vérification',
    OneWaySMS: 'Envoyer un SMS à +XX XXXXXXX89',
    TwoWayVoiceMobile: 'Appeler +XX XXXXXXX89',
  },
  es: {
    signIn: 'Iniciar sesión',
    next: 'Siguiente',
    emailField: 'Correo electrónico o teléfono',
    signInOptions: 'Opciones de inicio de sesión',
    enterPassword: 'Escribir contraseña',
    passwordField: 'Contraseña',
    usePassword: 'Usar la contraseña en su lugar',
    usePasskey: 'Cara, huella digital, PIN o llave de seguridad',
    otherWays: 'Iniciar sesión de otra forma',
    chooseWay: 'Elija una forma de iniciar sesión',
    pickAccount: 'Elegir una cuenta',
    otherAccount: 'Usar otra cuenta',
    approve: 'Aprobar solicitud de inicio de sesión',
    enterNumber: 'Este número se da en la aplicación.',
    cannotUseApp: 'No puedo usar mi aplicación Microsoft Authenticator ahora',
    verifyIdentity: 'Comprobar su identidad',
    enterCode: 'Escribir código',
    codeFromApp: 'El código que muestra la aplicación Microsoft Authenticator de su dispositivo.',
    code: 'Código',
    verify: 'Comprobar',
    cancel: 'Cancelar',
    staySignedIn: '¿Quiere mantener la sesión iniciada?',
    lessOften: '¿Quiere esta pregunta menos a menudo?',
    dontShow: 'No volver a mostrar',
    yes: 'Sí',
    no: 'No',
    permissions: 'Permisos solicitados',
    accept: 'Aceptar',
    moreInformation: 'Su organización quiere saber más.',
    skip: 'Omitir por ahora',
    notNow: 'Ahora no',
    unknownUser: 'Este nombre de usuario no se conoce.',
    wrongPassword: 'Su cuenta o contraseña es incorrecta.',
    wrongCode: 'Este código es falso.',
    PhoneAppNotification: 'Aprobar una solicitud en mi aplicación Microsoft Authenticator',
    PhoneAppOTP: 'Usar un código de verificación',
    OneWaySMS: 'Enviar SMS a +XX XXXXXXX89',
    TwoWayVoiceMobile: 'Llamar a +XX XXXXXXX89',
  },
  ja: {
    signIn: 'サインイン',
    next: '次へ',
    emailField: 'メールまたは電話',
    signInOptions: 'サインイン オプション',
    enterPassword: 'パスワードの入力',
    passwordField: 'パスワード',
    usePassword: '代わりにパスワードを使用する',
    usePasskey: '顔、指紋、PIN、またはセキュリティ キー',
    otherWays: '別の方法でサインインする',
    chooseWay: 'サインイン方法を選択する',
    pickAccount: 'アカウントを選択する',
    otherAccount: '別のアカウントを使用する',
    approve: 'サインイン要求を承認',
    enterNumber: 'この番号をアプリに入れてください。',
    cannotUseApp: 'Microsoft Authenticator アプリを現在使用できません',
    verifyIdentity: 'ID を確認する',
    enterCode: 'コードの入力',
    codeFromApp: 'デバイスの Microsoft Authenticator アプリが示すコードです。',
    code: 'コード',
    verify: '検証',
    cancel: 'キャンセル',
    staySignedIn: 'サインインの状態を維持しますか?',
    lessOften: 'この質問を減らしますか?',
    dontShow: '今後表示しない',
    yes: 'はい',
    no: 'いいえ',
    permissions: '要求されているアクセス許可',
    accept: '承諾',
    moreInformation: '組織がもっと知りたがっています。',
    skip: '今はスキップする',
    notNow: '今はしない',
    unknownUser: 'このユーザー名は知られていません。',
    wrongPassword: 'アカウントまたはパスワードが正しくありません。',
    wrongCode: 'このコードは違います。',
    PhoneAppNotification: 'Microsoft Authenticator アプリで要求を承認する',
    PhoneAppOTP: '確認コードを使用する',
    OneWaySMS: '+XX XXXXXXX89 に SMS を送信',
    TwoWayVoiceMobile: '+XX XXXXXXX89 に電話',
  },
};
