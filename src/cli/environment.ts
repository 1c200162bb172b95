import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { UsageError } from '../core/failure.ts';
import { PROXY_VARIABLES } from '../core/proxy.ts';
import type { Inherited } from '../core/run.ts';
import { settings } from './settings.ts';

/**
 * @returns what the commands that this one starts inherit: all that was there when this one was started, but none of
 *   its secrets and no path to them. To be called before anything changes the environment.
 */
export function readInherited(environment: NodeJS.ProcessEnv): Inherited {
  const secrets = new Set(listSecrets());
  const kept = Object.entries(environment).filter(([name]) => !secrets.has(name.toUpperCase()));
  return { environment: Object.fromEntries(kept), umask: process.umask() };
}

/**
 * Takes our secrets out of the environment, those too that no setting of this command has read, and the proxies, which have been
 * read: nothing is to go by them on its own.
 */
export function hideSecrets(environment: NodeJS.ProcessEnv): void {
  for (const name of [...listSecrets(), ...PROXY_VARIABLES]) delete environment[name];
}

function listSecrets(): string[] {
  return Object.values(settings).flatMap(({ secret, mayHoldSecret, isSecretFile, variable }) => {
    if (!variable || !(secret || mayHoldSecret || isSecretFile)) return [];
    return isSecretFile ? [variable] : [variable, `${variable}_FILE`];
  });
}

const NO_INSPECTOR = "Playwright's inspector shows what is typed. --headed and --slow-mo show the browser.";

/** What would undo a promise of ours, and is as if it were not there. */
const LEFT_ALONE: Readonly<Record<string, string>> = {
  DEBUG_FILE: 'what DEBUG asks for is on standard error, without secrets.',
  MAX_LOG_LENGTH: 'Playwright cuts what DEBUG asks for, and what is cut within a secret is not known as one.',
  NODE_TLS_REJECT_UNAUTHORIZED:
    'certificates are checked. Name a private authority in NODE_EXTRA_CA_CERTS; --insecure-tls checks none.',
  SSLKEYLOGFILE: 'with what it asks for anybody could read what passes between here and the server.',
  // Playwright reads what npm makes of a project's .npmrc and package.json, too.
  PWDEBUG: NO_INSPECTOR,
  npm_config_pwdebug: NO_INSPECTOR,
  npm_package_config_pwdebug: NO_INSPECTOR,
  // Playwright would pass nothing of them on to those who judge what leaves.
  PLAYWRIGHT_DISABLE_SERVICE_WORKER_NETWORK: 'what service workers send is looked at, as all else is.',
  // Playwright would have it start every browser, on which passwords are typed.
  SELENIUM_REMOTE_URL:
    'what is typed is typed into a browser of this machine. Name a remote one in OCTOPUS_BROWSER (--browser).',
};

// Node acts on these before any code of ours runs.
const REFUSED_FLAGS = /^--(?:tls-keylog|trace-tls|heapsnapshot-signal|heapsnapshot-near-heap-limit)(?:=|$)/;

/**
 * Takes out of the environment what would write secrets where nobody removes them, or have certificates unchecked.
 * @param flags that Node itself was started with
 * @returns what the user should know of it
 * @throws UsageError, where it cannot be undone any more
 */
export function tameEnvironment(environment: NodeJS.ProcessEnv, flags: readonly string[]): string[] {
  const refused = listRefused(environment, flags);
  if (refused.length > 0)
    throw new UsageError(
      refused.map((what) => `${what} has Node write down secrets, or what gives them away: leave it out`),
    );
  const warnings = Object.entries(LEFT_ALONE).flatMap(([name, why]) => {
    const wasHarmless = isHarmless(name, environment);
    delete environment[name];
    return wasHarmless ? [] : [`${name} is ignored: ${why}`];
  });
  if (environment.NODE_DEBUG)
    warnings.push('NODE_DEBUG is set: what it asks for is on standard error, without secrets.');
  requireAbsoluteFolders(environment);
  const { url } = require('node:inspector') as typeof import('node:inspector');
  if (url() !== undefined)
    warnings.push(
      'NODE CAN BE INSPECTED (--inspect): whoever reaches its port, any user of this machine, can read every secret.',
    );
  return warnings;
}

function isHarmless(name: string, { [name]: value, DEBUG }: NodeJS.ProcessEnv): boolean {
  if (name === 'NODE_TLS_REJECT_UNAUTHORIZED') return value !== '0';
  // Names that other programs have, too; Playwright reads them where it prints.
  if (name === 'DEBUG_FILE' || name === 'MAX_LOG_LENGTH') return !value || !DEBUG;
  return !value;
}

/** By these, programs find what is the user's own: settings, browsers. */
const FOLDERS = ['HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'];

/**
 * Has nothing below the working directory be taken for the user's own: what lies there may be anybody's. A relative folder counts as not
 * set (specifications.freedesktop.org/basedir-spec). Whom no list of users names has the home that containers have for such a user.
 */
export function requireAbsoluteFolders(environment: NodeJS.ProcessEnv): void {
  for (const name of FOLDERS) if (!isAbsolute(environment[name] ?? '')) delete environment[name];
  try {
    homedir();
  } catch {
    environment.HOME = '/';
  }
}

/** Has Node open no debugger where SIGUSR1 comes, which some batch systems send: any user of the machine could read every secret by it. */
export function keepDebuggerShut(): void {
  process.on('SIGUSR1', () => {});
}

function listRefused(
  { NODE_OPTIONS = '', NODE_DEBUG_NATIVE }: NodeJS.ProcessEnv,
  flags: readonly string[],
): string[] {
  const all = [...flags, ...NODE_OPTIONS.split(/[\s"]+/)].map((flag) => flag.replaceAll('_', '-'));
  const names = all.filter((flag) => REFUSED_FLAGS.test(flag)).map((flag) => flag.replace(/=.*/, ''));
  return [...new Set(names), ...(NODE_DEBUG_NATIVE ? ['NODE_DEBUG_NATIVE'] : [])];
}
