import { type ChildProcess, spawn } from 'node:child_process';
import { hasProcessGroups, signalGroup, spawnOutside } from '../core/child-processes.ts';
import type { Run } from '../core/run.ts';
import { openErrorOutput } from '../core/standard-error.ts';

const KILL_TIMEOUT_MS = 1_000;

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
  const child = spawnOutside((options) => start(command, options), run.inherited, {
    stdio: ['pipe', 'inherit', 'pipe', 'pipe'],
  });
  child.stderr?.pipe(openErrorOutput());
  const settled = settle(child, text);
  try {
    await run.deadline.limit(settled, () => new Error('the command took too long'));
  } catch (error) {
    settled.catch(() => {});
    end(child);
    throw error;
  }
}

function start(command: string, options: Parameters<typeof spawn>[2]): ChildProcess {
  if (!hasProcessGroups) return spawn(command, { ...options, shell: true });
  return spawn('sh', ['-c', THROUGH_A_PIPE, 'sh', command], { ...options, detached: true });
}

async function settle(child: ChildProcess, text: string): Promise<void> {
  let isUnread = false;
  const [, , , rest] = child.stdio;
  rest?.on('data', () => {
    isUnread = true;
  });
  child.stdin?.on('error', () => {
    isUnread = true;
  });
  child.stdin?.end(text);
  await awaitEnd(child);
  if (isUnread) throw new Error('the command did not read it');
}

function awaitEnd(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`the command ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

function end(child: ChildProcess): void {
  signalGroup(child, 'SIGTERM');
  setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_TIMEOUT_MS).unref();
}
