// What a browser runs to draw pages as Duo's Universal Prompt draws them. Ids, classes, names and what follows what are facts from
// public scripts that sign in by it (`#header-text`, `.verification-code`, `.other-options-link`, `data-testid="test-id-…"`,
// `.passcode-input`, `.verify-button`, `#trust-browser-button`, `#dont-trust-browser-button`, /frame/v4/auth/prompt and
// all_methods) and from Duo's guide for users (guide.duo.com/universal-prompt), which names the buttons and says that the last
// method used begins by itself. What the pages say at length is our own.

const config = JSON.parse(document.getElementById('config').textContent);
const root = document.getElementById('auth-view-wrapper');

const heading = (text) => `<h1 id="header-text" class="size-margin-bottom-large">${text}</h1>`;
const other = () =>
  config.methods.length > 1
    ? '<div class="row display-flex other-options-link"><button type="button" class="action-link other-options-link" data-do="all">Other options</button></div>'
    : '';
const METHODS = {
  push: ['Duo Push', 'Send to “Fake phone” (•••-•••-1234)'],
  'mobile-otp': ['Duo Mobile passcode', 'Enter code from “Fake phone”'],
  token: ['Hardware token', 'Enter code from your hardware token'],
  sms: ['Text message passcode', 'Send to “Fake phone” (•••-•••-1234)'],
  phone: ['Phone call', 'Call “Fake phone” (•••-•••-1234)'],
  bypass: ['Bypass code', 'Enter code from your help desk'],
  webauthn: ['Security key', 'Use your security key'],
};

const VIEWS = {
  push: () => `${heading(config.number ? 'Enter code in Duo Mobile' : 'Check for a Duo Push')}
    <p>Verify it's you${config.number ? ' by entering this code in the Duo Mobile app' : ' by approving the notification'}.</p>
    <div>Sent to “Fake phone” (•••-•••-<span>1234</span>)</div>${config.number ? `<div class="verification-code">${config.number}</div>` : ''}${other()}`,
  all: () => `${heading('Other options to log in')}<ul class="all-auth-methods-list">
    ${config.methods.map((id) => `<li data-testid="test-id-${id}"><a href="#" class="auth-method-link" data-do="choose" data-method="${id}"><div class="method-label">${METHODS[id][0]}</div><div class="method-description">${METHODS[id][1]}</div></a></li>`).join('')}</ul>`,
  passcode:
    () => `${heading('Enter your passcode')}<p>Verify it's you with a passcode from ${config.method === 'token' ? 'your hardware token' : 'Duo Mobile'}.</p>
    <form><label for="passcode-input">Passcode</label><input id="passcode-input" name="passcode-input" class="passcode-input" type="text" inputmode="numeric" autocomplete="off" maxlength="10">
    <div class="error" role="alert">${config.error ?? ''}</div><button type="submit" class="verify-button" data-testid="verify-button">Verify</button></form>${other()}`,
  refused: () =>
    `${heading('Login request denied')}<p>The request was denied on the phone.</p><button type="button" class="try-again-button" data-do="again">Try again</button>${other()}`,
  securityKey: () => `<h1 id="webauthn-request-header">Verify it's you with your security key</h1>${other()}`,
  trust:
    () => `<h1 id="trust-this-browser-label">Is this your device?</h1><p>If you're the only one who uses it.</p>
    <button type="button" id="trust-browser-button" data-do="trust">Yes, this is my device</button>
    <button type="button" id="dont-trust-browser-button" data-do="leave">No, other people use this device</button>`,
};

function show(view, more = {}) {
  Object.assign(config, { error: undefined, ...more, view });
  history.pushState(null, '', view === 'all' ? '/frame/v4/auth/all_methods' : '/frame/v4/auth/prompt');
  root.innerHTML = VIEWS[view]();
}

async function ask(path, fields = {}) {
  return await (await fetch(path, { method: 'POST', body: new URLSearchParams(fields) })).json();
}

async function push() {
  const { number } = await ask('/frame/v4/prompt', { factor: 'Duo Push', device: 'phone1' });
  if (config.view !== 'start' && config.view !== 'all' && config.view !== 'refused') return;
  show('push', { number });
  poll();
}

async function poll() {
  const { result, to } = await ask('/frame/v4/status', { txid: 'fake' });
  if (config.view !== 'push') return;
  if (result === 'SUCCESS') finish(to);
  else if (result === 'FAILURE') show('refused');
  else setTimeout(poll, 200);
}

function finish(to) {
  config.to = to;
  if (config.asksTrust) show('trust');
  else location.assign(to);
}

const ACTS = {
  all: () => show('all'),
  again: push,
  choose: ({ method }) => {
    if (method === 'push') return push();
    if (method === 'webauthn') return show('securityKey');
    if (!['mobile-otp', 'token', 'bypass'].includes(method)) ask('/frame/v4/prompt', { factor: method });
    show('passcode', { method });
  },
  trust: async () => location.assign((await ask('/frame/v4/trust', { trust: true })).to),
  leave: async () => location.assign((await ask('/frame/v4/trust', { trust: false })).to),
};

document.addEventListener('click', (event) => {
  const pressed = event.target.closest('[data-do]');
  if (!pressed) return;
  event.preventDefault();
  ACTS[pressed.dataset.do](pressed.dataset);
});
document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const passcode = document.getElementById('passcode-input').value;
  const { result, to, message } = await ask('/frame/v4/prompt', { factor: 'Passcode', passcode });
  if (result === 'SUCCESS') finish(to);
  else show('passcode', { error: message });
});

config.view = 'start';
ACTS.choose({ method: config.methods[0] });
