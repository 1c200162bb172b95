import { type ExecFileException, execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { engines } from '../../package.json';
import { isSince } from '../api/schemas.ts';
import { type BrowserExit, failUnstarted, formatExitCode } from '../browser/browser-exit.ts';
import { findSystemBrowser, hasPlaywrightsOwn, isRemote } from '../browser/find-browser.ts';
import { openBrowser } from '../browser/open-browser.ts';
import { makePrivateFolder } from '../browser/private-folder.ts';
import type { Run } from '../core/run.ts';
import { nameCi } from '../delivery/ci-system.ts';
import { type Finding, fail, fine, fromError, skip, warn } from './findings.ts';

export interface MachineSettings {
  readonly browser: string | undefined;
  readonly headed: boolean;
  readonly interactive: boolean;
  readonly slowMo: number;
  readonly insecureTls: boolean;
}

const VERSION_TIMEOUT_MS = 10_000;
const SET_UP = 'Run `npm run set-up`, or name a Chromium in OCTOPUS_BROWSER.';

/** Looks at what is around a run on this machine: Node, temporary files, the CI system, the browser. */
export async function checkMachine(settings: MachineSettings, run: Run): Promise<Finding[]> {
  const { environment } = run.inherited;
  return [
    checkNode(),
    checkTemporaryFolder(),
    checkProxy(environment),
    checkCi(environment),
    checkDisplay(settings, environment),
    ...(await checkBrowser(settings, run)),
  ];
}

function checkNode(): Finding {
  const wanted = engines.node.replace('>=', '');
  const version = process.version.replace('v', '');
  const [major = 0, minor = 0] = wanted.split('.').map(Number);
  return isSince(version, major, minor)
    ? fine('Node.js', `it is ${version}`)
    : fail('Node.js', 'defect', `it is ${version}`, `Install Node.js ${wanted} or newer.`);
}

function checkTemporaryFolder(): Finding {
  try {
    return fine('temporary files', `they go below ${dirname(makePrivateFolder())}`);
  } catch (error) {
    return { ...fromError('temporary files', error, 'browser'), kind: 'browser' };
  }
}

function checkProxy(environment: NodeJS.ProcessEnv): Finding {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'].filter(
    (name) => environment[name],
  );
  return names.length > 0
    ? warn(
        'proxy',
        `${names.join(', ')} is set, and is not used`,
        'Run where the server can be reached without it.',
      )
    : fine('proxy', 'none is set');
}

function checkCi(environment: NodeJS.ProcessEnv): Finding {
  const name = nameCi(environment);
  const isLacking = name === 'GitHub Actions' && !environment.GITHUB_OUTPUT;
  if (isLacking)
    return warn(
      'CI system',
      `${name}, without GITHUB_OUTPUT`,
      'Run in a step of a job: --ci needs that file.',
    );
  return name ? fine('CI system', name) : skip('CI system', 'none that --ci knows');
}

function checkDisplay({ headed, interactive }: MachineSettings, environment: NodeJS.ProcessEnv): Finding {
  if (!headed && !interactive) return skip('display', 'no window is wanted');
  const isThere = process.platform !== 'linux' || environment.DISPLAY || environment.WAYLAND_DISPLAY;
  return isThere
    ? fine('display', 'there is one')
    : fail('display', 'browser', 'there is none', 'Leave out --headed, or run under xvfb-run.');
}

async function checkBrowser(settings: MachineSettings, run: Run): Promise<Finding[]> {
  const isElsewhere = isRemote(settings.browser);
  const path = settings.browser ?? findSystemBrowser(settings);
  if (path === undefined && !hasPlaywrightsOwn())
    return [
      fail('browser', 'browser', 'no Chromium was found', SET_UP),
      skip('browser start', 'there is none'),
    ];
  const found = isElsewhere ? fine('browser', `a remote one at ${path}`) : await checkVersion(path);
  if (found.state === 'failed') return [found, skip('browser start', 'there is none')];
  return [found, ...(await startIt(settings, isElsewhere, run))];
}

async function checkVersion(path: string | undefined): Promise<Finding> {
  if (path === undefined) return fine('browser', "Playwright's own");
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: VERSION_TIMEOUT_MS });
    return fine('browser', `${path}, ${stdout.trim()}`);
  } catch (error) {
    return fromError('browser', failUnstarted(path, readExit(error as ExecFileException), error), 'browser');
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
      { ...wanted, firstPage: undefined, isTraced: false },
      run.deadline,
      note,
    );
    await browser.close();
    const warnings = messages.map((message) =>
      warn('sandbox', message.replace(/\.$/, ''), 'Use another user or machine where you can.'),
    );
    return [fine(check, 'it starts, and draws a page'), ...warnings];
  } catch (error) {
    return [fromError(check, error, 'browser')];
  }
}
