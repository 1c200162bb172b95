import type { PageKind } from '../../src/in-page/page-kinds.ts';
import { type JudgedPage, STOP, USERNAME } from './judged-pages.ts';

// Pages drawn before the lists of words were looked at, as a sample of what stands between a sign-in and the product: what a careful
// person would do there is what is asked of the judging. The texts are our own.

const U = USERNAME;

function page(name: string, html: string, more: Partial<JudgedPage> & Pick<JudgedPage, 'want'>): JudgedPage {
  const language = /^(?<language>[a-z]{2}):/.exec(name)?.groups?.language ?? 'en';
  return {
    name: `sampled: ${name}`,
    html: `<!doctype html><html lang="${language}"><head><title>${more.title ?? 'Single sign-on'}</title></head><body>${html}</body></html>`,
    ...more,
  };
}

const PASSING: readonly PageKind[] = ['notice', 'skippable', 'account', 'stay-signed-in'];

/** A page to be gone on from, by what is pressed. */
const passed = (name: string, press: RegExp, html: string, more: Partial<JudgedPage> = {}) =>
  page(name, html, { want: PASSING, press, ...more });
/** One that a person would go on from, too: what it says is of too many kinds to be known, so it is told, and left. */
const toldOf = (name: string, _press: RegExp, html: string) =>
  page(name, html, { want: ['none', 'terms'], isLeft: true });
/** A page whose user name is asked for. */
const who = (name: string, field: string, html: string) =>
  page(name, html, { want: ['username'], fill: { [field]: U } });
const both = (name: string, fields: readonly [string, string], html: string) =>
  page(name, html, { want: ['both'], fill: { [fields[0]]: U, [fields[1]]: 'fake-password' } });
/** A page on which nothing may be done. */
const left = (name: string, html: string) =>
  page(name, html, { want: [...STOP, 'consent', 'skippable', 'notice'], isLeft: true });

