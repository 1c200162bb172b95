import { runInNewContext } from 'node:vm';

/**
 * Finds out whether something takes more of the processor's time than it may. The clock would tell nothing of that on a busy
 * machine. What does not end is broken off.
 * @param limit milliseconds
 */
export function takesLonger(limit: number, work: () => void): boolean {
  for (let patience = limit; ; patience *= 2) {
    const before = process.cpuUsage();
    const hasEnded = endsWithin(patience, work);
    const { user, system } = process.cpuUsage(before);
    const isOver = (user + system) / 1_000 > limit;
    if (hasEnded || isOver) return isOver;
  }
}

function endsWithin(timeout: number, work: () => void): boolean {
  try {
    runInNewContext('work()', { work }, { timeout });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return false;
  }
}
