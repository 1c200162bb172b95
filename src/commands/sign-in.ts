import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { defineCommand } from '../cli/settings.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';
import { writeTo } from '../core/write.ts';
import type { Secret } from '../secrets/secret.ts';
import { loginByHand, loginMethod } from '../session/login-method.ts';
import { openSession } from '../session/open-session.ts';
import { registerPasskey } from '../session/register-passkey.ts';
import { findSessionKey, sealSession } from '../session/saved-session.ts';
import type { Session } from '../session/session.ts';

/** What `sign-in` is, to whoever reads its options or its help. */
export const signInCommand = defineCommand({
  name: 'sign-in',
  summary: 'Signs in and saves the session, encrypted, for the other commands to use with --session.',
  examples: [
    '--save-session octopus.session',
    '--interactive --save-session octopus.session',
    '--register-passkey octopus.passkey',
  ],
  uses: [
    'registerPasskey',
    ...accessSettings.filter((name) => name !== 'apiKey' && name !== 'session'),
    'saveSession',
  ],
});

/**
 * `sign-in`: signs in and saves the session, encrypted, for its owner alone. A session that cannot be saved is ended. Or it has a
 * person register a passkey, and saves that.
 */
export function runSignIn(): Promise<never> {
  return runCommand(signInCommand, async (values, run, { origins }) => {
    const { saveSession: path = '', registerPasskey: passkey, sessionKey, interactive, username } = values;
    // Without a key nobody needs to sign in.
    const key = findSessionKey(sessionKey, true);
    if (passkey !== undefined) {
      await registerPasskey(loginByHand(values), { path: passkey, key }, run);
      run.info(
        `The passkey is in ${passkey}: give it in OCTOPUS_PASSKEY, or use it with --passkey ${passkey}.`,
      );
      return 0;
    }
    await using session = await openSession(loginMethod(values, origins), run);
    // A person may have signed in as anybody.
    await saveSession(session, interactive ? undefined : username, path, key, run.deadline);
    session.stayOnServer();
    run.info(`The session of ${session.user.Username} is in ${path}: use it with --session ${path}.`);
    return 0;
  });
}

async function saveSession(
  session: Session,
  typedUsername: string | undefined,
  path: string,
  key: Secret,
  deadline: Deadline,
): Promise<void> {
  const { login, user } = session;
  const cookies = await session.readCookies();
  const savedAt = new Date().toISOString();
  const saved = { url: login.url, username: user.Username ?? undefined, typedUsername, savedAt, cookies };
  try {
    await writeTo(path, await sealSession(saved, key), deadline);
  } catch (error) {
    const failure = new Failure({
      kind: 'delivery',
      attempt: `save the session in ${path}`,
      reason: describeError(error),
      hint: 'Mend that, then run again.',
      cause: error,
    });
    throw deadline.stoppedWith ?? failure;
  }
}