const notices: readonly JudgedPage[] = [
  toldOf(
    'AD FS, maintenance announced',
    /^Continue$/,
    `<div id="workArea"><h1>Scheduled maintenance</h1><p>On Saturday 5 December between 20:00 and 23:00 UTC single sign-on will be unavailable while we move to a new data centre.</p><form method="post"><span id="submitButton" class="submit" role="button" tabindex="0">Continue</span></form></div>`,
  ),
  passed(
    'de: Keycloak, Wartung angekündigt',
    /^Weiter$/,
    `<header><h1 id="kc-page-title">Hinweis</h1></header><div id="kc-info-message"><p class="instruction">Am Samstag von 18 bis 22 Uhr werden unsere Server gewartet. In dieser Zeit ist keine Anmeldung möglich.</p><form method="post"><input type="submit" value="Weiter"></form></div>`,
  ),
  passed(
    'fi: huoltokatko',
    /^Jatka$/,
    `<main><h2>Huoltokatko sunnuntaina</h2><p>Kirjautumispalvelu on poissa käytöstä sunnuntaina 6.12. klo 8–10. Pahoittelemme häiriötä.</p><form method="post"><button class="btn">Jatka</button></form></main>`,
  ),
  passed(
    'tr: planlı bakım',
    /^Devam$/,
    `<div class="card"><h1>Planlı bakım çalışması</h1><p>Pazar günü 02:00 ile 05:00 arasında oturum açma hizmeti kısa süreli kesintiye uğrayabilir.</p><form method="post"><button>Devam</button></form></div>`,
  ),
  passed(
    'pl: ostatnie logowanie',
    /^Dalej$/,
    `<h1>Witaj, Jane</h1><p>Ostatnie logowanie: 12 listopada 2026, 08:14, z adresu 10.2.3.4. Jeśli to nie Ty, skontaktuj się z działem IT.</p><form method="post"><button type="submit">Dalej</button></form>`,
  ),
  passed(
    'cs: poslední přihlášení',
    /^Pokračovat$/,
    `<div class="panel"><h2>Informace o přihlášení</h2><table><tr><td>Poslední úspěšné přihlášení</td><td>25. 11. 2026 17:02</td></tr><tr><td>Neúspěšné pokusy od té doby</td><td>0</td></tr></table><form method="post"><button name="next">Pokračovat</button></form></div>`,
  ),
  passed(
    'pt: banco, último acesso',
    /^Continuar$/,
    `<main><h1>Bem-vinda, Jane</h1><p>O seu último acesso foi ontem às 18h31 a partir de Lisboa. Se não reconhece este acesso, ligue para 210 000 000.</p><form method="post"><button>Continuar</button></form></main>`,
  ),
  passed(
    'nl: laatst aangemeld',
    /^Doorgaan$/,
    `<section><h1>Welkom terug</h1><p>U bent voor het laatst aangemeld op 24 november om 09:12. Herkent u dit niet? Bel de servicedesk.</p><form method="post"><input type="submit" value="Doorgaan"></form></section>`,
  ),
  passed(
    'sv: lösenordet går snart ut',
    /^Fortsätt$/,
    `<h1>Ditt lösenord går snart ut</h1><p>Ditt lösenord upphör att gälla om 9 dagar. Vill du byta det nu?</p><form method="post"><button name="change">Byt lösenord nu</button> <button name="go">Fortsätt</button></form>`,
  ),
  passed(
    'da: adgangskoden udløber',
    /^Ikke nu$/,
    `<div class="dialog"><h1>Din adgangskode udløber om 12 dage</h1><p>Skift den i god tid, så du ikke bliver låst ude.</p><form method="post"><button class="primary" name="c">Skift adgangskode</button><button name="n">Ikke nu</button></form></div>`,
  ),
  passed(
    'fi: salasana vanhenee',
    /^Jatka$/,
    `<h1>Salasanasi vanhenee pian</h1><p>Salasanasi vanhenee 5 päivän kuluttua.</p><form method="post"><a href="/change">Vaihda salasana</a> <button>Jatka</button></form>`,
  ),
  passed(
    'tr: şifrenin süresi doluyor',
    /^Daha sonra$/,
    `<h1>Şifrenizin süresi doluyor</h1><p>Şifrenizin süresi 7 gün içinde dolacak.</p><form method="post"><button name="c">Şimdi değiştir</button><button name="l">Daha sonra</button></form>`,
  ),
  passed(
    'pt: a palavra-passe expira',
    /^Continuar$/,
    `<h1>Aviso de expiração</h1><p>A sua palavra-passe expira dentro de 6 dias.</p><form method="post"><button name="c" type="submit">Alterar agora</button><button name="g" type="submit">Continuar</button></form>`,
  ),
  passed(
    'PingFederate, the password expires',
    /^Not Now$/,
    `<div class="ping-container"><div class="ping-header">Password Expiring</div><div class="ping-messages">Your password will expire in 4 day(s). Would you like to change it now?</div><form method="post"><div class="ping-buttons"><a href="#" role="button" class="ping-button allow">Change Password</a><a href="#" role="button" class="ping-button">Not Now</a></div></form></div>`,
  ),
  passed(
    'CAS, succeeded with warnings',
    /^Continue$/,
    `<div id="content"><h2>Authentication Succeeded with Warnings</h2><div class="alert"><p>Your password expires in 3 days. Please <a href="/pw">change your password</a> now.</p></div><form method="post" id="fm1"><input type="hidden" name="execution" value="e1s2"><input type="hidden" name="_eventId" value="proceed"><button class="mdc-button" type="submit">Continue</button></form></div>`,
  ),
  toldOf(
    'CAS, interrupted by an announcement',
    /^(Continue|Proceed)$/,
    `<main><h2>Authentication Interrupt</h2><p>The authentication flow has been interrupted for user <strong>jdoe</strong>.</p><p>The university library closes its reading room on 1 December.</p><div><a href="https://library.example/news">Read more</a></div><form method="post"><button name="_eventId_proceed" type="submit">Proceed</button></form></main>`,
  ),
  toldOf(
    'Shibboleth, the password expires soon',
    /click here/i,
    `<header><h1>Your password will be expiring soon!</h1></header><p>To create a new password now, go to <a href="/pw">account management</a>.</p><p>Your login will proceed in 20 seconds or you may <a href="?_eventId_proceed=1">click here to continue</a>.</p>`,
  ),
  toldOf(
    'a bank, on phishing',
    /^Continue to sign in$/,
    `<main><h1>Stay safe online</h1><p>We will never ring you to ask for your passcode or ask you to move money to a safe account. If somebody does, hang up.</p><form method="post"><button>Continue to sign in</button></form></main>`,
  ),
  passed(
    'fr: vigilance aux courriels frauduleux',
    /^Continuer$/,
    `<div class="fr-card"><h1>Restez vigilants</h1><p>Une campagne de courriels frauduleux vise actuellement les agents du ministère. Ne communiquez jamais votre mot de passe.</p><form method="post"><button class="fr-btn">Continuer</button></form></div>`,
  ),
  passed(
    'es: la página cambia de aspecto',
    /^Continuar$/,
    `<h1>Estrenamos imagen</h1><p>Nuestra página de acceso tiene un nuevo aspecto. Su usuario y su contraseña no cambian.</p><form method="post"><button>Continuar</button></form>`,
  ),
  toldOf(
    'it: comunicazione del servizio informatico',
    /^Avanti$/,
    `<h1>Comunicazione ai dipendenti</h1><p>Dal 1° dicembre lo sportello informatico si trova al secondo piano, edificio C.</p><form method="post"><input type="submit" value="Avanti"></form>`,
  ),
  passed(
    'fi: vain valtuutetuille',
    /^Jatka$/,
    `<h1>Huomautus</h1><p>Tämä järjestelmä on tarkoitettu vain valtuutetuille käyttäjille. Käyttöä valvotaan.</p><form method="post"><button>Jatka</button></form>`,
  ),
  passed(
    'da: kun for medarbejdere',
    /^Fortsæt$/,
    `<h1>Velkommen til Region Nords selvbetjening</h1><p>Systemet må kun bruges af ansatte. Al aktivitet bliver logget.</p><form method="post"><button>Fortsæt</button></form>`,
  ),
  passed(
    'an outdated browser',
    /^Continue anyway$/,
    `<div role="main"><h1>Your browser is out of date</h1><p>Some features of this portal may not work as intended. We recommend the latest version of Edge, Chrome or Firefox.</p><form method="post"><button>Continue anyway</button></form></div>`,
  ),
  toldOf(
    'de: von außerhalb des Firmennetzes',
    /^Weiter$/,
    `<h1>Zugriff von außerhalb</h1><p>Sie greifen von außerhalb des Firmennetzes zu. Bitte achten Sie darauf, dass niemand Ihren Bildschirm einsehen kann.</p><form method="post"><button>Weiter</button></form>`,
  ),
  passed(
    'Okta, what is new',
    /^(Got it|Next|Continue)$/,
    `<div class="auth-container"><h2>We've updated our look</h2><p>Signing in works just as before, with the same username and the same factors.</p><form method="post"><input class="button-primary" type="submit" value="Got it"></form></div>`,
  ),
  toldOf(
    'terms accepted before, unchanged',
    /^Continue$/,
    `<h1>Acceptable use reminder</h1><p>You accepted the acceptable use policy on 3 March 2026. It has not changed since, and there is nothing for you to do.</p><form method="post"><button>Continue</button></form>`,
  ),
  toldOf(
    'de: Nutzungsordnung gilt weiter',
    /^Weiter$/,
    `<h1>Zur Erinnerung</h1><p>Die Nutzungsordnung, der Sie am 1. März zugestimmt haben, gilt unverändert weiter. Sie müssen nichts tun.</p><form method="post"><button>Weiter</button></form>`,
  ),
  toldOf(
    'recovery codes run low',
    /^(Continue|Not now)$/,
    `<h1>You have 3 recovery codes left</h1><p>Recovery codes get you in when your phone is lost.</p><form method="post"><button name="g">Generate new codes</button><button name="c">Continue</button></form>`,
  ),
  passed(
    'a survey',
    /^No thanks$/,
    `<h1>How are we doing?</h1><p>Would you take two minutes to tell us about the sign-in?</p><form method="post"><a role="button" href="/survey">Take the survey</a><button>No thanks</button></form>`,
  ),
];

const returns: readonly JudgedPage[] = [
  passed(
    'pl: przycisk dla przeglądarki bez JavaScriptu',
    /^Kontynuuj$/,
    `<form method="post" action="/acs"><p>Twoja przeglądarka nie obsługuje JavaScriptu. Naciśnij przycisk Kontynuuj, aby przejść dalej.</p><input type="hidden" name="SAMLResponse" value="fake"><input type="submit" value="Kontynuuj"></form>`,
  ),
  passed(
    'ForgeRock, a button for what a script would send',
    /^Continue$/,
    `<h1>Signing you in</h1><p>You are being taken to Octopus Deploy. If nothing happens within a few seconds, press the button.</p><form method="post" action="/acs"><input type="hidden" name="SAMLResponse" value="fake"><button>Continue</button></form>`,
  ),
  passed(
    'authentik, about to sign in',
    /^Continue$/,
    `<main class="pf-c-login"><h1>Redirecting to Octopus Deploy</h1><p>You're about to sign into Octopus Deploy.</p><div>${U} <a href="/flows/-/cancel/">Not you?</a></div><form method="post"><button class="pf-c-button" type="submit">Continue</button></form></main>`,
  ),
  passed(
    'Google Workspace, that it is really you',
    /^Continue$/,
    `<div><h1>Verify that it's you</h1><p>You are signing in with the account <b>${U}</b>, which is managed by stand-in.invalid.</p><form method="post"><button type="button">Cancel</button><button type="submit">Continue</button></form></div>`,
  ),
  passed(
    'miniOrange, signed in already',
    /^Continue to Octopus Deploy$/,
    `<div class="mo-card"><h3>You are already signed in</h3><p>Signed in as ${U}</p><form method="post"><button>Continue to Octopus Deploy</button></form></div>`,
  ),
  passed(
    'sv: fortsätt som',
    /^Fortsätt som Jane Doe$/,
    `<h1>Du är redan inloggad</h1><p>${U}</p><form method="post"><button>Fortsätt som Jane Doe</button></form><a href="/other">Använd ett annat konto</a>`,
  ),
];

