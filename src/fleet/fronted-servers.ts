import type { FrontSettings } from '../core/front.ts';
import type { Mistake, ReadManifest } from './read-manifest.ts';

/** The servers that get what lets requests pass what stands in front of them, and what is wrong about that. */
export interface FrontedServers {
  /** Their addresses. */
  readonly fronted: readonly string[];
  readonly mistakes: readonly Mistake[];
}

/**
 * One server's password is nothing for another: of several origins each has to say that it gets it, by itself or by the defaults.
 * @param settings all of which name one front
 */
export function findFronted(
  { defaults, servers: all }: Pick<ReadManifest, 'defaults' | 'servers'>,
  { httpUsername, headersFile }: FrontSettings,
): FrontedServers {
  if (httpUsername === undefined && headersFile === undefined) return { fronted: [], mistakes: [] };
  const servers = all.flatMap((server) =>
    server ? [{ url: server.url, front: server.front ?? defaults?.front }] : [],
  );
  const origins = new Set(servers.map(({ url }) => new URL(url).origin));
  const isUnsaid = servers.every(({ front }) => front === undefined);
  if (origins.size > 1 && isUnsaid)
    return { fronted: [], mistakes: [{ path: ['servers'], message: UNSAID }] };
  const fronted = servers.filter(({ front }) => front ?? origins.size === 1);
  return { fronted: fronted.map(({ url }) => url), mistakes: [] };
}

const UNSAID =
  'have several origins, and OCTOPUS_HTTP_USERNAME, OCTOPUS_HTTP_PASSWORD and OCTOPUS_HEADERS_FILE (--headers-file) may not be for all of them: write front: true at each server that gets them, or in defaults for all';
