import { resolve } from 'node:path';
import { z } from 'zod';
import { Secret } from '../secrets/secret.ts';
import { requireOwnFolder } from './believed-file.ts';
import { ClientCertificate, KeyFile } from './client-certificate.ts';
import { type FrontHeader, readHeaders } from './front.ts';
import { isThisMachine } from './no-proxy.ts';
import { Proxies, readProxy } from './proxy.ts';
import { hideCredentials } from './text.ts';
import { requirePath } from './write.ts';

// Each of these turns the text that a user gave into a value, or says what it should have been.

const SECOND = 1000;
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
};

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

/** Any text that is not blank. */
export const text = z.string().refine((value) => value.trim() !== '', 'is empty');

/** A text that is compared letter by letter with what somebody else has written. */
export const comparedText = text.refine(
  (value) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s|\s$/u.test(value),
  'holds a character that nobody sees, or a blank at its beginning or end: type it anew',
);

/** What is said of a text that may hold no line break. */
export const SEVERAL_LINES = 'holds a line break within: give it on one line';

/** @returns whether a text holds no line break, as a field of a form cannot */
export function isOneLine(value: string): boolean {
  return !/[\r\n]/.test(value);
}

/** What is said of bytes that were read as text, and are none. */
export const NO_TEXT = 'holds a byte that is no text in UTF-8: save it in that encoding';

/** @returns whether what was read was text: U+FFFD stands where it was none */
export function isText(value: string): boolean {
  return !/[\0\ufffd]/.test(value);
}

/** A text on one line. */
export const line = z.string().refine(isOneLine, SEVERAL_LINES);

/** The token of a job, a JSON Web Token (RFC 7519); a file that holds one may end with a line break. */
export const subjectToken = z
  .string()
  .transform((value) => value.trim())
  .refine((value) => JWT.test(value), 'holds no token of a job, which is a JSON Web Token: eyJ….….…');

/** The same, where it is not a setting that is a secret by itself. */
export const jobToken = subjectToken.transform((value) => new Secret(value));

// A secret is looked for in many spellings: one without end would take all time and memory.
const JWT = /^(?=.{20,16384}$)[\w-]+\.[\w-]+\.[\w-]+$/;

/** The id of a service account that is the audience of tokens; the one in addresses of the API is another. */
export const serviceAccountId = line
  .transform((value) => value.trim())
  .refine((value) => value !== '', 'is empty')
  .refine(
    (value) => !/^Users-\d+$/i.test(value),
    "is the account's id in the API: give the one that its page in the portal shows under OpenID Connect, such as 8e0a4b6c-d2f1-4e37-9c58-b07d1f2a6e94",
  );

// No server knows a date behind the year 9999, and not every later one can be written.
const LONGEST = 365_000 * 86_400 * SECOND;

/** A length of time such as `30s`, `5m`, `12h` or `90d`, in milliseconds; of 0 alone the unit may be left out. */
export const duration = z.string().transform((value, context) => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(value.trim()) ?? [];
  if (unit === undefined && Number(amount) > 0)
    return refuse(
      context,
      `"${amount}" has no unit: write it as ${amount}s, ${amount}m, ${amount}h or ${amount}d`,
    );
  const milliseconds = Number(amount) * (UNITS[unit ?? 's'] ?? Number.NaN);
  if (milliseconds > LONGEST) return refuse(context, `"${hideCredentials(value)}" is longer than 1000 years`);
  if (!Number.isNaN(milliseconds)) return Math.round(milliseconds);
  return refuse(context, `"${hideCredentials(value)}" is not a length of time: write it as 30s, 5m or 1h`);
});

/** A length of time that is more than none. */
export const positiveDuration = duration.refine((value) => value > 0, 'must be more than 0');

/** A whole number of milliseconds. */
export const milliseconds = z.string().transform((value, context) => {
  if (/^\d{1,6}$/.test(value.trim())) return Number(value);
  return refuse(context, `"${hideCredentials(value)}" is not a whole number of milliseconds, such as 250`);
});

/**
 * The address of a server, with its virtual directory and without a slash at the end. What a browser shows there
 * (`/app`, `#/…`) may be pasted; an address that could send the password elsewhere than it looks is refused.
 */
export const serverAddress = z.string().transform((value, context) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0020\u007f]/.test(value.trim()))
    return refuse(context, 'holds a space or a control character');
  if (!/^https?:\/\//i.test(value.trim()) || !URL.canParse(value.trim())) {
    return refuse(context, explainAddress(value.trim()));
  }
  const url = new URL(value.trim());
  if (url.username || url.password)
    return refuse(context, 'holds a user name or password: give those in variables of their own');
  if (url.search) return refuse(context, 'holds a query (?…): leave that out');
  return url.origin + cutToServer(url.pathname);
});

