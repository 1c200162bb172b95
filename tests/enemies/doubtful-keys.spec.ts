import type { ApiCall, OctopusApi } from '../../src/api/octopus-api.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { OpenTransactions, type Run } from '../../src/core/run.ts';
import { type KeyJournal, settleEarlierRuns } from '../../src/keys/earlier-runs.ts';
import { findAskedFor, nameTwins, recoverLostKey } from '../../src/keys/lost-reply.ts';
import type { KeyOrder } from '../../src/keys/wish.ts';
import type { Session } from '../../src/session/session.ts';
import { expect, test } from '../fixtures.ts';

// Keys that only the key list can tell for ours: servers keep less of an expiry, cut it down, or trim a purpose, and lists lag behind.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AT = new Date('2026-11-26T05:03:58.120Z');
const EXPIRES = new Date('2027-02-24T05:03:11.847Z');
const TO_DAYS = '2027-02-24T00:00:00.000Z';
const CUT_DOWN = new Date(AT.getTime() + 30 * DAY).toISOString();
const PURPOSE = 'Nightly build ';

const account = {
  url: 'https://octopus.example.com',
  username: 'admin',
  serviceAccount: undefined,
  provider: undefined,
  direct: false,
};

const order: KeyOrder = {
  account,
  userId: 'Users-1',
  purpose: PURPOSE,
  at: AT,
  expires: EXPIRES,
  isCounted: true,
  scope: { accessLevel: undefined, actorType: undefined },
  listed: [],
  before: undefined,
  replaces: [],
};

const ours = {
  Id: 'APIKeys-ours',
  Purpose: PURPOSE,
  Created: AT.toISOString(),
  Expires: EXPIRES.toISOString(),
};
const rival = { ...ours, Id: 'APIKeys-rival', Expires: TO_DAYS };
const earlier = { ...rival, Id: 'APIKeys-earlier', Created: '2026-11-26T04:03:58.120Z' };

/** A server whose key list shows these, look by look, and the last for ever. */
class Lists {
  readonly revoked: string[] = [];
  readonly #looks: (readonly object[])[];

  constructor(...looks: (readonly object[])[]) {
    this.#looks = looks;
  }

