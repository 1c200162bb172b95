import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { readBody } from '../faults/faults.ts';
import { type Served, serve } from '../serve.ts';
import { type Answer, SIGN_IN, servePortal } from './serve-portal.ts';

/** An identity provider that does as it likes, and a portal that sends people there. */
export interface StrangeProvider extends Served {
  /** Method, address and body of every request to it, in order. */
  readonly heard: string[];
  /** The variables that let a command in. */
  readonly env: Readonly<Record<string, string>>;
}

/** Who signs in there. */
export const PERSON = {
  username: 'jane.doe@stand-in.invalid',
  password: 'Fake-Passw0rd-at-the-provider',
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
} as const;

/** Where it sends who has signed in back to the portal: by a redirect, or by a form that sends itself. */
export const DONE = '/done';
export const ASSERT = '/assert';

/**
 * @param files its pages, by path, or what answers in their place; `/` is where people come
 * @param otherwise answers, told of the body, where there is no file
 */
export async function serveProvider(
  server: StandIn,
  files: Readonly<Record<string, Answer>>,
  otherwise?: (incoming: IncomingMessage, outgoing: ServerResponse, body: string) => Promise<void>,
): Promise<StrangeProvider> {
  const heard: string[] = [];
  const provider = await serve(async (incoming, outgoing) => {
    const body = await readBody(incoming);
    heard.push(`${incoming.method} ${incoming.url} ${body}`);
    const { pathname } = new URL(incoming.url ?? '/', 'http://provider');
    const file = files[pathname];
    if (typeof file === 'function') return file(incoming, outgoing);
    if (pathname === DONE) return void outgoing.writeHead(303, { location: arrival }).end();
    if (file === undefined && pathname !== ASSERT && otherwise)
      return await otherwise(incoming, outgoing, body);
    const page = pathname === ASSERT ? assertion : file;
    outgoing.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(page);
  });
  const portal = await servePortal(server, `<a href="${provider.url}/">Sign in with Fake</a>`);
  const { username, password } = server;
  const arrival = `${portal.url}${SIGN_IN}?${new URLSearchParams({ username, password })}`;
  // What the portal takes for a proof is in the tests its own user's name and password, which nobody has typed.
  const assertion = `<form method="post" action="${portal.url}${SIGN_IN}">
    <textarea name="username">${username}</textarea><textarea name="password">${password.replaceAll('&', '&amp;')}</textarea>
    </form><script>document.forms[0].submit();</script>`;
  const env = {
    OCTOPUS_URL: portal.url,
    OCTOPUS_PROVIDER: 'Fake',
    OCTOPUS_SSO_ORIGINS: provider.url,
    OCTOPUS_USERNAME: PERSON.username,
    OCTOPUS_PASSWORD: PERSON.password,
    OCTOPUS_TOTP_SECRET: PERSON.totpSecret,
  };
  return {
    ...provider,
    heard,
    env,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([portal, provider].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

/** What a provider asks for. */
export type Asked = 'user name' | 'password' | 'user name and password' | 'one-time code';

const NAME_FIELD = '<input name="username" autocomplete="username">';
const PASSWORD_FIELD = '<input type="password" name="password">';

const INPUTS: Readonly<Record<Asked, string>> = {
  'user name': NAME_FIELD,
  password: PASSWORD_FIELD,
  'user name and password': NAME_FIELD + PASSWORD_FIELD,
  'one-time code': '<input name="code" autocomplete="one-time-code">',
};

/** @returns a page that asks for something, and sends it to `/take` unless its script does otherwise */
export function ask(what: Asked, script = '', attributes = 'method="post" action="/take"'): string {
  return `<!doctype html><title>${what}</title><h1>Give your ${what}</h1>
    <form ${attributes}>${INPUTS[what]}<button>Next</button></form>
    <script>
      const form = document.querySelector('form');
      const [input, button] = form.elements;
      ${script}
    </script>`;
}

/** @returns what sends a browser on */
export const redirect =
  (status: number, location: string) =>
  (_: unknown, outgoing: ServerResponse): void =>
    void outgoing.writeHead(status, { location }).end();

/** @returns those of the requests that brought something */
export function withBody(heard: readonly string[]): string[] {
  return heard.filter((line) => !line.endsWith(' '));
}
