import { createServer, type IncomingMessage } from 'node:http';
import { close, listen, type Served, serve } from '../serve.ts';
import { type Exchange, type FaultName, faults, forward, pass } from './faults.ts';
import { classify, type RunRequest } from './requests.ts';

/** Something that stands between a run and its server. */
export interface FaultProxy extends Served {
  /** What passed, in order, as `classify` names it. */
  readonly seen: readonly string[];
  /** From now on everything is passed on. */
  heal(): void;
}

/** Passes everything on, but one fault happens to one kind of request. */
export async function startFaultProxy(
  target: string,
  elsewhere: string,
  { kind, after }: RunRequest,
  fault: FaultName,
): Promise<FaultProxy> {
  const seen: string[] = [];
  const isRefusing = fault === 'connection refused';
  let isHealed = false;
  const answered: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const name = classify(incoming);
    seen.push(name);
    const exchange: Exchange = { incoming, outgoing, target, elsewhere };
    if (!isHealed && isFaulty(name, kind)) return void faults[fault](exchange);
    const reply = await forward(exchange);
    answered.push(name);
    const isLast = isRefusing && after.every((each) => count(answered, each) >= count(after, each));
    if (isLast) {
      // Nobody can connect any more before whoever asked has the answer.
      server.close();
      outgoing.shouldKeepAlive = false;
      outgoing.on('finish', () => server.closeIdleConnections());
    }
    pass(exchange, reply);
  });
  const served = await listen(server, 'http://127.0.0.1');
  if (isRefusing && after.length === 0) await close(server);
  const heal = () => {
    isHealed = true;
  };
  return { ...served, seen, heal };
}

/** Something that keeps a run at one of its requests. */
export interface HoldingProxy extends Served {
  /** Settles when the request is there, and the server has answered it if it is the reply that is kept. */
  readonly held: Promise<void>;
  /** Passes on what is kept, and everything after it. */
  release(): void;
}

/**
 * Passes everything on, but keeps one kind of request, or the reply to it, until it is told to pass it on.
 * @param what the request, of which the server then knows nothing; or the reply, when it has done what was asked
 */
export async function startHoldingProxy(
  target: string,
  kind: string,
  what: 'request' | 'reply',
): Promise<HoldingProxy> {
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  let noteHeld = () => {};
  const held = new Promise<void>((done) => {
    noteHeld = done;
  });
  const served = await serve(async (incoming, outgoing) => {
    const exchange: Exchange = { incoming, outgoing, target, elsewhere: '' };
    const isKept = classify(incoming) === kind;
    const reply = isKept && what === 'request' ? undefined : await forward(exchange);
    if (isKept) {
      noteHeld();
      await released;
    }
    pass(exchange, reply ?? (await forward(exchange)));
  });
  return { ...served, held, release };
}

function count(names: readonly string[], wanted: string): number {
  return names.filter((name) => name === wanted).length;
}

/** The page's own requests for documents fail as ours do: it is the same server. */
function isFaulty(name: string, kind: string): boolean {
  return name === kind || (name === `portal's ${kind}` && (kind === 'root' || kind === 'authentication'));
}

/** A sign-in form as anybody draws it. */
export const FORM = '<form><input type="text"><input type="password"><button>Sign in</button></form>';

/** Somebody else's server, which keeps what it is sent, and shows a page, usually a sign-in form, to whoever looks. */
export async function startDecoy(page: string = FORM): Promise<Served & { readonly heard: string[] }> {
  const heard: string[] = [];
  const served = await listen(
    createServer(async (incoming, outgoing) => {
      heard.push(incoming.url ?? '', JSON.stringify(incoming.headers), await readText(incoming));
      outgoing
        .writeHead(200, {
          'content-type': 'text/html',
          'access-control-allow-origin': incoming.headers.origin ?? '*',
          'access-control-allow-headers': 'content-type, x-octopus-user-agent, x-octopus-csrf-token',
          'access-control-allow-credentials': 'true',
        })
        .end(page);
    }),
    'http://localhost',
  );
  return { ...served, heard };
}

async function readText(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += chunk;
  return text;
}
