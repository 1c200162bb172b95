import { randomBytes, randomUUID } from 'node:crypto';
import type { Traits } from './options.ts';
import { makeIdentityId, makeKeyId, makeKeyText, makeToken } from './random.ts';

/** Somebody, or a service, that can be known to the server. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
  readonly password: string | undefined;
  readonly isService: boolean;
  readonly serviceAccountType: 'Standard' | 'Agent';
  readonly isActive: boolean;
  readonly created: Date;
  /** What tokens for a service account are meant for: their audience. */
  readonly externalId: string;
}

/** Whose tokens a service account takes. */
export interface Identity {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  /** Undefined: the account's external id. */
  readonly audience: string | undefined;
}

/** Accounts that share rights. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly canChangeMembers: boolean;
  memberIds: readonly string[];
}

/** A key as it is stored; `key` is its secret text, which a real server keeps only as a hash. */
export interface StoredKey {
  readonly id: string;
  readonly userId: string;
  readonly purpose: string;
  readonly key: string;
  readonly created: Date;
  readonly expires: Date | null;
  readonly accessLevel: string;
  readonly actorType: string;
  lastUsed: Date | null;
}

/** A signed-in browser: what its two cookies hold, as they stand in Set-Cookie. */
export interface StoredSession {
  readonly userId: string;
  readonly identification: string;
  readonly antiForgery: string;
}

/** What a key is made of. */
export interface NewKey {
  readonly userId: string;
  readonly purpose: string;
  readonly expires: Date | null;
  readonly accessLevel?: string;
  readonly actorType?: string;
  readonly created?: Date;
}

/** The id of the account that may do everything. */
export const ADMINISTRATOR = 'Users-1';

/** How long an access token counts (facts: token exchange). */
export const ACCESS_TOKEN_SECONDS = 3_600;

const LOCK_AFTER = 9;
const LOCK_TIME = 10 * 60_000;

/** Everything a server remembers. */
export class State {
  readonly accounts: Account[];
  readonly teams: Team[];
  readonly keys: StoredKey[] = [];
  /** Every key that was ever made, revoked ones too. */
  readonly made: StoredKey[] = [];
  readonly sessions: StoredSession[] = [];
  readonly identities: Identity[] = [];
  readonly accessTokens = new Map<string, { readonly userId: string; readonly expires: Date }>();
  /** Other nodes of the same server, which learn what this one does some time later. */
  readonly #others: { readonly state: State; readonly lagMs: number }[] = [];
  readonly #failures = new Map<string, number[]>();
  #madeIdentities = 0;

  readonly #clockAheadMs: number;

  constructor({ username, password, clockAheadMs }: Traits) {
    this.#clockAheadMs = clockAheadMs;
    this.accounts = [
      makeAccount({ id: ADMINISTRATOR, username, password }),
      makeAccount({ id: 'Users-2', username: 'disabled', password, isActive: false }),
      makeAccount({ id: 'Users-3', username: 'other', password }),
      makeAccount({ id: 'Users-4', username: 'service', isService: true }),
    ];
    this.teams = [
      { id: 'teams-everyone', name: 'Everyone', canChangeMembers: false, memberIds: [] },
      {
        id: 'teams-administrators',
        name: 'Octopus Administrators',
        canChangeMembers: true,
        memberIds: [ADMINISTRATOR],
      },
      { id: 'Teams-21', name: 'Deployers', canChangeMembers: true, memberIds: ['Users-3'] },
    ];
  }

