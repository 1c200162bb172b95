// What a browser runs to draw a page as authentik draws it: each element has an open shadow root, and what it is given
// stands in its parent's (https://github.com/goauthentik/authentik/tree/main/web/src/flow).

const EXECUTOR = '/api/v3/flows/executor/fake/';

const CONTINUE = '<button type="submit" class="pf-c-button pf-m-primary">Continue</button>';
const BACK =
  '<button type="button" data-back class="pf-c-button pf-m-secondary">Return to device picker</button>';

const text = (name, attributes) =>
  `<ak-form-element label="${name}" name="${name}"><input type="text" name="${name}" ${attributes} required></ak-form-element>`;
const password = (autocomplete = 'current-password') =>
  `<ak-flow-input-password><input type="password" name="password" autocomplete="${autocomplete}" required>
    <button type="button" aria-label="Show password"></button></ak-flow-input-password>`;
const code = (said, more = '') =>
  `<p>${said}</p>${text('code', 'autocomplete="one-time-code" placeholder="Please enter your code"')}${CONTINUE}${more}`;

/** What the form of each stage holds. */
const STAGES = {
  'ak-stage-identification': ({ password_fields }) =>
    `${text('uidField', 'autocomplete="username" placeholder="Email or Username"')}${password_fields ? password() : ''}${CONTINUE}`,
  'ak-stage-password': () =>
    `<input name="username" autocomplete="username" hidden readonly>${password()}${CONTINUE}`,
  'ak-stage-authenticator-validate': ({ device_challenges, chosen }) => {
    const one = device_challenges.length === 1 ? device_challenges[0] : chosen;
    return one
      ? drawDevice(one, device_challenges.length > 1 ? BACK : '')
      : device_challenges.map(drawWay).join('');
  },
  'ak-stage-authenticator-totp': () => `<img alt="QR code">${code('Set up your authenticator.')}`,
  'ak-stage-prompt': () => `${password('new-password')}${CONTINUE}`,
  'ak-stage-consent': () =>
    `<p>Application requires following permissions:</p><ul><li>Email address</li></ul>${CONTINUE}`,
  'ak-stage-user-login': () =>
    `<p>Select Yes to reduce the number of times you are asked to sign in.</p>
    <button type="submit" name="remember_me" value="yes">Yes</button><button type="submit" name="remember_me" value="no">No</button>`,
  'ak-stage-access-denied': ({ error_message }) => `<p class="pf-c-form__helper-text">${error_message}</p>`,
};

const DEVICES = {
  totp: [
    'Traditional authenticator',
    'Open your two-factor authenticator app to view your authentication code.',
  ],
  sms: ['SMS', 'A code has been sent to you via SMS.'],
  static: ['Recovery keys', 'Enter a one-time recovery code for this user.'],
  webauthn: ['Security key', 'Use a Passkey or security key to prove your identity.'],
  duo: ['Duo push-notifications', 'Sending Duo push notification...'],
};

function drawDevice(device, more) {
  const [, said] = DEVICES[device];
  return device === 'webauthn' || device === 'duo' ? `<p>${said}</p>${more}` : code(said, more);
}

const drawWay = (device) =>
  `<button type="button" data-device="${device}"><h1>${DEVICES[device][0]}</h1></button>`;

class Element extends HTMLElement {
  draw(html) {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.innerHTML = html;
    return root;
  }
}

class FlowExecutor extends Element {
  async connectedCallback() {
    this.show(await (await fetch(EXECUTOR)).json());
  }

  show(challenge) {
    if (challenge.component === 'xak-flow-redirect') return location.assign(challenge.to);
    const root = this.draw(
      `<main class="pf-c-login__main"><${challenge.component}></${challenge.component}></main>`,
    );
    Object.assign(root.querySelector(challenge.component), { host: this, challenge }).show();
  }

  async submit(answer) {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(EXECUTOR, { method: 'POST', headers, body: JSON.stringify(answer) });
    return await reply.json();
  }
}

class Stage extends Element {
  show() {
    const { component, flow_info, response_errors } = this.challenge;
    const root = this.draw(`<ak-flow-card><form>${STAGES[component](this.challenge)}</form></ak-flow-card>`);
    root.querySelector('ak-flow-card').setTitle(flow_info.title);
    for (const element of root.querySelectorAll('ak-form-element, ak-flow-input-password'))
      showErrors(element, response_errors?.[element.getAttribute('name') ?? 'password']);
    root.querySelector('form').onsubmit = (event) => this.take(event);
    for (const button of root.querySelectorAll('[data-device], [data-back]'))
      button.onclick = () => this.choose(button.dataset.device);
  }

  async take(event) {
    event.preventDefault();
    const answer = new FormData(event.target, event.submitter);
    this.host.show(
      await this.host.submit({ component: this.challenge.component, ...Object.fromEntries(answer) }),
    );
  }

  async choose(device) {
    const selected = device && { selected_challenge: { device_class: device } };
    if (selected) await this.host.submit({ component: this.challenge.component, ...selected });
    this.challenge = { ...this.challenge, chosen: device };
    this.show();
  }
}

function showErrors(element, errors = []) {
  for (const { string } of errors)
    element.insertAdjacentHTML(
      'beforeend',
      `<span class="pf-c-form__helper-text pf-m-error">${string}</span>`,
    );
}

class FlowCard extends Element {
  setTitle(title) {
    this.draw(`<header><h1 class="pf-c-title">${title}</h1></header><div><slot></slot></div>`);
  }
}

class FormElement extends Element {
  connectedCallback() {
    this.draw(`<label>${this.getAttribute('label')}</label><slot></slot>`);
  }
}

// Fields out of sight, for programs that keep passwords.
if (document.body.dataset.helper)
  document.documentElement.insertAdjacentHTML(
    'beforeend',
    `<form><style>html > form > input { position: absolute; top: -2000px; left: -2000px }</style>
    <input type="text" name="username" autocomplete="username"><input type="password" name="password" autocomplete="current-password">
    <input type="text" name="code" autocomplete="one-time-code"></form>`,
  );

customElements.define('ak-form-element', FormElement);
customElements.define('ak-flow-card', FlowCard);
for (const name of Object.keys(STAGES)) customElements.define(name, class extends Stage {});
customElements.define('ak-flow-executor', FlowExecutor);