const choices: readonly JudgedPage[] = [
  passed(
    'pl: wybór konta',
    /jane\.doe/,
    `<h1>Wybierz konto</h1><form method="post"><div role="button" tabindex="0" class="tile">Jane Doe<br>${U}</div><div role="button" tabindex="0" class="tile">Użyj innego konta</div></form>`,
  ),
  passed(
    'fi: tilin valinta',
    /jane\.doe/,
    `<h1>Valitse tili</h1><form method="post"><button name="a" value="1">Jane Doe ${U}</button><button name="a" value="2">Ylläpito admin@stand-in.invalid</button></form><a href="/o">Käytä toista tiliä</a>`,
  ),
  passed(
    'cs: zůstat přihlášen',
    /^Ne$/,
    `<h1>Zůstat přihlášeni?</h1><p>Sníží se tak počet výzev k přihlášení.</p><form method="post"><label><input type="checkbox" name="DontShowAgain"> Příště už nezobrazovat</label><input type="button" value="Ne"><input type="submit" value="Ano"></form>`,
  ),
  passed(
    'tr: bu tarayıcıya güvenilsin mi',
    /^(Güvenme|Hayır)$/,
    `<h1>Bu tarayıcıya güvenilsin mi?</h1><p>Güvenirseniz bu bilgisayarda 30 gün boyunca kod istenmez.</p><form method="post"><button name="t" value="1">Güven</button><button name="t" value="0">Hayır</button></form>`,
  ),
  passed(
    'Duo, whose device it is',
    /^No, other people use this device$/,
    `<div class="duo"><h1>Is this your device?</h1><p>If you're the only person using this device, we'll remember it.</p><button>Yes, this is my device</button><button>No, other people use this device</button></div>`,
  ),
  passed(
    'pl: później więcej informacji',
    /^Pomiń/,
    `<h1>Chroń swoje konto</h1><p>Twoja organizacja wymaga skonfigurowania dodatkowych metod weryfikacji.</p><form method="post"><a href="#" role="button">Pomiń na razie (do wymagania pozostało 14 dni)</a><input type="submit" value="Dalej"></form>`,
  ),
  passed(
    'pt: recuperação da conta',
    /^Agora não$/,
    `<h1>Garanta que consegue sempre entrar</h1><p>Adicione um telefone de recuperação à sua conta.</p><form method="post"><button type="button">Agora não</button><button type="submit">Adicionar telefone</button></form>`,
  ),
  page(
    'employees and guests, told apart by the domain',
    `<h1>Who is signing in?</h1><form method="post"><button name="r" value="e">Employees (@stand-in.invalid)</button><button name="r" value="g">Guests and partners</button></form>`,
    { want: ['none'], isLeft: true },
  ),
];

const forms: readonly JudgedPage[] = [
  who(
    'pl: ciasteczka nad nazwą',
    'login',
    `<div class="cookie-banner">Używamy plików cookie niezbędnych do działania serwisu. <button type="button">Rozumiem</button></div><h1>Zaloguj się do Octopus Deploy</h1><form method="post"><label>Nazwa użytkownika <input name="login"></label><button>Dalej</button></form>`,
  ),
  who(
    'sv: kakor och driftinformation',
    'uid',
    `<div role="dialog" aria-label="Kakor"><p>Vi använder kakor.</p><button type="button">Endast nödvändiga</button><button type="button">Godkänn alla</button></div><p>Just nu: driftstörning i e-posten.</p><form method="post"><label>Användarnamn <input name="uid"></label><button>Nästa</button></form>`,
  ),
  both(
    'cs: upozornění na podvodné e-maily',
    ['j_username', 'j_password'],
    `<h1>Přihlášení ke službě Octopus Deploy</h1><p class="warn">Pozor na podvodné e-maily! Heslo nikdy nezadávejte jinde než na této stránce.</p><form method="post"><label>Uživatelské jméno <input name="j_username"></label><label>Heslo <input type="password" name="j_password"></label><button>Přihlásit se</button></form>`,
  ),
];

