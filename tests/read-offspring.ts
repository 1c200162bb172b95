import { readdirSync, readFileSync } from 'node:fs';

/** A process as the system shows it to whoever looks. */
interface Seen {
  readonly id: number;
  readonly line: string;
  readonly environment: string;
}

/** The processes that a process has started, and those that they have. */
export function readOffspring(top: number): Seen[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((id) => [Number(id), Number(/^PPid:\s*(\d+)$/m.exec(read(id, 'status'))?.[1] ?? 0)]),
  );
  const descends = (id: number): boolean => {
    const parent = parents.get(id) ?? 0;
    return parent === top || (parent !== 0 && descends(parent));
  };
  return [...parents.keys()]
    .filter(descends)
    .map((id) => ({ id, line: read(id, 'cmdline').replaceAll('\0', ' '), environment: read(id, 'environ') }));
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function read(id: number | string, part: string): string {
  try {
    return readFileSync(`/proc/${id}/${part}`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
