import type { Comparison } from './compare.ts';
import type { Step } from './explain.ts';

/** All that a page about a walk through the sign-in tells. */
export interface Explanation {
  /** The server's address. */
  readonly server: string;
  readonly version: string | undefined;
  readonly steps: readonly Step[];
  readonly comparison: Comparison;
}

export const TITLE = 'How an API key is made through the Web Portal';

export const INTRODUCTION =
  'Recorded in a real browser. Secrets are left out; whatever reads [redacted] was there.';

/** @returns where and from what it was recorded, in one sentence */
export function describeOrigin({ server, version }: Explanation): string {
  return `${server}${version ? `, Octopus Server ${version}` : ''}.`;
}
