import { languages } from './language-words.ts';

// What sign-in pages say in English, German, French, Spanish, Italian, Japanese, Portuguese and Dutch: pages are asked for in
// English, and some come in another language all the same. Beginnings of words, since they are inflected. What is needed to
// sign in with a user name and a password, and to tell them from what is not to be answered, is here in others, too.

// What people are told to sign in by, before it or behind it.
const BY_PASSWORD_BEFORE =
  '(?:mit (?:dem |ihrem |deinem )?(?:passwort|kennwort) |パスワードで|(?:使)?用密[码碼]|(?:şifre|parola) ile )';
const BY_PASSWORD =
  ' (?:(?:with|by|using|avec|con|com|met|med|amb|cu|ar|su|pomocí|pomocou|za pomocą|с помощью|за допомогою|με|dengan|với|sa?|z) (?:my |your |an? |the |un |le |la |el |il |een )?(?:password|passwort|mot de passe|contraseña|contrasenya|palavra-passe|senha|wachtwoord|adgangskode|passord|lösenord|hesla|hasła|lozinkom|geslom|пароля|parolă|paroli|slaptažodžiu|κωδικό πρόσβασης|kata sandi|kata laluan|mật khẩu)|salasanalla|jelszóval|parooliga)';
/** What a button says that signs somebody in. */
const SIGN_IN =
  '(?:sign|log).?(?:in|on)|connect|access|let me in|(?:start|open) session|ouvrir une session|me connecter|s.authentifier|authentifier|ingresar|entra|acessar|ログオン|(?:secure|user|employee|staff|member|student|company|corporate) (?:sign|log).?(?:in|on)|(?:sign|log) me (?:in|on)|(?:jetzt )?(?:anmelden|einloggen)|anmeldung|se connecter|connexion|iniciar sesión|acceder|accedi|サインイン(?:する)?|ログイン(?:する)?|entrar(?: na conta)?|aanmelden|inloggen|zaloguj(?: się)?|logga in|přihlásit(?: se)?|přihlášení|prihlásiť(?: sa)?|登录|登錄|登入|登陆|войти|вход|увійти|вхід|giriş(?: yap)?|oturum aç|log ind|logg (?:inn|på)|kirjaudu(?: sisään)?|bejelentkezés|belépés|conectare|autentificare|로그인|σύνδεση|είσοδος|prijav(?:a|i se)|logi sisse|prisijungti|pieslēgties|đăng nhập|เข้าสู่ระบบ|masuk|כניסה|התחבר(?:ות)?|تسجيل (?:ال)?دخول|دخول|ورود|teken in|daxil ol|ini[cz]i(?:a|eu) (?:la )?sessió|iniciar sessão|s.identifier|accesso|accedere|masuk log|(?:log|daftar) masuk|pieteikties|autentifică-te|авториз(?:оваться|уватися)|войти в систему|вхід в систему|logowanie|prihlásenie|prijavi me|შესვლა|hasi saioa|konekte';

const GO_ON = Object.values(languages)
  .map(({ goesOn }) => goesOn)
  .join('|');

