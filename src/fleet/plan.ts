import { resolve } from 'node:path';
import { identifyFile } from '../core/place.ts';
import { countOf, layOutTable } from '../core/text.ts';
import type { WantedIdentity } from '../trust/presets.ts';
import type { IfTrusted } from '../trust/provide-identity.ts';
import {
  type ManifestDefaults,
  type ManifestDelivery,
  type ManifestKey,
  type ManifestServer,
  type ManifestSignIn,
  type ManifestTrust,
  readTrusted,
} from './manifest.ts';
import { describeWay, type Mistake, type ReadManifest } from './read-manifest.ts';

/** A key that is wanted, and where it goes. */
export interface PlannedKey extends Omit<ManifestKey, 'deliver'> {
  /** By which it is known from run to run. */
  readonly id: string;
  readonly deliver: PlannedDelivery;
}

/** Where a key goes, its placeholders replaced. */
interface PlannedDelivery extends ManifestDelivery {
  /** Whether there were any. */
  readonly hasPlaceholders: boolean;
}

/** An OpenID Connect identity that is wanted, and whose. */
export interface PlannedTrust {
  /** By which it is known from run to run. */
  readonly id: string;
  readonly serviceAccount: string;
  readonly createServiceAccount: boolean;
  /** Names or ids of teams that the account is to be in. */
  readonly team: readonly string[] | undefined;
  readonly wanted: WantedIdentity;
  readonly ifTrusted: IfTrusted;
}

/** One user of one server, to sign in once, however many keys there are. */
export interface PlannedSignIn {
  /** By which it is known from run to run, and falls to a shard. */
  readonly id: string;
  /** What `{server}` stands for. */
  readonly name: string;
  readonly url: string;
  readonly signIn: ManifestSignIn;
  readonly keys: PlannedKey[];
  readonly trust: PlannedTrust[];
  /** Where it stands in the manifest. */
  readonly path: readonly PropertyKey[];
}

/** The sign-ins that a manifest takes, and what is wrong with it that no single field shows. */
export interface Plan {
  readonly signIns: readonly PlannedSignIn[];
  readonly mistakes: readonly Mistake[];
  /** What may be meant, and is to be known. */
  readonly warnings: readonly Mistake[];
}

/**
 * Turns a manifest into the sign-ins that it takes: defaults filled in, placeholders replaced, the entries of one user of
 * one server put together.
 * @param platform whose names of files there may be, as in `process.platform`
 */
export function planFleet({ defaults, servers }: ReadManifest, platform = process.platform): Plan {
  const planner = new Planner(defaults, platform);
  for (const [at, server] of servers.entries()) if (server) planner.add(server, ['servers', at]);
  return planner;
}

/** What another entry cannot have any more. */
interface Taken {
  readonly name: string;
  readonly path: readonly PropertyKey[];
}

/** A command, and where the keys stand that it gets without being told whose they are. */
interface Untold {
  readonly command: string;
  readonly keys: readonly (readonly PropertyKey[])[];
}

/** These say more of a key than where it is valid. */
const TELLING = ['json', 'terraform'];

class Planner implements Plan {
  readonly mistakes: Mistake[] = [];
  readonly #defaults: ManifestDefaults | undefined;
  readonly #signIns = new Map<string, PlannedSignIn>();
  /** Keys, and where they go, as the one that was first has it. */
  readonly #keys = new Map<string, Taken>();
  readonly #destinations = new Map<string, Taken>();
  /** By commands that nothing tells whose key they get, where the keys stand. */
  readonly #untold = new Map<string, Untold>();
  /** Identities, by what they trust and by their names. */
  readonly #trusted = new Map<string, Taken>();
  readonly #named = new Map<string, Taken>();
  readonly #platform: NodeJS.Platform;

  constructor(defaults: ManifestDefaults | undefined, platform: NodeJS.Platform) {
    this.#defaults = defaults;
    this.#platform = platform;
  }

