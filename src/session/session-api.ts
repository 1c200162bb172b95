import type { BrowserContext, Cookie, Response } from 'playwright';
import type { CookieJar, Cookie as JarCookie } from 'tough-cookie';
import { jarAddress, keepCookie, openJar } from '../api/cookie-jar.ts';
import { type HttpClient, PlaywrightHttp, UndiciHttp } from '../api/http.ts';
import type { NewUntil } from '../api/newness.ts';
import { OctopusApi } from '../api/octopus-api.ts';
import type { ServerFacts } from '../api/server-facts.ts';
import { NodeRelay, writeCookies } from '../browser/node-relay.ts';
import type { OpenPage } from '../browser/open-browser.ts';
import type { Network } from '../core/network.ts';
import { fromHeader, toHeader } from '../core/text.ts';
import { cookieAddress, isAntiForgeryCookie, isSessionCookie } from '../portal/session-cookies.ts';
import { CookieLearner } from '../secrets/learn-cookie.ts';

const ANTI_FORGERY_COOKIE = 'octopus-csrf-token';

/**
 * The REST API as the browser's own session, with the headers of the portal's own script: the cookies go with every
 * request, and the anti-forgery token with every one that changes something (facts 1.6, 1.9).
 * @param server the server's address, with its virtual directory
 * @param facts what the server says of itself; undefined where it is not known yet
 * @param newUntil of the session
 */
export function openSessionApi(
  holder: CookieHolder,
  server: string,
  facts: Pick<ServerFacts, 'installationId' | 'version'> | undefined,
  newUntil: NewUntil,
): OctopusApi {
  const client = readClientHeaders(facts?.version);
  const authorise = async (method: string) => {
    if (method === 'GET') return { ...client };
    // Read anew for each request: whether the token changes within a session is not known (facts 10.5).
    const token = findAntiForgeryToken(
      await holder.readCookies(cookieAddress(server)),
      facts?.installationId,
    );
    return { ...writePortalHeaders(server, facts?.version), ...(token && { 'X-Octopus-Csrf-Token': token }) };
  };
  return new OctopusApi(holder.http, server, authorise, newUntil);
}

/** What the portal's own script sends with whatever changes something, beside the anti-forgery token. */
export function writePortalHeaders(server: string, version: string | undefined): Record<string, string> {
  return { ...readClientHeaders(version), Origin: new URL(server).origin };
}

// A version is what a server says it is: anything else could not stand in a header, and would fail each request.
const VERSION = /^[\w.+-]{1,64}$/;

function readClientHeaders(version = ''): Record<string, string> {
  return VERSION.test(version) ? { 'X-Octopus-User-Agent': `OctopusClient-js/${version}` } : {};
}

/**
 * The anti-forgery token of this installation, as it stands in the cookie: decoding it earns a 403 (facts 1.5).
 * Other servers on the same host name leave their own cookies in the same jar, told apart by installation id.
 * @returns undefined where there is none, as on servers from before such tokens
 */
function findAntiForgeryToken(
  cookies: readonly Cookie[],
  installationId: string | undefined,
): string | undefined {
  const tokens = cookies.filter(({ name }) => name.toLowerCase().startsWith(ANTI_FORGERY_COOKIE));
  const named = (wanted: string) => tokens.find(({ name }) => name.toLowerCase() === wanted);
  const ours = installationId
    ? (named(`${ANTI_FORGERY_COOKIE}_${installationId.toLowerCase()}`) ?? named(ANTI_FORGERY_COOKIE))
    : tokens[0];
  if (ours) new CookieLearner().learn(ours.value);
  return ours?.value;
}

/** What holds the cookies of a session, and sends them with its requests. All that it holds are known as secrets. */
export interface CookieHolder {
  /** To be closed when the session is over, or goes on with another holder. */
  readonly http: HttpClient;
  /** @returns the cookies that go to an address */
  readCookies(address: string): Promise<Cookie[]>;
}

/** @returns whether an identification cookie is held for a server, as far as that is known */
export async function holdsSession(cookies: CookieHolder, server: string): Promise<boolean> {
  const held = await cookies.readCookies(cookieAddress(server)).catch(() => []);
  return held.some(({ name }) => isSessionCookie(name));
}

/**
 * Leaves the cookies where they are, in the browser. Where that ends, a session goes on with the cookies that were copied last:
 * there may be a key to revoke.
 */
export class BrowserCookies implements CookieHolder {
  readonly http: HttpClient;
  readonly #browser: OpenPage;
  readonly #network: Network;
  readonly #learner = new CookieLearner();
  #copy: readonly Cookie[] = [];
  #replacement: Promise<CookieHolder> | undefined;

