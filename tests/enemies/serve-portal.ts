import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { type Served, serve } from '../serve.ts';

/** A portal that signs in as it likes. */
export interface StrangePortal extends Served {
  /** Every password that was submitted, in order. */
  readonly submitted: string[];
  /** Method, address and body of every request. */
  readonly heard: string[];
}

export type Answer = string | ((incoming: IncomingMessage, outgoing: ServerResponse) => void);

/** Where it takes user name and password, in whatever shape they come. */
export const SIGN_IN = '/sign-me-in';

/**
 * A stand-in whose sign-in page is another. It signs people in at `SIGN_IN`, too.
 * @param files further files, by path, or what answers in their place; a script where the name ends in `.js`
 */
export async function servePortal(
  server: StandIn,
  page: string | ((portal: string) => string),
  files: Readonly<Record<string, Answer>> = {},
): Promise<StrangePortal> {
  const submitted: string[] = [];
  const heard: string[] = [];
  const served = await serve(async (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://portal');
    const file = files[pathname] ?? (pathname === '/app' ? draw(page, served.url) : undefined);
    if (typeof file === 'function') return file(incoming, outgoing);
    if (file !== undefined) {
      heard.push(`${incoming.method} ${incoming.url}`);
      const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html';
      return void outgoing.writeHead(200, { 'content-type': type }).end(file);
    }
    if (pathname === SIGN_IN) return await signIn(server, incoming, outgoing, submitted, heard);
    heard.push(`${incoming.method} ${incoming.url}`);
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
  return { ...served, submitted, heard };
}

function draw(page: string | ((portal: string) => string), url: string): string {
  return typeof page === 'string' ? page : page(url);
}

async function signIn(
  server: StandIn,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  submitted: string[],
  heard: string[],
): Promise<void> {
  const body = await readText(incoming);
  heard.push(`${incoming.method} ${incoming.url} ${body}`);
  const { username, password } = readCredentials(incoming, body);
  submitted.push(password);
  const reply = await fetch(`${server.url}/api/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Username: username, Password: password }),
  });
  outgoing
    .writeHead(reply.status, { 'content-type': 'text/html', 'set-cookie': reply.headers.getSetCookie() })
    .end(`<h1>${reply.status}</h1>`);
}

function readCredentials({ url = '/', headers }: IncomingMessage, body: string) {
  const [, basic] = /^Basic (.*)$/.exec(headers.authorization ?? '') ?? [];
  if (basic) {
    const [username = '', password = ''] = Buffer.from(basic, 'base64').toString().split(/:(.*)/s);
    return { username, password };
  }
  if (body.startsWith('{')) return JSON.parse(body) as { username: string; password: string };
  const fields = body === '' ? new URL(url, 'http://portal').searchParams : new URLSearchParams(body);
  return { username: fields.get('username') ?? '', password: fields.get('password') ?? '' };
}

async function readText(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += chunk;
  return text;
}

/**
 * A sign-in page.
 * @param send the body of a function of `username` and `password` that is called instead of sending the form
 */
export function drawForm(send: string | undefined, attributes = ''): string {
  const script = `<script>
    const form = document.querySelector('form');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const [username, password] = [form.elements[0].value, form.elements[1].value];
      ${send}
    });
  </script>`;
  return `<!doctype html><title>Octopus Deploy</title>${FORM.replace('<form>', `<form ${attributes}>`)}${send === undefined ? '' : script}`;
}

export const FORM =
  '<form><input name="username"><input type="password" name="password"><button>Sign in</button></form>';
