// What a browser runs to draw pages as Entra ID draws them: one form, whose views are drawn anew in place, with the fields of
// the one before kept out of sight. Ids, names, roles and what follows what are facts from
// - aws-azure-login, src/login.ts (states, `.moveOffScreen`, the push without a password);
// - saml2aws, pkg/provider/aad (GetCredentialType, BeginAuth, EndAuth, ProcessAuth, kmsi, `arrUserProofs`, the skipped set-up);
// - OmadaWeb.PS, Resolve-EntraSignInScreen and its table of ids (which id is on which page, and which are on several);
// - MSAL for JavaScript, samples/e2eTestUtils/src/Constants.ts (`#kmsiTitle`, `#aadTile`);
// - AliasVault, en-totp-form11.html (the field of the code), and scripts of others that sign in (`data-value`, `data-test-id`).
// What the pages say at length is our own.

const { words, ...config } = JSON.parse(document.getElementById('config').textContent);

const heading = (title, id = 'loginHeader') =>
  `<div class="row title" id="${id}"><div role="heading" aria-level="1">${title}</div></div>`;
/** The pages of the second factor name the heading itself. */
const title = (text, id) =>
  `<div id="${id}" class="row text-title" role="heading" aria-level="1">${text}</div>`;
const banner = (back = true) =>
  `<div class="identityBanner">${back ? '<button type="button" class="backButton" id="idBtn_Back" aria-label="Back"><img alt=""></button>' : ''}<div id="displayName" class="identity" title="${config.username}">${config.username}</div></div>`;
const error = (id) =>
  `<div role="alert" aria-live="assertive">${config.error ? `<div id="${id}" class="alert alert-error">${config.error}</div>` : ''}</div>`;
const hidden = (name, value) => `<input type="hidden" name="${name}" value="${value}">`;
const submit = (value, id = 'idSIButton9') =>
  `<input type="submit" id="${id}" class="button_primary" value="${value}">`;
const button = (value, act, id = 'idBtn_Back') =>
  `<input type="button" id="${id}" class="button-secondary" value="${value}" data-do="${act}">`;
const link = (text, act, id, more = '') =>
  `<div class="form-group"><a href="#" id="${id}" data-do="${act}" ${more}>${text}</a></div>`;
const tile = (content, act, attributes) =>
  `<div class="tile-container"><div class="row tile" role="listitem"><div class="table" role="button" tabindex="0" data-do="${act}" ${attributes}>
    <div class="table-row"><div class="table-cell tile-img"><img role="presentation" alt=""></div><div class="table-cell text-left content">${content}</div>
    ${act === 'account' ? '<div class="table-cell tile-menu"><div class="tile-menu-button" role="button" tabindex="0" aria-label="Open menu">…</div></div>' : ''}</div></div></div></div>`;

const CREDENTIALS = { 1: words.usePassword, 3: 'Email code to j*****@stand-in.invalid', 7: words.usePasskey };
const OFF_SCREEN = 'class="moveOffScreen" tabindex="-1" aria-hidden="true"';
const trust = (id) =>
  `<label><input id="${id}" type="checkbox" name="rememberMFA" value="true">Don't ask again for ${config.rememberDays} days</label>`;

