// What a browser runs to draw pages as Google draws them: a page that is drawn anew in place, under another address each time.
// Ids, names, roles and what follows what are facts from
// - saml2aws, pkg/provider/googleapps (its examples of pages; `data-challengetype`: 39 a push, 6 a generator, 9 an SMS, 53 a
//   passkey; `hiddenPassword`, `Passwd`, `#captchaimg`, `name=ca`);
// - public scripts that sign in (`#identifierId`, `#identifierNext`, `#passwordNext`, `#totpPin`, `#totpNext`, `data-identifier`,
//   `data-action="selectchallenge"`, `samp[jsname=feLNVc]`, `#submit_approve_access`, `#confirm` of speedbump/gaplustos).
// What the pages say at length is our own.

const { words, ...config } = JSON.parse(document.getElementById('config').textContent);

const HIDDEN = 'tabindex="-1" aria-hidden="true" style="position:absolute;opacity:0;width:0;height:0"';
const heading = (title, said = '') =>
  `<div jsname="tJHJj"><h1 data-a11y-title-piece><span jsslot>${title}</span></h1><div data-a11y-title-piece>${said}</div></div>`;
/** Who signs in, which is pressed to choose somebody else. */
const chip = () =>
  `<div role="link" tabindex="0" data-do="accounts" aria-label="${config.username} selected. Switch account">${config.username}</div>`;
const button = (text, act, id = '', more = '') =>
  `<div ${id && `id="${id}"`}><button type="button" jsname="LgbsSe" data-do="${act}" ${more}><span jsname="V67aGc">${text}</span></button></div>`;
const input = (attributes) => `<div><input ${attributes} jsname="YPqjbf"></div>`;
const error = () =>
  `<div jsname="B34EJ" aria-live="polite">${config.error ? `<div class="o6cuMc">${config.error}</div>` : ''}</div>`;
const choice = ({ type, text, isGone }) =>
  `<li><div role="link" tabindex="${isGone ? -1 : 0}" data-action="selectchallenge" data-challengetype="${type}" ${isGone ? 'data-challengeunavailable="true" aria-disabled="true"' : ''} data-do="${isGone ? 'none' : 'choose'}"><div>${text}</div></div></li>`;
const trusted = '<label><input type="checkbox" checked>Don’t ask again on this device</label>';

/** The last part of each address, and what is drawn there. */
const VIEWS = {
  identifier:
    () => `${heading(words.signIn, 'to continue to Fake')}<form method="post" novalidate>${input(`type="email" name="identifier" id="identifierId" autocomplete="username webauthn" autocapitalize="none" aria-label="${words.email}"`)}${error()}
    <input type="password" name="hiddenPassword" jsname="RHeR4d" ${HIDDEN}>${button('Forgot email?', 'none')}
    <div ${config.hasCaptcha ? '' : 'style="display:none"'}><img id="captchaimg" alt="CAPTCHA image of text" src="/Captcha?v=2" width="200" height="70"><input type="text" name="ca" id="ca" aria-label="Type the text you hear or see"></div></form>
    ${button(words.next, 'identify', 'identifierNext')}${button('Create account', 'register')}`,
  accounts:
    () => `${heading(words.chooseAccount)}<ul>${config.accounts.map((name) => `<li><div role="link" tabindex="0" data-identifier="${name}" data-authuser="-1" data-do="account"><div>Somebody</div><div>${name}</div><div>Signed out</div></div></li>`).join('')}
    <li><div role="link" tabindex="0" data-do="another"><div>${words.anotherAccount}</div></div></li></ul>`,
  'challenge/pwd':
    () => `${heading('Welcome')}${chip()}<form method="post" novalidate><input type="email" name="identifier" id="hiddenEmail" value="${config.username}" ${HIDDEN}>
    ${input(`type="password" name="Passwd" autocomplete="current-password" aria-label="${words.enterPassword}"`)}${error()}<label><input type="checkbox">Show password</label></form>
    ${button(words.next, 'password', 'passwordNext')}${button(words.anotherWay, 'selection')}`,
  'challenge/selection': () =>
    `${heading('Verify it’s you', 'Choose how you want to sign in:')}${chip()}<ul>${config.challenges.map(choice).join('')}</ul>`,
  'challenge/dp':
    () => `${heading(words.twoSteps)}${chip()}<h2>${words.checkPhone}</h2><div jsname="NhJ5Dd">${words.tapYes}</div>${config.number ? `<samp class="Sevzkc" jsname="feLNVc">${config.number}</samp>` : ''}${trusted}
    ${button('Resend it', 'resend')}${config.challenges.length > 1 ? button(words.anotherWay, 'selection') : ''}`,
  'challenge/totp':
    () => `${heading(words.twoSteps)}${chip()}<div>${words.codeFromApp}</div><form method="post" novalidate>${input(`type="tel" name="totpPin" id="totpPin" pattern="[0-9 ]*" autocomplete="off" aria-label="${words.enterCode}"`)}${error()}${trusted}</form>
    ${button(words.next, 'code', 'totpNext')}${button(words.anotherWay, 'selection')}`,
  'challenge/ipp/consent': () =>
    `${heading(words.twoSteps)}${chip()}<div>Get a verification code at •••• ••89</div>${button('Send', 'message')}${config.challenges.length > 1 ? button(words.anotherWay, 'selection') : ''}`,
  'challenge/pk': () =>
    `${heading(words.usePasskey, 'Your device asks for your fingerprint, face or screen lock')}${chip()}${button('Continue', 'passkey')}${button(words.anotherWay, 'selection')}`,
  rejected: () =>
    `${heading('Couldn’t sign you in', 'This browser or app may not be secure.')}<a href="#">Learn more</a>${button('Try again', 'again')}`,
  consent: () =>
    `${heading('Fake App wants to access your Google Account')}${chip()}<ul><li>See your primary address</li></ul>${button('Cancel', 'decline')}${button(words.allow, 'allow', 'submit_approve_access')}`,
  'consent/basic': () =>
    `${heading('Sign in to Fake App')}${chip()}<p>Google will share your name and address with Fake App.</p>${button('Cancel', 'decline')}${button(words.allow, 'allow')}`,
  recoveryoptions: () =>
    `${heading('Add a recovery phone', 'It helps if you cannot sign in')}${input('type="tel" autocomplete="tel" aria-label="Phone number"')}${button(words.notNow, 'skip')}${button('Save', 'setUp')}`,
  passkeyenrollment: () =>
    `${heading('Sign in faster', 'Create a passkey on this device')}${button(words.notNow, 'skip')}${button('Create a passkey', 'setUp')}`,
  gaplustos: () =>
    `${heading('Welcome to your new account')}<p>You accept the Terms of Service by going on.</p><form action="/speedbump/gaplustos" method="post"><input type="submit" id="confirm" name="confirm" value="I understand" data-do="agree"></form>`,
};

