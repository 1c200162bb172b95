import type { IncomingMessage } from 'node:http';
import type { FaultName } from './faults.ts';

/** A request of the run that can go wrong. */
export interface RunRequest {
  readonly name: string;
  /** The command that makes this request, where it is not `mint-key`; it finds a key to replace. */
  readonly command?: 'rotate-key';
  /** Whether an API key is the way in, and no browser is started. */
  readonly byKey?: boolean;
  /** Whether the login request alone is the way in, and no browser is started. */
  readonly direct?: boolean;
  /** Whether the key is to be written where there is no room for it. */
  readonly toFullDisk?: boolean;
  readonly kind: Kind;
  /** What the run has been answered when it is about to make this request; none: nothing yet. */
  readonly after: readonly string[];
  /** What the message about its failure names. */
  readonly step: RegExp;
  /** Exit codes: the usual one, then those of single faults. */
  readonly code: number;
  readonly but?: Partial<Record<FaultName, number>>;
}

type Kind =
  | 'page'
  | 'script'
  | 'root'
  | 'authentication'
  | 'login'
  | 'user'
  | 'key'
  | 'verification'
  | 'list'
  | 'deletion'
  | 'sign-out';

/** What a request is; that of the portal's own script, which only a browser's headers tell, begins with `portal's`. */
export function classify({ method = '', url = '', headers }: IncomingMessage): string {
  const path = url.replace(/\?.*/, '');
  const kind = classifyPath(`${method} ${path}`, headers['x-octopus-apikey'] !== undefined);
  return headers['sec-fetch-dest'] === 'empty' && kind !== 'login' ? `portal's ${kind}` : kind;
}

function classifyPath(request: string, isByKey: boolean): Kind | 'other' {
  if (request === 'GET /api/users/me') return isByKey ? 'verification' : 'user';
  const [, kind] = PATHS.find(([pattern]) => pattern.test(request)) ?? [];
  return kind ?? 'other';
}

const PATHS: readonly (readonly [RegExp, Kind])[] = [
  [/^GET \/app$/, 'page'],
  [/^GET \/app\/main\.js$/, 'script'],
  [/^GET \/api$/, 'root'],
  [/^GET \/api\/authentication$/, 'authentication'],
  [/^POST \/api\/users\/login$/, 'login'],
  [/^POST \/api\/users\/logout$/, 'sign-out'],
  [/^POST \/api\/users\/[^/]+\/apikeys$/, 'key'],
  [/^GET \/api\/users\/[^/]+\/apikeys$/, 'list'],
  [/^DELETE \/api\/users\/[^/]+\/apikeys\/[^/]+$/, 'deletion'],
];

// A success of another content than was expected, and a success of which nobody needs the content.
const UNREADABLE = ['truncated JSON', 'JSON of another shape', 'an empty body', 'a body of 10 MB'] as const;
const CONTENT = [...UNREADABLE, 'a reply that is cut off'] as const;
const SILENCE = [
  'connection refused',
  'reset before the server sees it',
  'reset after the server did it',
  'no answer',
  'a reply that is cut off',
  '502 and a page, after the server did it',
  '503',
] as const;

function each(faults: readonly FaultName[], code: number): Partial<Record<FaultName, number>> {
  return Object.fromEntries(faults.map((fault) => [fault, code]));
}

const keyRequest: RunRequest = {
  name: 'the key request',
  kind: 'key',
  after: ['user'],
  step: /mint the key/,
  code: 5,
  but: each(SILENCE, 3),
};

const verification: RunRequest = {
  name: 'the verification',
  kind: 'verification',
  after: ['key'],
  step: /verify the key/,
  code: 5,
};

const list: RunRequest = {
  name: 'the key list, before a rotation',
  command: 'rotate-key',
  kind: 'list',
  after: ['user'],
  step: /key list/,
  code: 5,
  but: each(SILENCE, 3),
};

const deletion: RunRequest = {
  name: 'the deletion of the key that was replaced',
  command: 'rotate-key',
  kind: 'deletion',
  after: ['verification'],
  step: /revoke the key/,
  code: 5,
  but: {
    ...each(['connection refused', 'reset before the server sees it', '503'], 3),
    ...each(
      [...CONTENT, 'reset after the server did it', '502 and a page, after the server did it', 'no answer'],
      0,
    ),
  },
};

const DIRECT = { direct: true } as const;

const WITHOUT_BROWSER = { command: 'rotate-key', byKey: true } as const;

