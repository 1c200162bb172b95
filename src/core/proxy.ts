import { Secret } from '../secrets/secret.ts';
import { NoProxy } from './no-proxy.ts';
import { hideCredentials } from './text.ts';

/** A proxy, and who named it. */
export interface ProxyServer {
  /** With its scheme and its port, and without credentials: `http://proxy.example.com:3128`. */
  readonly address: string;
  /** The variable or the option: `HTTPS_PROXY`. */
  readonly from: string;
  readonly credentials: ProxyCredentials | undefined;
}

interface ProxyCredentials {
  readonly username: string;
  readonly password: Secret;
}

/** @returns `the proxy http://proxy.example.com:3128 (HTTPS_PROXY)` */
export function nameProxy({ address, from }: ProxyServer): string {
  return `the proxy ${address} (${from})`;
}

/** Which addresses are reached through a proxy: one for all that are, since a browser's page can have one. */
export class Proxies {
  readonly server: ProxyServer | undefined;
  readonly #protocols: readonly string[];
  readonly #exceptions: NoProxy;

  /**
   * @param server undefined: none is to be used
   * @param protocols whose addresses go through it: `https:`
   */
  constructor(
    server: ProxyServer | undefined,
    protocols: readonly string[] = EVERY,
    exceptions = new NoProxy(''),
  ) {
    this.server = server;
    this.#protocols = protocols;
    this.#exceptions = exceptions;
  }

  /** @returns the proxy that an address is reached through; undefined: none */
  of(address: string): ProxyServer | undefined {
    const url = new URL(address);
    return this.#protocols.includes(url.protocol) && !this.#exceptions.has(url) ? this.server : undefined;
  }

  /**
   * What is reached without the proxy, as Playwright is told of it, which hands it to Chromium and reads it itself for requests of its
   * own. There it knows the ends of names alone, no ports and no blocks of addresses: so whatever of the addresses goes directly is
   * named with a dot before it, which is the end of a name to Playwright, and to Chromium what is below that name.
   * @param addresses that requests of its own go to
   */
  listExceptions(addresses: readonly string[]): string {
    const others = EVERY.filter((each) => !this.#protocols.includes(each));
    const direct = addresses
      .filter((each) => this.of(each) === undefined)
      .map((each) => new URL(each).hostname);
    const named = [...new Set(direct)].map((host) => (host.startsWith('[') ? host : `.${host}`));
    return [...this.#exceptions.rules, ...others.map((each) => `${each}//*`), ...named].join(',');
  }
}

/**
 * Chooses the proxy of a run: the one that was named for it, or else what the environment says, as curl reads it.
 * @param named by the setting; undefined: nothing was
 * @returns undefined, where everything is reached directly
 * @throws Error, where the environment names what cannot be used
 */
export function chooseProxies(
  named: Proxies | undefined,
  environment: NodeJS.ProcessEnv,
): Proxies | undefined {
  const exceptions = new NoProxy(environment.no_proxy || environment.NO_PROXY || '');
  if (exceptions.isEverything) return undefined;
  if (named) return named.server && new Proxies(named.server, EVERY, exceptions);
  const found = EVERY.flatMap((protocol) => {
    const from = findVariable(protocol, environment);
    return from === undefined ? [] : [{ protocol, server: readVariable(from, environment) }];
  });
  const [first, second] = found.map(({ server }) => server);
  if (first && second && !isSame(first, second))
    throw new Error(
      `${first.from} and ${second.from} name different proxies, and the pages of a run can have one: name it with --proxy`,
    );
  const protocols = found.map(({ protocol }) => protocol);
  return first && new Proxies(first, protocols, exceptions);
}

const EVERY = ['https:', 'http:'] as const;

/** The variables that name proxies, all but those of this program: no sender is to go by them but as they were read here. */
export const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

/** A CGI program gets the header `Proxy` of whoever asks as `HTTP_PROXY` (httpoxy.org). */
function findVariable(protocol: string, environment: NodeJS.ProcessEnv): string | undefined {
  const name = protocol.replace(':', '_proxy');
  const own = [name, name.toUpperCase()];
  const isForged = (name: string) => name === 'HTTP_PROXY' && !!environment.REQUEST_METHOD;
  return [...own, 'all_proxy', 'ALL_PROXY'].find((each) => environment[each] && !isForged(each));
}

function readVariable(from: string, environment: NodeJS.ProcessEnv): ProxyServer {
  try {
    return readProxy(environment[from] ?? '', from);
  } catch (error) {
    throw new Error(`${from} ${(error as Error).message}`);
  }
}

function isSame(one: ProxyServer, other: ProxyServer): boolean {
  return (
    one.address === other.address &&
    one.credentials?.username === other.credentials?.username &&
    one.credentials?.password.reveal() === other.credentials?.password.reveal()
  );
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'socks5:': 1080 };
const NO_SCRIPT = 'names a script, or asks to look for one, and none is run: name the proxy itself';

/**
 * Reads the address of a proxy; without a scheme it is `http://`.
 * @param from who names it
 * @throws Error that says what is wrong with it, where it cannot be used by everything that sends
 */
export function readProxy(text: string, from: string): ProxyServer {
  const written = text.trim();
  if (/^(?:auto|auto-?detect|wpad|pac)$/i.test(written) || /^(?:pac\+|file:|data:)|\.pac$/i.test(written))
    throw new Error(NO_SCRIPT);
  const address = /^[a-z][\w+.-]*:\/\//i.test(written) ? written : `http://${written}`;
  const url = URL.canParse(address) ? new URL(address.replace(/^socks5h:/i, 'socks5:')) : undefined;
  // Known as a secret from here on, whatever else is wrong.
  const credentials = url && readCredentials(url);
  const port = url && PORTS[url.protocol];
  if (!url || port === undefined || url.hostname === '')
    throw new Error(`"${hideCredentials(text)}" is no address of a proxy that can be used: ${KINDS}`);
  if (!/^\/?$/.test(url.pathname) || url.search || url.hash)
    throw new Error(
      `names a path behind its host (special characters of a password are written as %2F): ${KINDS}`,
    );
  if (credentials && `${credentials.username}${credentials.password.reveal()}`.includes('%'))
    throw new Error(PERCENT);
  if (credentials && url.protocol === 'socks5:')
    throw new Error(
      'gives a password to a SOCKS proxy, which Chromium cannot: use one without, or an http:// one',
    );
  return {
    address: `${url.protocol}//${url.hostname.toLowerCase()}:${url.port || port}`,
    from,
    credentials,
  };
}

const KINDS = 'write it as http://proxy.example.com:3128, https://… or socks5://…';

// Playwright decodes for its own requests what it has not encoded before, and gives Chromium the same as it stands.
const PERCENT =
  'has a percent sign in its user name or its password, which cannot be sent rightly: have another password';

function readCredentials({ username, password }: URL): ProxyCredentials | undefined {
  if (username === '' && password === '') return undefined;
  return { username: decode(username), password: new Secret(decode(password)) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