const VIEWS = {
  username: () => `${heading(words.signIn)}${error('usernameError')}
    <input type="email" name="loginfmt" id="i0116" maxlength="113" autocomplete="username webauthn" aria-label="${words.emailField}" placeholder="${words.emailField}">
    <input type="password" name="passwd" id="i0118" autocomplete="off" ${OFF_SCREEN}>
    ${link("Can't access your account?", 'none', 'cantAccessAccount')}${submit(words.next)}
    <div class="promoted-fed-cred-box"><div class="table" role="button" tabindex="0" data-do="none">${words.signInOptions}</div></div>`,
  password: () => `${banner()}${heading(words.enterPassword)}${error('passwordError')}
    <input type="email" name="loginfmt" id="i0116" value="${config.username}" ${OFF_SCREEN}>
    <input name="passwd" type="password" id="i0118" autocomplete="current-password" maxlength="120" aria-label="${words.passwordField}" placeholder="${words.passwordField}">
    ${link('Forgot my password', 'reset', 'idA_PWD_ForgotPassword')}${config.hasPasskey ? link(words.usePasskey, 'fido', 'idA_PWD_SwitchToFido') : ''}${submit(words.signIn)}`,
  redirect: () => `${heading("Taking you to your organization's sign-in page")}${button('Cancel', 'none')}`,
  splitter:
    () => `${heading('It looks like this email is used with more than one account from Microsoft. Which one do you want to use?')}
    ${tile(`<div id="msaTileTitle">Personal account</div><div id="msaTileHint"><small>Created by you</small></div><small>${config.username}</small>`, 'personal', 'id="msaTile"')}
    ${tile(`<div id="aadTileTitle">Work or school account</div><div id="aadTileHint"><small>Created by your IT department</small></div><small>${config.username}</small>`, 'password', 'id="aadTile"')}${button('Back', 'none')}`,
  tiles: () => `${heading(words.pickAccount)}<div id="tilesHolder" class="form-group" role="list">
    ${config.accounts.map(({ name, isSignedOut }) => tile(`<div>Somebody</div><div><small>${name}</small></div>${isSignedOut ? '<div><small>Signed out</small></div>' : ''}`, 'account', `data-test-id="${name}" data-signed-out="${!!isSignedOut}"`)).join('')}
    ${tile(`<div id="otherTileText">${words.otherAccount}</div>`, 'other', 'id="otherTile" data-test-id="otherTile"')}</div>`,
  remoteNgc: () => `${banner()}${heading(words.approve)}
    <div id="idDiv_RemoteNGC_PollingDescription">${words.enterNumber}</div><div id="idRemoteNGC_DisplaySign" class="displaySign">${config.number}</div>
    ${config.hasPicker ? link(words.otherWays, 'picker', 'idA_PWD_SwitchToCredPicker') : ''}${config.hasPicker || config.isWithoutPassword ? '' : link(words.usePassword, 'password', 'idA_PWD_SwitchToPassword')}`,
  fido: () => `<div data-viewid="23">${banner()}${heading(words.usePasskey)}<div class="row">A security window opens on this device.</div>
    ${link(words.otherWays, 'picker', 'idA_PWD_SwitchToCredPicker')}</div>`,
  fidoFailed:
    () => `<div data-viewid="23">${banner()}${heading("We couldn't sign you in")}<div class="row">Nothing came of the passkey.</div>
    ${link(words.otherWays, 'picker', 'idA_PWD_SwitchToCredPicker')}${button('Back', 'none')}</div>`,
  picker:
    () => `<div data-viewid="24">${banner()}${heading(words.chooseWay)}<div id="credentialList" class="form-group" role="list">
    ${config.credentials.map((id) => tile(`<div aria-hidden="true">${CREDENTIALS[id]}</div>`, `credential${id}`, `aria-label="${CREDENTIALS[id]}" data-test-cred-id="${id}"`)).join('')}</div>${button('Back', 'none')}</div>`,
  push: () => `${banner(false)}${title(words.approve, 'idDiv_SAOTCAS_Title')}<div id="idDiv_SAOTCAS_Description">${words.enterNumber}</div>
    ${config.number ? `<div id="idRichContext_DisplaySign" class="displaySign" tabindex="0">${config.number}</div>` : ''}
    ${config.rememberDays ? trust('idChkBx_SAOTCAS_TD') : ''}
    ${config.proofs.length > 1 ? `<div id="idDiv_SAOTCS_HavingTrouble">${link(words.cannotUseApp, 'proofs', 'signInAnotherWay')}</div>` : ''}${link('More information', 'none', 'moreInfoUrl')}`,
  proofs:
    () => `${banner(false)}${title(words.verifyIdentity, 'idDiv_SAOTCS_Title')}<div id="idDiv_SAOTCS_Proofs_Section"><div id="idDiv_SAOTCS_Proofs" class="form-group" role="list">
    ${config.proofs.map(({ id, display }) => tile(`<div>${display}</div>`, 'proof', `data-value="${id}"`)).join('')}</div></div>
    ${link('More information', 'none', 'moreInfoUrl')}${button(words.cancel, 'cancel', 'idBtn_SAOTCS_Cancel')}`,
  otc: () => `${banner(false)}${hidden('mfaAuthMethod', config.method)}${title(words.enterCode, 'idDiv_SAOTCC_Title')}
    <div id="idDiv_SAOTCC_Description">${config.method === 'PhoneAppOTP' ? words.codeFromApp : 'We texted your phone +XX XXXXXXX89.'}</div>
    ${config.error ? `<div id="idDiv_SAOTCC_ErrorMsg_OTC" role="alert"><span id="idSpan_SAOTCC_Error_OTC">${config.error}</span></div>` : ''}
    <input type="tel" name="otc" id="idTxtBx_SAOTCC_OTC" maxlength="6" autocomplete="off" aria-required="true" aria-label="${words.code}" placeholder="${words.code}">
    ${config.rememberDays ? trust('idChkBx_SAOTCC_TD') : ''}
    ${config.proofs.length > 1 ? link(`Having trouble? ${words.otherWays}`, 'proofs', 'signInAnotherWay') : ''}${button(words.cancel, 'cancel', 'idBtn_SAOTCC_Cancel')}${submit(words.verify, 'idSubmit_SAOTCC_Continue')}`,
  pushRefused:
    () => `${banner(false)}${title("We didn't hear from you", 'idDiv_SAASDS_Title')}<div id="idDiv_SAASDS_Description">Nobody has approved it, so it was denied.</div>
    ${link('Send another request to my Microsoft Authenticator app', 'proof', 'idA_SAASDS_Resend', 'data-value="PhoneAppNotification"')}`,
  kmsi: () => `${banner(false)}<div class="row title" id="${config.isNew ? 'kmsiTitle' : 'loginHeader'}"><div role="heading" aria-level="1">${words.staySignedIn}</div></div>
    ${config.isNew ? '' : `<div id="KmsiDescription">${words.lessOften}</div><label><input id="KmsiCheckboxField" name="DontShowAgain" type="checkbox" value="true">${words.dontShow}</label>`}
    ${config.isNew ? `<button type="button" id="declineButton" data-do="leave">${words.no}</button><button type="button" id="acceptButton" data-do="stay">${words.yes}</button>` : `${button(words.no, 'leave')}<input type="submit" id="idSIButton9" aria-describedby="KmsiDescription" value="${words.yes}">`}`,
  consent:
    () => `${banner(false)}${heading(words.permissions, 'consentHeader')}<div class="row">Fake App</div><ul class="scope"><li>Sign you in and read your profile</li></ul>
    ${button(words.cancel, 'decline')}${submit(words.accept, config.isPersonal ? 'idBtn_Accept' : 'idSIButton9')}`,
  adminConsent:
    () => `${banner(false)}${heading('Need admin approval')}<div class="row">Fake App needs permission to access what only an admin can grant.</div>
    ${link('Have an admin account? Sign in with that account', 'reset', 'adminAccount')}${link('Return to the application without granting consent', 'decline', 'returnToApp')}`,
  proofUp:
    () => `${banner(false)}${heading('More information required')}<div id="ProofUpDescription">${words.moreInformation}</div>
    ${link('Use a different account', 'other', 'differentAccount')}${config.canSkip ? link(`${words.skip} (14 days until this is required)`, 'skip', '', 'data-bind="click: skip_onSkipMfaRegistration"') : ''}${submit(words.next, 'idSubmit_ProofUp_Redirect')}`,
  askLater: () => `${heading('Action Required')}<div id="ProofUpDescription">${words.moreInformation}</div>
    ${button('Ask later', 'skip', 'btnAskLater')}${submit(words.next, 'idSubmit_ProofUp_Redirect')}`,
  protect:
    () => `<div id="heading" role="heading" aria-level="1">Protect your account</div><div>${words.moreInformation}</div>
    ${link(words.notNow, 'skip', 'skipMfaRegistrationLink')}<button type="submit" id="nextButton">${words.next}</button>`,
  keepSecure:
    () => `<h1>Keep your account secure</h1><p>Your organization requires you to set up a method.</p>
    <button type="button" data-do="setUp">Next</button><a href="#" data-do="setUp">I want to set up a different method</a>${config.canSkip ? '<a href="#" data-do="skip">Skip setup</a>' : ''}`,
  changePassword:
    () => `${banner(false)}${heading('Update your password')}<div id="ChangePasswordDescription">Your password has expired.</div>
    ${['currentPassword', 'newPassword', 'confirmNewPassword'].map((id) => `<input type="password" id="${id}" name="${id}" autocomplete="off" aria-label="${words.passwordField}">`).join('')}${submit(words.signIn)}`,
  denied:
    () => `${heading('You cannot access this right now')}<div class="row">Your sign-in was successful but does not meet the criteria to access this resource.</div>
    ${link('Sign out and sign in with a different account', 'reset', 'signOut')}${link('More details', 'none', 'moreDetails')}`,
  failed: () => `${heading('Sign in')}<div class="row">Sorry, but we're having trouble signing you in.</div>
    <div id="exceptionMessageContainer"><div id="service_exception_message">${config.error}</div></div>`,
  appConfirm:
    () => `${banner(false)}<div id="appConfirmTitle" class="row title" role="heading" aria-level="1">Do you trust stand-in.invalid?</div><div id="appConfirmDescription">Only continue if you do.</div>
    ${button(words.cancel, 'decline')}${submit('Continue')}`,
  external: () =>
    `${banner(false)}${heading('Verification Required')}<div>You will be redirected to FAKE to verify your identity.</div><button type="submit">Continue</button>`,
};

