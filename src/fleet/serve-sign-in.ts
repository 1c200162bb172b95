import type { Access } from '../api/access.ts';
import type { HttpClient } from '../api/http.ts';
import type { ServerFacts } from '../api/server-facts.ts';
import { UndiciHttp } from '../api/undici-http.ts';
import type { LentPage } from '../browser/browser-pool.ts';
import { Failure } from '../core/failure.ts';
import { deriveRun, type Run } from '../core/run.ts';
import { KeyOwners } from '../keys/key-owners.ts';
import { checkOrder } from '../keys/place-order.ts';
import { redactor } from '../secrets/redactor.ts';
import { openSession, type SignInWay } from '../session/open-session.ts';
import { MOST_AT_WORK, type Place } from './concurrency.ts';
import type { FleetCredentials } from './credentials.ts';
import type { FleetWork, Means, WantedKey } from './mint-fleet.ts';
import { describeFailure, describeOrder, mintWantedKey } from './mint-wanted-key.ts';
import type { PlannedKey, PlannedSignIn } from './plan.ts';
import type { KeyOutcome, SignInRecord, StepRecord } from './results.ts';

// As long as one key alone has, and some time for each of the others.
const LONGEST_SIGN_IN = 120_000;
const LONGEST_KEY = 5_000;
const CODE_INTERVAL = 30_000;
const KEYS_AT_ONCE = 4;

/**
 * Signs one user in to one server, makes the keys that are wanted there, and signs out. It never throws.
 * @param place undefined: there is no time left to begin
 * @returns what became of every key
 */
export async function serveSignIn(
  signIn: PlannedSignIn,
  work: FleetWork,
  place: Place | undefined,
  run: Run,
): Promise<SignInRecord> {
  using deadline = run.deadline.within(limitSignIn(signIn, work));
  const serving = new Serving(signIn, work, place, deriveRun(run, { deadline }));
  const record = await redactor.forgetAfter(() => serving.serve());
  work.follower.end(signIn);
  return record;
}

/** Those that share the secret of a one-time-code generator wait for each other: it gives a code every 30 s. */
function limitSignIn({ id, keys }: PlannedSignIn, { credentials, concurrency, wait }: FleetWork): number {
  const queue = credentials.get(id)?.totpSecret ? MOST_AT_WORK * concurrency * CODE_INTERVAL : 0;
  return LONGEST_SIGN_IN + wait + queue + keys.length * LONGEST_KEY;
}

class Serving {
  readonly #signIn: PlannedSignIn;
  readonly #work: FleetWork;
  readonly #credentials: FleetCredentials;
  readonly #run: Run;
  readonly #begun = performance.now();
  readonly #steps: StepRecord[] = [];
  readonly #outcomes: KeyOutcome[] = [];
  #step: string | undefined;
  #submissions = 0;
  #where: string | undefined;
  #stay: Disposable | undefined;

