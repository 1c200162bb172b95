import { Deadline } from '../../src/core/deadline.ts';
import { Failure } from '../../src/core/failure.ts';
import { OpenTransactions, type Run } from '../../src/core/run.ts';
import type { KeyJournal } from '../../src/keys/earlier-runs.ts';
import { type DeliverKey, provideKey } from '../../src/keys/provide-key.ts';
import type { KeyWish } from '../../src/keys/wish.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { type LoginMethod, loginMethod } from '../../src/session/login-method.ts';
import { openSession } from '../../src/session/open-session.ts';
import type { Outcome } from '../start-command.ts';

/** Who signs in, and where: a user name and a password, with a browser that runs; or an API key. */
interface Login {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly apiKey?: string;
  /** As `--browser` takes it. */
  readonly browser: string | undefined;
  /** Whether by the login request alone. */
  readonly direct?: boolean;
  /** Whose key it is to be, an account that is made where there is none; the user's own by default. */
  readonly serviceAccount?: string;
  /** Milliseconds, as `--wait` gives them; none by default. */
  readonly wait?: number;
  /** Whether the key cannot be handed over, which is found out once the session is signed out. */
  readonly isUndeliverable?: boolean;
  /** Is told each line of the log as it is written. */
  readonly hear?: (message: string) => void;
  /** Stops the run, as a signal does. */
  readonly stop?: AbortSignal;
}

/** What a run that is stopped from outside fails with. */
export const STOPPED = {
  kind: 'interrupted',
  attempt: 'finish',
  reason: 'it was stopped',
  hint: 'Run again.',
} as const;

/**
 * Does in this process what `mint-key` and `rotate-key` do from the sign-in to the delivery: what a server says changes nothing
 * about how a process begins and ends.
 * @param timeout milliseconds
 * @param journal as a fleet's
 * @returns what the command would have ended with, its log without times
 */
export function provideHere(
  login: Login,
  ifExists: KeyWish['ifExists'],
  timeout: number,
  journal?: KeyJournal,
): Promise<Outcome> {
  return redactor.forgetAfter(() => provide(login, ifExists, timeout, journal));
}

async function provide(
  login: Login,
  ifExists: KeyWish['ifExists'],
  timeout: number,
  journal?: KeyJournal,
): Promise<Outcome> {
  const run = new RecordedRun(timeout, login);
  let stdout = '';
  const { serviceAccount } = login;
  const owner = { serviceAccount, createServiceAccount: serviceAccount !== undefined };
  const wish = { ...NO_WISH, ...owner, purpose: 'octopus-key-mint', ifExists };
  let code = 0;
  try {
    await using session = await openSession(toMethod(login), run);
    const deliver: DeliverKey = async ({ key }, { replaced }) => {
      stdout = `${key.reveal()}\n`;
      if (replaced.length === 0) await session.signOut();
      if (login.isUndeliverable) throw new Failure({ ...STOPPED, kind: 'delivery' });
    };
    await provideKey(session, wish, deliver, run, journal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    run.error(error.message);
    code = error.exitCode;
  }
  for (const warning of run.transactions.takeWarnings()) run.alert(warning);
  return { code, signal: null, stdout, stderr: run.log.join('') };
}

const NO_WISH = {
  expiresIn: undefined,
  accessLevel: undefined,
  actorType: undefined,
} as const;

function toMethod({
  url,
  username,
  password,
  apiKey,
  browser,
  direct = false,
  wait = 0,
}: Login): LoginMethod {
  return loginMethod(
    {
      ...{ url, username, browser, direct },
      apiKey: apiKey === undefined ? undefined : new Secret(apiKey),
      password: password === undefined ? undefined : new Secret(password),
      ...{ wait, slowMo: 0, ssoOrigin: [] },
      ...{ insecureTls: false, headed: false, interactive: false, acceptConsent: false, onUnknown: 'fail' },
      ...{ provider: undefined, trace: undefined, totpSecret: undefined },
    },
    {},
  );
}

/** Keeps what a command's log would have been told. */
export class RecordedRun implements Run {
  readonly deadline: Deadline;
  readonly inherited = { environment: {}, umask: 0o022 };
  readonly transactions = new OpenTransactions();
  readonly log: string[] = [];

  readonly #hear: (message: string) => void;

  constructor(timeout: number, { hear = () => {}, stop }: Pick<Login, 'hear' | 'stop'> = {}) {
    this.#hear = hear;
    this.deadline = Deadline.ofRun(timeout, stop);
  }

  step<T>(_: string, announcement: string, work: () => Promise<T>): Promise<T> {
    this.info(announcement);
    return work();
  }

  observeSteps(): Disposable {
    return { [Symbol.dispose]() {} };
  }

  forwardSignals<T>(_: unknown, work: () => Promise<T>): Promise<T> {
    return work();
  }

  alert = (msg: string) => this.#write('warn', msg);
  error = (msg: string) => this.#write('error', msg);
  warn = (msg: string) => this.#write('warn', msg);
  info = (msg: string) => this.#write('info', msg);
  debug() {}

  #write(level: string, msg: string): void {
    this.log.push(`${JSON.stringify({ level, msg })}\n`);
    this.#hear(msg);
  }
}
