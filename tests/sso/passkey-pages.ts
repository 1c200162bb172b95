// What a provider that takes passkeys shows.

export const PASSWORD = 'Fake-Passw0rd-at-the-provider';

/** What it asks for on one page. */
export type Step =
  | 'password'
  | 'passkey beside the password'
  | 'passkey by a button'
  | 'passkey by itself'
  | 'passkey in the list of the field'
  | 'list of ways'
  | 'passkey of a curious page'
  | 'somewhere else first'
  | 'somewhere else as soon as there is a passkey'
  | 'registers one by itself'
  | 'frame of another';

interface Drawing {
  readonly challenge: string;
  /** Ids of the passkeys that will do; empty: any. */
  readonly allowed: readonly string[];
  /** An address that people are sent to, or that is shown in a frame. */
  readonly neighbour: string;
  /** What was wrong with what was given before. */
  readonly problem: string;
}

const FORM = `<form method="post" action="/password">
  <label>User name <input name="username" autocomplete="username webauthn"></label>
  <label>Password <input type="password" name="password" autocomplete="current-password"></label>
  <button>Sign in</button></form>`;
// What it takes a page to be told what to ask for.
const ASKING_MS = 300;
const BUTTON = '<button type="button" id="start">Sign in with a passkey</button>';
const START = "document.getElementById('start').addEventListener('click', () => ask());";

/** Finds out whatever a page's own script can see of who drives its browser, and of what it is given. */
const CURIOUS = `
  const seen = [];
  for (const name of ['privateKey', 'credentialId', 'userHandle', 'signCount', 'authenticatorId', 'isResidentCredential'])
    Object.defineProperty(Object.prototype, name, {
      configurable: true,
      get: () => undefined,
      set: (value) => void seen.push(name + ' ' + value),
    });
  const tell = () => {
    const { get, create } = navigator.credentials;
    const isNative = [get, create].map((each) => /\\[native code\\]/.test(Function.prototype.toString.call(each)));
    const own = Object.getOwnPropertyNames(navigator.credentials);
    const globals = Object.getOwnPropertyNames(window).filter((name) => /__|playwright|webauthn/i.test(name));
    navigator.sendBeacon('/seen', JSON.stringify({ isNative, own, globals, seen }));
  };`;

const pages: Readonly<Record<Step, (drawing: Drawing) => string>> = {
  password: () => `<h1>Sign in</h1>${FORM}`,
  'passkey beside the password': () => `<h1>Sign in</h1>${FORM}<p>or</p>${BUTTON}<script>${START}</script>`,
  'passkey by a button': () => `<h1>Verify with a passkey</h1>${BUTTON}<script>${START}</script>`,
  'passkey by itself': () =>
    '<h1>Verify with a passkey</h1><p>Your browser will ask for it.</p><script>ask();</script>',
  'passkey in the list of the field': () =>
    `<h1>Sign in</h1>${FORM}<script>setTimeout(() => ask({ mediation: 'conditional' }), ${ASKING_MS});</script>`,
  'list of ways': () =>
    `<h1>Choose how to sign in</h1><ul>${['Text message', 'Security key or passkey', 'Recovery code']
      .map((name, at) => `<li><a href="${at === 1 ? '/next' : '/wrong'}">${name}</a></li>`)
      .join('')}</ul>`,
  'passkey of a curious page': () =>
    `<script>${CURIOUS}</script><h1>Verify with a passkey</h1>${BUTTON}
    <script>document.getElementById('start').addEventListener('click', () => { tell(); ask(); });</script>`,
  'somewhere else first': ({ neighbour }) =>
    `<h1>One moment</h1><script>location.replace(${JSON.stringify(neighbour)});</script>`,
  'somewhere else as soon as there is a passkey': ({ neighbour }) =>
    `<h1>One moment</h1><script>
      (async () => {
        while (!(await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()))
          await new Promise((resolve) => setTimeout(resolve, 10));
        location.replace(${JSON.stringify(`${neighbour}/again`)});
      })();
    </script>`,
  'registers one by itself': () =>
    `<h1>One moment</h1><form id="made" method="post" action="/registered"></form>
    <script>create('made').catch((error) => fetch('/refused?' + error.name));</script>`,
  'frame of another': ({ neighbour }) =>
    `<h1>Verify with a passkey</h1>
    <iframe src="${neighbour}" allow="publickey-credentials-get *" width="300" height="80"></iframe>
    ${BUTTON}<script>${START}</script>`,
};

/** @returns a page that asks for something, with what was wrong before */
export function drawStep(step: Step, drawing: Drawing): string {
  const { challenge, allowed, problem } = drawing;
  return `<!doctype html><title>Fake provider</title>
    ${problem === '' ? '' : `<p role="alert">${problem}</p>`}
    <form id="answer" method="post" action="/assertion"></form>
    <script>${BYTES}
      ${makeAsk(challenge, allowed)}
      ${CREATE}
    </script>
    ${pages[step](drawing)}`;
}

/** The way from base64url to bytes and back. */
const BYTES = `
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  const toText = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const post = (form, fields) => {
    for (const [name, value] of Object.entries(fields)) {
      const field = document.createElement('input');
      Object.assign(field, { type: 'hidden', name, value });
      form.append(field);
    }
    form.submit();
  };`;

function makeAsk(challenge: string, allowed: readonly string[]): string {
  return `
    async function ask(more = {}) {
      const allowCredentials = ${JSON.stringify(allowed)}.map((id) => ({ type: 'public-key', id: toBytes(id) }));
      const publicKey = {
        challenge: toBytes('${challenge}'),
        rpId: 'localhost',
        userVerification: 'required',
        allowCredentials,
      };
      try {
        const { id, response } = await navigator.credentials.get({ publicKey, ...more });
        const { clientDataJSON, authenticatorData, signature } = response;
        post(document.getElementById('answer'), {
          id,
          clientDataJSON: toText(clientDataJSON),
          authenticatorData: toText(authenticatorData),
          signature: toText(signature),
        });
      } catch (error) {
        const said = document.createElement('p');
        Object.assign(said, { role: 'alert', textContent: 'No passkey was given: ' + error.name });
        document.body.append(said);
      }
    }`;
}

const CREATE = `
  async function create(form) {
    const { id, response } = await navigator.credentials.create({
      publicKey: {
        challenge: toBytes('ZmFrZS1jaGFsbGVuZ2U'),
        rp: { id: 'localhost', name: 'Fake provider' },
        user: { id: toBytes('amFuZQ'), name: 'jane', displayName: 'Jane' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      },
    });
    post(document.getElementById(form), {
      id,
      publicKey: toText(response.getPublicKey()),
      authenticatorData: toText(response.getAuthenticatorData()),
    });
  }`;

/** The page of an account on which a passkey is registered. */
export const REGISTER = `<!doctype html><title>Your account</title><h1>Your account</h1>
  <button type="button" id="create">Create a passkey</button>
  <form id="answer" method="post" action="/registered"></form>
  <script>${BYTES} ${CREATE}
    document.getElementById('create').addEventListener('click', () => create('answer'));
  </script>`;