/** In the order of a run. */
export const requests: readonly RunRequest[] = [
  {
    name: 'the sign-in page',
    kind: 'page',
    after: [],
    step: /sign-in page|sign in|type the password|root document/,
    code: 3,
    but: { ...each(UNREADABLE, 4), 'a reply that is cut off': 4, 'a redirect to another origin': 4 },
  },
  {
    name: "the page's script",
    kind: 'script',
    after: ['page'],
    step: /sign in|root document/,
    code: 3,
    but: {
      ...each(UNREADABLE, 4),
      'a reply that is cut off': 4,
      'a redirect to another origin': 3,
    },
  },
  { name: 'the root document', kind: 'root', after: [], step: /root document/, code: 3 },
  {
    name: 'the authentication document',
    kind: 'authentication',
    after: [],
    step: /authentication document|root document|sign in/,
    code: 3,
    // The portal draws nothing then, and a server may leave out all that we ask for.
    but: { 'JSON of another shape': 4 },
  },
  {
    name: 'the login',
    kind: 'login',
    after: ['root', 'authentication', "portal's other"],
    step: /sign in/,
    code: 3,
    but: {
      ...each(['500', '429 with Retry-After', '401', '403', 'a redirect to another origin'], 4),
      ...each(UNREADABLE, 0),
    },
  },
  {
    name: 'who is signed in',
    kind: 'user',
    after: ['login'],
    step: /who is signed in/,
    code: 4,
    but: each(SILENCE, 3),
  },
  list,
  keyRequest,
  verification,
  { ...keyRequest, name: "a rotation's key request", command: 'rotate-key', after: ['list'] },
  { ...verification, name: "a rotation's verification", command: 'rotate-key' },
  deletion,
  {
    name: 'the deletion of a key that could not be delivered',
    toFullDisk: true,
    kind: 'deletion',
    after: ['verification'],
    step: /write the key to standard output/,
    code: 6,
  },
  {
    name: 'the sign-out',
    kind: 'sign-out',
    after: ['verification'],
    step: /sign out/,
    code: 0,
  },
  {
    ...DIRECT,
    name: 'the root document, of a direct sign-in',
    kind: 'root',
    after: [],
    step: /root document/,
    code: 3,
  },
  {
    ...DIRECT,
    name: 'the authentication document, of a direct sign-in',
    kind: 'authentication',
    after: [],
    step: /authentication document|root document/,
    code: 3,
    // Servers may leave out all of it.
    but: each(['401', '403', 'JSON of another shape'], 0),
  },
  {
    ...DIRECT,
    name: 'the login, of a direct sign-in',
    kind: 'login',
    after: ['root', 'authentication'],
    step: /sign in/,
    code: 3,
    but: {
      ...each(
        ['500', '429 with Retry-After', '401', '403', 'a redirect to another origin', 'a body of 10 MB'],
        4,
      ),
      ...each(['truncated JSON', 'JSON of another shape', 'an empty body'], 0),
    },
  },
  {
    ...DIRECT,
    name: 'who is signed in, of a direct sign-in',
    kind: 'user',
    after: ['login'],
    step: /who is signed in/,
    code: 4,
    but: each(SILENCE, 3),
  },
  { ...keyRequest, ...DIRECT, name: 'the key request, of a direct sign-in' },
  {
    ...DIRECT,
    name: 'the sign-out, of a direct sign-in',
    kind: 'sign-out',
    after: ['verification'],
    step: /sign out/,
    code: 0,
  },
  // Whose the API key is is asked twice.
  {
    ...list,
    ...WITHOUT_BROWSER,
    name: 'the key list, without a browser',
    after: ['verification', 'verification'],
  },
  { ...keyRequest, ...WITHOUT_BROWSER, name: 'the key request, without a browser', after: ['list'] },
  {
    ...deletion,
    ...WITHOUT_BROWSER,
    name: 'the deletion, without a browser',
    after: ['verification', 'verification', 'verification'],
  },
];

/** Whether the browser loads the page with it: the run then starts one of its own. */
export function isOfPage({ kind }: RunRequest): boolean {
  return kind === 'page' || kind === 'script';
}

// One of each kind: it is done, and nobody is told; ask again; it makes no sense.
const ALWAYS_TRIED: readonly FaultName[] = [
  'reset after the server did it',
  '429 with Retry-After',
  'truncated JSON',
];

// Of the key request: what comes to the same as another, and the silence, which has tests of its own (`silences.spec.ts`).
const ALIKE: readonly FaultName[] = ['403', '500', 'an empty body', 'a body of 10 MB', 'no answer'];

/**
 * Whether a fault is left to `npm run test:extended`: of the key request, by which a key can be lost, those that come to the same as
 * another, unless it is made once more without a browser; of the login and of a key's deletion all but one of each kind, and of all other
 * requests all but one; of a rotation all that a mint makes, too.
 */
export function isExtended(request: RunRequest, fault: FaultName): boolean {
  const { kind, command, byKey, direct, toFullDisk } = request;
  if (kind === 'key' && !command && !direct) return ALIKE.includes(fault);
  const isRepeated = command && !byKey && (kind === 'key' || kind === 'verification');
  const isCostly = kind === 'login' || kind === 'key' || !!toFullDisk;
  const always = isCostly && !command ? ALWAYS_TRIED : ALWAYS_TRIED.slice(0, 1);
  return isRepeated || !always.includes(fault);
}

/**
 * Whether a fault is tried on a command's process: of the key request, by which a key can be lost, each is, and so is what is about the
 * browser's start, standard output, or a body that a process refuses to read. The rest is about the exchange with the server alone.
 */
export function needsProcess(request: RunRequest, fault: FaultName): boolean {
  const { kind, command, toFullDisk } = request;
  const mayLoseKey = kind === 'key' && !command;
  return mayLoseKey || isOfPage(request) || !!toFullDisk || fault === 'a body of 10 MB';
}