/** What a page is about, as its heading says. */
export const headings = {
  /** Something is to be added to the account. */
  setUp:
    /(?<!\byou(?:.ve| have)? )\bset[ -]?up\b|^(?:add|create|choose|register) (?:an?|your) (?:pin|passkey|security|phone|recovery|device|authenticat)|enrol(?!led)|security info|more information required|keep your account secure|einrichten|einrichtung|configure[rz]?\b|configur(?!ed\b)|設定|セットアップ|instellen/i,
  /** Something is to be another from now on; of a password, that it is to be set. */
  changes:
    /expir|reset|recover|forgot|change|update|choose|\bnew\b|abgelaufen|läuft|zurücksetzen|vergessen|ändern|aktualisier|neues|réinitialis|oublié|modifi|nouveau|caduc|restablec|olvid|cambi|actualiz|nueva|scad|reimpost|aggiorn|nuova|期限|リセット|忘れ|変更|更新|新しい|redefin|alterar|atualiz|\bnova\b|verlo|opnieuw|wijzig|nieuw/i,
  /** An account is to be got back into, or an address to be proven: whoever is named is sent a message. */
  proves:
    /^(?:recover (?:your |my |the )?account|account recovery|(?:verify|confirm) (?:your |an )?(?:account|e-?mail)|(?:ihr )?konto wiederherstellen|(?:verifizieren|bestätigen) sie ihr(?:e e-?mail| konto)|récupér\S+ (?:votre |le )?compte|vérifie[rz] (?:votre )?(?:compte|adresse)|recuperar (?:su |tu |la |a sua )?(?:cuenta|conta)\b|verifi(?:car|que) (?:su |tu |a sua )?(?:cuenta|correo|conta|e-?mail)|recupera (?:il tuo |l')?account|verifica (?:il tuo |la tua |l')?(?:account|e-?mail)|アカウントを?(?:復旧|回復|検証)|メール(?:アドレス)?を?(?:検証|確認)|(?:herstel|verifieer) (?:je|uw) (?:account|e-?mail))/i,
  unlock: /\bunlock|entsperren|déverrouiller|desbloque|sblocca|ロック(?:の)?解除|ontgrendel/i,
  /** Something is told, and gone on from. */
  notice:
    /remind|notice|warning|welcome|success|redirect|\bexpir|last (?:sign|log).?in|maintenance|abl(?:auf|äuft)|läuft .{1,30}\bab\b|letzte anmeldung|wartung|dernière connexion|information|caduca|último acceso|inicio de sesión anterior|mantenimiento|scad|ultimo accesso|manutenzione|manutenção|último login|verloop|laatste (?:aanmelding|login)|onderhoud|前回の?(?:ログイン|サインイン)|メンテナンス|期限|erinnerung|hinweis|willkommen|weitergeleitet|rappel|bienvenue|redirig|aviso|recordatorio|bienvenid|avviso|benvenut|お知らせ|ようこそ|リダイレクト|lembrete|bem-vindo|melding|herinnering|welkom/i,
  passkey:
    /passkey|webauthn|security key|hardware key|fingerprint or face recognition|sicherheitsschlüssel|clé de sécurité|clé d.accès|llave de seguridad|chiave di sicurezza|セキュリティー?キー|パスキー|chave de segurança|beveiligingssleutel/i,
  push: /\bduo push\b|\bpush (?:notification|request|message)|\b(?:sent|send|check|approve|open|waiting|receiv\w*|respond) .{0,40}\bpush\b|\bpush .{0,30}\bsent\b|sent (?:you )?an? notification|approve (?:the |a |this |your )?(?:sign|request|login)|push-?(?:benachrichtigung|melding)|notification push|notifica(?:ción|ção)? push|プッシュ通知|check your (?:phone|device|tablet)|tap yes|\bon your (?:mobile device|mobile|phone|smartphone|tablet|watch)\b.{0,80}\b(?:tap|approve|confirm|swipe)\b|\bswipe (?:in|on|to)\b.{0,40}\b(?:app|phone|device)\b|prüfen sie ihr (?:smartphone|telefon|gerät)|consultez votre (?:téléphone|appareil)|revisa tu (?:teléfono|dispositivo)|スマートフォンをご?確認/i,
  /** Somebody has lost the way in, and seeks another. */
  recovers:
    /recover|forgot|assistance|get back into|trouble|\breset|can.?t (?:sign|log)|wiederherstell|vergessen|zurücksetzen|oublié|récup|réinitialis|olvid|recuper|restablec|dimentic|reimpost|忘れ|リセット|esquec|redefin|vergeten|herstel|glöm|zapomn|zapomen|забыл|восстанов|unut|sıfırla|忘记|重置/i,
  /** Somebody is to consent. */
  consent: /^(?:confirm )?consent\b|^(?:authori[sz]e|allow|grant) |^zugriff (?:gewähren|erlauben)/i,
  /** Something is done that cannot be undone, or is paid for, and a secret confirms it. */
  deed: /\b(?:clos(?:e|ing)|delet(?:e|ing)|eras(?:e|ing)|wip(?:e|ing)|purg(?:e|ing)|discard(?:ing)?|deactivat(?:e|ing)|disabl(?:e|ing)|enabl(?:e|ing)|remov(?:e|ing)|revok(?:e|ing)|restor(?:e|ing)|import(?:ing)?|migrat(?:e|ing)|cancel(?:l?ing)?|(?:un)?link(?:ing)?|merg(?:e|ing)|transfer(?:ring)?|export(?:ing)?|download(?:ing)?|sign(?:ing)?|pay(?:ing)?|approv(?:e|ing)|releas(?:e|ing)) (?:of )?(?:my|your|the|this|an?|all|ownership|accounts?|funds|money|data|backups?|documents?|contracts?|workspaces?|\d)|\b(?:change|update|edit) (?:my |your |the |an? )?(?:e-?mail|phone|mobile|billing)\b|\b(?:sign|log) out (?:everywhere|(?:of |from )?(?:all|every|other))|\b(?:show|view|reveal|display|copy) (?:my |your |the |an? )?(?:api|recovery|backup|secret|access token)|\bsend(?:ing)? (?:funds|money|\d)|\bfactory reset|\bwithdraw|\belevat(?:e|ing|ion)\b|\bcast (?:my|your|a) |\bupgrad(?:e|ing) (?:to|plan|subscription)\b|\bturn(?:ing)? o(?:ff|n)\b|\b(?:confirm|approve|authori[sz]e) .{0,20}(?:payment|order|purchase|transfer|transaction|deletion|changes?)\b|(?:konto|zugang) .{0,20}(?:lösch|schließ|kündig|deaktivier|verknüpf)|überweis|bezahl|\bzahlung|kündig|unterschr|supprimer|clôtur|désactiver|fermer|\bpa(?:yer|iement)|virement|eliminar|cerrar (?:mi|su|tu|la)|desactivar|\bpagar|transferi|firmar|elimina|chiudi|disattiva|excluir|encerrar|desativar|assinar|verwijder|sluit|deactiveer|betaal|onderteken|削除|退会|解約|支払/i,
  /** The same, where a heading says no more than that: what is sold says it in whole sentences. */
  act: /^(?:please )?(?:(?:drop|truncate|overwrite) (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:database|table|schema|collection|bucket)|(?:suspend|freeze|block|ban) (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:account|card|user|member|service|subscription)|(?:archive|rename|leave|dissolve) (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:account|repository|project|team|group|organi[sz]ation|workspace|channel|company)|(?:reboot|restart|shut ?down|power off|reimage|terminate|reset|uninstall|disarm) (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:servers?|cluster|instances?|machine|node|host|device|router|database|services?|app|application|alarm|system|sessions)|roll(?:ing)? ?back (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:release|deployment|database|changes|version|update)|(?:roll|rotate|regenerate|generate|renew|get|issue) (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:new )?(?:api|access|secret|signing|recovery|backup|root|authori[sz]ation|transfer|master) (?:keys?|tokens?|codes?|secrets?)|make .{1,40} (?:public|private|an? (?:owner|admin(?:istrator)?))$|(?:promote|demote) .{0,30}(?:admin|owner|user)|impersonate |(?:change|update|edit) (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:user ?name|payout|bank (?:account|details)|forwarding)|new bank (?:account|details)|(?:submit|certify|lodge) (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:ballot|vote|tax return|timesheet)|redeem (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:\d+ )?(?:points|voucher|miles)|override |run as (?:root|administrator)|forward (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:e-?)?mails?|(?:white|allow|deny|black)-?list (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:ip|address|domain|app)|decrypt (?:the |this |that |my |your |an? |all |all of (?:the |my |your )?)?(?:backup|files?|archive|volume|data|disk)|(?:show|view|reveal) .{0,20}(?:card number|\bcvv|private key|seed phrase|live key|\bsecret))[^.,;!?]{0,40}$/i,
  /** Something has failed, whatever else is spoken of. */
  failure:
    /\berror\b|wrong|denied|declined|rejected|timed out|no access|fehler|abgelehnt|erreur|refusé|denegad|rechazad|errore|negat|エラー|拒否|erro\b|negad|geweigerd/i,
  /** An account is to be made, or filled in. */
  account:
    /^(?:sign up|register\b|create (?:an |your )?account|update (?:account|your profile|profile)|registrier|konto (?:erstellen|registrieren|aktualisieren)|s'inscrire|créer un compte|mettre à jour (?:le|du) (?:profil|compte)|regist(?:rarse|ro\b|rar)|crear (?:una )?cuenta|actualizar|crea (?:un )?account|registrati|criar conta|cadastr|account aanmaken|登録|アカウント(?:登録|の作成|を作成|の更新))/i,
} as const;

/** What a field, or its description, says of what belongs there. */
export const fields = {
  username:
    /user|e-?mail|log-?in|identifier|benutzer|identifiant|utilisateur|usuario|utente|usuário|utilizador|gebruiker|ユーザー|メール|użytkownik|użytkownika|användar|e-?post|uživatel|používate|用户|用戶|使用者|邮箱|郵箱|账号|帳號|пользовател|логин|користувач|kullanıcı|e-?posta|bruger|bruker|käyttäjä|felhasználó|utilizator|사용자|아이디|이메일|χρήστη|korisni|kasutaja|المستخدم|البريد|istifadəçi|usuari\b|usuari o|adreça|نام کاربری|משתמש|vartotoj|naudotoj|lietotāj|e-pasts|el\. pašto|pengguna|brukarnamn|užívate|uporabni|потребител|имейл|tài khoản|người dùng|ชื่อผู้ใช้|მომხმარებლ|erabiltzaile|itilizat|přihlašovací jméno|prihlasovacie meno/i,
  /** What may mean the same. */
  account: /account|konto\b|compte|cuenta|conto\b|アカウント|conta\b/i,
  /** What is searched for, or chosen, by its name. */
  searched:
    /^(?:search|find|look ?up|filter)\b|\bsearch\b|institution|organi[sz]ation(?!al)|\bidp\b|\bsuche|recherch|buscar|\bcerca\b|検索|pesquis|zoek|szukaj|\bsök|hledat|поиск|搜索|\bara\b/i,
  /** What a field is called that only people who sign in have. */
  signInName:
    /user.?name|user.?id\b|login|identifier|benutzername|anmeldename|nom d.utilisateur|nombre de usuario|nome utente|nome de usuário|gebruikersnaam|ユーザー ?(?:名|ID)|nazwa użytkownika|användarnamn|uživatelské jméno|používateľské meno|用户名|使用者名稱|имя пользователя|ім.я користувача|kullanıcı adı|brugernavn|brukernavn|käyttäjätunnus|felhasználónév|nume de utilizator|사용자 이름|όνομα χρήστη/i,
  /** Where somebody can be reached besides. */
  otherAddress:
    /recovery|backup|alternate|secondary|manager|colleague|friend|wiederherstellung|récupération|recuperación|recupero|recuperação|herstel/i,
  password:
    /pass(?:word|wd|phrase|ord)|\bpwd?\b|kennwort|passwort|mot de passe|contraseña|\bclave\b|senha|palavra-passe|wachtwoord|パスワード|hasł|lösenord|\bhesl|密码|密碼|парол|şifre|\bparola|adgangskode|kodeord|salasan|jelszó|\bparol[ăe]|비밀번호|암호|κωδικός πρόσβασης|συνθηματικό|lozink|zaporka|\bgeslo|parool|slaptažod|mật khẩu|รหัสผ่าน|kata (?:sandi|laluan)|סיסמ[הא]|wagwoord|şifrəniz|contrasenya|salasõna|رمز عبور|პაროლი|pasahitz|modpas|ο κωδικός σας|كلمة المرور/i,
  newPassword:
    /\b(?:new|choose an?|create an?|confirm) .{0,10}pass|pass(?:word|phrase) again|neues (?:passwort|kennwort)|nouveau mot de passe|nueva contraseña|nuova password|nova senha|nieuw wachtwoord|新しいパスワード|nowe hasło|nytt lösenord|nové heslo|新密码|新密碼|новый пароль|yeni (?:şifre|parola)|ny adgangskode|nytt passord|uusi salasana|új jelszó/i,
  /** What is typed like a password and is none. */
  otherSecret:
    /\bpin(?:\b|-)|пин|(?:^|[^а-яё])код|одноразов|\bkodu?\b|jednoraz|jednoráz|k[óo]d(?:u|y|em)?\b|engångs|engangs|\bkoden?\b|tek kullanım|动态|動態|一次性|验证码|驗證碼|口令卡|kertakäyttö|koodi|egyszer|\bcod\b|인증|일회용|μ[ιί]ας[ -]χρήσης|رمز لمرة|یکبار|d'un sol ús|de un solo uso|de uso único|monouso|ერთჯერად|vienkartin|รหัสสำหรับ|代码|代碼|tek seferlik|access ?pass|password ?2\b|second(?:ary)? password|first pet|maiden name|smart ?card|\btan\b|yubi|\btoken\b|\bcodes?\b|pass ?code|\botp\b|one.?time|security question|\banswer\b|memorable|supervisor|access code|einmal|geheimzahl|antwort|usage unique|réponse|respuesta|risposta|resposta|antwoord|código|codice|コード|答え|ワンタイム/i,
  /** The password of a thing, of somebody else, or of before. */
  otherPassword:
    /\b(?:last|previous) pass(?:word|phrase) (?:you|that)\b|pass(?:word|phrase|code) (?:for|of) (?:(?:the|your|this) )?(?:(?:private |ssh |pgp |gpg )?key|certificate|sa|root|database|wallet|(?:user|account) ['"‘“])|\b(?:wi-?fi|wlan|wireless|router|hotspot|document|file|pdf|zip|archive|meeting|webinar|event|conference|(?:en|de)cryption|disk|drive|bitlocker|key ?store|certificate|vault|master|backup|recovery|restore|database|root|sudo|(?:app|application)(?:-specific)?|voicemail|mailbox|guest|mac|iphone|phone|telephone|device|camera|volume|container|proxy|sync|wallet|(?:private |public |ssh |pgp |gpg |signing |encryption )?key|key ?ring|key ?chain|gpg|pgp|vnc|ssh|rdp|remote desktop|i?map|pop3|smtp|s?ftp|snmp|ipmi|mysql|postgres(?:ql)?|bind|enable|bios|quiz|exam|course|class|room|gallery|album|message|pay ?slip|statement|report|last|second user|(?:online )?banking|bank|card|payment|transaction|share|link|old|previous|former|(?:admin(?:istrator)?|manager|owner|parent|guardian|partner|spouse|colleague|witness|approver|reviewer|co-?signer|child|customer|caller|patient)(?:['’]?s)?)[- ]pass(?:word|phrase|wd)|(?:wlan|wifi|wi-fi|router|dokument(?:en)?|datei|archiv|besprechungs|zertifikats?|datenbank|sicherungs|wiederherstellungs|verschlüsselungs|administrator|admin|root|master|karten|alte[sn]? |vorherige[sn]? )-?(?:passwort|kennwort)|(?:ancien|précédent) mot de passe|mot de passe (?:wi-?fi|du (?:document|fichier|routeur|wi-?fi|certificat|coffre)|de la (?:réunion|base|carte|sauvegarde)|de récupération|administrateur|maître)|contraseña (?:anterior|antigua|maestra|wi-?fi|de(?:l| la) (?:documento|archivo|router|wi-?fi|certificado|reunión|base de datos|tarjeta|administrador))|(?:vecchia|precedente) password|password (?:wi-?fi|del (?:documento|file|router|certificato|database)|della (?:riunione|carta)|di ripristino|amministratore)|senha (?:anterior|antiga|mestra|d[oa] (?:wi-?fi|documento|arquivo|roteador|certificado|banco|reunião|cartão|administrador))|(?:oude?|vorige?) wachtwoord|(?:wifi|router|document|bestands?|certificaat|vergader|database|beheerders?|hoofd|herstel)-?wachtwoord|(?:Wi-?Fi|無線|ルーター|文書|ファイル|会議|証明書|データベース|管理者|マスター|以前|古い|前)の?パスワード/i,
  /** What has a password of its own. */
  isProtected:
    /\bpassword[- ]protected|\bprotected (?:by|with) a password|\b(?:password|kennwort|passwort) (?:for|of|für|des|der) (?:this|the|dieses|diese|das|die|den)? ?(?:document|file|archive|link|share|folder|meeting|network|page|dokuments?|datei|ordners?|besprechung)\b/i,
  /** What may be typed instead of a password, or is not to be. */
  alternative:
    /(?:(?<=\s)(?:or|oder|ou|o)\s|\/) ?(?:an? |your |ein\w* )?[\p{L}-]{2,12}(?: ?\+ ?[\p{L}-]{2,12}(?: \p{L}{2,12})?)?|\(? ?\b(?:without|no|ohne|sans|sin) (?:an? |your )?[\p{L}-]{2,12}\)?/giu,
  code: /one.?time|\b[th]?otp\b|totp|verification|passcode|authenticator|2fa|mfa|\bcodes?\b|einmal|bestätigungs|à usage unique|vérification|código|codice|ワンタイム|コード|eenmalig|tokencode|jednoraz|jednoráz|\bk[óo]du?\b|engång|engang|(?:^|[^а-яё])код|验证码|驗證碼|tek kullanım|koodi|\bcod\b|코드|인증번호|κωδικός|رمز لمرة|کد یکبار|codi d|monouso|ერთჯერად|vienkartin|รหัสสำหรับ|代码|代碼|一次性|tek seferlik|\bkoden?\b|egyszer|\bcodul\b/i,
  noCode: /postal|zip|country|area|promo|coupon|search|phone ?number|telefonnummer|user.?label|device.?name/i,
  /** What shows codes that the secret of a generator makes. */
  generator:
    /authenticat(?:or|ion) app|authenticator|google authentication|\btotp\b|(?:from|in|by|open) (?:the|your|an) app\b|on your mobile application|authenti(?:fizierungs|fikator)-?app|application d.authentification|aplicación|app(?:licazione)? di autenticazione|aplicativo|authenticatie|認証(?:システム|アプリ)|オーセンティケーター|uwierzytelniając|autentiseringsapp|ověřovací aplikac|autentizační aplikac|身份验证器|身分驗證器|аутентификатор|приложени[еия].{0,20}аутентифик|kimlik doğrulayıcı|doğrulama uygulaması|todennussovell|인증 앱/i,
  /** What is said where a code of some kind is asked for that is for one sign-in. */
  oneTime:
    /one.?time|\b[th]?otp\b|(?:two|2|multi).?(?:factor|step)|second factor|\b[2m]fa\b|verification code|authentication code|security code|einmal|zwei-?faktor|zwei-?schritt|zweiter faktor|bestätigungscode|à usage unique|deux (?:facteurs|étapes)|code de vérification|(?:dos|due|dois|duas) (?:factores|pasos|fattori|passaggi|fatores|etapas)|código de verificación|codice di verifica|código de verificação|ワンタイム|二段階|2 ?段階|認証コード|確認コード|eenmalig|(?:twee|2).?(?:factor|staps)|verificatiecode|jednoraz|jednoráz|engångs|engangs|одноразов|tek kullanım|一次性|动态密码|dwuetap|dwuskład|tvåsteg|tvåfaktor|dvoufáz|dvoufaktor|两步|雙重|двух(?:этап|фактор)|iki (?:adım|faktör|aşama)|to-?trin|to-?faktor|kaksivaihe|kétlépcs|2단계|일회용|μ[ιί]ας[ -]χρήσης|رمز لمرة|یکبار|d'un sol ús|de un solo uso|de uso único|monouso|ერთჯერად|vienkartin|สำหรับใช้ครั้งเดียว|egyszer használ|tek seferlik|generado por (?:su|tu) aplicación|généré par votre application/i,
  /** What a field is called that is for a code of an authenticator app beside a password; all of it that is no word of a password. */
  oneTimePassword:
    /time.?based|\bt?otp\b|totp|one.?time.?(?:pass ?(?:word|code|phrase)|code)?|(?:two|2).?(?:factor|step)|\b[2m]fa\b|(?:google |microsoft )?authenticator|einmal-?(?:passwort|kennwort|code)|(?:mot de passe|code) à usage unique|(?:contraseña|código|senha) de (?:un solo uso|uso único)|(?:password|codice) monouso|ワンタイム ?(?:パスワード|コード)?|eenmalige? ?(?:wachtwoord|code)?/i,
  /** What is asked for besides, by somebody who has a code made by a thing. */
  pin: /\bpin\b|пин|geheimzahl/i,
  /** Nothing has to be typed there. */
  optional:
    /\boptional|\bif (?:you have|enabled|configured|set ?up|required|applicable|enrolled|activated|any)|leave (?:it |this )?(?:blank|empty)|(?:falls|wenn|sofern) (?:sie |du )?(?:aktiviert|vorhanden|eingerichtet|nötig|erforderlich|eine)|leer lassen|facultati|optionnel|si (?:activé|configuré|vous)|opcional|si (?:está|lo tiene|la tiene)|facoltativ|opzional|se (?:abilitat|attivat|configurat)|任意|省略可|有効な場合|se (?:ativad|habilitad|configurad)|optioneel|indien/i,
  /** A code that was sent, or that another thing shows than an authenticator app. */
  sentCode:
    /\bsent\b|texted|e-?mailed|messaged|delivered|on (?:its|the) way to|whatsapp|\bsms\b|text message|gesendet|geschickt|zugeschickt|envoyé|enviad[oa]|inviat[oa]|gestuurd|verzonden|送信|送り|duo mobile|digipass|grid ?card|\bletter\b|wysła|wysłan|skicka[dt]|odesla|odeslá|zasla|poslal|отправ|выслал|прислал|надісла|gönder|发送|發送|寄送|lähet|sendt|elküld|trimis|전송|보냈|στείλαμε/i,
  /** Where a code was sent to, in part. */
  masked: /[*•]{3}|x{3}\d/i,
  /** What makes codes, or shows them, besides apps, as a field or a heading calls it. */
  otherThing:
    /bypass|emergency|scratch|tokencode|securid|\brsa\b|hardware|from (?:your|an?|the) (?:it )?(?:help ?desk|administrator)/i,
  /** The secret of a generator is shown, to be kept by an app. */
  newGenerator:
    /\bscan(?:ne)?\b|scannen|secret key|set-?up key|geheimer schlüssel|numéris|escane|スキャン|scansiona|digitaliz|zeskanuj|skanna|naskenuj|сканир|tarayın|扫描|掃描/i,
  /** Codes that come otherwise: by phone or mail, from paper, or from a thing. */
  otherCode:
    /\bsms\b|text(?:ed)? (?:message|you)|texted|\bphone\b|\bcall(?:ed)?\b|\bvoice\b|e-?mail|inbox|recovery|backup|rsa|securid|symantec|\bvip\b|yubi|hardware|picture|invitation|company|activate|activation|user.?code|telefon|anruf|wiederherstellung|téléphone|appel|courriel|récupération|teléfono|llamada|correo|recuperación|telefono|chiamata|recupero|電話|メール|リカバリー|バックアップ|telefone|recuperação|herstel/i,
  person:
    /first.?name|last.?name|given.?name|family.?name|surname|vorname|nachname|prénom|apellido|cognome|sobrenome|voornaam|achternaam/i,
} as const;

