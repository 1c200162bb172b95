import { UndiciHttp } from '../api/http.ts';
import type { ServerFacts } from '../api/server-facts.ts';
import type { LentPage } from '../browser/pooled-browser.ts';
import { Failure } from '../core/failure.ts';
import { deriveRun, type Run } from '../core/run.ts';
import { checkWish } from '../keys/wish.ts';
import { redactor } from '../secrets/redactor.ts';
import type { BrowserLogin, DirectLogin, SignInWay } from '../session/login-method.ts';
import { openSession } from '../session/open-session.ts';
import type { Session } from '../session/session.ts';
import { requireIdentities } from '../trust/supports.ts';
import { MAX_AT_WORK, type Slot } from './concurrency.ts';
import type { FleetCredentials } from './credentials.ts';
import type { Fleet } from './fleet.ts';
import type { PlannedSignIn } from './plan.ts';
import { providePlannedKey, recordFailure, type WantedKey, wishOf } from './provide-planned-key.ts';
import { providePlannedTrust, recordTrustFailure, type WantedTrust } from './provide-planned-trust.ts';
import type { KeyRecord, SignInRecord, StepRecord, TrustRecord } from './results.ts';

// As long as one key alone has, and some time for each of the others.
const SIGN_IN_TIMEOUT_MS = 120_000;
const KEY_TIMEOUT_MS = 5_000;
const TRUST_TIMEOUT_MS = 5_000;
const CODE_INTERVAL_MS = 30_000;
const KEYS_AT_ONCE = 4;

/**
 * Signs one user in to one server, sees to the keys and identities that are wanted there, and signs out. It never throws.
 * @param slot undefined: there is no time left to begin
 * @returns what became of each of them
 */
export async function serveSignIn(
  signIn: PlannedSignIn,
  fleet: Fleet,
  slot: Slot | undefined,
  run: Run,
): Promise<SignInRecord> {
  const begun = performance.now();
  const credentials = fleet.credentials.get(signIn.id) as FleetCredentials;
  using deadline = run.deadline.within(limitSignIn(signIn, credentials, fleet));
  const steps = new StepRecorder(signIn, fleet, slot);
  const followed = steps.follow(deriveRun(run, { deadline }));
  const wanted: Wanted = {
    keys: signIn.keys.map((key) => ({ key, signIn, credentials })),
    trust: signIn.trust.map((trust) => ({ trust, signIn, credentials })),
  };
  const records = new Map<WantedKey, KeyRecord>();
  const trusted = new Map<WantedTrust, TrustRecord>();
  const note = (key: WantedKey, record: KeyRecord) => {
    records.set(key, record);
    fleet.follower.key(record);
  };
  const noteTrust = (trust: WantedTrust, record: TrustRecord) => {
    trusted.set(trust, record);
    fleet.follower.trust(record);
  };
  let where: string | undefined;
  await redactor.forgetAfter(async () => {
    try {
      deadline.requireTime('begin');
      const login = toLogin(signIn, credentials, fleet);
      await using session =
        login.kind === 'direct'
          ? await openSession(login, followed, checkAny(wanted, fleet))
          : await signInAnywhere(login, wanted, fleet, steps, followed, (lent) => {
              where = lent.where;
            });
      using _ = session.keepAlive();
      await provideAll(wanted.keys, session, fleet, followed, note);
      // After the keys, and one by one: several may want the same account to be made.
      for (const trust of wanted.trust)
        noteTrust(trust, await providePlannedTrust(trust, session, fleet, followed));
    } catch (error) {
      for (const key of wanted.keys)
        if (!records.has(key)) note(key, recordFailure(key, error, steps.current));
      for (const trust of wanted.trust)
        if (!trusted.has(trust)) noteTrust(trust, recordTrustFailure(trust, error, steps.current));
    }
  });
  fleet.follower.end(signIn);
  return {
    ...{ server: signIn.name, url: signIn.url, user: credentials.username, browser: where ?? null },
    ...steps.measure(begun),
    steps: steps.records,
    keys: [...records.values()],
    trust: [...trusted.values()],
  };
}

/** What one sign-in is for. */
interface Wanted {
  readonly keys: readonly WantedKey[];
  readonly trust: readonly WantedTrust[];
}

/** Those that share the secret of a one-time-code generator, which gives a code every 30 s, or a passkey wait for each other. */
function limitSignIn(
  { keys, trust }: PlannedSignIn,
  { totpSecret, direct }: FleetCredentials,
  { concurrency, wait, passkey }: Fleet,
): number {
  const queue = !direct && (totpSecret || passkey) ? MAX_AT_WORK * concurrency * CODE_INTERVAL_MS : 0;
  const work = keys.length * KEY_TIMEOUT_MS + trust.length * TRUST_TIMEOUT_MS;
  return SIGN_IN_TIMEOUT_MS + wait + queue + work;
}

/** How to sign in, but for the browser's page. */
function toLogin(
  { url }: PlannedSignIn,
  { provider, direct, openPassword, ...others }: FleetCredentials,
  { wait, network, acceptConsent, passkey, tries }: Fleet,
): Omit<BrowserLogin, 'openPage'> | DirectLogin {
  const credentials = { ...others, password: openPassword() };
  const { username } = credentials;
  const common = { url, wait, network, username, provider, direct };
  if (direct) return { ...common, kind: 'direct', credentials };
  const way: SignInWay =
    provider === undefined
      ? { kind: 'form', credentials }
      : {
          kind: 'provider',
          provider,
          walk: { ...credentials, url, acceptConsent, onUnknown: 'fail', tries },
          passkey,
        };
  const openAnonymousHttp = async () => new UndiciHttp(network);
  return { ...common, kind: 'browser', way, openAnonymousHttp, trace: undefined };
}

