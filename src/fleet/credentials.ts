import { IN_CLEAR, isInClear } from '../core/values.ts';
import type { Variables } from '../core/variables.ts';
import { Secret } from '../secrets/secret.ts';
import type { ManifestServer, Reference } from './manifest.ts';
import type { PlannedSignIn } from './plan.ts';
import type { Mistake, ReadManifest } from './read-manifest.ts';

/** Who signs in, and with what. */
export interface FleetCredentials {
  readonly username: string;
  /** It is made known to the redactor no sooner than it is used: there may be thousands. */
  readonly openPassword: () => Secret;
  readonly provider: string | undefined;
  /** Whether without a browser. */
  readonly direct: boolean;
  readonly totpSecret: Secret | undefined;
  readonly ssoOrigin: readonly string[];
}

/** What holds where the manifest does not say. */
export interface UsualCredentials {
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly provider: string | undefined;
  readonly direct: boolean;
  readonly totpSecret: Secret | undefined;
  readonly ssoOrigin: readonly string[];
  readonly allowHttp: boolean;
}

/** The credentials of a fleet's sign-ins, and what is wrong with them. */
export class Credentials {
  readonly mistakes: Mistake[] = [];
  readonly #usual: UsualCredentials;
  readonly #source: Variables;
  readonly #found = new Map<string, string | Error>();
  readonly #secrets = new Map<string, Secret>();

  /** @param source for the manifest's references, each of which is followed once */
  constructor(usual: UsualCredentials, source: Variables) {
    this.#usual = usual;
    this.#source = source;
  }

  /**
   * Finds the credentials of one sign-in.
   * @param own what the manifest says of that server itself, to say where a mistake is
   * @returns undefined where there is a mistake
   */
  find({ url, signIn, path }: PlannedSignIn, own: ManifestServer['signIn']): FleetCredentials | undefined {
    if (!this.#usual.allowHttp && isInClear(url)) this.#blame([...path, 'url'], IN_CLEAR);
    const pathTo = (field: keyof NonNullable<typeof own>) => [
      ...(own?.[field] ? path : ['defaults']),
      'signIn',
      field,
    ];
    const username = this.#findText(signIn.username, pathTo('username')) ?? this.#usual.username;
    const password = this.#findText(signIn.password, pathTo('password')) ?? this.#usual.password;
    const totpSecret = this.#findSecret(signIn.totpSecret, pathTo('totpSecret')) ?? this.#usual.totpSecret;
    if (!username && !signIn.username) this.#blame(path, lack('username'));
    if (!password && !signIn.password) this.#blame(path, lack('password'));
    if (!username || !password) return undefined;
    const { ssoOrigins = this.#usual.ssoOrigin } = signIn;
    const provider = signIn.direct ? undefined : (signIn.provider ?? this.#usual.provider);
    const direct = provider === undefined && (signIn.direct ?? this.#usual.direct);
    if (provider !== undefined && !this.#usual.allowHttp && ssoOrigins.some(isInClear)) {
      if (signIn.ssoOrigins) this.#blame(pathTo('ssoOrigins'), IN_CLEAR);
      else this.#blame(path, `signs in at an origin of OCTOPUS_SSO_ORIGINS that ${IN_CLEAR}`);
    }
    const openPassword = () => (typeof password === 'string' ? new Secret(password) : password);
    return { username, openPassword, totpSecret, provider, direct, ssoOrigin: ssoOrigins };
  }

  #findText(value: string | Reference | undefined, path: readonly PropertyKey[]): string | undefined {
    if (value === undefined || typeof value === 'string') return value;
    const name = JSON.stringify(value);
    const found = this.#found.get(name) ?? this.#follow(value);
    this.#found.set(name, found);
    if (!(found instanceof Error)) return found;
    this.#blame(path, found.message);
    return undefined;
  }

  #findSecret(reference: Reference | undefined, path: readonly PropertyKey[]): Secret | undefined {
    const text = this.#findText(reference, path);
    if (text === undefined) return undefined;
    const secret = this.#secrets.get(text) ?? new Secret(text);
    this.#secrets.set(text, secret);
    return secret;
  }

  #follow(reference: Reference): string | Error {
    // What this program has read for itself is not in the environment any more.
    const { password, totpSecret } = this.#usual;
    const own = new Map([
      ['OCTOPUS_PASSWORD', password],
      ['OCTOPUS_TOTP_SECRET', totpSecret],
    ]);
    const secret = 'env' in reference ? own.get(reference.env) : undefined;
    if (secret) return secret.reveal();
    try {
      return this.#source.follow(reference);
    } catch (error) {
      return error as Error;
    }
  }

  /** A mistake in the defaults is reported once, however many servers it is for. */
  #blame(path: readonly PropertyKey[], message: string): void {
    const isKnown = this.mistakes.some(
      (known) => known.message === message && String(known.path) === String(path),
    );
    if (!isKnown) this.mistakes.push({ path, message });
  }
}

/**
 * @returns names of all variables that a manifest refers to: those of other shards' servers are none of the business of what
 *   this run starts either
 */
export function listVariables({
  defaults,
  servers,
}: Pick<ReadManifest, 'defaults' | 'servers'>): Set<string> {
  const signIns = [defaults?.signIn, ...servers.map((server) => server?.signIn)];
  const references = signIns.flatMap((signIn) => [signIn?.username, signIn?.password, signIn?.totpSecret]);
  return new Set(references.flatMap((each) => (typeof each === 'object' && 'env' in each ? [each.env] : [])));
}

function lack(field: string): string {
  return `wants a ${field}: give signIn.${field}, defaults.signIn.${field} or OCTOPUS_${field.toUpperCase()}`;
}
