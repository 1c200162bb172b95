import { lookup } from 'node:dns/promises';
import { connect } from 'node:tls';
import { UndiciHttp } from '../api/http.ts';
import { delayTransient } from '../api/retry-read.ts';
import { readServerFacts, type ServerFacts } from '../api/server-facts.ts';
import type { Run } from '../core/run.ts';
import { type Expiry, isWithin } from '../keys/wish.ts';
import { type Finding, fail, fine, fromError, type Outcome, skip, warn } from './findings.ts';

export interface ServerSettings {
  readonly url: string | undefined;
  readonly provider: string | undefined;
  readonly interactive: boolean;
  readonly expiresIn: Expiry | undefined;
  readonly serviceAccount: string | undefined;
  readonly insecureTls: boolean;
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_CLOCK_DIFFERENCE_MS = 30_000;
const NAMES = ['name', 'connection', 'certificate', 'server', 'clock', 'sign-in page', 'keys', 'expiry'];

/** Looks at the server from outside, without signing in: one thing after the other, as far as one leads to the next. */
export async function checkServer(settings: ServerSettings, run: Run): Promise<Finding[]> {
  const { url } = settings;
  if (url === undefined) {
    const missing = fail('options', 'OCTOPUS_URL (--url) is missing', 'Give the address of the server.');
    const rest = NAMES.map((check) => ({ check, ...skip('there is no address') }));
    return [{ check: 'address', ...missing }, ...rest];
  }
  const findings: Finding[] = [{ check: 'address', ...fine(url) }];
  const looks = { name: checkName, connection: checkConnection, certificate: checkCertificate };
  for (const [check, look] of Object.entries(looks)) {
    const outcome = await look(new URL(url), settings);
    findings.push({ check, ...outcome });
    if (outcome.state === 'failed') return padOut(findings);
  }
  return padOut([...findings, ...(await checkDocuments(url, settings, run))]);
}

/** What could not be looked at is a finding, too. */
function padOut(findings: readonly Finding[]): Finding[] {
  const known = new Set(findings.map(({ check }) => check));
  const rest = NAMES.filter((name) => !known.has(name));
  return [...findings, ...rest.map((check) => ({ check, ...skip('what comes before it failed') }))];
}

async function checkName({ hostname }: URL): Promise<Outcome> {
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

async function checkConnection({ origin }: URL, { insecureTls }: ServerSettings): Promise<Outcome> {
  try {
    const { body } = await fetch(origin, {
      redirect: 'manual',
      signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS),
    });
    await body?.cancel();
    return fine('the server answers');
  } catch (error) {
    const { code = 'no reply' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    // What is wrong with a certificate is found by the next look.
    if (/CERT|SIGN|ISSUER|ALTNAME/.test(code) || insecureTls) return fine('the server answers');
    return fail(
      'server',
      `nobody answers at ${origin} (${code})`,
      'Check the address, the port, and what stands in between.',
    );
  }
}

async function checkCertificate(
  { protocol, hostname, port }: URL,
  { insecureTls }: ServerSettings,
): Promise<Outcome> {
  if (protocol === 'http:') return skip('the address is plain http');
  const { valid_to, problem } = await readCertificate(hostname, Number(port || 443));
  const days = Math.floor((Date.parse(valid_to ?? '') - Date.now()) / DAY_MS);
  if (problem && insecureTls)
    return warn(
      `${problem}; it is not checked (--insecure-tls)`,
      'Leave --insecure-tls out as soon as you can.',
    );
  if (problem)
    return fail('server', problem, 'Name the authority that signed it in NODE_EXTRA_CA_CERTS, or renew it.');
  return days < SOON_DAYS
    ? warn(`it ends in ${days} days`, 'Renew it.')
    : fine(`it is trusted, and good for ${days} days`);
}

function readCertificate(host: string, port: number): Promise<{ valid_to?: string; problem?: string }> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false }, () => {
      const { valid_to } = socket.getPeerCertificate();
      const problem = socket.authorizationError;
      socket.destroy();
      resolve({ valid_to, ...(problem ? { problem: String(problem) } : {}) });
    });
    socket.once('error', (error) => resolve({ problem: error.message }));
  });
}

async function checkDocuments(url: string, settings: ServerSettings, run: Run): Promise<Finding[]> {
  const http = new UndiciHttp(settings);
  try {
    const before = Date.now();
    const facts = await readServerFacts(http, url, run.deadline, delayTransient);
    const asked = { method: 'GET', address: `${url}/api`, headers: {}, body: undefined };
    const { headers } = await http.send(asked, run.deadline);
    return [
      { check: 'server', ...fine(`Octopus Server ${facts.version ?? 'of an unknown version'}`) },
      { check: 'clock', ...checkClock(Date.parse(headers.date ?? ''), before, Date.now()) },
      { check: 'sign-in page', ...checkSignInPage(facts, settings) },
      { check: 'keys', ...checkKeys(facts, settings) },
      { check: 'expiry', ...checkExpiry(facts, settings) },
    ];
  } catch (error) {
    return [{ check: 'server', ...fromError(error, 'server') }];
  } finally {
    await http.close();
  }
}

/** One-time codes and expiries go by the clock. */
function checkClock(theirs: number, before: number, after: number): Outcome {
  const difference = theirs - (before + after) / 2;
  if (Number.isNaN(difference)) return skip('the server does not tell the time');
  const seconds = Math.round(Math.abs(difference) / 1000);
  return Math.abs(difference) > MAX_CLOCK_DIFFERENCE_MS
    ? warn(`the server's differs from this machine's by ${seconds} s`, 'Set both by the network time.')
    : fine(`the server's differs by ${seconds} s at most`);
}

function checkSignInPage(
  { formsLogin, providers = [] }: ServerFacts,
  { provider, interactive }: ServerSettings,
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
        'Name a provider in OCTOPUS_PROVIDER, or use --interactive.',
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
