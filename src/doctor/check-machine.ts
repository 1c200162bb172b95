import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { engines } from '../../package.json';
import { isSince } from '../api/schemas.ts';
import { makeBrowserEnvironment } from '../browser/browser-environment.ts';
import { type BrowserExit, failNoneFound, failUnstarted, formatExitCode } from '../browser/browser-exit.ts';
import { findSystemBrowser, hasPlaywrightsOwn, isRemote, nameBrowser } from '../browser/find-browser.ts';
import { openBrowser } from '../browser/open-browser.ts';
import { makePrivateFolder } from '../browser/private-folder.ts';
import { type NetworkSettings, readNetwork } from '../core/network.ts';
import type { Run } from '../core/run.ts';
import { nameCi } from '../delivery/ci-system.ts';
import { type Finding, fail, fine, fromError, type Outcome, skip, warn } from './findings.ts';

export interface MachineSettings extends NetworkSettings {
  readonly browser: string | undefined;
  readonly headed: boolean;
  readonly interactive: boolean;
  readonly direct: boolean;
  readonly slowMo: number;
}

const VERSION_TIMEOUT_MS = 10_000;

/** Looks at what is around a run on this machine: Node, temporary files, the CI system, the browser. */
export async function checkMachine(settings: MachineSettings, run: Run): Promise<Finding[]> {
  const { environment } = run.inherited;
  return [
    { check: 'Node.js', ...checkNode() },
    { check: 'temporary files', ...checkTemporaryFolder() },
    { check: 'CI system', ...checkCi(environment) },
    { check: 'display', ...checkDisplay(settings, environment) },
    ...(await checkBrowser(settings, run)),
  ];
}

function checkNode(): Outcome {
  const wanted = engines.node.replace('>=', '');
  const version = process.version.replace('v', '');
  const [major = 0, minor = 0] = wanted.split('.').map(Number);
  return isSince(version, major, minor)
    ? fine(`it is ${version}`)
    : fail('defect', `it is ${version}`, `Install Node.js ${wanted} or newer.`);
}

function checkTemporaryFolder(): Outcome {
  try {
    return fine(`they go below ${dirname(makePrivateFolder())}`);
  } catch (error) {
    return { ...fromError(error, 'browser'), kind: 'browser' };
  }
}

function checkCi(environment: NodeJS.ProcessEnv): Outcome {
  const name = nameCi(environment);
  const isLacking = name === 'GitHub Actions' && !environment.GITHUB_OUTPUT;
  if (isLacking)
    return warn(`${name}, without GITHUB_OUTPUT`, 'Run in a step of a job: --ci needs that file.');
  return name ? fine(name) : skip('none that --ci knows');
}

function checkDisplay({ headed, interactive }: MachineSettings, environment: NodeJS.ProcessEnv): Outcome {
  if (!headed && !interactive) return skip('no window is wanted');
  const isThere = process.platform !== 'linux' || environment.DISPLAY || environment.WAYLAND_DISPLAY;
  return isThere
    ? fine('there is one')
    : fail('browser', 'there is none', 'Leave out --headed, or run under xvfb-run.');
}

async function checkBrowser(settings: MachineSettings, run: Run): Promise<Finding[]> {
  const isElsewhere = isRemote(settings.browser);
  const path = settings.browser ?? findSystemBrowser(settings);
  if (settings.direct)
    return ['browser', 'browser start'].map((check) => ({ check, ...skip('--direct needs none') }));
  const unstarted = { check: 'browser start', ...skip('there is none') };
  if (path === undefined && !hasPlaywrightsOwn(settings))
    return [{ check: 'browser', ...fromError(failNoneFound(settings), 'browser') }, unstarted];
  const found = isElsewhere
    ? fine(`a remote one at ${nameBrowser(settings.browser)}`)
    : await checkVersion(path);
  const rest = found.state === 'failed' ? [unstarted] : await startIt(settings, isElsewhere, run);
  return [{ check: 'browser', ...found }, ...rest];
}

/** @param platform as in `process.platform`: on Windows, Chrome that is asked for its version opens a window */
export async function checkVersion(
  path: string | undefined,
  platform: NodeJS.Platform = process.platform,
): Promise<Outcome> {
  if (path === undefined) return fine("Playwright's own");
  if (platform === 'win32' && existsSync(path)) return fine(path);
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], {
      timeout: VERSION_TIMEOUT_MS,
      env: makeBrowserEnvironment(),
    });
    return fine(`${path}, ${stdout.trim()}`);
  } catch (error) {
    return fromError(failUnstarted(path, readExit(error as ExecFileException), error), 'browser');
  }
}

function readExit({ code, signal, killed, stderr = '' }: ExecFileException): BrowserExit {
  if (killed)
    return { how: `did not answer to --version within ${VERSION_TIMEOUT_MS / 1_000} s`, said: stderr };
  if (typeof code === 'string') return { how: `cannot be run (${code})`, said: stderr };
  return { how: formatExitCode(code ?? null, signal), said: stderr };
}

async function startIt(settings: MachineSettings, isElsewhere: boolean, run: Run): Promise<Finding[]> {
  const check = isElsewhere ? 'remote browser' : 'browser start';
  try {
    const wanted = { ...settings, headed: settings.headed || settings.interactive };
    const messages: string[] = [];
    const note = (message: string) => void messages.push(message);
    const browser = await openBrowser(
      { ...wanted, network: readNetwork(settings, []), firstPage: undefined, isTraced: false },
      run.deadline,
      note,
    );
    await browser.close();
    const warnings = messages.map((message) => ({
      check: 'sandbox',
      ...warn(...splitAdvice(message)),
    }));
    return [{ check, ...fine('it starts, and draws a page') }, ...warnings];
  } catch (error) {
    return [{ check, ...fromError(error, 'browser') }];
  }
}

/** @returns the first sentence of a message, without its full stop, and what it says to do */
function splitAdvice(message: string): [found: string, advice: string] {
  const [found = '', ...advice] = message.split('. ');
  return [found.replace(/\.$/, ''), advice.join('. ')];
}
