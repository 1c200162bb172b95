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
}

/** The settings that are about the network. */
export interface NetworkSettings extends FrontSettings {
  readonly insecureTls: boolean;
  readonly proxy?: Proxies | undefined;
  readonly negotiate?: boolean;
}

/**
 * @param servers addresses of Octopus Servers: what lets requests pass what stands in front of them goes there alone
 * @param others addresses that requests with credentials go to, too
 * @returns the part of a command's settings that is about the network
 */
export function readNetwork(
  { insecureTls, proxy, negotiate, ...front }: NetworkSettings,
  servers: readonly string[],
  others: readonly string[] = [],
): Network {
  return {
    insecureTls,
    proxies: proxy,
    addresses: [...servers, ...others],
    front: readFront(front, servers),
    negotiateWith: negotiate ? servers.map((server) => new URL(server).hostname) : [],
  };
}
