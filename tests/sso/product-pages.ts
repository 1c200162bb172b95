import type { PageKind } from '../../src/in-page/page-kinds.ts';
import { type JudgedPage, USERNAME } from './judged-pages.ts';

// Pages as the products that companies sign in by draw them, each with what stands around such a form there: notices, small print,
// banners, help, links. The texts are our own.

const U = USERNAME;
const PASSWORD = 'fake-password';
const CODE = '123456';

type More = Partial<Omit<JudgedPage, 'name' | 'html'>>;

/** @param kind what the page is */
function page(name: string, kind: PageKind, html: string, more: More = {}): JudgedPage {
  const language = /\b(?<language>[a-z]{2}):/.exec(name)?.groups?.language ?? 'en';
  return {
    name: `product: ${name}`,
    html: `<!doctype html><html lang="${language}"><head><title>${more.title ?? 'Single sign-on'}</title></head><body>${html}</body></html>`,
    want: [kind],
    ...more,
  };
}

const both = (name: string, html: string, fill: Readonly<Record<string, string>>, more: More = {}) =>
  page(name, 'both', html, { fill, ...more });
const who = (name: string, html: string, field: string, more: More = {}) =>
  page(name, 'username', html, { fill: { [field]: U }, ...more });
const secret = (name: string, html: string, field: string, more: More = {}) =>
  page(name, 'password', html, { fill: { [field]: PASSWORD }, ...more });
const code = (name: string, html: string, field: string, more: More = {}) =>
  page(name, 'code', html, { fill: { [field]: CODE }, ...more });
/** A page on which nothing may be done. */
const left = (name: string, kind: PageKind, html: string, more: More = {}) =>
  page(name, kind, html, { isLeft: true, ...more });

