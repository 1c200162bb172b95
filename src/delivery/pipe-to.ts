import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasProcessGroups, signalGroup, spawnOutside } from '../core/child-processes.ts';
import type { Run } from '../core/run.ts';
import { openErrorOutput } from '../core/standard-error.ts';

const KILL_TIMEOUT_MS = 1_000;
const POLL_INTERVAL_MS = 20;
const DRAIN_TIMEOUT_MS = 2_000;

// What Node gives a child is a socket, which /dev/stdin does not open: a pipe of the shell's own stands between. The
// shell keeps it open after the command, so that it sees what the command left unread.
// Without `cat`, nothing is handed over, and the last one fails.
const THROUGH_A_PIPE = 'cat | { (eval "$1") 3>&-; code=$?; cat >&3 || exit; exit "$code"; }';

/**
 * Gives a text to a shell command on its standard input. What the command prints is passed on; its standard error goes
 * through the redactor, since some commands repeat what they could not use.
 * @throws Error, unless the command read all of it and ended with exit code 0
 */
export async function pipeTo(command: string, text: string, run: Run): Promise<void> {
  const { deadline } = run;
  const child = spawnOutside((options) => start(command, options), run.inherited, {
    stdio: ['pipe', 'inherit', 'pipe', ...(hasProcessGroups ? (['pipe'] as const) : [])],
  });
  const printed = child.stderr && pipeline(child.stderr, openErrorOutput()).catch(() => {});
  const taken = handOver(child, text);
  try {
    await deadline.limit(taken, () => new Error('the command took too long'));
  } catch (error) {
    await end(child, Math.min(KILL_TIMEOUT_MS, deadline.forCleaningUp().remaining() / 4));
    // It may have ended by itself before it was told to, and has the key then.
    await taken.catch(() => {
      throw error;
    });
  } finally {
    // What the command left running in the background may hold its standard error open for ever.
    const patience = sleep(DRAIN_TIMEOUT_MS, undefined, { ref: false, signal: deadline.signal });
    await Promise.race([printed, patience.catch(() => {})]);
  }
}

function start(command: string, options: Parameters<typeof spawn>[2]): ChildProcess {
  if (!hasProcessGroups) return spawn(command, { ...options, shell: true });
  return spawn('sh', ['-c', THROUGH_A_PIPE, 'sh', command], { ...options, detached: true });
}

async function handOver(child: ChildProcess, text: string): Promise<void> {
  let isUnread = false;
  const [, , , rest] = child.stdio;
  rest?.on('data', () => {
    isUnread = true;
  });
  child.stdin?.on('error', () => {
    isUnread = true;
  });
  child.stdin?.end(text);
  await Promise.all([awaitEnd(child), rest && once(rest, 'close')]);
  if (isUnread) throw new Error('the command did not read it');
}

function awaitEnd(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`the command ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** Ends the command, with all that it has started in its group, before this returns: later it would store a key that is revoked. */
async function end(child: ChildProcess, patience: number): Promise<void> {
  const killAt = performance.now() + patience;
  let isThere = signalGroup(child, 'SIGTERM');
  while (isThere && performance.now() < killAt) {
    await sleep(POLL_INTERVAL_MS);
    isThere = signalGroup(child, 0);
  }
  signalGroup(child, 'SIGKILL');
}