const refused: readonly JudgedPage[] = [
  left(
    'a consent worded as a notice',
    `<h1>One more step</h1><p>Octopus Deploy will receive your name, your mail address and the groups that you belong to.</p><form method="post"><button>Continue</button></form>`,
  ),
  left(
    'pl: przekazanie danych',
    `<h1>Informacja</h1><p>Do usługi Octopus Deploy zostaną przekazane: imię i nazwisko, adres e-mail, jednostka.</p><form method="post"><button>Dalej</button></form>`,
  ),
  left(
    'sv: villkor genom att fortsätta',
    `<h1>Välkommen tillbaka</h1><p>Genom att fortsätta godkänner du våra användarvillkor.</p><form method="post"><button>Fortsätt</button></form>`,
  ),
  left(
    'fi: jatkamalla hyväksyt',
    `<h1>Käyttöehdot ovat muuttuneet</h1><p>Jatkamalla hyväksyt uudet ehdot.</p><form method="post"><button>Jatka</button></form>`,
  ),
  left(
    'tr: hesap oluşturulacak',
    `<h1>Hoş geldiniz</h1><p>Sizin için yeni bir hesap oluşturulacak.</p><form method="post"><button>Devam</button></form>`,
  ),
  left(
    'cs: heslo vypršelo',
    `<h1>Platnost hesla vypršela</h1><p>V dalším kroku si nastavíte nové heslo.</p><form method="post"><button>Pokračovat</button></form>`,
  ),
  left(
    'da: link til nulstilling',
    `<h1>Kan du ikke logge på?</h1><p>Vi sender et link til jane.doe@stand-in.invalid, så du kan nulstille din adgangskode.</p><form method="post"><button>Fortsæt</button></form>`,
  ),
  left(
    'pt: renovação paga',
    `<h1>Aviso</h1><p>A sua subscrição termina hoje e será renovada por 12 € por mês.</p><form method="post"><button>Continuar</button></form>`,
  ),
  left(
    'a trial that becomes a paid plan',
    `<h1>Welcome back</h1><p>Your trial ends today. Continuing moves your organisation to the Business plan at $9 per user and month.</p><form method="post"><button>Continue</button></form>`,
  ),
  left(
    'a calendar that is shared',
    `<h1>You're signed in</h1><p>To go on, your calendar and your contacts are made visible to your team.</p><form method="post"><button>Continue</button></form>`,
  ),
  left(
    'de: Weiter ist Zustimmung',
    `<h1>Hinweis zur Nutzung</h1><p>Unsere Nutzungsordnung wurde geändert. Mit einem Klick auf Weiter erkennen Sie sie an.</p><form method="post"><button>Weiter</button></form>`,
  ),
  left(
    'nl: nieuw account',
    `<h1>Welkom</h1><p>U bent hier voor het eerst. Er wordt een account voor u aangemaakt.</p><form method="post"><button>Doorgaan</button></form>`,
  ),
  left(
    'es: cuentas que se vinculan',
    `<h1>Ya existe una cuenta</h1><p>Su cuenta de empresa se vinculará con la cuenta local ${U}.</p><form method="post"><button>Continuar</button></form>`,
  ),
  left(
    'it: dispositivo gestito',
    `<h1>Avviso</h1><p>Questo dispositivo verrà registrato e gestito dalla tua organizzazione.</p><form method="post"><button>Avanti</button></form>`,
  ),
  left(
    'fr: le compte sera bloqué',
    `<h1>Dernière connexion</h1><p>Dernière connexion hier à 17 h 40. Si ce n'était pas vous, votre compte sera bloqué.</p><form method="post"><button>Ce n'était pas moi</button></form>`,
  ),
  left(
    'other devices are signed out',
    `<h1>Security notice</h1><p>Continuing signs you out on all other devices and deletes your saved app passwords.</p><form method="post"><button>Continue</button></form>`,
  ),
];

/** Like those that are gone on from, but for one thing. */
const counterparts: readonly JudgedPage[] = [
  ...Object.entries({
    'pl: Przerwa techniczna': [
      'W niedzielę system będzie niedostępny. Twoja skrzynka przechodzi do innego działu.',
      'Dalej',
    ],
    'cs: Odstávka': ['V neděli bude systém nedostupný. Vaše schránka přejde na kolegu.', 'Pokračovat'],
    'sv: Driftstopp': [
      'Systemet är otillgängligt på söndag. Din brevlåda flyttas till en annan avdelning.',
      'Fortsätt',
    ],
    'da: Driftsstop': [
      'Systemet er utilgængeligt på søndag. Din postkasse flyttes til en anden afdeling.',
      'Fortsæt',
    ],
    'nb: Vedlikehold': [
      'Systemet er utilgjengelig på søndag. Postkassen din flyttes til en annen avdeling.',
      'Fortsett',
    ],
    'fi: Huoltokatko': [
      'Palvelu on poissa käytöstä sunnuntaina. Postilaatikkosi menee toiselle osastolle.',
      'Jatka',
    ],
    'tr: Planlı bakım': [
      'Pazar günü kısa kesintiler olabilir. Posta kutunuz başka bir birime geçer.',
      'Devam',
    ],
    'pt: Manutenção': [
      'O serviço estará indisponível no domingo. A sua caixa de correio passa para outro departamento.',
      'Continuar',
    ],
    'nl: Onderhoud': [
      'Zondag is het systeem niet beschikbaar. Uw postvak gaat naar een andere afdeling.',
      'Doorgaan',
    ],
    'pl: Ostatnie logowanie': [
      'Ostatnie logowanie: wczoraj, a po naciśnięciu Dalej starsze sesje wygasną.',
      'Dalej',
    ],
    'fi: Salasanasi on vanhentunut': ['', 'Jatka'],
    'pl: Twoje hasło wygasło': ['', 'Dalej'],
    'cs: Platnost vašeho hesla vypršela': ['', 'Pokračovat'],
    'sv: Ditt lösenord har gått ut': ['', 'Fortsätt'],
    'da: Din adgangskode er udløbet': ['', 'Fortsæt'],
    'tr: Şifrenizin süresi doldu': ['', 'Devam'],
    'pt: A sua palavra-passe expirou': ['', 'Continuar'],
    'pl: Uwaga: konto przechodzi na Annę': ['W niedzielę system będzie niedostępny.', 'Dalej'],
    'Last sign-in': ['Your last sign-in was yesterday. Going on ends it.', 'Got it'],
    'Your browser is out of date': ['Support will look at your screen.', 'Continue anyway'],
    'Your password is out of date': ['', 'Continue'],
    'Welcome. We will call you now': ['', 'Continue'],
    'Welcome. Your password will be updated now': ['', 'Continue'],
    'de: Ihr Kennwort ist veraltet': ['', 'Weiter'],
    'de: Wartung': ['Am Samstag wird gewartet. Ihr Postfach geht an die Abteilung Einkauf.', 'Weiter'],
    'Redirecting to Octopus Deploy': [
      "You're about to sign into Octopus Deploy. It sees your groups and your mail.",
      'Continue',
    ],
    'You are already signed in': ['Everybody else is told so.', 'Continue to Octopus Deploy'],
    'Signing you in': ['Press the Continue button. Your.mailbox.goes.to.Bob', 'Continue'],
  }).flatMap(([head, [text, button]]) => [
    left(
      `${head}, and more, ${button}`,
      `<h1>${head.replace(/^[a-z]{2}: /, '')}</h1><p>${text}</p><form method="post"><button>${button}</button></form>`,
    ),
    left(
      `${head}, and more, sent by an input, ${button}`,
      `<h1>${head.replace(/^[a-z]{2}: /, '')}</h1><p>${text}</p><form method="post"><input type="submit" value="${button}"></form>`,
    ),
  ]),
  left(
    'an account that another may read, and what cancels it',
    `<h1>Verify that it's you</h1><p>You are signing in with the account ${U}, which is managed by stand-in.invalid, whose staff reads along.</p><form method="post"><button type="button">Cancel</button><button>Continue</button></form>`,
  ),
  left(
    'a notice whose end nobody reads',
    `<h1>Planned maintenance</h1><p>${'The service will be unavailable on Sunday. '.repeat(130)}Your mailbox goes to Bob.</p><form method="post"><button>Continue</button></form>`,
  ),
  left(
    'a notice with more to it by its style',
    `<style>p::after { content: ' Your mailbox goes to Bob.' }</style><h1>Planned maintenance</h1><p>The service will be unavailable on Sunday.</p><form method="post"><button>Continue</button></form>`,
  ),
  left(
    'pl: konto do usunięcia',
    `<h1>Wybierz konto do usunięcia</h1><form method="post"><div role="button" tabindex="0">Jane Doe<br>${U}</div></form>`,
  ),
  left(
    'da: konto, der skal slettes',
    `<h1>Vælg konto, der skal slettes</h1><form method="post"><div role="button" tabindex="0">Jane Doe<br>${U}</div></form>`,
  ),
  left(
    'pl: kafelek, który usuwa',
    `<h1>Wybierz konto</h1><form method="post"><div role="button" tabindex="0">Usuń<br>${U}</div></form>`,
  ),
  left(
    'fi: ruutu, joka poistaa',
    `<h1>Valitse tili</h1><form method="post"><div role="button" tabindex="0">Poista<br>${U}</div></form>`,
  ),
  left(
    'sv: fortsätt som någon annan',
    `<h1>Du är redan inloggad</h1><p>${U}</p><form method="post"><button>Fortsätt som Janet Roe</button></form>`,
  ),
  left(
    'sv: fortsätt som, och dela',
    `<h1>Du är redan inloggad</h1><p>${U}</p><p>Dina uppgifter delas och skickas till Northwind, om du skapa kontot.</p><form method="post"><button>Fortsätt som Jane Doe</button></form>`,
  ),
  left(
    'pl: nie, a konto zostanie usunięte',
    `<h1>Nie wylogowuj mnie?</h1><p>W przeciwnym razie konto zostanie usunięte.</p><form method="post"><button>Nie</button><button>Tak</button></form>`,
  ),
  left(
    'tr: atlarsanız hesap silinir',
    `<h1>Hesabınızı koruyun</h1><p>Atlarsanız hesabınız silinecek.</p><form method="post"><button>Daha sonra</button><button>Ekle</button></form>`,
  ),
  left(
    'cs: byli jste to vy',
    `<h1>Podezřelé přihlášení</h1><p>Byl jste to vy? Zůstat přihlášeni?</p><form method="post"><button>Ne</button><button>Ano</button></form>`,
  ),
];

