import { type IdentityTraits, type PageKind, type ShapeLook, shapes } from './pages.ts';

/** @returns the HTML of a page, with what was wrong with the last submission */
export function drawPage(
  page: PageKind,
  traits: IdentityTraits,
  error: string | undefined,
  client: string,
): string {
  const look = shapes[traits.shape];
  const told = error === undefined ? '' : look.error.replace('{}', escapeHtml(error));
  const content = draw[page](look, traits, client);
  // What the form calls a field is for the shape to say; what it means is told to the server besides.
  const isLate = traits.scriptAfterMs > 0;
  // As providers write them: without quotes where none are needed, and the name in any place.
  const hidden = Object.entries(traits.hiddenFields).map(
    ([name, value]) => `<input type=hidden value=${value} name=${name}>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in</title>
${isLate ? `<script src="${LATE_SCRIPT}" defer></script>` : ''}${traits.isStyled ? `<link rel="stylesheet" href="${STYLE}">` : ''}</head><body>
${traits.isStyled ? `<img alt="Provider" src="${PICTURE}">` : ''}
<form ${isLate ? '' : 'method="post"'} action="">${hidden.join('')}${told}${content}</form>
<script>
function send(button) { button.closest('form').requestSubmit(); }
document.querySelector('form').addEventListener('formdata', ({ formData }) => {
  for (const input of document.querySelectorAll('[data-means]'))
    if (!input.closest('[aria-hidden]')) formData.set(input.dataset.means, input.value);
});
${traits.script}
</script></body></html>`;
}

/** The path of the script that makes forms be sent by POST. */
export const LATE_SCRIPT = '/late.js';

// Content delivery networks name files by what they hold.
const STYLE = '/shared/converged_0123456789abcdef0123456789abcdef0123456789abcdef.css';
const PICTURE = '/shared/logo_0123456789abcdef0123456789abcdef0123456789abcdef.png';

/** What pages are drawn with, by path. */
export const assets: Readonly<Record<string, { readonly type: string; readonly content: Buffer }>> = {
  [STYLE]: { type: 'text/css', content: Buffer.from('h1 { color: rgb(1, 2, 3); }') },
  // One pixel.
  [PICTURE]: {
    type: 'image/png',
    content: Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  },
};

type Draw = (look: ShapeLook, traits: IdentityTraits, client: string) => string;

const field = (means: string, attributes: string, label: string) =>
  `<p><label>${label} <input data-means="${means}" ${attributes}></label></p>`;

const choice = (value: string, text: string) =>
  `<button type="submit" name="choice" value="${value}">${text}</button>`;

const draw: Readonly<Record<PageKind, Draw>> = {
  username: (look) =>
    `<h1>Sign in</h1>${field('username', look.username, 'Account')}${look.decoy}${look.next}`,
  password: (look, { username }) =>
    `<h1>Enter password</h1><p>${escapeHtml(username)}</p>${field('password', look.password, 'Password')}${look.signIn}`,
  both: (look) =>
    `<h1>Sign in</h1>${field('username', look.username, 'Account')}${field('password', look.password, 'Password')}
<label><input type="checkbox" name="remember"> Remember me</label>${look.signIn}`,
  code: (look) =>
    `<h1>Enter code</h1><p>Open your authenticator app.</p>${field('code', look.code, 'Code')}${look.verify}`,
  'stay-signed-in': () =>
    `<h1>Stay signed in?</h1><p>Do this to reduce the number of times you are asked to sign in.</p>
<label><input type="checkbox" name="DontShowAgain"> Don't show this again</label>${choice('no', 'No')}${choice('yes', 'Yes')}`,
  account: (_, { username }) =>
    `<h1>Pick an account</h1><ul>
<li>${choice('other', '<span>somebody.else@stand-in.invalid</span><small>Signed in</small>')}</li>
<li>${choice('own', `<span>${escapeHtml(username)}</span><small>Signed out</small>`)}</li>
<li>${choice('another', 'Use another account')}</li></ul>`,
  consent: (_, __, client) =>
    `<h1>Permissions requested</h1><p>${escapeHtml(client)} would like to read your profile.</p>
${choice('cancel', 'Cancel')}${choice('accept', 'Accept')}`,
  error: () =>
    '<h1>Sorry, but we are having trouble signing you in.</h1><p>FAKE50105: The user is not assigned to a role for the application.</p>',
  loop: () => `<h1>Stay signed in?</h1>${choice('no', 'No')}${choice('yes', 'Yes')}`,
};

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