/** What a view does by itself. */
const STARTS = { 'challenge/dp': () => poll() };
/** Which view each challenge is answered in. */
const CHALLENGES = {
  1: 'challenge/pwd',
  6: 'challenge/totp',
  9: 'challenge/ipp/consent',
  39: 'challenge/dp',
  53: 'challenge/pk',
};

const root = document.querySelector('c-wiz');

function show(view, more = {}) {
  Object.assign(config, { error: undefined, ...more, view });
  history.pushState(null, '', `/v3/signin/${view}`);
  root.innerHTML = VIEWS[view]();
  STARTS[view]?.();
}

/** Asks the server, and draws what it says. */
async function tell(rpc, given = {}) {
  const body = new URLSearchParams({ 'f.req': JSON.stringify([rpc, given]) });
  const path = '/v3/signin/_/AccountsSignInUi/data/batchexecute';
  const { view, to, ...more } = await (await fetch(path, { method: 'POST', body })).json();
  if (to) location.assign(to);
  else if (view) show(view, more);
  return view ?? to;
}

async function poll() {
  if ((await tell('poll')) === undefined && config.view === 'challenge/dp') setTimeout(poll, 200);
}

const value = (name) => root.querySelector(`[name=${name}]`).value;

const ACTS = {
  none: () => {},
  accounts: () => tell('leave'),
  account: ({ identifier }) => tell('account', { identifier }),
  another: () => show('identifier'),
  identify: () => tell('identifier', { identifier: value('identifier') }),
  password: () => tell('password', { password: value('Passwd') }),
  code: () => tell('code', { code: value('totpPin') }),
  selection: () => show('challenge/selection'),
  choose: ({ challengetype }) =>
    challengetype === '39' ? tell('push') : show(CHALLENGES[challengetype] ?? 'challenge/pk'),
  resend: () => tell('push'),
  message: () => tell('message'),
  passkey: () => navigator.credentials.get({ publicKey: { challenge: new Uint8Array(32) } }).catch(() => {}),
  allow: () => tell('allow'),
  decline: () => tell('decline'),
  skip: () => tell('skip'),
  setUp: () => tell('setUp'),
  agree: () => tell('agree'),
  again: () => show('identifier'),
  register: () => tell('register'),
};

document.addEventListener('click', (event) => {
  const pressed = event.target.closest('[data-do]');
  if (!pressed) return;
  event.preventDefault();
  ACTS[pressed.dataset.do](pressed.dataset);
});
document.addEventListener('submit', (event) => event.preventDefault());
show(config.view);
