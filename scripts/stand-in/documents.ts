import type { Server } from './caller.ts';
import type { Account, StoredKey } from './state.ts';

/** @returns a date as recorded replies show it: `+00:00`, not `Z` */
function formatDate(date: Date): string {
  return date.toISOString().replace('Z', '+00:00');
}

/** Makes the links of documents: with the virtual directory or without, which no public source tells. */
function linker({ traits }: Server): (path: string) => string {
  const prefix = traits.linksWithPrefix ? traits.virtualDirectory : '';
  return (path) => prefix + path;
}

/** `GET /api` (facts: root document). */
export function describeRoot(server: Server): unknown {
  const link = linker(server);
  return {
    Application: 'Octopus Deploy',
    Version: server.edition.version,
    ApiVersion: '3.0.0',
    InstallationId: server.traits.installationId,
    HasLongTermSupport: server.traits.edition !== '3.x',
    Links: {
      Self: link('/api'),
      Authentication: link('/api/authentication'),
      CurrentUser: link('/api/users/me'),
      SignIn: `${link('/api/users/login')}{?returnUrl}`,
      SignOut: link('/api/users/logout'),
      Register: link('/api/users/register'),
      Users: `${link('/api/users')}{/id}{?skip,take,ids,filter}`,
      Spaces: `${link('/api/spaces')}{/id}{?name,skip,ids,take,partialName}`,
      SpaceHome: link('/api/{spaceId}'),
      ServerStatus: link('/api/serverstatus'),
      LoginInitiated: link('/api/authentication/checklogininitiated'),
      Web: link('/app'),
    },
  };
}

/** `GET /api/authentication` (facts: authentication document). */
export function describeAuthentication({ traits, edition }: Server): unknown {
  const forms = { Name: 'Octopus', IdentityType: 'UsernamePassword', FormsLoginEnabled: true };
  const others = traits.otherProviders.map((name) => ({
    Name: name,
    IdentityType: 'OAuth',
    FormsLoginEnabled: false,
  }));
  const providers = [...(traits.formsLogin ? [forms] : []), ...others].map((provider) => ({
    ...provider,
    ...(edition.isNewest
      ? { DisplayName: provider.Name === 'Octopus' ? 'Username / Password' : provider.Name }
      : {}),
    Links: {},
    CSSLinks: [],
    JavascriptLinks: [],
  }));
  return {
    AuthenticationProviders: providers,
    AnyAuthenticationProvidersSupportPasswordManagement: traits.formsLogin,
    AutoLoginEnabled: false,
    ...(edition.isNewest ? describePolicy(traits) : {}),
    Links: {},
  };
}

function describePolicy({ userApiKeysEnabled, maxExpiryDays }: Server['traits']): Record<string, unknown> {
  return {
    RememberMeEnabled: true,
    UserApiKeysEnabled: userApiKeysEnabled,
    ApiKeyDefaultExpiryDays: Math.min(180, maxExpiryDays),
    ApiKeyMaxExpiryDays: maxExpiryDays,
    OctopusIdDynamicRegistrationPending: false,
  };
}

/** A user, as one asks about him- or herself or about another (facts: success reply of the login). */
export function describeUser(account: Account, server: Server, isRequestor: boolean): unknown {
  const self = linker(server)(`/api/users/${account.id}`);
  return {
    Id: account.id,
    Username: account.username,
    DisplayName: account.displayName,
    IsActive: account.isActive,
    IsService: account.isService,
    EmailAddress: account.email,
    CanPasswordBeEdited: !account.isService,
    IsRequestor: isRequestor,
    ...(server.edition.isNewest ? { ServiceAccountType: 'Standard' } : {}),
    Links: {
      Self: self,
      Permissions: `${self}/permissions{?spaces,includeSystem}`,
      Spaces: `${self}/spaces`,
      ApiKeys: `${self}/apikeys{/id}{?skip,take}`,
    },
  };
}

/** The reply to the making of a key, the only one that shows it (facts: create). */
export function describeCreatedKey(key: StoredKey, server: Server): unknown {
  return { ...describeKeyCommon(key, server), ApiKey: key.key };
}

/** A key in the list; what it says of the key itself depends on the edition (facts: list). */
export function describeListedKey(key: StoredKey, server: Server): unknown {
  const hint = { HasValue: true, Hint: key.key.slice(0, 7), NewValue: null };
  return { ...describeKeyCommon(key, server), ApiKey: server.edition.listedKey === 'hint' ? hint : null };
}

function describeKeyCommon(key: StoredKey, server: Server): Record<string, unknown> {
  const { edition } = server;
  const newest = {
    AccessLevel: key.accessLevel,
    ActorType: key.actorType,
    IsLastUsedTimestampKnown: key.lastUsed !== null,
    LastUsedTimeStamp: key.lastUsed && formatDate(key.lastUsed),
  };
  return {
    Id: key.id,
    Purpose: key.purpose,
    UserId: key.userId,
    Created: formatDate(key.created),
    ...(edition.expiry === 'ignored' ? {} : { Expires: key.expires && formatDate(key.expires) }),
    ...(edition.isNewest ? newest : {}),
    Links: { Self: linker(server)(`/api/users/${key.userId}/apikeys/${key.id}`) },
  };
}

export interface PageRequest {
  readonly skip?: string;
  readonly take?: string;
}

/** One page of a collection (facts: list): 30 items unless told. */
export function describePage(
  type: string,
  path: string,
  all: readonly unknown[],
  { skip = '0', take = '30' }: PageRequest,
): unknown {
  const [from, size] = [Number(skip), Number(take)];
  const pages = Math.max(1, Math.ceil(all.length / size));
  const more = from + size < all.length ? { 'Page.Next': `${path}?skip=${from + size}&take=${size}` } : {};
  return {
    ItemType: type,
    TotalResults: all.length,
    ItemsPerPage: size,
    NumberOfPages: pages,
    LastPageNumber: pages - 1,
    Items: all.slice(from, from + size),
    Links: {
      Self: `${path}?skip=${from}&take=${size}`,
      Template: `${path}{/id}{?skip,take}`,
      'Page.All': `${path}?skip=0&take=2147483647`,
      'Page.Current': `${path}?skip=${from}&take=${size}`,
      'Page.Last': `${path}?skip=${(pages - 1) * size}&take=${size}`,
      ...more,
    },
  };
}
