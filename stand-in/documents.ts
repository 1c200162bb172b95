import type { Server } from './caller.ts';
import { linkTo } from './links.ts';
import type { Account } from './state.ts';

/** @returns a date as recorded replies show it: `+00:00`, not `Z` (facts: wire details) */
export function formatDate(date: Date): string {
  return date.toISOString().replace('Z', '+00:00');
}

/** `GET /api` (facts: root document). */
export function describeRoot(server: Server): unknown {
  const { traits, edition } = server;
  const link = (path: string) => linkTo(path, server);
  return {
    Application: 'Octopus Deploy',
    Version: edition.version,
    ApiVersion: '3.0.0',
    InstallationId: traits.installationId,
    HasLongTermSupport: traits.edition !== '3.x',
    Links: {
      Self: link('/api'),
      Authentication: link('/api/authentication'),
      ...(edition.hasOldLogin ? { Authenticate_Octopus: link(edition.loginPath) } : {}),
      CurrentUser: link('/api/users/me'),
      SignIn: `${link('/api/users/login')}{?returnUrl}`,
      SignOut: link('/api/users/logout'),
      Register: link('/api/users/register'),
      UserAuthentication: `${link('/api/users/authentication')}/{?userId}`,
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
export function describeAuthentication(server: Server): unknown {
  const { traits, edition } = server;
  const forms = { Name: 'Octopus', IdentityType: 'UsernamePassword', FormsLoginEnabled: true };
  const others = traits.otherProviders.map((name) => ({
    Name: name,
    IdentityType: 'OAuth',
    FormsLoginEnabled: false,
  }));
  const { singleSignOn } = traits;
  const sso = singleSignOn && { Name: singleSignOn.name, IdentityType: 'OAuth', FormsLoginEnabled: false };
  const all = [...(traits.formsLogin ? [forms] : []), ...others, ...(sso ? [sso] : [])];
  const providers = all.map((provider) => ({
    ...provider,
    ...(edition.isNewest
      ? { DisplayName: provider.Name === 'Octopus' ? 'Username / Password' : provider.Name }
      : {}),
    Links:
      provider === sso
        ? { Authenticate: linkTo(`/users/authenticate/${encodeURIComponent(sso.Name)}{?returnUrl}`, server) }
        : {},
    CSSLinks: [],
    JavascriptLinks: [],
  }));
  return {
    AuthenticationProviders: providers,
    AnyAuthenticationProvidersSupportPasswordManagement: traits.formsLogin,
    AutoLoginEnabled: !!singleSignOn?.isAutomatic,
    ...(edition.isNewest ? describePolicy(traits) : {}),
    Links: { Self: linkTo('/api/authentication', server) },
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

/**
 * A user (facts: success reply of the login).
 * @param isRequestor whether it is the user who asks
 */
export function describeUser(account: Account, server: Server, isRequestor: boolean): unknown {
  const self = linkTo(`/api/users/${account.id}`, server);
  const { hasAgents, isNewest } = server.edition;
  const newest = {
    ...(hasAgents ? { ServiceAccountType: account.serviceAccountType } : {}),
    Created: formatDate(account.created),
  };
  const newestLinks = {
    AccessToken: linkTo('/api/users/access-token', server),
    RevokeSessions: `${self}/revoke-sessions`,
  };
  return {
    Id: account.id,
    Username: account.username,
    DisplayName: account.displayName,
    IsActive: account.isActive,
    IsService: account.isService,
    EmailAddress: account.email,
    CanPasswordBeEdited: !account.isService,
    IsRequestor: isRequestor,
    Identities: [],
    ...(isNewest ? newest : {}),
    Links: {
      Self: self,
      Permissions: `${self}/permissions{?spaces,includeSystem}`,
      PermissionsConfiguration: `${self}/permissions/configuration`,
      Spaces: `${self}/spaces`,
      ApiKeys: `${self}/apikeys{/id}{?skip,take}`,
      ...(isNewest ? newestLinks : {}),
    },
  };
}