  get signIns(): readonly PlannedSignIn[] {
    return [...this.#signIns.values()];
  }

  get warnings(): readonly Mistake[] {
    return [...this.#untold.values()].flatMap(({ command, keys: [first, second] }) =>
      first && second
        ? [
            {
              path: second,
              message:
                `goes to "${command}", as another key does (first at ${describeWay(first)}), and nothing tells that command which one it gets, ` +
                'so that it may keep the last alone: write {server} and {purpose} in it, or have it read them (format: json)',
            },
          ]
        : [],
    );
  }

  add(server: ManifestServer, path: readonly PropertyKey[]): void {
    const { url, name = url.replace(/^https?:\/\//, '') } = server;
    const planned = this.#gather(server, name, path);
    const keys = server.keys ?? this.#defaults?.keys;
    const trust = server.trust ?? this.#defaults?.trust;
    // Where the defaults are wrong, what they lack is reported already.
    if (!keys && !trust && this.#defaults)
      this.#blame(path, 'wants no key: give it keys or trust, or give defaults.keys or defaults.trust');
    for (const [at, key] of (keys ?? []).entries()) {
      const where = server.keys ? [...path, 'keys', at] : path;
      const made = this.#planKey(key, planned.id, name, where);
      if (made && this.#isFirst(made, url, where)) planned.keys.push(made);
    }
    for (const [at, entry] of (trust ?? []).entries()) {
      const made = planTrust(entry, planned.id);
      const where = server.trust ? [...path, 'trust', at] : path;
      if (this.#isFirstTrusted(made, url, where)) planned.trust.push(made);
    }
  }

  #gather(server: ManifestServer, name: string, path: readonly PropertyKey[]): PlannedSignIn {
    const { url } = server;
    const signIn = mergeSignIns(this.#defaults?.signIn, server.signIn);
    const { username, provider = '' } = signIn;
    const id = [
      url,
      typeof username === 'object' ? JSON.stringify(username) : (username ?? ''),
      provider,
    ].join(' ');
    const known = this.#signIns.get(id) ?? { id, name, url, signIn, keys: [], trust: [], path };
    this.#signIns.set(id, known);
    if (JSON.stringify(known.signIn) !== JSON.stringify(signIn))
      this.#blame(path, `signs in otherwise than servers[${String(known.path[1])}], as the same user`);
    return known;
  }

  #planKey(key: ManifestKey, id: string, name: string, path: readonly PropertyKey[]): PlannedKey | undefined {
    const deliver = key.deliver ?? this.#defaults?.deliver;
    const expiresIn = key.expiresIn ?? this.#defaults?.expiresIn;
    if (!deliver) {
      if (this.#defaults) this.#blame(path, 'has nowhere to go: give it deliver, or give defaults.deliver');
      return undefined;
    }
    for (const stranger of findStrangers(deliver))
      this.#blame(path, `has a placeholder ${stranger}, which is neither {server} nor {purpose}`);
    const words = { server: toSlug(name), purpose: toSlug(key.purpose) };
    return {
      ...key,
      expiresIn,
      id: [id, toWord(key.serviceAccount ?? ''), key.purpose].join(' '),
      deliver: {
        ...deliver,
        hasPlaceholders: hasPlaceholders(deliver),
        ...(deliver.file && { file: fill(deliver.file, words) }),
        ...(deliver.command && { command: fill(deliver.command, words) }),
      },
    };
  }

  /** Two keys of one purpose could not be told apart, and where two go to one destination, one of them is nobody's. */
  #isFirst(key: PlannedKey, url: string, path: readonly PropertyKey[]): boolean {
    const { id, serviceAccount, purpose, deliver } = key;
    // A service account is the same for every user of a server.
    const what = serviceAccount ? JSON.stringify([url, serviceAccount.toLowerCase(), purpose]) : id;
    const isKey = this.#take(this.#keys, what, { name: '', path }, () => 'is wanted twice');
    const { destination, name } = formatDestination(deliver);
    if (destination === undefined) {
      this.#noteUntold(deliver, url, path);
      return isKey;
    }
    if (deliver.file !== undefined && this.#platform === 'win32' && hasReservedName(deliver.file))
      this.#blame(path, `goes to ${name}, which is a device on Windows`);
    const isAlone = this.#take(this.#destinations, destination, { name, path }, (first) =>
      resolve(first) === resolve(name)
        ? `goes to ${name}, as another key does`
        : `goes to ${name}, which is the same file as ${first} on this system, Windows or macOS`,
    );
    return isAlone && isKey;
  }

  #noteUntold(
    { command = '', format = 'raw' }: PlannedDelivery,
    url: string,
    path: readonly PropertyKey[],
  ): void {
    if (TELLING.includes(format)) return;
    // The others but raw have the server's address beside the key.
    const what = JSON.stringify([command, format === 'raw' ? '' : url]);
    const { keys } = this.#untold.get(what) ?? { keys: [] };
    this.#untold.set(what, { command, keys: [...keys, path] });
  }

  /** Of two for the same jobs, or of one name, each could be taken for what the other is to replace. */
  #isFirstTrusted(
    { serviceAccount, wanted }: PlannedTrust,
    url: string,
    path: readonly PropertyKey[],
  ): boolean {
    const { name, issuer, subject } = wanted;
    const account = serviceAccount.toLowerCase();
    const one = { name, path };
    return (
      this.#take(
        this.#trusted,
        JSON.stringify([url, account, issuer, subject]),
        one,
        () => 'is wanted twice',
      ) &&
      this.#take(
        this.#named,
        JSON.stringify([url, account, name]),
        one,
        () => `has the name "${name}", as another identity has`,
      )
    );
  }

  /** @param complain is given the name of the first */
  #take(taken: Map<string, Taken>, what: string, one: Taken, complain: (first: string) => string): boolean {
    const first = taken.get(what);
    if (first === undefined) taken.set(what, one);
    else this.#blame(one.path, `${complain(first.name)}: first at ${describeWay(first.path)}`);
    return first === undefined;
  }

  #blame(path: readonly PropertyKey[], message: string): void {
    this.mistakes.push({ path, message });
  }
}

