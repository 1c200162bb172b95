import { exitCodes } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeStream } from '../delivery/deliver.ts';
import { type CredentialSettings, checkCredentials } from '../doctor/check-credentials.ts';
import { checkMachine, type MachineSettings } from '../doctor/check-machine.ts';
import { checkServer, type ServerSettings } from '../doctor/check-server.ts';
import { type Finding, fine, formatFindings, fromError, skip } from '../doctor/findings.ts';
import { type EntranceSettings, enter } from '../session/enter.ts';
import { gainAccess } from '../session/gain-access.ts';

export interface ExamineSettings
  extends MachineSettings,
    ServerSettings,
    CredentialSettings,
    Omit<EntranceSettings, 'url' | keyof CredentialSettings> {
  readonly url: string | undefined;
  readonly wait: number;
  /** Whether to sign in, too. */
  readonly signIn: boolean;
  readonly listFormat: 'table' | 'json';
}

/**
 * Looks at everything that a run depends on, and writes one finding a line, each with what to do about it.
 * @param warnings what reading the settings has found
 * @returns the exit code of the first failure's class; 0 where there is none
 */
export async function examine(
  settings: ExamineSettings,
  warnings: readonly string[],
  run: Run,
): Promise<number> {
  const findings = [
    ...(await checkMachine(settings, run)),
    ...(await checkServer(settings, run)),
    ...(await checkCredentials(settings, warnings, run)),
  ];
  findings.push(await trySigningIn(settings, findings, run));
  await writeStream(process.stdout, formatFindings(findings, settings.listFormat));
  const failed = findings.find(({ state }) => state === 'failed');
  return failed?.kind ? exitCodes[failed.kind] : 0;
}

async function trySigningIn(
  { signIn, url, ...settings }: ExamineSettings,
  findings: readonly Finding[],
  run: Run,
): Promise<Finding> {
  if (!signIn) return skip('sign-in', 'not tried: --sign-in does that, once');
  if (url === undefined || findings.some(({ state }) => state === 'failed'))
    return skip('sign-in', 'not tried, since something else failed');
  let name: string | undefined;
  try {
    const given = { ...settings, url };
    await gainAccess(await enter(given, run), given, run, async ({ user }) => {
      name = user.Username ?? user.Id;
    });
    return fine('sign-in', `it works, as ${name}`);
  } catch (error) {
    return fromError('sign-in', error, 'sign-in');
  }
}
