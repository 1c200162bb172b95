import { adviseOn, describeWait, isUnavailable, readServerWords } from '../api/api-failure.ts';
import { readFrontDemand, WAYS_IN } from '../api/front-demand.ts';
import { Failure } from '../core/failure.ts';
import { shortenAddress } from '../core/text.ts';
import type { LoginReply } from './credential-guard.ts';

/** What the reply to a login brought. */
export interface LoginSuccess {
  readonly body: string;
  /** As in the header Set-Cookie, one a line. */
  readonly setCookies: string;
}

/**
 * Takes the reply to the login request for what it means.
 * @returns what it brought
 * @throws Failure, unless it is a success
 */
export function judgeLogin(reply: LoginReply, username: string, server: string): LoginSuccess {
  const attempt = `sign in as ${username}`;
  if (reply.kind === 'foreign') throw failElsewhere('script', reply.origin, server);
  if (reply.kind === 'diverted') {
    throw new Failure({
      kind: 'sign-in',
      attempt,
      reason: `the server was given the password and redirected the login request to ${shortenAddress(reply.to)}, and the password was not sent there`,
      hint: 'Give the address that the portal is really served from as OCTOPUS_URL (--url).',
    });
  }
  if (reply.kind === 'lost') {
    throw new Failure({
      kind: 'server',
      attempt,
      reason: `the login request got no reply (${reply.reason})`,
      hint: `${UNKNOWN} Check the connection.`,
    });
  }
  const { status, statusText, body, retryAfter } = reply;
  const demand = readFrontDemand({ ...reply, text: body }, server, false);
  if (demand) throw new Failure({ kind: 'server', attempt, reason: demand.reason, hint: demand.hint });
  if (status >= 200 && status < 300) return { body, setCookies: reply.headers['set-cookie'] ?? '' };
  throw new Failure({
    kind: isUnavailable(status) ? 'server' : 'sign-in',
    attempt,
    reason: `the server answered ${status} ${statusText}`.trim() + describeWait(status, retryAfter),
    serverSaid: readServerWords(body),
    hint: status === 400 || status === 401 ? CHECK_CREDENTIALS : adviseOn(status),
  });
}

export const UNKNOWN = 'Whether the server took the password is unknown; it is not submitted again.';

const CHECK_CREDENTIALS =
  'Check OCTOPUS_USERNAME and OCTOPUS_PASSWORD; the server locks an account after a few wrong tries, so do not repeat blindly.';

/**
 * @param origin where it would have gone; of a page of the server's own origin that is none of the portal's, its address
 * @returns the failure of a sign-in that would have given, or was about to give, the password to another origin
 */
export function failElsewhere(what: 'page' | 'form' | 'script', origin: string, server: string): Failure {
  const expected = `not the origin of OCTOPUS_URL (${new URL(server).origin})`;
  const reasons = {
    page: `the browser was sent to ${origin}, which is ${origin.startsWith(`${new URL(server).origin}/`) ? 'none of the pages of the portal' : expected}`,
    form: `the sign-in form sends what is typed to ${origin}, which is ${expected}`,
    script: `the page was about to send the password to ${origin}, which is ${expected}, and was stopped`,
  };
  return new Failure({
    kind: 'sign-in',
    attempt: 'type the password',
    reason: reasons[what],
    hint:
      what === 'page'
        ? `${RIGHT_ADDRESS} If something in front of the server wants a sign-in there: ${WAYS_IN}`
        : RIGHT_ADDRESS,
  });
}

const RIGHT_ADDRESS = 'Give the address that the portal is really served from as OCTOPUS_URL (--url).';

/** @returns the failure of a sign-in whose login request left, and to which no reply came before the time was over */
export function failUnanswered(): Failure {
  return new Failure({
    kind: 'server',
    attempt: 'sign in',
    reason: 'no reply to the login request came in time',
    hint: `${UNKNOWN} Give it more time with --timeout, and check the server.`,
  });
}