/** Quotes a name with blanks or quotes, so that it is clear where it ends; others stay as journals know them. */
function toWord(name: string): string {
  return /[ "]/.test(name) ? JSON.stringify(name) : name;
}

function planTrust(entry: ManifestTrust, id: string): PlannedTrust {
  const wanted = readTrusted(entry);
  const { serviceAccount, createServiceAccount = false, team, ifExists: ifTrusted } = entry;
  const { issuer, subject } = wanted;
  return {
    id: [id, 'trust', serviceAccount, issuer, subject].join(' '),
    ...{ serviceAccount, createServiceAccount, team, wanted, ifTrusted },
  };
}

/** A server's own provider goes before usual sign-ins without a browser, and its own sign-in without one before a usual provider. */
function mergeSignIns(usual: ManifestSignIn = {}, own: ManifestSignIn = {}): ManifestSignIn {
  const { provider, direct, ...rest } = usual;
  return {
    ...rest,
    ...(provider !== undefined && !own.direct && { provider }),
    ...(direct !== undefined && own.provider === undefined && { direct }),
    ...own,
  };
}

/** A command that names neither server nor purpose may tell keys apart by itself. */
function formatDestination({ file, command, hasPlaceholders }: PlannedDelivery): {
  destination: string | undefined;
  name: string;
} {
  if (file !== undefined) return { destination: identifyFile(file), name: file };
  return { destination: hasPlaceholders ? command : undefined, name: `"${command}"` };
}

const RESERVED =
  /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$) *(?:[.:]|$)/i;

/** Whether a part of a path is what Windows calls a device, whatever ending it has. */
function hasReservedName(path: string): boolean {
  return path.split(/[\\/]/).some((part) => RESERVED.test(part));
}

function findStrangers({ file, command }: ManifestDelivery): string[] {
  // Braces of a shell are left alone in a command: ${HOME}, {a,b}.
  const found = file?.match(/\{[^{}]*\}/g) ?? command?.match(/(?<!\$)\{[a-z]+\}/g) ?? [];
  return found.filter((each) => each !== '{server}' && each !== '{purpose}');
}

function hasPlaceholders({ file = '', command = '' }: ManifestDelivery): boolean {
  return /(?<!\$)\{(?:server|purpose)\}/.test(file + command);
}

function fill(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(/(?<!\$)\{(server|purpose)\}/g, (_, name: string) => words[name] ?? '');
}

/** What is safe in a path and in a shell, wherever it stands: letters, digits, dots, dashes and underscores. */
function toSlug(text: string): string {
  return text.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|(?<!-)-+$/g, '') || 'unnamed';
}

const KEY_HEAD = ['SERVER', 'ACCOUNT', 'PURPOSE', 'DELIVERED TO'];
const TRUST_HEAD = ['SERVER', 'ACCOUNT', 'ISSUER', 'SUBJECT'];

/** @returns what a shard of a fleet is to do, as tables of a key or an identity a line, and a line break at the end */
export function formatPlan(
  signIns: readonly PlannedSignIn[],
  { index, count }: { readonly index: number; readonly count: number },
): string {
  const keys = signIns.flatMap((signIn) => signIn.keys.map((key) => formatRow(signIn, key)));
  const trust = signIns.flatMap((signIn) => signIn.trust.map((each) => formatTrustRow(signIn, each)));
  const part = count > 1 ? `, shard ${index} of ${count}` : '';
  const tables = [
    ...(keys.length > 0 || trust.length === 0 ? [layOutTable(KEY_HEAD, keys)] : []),
    ...(trust.length > 0 ? [layOutTable(TRUST_HEAD, trust)] : []),
  ];
  const summary = `${countOf(signIns.length, 'sign-in')}, ${countWanted(keys.length, trust.length)}${part}`;
  return `${[...tables, summary].join('\n')}\n`;
}

/** @returns how many keys and identities there are: `2 keys and 1 identity`; without identities, `2 keys` */
function countWanted(keys: number, identities: number): string {
  const counts = [
    ...(keys > 0 || identities === 0 ? [countOf(keys, 'key')] : []),
    ...(identities > 0 ? [identities === 1 ? '1 identity' : `${identities} identities`] : []),
  ];
  return counts.join(' and ');
}

/** @returns how many there are together: `3 keys and identities` */
export function countTogether(keys: number, identities: number): string {
  const isOfBoth = keys > 0 && identities > 0;
  return isOfBoth ? `${keys + identities} keys and identities` : countWanted(keys, identities);
}

function formatTrustRow({ url }: PlannedSignIn, { serviceAccount, wanted }: PlannedTrust): string[] {
  return [url, serviceAccount, wanted.issuer, wanted.subject];
}

function formatRow({ url, signIn: { username } }: PlannedSignIn, key: PlannedKey): string[] {
  const user = typeof username === 'string' ? username : '-';
  return [url, key.serviceAccount ?? user, key.purpose, key.deliver.file ?? key.deliver.command ?? ''];
}
