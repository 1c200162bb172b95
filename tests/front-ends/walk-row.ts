import type { StandIn } from '../../stand-in/stand-in.ts';
import { expect, test } from '../fixtures.ts';
import { type Deed, type FrontEnd, missing } from './start-front-end.ts';

/** A way through a front end, and what should come of it. */
export interface WalkRow {
  /** What the front end shows. */
  readonly name: string;
  /** What is said where it ends with exit code 4; without it, a key is minted. */
  readonly said?: RegExp;
  /** What is said where a key is minted; without it, anything may be. */
  readonly told?: RegExp;
  /** All that is done there, in order. */
  readonly deeds: readonly Deed[];
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Tests that a walk comes to what its row says. @param start begins to serve what the row shows */
export function testWalk(row: WalkRow, start: (server: StandIn) => Promise<FrontEnd>): void {
  const { name, said, told, deeds, words = [], env } = row;
  const end = said ? 'refused: exit 4' : 'passed';
  test(`${[name, ...words].join(' ')}: ${end}`, { tag: '@extended' }, async ({ startServer, runCommand }) => {
    test.skip(missing !== undefined, missing);
    const server = await startServer();
    await using frontEnd = await start(server);
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...frontEnd.env, ...env },
      words: ['--timeout', '60s', ...words],
    });

    expect.soft(frontEnd.deeds, stderr).toEqual(deeds);
    expect.soft(code, stderr).toBe(said ? 4 : 0);
    expect.soft(server.liveKeys()).toHaveLength(said ? 0 : 1);
    expect.soft(stderr).toMatch(said ?? told ?? /./);
  });
}
