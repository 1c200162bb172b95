import { rm } from 'node:fs/promises';
import { runCommand } from '../cli/run-command.ts';
import { networkSettings } from '../cli/settings/network.ts';
import { defineCommand } from '../cli/settings.ts';
import { describeError, Failure } from '../core/failure.ts';
import { savedSessionToEnd } from '../session/login-method.ts';
import { ExpiredSession, openSession } from '../session/open-session.ts';

/** What `sign-out` is, to whoever reads its options or its help. */
export const signOutCommand = defineCommand({
  name: 'sign-out',
  summary: 'Ends a session that sign-in has saved, and removes its file.',
  examples: ['--session octopus.session'],
  uses: ['url', 'session', 'sessionKey', 'allowHttp', 'insecureTls', ...networkSettings],
  destroysBy: ['session'],
  findMistakes: ({ session }) => (session ? [] : ['nothing says which session to end: give --session']),
});

/**
 * `sign-out`: ends a session that was saved, on the server, and removes its file, by which alone somebody could end it later. One that is
 * over already, as the server itself says, is no failure.
 */
export function runSignOut(): Promise<never> {
  return runCommand(signOutCommand, async (values, run) => {
    const { session: path = '', sessionKey } = values;
    try {
      await using session = await openSession(savedSessionToEnd(values, path, sessionKey), run);
      run.info(`Ending the session of ${session.user.Username}`);
      if (!(await session.signOut())) throw failLeft(path, 'the server did not say that it has');
    } catch (error) {
      if (!(error instanceof ExpiredSession)) throw error;
      if (!error.isToldByServer)
        throw failLeft(path, 'something in front of the server does not let the request pass');
      run.info(`The session in ${path} was over already.`);
    }
    await rm(path, { force: true }).catch((error: unknown) => {
      throw failToRemove(path, error);
    });
    run.info(`${path} is gone.`);
    return 0;
  });
}

function failToRemove(path: string, cause: unknown): Failure {
  return new Failure({
    kind: 'delivery',
    attempt: `remove ${path}`,
    reason: `${describeError(cause)}; the session in it has ended`,
    hint: 'Remove it yourself: nobody can sign in by it.',
    cause,
  });
}

function failLeft(path: string, reason: string): Failure {
  return new Failure({
    kind: 'server',
    attempt: `end the session in ${path}`,
    reason,
    hint: 'Run again: the file was kept.',
  });
}