/** @returns a path without what a browser shows behind the virtual directory, and without a slash at the end */
function cutToServer(path: string): string {
  const at = path.search(PORTAL_PATH);
  const base = at < 0 ? path.replace(/(?<!\/)\/+$/, '').replace(/\/(?:app|api)$/i, '') : path.slice(0, at);
  return base.replace(/(?<!\/)\/+$/, '');
}

// Which of the two it is cannot be tried: what listens there otherwise would be told who asks, or more.
function explainAddress(value: string): string {
  const isBare = !/^[a-z][\w+.-]*:\/\//i.test(value) && !value.includes('@') && !/^[/\\#?]/.test(value);
  if (isBare && value.includes('.') && URL.canParse(`https://${value}`))
    return `"${hideCredentials(value)}" is no address, since it has no scheme, and none is tried: write it as https://${hideCredentials(value)}`;
  return `"${hideCredentials(value)}" is no address: write it as https://octopus.example.com`;
}

/** What stands behind `/app/` where a page of the portal is shown: nobody calls a virtual directory so. */
const PORTAL_PATH = /\/app\/(?:spaces(?:\/|$)|spaces-\d+(?:\/|$)|users\/|configuration\/)/i;

const isoInstant = z.iso.datetime({ offset: true, local: false });

/** An ISO 8601 date-time with its offset. */
export const instant = z.string().transform((value, context) => {
  if (isoInstant.safeParse(value.trim()).success) return new Date(value.trim());
  return refuse(context, `"${hideCredentials(value)}" is no date-time: write it as 2030-01-31T00:00:00.123Z`);
});

/** When a key ends: `12h`, `90d`, an ISO 8601 date-time with its offset, or `never`. */
export const expiry = z.string().transform((value, context) => {
  const wish = value.trim();
  if (wish.toLowerCase() === 'never') return { kind: 'never' } as const;
  const length = positiveDuration.safeParse(/^[\d.]+$/.test(wish) ? 'no unit' : wish);
  if (length.success) return { kind: 'after', duration: length.data } as const;
  const instant = isoInstant.safeParse(wish);
  if (instant.success && Date.parse(wish) > Date.now())
    return { kind: 'at', instant: new Date(wish) } as const;
  const problem = instant.success ? 'is in the past' : `"${hideCredentials(value)}" is no expiry`;
  return refuse(context, `${problem}: write 12h, 90d, 2030-01-31T00:00:00Z or never`);
});

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder is missing',
  EACCES: 'its folder is closed to you, or it is itself',
  EROFS: 'its file system is read-only',
};

const writable = (isReplaced: boolean) =>
  text.superRefine((path, context) => {
    try {
      requirePath(path, isReplaced);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason = REASONS[code ?? ''] ?? message;
      refuse(context, `names a file that cannot be written: ${reason}`);
    }
  });

/** The path of a file to be written, in a folder that is there and can be written to; or of a pipe. */
export const writablePath = writable(true);

/** The same of a file that is not replaced, but written to where it is. */
export const growingPath = writable(false);

/** What is done about a page that nobody knows: the sign-in fails, or somebody is asked, on the terminal or by files in a folder. */
export type OnUnknown = 'fail' | 'ask' | { readonly folder: string };

/** The same as it is written; the folder is there, and nobody else can write to it. */
export const onUnknown = text.transform((value, context): OnUnknown => {
  if (value === 'fail' || value === 'ask') return value;
  const folder = value.startsWith('ask:') ? value.slice('ask:'.length) : '';
  if (folder === '') return refuse(context, `"${hideCredentials(value)}" is none of fail, ask, ask:FOLDER`);
  try {
    requireOwnFolder(folder);
    return { folder: resolve(folder) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === undefined ? message : `it is missing, or closed to you (${code})`;
    return refuse(context, `names a folder that no question can be written to: ${reason}`);
  }
});

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, {
    error: ({ input }) => `"${hideCredentials(String(input))}" is none of ${words.join(', ')}`,
  });
}

/** One of a few words, in place of what a server calls it. */
export function wordFor<const Words extends Readonly<Record<string, string>>>(words: Words) {
  const known = Object.keys(words) as [keyof Words & string, ...(keyof Words & string)[]];
  return oneOf(known).transform((word) => words[word as keyof Words]);
}

