import { type Edition, editions } from './editions.ts';

/** How people sign in by an identity provider (facts: other providers). */
export interface SingleSignOn {
  /** As the authentication document names it, and the paths of its own. */
  readonly name: string;
  /** As the button says it. */
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Whether the sign-in page goes there at once. */
  readonly isAutomatic?: boolean;
  /** How a sign-in is met that it has forgotten when the provider sends it back: the first is, and each with cookies of an earlier one, or each. */
  readonly forgets?: 'refused' | 'sent to the sign-in page' | 'refused each time';
}

/** How often somebody may ask (facts: rate limits). */
export interface RateLimit {
  /** Requests that are allowed in a row. */
  readonly burst: number;
  readonly perMinute: number;
  /** How a refusal tells how long to wait; in seconds by default. */
  readonly tellsWait?: 'in seconds' | 'as a date' | 'not at all';
  /** Whether no reply tells the limit. */
  readonly isSilent?: boolean;
}

/** What a stand-in is to be like; everything has a default. */
export interface StandInOptions {
  readonly edition?: Edition;
  /** Such as `/octopus`; none by default. */
  readonly virtualDirectory?: string;
  /** Any free one by default. */
  readonly port?: number;
  /** Milliseconds for which it answers 503 after its start. */
  readonly startingForMs?: number;
  /** Milliseconds that its clock is ahead; negative: behind. */
  readonly clockAheadMs?: number;
  /** How often each user, and each address without one, may ask; as often as they like by default, but for the edition of October 2026. */
  readonly rateLimit?: RateLimit | undefined;
  /** Milliseconds until the sign-in form is drawn. */
  readonly drawFormAfterMs?: number;
  /** Whether the form is mounted a second time a moment after the first, empty. */
  readonly redrawFormOnce?: boolean;
  /** As heavy as a real portal: 8 MB of script, and 40 requests after sign-in that take 30 ms each. */
  readonly heavy?: boolean;
  /** Whether user name and password can be used at all; not so on Octopus Cloud. */
  readonly formsLogin?: boolean;
  /** Names of further authentication providers, each with a button. */
  readonly otherProviders?: readonly string[];
  /** An identity provider that signs people in, with a button or at once. */
  readonly singleSignOn?: SingleSignOn | undefined;
  /** Whether other inputs and forms stand on the sign-in page, and its own fields have no label, name or id. */
  readonly clutter?: boolean;
  /** Whether a help panel lies over the submit button. */
  readonly overlay?: boolean;
  readonly userApiKeysEnabled?: boolean;
  readonly maxExpiryDays?: number;
  /** Whether the access levels of keys are rolled out, where the edition has them. */
  readonly accessLevels?: boolean;
  /** Whether agents' accounts and keys are switched on, where the edition has them. */
  readonly agents?: boolean;
  readonly username?: string;
  readonly password?: string;
  /** Whether cookies of another installation are set too, as by another server on the same host name. */
  readonly foreignCookies?: boolean;
  /** Whether links in documents carry the virtual directory. */
  readonly linksWithPrefix?: boolean;
  readonly installationId?: string;
  /** Whether issuers of identities may be loopback addresses without https, as those of tests are. */
  readonly takesLoopbackIssuers?: boolean;
  /** What its page's key request carries beyond that of the edition, or in its place. */
  readonly keyRequest?: PageRequestMore;
  /** The same of its page's login request. */
  readonly loginRequest?: PageRequestMore;
  /** Whether the key page has another address than the known one, and is found only through the user's menu. */
  readonly keyPageMoved?: boolean;
}

/** What a request of the page carries more. */
export interface PageRequestMore {
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields of the body. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Without the question mark. */
  readonly query?: string;
}

/** The options with their defaults. */
export type Traits = Required<Omit<StandInOptions, Optional>> & Pick<StandInOptions, Optional>;

type Optional = 'singleSignOn' | 'rateLimit';

/** @returns the options, whole; names and passwords are obviously fake */
export function completeOptions(options: StandInOptions): Traits {
  const { edition = '2026' } = options;
  return {
    edition,
    virtualDirectory: '',
    port: 0,
    startingForMs: 0,
    clockAheadMs: 0,
    drawFormAfterMs: 20,
    redrawFormOnce: false,
    heavy: false,
    formsLogin: true,
    otherProviders: [],
    singleSignOn: undefined,
    rateLimit: editions[edition].rateLimit,
    clutter: false,
    overlay: false,
    userApiKeysEnabled: true,
    maxExpiryDays: 366,
    accessLevels: true,
    agents: true,
    username: 'admin',
    password: 'Fake-Passw0rd-for-"tests"&more',
    foreignCookies: false,
    linksWithPrefix: true,
    takesLoopbackIssuers: false,
    keyRequest: {},
    loginRequest: {},
    keyPageMoved: false,
    installationId: 'b0e6ee2a-5bb1-4b1c-9e0b-6c1f0f3b7a11',
    ...options,
  };
}