  constructor(browser: OpenPage, network: Network) {
    this.#browser = browser;
    this.#network = network;
    const learning = learnCookiesOf(browser.context);
    const requests = new PlaywrightHttp(browser.context.request, network, (error) =>
      browser.watch.explain(error),
    );
    this.http = {
      send: async (request, deadline) => {
        if (this.#isElsewhere(request.address))
          return await (await this.#replace()).http.send(request, deadline);
        const cookie = writeCookies(await this.readCookies(request.address));
        const headers = cookie ? { ...request.headers, Cookie: cookie } : request.headers;
        return await requests.send({ ...request, headers }, deadline);
      },
      close: async () => learning[Symbol.dispose](),
    };
  }

  /** Copies all cookies, for what is left to do where the browser ends. */
  async copy(): Promise<void> {
    this.#copy = await this.#read();
  }

  /** Adds what the browser may not have had before it ended. */
  keep(cookies: readonly Cookie[]): void {
    this.#copy = [...cookies, ...this.#copy];
    this.#replacement = undefined;
  }

  async readCookies(address: string): Promise<Cookie[]> {
    if (this.#isElsewhere(address)) return await (await this.#replace()).readCookies(address);
    try {
      return await this.#read(address);
    } catch (error) {
      throw await this.#browser.watch.explain(error);
    }
  }

  /** A page's script can set a cookie, too, and one may have come with a reply that broke off. */
  async #read(address?: string): Promise<Cookie[]> {
    const cookies = await this.#browser.context.cookies(address);
    for (const { value } of cookies) this.#learner.learn(value);
    return cookies;
  }

  /** Whether the browser is gone, or cannot show a server the client certificate that it wants. */
  #isElsewhere(address: string): boolean {
    return !!this.#browser.watch.failure || !!this.#network.clientCertificate?.isFor(address);
  }

  #replace(): Promise<CookieHolder> {
    this.#replacement ??= this.#hold();
    return this.#replacement;
  }

  async #hold(): Promise<CookieHolder> {
    // The browser may have lost some of the copy with its page, and may live on with newer ones without it.
    const cookies = [...this.#copy, ...(await this.#read().catch(() => []))];
    return await holdCookies(cookies, this.#network);
  }
}

/**
 * Makes every cookie known as a secret that the pages of a context are given, by whomever: the portal, a provider, or
 * an access proxy in front of them.
 * @returns what ends it: a context may be used again
 */
function learnCookiesOf(context: BrowserContext): Disposable {
  const cookies = new CookieLearner();
  const learn = async (response: Response) => {
    const lines = await response.headerValues('set-cookie').catch(() => []);
    for (const line of lines) cookies.learnLine(line);
  };
  context.on('response', learn);
  const relay = NodeRelay.of(context.browser());
  relay?.learners.add(cookies);
  return {
    [Symbol.dispose]: () => {
      context.off('response', learn);
      relay?.learners.delete(cookies);
    },
  };
}

/** Holds cookies without a browser. */
export async function holdCookies(
  cookies: readonly Cookie[],
  network: Network,
): Promise<CookieHolder & { readonly http: UndiciHttp }> {
  const jar = await fillJar(cookies);
  return {
    http: new UndiciHttp(network, jar),
    readCookies: async (address) => (await jar.getCookies(jarAddress(address))).map(toBrowserCookie),
  };
}

/**
 * @param cookies of a session, among which may be those of what stands in front of the server
 * @returns what sends requests with nothing of the session, and all the same past that
 */
export async function openBesideSession(cookies: readonly Cookie[], network: Network): Promise<UndiciHttp> {
  const others = cookies.filter(({ name }) => !isSessionCookie(name) && !isAntiForgeryCookie(name));
  return new UndiciHttp(network, await fillJar(others), false);
}

async function fillJar(cookies: readonly Cookie[]): Promise<CookieJar> {
  const { Cookie: Jarred } = require('tough-cookie') as typeof import('tough-cookie');
  const learner = new CookieLearner();
  // The browser has judged them already.
  const jar = openJar();
  for (const { name, value, domain, path, expires, httpOnly, secure, sameSite } of cookies) {
    learner.learn(value);
    const host = domain.replace(/^\.|\.$/g, '');
    const cookie = new Jarred({
      key: toHeader(name),
      value: toHeader(value),
      // A cookie without a domain goes to its host alone.
      domain: domain.startsWith('.') ? host : null,
      path,
      expires: expires === -1 ? 'Infinity' : new Date(expires * 1000),
      httpOnly,
      secure,
      sameSite: sameSite.toLowerCase(),
    });
    await keepCookie(jar, cookie, `${secure ? 'https' : 'http'}://${host}${path}`);
  }
  return jar;
}

const SAME_SITE = { strict: 'Strict', none: 'None' } as const;

/** @returns the cookie as a browser has it */
function toBrowserCookie({
  key,
  value,
  domain,
  path,
  hostOnly,
  httpOnly,
  secure,
  expires,
  sameSite,
}: JarCookie): Cookie {
  return {
    name: fromHeader(key),
    value: fromHeader(value),
    domain: `${hostOnly ? '' : '.'}${domain}`,
    path: path ?? '/',
    expires: expires instanceof Date ? expires.getTime() / 1000 : -1,
    httpOnly,
    secure,
    sameSite: SAME_SITE[sameSite as keyof typeof SAME_SITE] ?? 'Lax',
  };
}