const secondDraw: readonly JudgedPage[] = [
  passed(
    'Okta, a maintenance window',
    /^(Continue|OK)$/,
    `<div class="auth-content"><h2>Upcoming maintenance</h2><p>Sign-in will be unavailable on Sunday, December 6 from 6:00 AM to 8:00 AM Pacific Time.</p><form method="post"><input class="button" type="submit" value="Continue"></form></div>`,
  ),
  passed(
    'fi: suunniteltu huolto',
    /^Jatka$/,
    `<h1>Tiedote käyttäjille</h1><p>Tunnistuspalvelussa on huoltokatko lauantaina 5.12. klo 22–23.</p><form method="post"><button>Jatka</button></form>`,
  ),
  passed(
    'sv: universitetets driftmeddelande',
    /^Fortsätt$/,
    `<h1>Driftmeddelande</h1><p>Onsdag 2 december kl. 17–19 uppgraderas inloggningstjänsten. Korta avbrott kan förekomma.</p><form method="post"><button>Fortsätt</button></form>`,
  ),
  passed(
    'pl: prace konserwacyjne',
    /^Kontynuuj$/,
    `<h2>Prace konserwacyjne</h2><p>W sobotę w godzinach 20:00–23:00 logowanie może być niedostępne. Przepraszamy za utrudnienia.</p><form method="post"><button>Kontynuuj</button></form>`,
  ),
  passed(
    'cs: plánovaná odstávka',
    /^Pokračovat$/,
    `<h1>Plánovaná odstávka</h1><p>V neděli 6. prosince od 6:00 do 9:00 nebude přihlašování k systémům dostupné. Děkujeme za pochopení.</p><form method="post"><input type="submit" value="Pokračovat"></form>`,
  ),
  passed(
    'da: driftsinformation',
    /^Næste$/,
    `<h1>Driftsinformation</h1><p>Lørdag den 5. december mellem kl. 20 og 22 opdaterer vi loginløsningen.</p><form method="post"><button>Næste</button></form>`,
  ),
  passed(
    'tr: bakım duyurusu',
    /^Devam et$/,
    `<h1>Bakım duyurusu</h1><p>5 Aralık Cumartesi günü saat 22:00 - 24:00 arasında sistemlerimizde bakım yapılacaktır.</p><form method="post"><button>Devam et</button></form>`,
  ),
  passed(
    'pt: manutenção programada',
    /^Prosseguir$/,
    `<h1>Manutenção programada</h1><p>O portal ficará indisponível no sábado, das 22h às 24h.</p><form method="post"><button>Prosseguir</button></form>`,
  ),
  passed(
    'a bank, when somebody was here before',
    /^Continue$/,
    `<h1>Welcome back, Jane</h1><p>Last login: 26 Nov 2026, 19:45 GMT</p><p>Last failed login: 3 Nov 2026, 07:02 GMT</p><form method="post"><button>Continue</button></form>`,
  ),
  passed(
    'sv: senaste inloggning',
    /^Nästa$/,
    `<h1>Hej Jane!</h1><p>Du loggade senast in den 25 november kl. 16.20 från Stockholm.</p><form method="post"><button>Nästa</button></form>`,
  ),
  passed(
    'tr: son giriş',
    /^Devam$/,
    `<h1>Hoş geldiniz</h1><p>Son başarılı girişiniz: 25.11.2026 09:14</p><p>Son başarısız girişiniz: 01.11.2026 18:40</p><form method="post"><button>Devam</button></form>`,
  ),
  passed(
    'cs: naposledy přihlášen',
    /^Další$/,
    `<h1>Vítejte</h1><p>Naposledy jste se přihlásili 24. listopadu v 8:05. Pokud to nebylo vy, obraťte se na helpdesk.</p><form method="post"><button>Další</button></form>`,
  ),
  passed(
    'fi: edellinen kirjautuminen',
    /^Jatka$/,
    `<h1>Tervetuloa</h1><p>Edellinen kirjautumisesi: 24.11.2026 klo 8.12.</p><form method="post"><button>Jatka</button></form>`,
  ),
  passed(
    'pl: hasło wygasa',
    /^Później$/,
    `<h1>Twoje hasło wkrótce wygaśnie</h1><p>Hasło wygaśnie za 5 dni.</p><form method="post"><button name="a">Zmień hasło</button><button name="b">Później</button></form>`,
  ),
  passed(
    'cs: heslo brzy vyprší',
    /^(Pokračovat|Nyní ne)$/,
    `<h1>Platnost hesla brzy vyprší</h1><p>Zbývá 8 dní.</p><form method="post"><button name="a">Změnit heslo</button><button name="b">Nyní ne</button></form>`,
  ),
  passed(
    'CyberArk, the password',
    /^(Skip|Not Now|Later)$/,
    `<h1>Password expiration</h1><p>Your password will expire in 3 days. Change it to avoid losing access.</p><form method="post"><button>Change Password</button><button>Skip</button></form>`,
  ),
  passed(
    'de: Kennwort läuft ab, OneLogin',
    /^Später$/,
    `<h2>Ihr Passwort läuft bald ab</h2><p>Noch 6 Tage. Wir empfehlen, es gleich zu ändern.</p><form method="post"><button>Passwort ändern</button><button>Später</button></form>`,
  ),
  passed(
    'nl: account kiezen',
    /jane\.doe/,
    `<h1>Kies een account</h1><form method="post"><button>Jane Doe<br>${U}</button><button>Een ander account gebruiken</button></form>`,
  ),
  passed(
    'sv: välj ett konto',
    /jane\.doe/,
    `<div role="heading">Välj ett konto</div><div role="button" tabindex="0"><div>Jane Doe</div><div>${U}</div><div>Inloggad</div></div><div role="button" tabindex="0">Använd ett annat konto</div>`,
  ),
  passed(
    'tr: hesap seçin',
    /jane\.doe/,
    `<h1>Hesap seçin</h1><ul><li><button>${U}</button></li><li><button>Başka bir hesap kullan</button></li></ul>`,
  ),
  passed(
    'da: forbliv logget på',
    /^Nej$/,
    `<div role="heading">Vil du forblive logget på?</div><p>Gør dette for at reducere antallet af gange, du bliver bedt om at logge på.</p><form method="post"><input type="button" value="Nej"><input type="submit" value="Ja"></form>`,
  ),
  passed(
    'pl: zaufać przeglądarce',
    /^Nie/,
    `<h1>Czy zaufać tej przeglądarce?</h1><p>Nie będziemy pytać o kod przez 30 dni.</p><form method="post"><button>Tak, zaufaj</button><button>Nie</button></form>`,
  ),
  passed(
    'fi: lisätään myöhemmin',
    /^Ei nyt$/,
    `<h1>Kirjaudu nopeammin</h1><p>Ota käyttöön kirjautuminen kasvojentunnistuksella.</p><form method="post"><button>Ota käyttöön</button><button>Ei nyt</button></form>`,
  ),
  toldOf(
    'authorised people',
    /^(OK|Continue|Proceed)$/,
    `<h1>NOTICE TO USERS</h1><p>This computer system is the property of Fabrikam. It is for authorised use only. Users have no expectation of privacy.</p><form method="post"><button>OK</button></form>`,
  ),
  passed(
    'de: nur für Befugte',
    /^Fortfahren$/,
    `<h1>Nutzungshinweis</h1><p>Die Nutzung dieses Systems ist nur befugten Personen gestattet. Zugriffe werden protokolliert.</p><form method="post"><button>Fortfahren</button></form>`,
  ),
  passed(
    'Keycloak, signed in already',
    /^Continue$/,
    `<h1 id="kc-page-title">You are already logged in</h1><form method="post"><button>Continue</button></form>`,
  ),
  left(
    'pl: hasło wygasło',
    `<h1>Twoje hasło wygasło</h1><p>Aby kontynuować, ustaw nowe hasło.</p><form method="post"><button>Dalej</button></form>`,
  ),
  left(
    'da: vilkår er ændret',
    `<h1>Nye vilkår</h1><p>Ved at fortsætte accepterer du de nye vilkår.</p><form method="post"><button>Fortsæt</button></form>`,
  ),
  left(
    'sv: uppgifter lämnas ut',
    `<h1>Information</h1><p>Ditt namn och din e-postadress lämnas ut till Octopus Deploy.</p><form method="post"><button>Nästa</button></form>`,
  ),
  left(
    'a booking of seats',
    `<h1>Welcome</h1><p>One licence of your organisation will be used for you.</p><form method="post"><button>Continue</button></form>`,
  ),
];

