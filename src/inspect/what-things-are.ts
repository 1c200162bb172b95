import type { Entry } from 'har-format';

/** A step of the walk, and how its request is known. */
export interface Chapter {
  readonly title: string;
  readonly why: string;
  fits(entry: Entry, server: string): boolean;
  /** Whether no page makes it, but this program. */
  readonly isOurs?: true;
  /** Whether it goes to an identity provider. */
  readonly isElsewhere?: true;
  readonly picture?: string;
}

/** Whether a reply begins a session. */
export const setsSession = ({ response }: Entry) =>
  response.cookies.some(({ name }) => /^OctopusIdentificationToken/i.test(name));

function at(method: string, path: RegExp): Chapter['fits'] {
  return ({ request }, server) =>
    request.method === method &&
    request.url.startsWith(`${server}/`) &&
    path.test(request.url.slice(server.length).split(/[?#]/, 1).join());
}

/** Whether a request makes a key. */
export const isKeyRequest = at('POST', /^\/api\/users\/[^/]+\/apikeys\/?$/i);
/** Whether a request lists keys. */
export const isKeyList = at('GET', /^\/api\/users\/[^/]+\/apikeys\/?$/i);
const isLogin = at('POST', /^\/api\/users\/(?:login|authenticate\/[^/]+)$/i);

/** All steps that there can be, in order. */
export const chapters: readonly Chapter[] = [
  {
    title: 'The Web Portal comes',
    why: 'The page is almost empty: its script draws the sign-in form, after it has asked the server which ways to sign in there are. That is why a real browser is needed, and why nothing is read out of the HTML.',
    fits: at('GET', /^\/app\/?$/),
    picture: 'the sign-in page',
  },
  {
    title: 'The server says who it is',
    why: 'The root document can be read without signing in. Its installation id is the end of both cookie names, so that several servers can share a host name.',
    fits: at('GET', /^\/api\/?$/),
  },
  {
    title: 'The server says how one can sign in',
    why: 'The page draws a form where a provider allows it, and a button for each of the others.',
    fits: at('GET', /^\/api\/authentication\/?$/),
  },
  {
    title: 'The page asks where the identity provider is',
    why: 'The server answers with an address at the provider, which carries what the provider is to send back.',
    fits: (entry, server) =>
      at('POST', /^\/api\/users\/authenticate\/[^/]+$/i)(entry, server) && !setsSession(entry),
  },
  {
    title: 'The identity provider signs the user in',
    why: "Name, password and one-time code are typed here, into the provider's own pages. The Octopus Server never sees them.",
    fits: ({ request, response }, server) =>
      new URL(request.url).origin !== new URL(server).origin && /html/.test(response.content.mimeType),
    isElsewhere: true,
  },
  {
    title: 'Name and password are sent',
    why: "The page's own script sends what was typed. This request needs no cookie and no token: it is where both come from.",
    fits: (entry, server) => isLogin(entry, server) && setsSession(entry),
  },
  {
    title: 'The provider sends the user back',
    why: 'What the provider answered is posted to the server, which checks it and begins a session.',
    fits: (entry, server) =>
      entry.request.url.startsWith(`${server}/`) && setsSession(entry) && !isLogin(entry, server),
  },
  {
    title: 'Who is signed in',
    why: 'A request that only reads needs the identification cookie and nothing else. The answer names the user whose keys are meant.',
    fits: at('GET', /^\/api\/users\/me\/?$/i),
    isOurs: true,
  },
  {
    title: 'The page lists the keys',
    why: 'Profile, My API Keys. The list never shows a key, only its first characters.',
    fits: isKeyList,
    picture: 'the list of keys',
  },
  {
    title: 'The page makes a key',
    why: 'A request that changes something must prove that a page of the portal made it. The server set a cookie that scripts may read; the script repeats its text in a header, which no page of another site can do.',
    fits: isKeyRequest,
    picture: 'the dialog, filled in',
  },
  {
    title: 'The same request, without the page',
    why: 'This is how octopus-key-mint makes a key: out of the same browser context, so with the same cookies, and with the same header.',
    fits: isKeyRequest,
    isOurs: true,
  },
  {
    title: 'A key is revoked',
    why: 'Both keys of this walk were revoked at once.',
    fits: at('DELETE', /^\/api\/users\/[^/]+\/apikeys\/[^/]+$/i),
    isOurs: true,
  },
  {
    title: 'The session is ended',
    why: 'From here on the cookies are worth nothing.',
    fits: at('POST', /^\/api\/users\/logout\/?$/i),
    isOurs: true,
  },
];

const NOTES: readonly (readonly [RegExp, string])[] = [
  [/^cookie OctopusIdentificationToken/i, 'the session itself; HttpOnly, so that no script can read it'],
  [
    /^cookie Octopus-Csrf-Token/i,
    'the anti-forgery token; a script may read it, and has to, to repeat it in a header',
  ],
  [/^header x-octopus-csrf-token$/, 'proves that a page of the portal asks'],
  [/^header origin$/, 'where the page came from that asks'],
  [/^header accept$/, 'what kind of answer is wanted'],
  [/^header content-type$/, 'what the body is'],
  [/^header x-octopus-user-agent$/, "names the portal's own client and its version"],
  [/^body Username$/, 'typed into the form'],
  [/^body Password$/, 'typed into the form, and sent this once'],
  [/^body RememberMe$/, 'whether the cookies are to outlive the browser'],
  [/^body State\.RedirectAfterLoginTo$/, 'where the page wants to go afterwards'],
  [/^body State\.UsingSecureConnection$/, 'whether the browser came by https, which the server may not see'],
  [/^body Purpose$/, 'what the key is for, as the list shows it'],
  [/^body Expires$/, 'when the key ends; without it servers differ in what they assume'],
  [/^body ActorType$/, 'whether a person or an AI agent holds it (since 2026.2)'],
  [/^body AccessLevel$/, 'what the key may do (since 2026.3)'],
  [/^reply Version$/, 'the version of the server'],
  [/^reply InstallationId$/, 'the end of both cookie names'],
  [/^reply AuthenticationProviders\.\d+\.Name$/, 'a way to sign in'],
  [/^reply AuthenticationProviders\.\d+\.FormsLoginEnabled$/, 'whether it is by the form'],
  [/^reply ApiKeyMaxExpiryDays$/, 'the longest life of a key, in days'],
  [/^reply UserApiKeysEnabled$/, 'whether users may have keys'],
  [/^reply Id$/, 'what it is called from here on'],
  [/^reply Username$/, 'who it is'],
  [/^reply TotalResults$/, 'how many there are'],
  [/^reply ApiKey$/, 'the key: shown this once, and never again'],
  [/^reply Purpose$/, 'as it was asked for'],
  [/^reply Created$/, 'when it was made'],
  [/^reply Expires$/, 'when it ends: read it here, since servers assume different things'],
];

/** @returns what a thing is and why it is there, such as `cookie …`, `header origin`; undefined for what explains itself */
export function noteOn(thing: string): string | undefined {
  return NOTES.find(([name]) => name.test(thing))?.[1];
}