  call = async ({ method, path }: Pick<ApiCall<never>, 'method' | 'path'>) => {
    if (method === 'DELETE') return void this.revoked.push(path.replace(/.*\//, ''));
    const [Items = []] = this.#looks.length > 1 ? this.#looks.splice(0, 1) : this.#looks;
    return { Items, TotalResults: Items.length };
  };

  get session(): Session {
    return { api: this as unknown as OctopusApi, server: { installationId: 'this' } } as Session;
  }
}

/** Keeps what somebody is told whatever the log level is. */
function record(): { run: Run; alerts: string[] } {
  const alerts: string[] = [];
  const run = {
    deadline: Deadline.ofRun(60_000),
    transactions: new OpenTransactions(),
    step: (_: string, __: string, work: () => Promise<unknown>) => work(),
    alert: (message: string) => void alerts.push(message),
    ...{ info() {}, warn() {} },
  } as unknown as Run;
  return { run, alerts };
}

async function recover(lists: Lists, answered?: string, more: Partial<KeyOrder> = {}): Promise<string> {
  const { run, alerts } = record();
  using transaction = run.transactions.begin('');
  await recoverLostKey({ ...order, ...more }, lists.session, transaction, run, answered);
  return alerts.join('\n');
}

test('a list that does not show yet the key that was answered: that key is named, and none that was made at another time', async () => {
  const told = await recover(new Lists([earlier]), ours.Id);
  expect(told).toContain(ours.Id);
  expect(told).toContain(PURPOSE);
  expect(told).toContain(EXPIRES.toISOString());
  expect(told).not.toContain(earlier.Id);
  expect(told).not.toContain('Should the server still make it');
});

test('a list that shows a key of the same moment, and not yet the one that was answered: both are named, with what ours would have', async () => {
  const lists = new Lists([rival, earlier]);
  const told = await recover(lists, ours.Id);
  for (const word of [ours.Id, rival.Id, PURPOSE, EXPIRES.toISOString(), '--id'])
    expect(told).toContain(word);
  expect(told).not.toContain(earlier.Id);
  expect(lists.revoked).toEqual([]);
});

test('a list that shows a key of the same moment first, and then ours: ours is revoked, and none is named', async () => {
  const lists = new Lists([rival], [rival, ours]);
  expect(await recover(lists)).toBe('');
  expect(lists.revoked).toEqual([ours.Id]);
});

test('two keys that bear the very instant that was asked for: both are named, and none is revoked', async () => {
  const lists = new Lists([ours, { ...ours, Id: rival.Id }, { ...rival, Id: 'APIKeys-other' }]);
  const told = await recover(lists);
  expect(told).toContain(`THE KEYS ${ours.Id}, ${rival.Id} MAY BE LIVE`);
  expect(told).toMatch(new RegExp(`--id ${ours.Id} --id ${rival.Id}$`));
  expect(told).not.toMatch(/APIKeys-other|Find out which/);
  expect(lists.revoked).toEqual([]);
});

test('a key that was there before the request is not named with those that may be ours', async () => {
  for (const more of [{ listed: [{ Id: rival.Id }] }, { before: [{ Id: rival.Id }] }] as const) {
    const told = await recover(new Lists([rival]), undefined, more as Partial<KeyOrder>);
    expect(told, JSON.stringify(more)).not.toContain(rival.Id);
    expect(told).toContain('A KEY MAY HAVE BEEN MADE');
  }
});

test('a key that was answered does not wait long for a list in which others may bear its expiry', async () => {
  const given: number[] = [];
  const call = async (_: unknown, deadline: Deadline) => {
    given.push(deadline.remaining());
    return { Items: [], TotalResults: 0 };
  };
  const session = { api: { call } } as unknown as Session;
  const { run, alerts } = record();
  await nameTwins(ours.Id, order, session, run);
  expect(alerts).toEqual([]);
  expect(given).toHaveLength(1);
  expect(given[0]).toBeLessThanOrEqual(5_000);
});

test('a list that cannot be read any more hides nothing of what it showed', async () => {
  const lists = new Lists([rival], []);
  const { call } = lists;
  let looks = 0;
  const api = { call: (each: never) => (++looks > 1 ? Promise.reject(new Error('gone')) : call(each)) };
  const { run, alerts } = record();
  using transaction = run.transactions.begin('');
  await recoverLostKey(order, { api } as unknown as Session, transaction, run);
  expect(alerts.join()).toContain(rival.Id);
});

test('a key whose expiry was cut down, or whose purpose was trimmed, is named where no reply came', async () => {
  for (const kept of [{ Expires: CUT_DOWN }, { Expires: TO_DAYS, Purpose: PURPOSE.trim() }]) {
    const lists = new Lists([{ ...ours, ...kept }]);
    expect(await recover(lists), JSON.stringify(kept)).toContain(`--id ${ours.Id}`);
    expect(lists.revoked).toEqual([]);
  }
  const lists = new Lists([{ ...ours, Purpose: PURPOSE.trim() }]);
  expect(await recover(lists)).toBe('');
  expect(lists.revoked).toEqual([ours.Id]);
});

test('a key that a job asked for is found at its end however its purpose was kept, and named where its expiry does not tell', () => {
  const find = (kept: object) => findAskedFor([{ ...ours, ...kept }, earlierOfAnother], PURPOSE, EXPIRES)?.Id;
  expect(find({})).toBe(ours.Id);
  expect(find({ Purpose: PURPOSE.trim() })).toBe(ours.Id);
  expect(() => find({ Expires: CUT_DOWN })).toThrow(/may be one of APIKeys-ours, or none/);
  expect(() => find({ Expires: TO_DAYS, Purpose: PURPOSE.trim() })).toThrow(/one of APIKeys-ours, or none/);
  expect(find({ Purpose: 'another' })).toBeUndefined();
  // An instant of a full second may be what a server has kept of another's.
  const fullSecond = new Date('2027-02-24T05:03:11Z');
  const kept = [{ ...ours, Expires: fullSecond.toISOString() }];
  expect(() => findAskedFor(kept, PURPOSE, fullSecond)).toThrow(/one of APIKeys-ours, or none/);
  expect(find({ Expires: '2027-02-20T05:03:11.847Z' })).toBeUndefined();
  const twins = [ours, { ...ours, Id: 'APIKeys-twin' }];
  expect(() => findAskedFor(twins, PURPOSE, EXPIRES)).toThrow(
    /APIKeys-ours, APIKeys-twin .*exactly that expiry.* Revoke them with --id/,
  );
});

const earlierOfAnother = { ...earlier, Id: 'APIKeys-another', Purpose: 'another' };

/** @returns what was revoked of a run that was killed, and what was said */
async function settle(
  kept: object,
  {
    before = null as readonly string[] | null,
    delivered = '',
    at = AT,
    serverTime = undefined as string | undefined,
    of = {} as Partial<Record<'userId' | 'installationId' | 'key', string>>,
  } = {},
): Promise<{ revoked: readonly string[]; said: string; settled: string[] }> {
  const lists = new Lists([]);
  const settled: string[] = [];
  const attempt = {
    id: 'a',
    at: at.toISOString(),
    serverTime,
    expires: EXPIRES.toISOString(),
    before,
    ...of,
  };
  const journal = {
    unsettled: () => [attempt],
    hasDelivered: (id: string) => id === delivered,
    settle: (id: string) => void settled.push(id),
    lastDelivered: () => undefined,
  } as unknown as KeyJournal;
  const owner = { id: 'Users-1', account, keys: [{ ...ours, ...kept }, earlier] };
  const { run, alerts } = record();
  const settling = settleEarlierRuns(owner, { purpose: PURPOSE }, journal, lists.session, run);
  const failed = await settling.then(
    () => [],
    (error) => [String(error)],
  );
  return { revoked: lists.revoked, said: [...alerts, ...failed].join('\n'), settled };
}

test('a key of a run that was killed is not passed over where the server cut its expiry down, or trimmed its purpose', async () => {
  for (const kept of [{ Expires: CUT_DOWN }, { Expires: TO_DAYS, Purpose: PURPOSE.trim() }]) {
    const { revoked, said, settled } = await settle(kept);
    expect(said, JSON.stringify(kept)).toMatch(/keys APIKeys-ours may have been made by the run of/);
    expect(revoked).toEqual([]);
    expect(settled).toEqual([]);
  }
  const trimmed = await settle({ Purpose: PURPOSE.trim() });
  expect(trimmed).toEqual({ revoked: [ours.Id], said: '', settled: ['a'] });
});

test('a key that a run has delivered before it was killed is not revoked, and not in doubt', async () => {
  for (const kept of [{}, { Expires: TO_DAYS }])
    expect((await settle(kept, { delivered: ours.Id })).revoked, JSON.stringify(kept)).toEqual([]);
  expect((await settle({ Expires: TO_DAYS }, { delivered: ours.Id })).said).toBe('');
});

test('a key that a run asked for a moment before it was killed may still be made, and is looked for again; later it is settled', async () => {
  const nothing = { Purpose: 'another' };
  // The expiry tells whose it is, or the keys that were there before do.
  for (const before of [null, []]) {
    expect((await settle(nothing, { before, at: new Date() })).settled).toEqual([]);
    expect((await settle(nothing, { before, at: new Date(0) })).settled).toEqual(['a']);
  }
});

test('a key that a killed run asked for as another user, or at another installation, is neither settled nor said to be revoked, but named', async () => {
  for (const other of [{ userId: 'Users-2' }, { installationId: 'another' }]) {
    const { revoked, said, settled } = await settle({}, { of: { ...other, key: 'APIKeys-there' } });
    expect(said, JSON.stringify(other)).toMatch(
      /A KEY MAY BE LIVE .*APIKeys-there.*remove .* from the journal/s,
    );
    expect({ revoked, settled }).toEqual({ revoked: [], settled: [] });
  }
  const { revoked } = await settle({}, { of: { userId: 'Users-1', installationId: 'this' } });
  expect(revoked).toEqual([ours.Id]);
});

test('a key of the same date that was made at another time than a run that was killed is not in doubt', async () => {
  const kept = { Created: earlier.Created };
  expect(await settle(kept, { before: [] })).toEqual({ revoked: [], said: '', settled: ['a'] });
  expect((await settle({}, { before: [] })).said).toMatch(/keys APIKeys-ours may have been made/);
});

test('a key of a run that was killed is in doubt where it was made then by the clock of either machine, however far they were apart', async () => {
  for (const ahead of [HOUR, -HOUR]) {
    const serverTime = toTime(ahead);
    for (const [kept, before] of [
      [{ Expires: TO_DAYS }, null],
      [{}, []],
    ] as const) {
      for (const Created of [serverTime, ours.Created]) {
        const { said } = await settle({ ...kept, Created }, { before, serverTime });
        expect(said).toMatch(/keys .*APIKeys-ours.* may have been made/);
      }
      const { said } = await settle({ ...kept, Created: toTime(3 * ahead) }, { before, serverTime });
      expect(said).not.toContain(ours.Id);
    }
  }
});

function toTime(ahead: number): string {
  return new Date(AT.getTime() + ahead).toISOString();
}