  /** What time it is by the server's clock. */
  now(): Date {
    return new Date(Date.now() + this.#clockAheadMs);
  }

  /** Has another node learn what this one does, so many milliseconds later. */
  replicateTo(state: State, lagMs: number): void {
    this.#others.push({ state, lagMs });
  }

  /** Does something here, and later at the other nodes. */
  #spread(change: (state: State) => void): void {
    change(this);
    for (const { state, lagMs } of this.#others) setTimeout(() => change(state), lagMs).unref();
  }

  findAccount(id: string): Account | undefined {
    return this.accounts.find((account) => account.id === id);
  }

  addAccount(parts: Omit<Parameters<typeof makeAccount>[0], 'id'>): Account {
    const account = makeAccount({ ...parts, id: `Users-${this.accounts.length + 1}` });
    this.#spread(({ accounts }) => accounts.push(account));
    return account;
  }

  /** @returns the names of a team's members */
  listMembers(name: string): string[] {
    const ids = this.teams.find((team) => team.name === name)?.memberIds ?? [];
    return ids.map((id) => this.findAccount(id)?.username ?? id);
  }

  addKey(wanted: NewKey): StoredKey {
    const identity = { id: makeKeyId(), key: makeKeyText(), lastUsed: null };
    const usual = { accessLevel: 'FullAccess', actorType: 'User', created: this.now() };
    const key = { ...identity, ...usual, ...wanted };
    // Most recent first, as it is listed.
    this.#spread(({ keys }) => keys.unshift(key));
    this.made.push(key);
    return key;
  }

  removeKey(id: string): void {
    this.#spread(({ keys }) => {
      const at = keys.findIndex((key) => key.id === id);
      if (at >= 0) keys.splice(at, 1);
    });
  }

  liveKeys(): StoredKey[] {
    return this.keys.filter(({ expires }) => expires === null || expires > this.now());
  }

  openSession(userId: string): StoredSession {
    const session = { userId, identification: makeCookieValue(), antiForgery: makeCookieValue() };
    this.#spread(({ sessions }) => sessions.push(session));
    return session;
  }

  closeSessions(isMeant: (session: StoredSession) => boolean): void {
    this.#spread(({ sessions }) => {
      const kept = sessions.filter((session) => !isMeant(session));
      sessions.splice(0, sessions.length, ...kept);
    });
  }

  /** @returns a token that counts for an hour */
  addAccessToken(userId: string): string {
    const token = makeToken(80);
    const expires = new Date(this.now().getTime() + ACCESS_TOKEN_SECONDS * 1_000);
    this.#spread(({ accessTokens }) => accessTokens.set(token, { userId, expires }));
    return token;
  }

  addIdentity(parts: Omit<Identity, 'id'>): Identity {
    this.#madeIdentities += 1;
    const identity = { ...parts, id: makeIdentityId(this.#madeIdentities) };
    this.#spread(({ identities }) => identities.push(identity));
    return identity;
  }

  /** @param changed undefined: it is removed */
  changeIdentity(id: string, changed: Identity | undefined): void {
    this.#spread(({ identities }) => {
      const at = identities.findIndex((identity) => identity.id === id);
      if (at >= 0) identities.splice(at, 1, ...(changed ? [changed] : []));
    });
  }

  noteFailure(username: string): void {
    this.#failures.set(username, [...this.#recentFailures(username), Date.now()]);
  }

  /** A successful sign-in wipes the slate clean. */
  forgetFailures(username: string): void {
    this.#failures.delete(username);
  }

  isLocked(username: string): boolean {
    return this.#recentFailures(username).length >= LOCK_AFTER;
  }

  #recentFailures(username: string): number[] {
    return (this.#failures.get(username) ?? []).filter((at) => at > Date.now() - LOCK_TIME);
  }
}

interface AccountParts {
  readonly id: string;
  readonly username: string;
  readonly displayName?: string;
  readonly password?: string;
  readonly isService?: boolean;
  readonly serviceAccountType?: Account['serviceAccountType'];
  readonly isActive?: boolean;
}

function makeAccount({
  id,
  username,
  displayName,
  password,
  isService = false,
  serviceAccountType = 'Standard',
  isActive = true,
}: AccountParts): Account {
  const email = `${username}@stand-in.invalid`;
  const created = new Date();
  return {
    id,
    username,
    displayName: displayName ?? username,
    email,
    password,
    isService,
    serviceAccountType,
    isActive,
    created,
    externalId: randomUUID(),
  };
}

/** Two base64 chunks joined by a bar, percent-encoded with small letters (facts: cookies). */
function makeCookieValue(): string {
  const raw = `${randomBytes(64).toString('base64')}|${randomBytes(16).toString('base64')}`;
  return encodeURIComponent(raw).replace(/%../g, (code) => code.toLowerCase());
}
