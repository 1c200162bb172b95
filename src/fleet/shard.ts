import { createHash } from 'node:crypto';
import { UsageError } from '../core/failure.ts';
import type { PlannedSignIn } from './plan.ts';

/** One of several parts of a fleet. */
export interface Shard {
  /** From 1, as Playwright counts. */
  readonly index: number;
  readonly count: number;
}

/** Which shard is meant, as it was given: without an index, it is that of Kubernetes. */
export interface ShardWish {
  readonly index: number | undefined;
  readonly count: number;
}

const WHOLE: Shard = { index: 1, count: 1 };

/**
 * Finds out which shard this run is.
 * @param environment for `JOB_COMPLETION_INDEX`, which counts from 0 (kubernetes.io, Indexed Jobs)
 * @throws UsageError
 */
export function resolveShard(wish: ShardWish | undefined, environment: NodeJS.ProcessEnv): Shard {
  const { JOB_COMPLETION_INDEX: completion } = environment;
  if (wish?.index !== undefined) return { index: wish.index, count: wish.count };
  if (completion === undefined) {
    if (!wish) return WHOLE;
    throw new UsageError([
      '--shard does not say which one: write it as 3/16 (only in an Indexed Job of Kubernetes 16 is enough)',
    ]);
  }
  if (!wish)
    throw new UsageError(['JOB_COMPLETION_INDEX is set: say how many shards there are, as in --shard 16']);
  const index = Number(completion) + 1;
  if (/^\d+$/.test(completion) && index <= wish.count) return { index, count: wish.count };
  throw new UsageError([
    `JOB_COMPLETION_INDEX is "${completion}", which is none of ${wish.count} shards, counted from 0`,
  ]);
}

// What a sign-in costs, in keys: a page against a request or two.
const COST_OF_SIGN_IN = 30;
const SLACK = 0.05;

/**
 * Shares sign-ins out. Each falls to the shard that its own name points to, unless that one has its share already, by what came before it
 * in the manifest: so no shard has much more than another, and what is there stays where it is when the manifest grows at its end.
 * @returns the shard of each, from 1
 */
export function assignShards(signIns: readonly PlannedSignIn[], count: number): number[] {
  const loads = new Array<number>(count).fill(0);
  let total = 0;
  return signIns.map(({ id, keys, trust }) => {
    const cost = COST_OF_SIGN_IN + keys.length + trust.length;
    total += cost;
    const shard = findRoom(id, loads, (total / count) * (1 + SLACK) + cost);
    loads[shard] = (loads[shard] ?? 0) + cost;
    return shard + 1;
  });
}

/** The first shard, in an order of the name's own, whose load is not above the share. */
function findRoom(id: string, loads: readonly number[], share: number): number {
  const { length: count } = loads;
  for (let turn = 0; ; turn += 1) {
    const shard = hash(`${turn} ${id}`) % count;
    if ((loads[shard] ?? 0) <= share) return shard;
  }
}

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