/** What a key may do, and who it says is acting, in our words and in the server's. */
export const accessLevels = { 'full-access': 'FullAccess', 'read-only': 'ReadOnly' } as const;
export const actorTypes = { user: 'User', 'ai-agent': 'AiAgent' } as const;

/** An API key; one that is none is not repeated in the message. */
export const apiKey = line.regex(/^API-[A-Z0-9]+$/, 'is no API key: it looks like API-…');

/** Several texts: words, or one text with commas. */
const several = z
  .union([z.string().transform((value) => value.split(',')), z.array(z.string())])
  .transform((values) => values.map((value) => value.trim()).filter((value) => value !== ''));

/** A browser of this machine, by its path, or a remote one, by its address. */
export const browser = text.refine(
  (value) => !/^(?:wss?|https?):/i.test(value) || URL.canParse(value),
  'is no address of a remote browser: write it as ws://host:3000/',
);

/** The proxy of a run, or `none`. */
export const proxy = text.transform((value, context): Proxies => {
  if (value.trim().toLowerCase() === 'none') return new Proxies(undefined);
  try {
    return new Proxies(readProxy(value, '--proxy or OCTOPUS_PROXY'));
  } catch (error) {
    return refuse(context, (error as Error).message);
  }
});

/** A user name of HTTP Basic: a colon would end it (RFC 7617). */
export const httpUsername = line.refine(
  (value) => value.trim() !== '' && !value.includes(':'),
  'is empty, or holds a colon',
);

/** The text of a file of headers. */
export const headers = z.string().transform((value, context): FrontHeader[] => {
  try {
    return readHeaders(value);
  } catch (error) {
    return refuse(context, (error as Error).message);
  }
});

/** A file with a client certificate. */
export const clientCertificate = text.transform((path, context): ClientCertificate => {
  try {
    return new ClientCertificate(path);
  } catch (error) {
    return refuse(context, (error as Error).message);
  }
});

/** A file with the key of one. */
export const keyFile = text.transform((path, context): KeyFile => {
  try {
    return new KeyFile(path);
  } catch (error) {
    return refuse(context, (error as Error).message);
  }
});

/** Several browsers. */
export const browsers = several.pipe(z.array(browser));

/** Origins such as `https://login.example.com`: several words, or one text with commas. */
export const origins = several.transform((values, context) => {
  const wrong = values.find((value) => !/^https?:\/\/[^/@?#]+\/?$/i.test(value) || !URL.canParse(value));
  if (wrong === undefined) return values.map((value) => new URL(value).origin);
  return refuse(context, `"${hideCredentials(wrong)}" is no origin: write it as https://login.example.com`);
});

/** A whole number from 1 on. */
export const count = z.string().transform((value, context) => {
  if (/^[1-9]\d{0,5}$/.test(value.trim())) return Number(value);
  return refuse(context, `"${hideCredentials(value)}" is not a whole number, such as 8`);
});

/** Which of several parts: `3/16`, from 1; or how many there are, `16`, where something else tells which. */
export const shard = z.string().transform((value, context) => {
  const [, index, parts] = /^(?:([1-9]\d{0,5})?\/)?([1-9]\d{0,5})$/.exec(value.trim()) ?? [];
  const isFine = parts !== undefined && Number(index ?? 1) <= Number(parts);
  if (isFine) return { index: index === undefined ? undefined : Number(index), count: Number(parts) };
  return refuse(context, `"${hideCredentials(value)}" is no shard: write it as 3/16, counted from 1`);
});

/** Who signs tokens, as they have it: what stands there is compared by the letter, so nothing of it is changed. */
export const issuer = z.string().transform((value, context) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0020\u007f]/.test(value)) return refuse(context, 'holds a space or a control character');
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url.hostname));
  if (!url || !isSafe)
    return refuse(context, `"${hideCredentials(value)}" is no issuer: write it as https://ci.example.com`);
  if (url.username || url.password) return refuse(context, 'holds a user name or password');
  return /[?#]/.test(value) ? refuse(context, 'holds a query or a fragment: leave that out') : value;
});

// Facts 2.7.
const MAX_NAME_LENGTH = 200;

/** What the portal calls an OpenID Connect identity. */
export const identityName = text.refine(
  (name) => name.length <= MAX_NAME_LENGTH,
  `is longer than ${MAX_NAME_LENGTH} characters`,
);

/** @returns whether what is sent to an address could be read on its way: plain http to another machine */
export function isInClear(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !isThisMachine(hostname);
}

/** What is said of such an address. */
export const IN_CLEAR =
  'is plain http to another machine, which sends secrets in clear text: use https, or --allow-http if you must';
