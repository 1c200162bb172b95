import { createHash, createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { SIGN_IN, servePortal } from '../enemies/serve-portal.ts';
import { readBody } from '../faults/faults.ts';
import { listen, type Served } from '../serve.ts';
import { drawStep, PASSWORD, REGISTER, type Step } from './passkey-pages.ts';

/** What a provider knows of a passkey, as of WebAuthn 4, credential record. Bytes are in base64url. */
interface Registered {
  readonly id: string;
  /** As SPKI. */
  readonly publicKey: string;
  signCount: number;
}

/** What somebody has who signs in by a passkey: what a file of ours holds, but for where it comes from. */
interface Made extends Registered {
  /** As PKCS #8. */
  readonly privateKey: string;
  readonly userHandle: string;
}

export interface PasskeyProvider extends Served {
  /** Where people sign in by it. */
  readonly portal: string;
  /** The variables that let a command in by a passkey, but for its file. */
  readonly env: Readonly<Record<string, string>>;
  /** Those that it knows. */
  readonly registered: Registered[];
  /** What became of each assertion: the counter of one that was right, or what was wrong with it. */
  readonly asserted: (number | string)[];
  /** Method, address and body of every request, in order. */
  readonly heard: string[];
}

interface Options {
  /** What it asks for, one after the other. */
  readonly steps: readonly Step[];
  /** Whether it knows nobody's passkey by what it is asked for, and asks for that of somebody else. */
  readonly asksForAnother?: boolean;
  /** An address that its pages send people to, or show in a frame. */
  readonly neighbour?: string;
  /** Where the portal sends everybody by itself; without it, people press a button that leads to the provider. */
  readonly portalLeadsTo?: 'the provider' | 'the neighbour';
  /** Where what became of each assertion is noted, in order, if several note it there. */
  readonly asserted?: (number | string)[];
  /** How long it takes to answer whoever comes back from there, or has chosen a way, in milliseconds. */
  readonly answersAfterMs?: number;
  /** A header of its own (Permissions-Policy) that says what frames may do. */
  readonly policy?: string;
}

const PERSON = 'jane.doe@stand-in.invalid';

/**
 * Serves an identity provider of `localhost` that lets people in by a passkey alone if its signature is right, and a portal
 * that sends people there.
 */
export async function servePasskeys(server: StandIn, options: Options): Promise<PasskeyProvider> {
  const provider = new Provider(server, options);
  const served = await listen(
    createServer((incoming, outgoing) => void provider.answer(incoming, outgoing)),
    'http://localhost',
  );
  provider.origin = served.url;
  const target = options.portalLeadsTo === 'the neighbour' ? options.neighbour : served.url;
  const byItself = `<script>location.replace(${JSON.stringify(`${target}/`)});</script>`;
  const byButton = `<a href="${served.url}/">Sign in with Fake</a>`;
  const portal = await servePortal(server, options.portalLeadsTo ? byItself : byButton);
  provider.portal = portal.url;
  const env = {
    OCTOPUS_URL: portal.url,
    OCTOPUS_PROVIDER: 'Fake',
    OCTOPUS_SSO_ORIGINS: served.url,
    OCTOPUS_USERNAME: PERSON,
  };
  const { registered, asserted, heard } = provider;
  return {
    ...{ ...served, portal: portal.url, env, registered, asserted, heard },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([served, portal].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

/** Makes a passkey as if it had been registered. */
export function makePasskey(): Made {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    id: randomBytes(16).toString('base64url'),
    userHandle: Buffer.from(PERSON).toString('base64url'),
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
    publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'),
    signCount: 1,
  };
}

class Provider {
  readonly registered: Registered[] = [];
  readonly asserted: (number | string)[];
  readonly heard: string[] = [];
  origin = '';
  portal = '';
  readonly #server: StandIn;
  readonly #options: Options;
  readonly #challenges = new Set<string>();
  #at = 0;

  constructor(server: StandIn, options: Options) {
    this.#server = server;
    this.#options = options;
    this.asserted = options.asserted ?? [];
  }

  async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    this.heard.push(`${incoming.method} ${incoming.url} ${body}`);
    const { pathname } = new URL(incoming.url ?? '/', this.origin);
    const form = new URLSearchParams(body);
    if (pathname === '/') this.#at = 0;
    if (pathname === '/') return this.#show(outgoing);
    if (pathname === '/next')
      return void setTimeout(() => this.#goOn(outgoing), this.#options.answersAfterMs ?? 0);
    if (pathname === '/password') return this.#takePassword(form, outgoing);
    if (pathname === '/assertion') return this.#takeAssertion(form, outgoing);
    if (pathname === '/register') return send(outgoing, 200, REGISTER);
    if (pathname === '/registered') return this.#register(form, outgoing);
    return send(outgoing, 404, '');
  }

  #show(outgoing: ServerResponse, problem = ''): void {
    const step = this.#options.steps[this.#at];
    if (step === undefined) {
      const { username, password } = this.#server;
      const arrival = `${this.portal}${SIGN_IN}?${new URLSearchParams({ username, password })}`;
      return void outgoing.writeHead(303, { location: arrival }).end();
    }
    const challenge = randomBytes(32).toString('base64url');
    this.#challenges.add(challenge);
    const { neighbour = '', asksForAnother, policy } = this.#options;
    if (policy !== undefined) outgoing.setHeader('permissions-policy', policy);
    // Once it knows who somebody is, it knows what they have registered.
    const known = this.#at > 0 ? this.registered.map(({ id }) => id) : [];
    const allowed = asksForAnother ? [randomBytes(16).toString('base64url')] : known;
    send(outgoing, 200, drawStep(step, { challenge, allowed, neighbour, problem }));
  }

  #goOn(outgoing: ServerResponse): void {
    this.#at += 1;
    this.#show(outgoing);
  }

  #takePassword(form: URLSearchParams, outgoing: ServerResponse): void {
    if (form.get('password') === PASSWORD) this.#goOn(outgoing);
    else this.#show(outgoing, 'That password is wrong.');
  }

  #takeAssertion(form: URLSearchParams, outgoing: ServerResponse): void {
    const result = this.#verify(form);
    this.asserted.push(result);
    if (typeof result === 'number') this.#goOn(outgoing);
    else this.#show(outgoing, 'That passkey is not known here.');
  }

  /** WebAuthn 7.2, as far as it concerns a provider without extensions. */
  #verify(form: URLSearchParams): number | string {
    const [clientData, authenticatorData, signature] = [
      'clientDataJSON',
      'authenticatorData',
      'signature',
    ].map((name) => Buffer.from(form.get(name) ?? '', 'base64url')) as [Buffer, Buffer, Buffer];
    const known = this.registered.find(({ id }) => id === form.get('id'));
    if (!known) return 'unknown';
    const { type, challenge, origin, crossOrigin = false } = JSON.parse(clientData.toString());
    if (type !== 'webauthn.get' || origin !== this.origin || crossOrigin) return `for ${type} at ${origin}`;
    if (!this.#challenges.delete(challenge)) return 'an old challenge';
    if (!authenticatorData.subarray(0, 32).equals(hash(Buffer.from('localhost')))) return 'another domain';
    if (((authenticatorData[32] ?? 0) & 0x05) !== 0x05) return 'nobody was there, or verified';
    const key = createPublicKey({
      key: Buffer.from(known.publicKey, 'base64url'),
      format: 'der',
      type: 'spki',
    });
    const signed = Buffer.concat([authenticatorData, hash(clientData)]);
    if (!verify('sha256', signed, key, signature)) return 'a wrong signature';
    const count = authenticatorData.readUInt32BE(33);
    if (count <= known.signCount) return `counts ${count} after ${known.signCount}`;
    known.signCount = count;
    return count;
  }

  #register(form: URLSearchParams, outgoing: ServerResponse): void {
    const [id = '', publicKey = ''] = ['id', 'publicKey'].map((name) => form.get(name) ?? '');
    const data = Buffer.from(form.get('authenticatorData') ?? '', 'base64url');
    this.registered.push({ id, publicKey, signCount: data.readUInt32BE(33) });
    send(outgoing, 200, '<!doctype html><h1>Your passkey was registered</h1>');
  }
}

function send(outgoing: ServerResponse, status: number, page: string): void {
  outgoing.writeHead(status, { 'content-type': 'text/html' }).end(page);
}

function hash(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
