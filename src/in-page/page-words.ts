// What sign-in pages say in English, German, French, Spanish, Italian, Japanese, Portuguese and Dutch: pages are asked for in
// English, and some come in another language all the same. Beginnings of words, since they are inflected.

/** What a page is about, as its heading says. */
export const headings = {
  /** Something is to be added to the account. */
  setUp:
    /\bset[ -]?up\b|^(?:add|create|choose|register) (?:an?|your) (?:pin|passkey|security|phone|recovery|device|authenticat)|enrol|security info|more information required|keep your account secure|einrichten|einrichtung|configure[rz]?\b|configuración|configur|設定|セットアップ|instellen/i,
  /** Something is to be another from now on; of a password, that it is to be set. */
  changes:
    /expir|reset|recover|forgot|change|update|choose|\bnew\b|abgelaufen|läuft|zurücksetzen|vergessen|ändern|aktualisier|neues|réinitialis|oublié|modifi|nouveau|caduc|restablec|olvid|cambi|actualiz|nueva|scad|reimpost|aggiorn|nuova|期限|リセット|忘れ|変更|更新|新しい|redefin|alterar|atualiz|\bnova\b|verlo|opnieuw|wijzig|nieuw/i,
  unlock: /\bunlock|entsperren|déverrouiller|desbloque|sblocca|ロック(?:の)?解除|ontgrendel/i,
  /** Something is told, and gone on from. */
  notice:
    /remind|notice|welcome|success|redirect|erinnerung|hinweis|willkommen|weitergeleitet|rappel|bienvenue|redirig|aviso|recordatorio|bienvenid|avviso|benvenut|お知らせ|ようこそ|リダイレクト|lembrete|bem-vindo|melding|herinnering|welkom/i,
  passkey:
    /passkey|security key|sicherheitsschlüssel|clé de sécurité|llave de seguridad|chiave di sicurezza|セキュリティー?キー|パスキー|chave de segurança|beveiligingssleutel/i,
  push: /push|approve (?:the |a |this )?(?:sign|request|login)/i,
  /** An account is to be made, or filled in. */
  account:
    /^(?:sign up|register\b|create (?:an |your )?account|update (?:account|your profile|profile)|registrier|konto (?:erstellen|aktualisieren)|s'inscrire|créer un compte|mettre à jour (?:le|du) (?:profil|compte)|regist(?:rarse|ro\b|rar)|crear (?:una )?cuenta|actualizar|crea (?:un )?account|registrati|criar conta|cadastr|account aanmaken|登録|アカウント(?:の作成|を作成|の更新))/i,
} as const;

/** What a field, or its description, says of what belongs there. */
export const fields = {
  username:
    /user|e-?mail|log-?in|account|identifier|benutzer|identifiant|utilisateur|usuario|utente|usuário|utilizador|gebruiker|ユーザー|メール/i,
  password:
    /pass(?:word|wd)|\bpwd\b|kennwort|passwort|mot de passe|contraseña|senha|palavra-passe|wachtwoord|パスワード/i,
  /** What is typed like a password and is none. */
  otherSecret:
    /\bpin\b|yubi|\btoken\b|\bcodes?\b|security question|\banswer\b|access code|antwort|réponse|respuesta|risposta|resposta|antwoord|コード|答え/i,
  code: /one.?time|\b[th]?otp\b|totp|verification|passcode|authenticator|2fa|mfa|\bcodes?\b|einmal|bestätigungs|à usage unique|vérification|código|codice|ワンタイム|コード|eenmalig/i,
  noCode: /postal|zip|country|area|promo|coupon|search|phone ?number|telefonnummer|user.?label|device.?name/i,
  /** What shows codes that the secret of a generator makes. */
  generator:
    /authenticat(?:or|ion) app|authenticator|\btotp\b|authentifizierungs-?app|application d.authentification|aplicación|app(?:licazione)? di autenticazione|aplicativo|authenticatie|認証(?:システム|アプリ)|オーセンティケーター/i,
  /** Codes that come otherwise: by phone or mail, from paper, or from a thing. */
  otherCode:
    /\bsms\b|text(?:ed)? (?:message|you)|texted|\bphone\b|\bcall(?:ed)?\b|\bvoice\b|e-?mail|inbox|recovery|backup|rsa|securid|symantec|\bvip\b|yubi|hardware|activate|activation|user.?code|telefon|anruf|wiederherstellung|téléphone|appel|courriel|récupération|teléfono|llamada|correo|recuperación|telefono|chiamata|recupero|電話|メール|リカバリー|バックアップ|telefone|recuperação|herstel/i,
  person:
    /first.?name|last.?name|given.?name|family.?name|surname|vorname|nachname|prénom|apellido|cognome|sobrenome|voornaam|achternaam/i,
} as const;

/** What a button does, as its name says. */
export const buttons = {
  goesOn:
    /^(?:next|continue|sign.?in|log.?in|verify|submit|confirm|ok|weiter|anmelden|bestätigen|suivant|continuer|se connecter|connexion|vérifier|valider|siguiente|continuar|iniciar sesión|verificar|avanti|continua|accedi|verifica|次へ|続ける|続行|サインイン|ログイン|確認|avançar|próximo|entrar|volgende|doorgaan|aanmelden|inloggen|verifiëren)$/i,
  no: /^(?:no|nein|non|いいえ|não|nee)\b|^いいえ/i,
  skips:
    /^(?:(?:maybe|do (?:this|it)|set up|ask(?: me)?(?: again)?|remind me) later|later|not now|skip|skip for now|skip this step|no,? thanks|nicht jetzt|später|später erinnern|überspringen|plus tard|passer|ignorer|pas maintenant|ahora no|más tarde|omitir|omitir por ahora|non ora|più tardi|salta|ignora|今はしない|後で|後で行う|後で通知|スキップ|agora não|mais tarde|pular|ignorar|niet nu|overslaan)$/i,
  accepts:
    /^(?:accept|allow|authori[sz]e|grant|agree|approve|yes|continue|akzeptieren|zulassen|erlauben|zustimmen|ja\b|accepter|autoriser|oui|aceptar|permitir|autorizar|sí|accetta|consenti|autorizza|同意|許可|承認|はい|aceitar|sim|accepteren|toestaan|akkoord)/i,
  anotherAccount:
    /(?:another|different) account|anderes konto|autre compte|otra cuenta|altro account|別のアカウント|outra conta|ander account/i,
  registers:
    /^(?:sign ?up|register|create (?:an |your )?account|registrieren|konto erstellen|inscription|s'inscrire|créer un compte|registrarse|crear (?:una )?cuenta|registrati|crea (?:un )?account|サインアップ|会員登録|新規登録|ユーザー登録|登録|criar conta|cadastre-se|registreren|account aanmaken)$/i,
  sendsPush:
    /^(?:send (?:a )?(?:push|notification)|push senden|push-benachrichtigung senden|envoyer (?:une )?(?:notification )?push|enviar (?:notificación )?push|invia push|プッシュ(?:通知)?を送信)$/i,
  /** Another way to prove who somebody is than the one that the page is about. */
  anotherWay:
    /^(?:verify with something else|(?:try|use|sign in|choose|select) (?:with )?(?:an?)?other (?:ways?|methods?|options?)|sign-in options|more (?:choices|options)|return to device picker|select authentication factor\b.{0,60}|use (?:a|your) (?:different )?(?:password|method)(?: instead)?|i can.t use my .{1,40} app right now|try another way)$|^(?:other (?:ways|options|methods)\b|auf andere weise|andere (?:methode|möglichkeit)|essayer (?:une autre|d'une autre)|probar otra|intentar de otra|別の方法|tentar outra|prova un altro|andere manier|probeer (?:het )?(?:op )?een andere)/i,
} as const;

/** What stands in a page's text. */
export const texts = {
  staySignedIn:
    /stay signed in|keep me signed in|trust this (?:device|browser)|remember this (?:device|browser)|angemeldet bleiben|rester connecté|mantener la sesión|resta(?:re)? conness|サインインの状態を維持|manter conectado|continuar com sessão iniciada|aangemeld blijven/i,
  consent:
    /permissions? requested|following permissions|would like to|wants? (?:permission )?to|requesting|grant access|consent|authori[sz]e|berechtigung|zugriff gewähren|möchte|einwilligung|autorisation|autoris|souhaite|permisos|conceder|acceso|permessi|concedere|アクセスを許可|同意|permissões|acesso|toestemming|toegang/i,
  terms:
    /terms (?:of (?:use|service)|and conditions)|nutzungsbedingungen|conditions (?:d'utilisation|générales)|términos|termini|利用規約|termos|voorwaarden/i,
} as const;

/** Ways to prove who somebody is, as lists of them name each. */
export const methods = {
  password:
    /^(?:enter |use |with )?(?:my |your |a )?(?:password|kennwort|passwort|mot de passe|contraseña|senha|palavra-passe|wachtwoord|パスワード)(?: instead)?(?:$|\s)/i,
  code: /authenticator|authentication app|verification code from|code from|enter a code|one-time (?:pass)?code|\btotp\b|authentifizierungs-?app|認証アプリ|オーセンティケーター/i,
  otherWay:
    /\bsms\b|text|e-?mail|phone|\bcall\b|push|notification|recovery|backup|passkey|security key|set ?up|fastpass|anruf|benachrichtigung/i,
} as const;
