import { readdirSync, readFileSync } from 'node:fs';

const INTERVAL = 300;

/**
 * Watches what memory a process and all its descendants take together: pages that several share count once (PSS).
 * @returns what gives the most so far, in megabytes; undefined where the system does not tell (only Linux does)
 */
export function watchMemory(root: number | undefined): { peak(): number | undefined } {
  let most: number | undefined;
  const timer = setInterval(() => {
    const now = root === undefined ? undefined : measure(root);
    if (now !== undefined) most = Math.max(most ?? 0, now);
  }, INTERVAL);
  return {
    peak: () => {
      clearInterval(timer);
      return most;
    },
  };
}

function measure(root: number): number | undefined {
  try {
    const parents = new Map(listProcesses().map((id) => [id, readParent(id)]));
    const isOurs = (id: number | undefined): boolean =>
      id === root || (!!id && id > 1 && isOurs(parents.get(id)));
    return [...parents.keys()].filter(isOurs).reduce((sum, id) => sum + readPss(id), 0) / 1024;
  } catch {
    return undefined;
  }
}

function listProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readParent(id: number): number {
  try {
    return Number(readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
  } catch {
    return 0;
  }
}

/** Kilobytes; a process that is gone has none. */
function readPss(id: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