const thirdDraw: readonly JudgedPage[] = [
  passed(
    'PingFederate, a planned outage',
    /^(Continue|Proceed)$/,
    `<div class="ping-header">System Notice</div><div class="ping-messages">The single sign-on service will be down for maintenance on Saturday, December 12, 9:00 PM – 11:00 PM ET.</div><form method="post"><a role="button" class="ping-button" href="#">Cancel</a><button class="ping-button">Continue</button></form>`,
  ),
  passed(
    'de: Störung',
    /^Weiter$/,
    `<h1>Aktuelle Störung</h1><p>Derzeit kommt es bei der Anmeldung zu Verzögerungen. Wir arbeiten an der Behebung.</p><form method="post"><button>Weiter</button></form>`,
  ),
  passed(
    'sv: planerat underhåll',
    /^Fortsätt$/,
    `<h1>Planerat underhåll</h1><p>Söndagen den 6 december kl 08–10 kommer tjänsten inte att vara tillgänglig.</p><form method="post"><button>Fortsätt</button></form>`,
  ),
  passed(
    'da: planlagt vedligehold',
    /^Fortsæt$/,
    `<h1>Planlagt vedligehold</h1><p>Systemet er ikke tilgængeligt natten til søndag fra kl. 01 til kl. 04. Vi beklager ulejligheden.</p><form method="post"><button>Fortsæt</button></form>`,
  ),
  passed(
    'fi: häiriötiedote',
    /^Jatka$/,
    `<h1>Häiriötiedote</h1><p>Kirjautumisessa voi esiintyä hitautta. Selvitämme asiaa.</p><form method="post"><button>Jatka</button></form>`,
  ),
  passed(
    'pl: przerwa techniczna',
    /^Dalej$/,
    `<h1>Przerwa techniczna</h1><p>W nocy z soboty na niedzielę usługa logowania będzie niedostępna.</p><form method="post"><input type="submit" value="Dalej"></form>`,
  ),
  passed(
    'cs: servisní okno',
    /^Pokračovat$/,
    `<h1>Servisní okno</h1><p>Dne 5. 12. od 18 hodin proběhne údržba serverů. Služba může být krátce nedostupná.</p><form method="post"><button>Pokračovat</button></form>`,
  ),
  passed(
    'tr: sistem bakımı',
    /^İleri$/,
    `<h1>Sistem bakımı</h1><p>Bu gece 00:00-03:00 saatleri arasında sistemimiz bakımda olacaktır.</p><form method="post"><button>İleri</button></form>`,
  ),
  passed(
    'pt: indisponibilidade',
    /^Continuar$/,
    `<h1>Aviso de indisponibilidade</h1><p>Por motivos de manutenção, o serviço de autenticação estará indisponível no dia 6 de dezembro entre as 8h e as 10h.</p><form method="post"><button>Continuar</button></form>`,
  ),
  passed(
    'last sign-in from a town',
    /^Continue$/,
    `<h1>Your last sign-in</h1><p>You last signed in yesterday at 16:20 from Leeds, United Kingdom.</p><form method="post"><button>Continue</button></form>`,
  ),
  passed(
    'da: sidste login',
    /^Fortsæt$/,
    `<h1>Velkommen Jane</h1><p>Dit seneste login var den 24. november kl. 08.15.</p><form method="post"><button>Fortsæt</button></form>`,
  ),
  passed(
    'pl: ostatnie logowania',
    /^Dalej$/,
    `<h1>Witaj</h1><p>Ostatnie udane logowanie: 2026-11-25 08:10. Ostatnie nieudane logowanie: 2026-11-03 07:55.</p><form method="post"><button>Dalej</button></form>`,
  ),
  passed(
    'pt: último início de sessão',
    /^Seguinte$/,
    `<h1>Olá, Jane</h1><p>Último início de sessão: 25/11/2026, 09:12.</p><form method="post"><button>Seguinte</button></form>`,
  ),
  passed(
    'tr: en son oturum',
    /^Devam et$/,
    `<h1>Hoş geldiniz, Jane</h1><p>En son 25 Kasım 2026 tarihinde saat 09:12'de oturum açtınız.</p><form method="post"><button>Devam et</button></form>`,
  ),
  passed(
    'de: letzter Login einer Bank',
    /^Weiter$/,
    `<h1>Guten Tag, Jane Doe</h1><p>Ihr letzter Login: 25.11.2026, 09:12 Uhr</p><form method="post"><button>Weiter</button></form>`,
  ),
  passed(
    'da: adgangskode udløber snart',
    /^Senere$/,
    `<h1>Adgangskoden udløber snart</h1><p>Der er 6 dage tilbage.</p><form method="post"><button>Skift nu</button><button>Senere</button></form>`,
  ),
  passed(
    'sv: lösenordet upphör',
    /^Senare$/,
    `<h1>Lösenordet upphör snart att gälla</h1><p>Du har 4 dagar kvar.</p><form method="post"><button>Byt nu</button><button>Senare</button></form>`,
  ),
  passed(
    'fi: salasana vanhenee',
    /^Myöhemmin$/,
    `<h1>Salasana vanhenee 3 päivän päästä</h1><form method="post"><button>Vaihda nyt</button><button>Myöhemmin</button></form>`,
  ),
  passed(
    'pt: a senha expira',
    /^Agora não$/,
    `<h1>Sua senha expira em 4 dias</h1><p>Deseja alterá-la agora?</p><form method="post"><button>Sim</button><button>Agora não</button></form>`,
  ),
  passed(
    'cs: výběr účtu',
    /jane\.doe/,
    `<h1>Vyberte účet</h1><form method="post"><button>Jane Doe<br>${U}</button><button>Použít jiný účet</button></form>`,
  ),
  passed(
    'da: vælg konto',
    /jane\.doe/,
    `<h1>Vælg en konto</h1><p>for at fortsætte til Octopus Deploy</p><div role="link" tabindex="0">Jane Doe<br>${U}</div><div role="link" tabindex="0">Brug en anden konto</div>`,
  ),
  passed(
    'fi: pysytäänkö',
    /^Ei$/,
    `<h1>Pysytäänkö kirjautuneena?</h1><p>Näin kirjautumispyyntöjä tulee vähemmän.</p><form method="post"><button>Ei</button><button>Kyllä</button></form>`,
  ),
  passed(
    'sv: lita på enheten',
    /^(Nej|Lita inte)/,
    `<h1>Vill du lita på den här enheten?</h1><form method="post"><button>Ja</button><button>Nej</button></form>`,
  ),
  passed(
    'pl: nowa metoda później',
    /^Nie teraz$/,
    `<h1>Loguj się szybciej</h1><p>Utwórz klucz dostępu na tym urządzeniu.</p><form method="post"><button>Utwórz</button><button>Nie teraz</button></form>`,
  ),
  passed(
    'a monitored system',
    /^(OK|Continue)$/,
    `<h1>Warning</h1><p>This system is for authorised users only. All activity may be monitored and recorded.</p><form method="post"><input type="submit" value="OK"></form>`,
  ),
  passed(
    'cs: pouze pro zaměstnance',
    /^Pokračovat$/,
    `<h1>Upozornění</h1><p>Tento systém je určen pouze pro oprávněné uživatele. Přístup je zaznamenáván.</p><form method="post"><button>Pokračovat</button></form>`,
  ),
  left(
    'cs: předání údajů',
    `<h1>Informace</h1><p>Službě Octopus Deploy předáme vaše jméno a e-mail.</p><form method="post"><button>Pokračovat</button></form>`,
  ),
  left(
    'fi: tili luodaan',
    `<h1>Tervetuloa</h1><p>Sinulle luodaan nyt käyttäjätili palveluun.</p><form method="post"><button>Jatka</button></form>`,
  ),
  left(
    'pt: ligação de contas',
    `<h1>Bem-vindo</h1><p>A sua conta passa a estar ligada à conta da empresa.</p><form method="post"><button>Continuar</button></form>`,
  ),
  left(
    'tr: ücretli plan',
    `<h1>Bilgilendirme</h1><p>Deneme süreniz bitti, aylık ücretli plana geçilecek.</p><form method="post"><button>Devam</button></form>`,
  ),
];

