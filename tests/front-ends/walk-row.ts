import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { TOTP } from 'otpauth';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { PERSON } from '../enemies/serve-provider.ts';
import { collectSecrets, findLeaks } from '../find-leaks.ts';
import { expect, test } from '../fixtures.ts';
import { type Deed, type FrontEnd, missing } from './start-front-end.ts';

/** A way through a front end, and what should come of it. */
export interface WalkRow {
  /** What the front end shows. */
  readonly name: string;
  /** What is said where it ends with exit code 4; without it, a key is minted. */
  readonly said?: RegExp;
  /** What is waited for in vain where it ends so: at a page that is settled, nothing is. */
  readonly waitedFor?: string;
  /** What is said where a key is minted; without it, anything may be. */
  readonly told?: RegExp;
  /** All that is done there, in order. */
  readonly deeds: readonly Deed[];
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its pages are of our own: nothing has to be set up for it. */
  readonly isOwn?: boolean;
}

/** What a walk came to, for the table of them all: an annotation of its test holds it as JSON. */
export interface WalkOutcome {
  readonly code: number | null;
  readonly deeds: readonly Deed[];
  readonly seconds: number;
}

export const WALK = 'walk';

/** What is waited for in vain where only the end of the run's time ends it. */
export const WHAT_IS_LATE = 'what had not come when the time was over';

/**
 * Tests that a walk comes to what its row says, and leaves no secret in its log and its trace.
 * @param start begins to serve what the row shows
 */
export function testWalk(row: WalkRow, start: (server: StandIn) => Promise<FrontEnd>): void {
  const { name, said, waitedFor = 'nothing', told, deeds, words = [], env, isOwn = false } = row;
  const end = said ? 'refused: exit 4' : 'passed';
  test(
    `${[name, ...words].join(' ')}: ${end}`,
    { tag: '@extended' },
    async ({ startServer, runCommand, folder }, { annotations }) => {
      test.skip(missing !== undefined && !isOwn, missing);
      const server = await startServer();
      await using frontEnd = await start(server);
      const startedAt = Date.now();
      const variables: Record<string, string> = { ...frontEnd.env, LOG_LEVEL: 'trace', ...env };
      const { code, stderr } = await runCommand('mint-key', {
        env: variables,
        words: ['--timeout', '60s', '--trace', 'trace.zip', ...words],
      });
      const seconds = (Date.now() - startedAt) / 1000;
      const outcome: WalkOutcome = { code, deeds: frontEnd.deeds, seconds };
      annotations.push({ type: WALK, description: JSON.stringify(outcome) });
      expect.soft(frontEnd.deeds, stderr).toEqual(deeds);
      expect.soft(code, stderr).toBe(said ? 4 : 0);
      expect.soft(server.liveKeys()).toHaveLength(said ? 0 : 1);
      expect.soft(stderr).toMatch(said ?? told ?? /./);
      if (said) expect.soft(stderr).toContain(`Waited in vain for ${waitedFor}.`);
      const { text, pictures } = await readTrace(join(folder, 'trace.zip'));
      // A page may keep the user name as a cookie, which is no secret for that.
      const secrets = [
        ...collectSecrets(server, variables.OCTOPUS_PASSWORD ?? ''),
        PERSON.totpSecret,
        server.password,
      ].filter((secret) => secret !== variables.OCTOPUS_USERNAME);

      expect.soft(pictures).toBeGreaterThan(0);
      expect.soft(findLeaks(secrets, stderr + text)).toEqual([]);
      expect.soft(findCodes(variables.OCTOPUS_TOTP_SECRET, startedAt, stderr + text)).toEqual([]);
    },
  );
}

async function readTrace(path: string): Promise<{ text: string; pictures: number }> {
  const parts = Object.entries(unzipSync(await readFile(path)));
  return {
    text: parts.map(([, bytes]) => strFromU8(bytes)).join('\n'),
    pictures: parts.filter(([name]) => name.endsWith('.jpeg')).length,
  };
}

/**
 * Digits within a hash, or a colour, are no code: of the hundred in a trace of styles, one in ten runs of all rows is one by chance.
 * @returns which of the codes a text holds that a generator has made since a moment, and the next one
 */
function findCodes(secret: string | undefined, since: number, text: string): string[] {
  if (!secret) return [];
  const generator = new TOTP({ secret });
  const steps = Math.ceil((Date.now() - since) / STEP_MS) + 2;
  return Array.from({ length: steps }, (_, at) =>
    generator.generate({ timestamp: since + at * STEP_MS }),
  ).filter((code) => new RegExp(`(?<![\\da-f.#])${code}(?![\\da-f.])`).test(text));
}

const STEP_MS = 30_000;