const signIn: readonly JudgedPage[] = [
  both(
    'AD FS with a description, a certificate and help',
    `<div id="fullPage"><div id="header"><img alt="Northwind Traders"></div><main id="workArea"><div id="authArea" class="groupMargin">
    <div id="loginArea"><div id="loginMessage" class="groupMargin">Sign in with your Northwind account</div>
    <form method="post" id="loginForm" autocomplete="off" novalidate action="/adfs/ls"><div id="error" class="fieldMargin error smallText"><span id="errorText"></span></div>
    <div id="formsAuthenticationArea"><div id="userNameArea"><label id="userNameInputLabel" for="userNameInput" class="hidden">User Account</label><input id="userNameInput" name="UserName" type="email" value="" placeholder="someone@example.com" autocomplete="off"></div>
    <div id="passwordArea"><label id="passwordInputLabel" for="passwordInput" class="hidden">Password</label><input id="passwordInput" name="Password" type="password" placeholder="Password" autocomplete="off"></div>
    <div id="kmsiArea"><input type="checkbox" name="Kmsi" id="kmsiInput" value="true"><label for="kmsiInput">Keep me signed in</label></div>
    <div id="submissionArea"><span id="submitButton" class="submit" tabindex="4" role="button" onclick="document.getElementById('loginForm').requestSubmit()">Sign in</span></div></div>
    <input id="optionForms" type="hidden" name="AuthMethod" value="FormsAuthentication"></form>
    <div id="authOptions"><form id="options" method="post" action="/adfs/ls"><div class="groupMargin"><div class="optionsBlock"><a href="#" id="CertificateAuthentication">Sign in using an X.509 certificate</a></div></div></form></div>
    <div id="introduction" class="groupMargin"><p>Your password must be changed every 90 days. If it has run out, <a href="/adfs/portal/updatepassword/">change it here</a>.<br>Trouble? Write to servicedesk@northwind.example or ring 4400.</p></div></div></div></main>
    <div id="footerPlaceholder"><span id="copyright">&#169; 2024 Northwind</span><a id="home" href="/h">Home</a><a id="privacy" href="/p">Privacy</a><a id="helpDesk" href="/d">Help</a></div></div>`,
    { UserName: U, Password: PASSWORD },
    { press: /^Sign in$/ },
  ),
  both(
    'de: AD FS of a town, with hints on the domain',
    `<div id="loginArea"><div id="loginMessage">Mit Ihrem Organisationskonto anmelden</div>
    <form method="post" id="loginForm" action="/adfs/ls"><label for="u" class="hidden">Benutzerkonto</label><input id="u" name="UserName" type="email" placeholder="jemand@example.com">
    <label for="p" class="hidden">Kennwort</label><input id="p" name="Password" type="password" placeholder="Kennwort">
    <span id="submitButton" class="submit" role="button" tabindex="4" onclick="document.getElementById('loginForm').requestSubmit()">Anmelden</span><input type="hidden" name="AuthMethod" value="FormsAuthentication"></form>
    <div id="introduction"><p>Bitte geben Sie den Benutzernamen mit der Domäne an (STADT\\Name). Ist Ihr Konto gesperrt, hilft der Benutzerservice unter der Durchwahl 2222. Passwort vergessen? <a href="/r">Hier zurücksetzen</a></p></div></div>`,
    { UserName: U, Password: PASSWORD },
  ),
  both(
    'PingFederate with remember-me and links',
    `<div class="ping-container ping-signin"><div class="ping-header">Sign On</div><form method="POST" action="/idp/abc/resumeSAML20/idp/SSO.ping" autocomplete="off">
    <div class="ping-messages"></div><div class="ping-input-label">USERNAME<div class="ping-input-container"><input id="username" type="text" size="36" name="pf.username" value="" autocorrect="off" autocapitalize="off"></div></div>
    <div class="ping-input-label">PASSWORD<div class="ping-input-container password-container"><input id="password" type="password" size="36" name="pf.pass"></div></div>
    <div class="remember-username"><label class="checkbox"><input type="checkbox" name="pf.rememberUsername" id="rememberUsername"> Remember my username</label></div>
    <input type="hidden" name="pf.ok" value=""><input type="hidden" name="pf.cancel" value=""><input type="hidden" name="pf.adapterId" value="HtmlForm">
    <div class="ping-buttons"><a onclick="document.forms[0].requestSubmit();" class="ping-button normal allow" title="Sign On" href="#" role="button">Sign On</a></div>
    <div class="ping-input-link"><a href="#" class="password-change">Change Password?</a><br><a href="#" class="account-recovery">Trouble Signing On?</a></div></form>
    <div class="ping-footer">This is a private system. Use without permission will be prosecuted.</div></div>`,
    { 'pf.username': U, 'pf.pass': PASSWORD },
  ),
  both(
    'PingOne with a registration link and a social button',
    `<div class="card login-card"><div class="card__content"><img class="logo" alt="Acme"><h1 class="heading">Sign On</h1><form class="form" method="post" action="/flows">
    <div class="float-label"><input id="username" name="username" type="text"><label for="username">Username</label></div>
    <div class="float-label"><input id="password" name="password" type="password"><label for="password">Password</label><button type="button" aria-label="Show password"></button></div>
    <button class="button button--primary" type="submit">Sign On</button></form><div class="or-separator">or</div><a class="button" href="/external">Sign on with Contoso Azure</a>
    <div class="text-block">No account? <a href="/register">Register now!</a></div><div><a href="/forgot">Forgot Password</a></div></div></div>`,
    { username: U, password: PASSWORD },
    { press: /^Sign On$/ },
  ),
  who(
    'OneLogin, with its choice of language',
    `<main><img alt="Fabrikam"><form method="post" action="/auth"><h1>Log in</h1><label for="username">Username</label><input id="username" name="username" autocomplete="username">
    <label><input type="checkbox" name="rememberMe"> Remember username</label><button type="submit">Continue</button></form><p><a href="/x">Sign in with a certificate</a></p>
    <footer><span>&copy; OneLogin by One Identity</span> <a href="/t">Terms</a> | <a href="/p">Privacy</a> <select aria-label="Language"><option selected>English</option><option>Français</option></select></footer></main>`,
    'username',
  ),
  who(
    'JumpCloud with small print',
    `<h1>User Portal</h1><form method="post" action="/a"><label>Company Email<input name="email" type="email"></label><div><label><input type="checkbox" name="remember"> Remember my email</label></div><button>Continue</button></form>
    <button type="button">Log In with SSO</button><p>Are you an administrator? <a href="/admin">Administrator Login</a></p><p>By continuing you accept the <a href="/t">JumpCloud Terms</a>.</p>`,
    'email',
    { press: /^Continue$/ },
  ),
  secret(
    'JumpCloud, the password, with the name that can be changed',
    `<h1>Welcome back</h1><form method="post" action="/a"><label>Company Email<input name="email" type="email" value="${U}" readonly></label><a href="/b">Not you? Change</a><label>Password<input name="password" type="password"></label><button>User Login</button></form><a href="/f">Reset User Password</a>
    <p>Use of this service means that you accept the Terms of Use.</p>`,
    'password',
  ),
  who(
    'CyberArk Identity',
    `<div class="login-wrapper"><div class="login-logo"><img alt="Tailspin"></div><div class="login-title">Sign In</div><form class="login-form" method="post" action="/x"><input name="username" placeholder="user name (user@domain)" aria-label="User name">
    <button type="submit" class="start-login">Next</button></form><a href="/cant">Can't access your account?</a> <a href="/un">Forgot user name?</a><div class="legal">Access is logged. By using this site you confirm that you are an employee or a contractor of Tailspin Toys.</div></div>`,
    'username',
  ),
  both(
    'Shibboleth with the name of the service and consent settings',
    `<div class="wrapper"><header><img alt="Example University"><h1>Login to Octopus Deploy</h1></header><p>Octopus Deploy rolls out software of the computing centre.</p><form action="/idp/profile/SAML2/Redirect/SSO?execution=e1s1" method="post">
    <input type="hidden" name="csrf_token" value="_f00"><div class="form-element-wrapper"><label for="username">Username</label><input class="form-element" id="username" name="j_username" type="text" value=""></div>
    <div class="form-element-wrapper"><label for="password">Password</label><input class="form-element" id="password" name="j_password" type="password" value=""></div>
    <div class="form-element-wrapper"><input type="checkbox" name="donotcache" value="1" id="donotcache"> <label for="donotcache">Don't Remember Login</label></div>
    <div class="form-element-wrapper"><input id="_shib_idp_revokeConsent" type="checkbox" name="_shib_idp_revokeConsent" value="true"> <label for="_shib_idp_revokeConsent">Clear prior granting of permission for release of your information to this service.</label></div>
    <div><button class="form-element form-button" type="submit" name="_eventId_proceed">Login</button></div></form><ul><li><a href="/f">Forgot your password?</a></li><li><a href="/h">Need Help?</a></li></ul><footer>Protect your password: we never ask for it by mail.</footer></div>`,
    { j_username: U, j_password: PASSWORD },
    { press: /^Login$/ },
  ),
  both(
    'de: Shibboleth of a university',
    `<h1>Anmelden bei Octopus Deploy</h1><form action="/idp" method="post"><label for="username">Uni-Kennung</label><input id="username" name="j_username"><label for="password">Passwort</label><input id="password" name="j_password" type="password">
    <label><input type="checkbox" name="donotcache" value="1"> Anmeldung nicht speichern</label><label><input type="checkbox" name="_shib_idp_revokeConsent" value="true"> Die zuvor erteilte Zustimmung zur Weitergabe Ihrer Daten an diesen Dienst löschen</label>
    <button name="_eventId_proceed">Anmeldung</button></form><p><a href="/f">Passwort vergessen?</a> <a href="/h">Hilfe benötigt?</a></p><p>Zum Schutz Ihrer Daten schließen Sie nach der Nutzung bitte den Browser.</p>`,
    { j_username: U, j_password: PASSWORD },
  ),
  both(
    'CAS with a warning box, a public computer, and the browser notice',
    `<header><h1>Central Authentication Service</h1></header><section><h3>Enter your NetID and Password</h3><form method="post" id="fm1" action="/cas/login"><label for="username"><span class="accesskey">U</span>sername:</label><input id="username" name="username" size="25" accesskey="u" autocomplete="username">
    <label for="password"><span class="accesskey">P</span>assword:</label><input type="password" id="password" name="password" accesskey="p" autocomplete="off"><label><input type="checkbox" name="publicWorkstation" value="true"> I am at a public workstation.</label>
    <label><input type="checkbox" name="warn" value="true"> Warn me before logging me into other sites.</label><input type="hidden" name="execution" value="e1"><input type="hidden" name="_eventId" value="submit"><button name="submitBtn" type="submit">Login</button></form></section>
    <aside><p>For security reasons, please log out and exit your web browser when you are done!</p><p><a href="/r">Forgot your password?</a></p><div>Languages: <a href="?locale=en">English</a> <a href="?locale=es">Spanish</a></div></aside><footer>Powered by Apereo CAS</footer>`,
    { username: U, password: PASSWORD },
  ),
  both(
    'fr: CAS of a university',
    `<h1>Service central d'authentification</h1><form method="post" action="/cas/login"><h2>Entrez votre identifiant et votre mot de passe</h2><label for="username">Identifiant :</label><input id="username" name="username"><label for="password">Mot de passe :</label><input id="password" type="password" name="password">
    <label><input type="checkbox" name="warn" value="true"> Prévenez-moi avant d'accéder à d'autres services.</label><button type="submit">Se connecter</button></form><p>Pour des raisons de sécurité, veuillez vous déconnecter et fermer votre navigateur lorsque vous avez fini.</p><p>Vous avez oublié votre mot de passe ? <a href="/o">Réinitialiser</a></p><p>Compte non activé ? <a href="/s">Activez votre compte Sésame</a></p>`,
    { username: U, password: PASSWORD },
  ),
  both(
    'Keycloak with a company theme, a locale menu and a message of the day',
    `<div class="login-pf-page"><header class="login-pf-header"><h1 id="kc-page-title">Sign in to your account</h1><div id="kc-locale"><button type="button" id="kc-current-locale-link" aria-haspopup="true">English</button><ul><li><a href="?kc_locale=de">Deutsch</a></li></ul></div></header>
    <div class="alert alert-info">On Sunday between 6 and 8 a.m. the identity service is being updated, and sign-ins may fail.</div>
    <form id="kc-form-login" action="/realms/acme/login-actions/authenticate" method="post"><label for="username">Username or email</label><input id="username" name="username" autocomplete="username"><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password"><button type="button" aria-label="Show password"></button>
    <label><input type="checkbox" id="rememberMe" name="rememberMe"> Remember me</label><a href="/r">Forgot Password?</a><input type="hidden" name="credentialId"><input name="login" id="kc-login" type="submit" value="Sign In"></form>
    <div id="kc-registration">New user? <a href="/reg">Register</a></div><div class="footer"><a href="/i">Imprint</a> · <a href="/d">Data protection</a></div></div>`,
    { username: U, password: PASSWORD },
    { press: /^Sign In$/ },
  ),
  both(
    'de: Keycloak with a cookie banner',
    `<div id="cookie" role="dialog" aria-label="Cookies"><p>Wir verwenden nur technisch notwendige Cookies und, wenn Sie zustimmen, solche für Statistik.</p><button type="button">Alle akzeptieren</button><button type="button">Nur notwendige</button></div>
    <h1 id="kc-page-title">Bei Ihrem Konto anmelden</h1><form id="kc-form-login" action="/x" method="post"><label for="username">Benutzername oder E-Mail</label><input id="username" name="username"><label for="password">Passwort</label><input id="password" name="password" type="password"><label><input type="checkbox" name="rememberMe"> Angemeldet bleiben</label><input type="submit" name="login" value="Anmelden"></form>
    <p>Neuer Benutzer? <a href="/reg">Registrieren</a></p><footer>Impressum · Datenschutz · Barrierefreiheit</footer>`,
    { username: U, password: PASSWORD },
    { press: /^Anmelden$/ },
  ),
  both(
    'Authelia',
    `<div id="root"><img alt="Logo"><h5>Sign in</h5><form method="post" action="/api/firstfactor"><label for="username-textfield">Username *</label><input id="username-textfield" name="username" required autocomplete="username"><label for="password-textfield">Password *</label><input id="password-textfield" type="password" name="password" required>
    <label><input id="remember-checkbox" type="checkbox" name="rememberMe" value="rememberMe"> Remember me</label><button id="sign-in-button" type="submit">Sign in</button></form><button id="passkey-sign-in-button" type="button">Sign in with a passkey</button><a href="/reset">Reset password?</a><footer>Powered by Authelia | <a href="/privacy">Privacy Policy</a></footer></div>`,
    { username: U, password: PASSWORD },
    { press: /^Sign in$/ },
  ),
  who(
    'authentik with sources and a passkey',
    `<main class="pf-c-login__main"><header><h1>Welcome to Contoso Auth!</h1></header><form method="post" action="/x"><p>Login to continue to Octopus Deploy.</p><label><span>Email or Username</span><input type="text" name="uidField" placeholder="Email or Username" autocomplete="username" required></label><button type="submit">Log in</button></form>
    <ul><li><a href="/g" title="Google">Google</a></li></ul><p>Need an account? <a href="/e">Sign up.</a></p><a href="/r">Forgot username or password?</a><footer><a href="/p">Privacy</a> Powered by authentik</footer></main>`,
    'uidField',
  ),
  secret(
    'authentik, the password, with whose it is',
    `<main><h1>Welcome to Contoso Auth!</h1><form method="post" action="/x"><div class="form-control-static"><img alt=""> ${U} <a href="/c">Not you?</a></div><input type="text" name="username" value="${U}" autocomplete="username" style="display:none"><label>Password<input type="password" name="password" placeholder="Please enter your password" autocomplete="current-password"></label><a href="/r">Forgot password?</a><button type="submit">Continue</button></form></main>`,
    'password',
    { press: /^Continue$/ },
  ),
  who(
    'Zitadel with its legal links',
    `<div class="lgn-content-container"><div class="lgn-head"><h1>Welcome Back!</h1><p>Enter your login data.</p></div><form method="post" action="/ui/login/loginname"><label class="lgn-label" for="loginName">Login Name</label><input class="lgn-input" type="text" id="loginName" name="loginName" autocomplete="username" autofocus required>
    <div class="lgn-actions"><button class="lgn-stroked-button" type="submit" name="register" value="true" formnovalidate>Register</button><button class="lgn-raised-button" id="submit-button" type="submit">Next</button></div></form><footer><a href="/t">TOS</a><a href="/p">Privacy Policy</a><a href="/h">Help</a></footer></div>`,
    'loginName',
    { press: /^Next$/ },
  ),
  both(
    'Dex with a local database',
    `<div class="theme-navbar">dex</div><div class="dex-container"><div class="theme-panel"><h2 class="theme-heading">Log in to Your Account</h2><form method="post" action="/auth/local/login"><div class="theme-form-row"><div class="theme-form-label"><label for="login">Email Address</label></div><input tabindex="1" required id="login" name="login" type="text" placeholder="email address"></div>
    <div class="theme-form-row"><div class="theme-form-label"><label for="password">Password</label></div><input tabindex="2" required id="password" name="password" type="password" placeholder="password"></div><button tabindex="3" id="submit-login" type="submit">Login</button></form><div class="theme-link-back"><a href="javascript:history.back()">Select another login method.</a></div></div></div>`,
    { login: U, password: PASSWORD },
    { press: /^Login$/ },
  ),
  both(
    'Gluu',
    `<div class="login_bx_1"><h2>Welcome</h2><form id="loginForm" method="post" action="/oxauth/login"><label>Username<input name="loginForm:username" placeholder="Username"></label><label>Password<input type="password" name="loginForm:password" placeholder="Password"></label><input type="checkbox" name="remember" id="remember"><label for="remember">Remember me</label><button name="loginForm:loginButton">Login</button></form><a href="/forgot">Forgot your Password?</a><footer>Gluu, Inc. | Use subject to MIT LICENSE</footer></div>`,
    { 'loginForm:username': U, 'loginForm:password': PASSWORD },
  ),
  both(
    'FusionAuth with a trust box and magic links',
    `<main class="page-body"><div class="panel"><h2>Login</h2><form action="/oauth2/authorize" method="post"><input id="loginId" name="loginId" placeholder="Email" autocomplete="username"><input id="password" type="password" name="password" placeholder="Password"><label><input type="checkbox" name="rememberDevice" value="true"> Keep me signed in</label><button>Submit</button><a href="/forgot">Forgot your password?</a></form>
    <div class="login-button-container"><div class="hr-container"><hr><div>Or</div></div><a href="/ml">Magic Link</a></div></div><label class="select"><select name="locale"><option value="en" selected>English</option><option value="fr">French</option></select></label></main>`,
    { loginId: U, password: PASSWORD },
    { noTrust: true },
  ),
  both(
    'WSO2 Identity Server with cookie policy',
    `<div class="ui segment"><h3 class="ui header">Sign In</h3><form method="post" action="/commonauth" id="loginForm"><label>Username</label><input id="usernameUserInput" name="usernameUserInput" placeholder="Username"><label>Password</label><input type="password" id="password" name="password" placeholder="Password"><div class="ui checkbox"><input type="checkbox" id="chkRemember" name="chkRemember"><label for="chkRemember">Remember me on this computer</label></div>
    <div class="ui visible warning message">After a successful sign in, we use a cookie in your browser to track your session. You can refer our <a href="/c">Cookie Policy</a> for more details.</div><input type="hidden" name="sessionDataKey" value="k"><button type="submit">Continue</button><button type="button" onclick="void 0">Create Account</button></form><div>Forgot <a href="/u">username</a> or <a href="/p">password</a>?</div></div><footer>WSO2 Identity Server © 2024 <a href="/pp">Privacy Policy</a></footer>`,
    { usernameUserInput: U, password: PASSWORD },
    { press: /^Continue$/ },
  ),
  both(
    'IBM Verify with another source and a policy on use',
    `<section><h1>Sign In</h1><p>Sign in with Cloud Directory</p><form method="post" action="/authsvc"><label for="username">User name</label><input id="username" name="username"><label for="password">Password</label><input id="password" type="password" name="password"><a href="/f">Forgot password?</a><button type="submit">Sign in</button></form><p>Or sign in with</p><a href="/ldap">Corporate LDAP</a><a href="/qr">IBM Verify app (QR code)</a><a href="/fido">FIDO device</a></section>
    <small>IBM business use only. Whoever signs in accepts the acceptable-use policy of the company.</small>`,
    { username: U, password: PASSWORD },
    { press: /^Sign in$/ },
  ),
  both(
    'Citrix NetScaler Gateway',
    `<div class="gateway-page"><div class="header"><img alt="Citrix Gateway"></div><form method="post" action="/cgi/login" name="vpnForm"><div class="form-title">Please log on</div><label for="login">User name :</label><input id="login" name="login"><label for="passwd">Password :</label><input type="password" id="passwd" name="passwd"><input type="submit" class="custombutton" value="Log On"></form>
    <div class="eula">Third-party licences</div><div>First time user? <a href="/d">Download the Citrix Workspace app</a></div></div>`,
    { login: U, passwd: PASSWORD },
  ),
  both(
    'F5 APM with a warning of the government',
    `<table id="main_table"><tr><td id="main_table_info_cell"><form id="auth_form" method="post" action="/my.policy" autocomplete="off"><table><tr><td colspan="2" class="credentials_table_header">Secure Logon<br>for F5 Networks</td></tr><tr><td class="credentials_table_label_username">Username</td></tr><tr><td><input type="text" name="username" id="input_1" value=""></td></tr>
    <tr><td>Password</td></tr><tr><td><input type="password" name="password" id="input_2"></td></tr><tr><td><input type="submit" class="credentials_input_submit" value="Logon"></td></tr></table><input type="hidden" name="vhost" value="standard"></form></td>
    <td><p>This is an information system of the Ministry. By using it you consent to monitoring, and you have no expectation of privacy. Misuse is punished under the law.</p></td></tr></table>`,
    { username: U, password: PASSWORD },
  ),
  both(
    'Oracle Identity Cloud Service',
    `<div class="idcs-signin"><h1>Oracle Cloud Account Sign In</h1><p>Identity domain <b>default</b></p><form method="post" action="/x"><label for="u">User Name</label><input id="u" name="username" placeholder="User name or email"><label for="p">Password</label><input id="p" name="password" type="password" placeholder="Password"><a href="/f">Forgot Password?</a><button type="submit">Sign In</button></form><p>Need help signing in? <a href="/h">Click here</a></p><select aria-label="Language"><option>English</option><option>日本語</option></select></div><footer>Copyright © 2024, Oracle and/or its affiliates | <a href="/t">Terms of Use</a> | <a href="/c">Cookie Preferences</a></footer>`,
    { username: U, password: PASSWORD },
  ),
  both(
    'Salesforce with a promotion beside it and a domain link',
    `<div id="left"><form name="login" method="post" action="/"><label for="username">Username</label><input id="username" name="username" type="email"><label for="password">Password</label><input id="password" type="password" name="pw"><input type="submit" id="Login" name="Login" value="Log In"><input type="checkbox" id="rememberUn" name="rememberUn"><label for="rememberUn">Remember me</label></form>
    <a href="/f">Forgot Your Password?</a> <a href="/d">Use Custom Domain</a><p>Not a customer? <a href="/t">Try for Free</a></p></div><div id="right"><h2>Agents that work while you sleep</h2><p>See what's new in the Winter release, and win a trip to our conference.</p><a href="/n">Watch the demo</a></div><footer>&copy; 2024 Salesforce, Inc. All rights reserved. | <a href="/p">Privacy</a></footer>`,
    { username: U, pw: PASSWORD },
    { press: /^Log In$/ },
  ),
  who(
    'Google with the hint on guest mode',
    `<div role="main"><h1><span>Sign in</span></h1><div>to continue to <button type="button">Octopus Deploy</button></div><form method="post" action="/x"><input type="email" name="identifier" id="identifierId" aria-label="Email or phone" autocomplete="username webauthn"><button type="button">Forgot email?</button><p>Not your computer? Use a private browsing window to sign in. <a href="/g">Learn more about using Guest mode</a></p><p>You may want to read the <a href="/p">privacy policy</a> and the <a href="/t">terms of service</a> of Octopus Deploy first.</p><button type="button">Create account</button><button>Next</button></form></div>
    <footer><select aria-label="Change language"><option>English (United States)</option></select><a href="/h">Help</a><a href="/pp">Privacy</a><a href="/tt">Terms</a></footer>`,
    'identifier',
    { press: /^Next$/ },
  ),
  secret(
    'Google, the password',
    `<div role="main"><h1>Welcome</h1><div role="button" tabindex="0" aria-label="${U} selected. Switch account">${U}</div><form method="post" action="/x"><input type="password" name="Passwd" aria-label="Enter your password" autocomplete="current-password"><label><input type="checkbox"> Show password</label><button type="button">Try another way</button><button>Next</button></form></div><footer><a href="/h">Help</a><a href="/pp">Privacy</a><a href="/tt">Terms</a></footer>`,
    'Passwd',
    { press: /^Next$/ },
  ),
  who(
    'Entra ID with a sign-in page text of the company',
    `<div id="lightbox"><img alt="Litware Inc."><form name="f1" method="post" action="/x"><div role="heading" aria-level="1" id="loginHeader">Sign in</div><input type="email" name="loginfmt" id="i0116" placeholder="someone@litware.example" aria-label="Enter your email, phone, or Skype."><div>No account? <a href="/s">Create one!</a></div><a href="/c">Can't access your account?</a><input type="submit" id="idSIButton9" value="Next"></form>
    <div id="idBoilerPlateText"><p>Only Litware staff may use this service. Use your e-mail address to sign in. For assistance call the Service Desk (24x7) at +1 555 0142.</p><p>By signing in you agree to Litware's Acceptable Use Policy, and that your activity is recorded.</p></div></div><div role="button" tabindex="0">Sign-in options</div><footer><a href="/t">Terms of use</a><a href="/p">Privacy &amp; cookies</a><a href="/m" aria-label="Click here for troubleshooting information">...</a></footer>`,
    'loginfmt',
    { press: /^Next$/ },
  ),
  secret(
    'Entra ID, the password, with the company text and another way',
    `<div id="lightbox"><div id="displayName">${U}</div><form method="post" action="/x"><div role="heading" id="loginHeader">Enter password</div><input name="passwd" type="password" id="i0118" placeholder="Password" aria-label="Enter the password for ${U}"><a id="idA_PWD_ForgotPassword" href="/f">Forgot my password</a><a id="idA_PWD_SwitchToCredPicker" href="#">Other ways to sign in</a><input type="submit" id="idSIButton9" value="Sign in"></form>
    <div id="idBoilerPlateText">Passwords of Litware expire after 180 days. Please never approve a sign-in that you did not start, and report it to security@litware.example.</div></div>`,
    'passwd',
  ),
  both(
    'Okta with custom labels, a banner and footers',
    `<div id="okta-sign-in" class="auth-container main-container"><div class="okta-sign-in-header auth-header"><img alt="Proseware logo"></div><div class="auth-content"><form method="post" action="/x"><h2 class="okta-form-title o-form-head">Proseware Associates</h2><p class="okta-form-subtitle">Badge number and network password, please</p>
    <label for="okta-signin-username">Badge number or e-mail</label><input id="okta-signin-username" name="username" autocomplete="username"><label for="okta-signin-password">Network password</label><input id="okta-signin-password" name="password" type="password"><input type="checkbox" name="remember" id="input41"><label for="input41">Keep me signed in for today</label><input class="button button-primary" type="submit" value="Sign In" id="okta-signin-submit"></form>
    <div class="auth-footer"><a href="#" class="link help js-help">Need help signing in?</a><ul><li><a href="/f">Forgot password?</a></li><li><a href="/u">Unlock account?</a></li><li><a href="/h">Help</a></li></ul></div></div></div><div class="copyright">Powered by Okta | <a href="/p">Privacy Policy</a></div>`,
    { username: U, password: PASSWORD },
  ),
  both(
    'GitLab with a message of the administrator, registration, and terms',
    `<div class="gl-broadcast-message" role="alert">We move to new hardware this weekend. Pipelines started after Friday 18:00 may be lost.<button type="button" aria-label="Dismiss"></button></div><h1>Proseware Git</h1><form class="new_user" id="new_user" action="/users/sign_in" method="post"><input type="hidden" name="authenticity_token" value="t"><label for="user_login">Username or primary email</label><input id="user_login" name="user[login]" autocomplete="username"><label for="user_password">Password</label><input id="user_password" type="password" name="user[password]"><a href="/f">Forgot your password?</a><label><input type="checkbox" name="user[remember_me]" value="1"> Remember me</label><button type="submit">Sign in</button></form>
    <p>Don't have an account yet? <a href="/r">Register now</a></p><p>By signing in you accept the Terms of Use and acknowledge the Privacy Statement and Cookie Policy.</p><div>or sign in with</div><button type="button">LDAP</button>`,
    { 'user[login]': U, 'user[password]': PASSWORD },
    { press: /^Sign in$/ },
  ),
  both(
    'GitHub Enterprise for an OAuth app',
    `<main><div class="auth-form-header"><h1>Sign in to <strong>GitHub Enterprise</strong> to continue to <strong>Octopus</strong></h1></div><form action="/session" method="post"><label for="login_field">Username or email address</label><input id="login_field" name="login" autocomplete="username"><label for="password">Password</label><input type="password" name="password" id="password"><a href="/p">Forgot password?</a><input type="submit" name="commit" value="Sign in"></form><button type="button">Sign in with a passkey</button><p>New to GitHub? <a href="/j">Create an account</a></p></main><footer><a href="/t">Terms</a> <a href="/pp">Privacy</a> <a href="/s">Security</a> <a href="/c">Contact</a> Do not share my personal information</footer>`,
    { login: U, password: PASSWORD },
    { press: /^Sign in$/ },
  ),
  who(
    'Atlassian for Bitbucket',
    `<div><h5>Log in to continue</h5><form id="form-login" method="post" action="/x"><label for="username-uid1">Email <span>*</span></label><input id="username-uid1" name="username" type="email" placeholder="Enter your email"><label><input type="checkbox" name="rememberMe"> Remember me</label><button id="login-submit">Continue</button></form><div>Or continue with:</div><button>Google</button><button>Microsoft</button><button>Apple</button><ul><li><a href="/c">Can't log in?</a></li><li><a href="/s">Create an account</a></li></ul><footer>One account for Jira, Confluence, Bitbucket. <a href="/p">Privacy Policy</a> · <a href="/u">User Notice</a><p>This site is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.</p></footer></div>`,
    'username',
    { press: /^Continue$/ },
  ),
  both(
    'AWS Cognito hosted UI with both columns',
    `<div class="container"><div class="modal-body"><div><span>Sign in with your corporate ID</span><button name="AzureSignUpButton" type="button">Azure</button></div><div class="or">or</div><div><span class="textDescription-customizable">Sign in with your username and password</span><form name="cognitoSignInForm" action="/login" method="post"><input type="hidden" name="_csrf" value="c"><label for="signInFormUsername">Username</label><input id="signInFormUsername" name="username" placeholder="Username"><label for="signInFormPassword">Password</label><input id="signInFormPassword" type="password" name="password" placeholder="Password"><a href="/f">Forgot your password?</a><input name="signInSubmitButton" type="submit" value="Sign in"><p>Need an account? <a href="/s">Sign up</a></p></form></div></div></div>`,
    { username: U, password: PASSWORD },
    { press: /^Sign in$/ },
  ),
  both(
    'Auth0 with connections and a sign-up link',
    `<main><section><header><img alt="Adatum"><h1>Welcome</h1><p>Log in to Adatum to continue to Octopus Deploy.</p></header><form method="POST" action="/u/login"><input type="hidden" name="state" value="s"><label for="username">Email address</label><input id="username" name="username" inputmode="email"><label for="password">Password</label><input id="password" name="password" type="password"><button type="button" aria-label="Show password"></button><a href="/r">Forgot password?</a><button type="submit" name="action" value="default">Continue</button></form><p>Don't have an account? <a href="/s">Sign up</a></p><div>Or</div><form method="post" action="/google"><button>Continue with Google</button></form></section></main>`,
    { username: U, password: PASSWORD },
    { press: /^Continue$/ },
  ),
  who(
    'Clerk with its development mode',
    `<div class="cl-card"><h1>Sign in to Adatum</h1><p>Welcome back! Please sign in to continue</p><button type="button">Continue with GitHub</button><div>or</div><form method="post" action="/x"><label for="identifier-field">Email address or username</label><input id="identifier-field" name="identifier"><button type="submit">Continue</button></form><a href="/pk">Use passkey instead</a><div>Don't have an account? <a href="/u">Sign up</a></div><div>Secured by Clerk</div><div>Development mode</div></div>`,
    'identifier',
    { press: /^Continue$/ },
  ),
  who(
    'Kinde',
    `<main><h1>Welcome back</h1><form method="post" action="/x"><label for="email">Email</label><input id="email" name="p_email" type="email"><button>Continue</button></form><div>or</div><a href="/g">Continue with Google</a><p>No account? <a href="/c">Create one</a></p><p>By continuing, you agree to the <a href="/t">Adatum Terms</a> and acknowledge the <a href="/p">Privacy Policy</a>.</p><small>Powered by Kinde</small></main>`,
    'p_email',
    { press: /^Continue$/ },
  ),
  both(
    'Logto',
    `<div><img alt="app logo"><div>Sign in to your account</div><form method="post" action="/x"><input name="identifier" autocomplete="username" aria-label="Username / Email"><input type="password" name="password" aria-label="Password" autocomplete="current-password"><a href="/f">Forgot your password?</a><div>By continuing, you agree to our <a href="/t">Terms of Use</a> and <a href="/p">Privacy Policy</a>.</div><button type="submit">Sign in</button></form><div>No account yet? <a href="/r">Create account</a></div></div>`,
    { identifier: U, password: PASSWORD },
  ),
  both(
    'Casdoor with tabs and automatic sign-in',
    `<div><div role="tablist"><div role="tab" aria-selected="true" tabindex="0">Password</div><div role="tab" tabindex="-1">Verification code</div></div><form method="post" action="/x"><input name="username" placeholder="username, Email or phone"><input type="password" name="password" placeholder="Password"><label><input type="checkbox" name="autoSignin"> Auto sign in</label><a href="/f">Forgot password?</a><button type="submit">Sign In</button></form><span>No account? <a href="/s">sign up now</a></span></div>`,
    { username: U, password: PASSWORD },
    { press: /^Sign In$/ },
  ),
  both(
    'de: Univention',
    `<div id="umcLoginWrapper"><h1 id="umcLoginHeader">Anmeldung bei intranet.example</h1><div id="umcLoginNotices"><div class="umcLoginNotice umcLoginWarning">Vor der Nutzung muss JavaScript eingeschaltet sein.</div></div><form id="umcLoginForm" method="post" action="/x"><label for="umcLoginUsername">Benutzername</label><input id="umcLoginUsername" name="username"><label for="umcLoginPassword">Passwort</label><input id="umcLoginPassword" type="password" name="password"><button id="umcLoginSubmit" type="submit">Anmelden</button></form><div id="umcLoginLinks"><a href="/p">Passwort vergessen?</a> <a href="/k">Ich kann mich nicht anmelden</a></div></div>`,
    { username: U, password: PASSWORD },
  ),
  both(
    'FreeIPA by the gate of Ipsilon',
    `<div class="login-pf"><h1>IPA login</h1><form method="post" action="/x"><label for="username">Username</label><input id="username" name="login_name"><label for="pw">Password</label><input id="pw" name="login_password" type="password" placeholder="Password or Password+One-Time Password"><button name="kerberos" type="button">Login with Kerberos</button><button type="submit">Log in</button></form><aside><p>To log in with <b>username and password</b>, enter them in the fields, then click Log in.</p><p>To log in with <b>Kerberos</b>, please make sure that you have valid tickets (obtainable via kinit).</p></aside></div>`,
    { login_name: U, login_password: PASSWORD },
    { press: /^Log in$/ },
  ),
  both(
    'Nextcloud as a provider',
    `<main><h2>Log in to Proseware Cloud</h2><form method="post" name="login" action="/login"><label for="user">Account name or email</label><input id="user" name="user" autocapitalize="none"><label for="password">Password</label><input id="password" name="password" type="password"><button type="button" aria-label="Show password"></button><button type="submit">Log in</button></form><a href="#">Forgot password?</a><a href="/wa">Log in with a device</a><input type="hidden" name="timezone" value="Europe/Berlin"></main><footer>Proseware – a safe home for all your data <a href="/l">Legal notice</a> <a href="/p">Privacy policy</a></footer>`,
    { user: U, password: PASSWORD },
    { press: /^Log in$/ },
  ),
  who(
    'Synology with its passkey button',
    `<div class="login-panel"><div class="title">NAS-01</div><div class="desc">Sign in to DSM</div><form method="post" action="/x"><input name="username" placeholder="Username" aria-label="Username" autocomplete="username"><label><input type="checkbox" name="stay"> Stay signed in</label><button type="submit" aria-label="Next">→</button></form><a href="#">Sign-in help</a></div>`,
    'username',
  ),
  secret(
    'Descope with a policy and the resent link',
    `<div><h2>Enter your password</h2><p>Signing in as ${U}</p><form method="post" action="/x"><label>Password<input type="password" name="pass"></label><button>Continue</button></form><button type="button">Use a magic link instead</button><p>By continuing you agree to Acme's <a href="/t">Terms</a>.</p></div>`,
    'pass',
    { press: /^Continue$/ },
  ),
  both(
    'a notice of the last sign-in above the form',
    `<div class="notice">Last sign-in from this computer: yesterday, 17:42, as ${U}. If that was not you, tell the security team.</div><h1>Corporate login</h1><form method="post" action="/x"><label>User ID<input name="uid"></label><label>Password<input type="password" name="pwd"></label><button>Continue</button></form>`,
    { uid: U, pwd: PASSWORD },
  ),
  both(
    'a browser that is too old',
    `<div role="alert">You are using a browser that we do not support any more. Some pages may not work. <a href="/b">Update your browser</a></div><h1>Sign in to Trey Research</h1><form method="post" action="/x"><label>Username<input name="u"></label><label>Password<input type="password" name="p"></label><button>Continue</button></form><p>You need cookies and JavaScript to sign in.</p>`,
    { u: U, p: PASSWORD },
  ),
  both(
    'a smart card beside the password, and a legal notice of a ministry',
    `<h1>Enterprise Sign-On</h1><p>You are accessing an information system of the government, which is provided for authorised use only. Communications on it may be intercepted and searched at any time.</p><p><a href="/cac">Sign in with a smart card (CAC/PIV)</a></p><form method="post" action="/x"><label>User name<input name="u"></label><label>Password<input type="password" name="p"></label><button>Log in</button></form><p>Phishing? Forward suspicious mail to abuse@ministry.example.</p>`,
    { u: U, p: PASSWORD },
    { press: /^Log in$/ },
  ),
  both(
    'a code for a mobile app to scan beside the form',
    `<div class="cols"><form method="post" action="/x"><h1>Sign in</h1><label>Email<input type="email" name="e"></label><label>Password<input type="password" name="p"></label><button>Sign in</button></form><div><h2>Sign in with the app</h2><img alt="QR code"><p>Scan this code with the camera of your phone to sign in without a password.</p></div></div>`,
    { e: U, p: PASSWORD },
  ),
  both(
    'fr: a company with a charter of use',
    `<h1>Portail d'authentification</h1><div class="bandeau">Maintenance prévue le 28 novembre de 22 h à minuit : des coupures sont possibles.</div><form method="post" action="/x"><label>Matricule ou adresse e-mail<input name="u"></label><label>Mot de passe<input type="password" name="p"></label><label><input type="checkbox" name="rm"> Se souvenir de moi</label><button>Continuer</button></form><a href="/o">Mot de passe oublié ?</a><p>En vous connectant, vous acceptez la charte informatique de l'entreprise. Besoin d'aide ? Assistance au 01 99 00 00 00.</p><footer>Mentions légales – Gestion des cookies – Accessibilité : partiellement conforme</footer>`,
    { u: U, p: PASSWORD },
  ),
  who(
    'fr: the name first, with a cookie banner',
    `<div role="dialog"><p>Nous utilisons des cookies pour mesurer l'audience. Vous pouvez les accepter ou les refuser.</p><button type="button">Tout accepter</button><button type="button">Tout refuser</button><button type="button">Personnaliser</button></div><h1>Bonjour</h1><form method="post" action="/x"><label>Adresse e-mail professionnelle<input type="email" name="m"></label><button>Suivant</button></form><p>Pas encore de compte ? <a href="/c">Créer un compte</a></p>`,
    'm',
    { press: /^Suivant$/ },
  ),
  both(
    'es: a bank with advice on safety',
    `<h1>Acceso empleados</h1><form method="post" action="/x"><label>Usuario corporativo<input name="u"></label><label>Contraseña<input type="password" name="p"></label><label><input type="checkbox" name="r"> Recordar usuario</label><button>Acceder</button></form><a href="/o">¿Has olvidado tu contraseña?</a><p>Nunca te pediremos tu clave por correo ni por teléfono. Si tienes problemas, llama al Centro de Atención al Usuario (ext. 5500).</p><p>Al acceder aceptas la política de uso de los sistemas.</p><footer>Aviso legal · Política de cookies</footer>`,
    { u: U, p: PASSWORD },
  ),
  secret(
    'es: the password alone, with who it is',
    `<h1>Hola</h1><p>${U} <a href="/n">No soy yo</a></p><form method="post" action="/x"><label>Introduce tu contraseña<input type="password" name="p"></label><button>Continuar</button></form><p>Al continuar aceptas los <a href="/t">Términos</a> y la <a href="/pp">Política de privacidad</a>.</p>`,
    'p',
    { press: /^Continuar$/ },
  ),
  both(
    'it: an agency with its identities',
    `<h1>Accedi ai servizi</h1><div role="tablist"><button type="button" role="tab" aria-selected="false">SPID</button><button type="button" role="tab" aria-selected="false">CIE</button><button type="button" role="tab" aria-selected="true">Credenziali</button></div><form method="post" action="/x"><label>Nome utente<input name="u"></label><label>Password<input type="password" name="p"></label><button>Accedi</button></form><p>Hai dimenticato la password? <a href="/r">Recuperala</a></p><p>L'accesso è riservato ai dipendenti. Per assistenza scrivi a help@ente.example.</p><footer>Note legali · Informativa sulla privacy</footer>`,
    { u: U, p: PASSWORD },
    { press: /^Accedi$/ },
  ),
  who(
    'it: the name first',
    `<h1>Benvenuto</h1><p>Inserisci l'indirizzo email aziendale per continuare su Octopus Deploy.</p><form method="post" action="/x"><label>Email<input type="email" name="m"></label><label><input type="checkbox" name="r"> Ricordami su questo dispositivo</label><button>Continua</button></form><p>Continuando accetti i Termini di servizio.</p>`,
    'm',
  ),
  both(
    'pt: a company in Brazil',
    `<h1>Portal do colaborador</h1><p>Use a mesma senha da rede.</p><form method="post" action="/x"><label>Usuário ou e-mail<input name="u"></label><label>Senha<input type="password" name="p"></label><label><input type="checkbox" name="l"> Lembrar de mim</label><button>Entrar</button></form><a href="/e">Esqueci minha senha</a><p>Dúvidas? Fale com a central de serviços no ramal 8000.</p><p>Ao entrar, você concorda com os Termos de Uso e a Política de Privacidade.</p><footer>LGPD · Cookies</footer>`,
    { u: U, p: PASSWORD },
  ),
  secret(
    'pt: the password alone',
    `<h1>Bem-vindo de volta</h1><p>${U}</p><form method="post" action="/x"><label>Palavra-passe<input type="password" name="p"></label><button>Continuar</button></form><a href="/e">Esqueceu-se da palavra-passe?</a><a href="/o">Iniciar sessão de outra forma</a>`,
    'p',
    { press: /^Continuar$/ },
  ),
  both(
    'nl: a school with its help desk',
    `<h1>Inloggen bij Octopus Deploy</h1><form method="post" action="/x"><label>Gebruikersnaam<input name="u"></label><label>Wachtwoord<input type="password" name="p"></label><label><input type="checkbox" name="r"> Aangemeld blijven</label><button>Inloggen</button></form><a href="/v">Wachtwoord vergeten?</a><p>Hulp nodig? Bel de servicedesk: 020 555 0100 (werkdagen van 8 tot 17 uur).</p><p>Door in te loggen ga je akkoord met het gebruiksreglement.</p><footer>Privacyverklaring · Disclaimer</footer>`,
    { u: U, p: PASSWORD },
  ),
  who(
    'nl: the name first',
    `<h1>Welkom</h1><form method="post" action="/x"><label>E-mailadres<input type="email" name="m"></label><button>Volgende</button></form><p>Nog geen account? <a href="/r">Registreren</a></p><p>Storing? Kijk op <a href="/s">status</a>.</p>`,
    'm',
  ),
  both(
    'ja: a company',
    `<h1>ログイン</h1><p>社員番号とパスワードを入力してください。</p><form method="post" action="/x"><label>ユーザーID<input name="u"></label><label>パスワード<input type="password" name="p"></label><label><input type="checkbox" name="r"> ログイン状態を保持する</label><button>ログイン</button></form><a href="/f">パスワードを忘れた場合</a><p>お問い合わせ: ヘルプデスク（内線 1234）</p><footer>利用規約 | プライバシーポリシー</footer>`,
    { u: U, p: PASSWORD },
  ),
  secret(
    'ja: the password alone',
    `<h1>パスワードの入力</h1><p>${U}</p><form method="post" action="/x"><label>パスワード<input type="password" name="p"></label><button>次へ</button></form><a href="/f">パスワードをお忘れですか？</a><p>11月28日 22:00〜24:00 はメンテナンスのためご利用いただけません。</p>`,
    'p',
  ),
  both(
    'pl: a company',
    `<h1>Logowanie do systemu</h1><form method="post" action="/x"><label>Login lub e-mail<input name="u"></label><label>Hasło<input type="password" name="p"></label><label><input type="checkbox" name="r"> Zapamiętaj mnie</label><button>Zaloguj się</button></form><a href="/z">Nie pamiętasz hasła?</a><p>Dostęp mają wyłącznie uprawnieni pracownicy. W razie problemów skontaktuj się z działem IT: tel. 22 555 01 00.</p><p>Logując się, akceptujesz regulamin.</p>`,
    { u: U, p: PASSWORD },
  ),
  who(
    'pl: the name first',
    `<h1>Zaloguj się</h1><form method="post" action="/x"><label>Adres e-mail<input type="email" name="m"></label><button>Dalej</button></form><p>Nie masz konta? <a href="/r">Utwórz konto</a></p><p>Trwają prace serwisowe, niektóre funkcje mogą być niedostępne.</p>`,
    'm',
  ),
  both(
    'sv: an authority',
    `<h1>Logga in</h1><p>Välj inloggning</p><a href="/b">Mobilt BankID</a><form method="post" action="/x"><label>Användarnamn<input name="u"></label><label>Lösenord<input type="password" name="p"></label><button>Logga in</button></form><a href="/g">Glömt lösenord?</a><p>Behöver du hjälp? Kontakta servicedesk på 08-555 01 00.</p><footer>Om cookies · Tillgänglighet</footer>`,
    { u: U, p: PASSWORD },
    { press: /^Logga in$/ },
  ),
];

