import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BrowserContextOptions } from 'playwright';
import type { Network } from '../core/network.ts';
import { redactor } from '../secrets/redactor.ts';
import { nameForSockets } from './private-folder.ts';

// Has Chromium ask for pages in English from its first request on: see `contextOptions`.
const LOCALE_FLAG = '--accept-lang=en-US,en';

/**
 * Have a Chromium without a window write no more than warnings to standard error: otherwise it repeats there what pages log, and
 * Playwright, which keeps the last lines, reads one of megabytes from its beginning with each part that comes.
 */
export const QUIET_FLAGS = ['--enable-logging=stderr', '--log-level=1'];

/**
 * Keeps Chromium, which would ask its maker how the fields of each form are filled in, from telling it what forms it sees: the
 * discard port of this machine is no server (`autofill-server-url` in components/autofill/core/common/autofill_switches.cc). A
 * headless shell does not ask.
 */
const UNTOLD_FORMS_FLAG = '--autofill-server-url=http://127.0.0.1:9/';

// Has Chromium go by no proxy of its environment, or of its system: a context is told which one it goes through.
const DIRECT_FLAG = '--no-proxy-server';

/** What every Chromium is started with, whoever starts it; its own talk with its maker's servers only times out on a closed network. */
export const COMMON_FLAGS = [
  LOCALE_FLAG,
  DIRECT_FLAG,
  UNTOLD_FORMS_FLAG,
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
];

// Without a list, Chromium goes by the zones of Windows there (`URLSecurityManagerWin`). No host has that name (RFC 6761, 6.4).
const NOBODY = ['nobody.invalid'];

// What it says of hosts is not asked for proxies (`HttpAuthHandlerNegotiate::AllowsDefaultCredentials`): without tickets, none gets one.
const NO_TICKETS = { KRB5CCNAME: 'MEMORY:none', KRB5_CLIENT_KTNAME: 'MEMORY:none' };

/** Whose browser it is: one that signs in by Kerberos, or not. */
type Negotiator = Pick<Network, 'negotiateWith'>;

/** @returns what has Chromium sign in to some hosts by Kerberos, and to no other: Chromium itself names no ticket to hosts unlisted */
export function negotiateFlags({ negotiateWith = [] }: Negotiator): string[] {
  const hosts = negotiateWith.length > 0 ? negotiateWith : NOBODY;
  return [`--auth-server-allowlist=${hosts.join(',')}`];
}

// Our own, Node's, where Chromium would write a log, and flags that what starts it on Alpine, Arch or Gentoo adds: no sandbox, no
// certificates, a log of what passes.
const NOT_FOR_BROWSERS = /^(?:OCTOPUS_|NODE_|CHROME_LOG_FILE$|CHROM(?:E|IUM)_(?:USER_)?FLAGS$)/i;
const SECRET_NAME = /pass|secret|token|api_?key|credential|private|(?:^|_)pw(?:_|$)/i;

let environment: Record<string, string> | undefined;

/**
 * @returns the variables for a browser: those of this process, but none that has to do with a secret, whoever it is for. A
 *   browser needs none, and a page that breaks out of its sandbox finds what the browser has. They are the same for each: what a
 *   server makes a secret later, as a cookie, takes nothing from the next. Only one that is to sign in by Kerberos finds tickets there.
 *   What it keeps of the memory of a page that crashes, which may have had a password, goes where all is removed with the run, and not to
 *   the user's home, whatever flags it has.
 */
export function makeBrowserEnvironment({ negotiateWith = [] }: Negotiator = {}): Record<string, string> {
  environment ??= readEnvironment();
  return { ...environment, ...(negotiateWith.length > 0 ? {} : NO_TICKETS) };
}

function readEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value = '']) => {
    const isSecret = NOT_FOR_BROWSERS.test(name) || SECRET_NAME.test(name) || redactor.finds(value);
    return isSecret ? [] : [[name, value] as const];
  });
  const folder = nameForSockets();
  return {
    ...Object.fromEntries(entries),
    ...hideOpeners(folder),
    TMPDIR: folder,
    BREAKPAD_DUMP_LOCATION: join(folder, 'crashes'),
  };
}

// By what Chromium hands an address over that is no page's (`platform_util_linux.cc`).
const OPENERS = ['xdg-open', 'xdg-email'];

/**
 * Has Chromium on Linux find nothing that it could hand an address over to: it asks nobody before it has `mailto:` opened, which a form may lead
 * to as well, with what was typed on a command line.
 * @returns the variable that says where programs are looked for
 */
function hideOpeners(folder: string): { readonly PATH?: string } {
  if (process.platform !== 'linux') return {};
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  // No script: none may be run from where temporary files are.
  for (const name of OPENERS) symlinkSync('/bin/false', join(bin, name));
  return { PATH: [bin, process.env.PATH].filter((part) => part).join(delimiter) };
}

/** @returns what each context is opened with; in English, pages say what is known of them in the words that are known */
export function contextOptions(network: Network): BrowserContextOptions {
  return { ignoreHTTPSErrors: network.insecureTls, locale: 'en-US', ...proxyOptions(network) };
}

/**
 * @returns the proxy as Playwright takes it. Chromium says who asks for its password: it goes to that proxy alone, and nothing of it
 *   stands on a command line
 */
export function proxyOptions({ proxies, addresses = [] }: Network): Pick<BrowserContextOptions, 'proxy'> {
  const { server } = proxies ?? {};
  if (!proxies || !server) return {};
  const { address, credentials } = server;
  const known = credentials && { username: credentials.username, password: credentials.password.reveal() };
  return { proxy: { server: address, bypass: proxies.listExceptions(addresses), ...known } };
}
