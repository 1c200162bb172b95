import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** One entry of `NO_PROXY`: a name and all below it, an address, or a block of addresses; with a port, that port alone. */
interface Exception {
  readonly matches: (host: string) => boolean;
  readonly port: string | undefined;
  /** The same as Chromium writes it (Chromium, net/docs/proxy.md, proxy bypass rules). */
  readonly rules: readonly string[];
}

/** The addresses that are reached without a proxy: those of this machine always, and what `NO_PROXY` names. */
export class NoProxy {
  readonly #exceptions: readonly Exception[];
  /** Whether every address is reached without one. */
  readonly isEverything: boolean;

  /**
   * @param entries with commas or blanks between: `corp`, `.corp` and `*.corp` are that name and all below it, as curl has it; what is
   *   none of an entry is left out
   */
  constructor(entries: string) {
    const words = entries.split(/[\s,]+/).filter((word) => word !== '');
    this.isEverything = words.includes('*');
    this.#exceptions = [...LOOPBACK, ...words].flatMap(readEntry);
  }

  /** Whether an address is reached without a proxy. */
  has({ hostname, port, protocol }: URL): boolean {
    const host = normalize(hostname);
    const actual = port || DEFAULT_PORTS[protocol];
    return this.#exceptions.some(
      (each) => each.matches(host) && (each.port === undefined || each.port === actual),
    );
  }

  /** The same as rules of Chromium, whose own exceptions are taken back first: they are others. */
  get rules(): readonly string[] {
    return ['<-loopback>', ...this.#exceptions.flatMap(({ rules }) => rules)];
  }
}

// An address of no machine in particular is answered by this one. IPv4 within IPv6 goes by what IPv4 does.
const LOOPBACK = ['localhost', '127.0.0.0/8', '::1', '0.0.0.0', '::'];
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** @param hostname as in a URL: with brackets where it is an address of version 6 */
export function isThisMachine(hostname: string): boolean {
  const host = normalize(hostname);
  return LOOPBACK.flatMap(readEntry).some((each) => each.matches(host));
}

/** @returns a host as `NO_PROXY` has it: without the brackets of an address, or the dot at the end of a name */
function normalize(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function readEntry(entry: string): Exception[] {
  const [, bracketed, host = bracketed, port] =
    /^(?:\[([\d:a-f.]+)\]|([^:]+?)):(\d{1,5})$/i.exec(entry) ?? [];
  // Chromium reads 0443 as a number.
  return readHost(normalize(host ?? entry), port && String(Number(port)));
}

function readHost(host: string, port: string | undefined): Exception[] {
  const suffix = port === undefined ? '' : `:${port}`;
  const [, address = host, length] = /^([\d:a-f.]+)\/(\d{1,3})$/i.exec(host) ?? [];
  // What belongs to a zone, such as an interface, is no address of the network.
  const version = address.includes('%') ? 0 : isIP(address);
  if (version !== 0) {
    const block = makeBlock(address, length === undefined ? undefined : Number(length));
    const matches = (other: string) => isIP(other) !== 0 && !!block?.check(other, nameFamily(other));
    const written = version === 6 && length === undefined ? `[${address}]` : host;
    return block ? [{ matches, port, rules: [`${written}${suffix}`] }] : [];
  }
  const name = domainToASCII(host.replace(/^\*?\./, ''));
  if (!/^[\w-]+(?:\.[\w-]+)*$/.test(name)) return [];
  const matches = (other: string) => other === name || other.endsWith(`.${name}`);
  const spellings = [name, `*.${name}`, `${name}.`, `*.${name}.`];
  return [{ matches, port, rules: spellings.map((each) => `${each}${suffix}`) }];
}

/** @returns undefined, where no block of addresses is of that length */
function makeBlock(address: string, length: number | undefined): BlockList | undefined {
  const block = new BlockList();
  const family = nameFamily(address);
  if (length === undefined) block.addAddress(address, family);
  else if (length > (family === 'ipv4' ? 32 : 128)) return undefined;
  else block.addSubnet(address, length, family);
  return block;
}

function nameFamily(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
