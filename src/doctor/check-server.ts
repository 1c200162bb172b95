import { lookup } from 'node:dns/promises';
import type { ApiFailure } from '../api/api-failure.ts';
import { isPassedLater, type Passing } from '../api/front-demand.ts';
import { UndiciHttp } from '../api/http.ts';
import { readServerFacts, type ServerFacts } from '../api/server-facts.ts';
import { StartupWait } from '../api/startup-wait.ts';
import { judgeTls, TlsError } from '../api/tls-error.ts';
import { lookAtTls, type TlsLook } from '../api/tls-look.ts';
import { tryProxy } from '../api/try-proxy.ts';
import { type Network, type NetworkSettings, readNetwork } from '../core/network.ts';
import { nameProxy } from '../core/proxy.ts';
import type { Run } from '../core/run.ts';
import { type Expiry, isWithin } from '../keys/wish.ts';
import type { Secret } from '../secrets/secret.ts';
import { type Finding, fail, fine, fromError, type Outcome, skip, warn } from './findings.ts';

export interface ServerSettings extends NetworkSettings {
  readonly url: string | undefined;
  readonly apiKey: Secret | undefined;
  readonly provider: string | undefined;
  readonly interactive: boolean;
  readonly direct: boolean;
  readonly expiresIn: Expiry | undefined;
  readonly serviceAccount: string | undefined;
  /** Milliseconds to wait for a server that is still starting. */
  readonly wait: number;
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_CLOCK_DIFFERENCE_MS = 30_000;
const NAMES = [
  'proxy',
  'name',
  'connection',
  'certificate',
  'server',
  'clock',
  'sign-in page',
  'keys',
  'expiry',
];

/** Looks at the server from outside, without signing in: one thing after the other, as far as one leads to the next. */
export async function checkServer(settings: ServerSettings, run: Run): Promise<Finding[]> {
  const { url } = settings;
  if (url === undefined) {
    const missing = fail('options', 'OCTOPUS_URL (--url) is missing', 'Give the address of the server.');
    const rest = NAMES.map((check) => ({ check, ...skip('there is no address') }));
    return [{ check: 'address', ...missing }, ...rest];
  }
  const network = readNetwork(settings, [url]);
  using startup = new StartupWait(url, settings.wait, run);
  // What is wrong after that is found by the looks.
  if (settings.wait > 0) await readFacts(url, network, startup, run).catch(() => {});
  const findings: Finding[] = [{ check: 'address', ...fine(url) }];
  const looks = {
    proxy: checkProxy,
    name: checkName,
    connection: checkConnection,
    certificate: checkCertificate,
  };
  for (const [check, look] of Object.entries(looks)) {
    const outcome = await look(new URL(url), network, run, settings.wait);
    findings.push({ check, ...outcome });
    if (outcome.state === 'failed') return padOut(findings);
  }
  return padOut([...findings, ...(await checkDocuments(url, settings, startup, network, run))]);
}

/** What could not be looked at is a finding, too. */
function padOut(findings: readonly Finding[]): Finding[] {
  const known = new Set(findings.map(({ check }) => check));
  const rest = NAMES.filter((name) => !known.has(name));
  return [...findings, ...rest.map((check) => ({ check, ...skip('what comes before it failed') }))];
}

async function checkProxy({ href }: URL, { proxies }: Network, run: Run): Promise<Outcome> {
  const proxy = proxies?.of(href);
  if (!proxy)
    return fine(
      proxies?.server ? `${nameProxy(proxies.server)} is not used for this server` : 'none is used',
    );
  try {
    await tryProxy(proxy, href, run.deadline);
    return fine(`${nameProxy(proxy)} is used for this server, and leads there`);
  } catch (error) {
    return fromError(error, 'server');
  }
}

async function checkName({ hostname, href }: URL, { proxies }: Network): Promise<Outcome> {
  if (proxies?.of(href)) return skip('the proxy looks it up');
  try {
    const { address } = await lookup(hostname.replace(/^\[|\]$/g, ''));
    return fine(`${hostname} is ${address}`);
  } catch {
    return fail(
      'server',
      `${hostname} is not known here`,
      'Check OCTOPUS_URL, and the name service of this machine.',
    );
  }
}

async function checkConnection({ origin }: URL, network: Network, run: Run, wait: number): Promise<Outcome> {
  const http = new UndiciHttp(network);
  using deadline = run.deadline.within(CONNECT_TIMEOUT_MS);
  try {
    await http.send({ method: 'HEAD', address: origin, headers: {}, body: undefined }, deadline);
    return fine('the server answers');
  } catch (error) {
    // What is wrong with a certificate is found by the next look.
    if (error instanceof TlsError && origin.startsWith('https:')) return fine('the server answers');
    if (error instanceof TlsError) return fail('server', error.message, error.hint);
    const { code = 'no reply' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    return fail(
      'server',
      `nobody answers at ${origin} (${code})`,
      `Check the address, the port, and what stands in between.${wait === 0 ? ' If it is still starting, wait for it with --wait 5m.' : ''}`,
    );
  } finally {
    await http.close();
  }
}

async function checkCertificate(address: URL, network: Network, run: Run): Promise<Outcome> {
  if (address.protocol === 'http:') return skip('the address is plain http');
  using deadline = run.deadline.within(CONNECT_TIMEOUT_MS);
  try {
    const look = await lookAtTls(address, network, deadline.signal);
    const problem = judgeTls(address, look, network);
    if (problem) return fail('server', problem.message, problem.hint);
    if (!look.certificate)
      return fail(
        'server',
        `none is shown (${look.problem})`,
        'Look at what stands in between, and run again.',
      );
    return describeCertificate(address, look, network);
  } catch (error) {
    return fromError(error, 'server');
  }
}

function describeCertificate(address: URL, look: TlsLook, network: Network): Outcome {
  const unchecked = network.insecureTls && judgeTls(address, look, { ...network, insecureTls: false });
  if (unchecked)
    return warn(
      `${unchecked.message}; it is not checked (--insecure-tls)`,
      'Leave --insecure-tls out as soon as you can.',
    );
  const days = Math.floor((Date.parse(look.certificate?.valid_to ?? '') - Date.now()) / DAY_MS);
  const shown = network.clientCertificate
    ? '; the server is shown a client certificate if it asks for one'
    : '';
  return days < SOON_DAYS
    ? warn(`it ends in ${days} days${shown}`, 'Renew it.')
    : fine(`it is trusted, and good for ${days} days${shown}`);
}

async function checkDocuments(
  url: string,
  settings: ServerSettings,
  startup: StartupWait,
  network: Network,
  run: Run,
): Promise<Finding[]> {
  try {
    const facts = await readFacts(url, network, startup, run);
    return [
      { check: 'server', ...fine(`Octopus Server ${facts.version ?? 'of an unknown version'}`) },
      { check: 'clock', ...checkClock(facts) },
      { check: 'sign-in page', ...checkSignInPage(facts, settings) },
      { check: 'keys', ...checkKeys(facts, settings) },
      { check: 'expiry', ...checkExpiry(facts, settings) },
    ];
  } catch (error) {
    if (isPassedLater(error, readPassing(settings))) return hide(error);
    return [{ check: 'server', ...fromError(error, 'server') }];
  }
}

/** What a run with these settings has a browser for. */
function readPassing({ apiKey, direct, interactive, provider, negotiate }: ServerSettings): Passing {
  const hasBrowser = !apiKey && !direct;
  const byPages = hasBrowser && (interactive || provider !== undefined);
  return { byPages, byKerberos: hasBrowser && negotiate === true };
}

/** What a run would pass by its browser, which nothing here is looked at with. */
function hide({ reason }: ApiFailure): Finding[] {
  const found = `${reason}; the browser of a run is to pass there, and what is behind it was not looked at`;
  const [, ...rest] = NAMES.slice(NAMES.indexOf('server'));
  return [
    { check: 'server', ...warn(found, 'See with --sign-in whether it does.') },
    ...rest.map((check) => ({ check, ...skip('it is behind that') })),
  ];
}

async function readFacts(
  url: string,
  network: Network,
  startup: StartupWait,
  run: Run,
): Promise<ServerFacts> {
  const http = new UndiciHttp(network);
  try {
    return await readServerFacts(http, url, run.deadline, startup);
  } finally {
    await http.close();
  }
}

/** One-time codes and expiries go by the clock. */
function checkClock({ clockAhead }: ServerFacts): Outcome {
  if (clockAhead === undefined) return skip('the server does not tell the time');
  const seconds = Math.round(Math.abs(clockAhead) / 1000);
  return Math.abs(clockAhead) > MAX_CLOCK_DIFFERENCE_MS
    ? warn(`the server's differs from this machine's by ${seconds} s`, 'Set both by the network time.')
    : fine(`the server's differs by ${seconds} s at most`);
}

function checkSignInPage(
  { formsLogin, providers = [] }: ServerFacts,
  { provider, interactive, direct }: ServerSettings,
): Outcome {
  const offers = `it offers ${providers.join(', ') || 'nothing'}`;
  if (interactive) return fine(`${offers}; you sign in yourself`);
  if (provider !== undefined) {
    const isKnown = providers.some((name) => name.toLowerCase() === provider.toLowerCase());
    return isKnown
      ? fine(offers)
      : warn(
          `${offers}, and not "${provider}" by that name`,
          'Its button may be called so; otherwise correct OCTOPUS_PROVIDER.',
        );
  }
  return formsLogin === false
    ? fail(
        'sign-in',
        `it has no forms login; ${offers}`,
        `${direct ? 'Leave out --direct. ' : ''}Name a provider in OCTOPUS_PROVIDER, or use --interactive.`,
      )
    : fine(offers);
}

function checkKeys({ userKeysEnabled }: ServerFacts, { serviceAccount }: ServerSettings): Outcome {
  if (userKeysEnabled || serviceAccount !== undefined) return fine('they are allowed');
  return fail(
    'key',
    'users may have none (UserApiKeysEnabled is false)',
    'Mint for a service account with --service-account.',
  );
}

function checkExpiry({ maxExpiryDays }: ServerFacts, { expiresIn }: ServerSettings): Outcome {
  const most = maxExpiryDays === undefined ? 'no maximum is told' : `${maxExpiryDays} days at the most`;
  return expiresIn && !isWithin(expiresIn, maxExpiryDays, new Date())
    ? fail('key', `what is asked for is past the maximum: ${most}`, `Ask for ${maxExpiryDays}d at the most.`)
    : fine(most);
}
