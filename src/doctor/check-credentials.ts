import type { Run } from '../core/run.ts';
import type { Secret } from '../secrets/secret.ts';
import { findSessionKey, readSavedSession } from '../session/saved-session.ts';
import { OneTimeCodes } from '../sso/one-time-codes.ts';
import { type Finding, fail, fine, fromError, skip, warn } from './findings.ts';

export interface CredentialSettings {
  readonly url: string | undefined;
  readonly apiKey: Secret | undefined;
  readonly session: string | undefined;
  readonly sessionKey: Secret | undefined;
  readonly interactive: boolean;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly provider: string | undefined;
  readonly ssoOrigin: readonly string[];
  readonly totpSecret: Secret | undefined;
}

/**
 * Looks whether there is what it takes to get in. Nothing is tried.
 * @param warnings what reading the settings has found
 */
export async function checkCredentials(
  settings: CredentialSettings,
  warnings: readonly string[],
  run: Run,
): Promise<Finding[]> {
  return [
    checkWayIn(settings),
    await checkSession(settings),
    checkOrigins(settings),
    await checkCodes(settings, run),
    warnings.length > 0
      ? warn(
          'secret files',
          warnings.join('; '),
          'Make such files readable by you alone, and write secrets without a line break.',
        )
      : fine('secret files', 'none can be read by others'),
  ];
}

function checkWayIn({ apiKey, session, interactive, username, password }: CredentialSettings): Finding {
  if (apiKey) return fine('credentials', 'an API key is there');
  if (session !== undefined) return fine('credentials', 'a saved session is named');
  if (interactive) return fine('credentials', 'you sign in yourself');
  const missing = [
    ...(username === undefined ? ['OCTOPUS_USERNAME (--username)'] : []),
    ...(password ? [] : ['OCTOPUS_PASSWORD']),
  ];
  return missing.length > 0
    ? fail(
        'credentials',
        'options',
        `${missing.join(' and ')} missing`,
        'Give them, or an API key, a session, or --interactive.',
      )
    : fine('credentials', 'a user name and a password are there; they were not tried');
}

async function checkSession({ session, sessionKey, url }: CredentialSettings): Promise<Finding> {
  if (session === undefined) return skip('session', 'none is named');
  try {
    const { savedAt } = await readSavedSession(session, findSessionKey(sessionKey, false), url ?? '');
    return fine('session', `it was saved at ${savedAt}; it was not tried`);
  } catch (error) {
    return fromError('session', error, 'sign-in');
  }
}

function checkOrigins({ provider, ssoOrigin }: CredentialSettings): Finding {
  if (provider === undefined) return skip('origins', 'no provider is named');
  return ssoOrigin.length > 0
    ? fine('origins', `credentials may be typed at ${ssoOrigin.join(', ')}, too`)
    : fail(
        'origins',
        'sign-in',
        "the provider's is not listed",
        "Give the provider's origin in OCTOPUS_SSO_ORIGINS (--sso-origin).",
      );
}

async function checkCodes({ totpSecret }: CredentialSettings, run: Run): Promise<Finding> {
  if (!totpSecret) return skip('one-time codes', 'there is no secret for them');
  try {
    await new OneTimeCodes(totpSecret).next(run.deadline);
    return fine('one-time codes', 'the secret makes some');
  } catch (error) {
    return fromError('one-time codes', error, 'options');
  }
}