  constructor(signIn: PlannedSignIn, work: FleetWork, place: Place | undefined, run: Run) {
    this.#signIn = signIn;
    this.#work = work;
    this.#credentials = work.credentials.get(signIn.id) as FleetCredentials;
    this.#run = followSteps(run, signIn.name, {
      begin: (step) => {
        this.#step = step;
        if (step === 'sign in') this.#submissions += 1;
        place?.renew();
        work.follower.step(signIn, step);
      },
      end: (step, begun) => this.#steps.push({ step, ...this.#measure(begun) }),
    });
  }

  async serve(): Promise<SignInRecord> {
    const { name: server, url } = this.#signIn;
    try {
      this.#run.deadline.requireTime('begin');
      const { insecureTls } = this.#work;
      await using bare = new UndiciHttp({ insecureTls });
      await using access = await this.#signInAnywhere(bare);
      await this.#mintAll(access, bare);
    } catch (error) {
      this.#failTheRest(error);
    } finally {
      this.#stay?.[Symbol.dispose]();
    }
    return {
      server,
      url,
      user: this.#credentials.username,
      browser: this.#where ?? null,
      ...this.#measure(this.#begun),
      steps: this.#steps,
      keys: this.#outcomes,
    };
  }

  #failTheRest(error: unknown): void {
    for (const key of this.#signIn.keys) {
      if (!this.#isDone(key)) this.#note(describeFailure(this.#describe(key), error, this.#step));
    }
  }

  /**
   * A browser may end at any moment, and another takes its place. Where the password was under way then, nobody knows what
   * became of it: it is submitted once more and never a third time, since servers lock accounts.
   */
  async #signInAnywhere(bare: HttpClient): Promise<Access> {
    for (;;) {
      const lent = await this.#run.step('have a browser', 'Waiting for a browser', () => this.#borrow());
      try {
        return await Promise.race([this.#signInBy(lent, bare), this.#failWhenGone(lent)]);
      } catch (error) {
        lent.discard();
        const mayGoOn = lent.isDead && this.#submissions < 2 && !this.#run.deadline.signal.aborted;
        if (!mayGoOn) throw error;
        this.#run.warn(`The browser (${lent.where}) has ended: signing in with another.`);
      }
    }
  }

  /** A page that has crashed, and a browser that hangs, would be waited for: until the time to clean up is over, too. */
  async #failWhenGone(lent: LentPage): Promise<never> {
    const reason = await Promise.race([
      lent.crash.then(() => 'its page crashed'),
      this.#run.deadline.overdue().then(() => 'it did not answer in time'),
    ]);
    throw new Failure({
      kind: 'browser',
      attempt: 'sign in',
      reason: `the browser is gone (${lent.where}): ${reason}`,
      hint: 'Run again: what is there stays. Look at the browser if it happens again.',
    });
  }

  async #borrow(): Promise<LentPage> {
    const lent = await this.#work.pool.lend(
      new URL(this.#signIn.url).origin,
      this.#credentials.provider !== undefined,
      this.#run.deadline,
    );
    this.#where = lent.where;
    return lent;
  }

  /** Once signed in, the session goes on without the browser, which is free for the next. */
  async #signInBy(lent: LentPage, bare: HttpClient): Promise<Access> {
    const { wait, insecureTls } = this.#work;
    const settings = { url: this.#signIn.url, wait, insecureTls, trace: undefined };
    const check = (server: ServerFacts) => this.#checkOrders(server);
    const access = await openSession(
      Promise.resolve(lent),
      Promise.resolve(bare),
      settings,
      this.#way(),
      check,
      this.#run,
    );
    try {
      this.#stay = await this.#run.step('leave the browser', 'Leaving the browser', () => access.stayOn());
      return access;
    } catch (error) {
      await access[Symbol.asyncDispose]();
      throw error;
    }
  }

  #way(): SignInWay {
    const { provider, openPassword, ...others } = this.#credentials;
    const credentials = { ...others, password: openPassword() };
    if (provider === undefined) return { kind: 'form', credentials };
    const { acceptConsent } = this.#work;
    return { kind: 'provider', provider, walk: { ...credentials, url: this.#signIn.url, acceptConsent } };
  }

  /** A server that would refuse every key is not signed in to. */
  #checkOrders(server: ServerFacts): void {
    const refusals = this.#signIn.keys.flatMap((key) => {
      try {
        checkOrder(this.#describe(key).order)(server);
        return [];
      } catch (error) {
        return [error];
      }
    });
    if (refusals.length === this.#signIn.keys.length) throw refusals[0];
  }

  async #mintAll(access: Access, bare: HttpClient): Promise<void> {
    const owners = new KeyOwners(access, this.#run);
    const waiting = [...this.#signIn.keys];
    const mintOneByOne = async () => {
      for (let key = waiting.shift(); key; key = waiting.shift())
        this.#note(await redactor.forgetAfter(() => this.#mint(key, { access, bare, owners })));
    };
    await Promise.all(Array.from({ length: KEYS_AT_ONCE }, mintOneByOne));
  }

  #mint(key: PlannedKey, means: Means): Promise<KeyOutcome> {
    return mintWantedKey(this.#describe(key), means, this.#work, this.#run);
  }

  #describe(key: PlannedKey): WantedKey {
    return {
      key,
      signIn: this.#signIn,
      credentials: this.#credentials,
      order: describeOrder(key, this.#signIn, this.#credentials),
    };
  }

  #isDone({ purpose, serviceAccount }: PlannedKey): boolean {
    return this.#outcomes.some(
      (done) => done.purpose === purpose && done.serviceAccount === (serviceAccount ?? null),
    );
  }

  #note(outcome: KeyOutcome): void {
    this.#outcomes.push(outcome);
    this.#work.follower.key(outcome);
  }

  #measure(begun: number): { begun: number; took: number } {
    return { begun: Math.round(begun - this.#work.begun), took: Math.round(performance.now() - begun) };
  }
}

/** Is told of the steps of a part of a run. */
export interface StepFollower {
  begin(step: string): void;
  /** @param begun as `performance.now()` gives it */
  end(step: string, begun: number): void;
}

/**
 * A part of a run, among many that go on at the same time: its steps are told to somebody, and in
 * the log it bears a name.
 */
export function followSteps(run: Run, name: string, follower: StepFollower): Run {
  const step: Run['step'] = async (what, announcement, work) => {
    run.debug(`${name}: ${announcement}`);
    follower.begin(what);
    const begun = performance.now();
    try {
      return await work();
    } finally {
      follower.end(what, begun);
    }
  };
  const say = (tell: 'warn' | 'info' | 'debug') => (message: string) => run[tell](`${name}: ${message}`);
  return deriveRun(run, { step, warn: say('warn'), info: say('info'), debug: say('debug') });
}
