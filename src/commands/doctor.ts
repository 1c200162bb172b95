import { type CommandRun, runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { defineCommand } from '../cli/settings.ts';
import { exitCodes } from '../core/failure.ts';
import { writeOutput } from '../core/streams.ts';
import { checkCredentials } from '../doctor/check-credentials.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkServer } from '../doctor/check-server.ts';
import {
  type Finding,
  fine,
  formatFindings,
  fromError,
  type Outcome,
  skip,
  warn,
} from '../doctor/findings.ts';
import { type LoginOrigins, type LoginSettings, loginMethod } from '../session/login-method.ts';
import { openSession } from '../session/open-session.ts';

/** What `doctor` is, to whoever reads its options or its help. */
export const doctorCommand = defineCommand({
  name: 'doctor',
  summary:
    'Looks at everything that a run depends on, one thing a line, and says what to do about what fails.',
  examples: ['', '--sign-in', '--format json'],
  uses: [...accessSettings, 'expiresIn', 'serviceAccount', 'signIn', 'listFormat'],
  isLenient: true,
});

/**
 * `doctor`: looks at everything that a run depends on, and writes one finding a line, each with what to do about it. It ends
 * with the exit code of the first failure's class.
 */
export function runDoctor(): Promise<never> {
  return runCommand(
    doctorCommand,
    async (values, run, { warnings, dotenv, profile, findExposed, origins }) => {
      const findings: Finding[] = [
        { check: '.env', ...(dotenv.isUnread ? warn(dotenv.said, MEND_DOTENV) : fine(dotenv.said)) },
        { check: 'profile', ...(profile ? fine(profile) : skip('none is chosen (--profile)')) },
        ...(await checkMachine(values, run)),
        ...(await checkServer(values, run)),
        ...(await checkCredentials(values, [...warnings, ...findExposed()], run)),
      ];
      findings.push({ check: 'sign-in', ...(await trySigningIn({ ...values, origins }, findings, run)) });
      await writeOutput(formatFindings(findings, values.listFormat), run.deadline);
      const failed = findings.find(({ state }) => state === 'failed');
      return failed?.kind ? exitCodes[failed.kind] : 0;
    },
  );
}

const MEND_DOTENV = 'Make it a file that you can read, or give the variables in the environment.';

interface SignInSettings extends Omit<LoginSettings, 'url'> {
  readonly url: string | undefined;
  readonly signIn: boolean;
  readonly origins: LoginOrigins;
}

async function trySigningIn(
  { signIn, url, origins, ...settings }: SignInSettings,
  findings: readonly Finding[],
  run: CommandRun,
): Promise<Outcome> {
  if (!signIn) return skip('not tried: --sign-in does that, once');
  if (url === undefined || findings.some(({ state }) => state === 'failed'))
    return skip('not tried, since something else failed');
  try {
    await using session = await openSession(loginMethod({ ...settings, url }, origins), run);
    return fine(`it works, as ${session.user.Username ?? session.user.Id}`);
  } catch (error) {
    return fromError(error, 'sign-in');
  }
}