/**
 * A browser may end at any moment, and another takes its place. Where the password was under way then, nobody knows what
 * became of it: it is submitted once more and never a third time, since servers lock accounts.
 * @returns the session, which goes on without the browser: that is free for the next
 */
async function signInAnywhere(
  login: Omit<BrowserLogin, 'openPage'>,
  wanted: Wanted,
  fleet: Fleet,
  steps: StepRecorder,
  run: Run,
  note: (lent: LentPage) => void,
): Promise<Session> {
  const { origin } = new URL(login.url);
  const leavesOrigin = login.provider !== undefined;
  // Whichever server has ended a browser that others have used, too, ends no more than its own another time.
  for (let isAlone = false; ; isAlone = true) {
    const wish = { origin, leavesOrigin, isAlone };
    const lent = await run.step('have a browser', 'Waiting for a browser', () =>
      fleet.pool.lend(wish, run.deadline),
    );
    note(lent);
    try {
      const opening = openSession({ ...login, openPage: async () => lent }, run, checkAny(wanted, fleet));
      const session = await Promise.race([opening, failWhenHanging(lent, run)]);
      return await leaveBrowser(session, run);
    } catch (thrown) {
      const error = await lent.watch.explain(thrown);
      lent.discard();
      const mayGoOn = lent.watch.failure && steps.count('sign in') < 2 && !run.deadline.signal.aborted;
      if (!mayGoOn) throw error;
      run.warn(`The browser (${lent.where}) has ended: signing in with another.`);
    }
  }
}

async function leaveBrowser(session: Session, run: Run): Promise<Session> {
  try {
    await run.step('leave the browser', 'Leaving the browser', () => session.releaseBrowser());
    return session;
  } catch (error) {
    await session.signOut();
    throw error;
  }
}

/** A browser that hangs would be waited for: until the time to clean up is over, too. */
async function failWhenHanging({ where }: LentPage, run: Run): Promise<never> {
  await run.deadline.overdue();
  throw new Failure({
    kind: 'browser',
    attempt: 'sign in',
    reason: `the browser is gone (${where}): it did not answer in time`,
    hint: 'Run again: what is there stays. Look at the browser if it happens again.',
  });
}

/** A server that would refuse everything is not signed in to. */
function checkAny({ keys, trust }: Wanted, { ifExists }: Fleet): (server: ServerFacts) => void {
  return (server) => {
    const checks = [
      ...keys.map(({ key }) => checkWish(wishOf(key, ifExists))),
      ...trust.map(
        ({ trust: { wanted } }) =>
          (of: ServerFacts) =>
            requireIdentities(of, wanted.subject),
      ),
    ];
    const refusals = checks.flatMap((check) => {
      try {
        check(server);
        return [];
      } catch (error) {
        return [error];
      }
    });
    if (refusals.length === checks.length) throw refusals[0];
  };
}

/** Several keys at the same time, each of which is noted as soon as its outcome is known. */
async function provideAll(
  wanted: readonly WantedKey[],
  session: Session,
  fleet: Fleet,
  run: Run,
  note: (key: WantedKey, record: KeyRecord) => void,
): Promise<void> {
  const waiting = [...wanted];
  const provideOneByOne = async () => {
    for (let key = waiting.shift(); key; key = waiting.shift()) {
      const next = key;
      note(next, await redactor.forgetAfter(() => providePlannedKey(next, session, fleet, run)));
    }
  };
  await Promise.all(Array.from({ length: KEYS_AT_ONCE }, provideOneByOne));
}

/** Writes down the steps of a sign-in, among many that go on at the same time, and names it in the log. */
class StepRecorder {
  readonly records: StepRecord[] = [];
  /** The step that goes on, or was last. */
  current: string | undefined;
  readonly #signIn: PlannedSignIn;
  readonly #fleet: Fleet;
  readonly #slot: Slot | undefined;
  readonly #counts = new Map<string, number>();

  constructor(signIn: PlannedSignIn, fleet: Fleet, slot: Slot | undefined) {
    this.#signIn = signIn;
    this.#fleet = fleet;
    this.#slot = slot;
  }

  follow(run: Run): Run {
    const { name } = this.#signIn;
    const step: Run['step'] = async (what, announcement, work) => {
      run.debug(`${name}: ${announcement}`);
      this.#begin(what);
      const begun = performance.now();
      try {
        return await work();
      } finally {
        this.records.push({ step: what, ...this.measure(begun) });
      }
    };
    const prefix = (level: 'alert' | 'warn' | 'info' | 'debug') => (message: string) =>
      run[level](`${name}: ${message}`);
    return deriveRun(run, {
      ...{ step, alert: prefix('alert'), warn: prefix('warn'), info: prefix('info'), debug: prefix('debug') },
    });
  }

  /** @returns how many times a step was begun */
  count(step: string): number {
    return this.#counts.get(step) ?? 0;
  }

  /** @returns milliseconds, on the fleet's time line */
  measure(begun: number): { begun: number; took: number } {
    return { begun: Math.round(begun - this.#fleet.begun), took: Math.round(performance.now() - begun) };
  }

  #begin(step: string): void {
    this.current = step;
    this.#counts.set(step, this.count(step) + 1);
    this.#slot?.renew();
    this.#fleet.follower.step(this.#signIn, step);
  }
}
