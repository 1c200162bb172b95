import type { StandIn } from '../../stand-in/stand-in.ts';
import { expect, type Outcome } from '../fixtures.ts';

/** A run made one key, which works and went to standard output alone, and left no session. */
export function expectMinted(server: StandIn, { code, stdout, stderr }: Outcome): void {
  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
  expect(server.liveKeys()).toHaveLength(1);
  expect(server.liveSessions()).toBe(0);
}