const secondSteps: readonly JudgedPage[] = [
  code(
    'Keycloak, the code, with a device to choose',
    `<h1 id="kc-page-title">Acme</h1><form id="kc-otp-login-form" method="post" action="/x"><input id="kc-otp-credential-0" type="radio" name="selectedCredentialId" value="a" checked><label for="kc-otp-credential-0">Work phone</label><input id="kc-otp-credential-1" type="radio" name="selectedCredentialId" value="b"><label for="kc-otp-credential-1">Tablet</label><label for="otp">One-time code</label><input id="otp" name="otp" autocomplete="one-time-code" inputmode="numeric"><input type="submit" name="login" id="kc-login" value="Sign In"></form><form id="kc-select-try-another-way-form" method="post" action="/y"><input type="hidden" name="tryAnotherWay" value="on"><a href="#" id="try-another-way">Try Another Way</a></form>`,
    'otp',
  ),
  code(
    'Authelia, the code',
    `<h5>Hi Jane</h5><div><a href="/l">Logout</a> | <a href="/m">Methods</a></div><h6>One-Time Password</h6><form method="post" action="/x"><p>Enter one-time password</p><input name="otp" inputmode="numeric" autocomplete="one-time-code" maxlength="6" aria-label="One-time password"><button>Sign in</button></form>`,
    'otp',
  ),
  code(
    'GitHub, the code, with ways round it',
    `<h1>Two-factor authentication</h1><form method="post" action="/x"><label for="app_totp">Authentication code</label><input id="app_totp" name="app_otp" inputmode="numeric" autocomplete="one-time-code" placeholder="XXXXXX"><button>Verify</button><p>Open your two-factor authenticator (TOTP) app or browser extension to view your authentication code.</p></form><h2>Having problems?</h2><ul><li><a href="/r">Use a recovery code</a></li><li><a href="/s">Use your security key</a></li><li><a href="/re">Begin 2FA account recovery or email unlink</a></li></ul>`,
    'app_otp',
  ),
  code(
    'GitLab, the code or a recovery code',
    `<h1>Two-factor authentication</h1><form method="post" action="/users/sign_in"><label for="user_otp_attempt">Enter verification code</label><input id="user_otp_attempt" name="user[otp_attempt]" inputmode="numeric" autocomplete="one-time-code"><p>Enter the code from your two-factor authenticator app. If you've lost your device, you can enter one of your recovery codes.</p><button>Verify code</button></form>`,
    'user[otp_attempt]',
  ),
  code(
    'Auth0, the code, with a device to be remembered',
    `<h1>Verify Your Identity</h1><p>Check your preferred one-time password application for a code.</p><form method="post" action="/u/mfa-otp-challenge"><label for="code">Enter your one-time code</label><input id="code" name="code" inputmode="numeric"><label><input type="checkbox" name="rememberBrowser" value="true" checked> Remember this device for 30 days</label><button type="submit" name="action" value="default">Continue</button></form><form method="post" action="/y"><button>Try another method</button></form>`,
    'code',
    { press: /^Continue$/ },
  ),
  code(
    'Okta, the code, with help around it',
    `<div class="auth-content"><h2 class="okta-form-title">Verify with Google Authenticator</h2><div><span class="identifier">${U}</span></div><p class="okta-form-subtitle">Enter the temporary code generated in your Google Authenticator app</p><form method="post" action="/x"><label for="t">Enter code</label><input id="t" name="credentials.passcode" autocomplete="off"><input class="button button-primary" type="submit" value="Verify"></form><a href="#" class="js-switchAuthenticator">Verify with something else</a><a href="/s" class="js-cancel">Back to sign in</a><p>If you have a new phone, the service desk resets your factors: 5500.</p></div>`,
    'credentials.passcode',
  ),
  code(
    'Entra ID, the code, not to be asked again',
    `<div id="displayName">${U}</div><form method="post" action="/x"><div role="heading" id="idDiv_SAOTCC_Title">Enter code</div><div id="idDiv_SAOTCC_Description">Please type in the code displayed on your authenticator app from your device</div><input id="idTxtBx_SAOTCC_OTC" name="otc" type="tel" placeholder="Code" maxlength="6" autocomplete="one-time-code"><label><input type="checkbox" name="rememberMFA" checked> Don't ask again for 14 days</label><a href="#" id="signInAnotherWay">Having trouble? Sign in another way</a><a href="/i">More information</a><input id="idSubmit_SAOTCC_Continue" type="submit" value="Verify"></form><div id="idBoilerPlateText">Service Desk: +1 555 0142. Activity on Litware's systems is logged.</div>`,
    'otc',
  ),
  code(
    'AWS Cognito, the code',
    `<form method="post" action="/mfa"><h1>Enter the code from your authenticator app</h1><p>Open the app that you enrolled and look for the entry "Acme".</p><label for="c">Code</label><input id="c" name="authentication_code" inputmode="numeric" maxlength="6"><button>Sign in</button></form>`,
    'authentication_code',
  ),
  code(
    'PrivacyIDEA behind Keycloak',
    `<h1>privacyIDEA</h1><form method="post" action="/x"><p>please enter otp:</p><input id="otp" name="otp" autocomplete="off" placeholder="One-Time-Password"><input type="submit" value="Sign In"></form>`,
    'otp',
  ),
  code(
    'de: the code of the app',
    `<h1>Zweiter Faktor</h1><p>Öffnen Sie Ihre Authenticator-App und geben Sie den sechsstelligen Code ein.</p><form method="post" action="/x"><label>Einmalcode<input name="otp" inputmode="numeric" autocomplete="one-time-code"></label><label><input type="checkbox" name="trust" checked> Diesem Gerät 30 Tage vertrauen</label><button>Weiter</button></form><a href="/a">Andere Methode verwenden</a><p>Gerät verloren? Wenden Sie sich an die Benutzerberatung, Telefon 4711.</p>`,
    'otp',
    { noTrust: true, press: /^Weiter$/ },
  ),
  code(
    'fr: the code of the app',
    `<h1>Vérification en deux étapes</h1><p>Saisissez le code à 6 chiffres affiché par votre application d'authentification.</p><form method="post" action="/x"><label>Code<input name="otp" inputmode="numeric" autocomplete="one-time-code"></label><label><input type="checkbox" name="trust" checked> Faire confiance à cet appareil</label><button>Valider</button></form><a href="/a">Utiliser une autre méthode</a><p>Téléphone perdu ? Contactez le support.</p>`,
    'otp',
    { noTrust: true },
  ),
  code(
    'es: the code of the app',
    `<h1>Verificación en dos pasos</h1><p>Abre tu aplicación de autenticación y escribe el código de 6 dígitos.</p><form method="post" action="/x"><label>Código<input name="otp" inputmode="numeric" autocomplete="one-time-code"></label><label><input type="checkbox" name="trust"> Confiar en este equipo</label><button>Verificar</button></form><a href="/a">Probar otro método</a>`,
    'otp',
  ),
  code(
    'ja: the code of the app',
    `<h1>2段階認証</h1><p>認証アプリに表示されている6桁のコードを入力してください。</p><form method="post" action="/x"><label>認証コード<input name="otp" inputmode="numeric" autocomplete="one-time-code"></label><label><input type="checkbox" name="trust"> このデバイスを信頼する</label><button>次へ</button></form><a href="/a">別の方法を試す</a>`,
    'otp',
  ),
  page(
    'Entra ID, the number to be matched, where there is a code',
    'another-way',
    `<div id="displayName">${U}</div><div role="heading" id="idDiv_SAOTCAS_Title">Approve sign in request</div><div id="idDiv_SAOTCAS_Description">Open your Authenticator app, and enter the number shown to sign in.</div><div id="idRichContext_DisplaySign">42</div><p>No numbers in your app? Make sure to upgrade to the latest version.</p><a href="#" id="signInAnotherWay">I can't use my Microsoft Authenticator app right now</a><a href="/i">More information</a>`,
    { press: /^I can't use/ },
  ),
  left(
    'Okta Verify, a number and nothing else',
    'push',
    `<div class="auth-content"><h2>Okta Verify</h2><p>On your mobile device, open the Okta Verify prompt, then tap <b>17</b> in Okta Verify to continue.</p><div class="number-challenge-view"><div class="phone"><span class="challenge-number">17</span></div></div><a href="/s">Back to sign in</a></div>`,
    { want: ['push'] },
  ),
  left(
    'PingID, the swipe',
    'push',
    `<div class="page"><h1>Authentication</h1><p>Authenticating on iPhone of Jane</p><p>Please swipe in the PingID app to finish signing on.</p><div class="spinner" aria-busy="true"></div><p>Waiting for your device…</p></div>`,
    { want: ['push', 'none'] },
  ),
  page(
    'Okta, a list of ways',
    'method-choice',
    `<div class="auth-content"><h2 class="okta-form-title">Verify it's you with a security method</h2><p>Select from the following options</p><div class="authenticator-list"><div class="authenticator-row"><h3>Google Authenticator</h3><a class="button select-factor" data-se="button" href="#" aria-label="Select Google Authenticator.">Select</a></div><div class="authenticator-row"><h3>Okta Verify</h3><p>Get a push notification</p><a class="button select-factor" href="#" aria-label="Select to get a push notification to the Okta Verify app.">Select</a></div><div class="authenticator-row"><h3>Phone</h3><p>+1 XXX-XXX-0100</p><a class="button select-factor" href="#" aria-label="Select Phone.">Select</a></div></div><a href="/s">Back to sign in</a></div>`,
    { want: ['method', 'method-choice'], press: /^Select$/ },
  ),
  page(
    'Entra ID, a list of ways',
    'method',
    `<div id="displayName">${U}</div><div role="heading" id="idDiv_SAOTCS_Title">Verify your identity</div><div id="idDiv_SAOTCS_Proofs"><div role="button" tabindex="0" data-value="PhoneAppNotification">Approve a request on my Microsoft Authenticator app</div><div role="button" tabindex="0" data-value="PhoneAppOTP">Use a verification code</div><div role="button" tabindex="0" data-value="OneWaySMS">Text +X XXXXXXXX12</div><div role="button" tabindex="0" data-value="TwoWayVoiceMobile">Call +X XXXXXXXX12</div></div><a href="/i">More information</a><p>Are your verification methods current? Check at https://aka.ms/mfasetup</p><a href="/c">Cancel</a>`,
    { press: /^Use a verification code$/ },
  ),
  page(
    'Google, a list of ways',
    'method',
    `<h1>2-Step Verification</h1><p>To help keep your account safe, Google wants to make sure it's really you trying to sign in</p><div role="button" tabindex="0">${U}</div><h2>Choose how you want to sign in:</h2><ul><li><div role="link" tabindex="0">Tap Yes on your phone or tablet</div></li><li><div role="link" tabindex="0">Get a verification code from the Google Authenticator app</div></li><li><div role="link" tabindex="0">Get a verification code at (•••) •••-••00</div></li><li><div role="link" tabindex="0">Use your passkey</div></li></ul><footer><a href="/h">Help</a></footer>`,
    { press: /Google Authenticator/ },
  ),
  page(
    'Keycloak, a list of ways',
    'method',
    `<h1 id="kc-page-title">Select login method</h1><form id="kc-select-credential-form" method="post" action="/x"><button type="submit" name="authenticationExecution" value="1"><h2>Authenticator Application</h2><div>Enter a verification code from authenticator application.</div></button><button type="submit" name="authenticationExecution" value="2"><h2>Passkey</h2><div>Use your Passkey to sign in.</div></button></form>`,
    { press: /^Authenticator Application/ },
  ),
  page(
    'fr: a list of ways',
    'method',
    `<h1>Vérifiez votre identité</h1><ul><li><button type="button">Recevoir un SMS au +33 ** 12</button></li><li><button type="button">Code de l'application d'authentification</button></li></ul>`,
    { press: /application d'authentification$/ },
  ),
  page(
    'es: a list of ways',
    'method',
    `<h1>Verifica tu identidad</h1><ul><li><button type="button">Enviar un SMS al ** 12</button></li><li><button type="button">Código de la aplicación de autenticación</button></li></ul>`,
    { press: /aplicación de autenticación$/ },
  ),
  page(
    'de: a list of ways',
    'method',
    `<h1>Identität bestätigen</h1><p>Wie möchten Sie sich ausweisen?</p><ul><li><button type="button">Code aus der Authenticator-App</button></li><li><button type="button">SMS an +49 *** **12</button></li><li><button type="button">Sicherheitsschlüssel</button></li></ul><a href="/c">Abbrechen</a>`,
    { press: /Authenticator-App/ },
  ),
  page(
    'Duo, a passkey first, with other options',
    'another-way',
    `<main><div id="app-name">Litware</div><h1>Use your passkey or security key</h1><p>Follow the prompts of the browser to verify your identity.</p><button type="button">Use passkey or security key</button><button type="button">Other options</button><footer><a href="/h">Need help?</a> Secured by Duo</footer></main>`,
    { press: /^Other options$/ },
  ),
  page(
    'a passkey by default, with a way to the password',
    'another-way',
    `<h1>Face, fingerprint, PIN or security key</h1><p>${U}</p><p>Your device will open a security window. Follow the instructions there to sign in.</p><button type="button">Next</button><a href="#">Use your password instead</a>`,
    { want: ['another-way', 'method'], press: /^Use your password instead$/ },
  ),
  page(
    'Entra ID, the app by default, with a way to the password',
    'another-way',
    `<div id="displayName">${U}</div><div role="heading">Approve sign in</div><p>Tap the number you see below in your Microsoft Authenticator app to sign in with ${U}.</p><div id="idRemoteNGC_DisplaySign">61</div><a href="#" id="idA_PWD_SwitchToPassword">Use your password instead</a>`,
    { want: ['another-way', 'method'], press: /^Use your password instead$/ },
  ),
  page(
    'a magic link by default, with a way to the password',
    'another-way',
    `<h1>Check your email</h1><p>We have mailed a sign-in link to ${U}. It is good for ten minutes.</p><button type="button">Resend the email</button><button type="button">Use password instead</button><a href="/b">Back</a>`,
    { want: ['another-way', 'method'], press: /^Use password instead$/ },
  ),
  page(
    'Okta, the code by mail, with another way',
    'another-way',
    `<div class="auth-content"><h2>Verify with your email</h2><p>We sent an email to j***e@stand-in.invalid. Click the verification link in your email to continue or enter the code below.</p><form method="post" action="/x"><label>Enter Code<input name="credentials.passcode"></label><input type="submit" value="Verify"></form><a href="#" class="js-switchAuthenticator">Verify with something else</a><a href="/b">Back to sign in</a></div>`,
    { press: /^Verify with something else$/ },
  ),
  left(
    'RSA SecurID, passcode beside the password',
    'other-secret',
    `<h1>RSA SecurID</h1><form method="post" action="/x"><label>User ID<input name="u"></label><label>Password<input type="password" name="p"></label><label>Passcode<input type="password" name="pc"></label><p>Your passcode is your PIN followed by the tokencode on your token.</p><button>Log In</button></form>`,
    { want: ['other-secret', 'other-code', 'none'] },
  ),
  left(
    'RSA SecurID, the next tokencode',
    'other-code',
    `<h1>Next Tokencode Required</h1><p>Wait until the tokencode on your SecurID token changes, then enter it.</p><form method="post" action="/x"><label>Next Tokencode<input name="t" inputmode="numeric"></label><button>OK</button></form>`,
    { want: ['other-code', 'other-secret', 'none'] },
  ),
  left(
    'a code by SMS and no other way',
    'other-code',
    `<h1>Enter the code</h1><p>We texted a code to the number ending in 00.</p><form method="post" action="/x"><label>Code<input name="otp" inputmode="numeric" autocomplete="one-time-code"></label><button>Verify</button></form><a href="/r">Resend</a>`,
  ),
];

const between: readonly JudgedPage[] = [
  page(
    'Entra ID, whether to stay signed in',
    'stay-signed-in',
    `<div id="displayName">${U}</div><form method="post" action="/kmsi"><div role="heading">Stay signed in?</div><div id="KmsiDescription">Do this to reduce the number of times you are asked to sign in.</div><label><input type="checkbox" name="DontShowAgain" id="KmsiCheckboxField"> Don't show this again</label><input type="button" id="idBtn_Back" value="No"><input type="submit" id="idSIButton9" value="Yes"></form><div id="idBoilerPlateText">Use of Litware systems is monitored.</div>`,
    { press: /^No$/ },
  ),
  page(
    'de: whether to stay signed in',
    'stay-signed-in',
    `<p>${U}</p><form method="post" action="/kmsi"><h1>Angemeldet bleiben?</h1><p>So werden Sie seltener zur Anmeldung aufgefordert.</p><label><input type="checkbox" name="d"> Diese Meldung nicht mehr anzeigen</label><button type="submit" name="a" value="n">Nein</button><button type="submit" name="a" value="y">Ja</button></form>`,
    { press: /^Nein$/ },
  ),
  page(
    'Duo, whether this is my device',
    'stay-signed-in',
    `<h1>Is this your device?</h1><p>If you're the only person who uses this device, Duo can remember it, and you won't need to log in as often.</p><button type="button" id="trust-browser-button">Yes, this is my device</button><button type="button" id="dont-trust-browser-button">No, other people use this device</button><footer>Secured by Duo</footer>`,
    { press: /^No/ },
  ),
  page(
    'a device to be trusted',
    'stay-signed-in',
    `<h1>Trust this device?</h1><p>We will not ask for a code here for 30 days. Choose this only on a computer of your own.</p><form method="post" action="/x"><button name="t" value="1">Trust</button><button name="t" value="0">Don't trust</button></form>`,
    { press: /^Don't trust$/, want: ['stay-signed-in', 'skippable'] },
  ),
  page(
    'a passkey offered, with not now',
    'skippable',
    `<h1>Sign in faster next time</h1><p>With a passkey you sign in by your fingerprint, face or screen lock. Your data never leave your device.</p><button type="button">Create a passkey</button><button type="button">Not now</button><a href="/l">Learn more about passkeys</a>`,
    { press: /^Not now$/ },
  ),
  // Nobody knows whether the box goes along.
  left(
    'Google, a passkey offered beside a box that is ticked',
    'chosen',
    `<h1>Simplify your sign-in</h1><p>${U}</p><p>With passkeys, you can now use your fingerprint, face or screen lock to verify that it is really you.</p><label><input type="checkbox" name="skipPassword" checked> Skip password when possible</label><button type="button">Not now</button><button type="button">Continue</button>`,
  ),
  page(
    'Auth0, a passkey offered',
    'skippable',
    `<h1>Create a passkey for Adatum on this device</h1><ul><li>No need to remember a password</li><li>Works on all of your devices</li><li>Keep your account safer</li></ul><form method="post" action="/e"><button name="action" value="create">Create a passkey</button></form><form method="post" action="/s"><button name="action" value="abort">Continue without passkeys</button></form>`,
    { press: /^Continue without passkeys$/ },
  ),
  page(
    'fr: a passkey offered',
    'skippable',
    `<h1>Se connecter sans mot de passe</h1><p>Créez une clé d'accès pour vous connecter avec votre visage ou votre empreinte.</p><button type="button">Créer une clé d'accès</button><button type="button">Plus tard</button>`,
    { press: /^Plus tard$/ },
  ),
  page(
    'de: a passkey offered',
    'skippable',
    `<h1>Schneller anmelden mit einem Passkey</h1><p>Melden Sie sich künftig mit Fingerabdruck oder Gesicht an.</p><button type="button">Passkey erstellen</button><button type="button">Jetzt nicht</button>`,
    { press: /^Jetzt nicht$/ },
  ),
  page(
    'an app to be installed, with skip',
    'skippable',
    `<h1>Get the Proseware app</h1><p>Approve sign-ins with one tap. Scan the code with your phone to install the app.</p><img alt="QR code"><a class="button" href="https://apps.example/">Download from the store</a><a class="button" href="/next">Skip</a>`,
    { press: /^Skip$/ },
  ),
  page(
    'Entra ID, more information needed, that can wait',
    'skippable',
    `<div id="displayName">${U}</div><div role="heading">More information required</div><p>Your organization needs more information to keep your account secure</p><a href="#">Skip for now (14 days until this is required)</a><a href="/u">Use a different account</a><a href="/l">Learn more</a><button type="button">Next</button>`,
    { press: /^Skip for now/ },
  ),
  page(
    'Okta, a factor that is optional',
    'skippable',
    `<h2>Set up security methods</h2><p>Security methods help protect your account by ensuring only you have access.</p><h3>Optional</h3><div><h4>Phone</h4><p>Verify with a code sent to your phone</p><a href="#" class="button">Set up</a></div><a href="#" class="button skip-all">Continue</a>`,
    { want: ['skippable', 'set-up', 'none'] },
  ),
  page(
    'a password that runs out soon, to be changed or not',
    'skippable',
    `<h1>Your password expires in 9 days</h1><p>You can change it now, or go on and do it later.</p><form method="post" action="/x"><button name="a" value="c">Change now</button><button name="a" value="g">Continue</button></form>`,
    { want: ['skippable', 'notice'], press: /^Continue$/ },
  ),
  page(
    'Okta, a password that runs out soon',
    'skippable',
    `<div class="auth-content"><h2>Your password will expire in 5 days</h2><p>When your password expires you may be locked out of your account.</p><form method="post" action="/x"><label>New password<input type="password" name="newPassword" autocomplete="new-password"></label><label>Repeat password<input type="password" name="confirmPassword" autocomplete="new-password"></label><input type="submit" value="Change Password"></form><a href="#" class="skip">Remind me later</a><a href="/s">Back to sign in</a></div>`,
    { press: /^Remind me later$/ },
  ),
  page(
    'PingFederate, a password that runs out soon',
    'skippable',
    `<div class="ping-header">Password Expiring</div><form method="POST" action="/x"><div class="ping-messages">Your password will expire in 4 days. Would you like to change it now?</div><div class="ping-buttons"><a onclick="void 0" class="ping-button normal" href="#" role="button">Not now</a><a onclick="void 0" class="ping-button normal allow" href="#" role="button">Change Password</a></div></form>`,
    { press: /^Not now$/ },
  ),
  page(
    'CAS, a password that runs out soon',
    'notice',
    `<h2>Password Expiration Warning</h2><p>Your password expires in 6 day(s). <a href="/c">Please change your password now</a>.</p><form method="post" action="/x"><button>Continue</button></form>`,
    { want: ['notice', 'skippable'], press: /^Continue$/ },
  ),
  page(
    'de: a password that runs out soon',
    'skippable',
    `<h1>Ihr Kennwort läuft in 7 Tagen ab</h1><p>Sie können es jetzt ändern oder später daran erinnert werden.</p><form method="post" action="/x"><button name="a" value="c">Jetzt ändern</button><button name="a" value="s">Später erinnern</button></form>`,
    { press: /^Später erinnern$/ },
  ),
  page(
    'fr: a password that runs out soon',
    'skippable',
    `<h1>Votre mot de passe expire dans 5 jours</h1><form method="post" action="/x"><button name="a" value="c">Le changer maintenant</button><button name="a" value="g">Continuer</button></form>`,
    { want: ['skippable', 'notice'], press: /^Continuer$/ },
  ),
  page(
    'es: a password that runs out soon',
    'skippable',
    `<h1>Tu contraseña caduca en 3 días</h1><form method="post" action="/x"><button name="a" value="c">Cambiar ahora</button><button name="a" value="g">Más tarde</button></form>`,
    { want: ['skippable', 'notice'], press: /^Más tarde$/ },
  ),
  page(
    'a notice of the last sign-in, to be gone on from',
    'notice',
    `<h1>Welcome, Jane</h1><p>You last signed in on Tuesday, 24 November, at 08:14 from 203.0.113.7. There were no failed attempts since.</p><p>If this was not you, call the service desk.</p><form method="post" action="/x"><button>Continue</button></form>`,
    { press: /^Continue$/ },
  ),
  page(
    'de: a notice of the last sign-in, to be gone on from',
    'notice',
    `<h1>Letzte Anmeldung</h1><p>Sie haben sich zuletzt am 24.11. um 08:14 Uhr angemeldet. Fehlversuche seither: 0.</p><form method="post" action="/x"><button>Weiter</button></form>`,
    { press: /^Weiter$/ },
  ),
  page(
    'a legal notice before the sign-in, to be gone on from',
    'notice',
    `<h1>Notice</h1><p>This is a private computer system, for authorised persons only. All that is done on it may be recorded.</p><form method="post" action="/x"><button>OK</button></form>`,
    { press: /^OK$/ },
  ),
  page(
    'maintenance to come, to be gone on from',
    'notice',
    `<h1>Planned maintenance</h1><p>On Saturday from 22:00 to 23:00 UTC the sign-in service is being updated. You can go on now.</p><form method="post" action="/x"><button>Continue to Octopus Deploy</button></form>`,
    { press: /^Continue to Octopus Deploy$/ },
  ),
  page(
    'fr: maintenance to come, to be gone on from',
    'notice',
    `<h1>Information</h1><p>Une maintenance du service d'authentification est prévue samedi de 22 h à 23 h.</p><form method="post" action="/x"><button>Continuer</button></form>`,
    { press: /^Continuer$/ },
  ),
  left(
    'terms to be accepted',
    'terms',
    `<h1>Litware Acceptable Use Policy</h1><p>In order to access Litware resources, you must read the terms of use.</p><a href="#">Acceptable Use Policy 2024</a><form method="post" action="/x"><button name="a" value="d">Decline</button><button name="a" value="a">Accept</button></form>`,
    { want: ['terms', 'consent', 'none'] },
  ),
  page(
    'Entra ID, the account to pick',
    'account',
    `<div role="heading" id="loginHeader">Pick an account</div><div id="tilesHolder" role="list"><div role="listitem"><div class="table" role="button" tabindex="0" data-test-id="${U}"><div>Jane Doe</div><div><small>${U}</small></div><div><small>Signed in</small></div></div></div><div role="listitem"><div class="table" role="button" tabindex="0" data-test-id="other@stand-in.invalid"><div>Other</div><div><small>other@stand-in.invalid</small></div></div></div><div role="listitem"><div class="table" role="button" tabindex="0" id="otherTile">Use another account</div></div></div><div id="idBoilerPlateText">Use your Litware account.</div>`,
    { press: /jane\.doe/ },
  ),
  page(
    'Google, the account to choose',
    'account',
    `<h1>Choose an account</h1><p>to continue to <a href="/o">Octopus Deploy</a></p><ul><li><div role="link" tabindex="0" data-identifier="${U}"><div>Jane Doe</div><div>${U}</div></div></li><li><div role="link" tabindex="0"><div>Use another account</div></div></li></ul><p>You may want to read the privacy policy and the terms of service of Octopus Deploy first.</p>`,
    { press: /jane\.doe/ },
  ),
  page(
    'Zitadel, the account to choose',
    'account',
    `<h1>Select Account</h1><form method="post" action="/x"><button type="submit" name="userID" value="1"><div>JD</div><p>Jane Doe</p><p>${U}</p><p>active</p></button><button type="submit" name="userID" value="0"><p>Other User</p></button></form>`,
    { press: /jane\.doe/ },
  ),
  page(
    'de: the account to choose',
    'account',
    `<h1>Konto auswählen</h1><ul><li><button type="button">Jane Doe ${U}</button></li><li><button type="button">Anderes Konto verwenden</button></li></ul>`,
    { press: /jane\.doe/ },
  ),
  page(
    'GitHub, an app to be authorised',
    'consent',
    `<h1>Authorize Octopus Deploy</h1><p><b>Octopus Deploy</b> by <b>OctopusDeploy</b> wants to access your <b>jane-doe</b> account</p><ul><li>Personal user data: Email addresses (read-only), profile information (read-only)</li></ul><form method="post" action="/login/oauth/authorize"><button type="submit" name="authorize" value="0">Cancel</button><button type="submit" name="authorize" value="1">Authorize OctopusDeploy</button></form><p>Authorizing will redirect to https://octopus.example</p>`,
    { mayConsent: true, press: /^Authorize/ },
  ),
  page(
    'Dex, access to be granted',
    'consent',
    `<h2>Grant Access</h2><p>Octopus Deploy would like to:</p><ul><li>View basic profile information</li><li>View your email address</li></ul><form method="post" action="/a"><input type="hidden" name="approval" value="approve"><button type="submit">Grant Access</button></form><form method="post" action="/a"><input type="hidden" name="approval" value="rejected"><button type="submit">Cancel</button></form>`,
    { mayConsent: true, press: /^Grant Access$/ },
  ),
  page(
    'Shibboleth, information to be released',
    'consent',
    `<h1>Information Release</h1><p>You are about to access the service: Octopus Deploy</p><table><tr><th>Information to be Provided to Service</th></tr><tr><td>Email</td><td>${U}</td></tr></table><form method="post" action="/x"><p>The information above would be shared with the service if you proceed. Do you agree to release this information to the service every time you access it?</p><label><input type="radio" name="c" value="1"> Ask me again at next login</label><label><input type="radio" name="c" value="2" checked> Ask me again if information to be provided to this service changes</label><button name="_eventId_AttributeReleaseRejected">Reject</button><button name="_eventId_proceed">Accept</button></form>`,
    { mayConsent: true, press: /^Accept$/ },
  ),
];

const refusals: readonly JudgedPage[] = [
  both(
    'a wrong password, said above the form',
    `<h1>Sign in to your account</h1><div class="alert alert-error" role="alert">That user name or password is not right.</div><form method="post" action="/x"><label>Username<input name="u" value=""></label><label>Password<input type="password" name="p"></label><button>Sign In</button></form>`,
    { u: U, p: PASSWORD },
  ),
  secret(
    'a wrong password, with the tries that are left',
    `<p>${U}</p><h1>Enter password</h1><div role="alert">Your account or password is incorrect. You have 2 attempts left. If you don't remember your password, <a href="/r">reset it now</a>.</div><form method="post" action="/x"><label>Password<input type="password" name="p"></label><button>Sign in</button></form>`,
    'p',
  ),
  both(
    'an account that is locked, said above the form',
    `<div class="o-form-error-container" role="alert"><p>Your account is locked. Ask your administrator to unlock it, or wait 30 minutes.</p></div><form method="post" action="/x"><h2>Sign In</h2><label>Username<input name="username"></label><label>Password<input type="password" name="password"></label><input type="submit" value="Sign In"></form>`,
    { username: U, password: PASSWORD },
  ),
  left(
    'Entra ID, no access to this application',
    'none',
    `<div role="heading">Sorry, but we're having trouble signing you in.</div><div>AADSTS50105: Your administrator has configured the application Octopus to block users unless they are assigned to it. The signed-in user is blocked because they are not a direct member of a group with access.</div><div>Request Id: 1<br>Timestamp: 2024-11-26T10:00:00Z</div><a href="/c">Copy info to clipboard</a><button type="button">Enable flagging</button>`,
  ),
  left(
    'Keycloak, an account that is disabled',
    'none',
    `<h1 id="kc-page-title">We are sorry...</h1><div id="kc-error-message"><p>Account is disabled, contact your administrator.</p><p><a id="backToApplication" href="/o">« Back to Application</a></p></div>`,
  ),
  left(
    'Okta, an app that is not assigned',
    'none',
    `<h1>User is not assigned to the client application.</h1><p>Your admin can give you access. Error code: access_denied</p><a class="button" href="/h">Go to Homepage</a>`,
  ),
  left(
    'Google, access blocked',
    'none',
    `<h1>Access blocked: authorization error</h1><p>${U}</p><p>Your administrator has not allowed Octopus Deploy. Error 403: admin_policy_enforced</p><button type="button">Got it</button><a href="/d">If you are a developer of this app, see the error details.</a>`,
    { want: ['none', 'notice'] },
  ),
  left(
    'a password that has run out',
    'new-password',
    `<h1>Update your password</h1><p>You need to update your password because it has expired.</p><form method="post" action="/x"><label>Current password<input type="password" name="o"></label><label>New password<input type="password" name="n"></label><label>Confirm password<input type="password" name="c"></label><button>Sign in</button></form>`,
  ),
  left(
    'AD FS, an error with its activity',
    'none',
    `<h1>An error occurred</h1><p>An error occurred. Contact your administrator for more information.</p><h3>Error details</h3><ul><li>Activity ID: 00000000-0000-0000-0000-000000000000</li><li>Relying party: Octopus</li><li>Cookie: enabled</li></ul>`,
  ),
  left(
    'de: an account that is locked',
    'none',
    `<h1>Anmeldung nicht möglich</h1><p>Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Benutzerberatung.</p><a href="/z">Zurück zur Anmeldung</a>`,
  ),
];

/** What goes on says no more than that, so that all around it counts. */
const goingOn: readonly JudgedPage[] = [
  secret(
    'de: a password, and who may use the system',
    `<h1>Willkommen</h1><p>${U}</p><p>Der Zugriff auf dieses System ist ausschließlich berechtigten Personen gestattet.</p><form method="post" action="/x"><label>Kennwort<input type="password" name="p"></label><button>Weiter</button></form><p>Noch kein Konto? <a href="/r">Jetzt registrieren</a></p>`,
    'p',
    { press: /^Weiter$/ },
  ),
  who(
    'de: the name, with a cookie banner and a registration link',
    `<div class="cookies"><h2>Cookies</h2><p>Mit Ihrer Einwilligung speichern wir auf Ihrem Gerät weitere. Sie können der Speicherung jederzeit zustimmen oder sie ablehnen.</p><button type="button">Akzeptieren</button><button type="button">Ablehnen</button></div><h1>Anmelden</h1><form method="post" action="/x"><label>E-Mail-Adresse<input type="email" name="m"></label><button>Weiter</button></form><p>Noch nicht registriert? <a href="/r">Konto anlegen</a></p>`,
    'm',
    { press: /^Weiter$/ },
  ),
  secret(
    'fr: a password, and who may use the system',
    `<h1>Bonjour</h1><p>${U}</p><p>L'accès à ce portail est réservé aux personnes autorisées.</p><form method="post" action="/x"><label>Mot de passe<input type="password" name="p"></label><button>Continuer</button></form><p>Pas encore inscrit ? <a href="/r">Créer un compte</a></p>`,
    'p',
    { press: /^Continuer$/ },
  ),
  secret(
    'es: a password, and who may use the system',
    `<h1>Hola</h1><p>${U}</p><p>El acceso a este sistema está restringido al personal autorizado.</p><form method="post" action="/x"><label>Contraseña<input type="password" name="p"></label><button>Siguiente</button></form><p>¿No tienes cuenta todavía? <a href="/r">Regístrate</a></p>`,
    'p',
    { press: /^Siguiente$/ },
  ),
  secret(
    'it: a password, and who may use the system',
    `<h1>Ciao</h1><p>${U}</p><p>L'accesso al portale è riservato al personale autorizzato.</p><form method="post" action="/x"><label>Password<input type="password" name="p"></label><button>Avanti</button></form><p>Non sei ancora registrato? <a href="/r">Registrati</a></p>`,
    'p',
    { press: /^Avanti$/ },
  ),
  secret(
    'pt: a password, and who may use the system',
    `<h1>Olá</h1><p>${U}</p><p>O acesso ao sistema é restrito a pessoas autorizadas.</p><form method="post" action="/x"><label>Senha<input type="password" name="p"></label><button>Avançar</button></form><p>Ainda não tem cadastro? <a href="/r">Cadastre-se</a></p>`,
    'p',
    { press: /^Avançar$/ },
  ),
  secret(
    'nl: a password, and who may use the system',
    `<h1>Hallo</h1><p>${U}</p><p>Toegang tot dit systeem is voorbehouden aan bevoegde medewerkers.</p><form method="post" action="/x"><label>Wachtwoord<input type="password" name="p"></label><button>Volgende</button></form><p>Nog niet geregistreerd? <a href="/r">Account aanmaken</a></p>`,
    'p',
    { press: /^Volgende$/ },
  ),
  secret(
    'a password, and that its use is recorded',
    `<h1>Hello</h1><p>${U}</p><form method="post" action="/x"><label>Password<input type="password" name="p"></label><button>Continue</button></form><p>Use of this system constitutes acceptance of the corporate Acceptable Use Policy. Your use of it may be monitored. Access is limited to authorized employees.</p>`,
    'p',
    { press: /^Continue$/ },
  ),
  secret(
    'a password, and where else to turn',
    `<h1>Hello</h1><p>${U}</p><form method="post" action="/x"><label>Password<input type="password" name="p"></label><button>Next</button></form><p>Not registered yet? <a href="/r">Create your profile</a></p><p>Can't sign in? <a href="/h">Ask the help desk</a></p>`,
    'p',
    { press: /^Next$/ },
  ),
  code(
    'a code, for whoever has another phone',
    `<h1>Two-step verification</h1><p>Enter the code from your authenticator app.</p><form method="post" action="/x"><label>Code<input name="otp" autocomplete="one-time-code"></label><button>Verify</button></form><p>Got a new phone? Ask the help desk.</p>`,
    'otp',
    { press: /^Verify$/ },
  ),
  both(
    'pl: the rules of use below a form',
    `<h1>Zaloguj się</h1><form method="post" action="/x"><label>Nazwa użytkownika<input name="u"></label><label>Hasło<input type="password" name="p"></label><button>Zaloguj się</button></form><p>Dostęp do systemu mają tylko upoważnieni pracownicy.</p><p>Logując się, zgadzasz się na warunki korzystania.</p>`,
    { u: U, p: PASSWORD },
  ),
  both(
    'sv: the terms below a form',
    `<h1>Logga in</h1><form method="post" action="/x"><label>Användarnamn<input name="u"></label><label>Lösenord<input type="password" name="p"></label><button>Logga in</button></form><p>Genom att logga in godkänner du användarvillkoren.</p><p>Åtkomst endast för behöriga medarbetare.</p>`,
    { u: U, p: PASSWORD },
  ),
  both(
    'sv: with a cookie banner',
    `<div><p>Vi använder cookies. Du kan godkänna alla eller avvisa dem.</p><button type="button">Godkänn</button><button type="button">Avvisa</button></div><h1>Logga in</h1><form method="post" action="/x"><label>Användarnamn<input name="u"></label><label>Lösenord<input type="password" name="p"></label><button>Logga in</button></form>`,
    { u: U, p: PASSWORD },
  ),
  who(
    'es: the name, with a cookie banner',
    `<div><p>Usamos cookies propias y de terceros. Puede aceptarlas o configurarlas.</p><button type="button">Aceptar</button><button type="button">Rechazar</button></div><h1>Iniciar sesión</h1><form method="post" action="/x"><label>Usuario<input name="u"></label><button>Continuar</button></form>`,
    'u',
  ),
  who(
    'an arrow that has a name',
    `<h1>Sign in</h1><form method="post" action="/x"><label>User name<input name="u"></label><button aria-label="Continue">›</button></form>`,
    'u',
  ),
  page(
    'a password that runs out, to be changed: yes or no',
    'skippable',
    `<h1>Password expiry</h1><p>Your password will expire in 6 days. Would you like to change it now?</p><form method="post" action="/x"><button name="a" value="y">Yes</button><button name="a" value="n">No</button></form>`,
    { press: /^No$/ },
  ),
  page(
    'it: a password that runs out',
    'notice',
    `<h1>Avviso</h1><p>La tua password scade tra 4 giorni.</p><form method="post" action="/x"><button name="a" value="c">Cambia ora</button><button name="a" value="g">Continua</button></form>`,
    { press: /^Continua$/ },
  ),
  page(
    'nl: a password that runs out',
    'notice',
    `<h1>Uw wachtwoord verloopt over 4 dagen</h1><form method="post" action="/x"><button name="a" value="c">Nu wijzigen</button><button name="a" value="g">Doorgaan</button></form>`,
    { press: /^Doorgaan$/ },
  ),
  page(
    'fr: the sign-in before',
    'notice',
    `<h1>Bienvenue</h1><p>Dernière connexion : mardi 24 novembre à 8 h 14.</p><form method="post" action="/x"><button>Continuer</button></form>`,
    { press: /^Continuer$/ },
  ),
  page(
    'the sign-in before, with a number of attempts',
    'notice',
    `<h1>Sign-in information</h1><p>Last successful sign-in: 24 Nov 08:14 (203.0.113.7).</p><p>2 failed sign-in attempts since then.</p><form method="post" action="/x"><button>OK</button></form>`,
    { press: /^OK$/ },
  ),
  page(
    'de: maintenance to come, to be gone on from',
    'notice',
    `<h1>Hinweis</h1><p>Am Samstag finden von 22 bis 23 Uhr Wartungsarbeiten statt.</p><form method="post" action="/x"><button>Weiter</button></form>`,
    { press: /^Weiter$/ },
  ),
  page(
    'who may use a system, to be gone on from',
    'notice',
    `<h1>Warning</h1><p>Authorized users only. Unauthorized use is prohibited. All activity is logged and monitored.</p><form method="post" action="/x"><button>Continue</button></form>`,
    { press: /^Continue$/ },
  ),
  page(
    'a device that is not to be trusted',
    'stay-signed-in',
    `<h1>Remember this device?</h1><button type="button">Remember</button><button type="button">Don't remember this device</button>`,
    { press: /^Don't remember/ },
  ),
  // Given with --accept-consent alone.
  page(
    'monitoring that is to be consented to',
    'consent',
    `<h1>Notice</h1><p>By going on you consent to being monitored.</p><form method="post" action="/x"><button>Continue</button></form>`,
    { mayConsent: true },
  ),
];

const unshared: readonly JudgedPage[] = (
  [
    [
      'de',
      'Passwort eingeben',
      'Kennwort',
      'Weiter',
      'Teilen Sie Ihr Kennwort mit niemandem. Es gelten die Nutzungsbedingungen der Musterfirma.',
    ],
    ['fr', 'Connexion', 'Mot de passe', 'Continuer', 'Ne partagez jamais votre mot de passe.'],
    ['es', 'Iniciar sesión', 'Contraseña', 'Continuar', 'No comparta su contraseña con nadie.'],
    ['it', 'Accedi', 'Password', 'Avanti', 'Non condividere la password con nessuno.'],
    ['pt', 'Entrar', 'Senha', 'Avançar', 'Não compartilhe sua senha.'],
    ['nl', 'Inloggen', 'Wachtwoord', 'Volgende', 'Deel uw wachtwoord met niemand.'],
    ['ja', 'パスワードの入力', 'パスワード', '次へ', 'パスワードは他人と共有しないでください。'],
    ['pl', 'Zaloguj się', 'Hasło', 'Zaloguj się', 'Nie udostępniaj hasła innym osobom.'],
    ['sv', 'Logga in', 'Lösenord', 'Logga in', 'Dela aldrig ditt lösenord med någon.'],
  ] as const
).map(([language, head, label, button, said]) =>
  secret(
    `${language}: a password that is not to be told`,
    `<h1>${head}</h1><p>${U}</p><form method="post" action="/x"><label>${label}<input type="password" name="p"></label><button>${button}</button></form><p>${said}</p>`,
    'p',
  ),
);

export const productPages: readonly JudgedPage[] = [
  ...signIn,
  ...secondSteps,
  ...between,
  ...refusals,
  ...goingOn,
  ...unshared,
];
