import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyRecord } from '../../src/fleet/results.ts';
import { type StandIn, startStandIn } from '../../stand-in/stand-in.ts';
import type { Served } from '../serve.ts';
import { type Outcome, type Started, startCommand } from '../start-command.ts';

export const PURPOSE = 'fleet';

/** Servers, and a manifest that wants a key or more on each. */
export interface Fleet extends AsyncDisposable {
  readonly servers: readonly StandIn[];
  /** Path of a file. */
  readonly manifest: string;
  readonly folder: string;
}

interface FleetShape {
  readonly count: number;
  readonly purposes?: readonly string[];
  /** @returns where the manifest has a server, when it is not where it is: what is served there ends with the fleet */
  readonly address?: (server: StandIn, at: number) => Promise<Served> | string;
}

/** @param folder for the manifest and the keys */
export async function startFleet(
  folder: string,
  { count, purposes = [PURPOSE], address = ({ url }) => url }: FleetShape,
): Promise<Fleet> {
  const servers: StandIn[] = [];
  for (let at = 0; at < count; at += 1) servers.push(await startStandIn());
  const places = await Promise.all(servers.map(async (server, at) => await address(server, at)));
  const manifest = join(folder, 'fleet.json');
  const text = {
    defaults: {
      signIn: { username: servers[0]?.username, password: { env: 'FLEET_PASSWORD' } },
      deliver: { file: join(folder, 'keys/{server}/{purpose}.key') },
      keys: purposes.map((purpose) => ({ purpose, expiresIn: '1h' })),
    },
    servers: places.map((place, at) => ({
      name: nameServer(at),
      url: typeof place === 'string' ? place : place.url,
    })),
  };
  await mkdir(join(folder, 'temporary'), { recursive: true });
  await writeFile(manifest, JSON.stringify(text, null, 1));
  const close = async () => {
    for (const place of places) if (typeof place !== 'string') await place[Symbol.asyncDispose]();
    await Promise.all(servers.map((server) => server.close()));
  };
  return { servers, manifest, folder, [Symbol.asyncDispose]: close };
}

function nameServer(at: number): string {
  return `server-${at}`;
}

/** Starts `mint-fleet` for the manifest. */
export function spawnFleet(
  { manifest, folder, servers }: Pick<Fleet, 'manifest' | 'folder' | 'servers'>,
  words: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Started {
  return startCommand('mint-fleet', {
    args: [manifest, ...words],
    cwd: folder,
    env: { FLEET_PASSWORD: servers[0]?.password ?? '', ...env },
    temporary: join(folder, 'temporary'),
  });
}

export function runFleet(...line: Parameters<typeof spawnFleet>): Promise<Outcome> {
  return spawnFleet(...line).exited;
}

/** @returns the text of each key that was delivered, by the names of its server and purpose */
export async function readDelivered(folder: string): Promise<Record<string, string>> {
  const top = join(folder, 'keys');
  if (!existsSync(top)) return {};
  const names = await readdir(top, { recursive: true, withFileTypes: true });
  const files = names.filter((each) => each.isFile());
  const texts = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(top.length + 1), (await readFile(path, 'utf8')).trim()];
  });
  return Object.fromEntries(await Promise.all(texts));
}

export async function readResults(path: string): Promise<KeyRecord[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as KeyRecord);
}