const fourthDraw: readonly JudgedPage[] = [
  toldOf(
    'an upgrade of the portal',
    /^Continue$/,
    `<h1>Service announcement</h1><p>The identity portal will be upgraded on Thursday evening. Expect short interruptions between 7 and 9 p.m.</p><form method="post"><button>Continue</button></form>`,
  ),
  passed(
    'de: Wartungsfenster',
    /^Weiter$/,
    `<h1>Wartungsfenster</h1><p>Am Dienstag, 8. Dezember, ist die Anmeldung zwischen 6 und 7 Uhr nicht möglich. Wir bitten um Verständnis.</p><form method="post"><button>Weiter</button></form>`,
  ),
  passed(
    'fr: interruption',
    /^Continuer$/,
    `<h1>Interruption de service</h1><p>Le portail sera indisponible le 5 décembre de 12 h à 14 h pour cause de maintenance. Veuillez nous excuser pour la gêne occasionnée.</p><form method="post"><button>Continuer</button></form>`,
  ),
  toldOf(
    'sv: avbrott i natt',
    /^Fortsätt$/,
    `<h1>Avbrott i natt</h1><p>Mellan kl. 01 och 03 i natt utför vi underhåll på våra servrar.</p><form method="post"><button>Fortsätt</button></form>`,
  ),
  passed(
    'da: nedetid',
    /^Fortsæt$/,
    `<h1>Nedetid</h1><p>Login er nede for vedligeholdelse torsdag den 10. december fra kl. 18 til 19.</p><form method="post"><button>Fortsæt</button></form>`,
  ),
  passed(
    'fi: kirjautumispalvelun katko',
    /^Jatka$/,
    `<h1>Käyttökatko</h1><p>Kirjautumispalvelu ei ole käytettävissä tiistaina 8.12. klo 17.00–18.00 huoltotöiden vuoksi.</p><form method="post"><button>Jatka</button></form>`,
  ),
  passed(
    'pl: planowane prace',
    /^Dalej$/,
    `<h1>Planowane prace</h1><p>We wtorek 8 grudnia od 22:00 do 24:00 prowadzone będą prace serwisowe.</p><form method="post"><button>Dalej</button></form>`,
  ),
  toldOf(
    'cs: výpadek',
    /^Další$/,
    `<h1>Upozornění na výpadek</h1><p>V úterý 8. 12. v době 22–24 h nebude přihlášení fungovat.</p><form method="post"><button>Další</button></form>`,
  ),
  passed(
    'tr: kesinti',
    /^Devam$/,
    `<h1>Duyuru</h1><p>8 Aralık Salı günü 23:00'ten itibaren sistemde kesinti yaşanabilir.</p><form method="post"><button>Devam</button></form>`,
  ),
  passed(
    'pt: trabalhos',
    /^Continuar$/,
    `<h1>Informação</h1><p>Na terça-feira, 8 de dezembro, entre as 20h e as 22h, decorrem trabalhos de manutenção.</p><form method="post"><button>Continuar</button></form>`,
  ),
  passed(
    'previous session',
    /^Proceed$/,
    `<h2>Previous sign-in</h2><p>Date: 25 November 2026, 08:02. Failed attempts since: 1.</p><form method="post"><button>Proceed</button></form>`,
  ),
  passed(
    'de: zuletzt angemeldet',
    /^Weiter$/,
    `<h1>Willkommen zurück, Jane</h1><p>Zuletzt angemeldet: gestern, 17:40 Uhr</p><form method="post"><input type="submit" value="Weiter"></form>`,
  ),
  passed(
    'nl: vorige aanmelding',
    /^Verder$/,
    `<h1>Goedemorgen Jane</h1><p>Uw vorige aanmelding was op 25 november 2026 om 08:14.</p><form method="post"><button>Verder</button></form>`,
  ),
  passed(
    'sv: senast inloggad',
    /^Fortsätt$/,
    `<h1>Välkommen, Jane</h1><p>Senast inloggad: 2026-11-25 08:14</p><form method="post"><button>Fortsätt</button></form>`,
  ),
  passed(
    'fi: viimeksi',
    /^Jatka$/,
    `<h1>Hei Jane</h1><p>Olet kirjautunut viimeksi 25.11.2026 klo 8.14.</p><form method="post"><button>Jatka</button></form>`,
  ),
  passed(
    'cs: vaše poslední přihlášení',
    /^Pokračovat$/,
    `<h1>Dobrý den</h1><p>Vaše poslední přihlášení: 25.11.2026 8:14. Neúspěšné pokusy: 2.</p><form method="post"><button>Pokračovat</button></form>`,
  ),
  passed(
    'tr: parola',
    /^Daha sonra hatırlat$/,
    `<h1>Parolanızın süresi 3 gün içinde dolacak</h1><form method="post"><button>Parolayı değiştir</button><button>Daha sonra hatırlat</button></form>`,
  ),
  passed(
    'nb: passordet utløper',
    /^Senere$/,
    `<h1>Passordet utløper snart</h1><p>Passordet ditt utløper om 5 dager.</p><form method="post"><button>Endre passord</button><button>Senere</button></form>`,
  ),
  passed(
    'da: adgangskode og fortsæt',
    /^Fortsæt$/,
    `<h1>Din adgangskode udløber om 3 dage</h1><p>Vil du skifte den nu?</p><form method="post"><button>Skift nu</button><button>Fortsæt</button></form>`,
  ),
  passed(
    'pt: escolher conta',
    /jane\.doe/,
    `<h1>Escolha uma conta</h1><div role="button" tabindex="0">Jane Doe<br>${U}</div><div role="button" tabindex="0">Usar outra conta</div>`,
  ),
  passed(
    'nb: velg en konto',
    /jane\.doe/,
    `<h1>Velg en konto</h1><div role="button" tabindex="0">Jane Doe<br>${U}<br>Logget på</div><div role="button" tabindex="0">Bruk en annen konto</div>`,
  ),
  passed(
    'pl: pozostać zalogowanym',
    /^Nie$/,
    `<h1>Czy chcesz pozostać zalogowany?</h1><p>Dzięki temu rzadziej będziesz proszony o logowanie.</p><form method="post"><input type="button" value="Nie"><input type="submit" value="Tak"></form>`,
  ),
  passed(
    'sv: inte nu',
    /^Inte nu$/,
    `<h1>Få aviseringar i mobilen</h1><form method="post"><button>Slå på</button><button>Inte nu</button></form>`,
  ),
  toldOf(
    'an unsupported browser',
    /^Continue anyway$/,
    `<h1>Unsupported browser</h1><p>Your browser is not supported. Some pages may look different.</p><form method="post"><button>Continue anyway</button></form>`,
  ),
  passed(
    'new pages',
    /^Continue$/,
    `<h1>A new sign-in experience</h1><p>We have redesigned this page. Your username and password stay the same.</p><form method="post"><button>Continue</button></form>`,
  ),
  passed(
    'pl: tylko dla pracowników',
    /^Kontynuuj$/,
    `<h1>Uwaga</h1><p>System przeznaczony wyłącznie dla pracowników. Aktywność jest monitorowana.</p><form method="post"><button>Kontynuuj</button></form>`,
  ),
  left(
    'sv: nytt konto',
    `<h1>Välkommen</h1><p>Ett konto skapas åt dig när du går vidare.</p><form method="post"><button>Fortsätt</button></form>`,
  ),
  left(
    'cs: nové heslo',
    `<h1>Upozornění</h1><p>Správce vyžaduje změnu hesla.</p><form method="post"><button>Pokračovat</button></form>`,
  ),
  left(
    'nl: kosten',
    `<h1>Melding</h1><p>Voor deze dienst betaalt u vanaf vandaag 5 euro per maand.</p><form method="post"><button>Doorgaan</button></form>`,
  ),
  left(
    'en: an app joins',
    `<h1>Welcome</h1><p>Octopus Deploy will be connected with your calendar.</p><form method="post"><button>Continue</button></form>`,
  ),
];

/** As companies draw them, in their own words. */
export const sampledPages: readonly JudgedPage[] = [
  ...notices,
  ...returns,
  ...choices,
  ...forms,
  ...refused,
  ...counterparts,
  ...secondDraw,
  ...thirdDraw,
  ...fourthDraw,
];
