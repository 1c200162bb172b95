import { type ClientCertificate, ShownCertificate } from './client-certificate.ts';
import { type Front, type FrontSettings, readFront } from './front.ts';
import type { Proxies } from './proxy.ts';

/** How servers are reached: what pages, the browser's own requests and those without a browser have in common. */
export interface Network {
  /** Whether to check no certificates. */
  readonly insecureTls: boolean;
  /** Undefined: everything is reached directly. */
  readonly proxies?: Proxies | undefined;
  /** The addresses that requests with credentials go to: pages and requests without one must agree on how those are reached. */
  readonly addresses?: readonly string[];
  /** What lets requests pass what stands in front of the servers; undefined: nothing is needed. */
  readonly front?: Front | undefined;
  /** Hosts that the browser may sign in to by Kerberos; none by default. */
  readonly negotiateWith?: readonly string[];
  /** Undefined: nobody is shown one. */
  readonly clientCertificate?: ShownCertificate | undefined;
  /** Whether Node has authorities that a browser does not know of. */
  readonly hasOwnAuthorities?: boolean;
  /** Receives what is sent past Playwright, and so past its recording; undefined: nobody records. */
  readonly sent?: SentExchange[];
}

/** A request as it was sent, and its reply, secrets included. */
export interface SentExchange {
  /** Whether a page made it. */
  readonly isOfPage: boolean;
  /** Milliseconds since 1970. */
  readonly begun: number;
  readonly took: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly status: number;
  readonly statusText: string;
  readonly replyHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly replyBody: string;
}

/** The settings that are about the network. */
export interface NetworkSettings extends FrontSettings {
  readonly insecureTls: boolean;
  readonly proxy?: Proxies | undefined;
  readonly negotiate?: boolean;
  readonly clientCertificate?: ClientCertificate | undefined;
}

/**
 * @param servers addresses of the servers that are meant: they alone are shown a client certificate
 * @param others addresses that requests with credentials go to besides, as those of identity providers
 * @param fronted those of the servers that are given what lets requests pass what stands in front of them
 * @returns the part of a command's settings that is about the network
 */
export function readNetwork(
  { insecureTls, proxy, negotiate, clientCertificate, ...front }: NetworkSettings,
  servers: readonly string[],
  others: readonly string[] = [],
  fronted: readonly string[] = servers,
): Network {
  return {
    insecureTls,
    proxies: proxy,
    addresses: [...servers, ...others],
    front: readFront(front, fronted),
    negotiateWith: negotiate ? servers.map((server) => new URL(server).hostname) : [],
    clientCertificate: clientCertificate && new ShownCertificate(clientCertificate, servers),
    hasOwnAuthorities: hasOwnAuthorities(process.env, process.execArgv),
  };
}

// Of Node's own flags and variables, those that have it trust more than the authorities that it comes with.
const AUTHORITY_FLAGS = /^--use[-_](?:system|openssl)[-_]ca$/;

/** @param flags that Node was started with */
function hasOwnAuthorities(environment: NodeJS.ProcessEnv, flags: readonly string[]): boolean {
  const { NODE_EXTRA_CA_CERTS, NODE_USE_SYSTEM_CA, NODE_OPTIONS = '' } = environment;
  const all = [...flags, ...NODE_OPTIONS.split(/[\s"]+/)];
  return (
    !!NODE_EXTRA_CA_CERTS || NODE_USE_SYSTEM_CA === '1' || all.some((flag) => AUTHORITY_FLAGS.test(flag))
  );
}

/**
 * @returns the origins whose requests this program sends in the place of the browser: it cannot be told safely of other authorities, be
 *   given a client certificate, or add what something in front of the server wants without its pages seeing that
 */
export function listRelayed({
  insecureTls,
  addresses = [],
  clientCertificate,
  front,
  hasOwnAuthorities = false,
}: Network): readonly string[] {
  const isJudgedHere = hasOwnAuthorities && !insecureTls;
  const origins = new Set(addresses.map((each) => new URL(each).origin));
  return [...origins].filter(
    (each) =>
      !!front?.isFor(each) ||
      (each.startsWith('https:') && (isJudgedHere || !!clientCertificate?.isFor(each))),
  );
}
