import type { Proxies } from './proxy.ts';

/** How servers are reached: what pages, the browser's own requests and those without a browser have in common. */
export interface Network {
  /** Whether to check no certificates. */
  readonly insecureTls: boolean;
  /** Undefined: everything is reached directly. */
  readonly proxies?: Proxies | undefined;
  /** The addresses that requests with credentials go to: pages and requests without one must agree on how those are reached. */
  readonly addresses?: readonly string[];
}

/** The settings that are about the network. */
export interface NetworkSettings {
  readonly insecureTls: boolean;
  readonly proxy?: Proxies | undefined;
}

/**
 * @param addresses that requests with credentials go to
 * @returns the part of a command's settings that is about the network
 */
export function readNetwork({ insecureTls, proxy }: NetworkSettings, addresses: readonly string[]): Network {
  return { insecureTls, proxies: proxy, addresses };
}