const form = document.getElementById('i0281');

/** Draws a view in the place of the one before. */
function show(view, more = {}) {
  Object.assign(config, { error: undefined, ...more, view });
  form.querySelector('[role=main]').innerHTML = VIEWS[view]();
  STARTS[view]?.();
}

async function ask(path, body) {
  const headers = { 'content-type': 'application/json' };
  return await (await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}

function post(path, fields = {}) {
  for (const [name, value] of Object.entries(fields))
    form.insertAdjacentHTML('beforeend', hidden(name, value));
  form.action = path;
  form.submit();
}

const found = {
  username: async () => {
    const username = form.loginfmt.value;
    const reply = await ask('/common/GetCredentialType', { username });
    const { IfExistsResult, Credentials } = reply;
    const more = { username, ...reply.more };
    if (IfExistsResult === 1) return show('username', { error: words.unknownUser });
    if (IfExistsResult === 5) return show('splitter', more);
    if (Credentials.PrefCredential === 4)
      return show('redirect', { ...more, to: Credentials.FederationRedirectUrl });
    show({ 2: 'remoteNgc', 7: 'fido' }[Credentials.PrefCredential] ?? 'password', more);
  },
};

/** What a view does by itself once it is drawn. */
const STARTS = {
  redirect: () => location.assign(config.to),
  remoteNgc: () => poll('/common/SAS/EndAuth', 'remoteNgc', () => post('/common/login')),
  fido: async () => {
    const publicKey = { challenge: new Uint8Array(32), timeout: 60_000 };
    await navigator.credentials.get({ publicKey }).catch(() => {});
    if (config.view === 'fido') show('fidoFailed');
  },
  push: async () => {
    if (config.isBegun) return;
    config.isBegun = true;
    const { Entropy } = await ask('/common/SAS/BeginAuth', {
      AuthMethodId: 'PhoneAppNotification',
      Method: 'BeginAuth',
    });
    if (config.view !== 'push') return;
    if (Entropy) show('push', { number: Entropy });
    poll('/common/SAS/EndAuth', 'push', () => post('/common/SAS/ProcessAuth'));
  },
};

/** Asks what has become of a push while its view is shown. */
async function poll(path, view, then) {
  const { ResultValue } = await ask(path, { AuthMethodId: 'PhoneAppNotification', Method: 'EndAuth' });
  if (config.view !== view) return;
  if (ResultValue === 'Success') return then();
  if (ResultValue === 'PhoneAppDenied') return show('pushRefused');
  setTimeout(poll, 200, path, view, then);
}

/** What sending the form does, where it is not simply sent. */
const SUBMITS = {
  ...found,
  otc: async () => {
    const given = { AuthMethodId: config.method, Method: 'EndAuth', AdditionalAuthData: form.otc.value };
    const { Success } = await ask('/common/SAS/EndAuth', given);
    // The form is sent as it stands, with the code that was found right.
    if (Success) post('/common/SAS/ProcessAuth');
    else show('otc', { error: words.wrongCode });
  },
  kmsi: () => post('/kmsi', { LoginOptions: 1 }),
  consent: () => post('/common/Consent/Set', { acceptConsent: true }),
  appConfirm: () => post('/appverify', { ContinueAuth: true }),
  proofUp: () => post('/common/proofup'),
  askLater: () => post('/common/proofup'),
  protect: () => post('/common/proofup'),
  changePassword: () => post('/common/changepassword'),
  external: () => post('/common/external'),
};

const ACTS = {
  none: () => {},
  password: () => show('password'),
  personal: () => post('/common/personal'),
  other: () => show('username'),
  account: ({ testId, signedOut }) =>
    signedOut === 'true' ? show('password', { username: testId }) : post('/common/login', { known: testId }),
  fido: () => show('fido'),
  picker: () => show('picker'),
  credential1: () => show('password'),
  credential3: () => ask('/common/GetOneTimeCode', {}),
  credential7: () => show('fido'),
  proofs: () => show('proofs'),
  proof: async ({ value }) => {
    if (value === 'PhoneAppNotification') return show('push', { isBegun: false, number: undefined });
    if (value !== 'PhoneAppOTP')
      await ask('/common/SAS/BeginAuth', { AuthMethodId: value, Method: 'BeginAuth' });
    show('otc', { method: value });
  },
  leave: () => post('/kmsi', { LoginOptions: 3 }),
  stay: () => post('/kmsi', { LoginOptions: 1 }),
  decline: () => post('/common/Consent/Set', { acceptConsent: false }),
  cancel: () => post('/common/cancel'),
  skip: () => post('/common/skip'),
  setUp: () => post('/common/proofup'),
  reset: () => post('/common/reset'),
};

form.addEventListener('submit', (event) => {
  if (config.view === 'password') form.action = '/common/login';
  else event.preventDefault();
  SUBMITS[config.view]?.();
});
document.addEventListener('click', (event) => {
  const pressed = event.target.closest('[data-do]');
  if (!pressed) return;
  event.preventDefault();
  ACTS[pressed.dataset.do](pressed.dataset);
});
show(config.view, { error: config.error });
