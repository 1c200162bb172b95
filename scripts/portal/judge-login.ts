import { adviseOn } from '../api/api-failure.ts';
import { readServerWords } from '../api/server-words.ts';
import { Failure } from '../failure/failure.ts';
import type { LoginReply } from './login-reply.ts';

/**
 * Takes the reply to the login request for what it means.
 * @throws Failure, unless it is a success
 */
export function judgeLogin(reply: LoginReply, username: string): void {
  const attempt = `sign in as ${username}`;
  if (reply.kind === 'diverted') {
    throw new Failure({
      kind: 'sign-in',
      attempt,
      reason: `the server redirected the login request to ${reply.to}, and the password was not sent there`,
      hint: 'Give the address that the portal is really served from as OCTOPUS_URL (--url).',
    });
  }
  if (reply.kind === 'lost') {
    const hint =
      'Whether the server took the password is unknown; it is not submitted again. Check the connection.';
    throw new Failure({
      kind: 'server',
      attempt,
      reason: `the login request got no reply (${reply.reason})`,
      hint,
    });
  }
  const { status, statusText, body } = reply;
  if (status >= 200 && status < 300) return;
  throw new Failure({
    kind: [502, 503, 504].includes(status) ? 'server' : 'sign-in',
    attempt,
    reason: `the server answered ${status} ${statusText}`.trim(),
    serverSaid: readServerWords(body),
    hint: status === 400 || status === 401 ? CHECK_CREDENTIALS : adviseOn(status),
  });
}

const CHECK_CREDENTIALS =
  'Check OCTOPUS_USERNAME and OCTOPUS_PASSWORD; the server locks an account after a few wrong tries, so do not repeat blindly.';
