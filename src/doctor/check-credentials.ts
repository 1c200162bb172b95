import type { Run } from '../core/run.ts';
import type { Secret } from '../secrets/secret.ts';
import { readPasskey } from '../session/passkey-file.ts';
import { findSessionKey, readSavedSession } from '../session/saved-session.ts';
import { OneTimeCodes } from '../sso/one-time-codes.ts';
import { isWithin } from '../sso/passkey-use.ts';
import { type Finding, fail, fine, fromError, type Outcome, skip, warn } from './findings.ts';

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
  readonly passkey: string | undefined;
}

/**
 * Looks whether there is what it takes to get in. Nothing is tried.
 * @param warnings what reading the settings has found, and what others can read of the secrets
 */
export async function checkCredentials(
  settings: CredentialSettings,
  warnings: readonly string[],
  run: Run,
): Promise<Finding[]> {
  return [
    { check: 'credentials', ...checkWayIn(settings) },
    { check: 'session', ...(await checkSession(settings)) },
    { check: 'origins', ...checkOrigins(settings) },
    { check: 'one-time codes', ...(await checkCodes(settings, run)) },
    { check: 'passkey', ...(await checkPasskey(settings)) },
    { check: 'secret files', ...checkSecretFiles(warnings) },
  ];
}

function checkWayIn(settings: CredentialSettings): Outcome {
  const { apiKey, session, interactive, username, password, provider, passkey } = settings;
  if (apiKey) return fine('an API key is there');
  if (session !== undefined) return fine('a saved session is named');
  if (interactive) return fine('you sign in yourself');
  if (provider !== undefined && passkey !== undefined) return fine('a passkey is named');
  const missing = [
    ...(username === undefined ? ['OCTOPUS_USERNAME (--username)'] : []),
    ...(password ? [] : ['OCTOPUS_PASSWORD']),
  ];
  return missing.length > 0
    ? fail(
        'options',
        `${missing.join(' and ')} missing`,
        'Give them, or an API key, a session, or --interactive.',
      )
    : fine('a user name and a password are there');
}

async function checkSession({ session, sessionKey, url }: CredentialSettings): Promise<Outcome> {
  if (session === undefined) return skip('none is named');
  try {
    const { savedAt } = await readSavedSession(session, findSessionKey(sessionKey, false), url ?? '');
    return fine(`it was saved at ${savedAt}`);
  } catch (error) {
    return fromError(error, 'sign-in');
  }
}

function checkOrigins({ provider, ssoOrigin }: CredentialSettings): Outcome {
  if (provider === undefined) return skip('no provider is named');
  return ssoOrigin.length > 0
    ? fine(`credentials may be typed at ${ssoOrigin.join(', ')}, too`)
    : fail(
        'sign-in',
        "the provider's is not listed",
        "Give the provider's origin in OCTOPUS_SSO_ORIGINS (--sso-origin).",
      );
}

async function checkCodes({ totpSecret }: CredentialSettings, run: Run): Promise<Outcome> {
  if (!totpSecret) return skip('there is no secret for them');
  try {
    await new OneTimeCodes(totpSecret).next(run.deadline);
    return fine('the secret makes some');
  } catch (error) {
    return fromError(error, 'options');
  }
}

async function checkPasskey({ passkey: path, ...settings }: CredentialSettings): Promise<Outcome> {
  if (path === undefined) return skip('none is named');
  const { sessionKey: key, ssoOrigin } = settings;
  try {
    const { rpId, origin, registeredAt } = await readPasskey({ path, key });
    const found = `it is for ${rpId}, and was registered at ${origin} on ${registeredAt}`;
    return ssoOrigin.some((each) => isWithin(each, rpId))
      ? fine(`${found}; it was not tried`)
      : fail(
          'options',
          `${found}, which is not listed`,
          'List that provider in OCTOPUS_SSO_ORIGINS (--sso-origin).',
        );
  } catch (error) {
    return fromError(error, 'options');
  }
}

function checkSecretFiles(warnings: readonly string[]): Outcome {
  return warnings.length > 0
    ? warn(
        warnings.join('; '),
        'Make such files readable by you alone, and write secrets without a line break.',
      )
    : fine('none can be read by others');
}