/** What a button does, as its name says. */
export const buttons = {
  goesOn: new RegExp(
    `^(?:${BY_PASSWORD_BEFORE}?(?:${SIGN_IN})|(?:${SIGN_IN})${BY_PASSWORD}|verific[eé]r|${GO_ON})$`,
    'i',
  ),
  /** What sends a password signs in, and does nothing else. */
  signsIn: new RegExp(
    `^(?!.*(?:&|\\b(?:and|und|et|y|e)\\b))(?:${BY_PASSWORD_BEFORE}?(?:${SIGN_IN}))(?:${BY_PASSWORD}| (?:to|into|at) .{1,40}| securely| now| (?:with|by|using) (?:my |your |an? |the )?(?:user ?name|ldap|active directory|windows|domain|(?:work|school|company|corporate|organi[sz]ation(?:al)?|local)\\b[a-z ]{0,20} account))?$`,
    'i',
  ),
  /** What sends a secret that a page asks for does no more than that. */
  sendsSecret:
    /^(?:(?:verify|submit|confirm|validate|enter|use) (?:the |my |your )?(?:otp|code|token|passcode|one.?time (?:pass)?(?:code|word))|verify (?:and|&) (?:continue|proceed|(?:sign|log) ?in)|(?:complete|finish) (?:sign|log).?in|go|los|send|senden|absenden|abschicken|envoyer|soumettre|enviar|invia|送信|決定|verzenden|versturen|wyślij|skicka|odeslat|отправить|gönder)$/i,
  /** What sends a form consents, or agrees, to something. */
  agrees:
    /\b(?:accept|allow|authori[sz]e|grant|agree|approve|consent)\b|akzeptier|zustimm|erlaub|zulassen|einverstanden|accepte|autoris|acept|permit|autoriz|accett|consent|同意|許可|承認|允许|授权|接受|aceit|akkoord|toestaan|akceptuj|zgadzam|zezw|godkänn|tillåt|souhlas|povol|разреш|приня|соглас|kabul/i,
  /** What takes what was chosen in a list. */
  chooses:
    /^(?:select|choose|use (?:this|selected)(?: method| option)?|auswählen|wählen|choisir|sélectionner|elegir|seleccionar|scegli|seleziona|選択|選択する|escolher|selecionar|kiezen|selecteren)$/i,
  /** What other forms end with, too. */
  confirms: /^(?:submit|confirm|ok|bestätigen|valider|verificar|confirm[ae]r?|verifica|確認)$/i,
  /** What sends a form does something else, or more. */
  doesMore:
    /resend|forgot|reset|recover|regist|creat|sign ?up|\bjoin\b|get started|\bsms\b|text|e-?mail|\blink\b|delet|remov|\bsave|request|subscri|show|hide|grant|approve|change|update|unlock|cancel|back|invit|switch|passwort (?:vergessen|anzeigen)|anfordern|zurück|erstell|anlegen|lösch|speicher|anzeig|abbrech|oubli|renvoy|créer|inscri|supprim|enregistr|affich|annul|retour|olvid|reenv|crear|elimin|guardar|mostrar|cancel|volver|dimentic|crea\b|salva|mostra|annulla|indietro|忘れ|再送|登録|作成|削除|保存|表示|キャンセル|戻る|esquec|cria|exclu|salvar|voltar|vergeten|opnieuw|maak|verwijder|opslaan|toon|annul|terug/i,
  /** What is done with a name, otherwise than choosing it. */
  doesWith:
    /\b(?:creat|regist|sign ?up|subscrib|verif|confirm|link|merge|unlink|deactivat|activat|recover|edit|switch|share|agree|allow|accept|authori|grant|approve|pay|help|invite|report|block|lock|close|transfer|connect (?:to|with)|add\b)|erstell|verknüpf|bestätig|löse|créer|crear|criar|crea\b|作成|連携|code|mail|send|sign ?out|log ?out|text|\bsms\b|call|remove|forget|delete|reset|change|not you|abmelden|senden|entfern|lösch|déconn|envoy|supprim|oubli|cerrar|salir|enviar|elimin|esci\b|invia|rimuovi|サインアウト|ログアウト|送信|削除|sair|remover|uitloggen|afmelden|verstuur|verwijder|wyloguj|usuń|zapomnij|wyślij|odhlásit|odebrat|odstranit|smazat|zapomenout|odeslat|logga ut|ta bort|radera|glöm|skicka|log ud|glem|fjern|slet|logg ut|kirjaudu ulos|poista|unohda|lähetä|çıkış yap|oturumu kapat|kaldır|unut|gönder|sil\b/i,
  /** What sends a code again that had been sent. */
  resends:
    /resend|re-send|send (?:it |the code |code )?again|(?:request|get|send|need)(?: me)? (?:an? |the )?(?:new |another )(?:code|one|otp)|^request (?:an? )?(?:otp|code)|^send (?:me )?(?:an? |the |my )?(?:code|otp)$|did ?n.t (?:get|receive)|not (?:get|receiv\w+) |(?:code )?erneut senden|nochmals? senden|renvoyer|reenviar|volver a enviar|invia (?:di nuovo|nuovamente)|再送|enviar novamente|opnieuw (?:ver)?(?:sturen|zenden)/i,
  no: /^(?:no|nein|non|いいえ|não|nee)(?:,? (?:thanks|thank you|danke|merci|gracias|grazie|obrigad[oa]|bedankt)|, other people use this device|, (?:do not|don.t) trust(?: this)? (?:browser|device))?$|^(?:do not|don.t) (?:trust|remember)(?: (?:this )?(?:browser|device|comp[u]ter))?$|^(?:nie(?:,? dziękuję| ufaj)?|ne(?:,? děkuji)?|nej(?:,? tak| tack)?|nei(?:,? takk)?|ei(?: kiitos)?|hayır|güvenme)$/i,
  skips:
    /^(?:(?:maybe|do (?:this|it)|set up|change(?: (?:it|password))?|ask(?: me)?(?: again)?|remind me) later|continue without (?:an? )?(?:passkeys?|security keys?|app)|later|not now|skip|skip for now|skip this step|skip set-?up|no,? thanks|nicht jetzt|jetzt nicht|später|später erinnern|(?:vorerst |einrichtung )?überspringen|plus tard|passer|ignorer|ignorer pour (?:l.instant|le moment)|ignorer la configuration|pas maintenant|ahora no|más tarde|omitir|omitir por ahora|omitir (?:la )?configuración|non ora|più tardi|salta|ignora|今はしない|今はスキップする|後で|後で行う|後で通知|スキップ|agora não|mais tarde|pular|ignorar(?: por agora)?|saltar(?: por agora)?|lembrar(?:-me)? mais tarde|niet nu|overslaan|nie teraz|później|przypomnij(?: mi)? później|pomiń(?: na razie)?|teď ne|nyní ne|později|připomenout později|přeskočit(?: prozatím)?|inte nu|senare|påminn mig senare|hoppa över(?: tills vidare| för tillfället| för nu)?|ikke nu|senere|påmind mig senere|spring over(?: indtil videre| for nu)?|ikke nå|hopp over(?: inntil videre| foreløpig)?|ei nyt|myöhemmin|muistuta myöhemmin|ohita(?: toistaiseksi)?|şimdi değil|daha sonra(?: hatırlat)?|şimdilik atla)(?: ?[(（].{0,80})?$/i,
  /** It goes on to what it names. */
  goesTo:
    /^(?:continue|proceed|weiter|continuer|continuar|continua|prosegui|doorgaan|verder) (?:to|zu|zur|zum|vers|à|a|al|ad|para|naar) (?<to>.{1,40})$/i,
  /** What is done with a password that is running out, where something else can be done. */
  changesPassword:
    /^(?:(?:change|update|reset)(?: (?:it|(?:my |your |the )?password))?(?: now)?|(?:(?:passwort|kennwort) )?(?:jetzt )?ändern|(?:le )?changer(?: le mot de passe)?(?: maintenant)?|cambiar(?:la)?(?: (?:la )?contraseña)?(?: ahora)?|cambia(?:la)?(?: (?:la )?password)?(?: ora)?|alterar(?: (?:a )?senha)?(?: agora)?|(?:wachtwoord )?(?:nu )?wijzigen|(?:今すぐ)?変更(?:する)?|alterar (?:a )?palavra-passe(?: agora)?|(?:teraz )?zmień(?: hasło)?(?: teraz)?|(?:nyní )?změnit(?: heslo)?(?: nyní)?|(?:byt|ändra)(?: lösenord(?:et)?)?(?: nu)?|(?:skift|ændre?)(?: adgangskoden?)?(?: nu)?|(?:endre|bytt)(?: passord(?:et)?)?(?: nå)?|vaihda(?: salasana)?(?: nyt)?|(?:şimdi )?değiştir|(?:şifreyi|parolayı) (?:şimdi )?değiştir)$/i,
  retries:
    /^(?:try again|retry|erneut versuchen|nochmals versuchen|réessayer|reintentar|volver a intentarlo|riprova|再試行|もう一度(?:試す)?|tentar novamente|opnieuw proberen)$/i,
  accepts:
    /^(?:accept|allow|authori[sz]e|grant|agree|approve|yes|continue|akzeptieren|zulassen|erlauben|zustimmen|ja\b|accepter|autoriser|oui|aceptar|permitir|autorizar|sí|accetta|consenti|autorizza|同意|許可|承認|承諾|はい|aceitar|sim|accepteren|toestaan|akkoord)/i,
  anotherAccount:
    /(?:another|different) account|anderes konto|autre compte|otra cuenta|altro account|別のアカウント|outra conta|ander account|inne(?:go)? kont|jiný účet|annat konto|anden konto|annen konto|toista tiliä|toinen tili|başka (?:bir )?hesa/i,
  /** It goes on as whom it names. */
  asSomebody:
    /^(?:(?:continue|proceed|sign in|log in) as|(?:weiter|anmelden) als|(?:continuer|se connecter) en tant que|(?:continuar|iniciar sesión|acceder|entrar) como|(?:continua|accedi) come|(?:doorgaan|aanmelden|inloggen) als|kontynuuj jako|pokračovat jako|(?:fortsätt|fortsæt|fortsett) som) |^als .{1,80} (?:fortfahren|anmelden|doorgaan)$|として(?:続行|続ける|サインイン|ログイン)/i,
  registers:
    /sign ?up|^register|create (?:my |an |your )?account|\bjoin\b|get started|registrier|konto erstellen|inscription|s'inscrire|créer (?:un|mon) compte|registrarse|regístrate|crear (?:una |mi )?cuenta|registrati|crea (?:un )?account|サインアップ|登録|criar conta|cadastre-se|registreren|account aanmaken/i,
  sendsPush:
    /^(?:send (?:a )?(?:push|notification)|push senden|push-benachrichtigung senden|envoyer (?:une )?(?:notification )?push|enviar (?:notificación )?push|invia push|プッシュ(?:通知)?を送信)$/i,
  /** Another way to prove who somebody is than the one that the page is about. */
  anotherWay:
    /^(?:verify with something else|(?:try|use|sign in|choose|select) (?:with )?(?:a different|(?:an?)?other) (?:(?:verification|authentication|sign-in) )?(?:ways?|methods?|options?)(?: to sign in)?|sign-in options|more (?:choices|options)|return to device picker|select authentication factor\b.{0,60}|use (?:a|your) (?:different )?(?:password|method)(?: instead)?|i can.t use my .{1,40} app right now|try another way)$|^(?:other (?:ways|options|methods)\b|auf andere weise|(?:eine )?(?:andere|weitere) (?:methode|möglichkeit|option)|(?:essayer|choisir) (?:une autre|d.une autre)|probar (?:de )?otr[ao]|elegir otr[ao]|intentar de otra|別の方法|tentar outra|escolher outr[ao]|(?:prova|scegli) un altro|andere manier|kies een andere|probeer (?:het )?(?:op )?een andere)/i,
} as const;

/** What stands in a page's text. */
export const texts = {
  staySignedIn:
    /is this your device\?|stay signed in|keep me signed in|trust this (?:device|browser)|remember this (?:device|browser)|angemeldet bleiben|rester connecté|mantener la sesión|resta(?:re)? conness|サインインの状態を維持|manter conectado|continuar com sessão iniciada|aangemeld blijven|nie wylogowuj mnie|pozostać zalogowan|pozostań zalogowan|zaufać (?:tej|temu) (?:przeglądarce|urządzeniu)|zůstat přihlášen|důvěřovat (?:tomuto )?(?:zařízení|prohlížeči)|förbli inloggad|lita på (?:den här|denna) (?:enhet|webbläsare)|forblive? logget|stole på denne|forbli(?:r)? (?:på)?logget|pysy(?:ä|täänkö)? kirjautuneena|luota(?:tko|taanko)? tähän|oturum(?:unuz)? açık kalsın|oturumu açık tut|bu (?:tarayıcıya|cihaza) güven/i,
  consent:
    /permissions? requested|following permissions|(?<!\b(?:we|you)(?: (?:may|might|also))? )(?:would like|wants?)(?: permission)? to(?! (?:make sure|be sure|ensure|verify|confirm|check|protect|keep|help))|wants? access|will allow .{1,40} to access|will be able to|\bwill share\b|requesting|grant access|consent|authori[sz]e(?!d (?:use|users?|persons?|people|personnel|staff|employees|only)\b)|\bshare your\b|\b(?:will|would) be shared\b|information release|release (?:this|the|your) information|weitergegeben|weitergabe (?:ihrer|von)|berechtigung|zugriff gewähren|möchte(?!n)|einwilligung|autorisation|autoris|souhaite|permisos|conceder|quiere acceder|acceso a\b|permessi|concedere|アクセスを?許可|アクセスしたい|同意|permissões|deseja acess|toegang (?:geven|verlenen|tot)|toestemming/i,
  /** An authenticator may be taught its secret by a picture. */
  qrCode: /\bqr[ -]?code\b|\bcode qr\b|código qr|codice qr|QR ?コード/i,
  terms:
    /terms (?:of (?:use|service)|and conditions)|acceptable use polic|user agreement|nutzungsbedingungen|conditions (?:d'utilisation|générales)|términos|termini|利用規約|termos|voorwaarden/i,
  /** Something is given by whoever signs in there. */
  asksConsent:
    /wants? (?:to )?access|(?<!\b(?:we|you)(?: (?:may|might|also))? )(?:would like|wants?|asks?|is asking|requests?|is requesting)(?: for)?(?: your)?(?: permission| access)? to (?:access|read|see|view|use|send|manage|edit|write|act|share|have|get|receive|delete)\b|following permissions|permissions? (?:are |is )?requested|(?<!\byou )will be able to|\ballow .{1,40} to access|\bauthori[sz]e .{1,40} to |(?:möchte|will) .{0,60}(?:zugreifen|zugriff|lesen|verwenden)|berechtigungen (?:werden )?angefordert|(?:souhaite|demande à|veut) (?:accéder|lire|utiliser)|autoriser .{1,40} à |(?:desea|quiere|solicita) (?:acceder|permiso|leer)|(?:desidera|vuole|chiede di) (?:acceder|legger)|(?:deseja|quer) (?:acessar|aceder|ler)|(?:wil|vraagt) .{0,30}toegang|アクセスを(?:求め|要求)|chce uzyskać dostęp|prosi o dostęp|vill (?:ha|få) åtkomst|chce získat přístup|žádá o přístup|запрашивает|请求(?:访问|获取|授权)|申请(?:获取|使用)|erişmek istiyor|izin istiyor|(?:vil (?:have|ha)|ønsker|beder om|ber om) (?:adgang|tilgang)|(?:haluaa|pyytää) (?:käyttää|pääsyä|lupaa)|(?:deseja|quer|pede) acesso/i,
  /** A heading is about terms, and does not only say that signing in agrees to them. */
  isOfTerms:
    /^(?!.*\b(?:by|subject|appl(?:y|ies)|gelten|indem|durch|en|al|continuando)\b).{0,30}(?:terms (?:of (?:use|service)|and conditions)|acceptable use polic|user agreement|nutzungsbedingungen|conditions (?:d'utilisation|générales)|términos|termini|利用規約|termos|voorwaarden)/i,
  /** A purpose that a secret is asked for, which is not to sign in. */
  forDeed:
    /(?:password|passcode|code|enter|type|confirm) .{0,40}\bto (?:close|delete|erase|deactivate|disable|remove|transfer|pay|sign (?!in\b|on\b)|export|merge|link|turn o)|(?:passwort|kennwort) .{0,40}um .{0,40}(?:lösch|schließ|kündig|bezahl|deaktivier)/i,
  /** What a message would bring that is sent as soon as somebody is named. */
  mails:
    /(?:we|you)(?:.ll| will)? (?:then )?(?:e-?mail|text|send|get|receive)\b.{0,60}(?:code|link|message|mail\b)|magic link|(?:code|link) (?:will be|is) sent|wir (?:senden|schicken) (?:ihnen|dir)|sie erhalten|nous vous enverrons|vous recevrez|recibirás?\b|te enviaremos|ti invieremo|riceverai|enviaremos|(?:we|wij) sturen|u ontvangt|メール.{0,10}送信|vi skickar|wyślemy|otrzymasz|pošleme|zašleme|отправим|пришл[её]м|göndereceğiz|(?:将|會|会).{0,6}(?:发送|發送)/i,
  /** Somebody is signed in there. */
  signIn:
    /(?:sign|log)[ -]?(?:in|on)\b|\blogin\b|welcome|anmeld|einlogg|willkommen|connexion|connect|bienvenue|iniciar|inicia sesión|acced|bienvenid|accesso|benvenut|サインイン|ログイン|ようこそ|entrar|bem-vindo|aanmelden|inloggen|welkom|zaloguj|logowani|logga in|přihl|prihl|登录|登入|вход|войти|giriş|oturum aç|log ind|logg (?:inn|på)|kirjaudu|bejelentkez|로그인|σύνδεση|είσοδος|вхід|увійти|conectare|autentific|\bprijav|logi sisse|prisijung|pieslēg|pieteikt|đăng nhập|เข้าสู่ระบบ|\bmasuk\b|כניסה|התחבר|تسجيل (?:ال)?دخول|ورود|teken in|daxil ol|ini[cz]i(?:a|ar) (?:la )?sessió|შესვლა|hasi saioa|konekte/i,
  /** A box that, ticked, has this browser known again. */
  trusts:
    /trust|remember|don.?t ask|keep me|vertrau|merken|nicht mehr fragen|angemeldet bleiben|confiance|mémoriser|souvenir|ne plus demander|confiar|recordar|no volver a preguntar|fida|ricorda|non chiedere|信頼|記憶|今後.{0,10}表示しない|lembrar|onthoud|vertrouw/i,
  /** A box that, ticked, has it not known. */
  distrusts:
    /(?:do(?:es)? ?n.t|do not|never|not|no longer) (?:trust|remember|keep)|nicht (?:vertrauen|merken|angemeldet)|ne (?:pas|plus) (?:mémoriser|faire confiance|se souvenir)|no (?:confiar|recordar)|non (?:ricordare|fidarti)|não (?:confiar|lembrar)|niet (?:onthouden|vertrouwen)/i,
  /** All that a box says that, ticked, does no more than have this browser, or who signs in, known again, and whose machine it is; `comp[u]ter`, so that a
   * password of that word is no word of our own. */
  remembers:
    /^(?:remember ?(?:me|my (?:log-?in|user ?name|sign-?in|e-?mail(?: address)?|password)|(?:this )?(?:device|browser|comp[u]ter|password|user ?name|log-?in|sign-?in))?|keep me (?:signed|logged).?in|stay (?:signed|logged) in|trust ?(?:this )?(?:device|browser|comp[u]ter)?|(?:do not|don.?t) (?:trust|remember)(?: (?:me|this (?:device|browser|comp[u]ter)|log-?in))?|i (?:do not|don.t) trust this (?:device|browser|comp[u]ter)|(?:do not|don.t) (?:ask(?: me)?(?: again)?|show this(?: again)?)|donotcache|this is a (?:public or shared|private) comp[u]ter|(?:(?:für )?\d{1,3} (?:tage|stunden) (?:lang )?)?angemeldet bleiben|(?:diese[nms]? )?(?:gerät|browser|comp[u]ter|rechner|benutzername[n]?|anmeldung) (?:(?:für )?\d{1,3} (?:tage|stunden) (?:lang )?)?(?:vertrauen|merken)|(?:diesem gerät )?(?:vertrauen|merken)|nicht mehr (?:fragen|anzeigen)|rester connecté|se souvenir de moi|faire confiance à (?:cet appareil|ce navigateur)|(?:mémoriser|se souvenir de) (?:cet appareil|ce navigateur|mon identifiant)|ne plus (?:demander|afficher)|mantener la sesión (?:iniciada|abierta)|recu[eé]rdame|recordarme|recordar (?:este (?:dispositivo|navegador)|usuario)|confiar en este (?:dispositivo|navegador)|no volver a (?:preguntar|mostrar)|resta(?:re)? connesso|ricordami|ricorda(?: questo dispositivo)?|considera attendibile questo dispositivo|non (?:chiedere|mostrare) più|サインインの状態を維持(?:する)?|ログイン(?:状態)?(?:を|したままに)(?:保持|記憶|する)(?:する)?|(?:この)?(?:デバイス|端末|ブラウザー?)を(?:\d{1,3}日間)?(?:信頼|記憶)する|今後.{0,10}表示しない|manter(?:-me)? (?:conectado|a sessão iniciada|sessão iniciada)|lembrar(?:-me| de mim| deste dispositivo)?|confiar neste (?:dispositivo|navegador)|aangemeld blijven|(?:mij |mijn gegevens |dit apparaat )?onthouden|onthoud (?:mij|dit apparaat)|(?:dit apparaat )?vertrouwen|zapamiętaj mnie|nie wylogowuj mnie|kom ihåg mig|husk mig|husk meg|muista minut|zapamatovat|запомнить меня|запам.ятати мене|beni hatırla|记住我|記住我|로그인 상태 유지)(?: (?:\d{1,3} (?=dagen|dage|dni|dní|päivää)|(?:on|for|in|until|auf|für|pour|pendant|sur|en|durante|per|su|voor|op|por|przez|i|gedurende) )[^,.;]{0,40})?[.?]?$/i,
  /** A list of languages, or one of them; or whose account it is. */
  isLanguage:
    /^(?:domain|realm|log ?on to|domäne|domaine|dominio|domínio|domein|ドメイン|language|(?:ui_?)?locales?|lang|kc[_-]?locale|sprache|langue|idioma|lingua|taal|言語|język|språk|jazyk|язык|мова|dil|sprog|kieli|nyelv|limb[aă]|언어|语言|語言|english|deutsch|français|español|italiano|日本語|português|nederlands|polski|svenska|čeština|slovenčina|русский|українська|türkçe|dansk|norsk|suomi|magyar|română|한국어|中文|ελληνικά|català)(?:[ :(（/_-].{0,40})?$/i,
  /** What somebody, or something, may do from then on. */
  grants:
    /^(?!.*\b(?:sign|log)[ -]?(?:in|on)\b)(?!.*\b(?:you|we) (?:can|may|will|could)\b).*(?:\b(?:will|can|may|could|gets?|from now on)\b.{0,40}\b(?:read|see|view|access|manage|use|send|edit|write|delete|hold of|control)\b.{0,40}\byour\b|\blets? .{1,40}\b(?:act|read|see|use|manage|send)\b|\bacts? (?:for|as) you\b|\breceives? (?:all|everything)\b|\bon your behalf\b|\bin your name\b)|\b(?:agira|lira|verra|enverra|accédera|gérera|leerá|actuará|leggerà|agirà|lerá|agirá)(?!\p{L})|\bpotrà (?:legger|accede|veder|invia|gesti)|\bpourra (?:lire|accéder|voir|envoyer|gérer)|\bpodrá (?:leer|acceder|ver|enviar)|\bpoderá (?:ler|acessar|aceder|ver|enviar)|\bkan .{0,30}\b(?:lezen|inzien|beheren|versturen)\b|\b(?:kann|darf) .{0,60}(?:lesen|zugreifen|verwalten|senden)\b|(?:読み取れる|読み取る|閲覧できる|アクセスできる)よう/iu,
  /** What declines does something else, too. */
  declinesMore:
    /\bif you (?:say|pass|skip|decline|refuse|don.t|do not)\b|\b(?:are|is|be|gets?) (?:removed|deleted|erased|signed out|logged out|lost|closed)\b|wenn sie (?:nein|ablehn|überspring)|si vous (?:refus|ignor|pass)|si (?:rechaza|omite)|se (?:rifiut|salt)|se (?:recus|pul)|als u (?:nee|weiger|overslaat)|\bunless\b|\bobject(?:ion)?\b|opt(?:ing)?[ -]?out|es sei denn|widersprech|à moins que|sauf si|opposer|a menos que|a meno che|opporsi|tenzij|bezwaar|ない限り|jeśli (?:nie|odmów|pomin)|w przeciwnym razie|(?:usunięt|skasowan|zablokowan|wylogowan)[aey](?!\p{L})|pokud (?:ne|odmít|přeskoč)|jinak (?:bude|vám)|(?:smazán|zrušen|zablokován|odhlášen)[aoy]?(?!\p{L})|om du (?:inte|nekar|hoppar|avböjer)|annars|(?:raderas|tas bort|spärras|stängs)|hvis du (?:ikke|afviser|avslår|springer|hopper)|ellers|(?:slettes|spærres|sperres|fjernes|lukkes)|jos (?:et|hylkäät|ohitat|kieltäydyt)(?!\p{L})|muuten|(?:poistetaan|suljetaan|lukitaan)|reddederseniz|atlarsanız|aksi (?:hâlde|halde|takdirde)|(?:silin|kapatıl|kilitlen|engellen)(?:ecek|ir)|caso contrário|(?:eliminad|excluíd|encerrad|bloquead)[oa]|(?:signed in|this (?:device|browser)) and\b.{0,40}\?/iu,
  /** A passkey is to be used. */
  usesPasskey:
    /\b(?:use|insert|touch|tap|face|fingerprint|biometric)|verwend|benutz|berühr|utilis|insér|touch|\busa|insert|toca|gebruik|使用|使って|挿入/i,
  /** Passkeys are to be used from now on: one is made. */
  praisesPasskey:
    /from now on|\balways\b|next time|instead of (?:a|your) password|ab jetzt|künftig|désormais|a partir de ahora|d'ora in poi|今後|a partir de agora|voortaan/i,
  /** Where people are taken gets something. */
  redirectsMore: /\bredirect.{0,60}\b(?:which|who|where|gets?|receives?)\b/i,
  /** A secret is asked for to do something else than to sign in. */
  isForOther:
    /\b(?:password|passcode|code|identity|it.s you)\b.{0,20}\bto (?!(?:(?:sign|log)(?![ -]?o(?:ut|ff)\b)|continue|proceed|verify|confirm|complete|finish|authenticate|go on|get in|access|prove|keep|make|octopus)\b)(?!your |the |you\b|\S*[*•@\d])|(?:passwort|kennwort|code)\b.{0,20}(?<!\p{L})ein(?:geben)?,? um (?!.{0,30}(?:anmeld|anzumeld|einlogg|einzulogg|fort|bestätig|verifizier|weiter))|\b(?:mot de passe|code)\b.{0,20} pour (?!vous (?:connecter|identifier)|continuer|accéder|vérifier|confirmer|poursuivre|ouvrir|se connecter)|(?:contraseña|código)\b.{0,20} para (?!continuar|iniciar|acceder|verificar|confirmar|entrar)|(?:password|codice)\b.{0,20} per (?!accedere|continuare|proseguire|verificare|confermare|entrare)/iu,
  /** Somebody's other device is signed in, or connected, by whoever signs in here: its owner may have sent them. */
  ofOtherDevice:
    /^(?!.*(?:passkey|security key|\bpush\b|(?:signed|logged) (?:in|on)\b)).*\b(?:(?:sign|logg?)(?:ing)?.?(?:in|on)\b.{0,60} on (?:an?other|a different) device\b|(?<!(?:new|unknown|this|trusted|unrecogni[sz]ed) )device (?:log-?in|sign-?in|activation|authori[sz]ation|confirmation)\b(?! (?:alert|notification))|to (?:connect|pair|link|activate|authori[sz]e) (?!(?:to|from|with|on|using|by|via)\b)(?:[\p{L}\p{N}-]+ ){0,4}(?:tv|television|set-top box|console|device|cli)\b)|^(?!.*(?:passkey|angemeldet)).*(?:anmeld|melde).{0,60} auf einem anderen gerät|(?:connect|connexion).{0,60} sur un autre appareil|(?:iniciando sesión|inicie sesión|inicio de sesión|acced).{0,60} en otro dispositivo|acce(?:d|sso).{0,60} (?:su un altro dispositivo|in un altro dispositivo)|(?:entrar|sessão|login|acess).{0,60} (?:em outro|noutro) dispositivo|(?:meld|aanmeld|inlog).{0,60} op een ander apparaat|(?:別|他)の(?:デバイス|端末|機器)で.{0,60}(?:サインイン|ログイン)し/iu,
  /** A code that stands on such a device, and not in an app. */
  ofDevicesCode:
    /\bcode\b.{0,20}\b(?:shown|displayed|showing|appears|provided|given)\b.{0,20}\b(?:on|by|in) (?:your |the )?(?:other |second )?(?:app or )?(?:device|tv|television|console)\b|\bdevice code\b|code .{0,40}auf (?:ihrem|deinem|dem) (?:anderen )?(?:gerät|fernseher)|code (?:affiché|indiqué).{0,20} (?:sur|par) (?:votre|l.)(?: autre)? ?(?:appareil|téléviseur)|código .{0,40} en (?:su|tu|el) (?:otro )?(?:dispositivo|televisor)|codice visualizzato .{0,20}dispositivo|código (?:exibido|mostrado|apresentado) .{0,20}dispositivo|code .{0,30} op (?:uw|je|het) (?:andere )?(?:apparaat|tv)|(?:デバイス|端末|テレビ|機器)に表示され(?:た|ている|る)コード/iu,
  /** What is said beside a form to sign in, and about it. */
  aside:
    /\bhelp\b|support|contact|trouble|problem|privacy|cookie|copyright|©|browser|javascript|caps ?lock|\brequired\b|\bfield|language|\bdevice|\bapp\b|\bapps\b|\bphone\b|\baddress\b|\bnews\b|\bexpires?\b|\bdays\b|(?:need|no|have)(?: an)? account|kein konto|pas (?:encore )?de compte|no tienes? (?:una )?cuenta|non hai (?:ancora )?un account|アカウントをお持ち|não tem (?:uma )?conta|geen account|n.t work(?:ing)?\b|funktioniert|\bnew (?:here|to)\b|welcome|\bhello\b|\bhi\b|\bto continue\b|continue to|attempt|remember|secur|protected|powered by|rights reserved|unauthori[sz]ed|authori[sz]ed users|\btry again|incorrect|invalid|wrong|hilfe|datenschutz|erforderlich|pflichtfeld|willkommen|\bhallo\b|sicher|gerät|aide\b|assistance|confidentialité|obligatoire|bienvenue|bonjour|appareil|ayuda|soporte|privacidad|obligatori|bienvenid|\bhola\b|dispositivo|aiuto|assistenza|riservat|benvenut|ciao|ヘルプ|サポート|プライバシー|必須|ようこそ|デバイス|続行するには|ajuda|suporte|bem-vindo|olá|hulp|ondersteuning|vereist|verplicht|welkom|apparaat|toestel/i,
  picture:
    /(?:characters|code|letters|text) (?:shown )?(?:in|from|of) the (?:picture|image)|captcha|kaptcha/i,
  /** What a field is called whose code a picture may show. */
  pictureName: /verify_?code|^vcode$/i,
  /** Somebody is warned, and is not to pass over it. */
  alert:
    /security alert|new sign-?in|did you (?:just |recently )?(?:sign|log|try)|was (?:it|this) you|is (?:it|this) you\b|some(?:body|one) (?:has )?(?:signed|used|tried)|unusual|suspicious|was(?:n't| not) you|sicherheitswarnung|verdächtig|alerte|quelqu.un|alerta|sospechos|allerta|sospett|セキュリティ警告|suspeit|verdacht|czy to ty|podejrzan|byl jste to vy|byla jste to vy|podezřel|var det du|misstänk|mistænk|mistenk|olitko (?:tämä|se) sinä|epäilyttäv|siz miydiniz|şüpheli/i,
  /** A message would be sent. */
  sends:
    /send (?:you )?(?:a|the) (?:code|text|message)|text (?:you )?a code|code senden|envoyer un code|enviar un código|inviare un codice|コードを送信|enviar um código|code sturen/i,
  cookies:
    /cookie|accept all|alle akzeptieren|tout accepter|aceptar tod|accetta tutt|すべて(?:同意|許可)|aceitar tod|alles accepteren|クッキー/i,
  /** Going on has a consequence that nobody has asked for. */
  follows:
    /\bbill|charg|\blink|transfer|pass(?:ed|es) on|releas|enabl|publish|verknüpf|kostenpflicht|transmis|accept|agree|polic(?:y|ies)|\btext\b|\bsms\b|\bsen[dt]|creat|\bmade\b|regist|delet|remov|\bend(?:ed|s)?\b|terminat|recovery|backup code|akzept|zustimm|richtlinie|senden|erstell|lösch|beend|accepte|envoy|créé|supprim|acept|envi[ao]|elimin|accett|invi[ao]|同意|送信|作成|削除|aceit|cria|verstuur|accepteer|verwijder/i,
  /** Its only button goes to whoever goes on with the sign-in. */
  redirects:
    /you will be (?:redirected|taken)|sie werden .{0,40}weitergeleitet|vous (?:allez être|serez) redirig|será redirigid|リダイレクトされます|u wordt doorgestuurd/i,
  /** A sentence of a notice that nothing follows from. */
  harmless:
    /^(?:your )?(?:password|passwort|kennwort|mot de passe|contraseña|senha|wachtwoord)\b.{0,30}\bexpires?\b.{0,30}$|^(?:ihr|dein) (?:passwort|kennwort) läuft .{0,30}ab\W*$|^votre mot de passe expire|^(?:su|tu) contraseña (?:caduca|expira)|パスワード.{0,20}期限|^.{0,40}(?:redirect|weitergeleitet|redirig|リダイレクト|doorgestuurd).{0,40}$|^you (?:are|have) (?:now |been |already |successfully )*(?:signed|logged) in\b.{0,30}$|^sie (?:sind|wurden) .{0,20}angemeldet\W*$|^(?:please )?(?:click|press|select) .{0,20}(?:continue|weiter).{0,30}$|^(?:©|copyright)/i,
  /** A password is running out. */
  expires:
    /(?:password|passwort|kennwort|mot de passe|contraseña|\bclave\b|senha|wachtwoord)\b.{0,30}\b(?:expir|läuft|caduca|scade|verloopt)|パスワード.{0,20}期限|palavra-passe expira|(?:hasło|hasła) (?:wygasa|wygaśnie)|(?:heslo|hesla) (?:\p{L}{1,6} )?vyprší|lösenord(?:et)? (?:går .{0,12}ut|upphör)|(?:adgangskoden?|passord(?:et)?) (?:udløber|utløper)|salasana(?:si)? vanhenee|(?:şifre|parola)n(?:iz)?(?:in)? süresi .{0,20}(?:dolacak|doluyor)/iu,
  /** A sentence of a notice about a password that is running out, which can be changed. */
  toldOfPassword:
    /^(?:your |the )?password will expire\b.{0,40}$|^password expir(?:ation|ing|y)\b.{0,20}$|^(?:please )?(?:change (?:it|your password)|(?:you (?:can|may|should)|(?:would|do) you (?:like|want) to) (?:also )?change (?:it|your password))\b[^.]{0,60}\W?$|^(?:sie können|möchten sie|bitte) [^.]{0,40}ändern\b[^.]{0,60}\W?$|^(?:vous pouvez|voulez-vous|souhaitez-vous) [^.]{0,20}changer\b[^.]{0,60}\W?$|^(?:puede|puedes|¿?quiere|¿?quieres|desea) [^.]{0,20}cambiarla\b[^.]{0,60}\W?$|^(?:puoi|può|vuoi|vuole) [^.]{0,20}cambiarla\b[^.]{0,60}\W?$|^la (?:tua |sua )?password scade\b.{0,30}$|^(?:a )?sua senha expira\b.{0,30}$|^(?:uw|je) wachtwoord verloopt\b.{0,30}$/i,
  /** A sentence about the sign-in before. */
  toldOfSignIn:
    /^(?:your )?(?:last|previous|most recent)(?: successful)? (?:sign|log).?(?:in|on)\b.{0,100}$|^you(?:.ve| have)? last (?:signed|logged) (?:in|on)\b.{0,100}$|^(?:there (?:were|was|have been|has been) )?(?:no|\d+) (?:failed|unsuccessful) (?:attempts?|(?:sign|log).?(?:in|on)(?: attempts)?s?)\b.{0,60}$|^if (?:this|that|it) was(?:n.t| not) you\b.{0,100}$|^(?:ihre )?letzte (?:erfolgreiche )?anmeldung\b.{0,100}$|^sie haben sich zuletzt .{0,60}angemeldet\W*$|^(?:fehlversuche|fehlgeschlagene anmelde(?:versuche|vorgänge)|anzahl der fehlversuche)\b.{0,40}$|^(?:falls|wenn) sie das nicht waren\b.{0,100}$|^(?:votre )?dernière connexion\b.{0,100}$|^(?:tu |su )?último (?:acceso|inicio de sesión)\b.{0,100}$|^(?:il (?:tuo|suo) )?ultimo accesso\b.{0,100}$|^(?:seu )?último (?:acesso|login)\b.{0,100}$|^(?:uw |je )?laatste (?:aanmelding|login)\b.{0,100}$|^前回の?(?:ログイン|サインイン).{0,60}$/i,
  /** A sentence about a service that will not run for a while, or about who may use it, and who sees what is done there. */
  toldOfService:
    /^(?:(?:scheduled|planned|system) )*maintenance\b.{0,120}$|^.{0,120}\b(?:service|system|systems|services|portal|site|sign-?ins?)\b.{0,30}\b(?:is|are|will be|may be|may)\b.{0,20}\b(?:updated|unavailable|down|maintained|maintenance|slow|fail)\b.{0,60}$|^you (?:can|may) (?:go on|continue|proceed)\b.{0,20}$|^.{0,80}\b(?:for|by) authori[sz]ed (?:use|users|persons|people|personnel|staff)\b(?: only)?\W*$|^authori[sz]ed (?:use|users|persons|personnel|staff) only\W*$|^(?:unauthori[sz]ed|improper) (?:use|access) .{0,20}\b(?:prohibited|forbidden|unlawful|prosecuted)\W*$|^.{0,80}\b(?:is|are|may be|will be) (?:(?:monitored|recorded|logged|audited)(?:,? and |, )?)+\W*$|^.{0,60}wartung(?:sarbeiten)?\b.{0,100}$|^(?:une )?maintenance\b.{0,120}$|^(?:habrá|está previsto) .{0,40}mantenimiento\b.{0,100}$|メンテナンス/i,
  /** What a choice of accounts says of each. */
  ofAccount:
    /^(?:active|aktiv)$|signed (?:in|out)|logged in|connected to windows|(?:work or school|personal|work|school) account|angemeldet|abgemeldet|connecté|サインイン済み/gi,
  /** Accounts stand there to be chosen. */
  choosesAccount:
    /(?:pick|choose|select) (?:an? |your )?account\b(?! type)|konto (?:aus)?(?:wähl|such)|(?:choisi|sélectionn)\S{0,6} (?:un |votre )?compte|(?:elige|elija|seleccion\w{0,4}) una cuenta|(?:scegli|seleziona) un account|アカウントを?選択|アカウントの選択|(?:escolha|selecione) uma conta|(?:kies|selecteer) een account|(?:wybierz konto|(?:vyberte|zvolte) (?:si )?účet|välj (?:ett )?konto|(?:vælg|velg) (?:en )?konto|valitse tili(?!\p{L})|(?<!ecek )hesap seçin|(?:escolher|selecionar) (?:uma )?conta)(?!,? (?:do|które|k|ke|který|které|som|att|at|å|der|til|jonka|joka|poist|para|que)(?!\p{L})(?! (?:fortsæt|fortsett|continuar|pokrač)))/iu,
  /** Somebody is to prove who it is, or signs in. */
  proves:
    /verif|authentic|identi|\b(?:sign|log).?(?:in|on)\b|\b[2m]fa\b|(?:two|2|multi|second).?(?:factor|step)|authentifi|bestätig|anmeld|einlogg|zwei-?(?:faktor|schritt)|zweite[rn]? faktor|segundo fac?tor|(?:second|deuxième) facteur|secondo fattore|第二要素|vérifi|connexion|connect|(?:deux|dos|due|dois|duas) (?:facteurs|étapes|factores|pasos|fattori|passaggi|fatores|etapas)|autentic|inici(?:ar|e|a) sesión|acced|accesso|本人|確認|認証|サインイン|ログイン|段階|entrar|aanmeld|inlog|twee.?(?:factor|staps)/i,
  /** What is to be kept from others, as it stands there. */
  recoveryCodes:
    /(?:recovery|backup) (?:codes?|keys?)|wiederherstellungs|codes? de (?:récupération|secours)|códigos? de recuperaci|codici di recupero|リカバリー|バックアップ ?コード|códigos de recupera|herstelcode/i,
  /** What an icon is called that an error stands beside. */
  errorIcon:
    /^(?:error|warning|alert|danger|info|error_outline|report|exclamation|close|fehler|warnung|erreur|attention|error icon|aviso|advertencia|errore|avviso|エラー|警告|erro|fout|waarschuwing)[.:!]?$/i,
  /** It went well. */
  succeeded:
    /^(?!.*\b(?:not?|un\w+|nicht|pas|non)\b)(?:(?:log-?in|sign-?in|authentication|verification|code) (?:\w+ ){0,3}success|success|(?:you are )?(?:now )?(?:signed|logged) in\b|welcome\b|anmeldung erfolgreich|erfolgreich angemeldet|connexion réussie|inicio de sesión correcto|accesso (?:riuscito|effettuato)|(?:ログイン|サインイン)しました|login efetuado|aanmelden gelukt)/i,
  /** Something is still going on. */
  underWay:
    /^(?:please wait|loading|signing (?:you )?in|logging (?:you )?in|verifying|checking|redirecting|one moment|just a (?:moment|second)|bitte warten|(?:wird |daten werden )?geladen|lade[nt]?\b|anmeldung läuft|sie werden|veuillez patienter|chargement|connexion en cours|redirection|cargando|espere|iniciando sesión|redirigiendo|caricamento|attend(?:ere|i)|accesso in corso|reindirizzamento|読み込み|お待ちください|しばらくお待ち|(?:サインイン|ログイン)(?:し|中)|リダイレクト|carregando|aguarde|entrando|redirecionando|even geduld|bezig\b|wordt geladen)/i,
} as const;

/** Ways to prove who somebody is, as lists of them name each. */
export const methods = {
  password:
    /^(?:enter |use |with |(?:sign|log) in with |continue with )?(?:my |your |a |the )?(?:password|kennwort|passwort|mot de passe|contraseña|senha|palavra-passe|wachtwoord|パスワード)(?: instead)?(?:$|\s)/i,
  code: /authenticator|authentication app|\btotp\b|\boath\b|one.?time (?:password|passcode) generator|^(?:enter |use )?(?:an? |your )?(?:one-time|verification) (?:pass)?code$|verification code from (?:the |your |an? )?[\w ]{0,20}(?:app|authenticator)\b|authenti(?:fizierungs|fikator)-?app|application d.authentification|aplicación de autenticación|app(?:licazione)? di autenticazione|aplicativo de autenticação|authenticatie-?app|認証(?:システム|アプリ)|オーセンティケーター/i,
  /** What has to do with an authenticator app, or with a password, otherwise than to be signed in with it. */
  doesMore:
    /approve|^request|\brequest (?:an?|the|new)\b|\bsen[dt]|reset|\blost\b|\badd\b|remove|disable|download|bypass|hardware|help|polic|self-|rule|require|hint|\btip|forg|recover|assist|replace|chang|manage|install|\bget (?!a verification code from)|what|\bwhy\b|\bhow\b|cannot|can.t|don.t|without|trouble|learn|\?|zurücksetz|verloren|hinzufüg|entfern|anforder|vergessen|hilfe|ändern|réinitialis|oublié|ajout|perdu|aide|restablec|olvid|añad|ayuda|reimpost|dimentic|aggiung|aiuto|リセット|忘れ|追加|紛失/i,
  /** A thing that makes codes, by a secret that was given to it. */
  token: /\bhardware token\b/i,
  /** Apps that are not told apart from what they ask, and whose codes are of no other's secret. */
  pushApp: /\b(?:mobile|salesforce) authenticator\b/i,
  /** What says that a code is typed that an app shows, where others name apps that ask, too. */
  typedCode: /\btotp\b|\boath\b|code|one.?time|\botp\b|コード|código|codice/i,
  /** Ways are set up, or done something with, rather than chosen among. */
  manages:
    /\b(?:set(?:ting)? ?-?up|enrol(?:l|ling|ment)?|register|add(?:ing)?|activat(?:e|ing)|enabl(?:e|ing)|disabl\w+|remov\w+|delet\w+|reset|recover|replac\w+|chang(?:e|ing)|manag\w+|install|turn(?:ing)? (?:on|off)|default|preferences?|settings|lost|notify)\b|einricht|registrier(?:en|ung)|hinzufüg|aktivier(?:en|ung)|entfern|lösch|zurücksetz|ändern|verwalt|verloren|configur|ajout|\bactiv(?:er|ez|ar|e)\b|désactiv|supprim|réinitialis|modifi|\bgér(?:er|ez)|perdu|añad|elimin|restablec|cambi|administr|aggiung|\battiv(?:a|are)\b|disattiv|rimuov|reimpost|gestisc|設定|追加|登録|有効化|無効|削除|リセット|変更|管理|紛失|adicion|\bativ(?:ar|e)\b|desativ|exclu|redefin|\balter|gerenci|instell|toevoeg|activeer|verwijder|wijzig|beheer/i,
  /** What has to do with passkeys otherwise than to sign in by one. */
  notPasskey:
    /\b(?:create|add|set ?up|register|enrol|manage|remove|delete|rename|learn|what|why|where|how|about|without|lost|trouble|can.?t|cannot|don.?t|help|instead of|skip|not)\b|\?|erstell|einricht|hinzufüg|registrier|verwalten|ohne|créer|ajout|configur|enregistr|gérer|\bsans\b|\bcrear|añad|registrar|administrar|\bsin\b|\bcrea\b|aggiung|registra|gestisci|senza|作成|追加|設定|登録|管理|criar|adicion|gerenciar|\bsem\b|maken|toevoeg|instell|beheer|zonder/i,
  otherWay:
    /\bsms\b|text|e-?mail|phone|\bcall\b|push|notification|recovery|backup|bypass|help desk|approve|\b(?:re)?send|envoyer|enviar|送信|can.t use|genehmig|kann .{0,60} nicht|approuver|ne peux pas|aprobar|no puedo|承認|使用できません|passkey|security key|set ?up|fastpass|duo mobile|anruf|benachrichtigung/i,
} as const;
