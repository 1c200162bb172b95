import { z } from 'zod';
import { Secret } from '../secrets/secret.ts';

// Every field that the facts do not show in all versions is optional: what a server leaves out is no error.

/**
 * A list that is refused at its first element that is none: zod by itself keeps a note of each, and of the millions that a reply
 * can hold these take more memory than there is.
 */
export function listOf<Element extends z.ZodType>(element: Element) {
  return z.array(z.unknown()).transform((found, context) => {
    const list: z.output<Element>[] = [];
    for (const each of found) {
      const parsed = element.safeParse(each);
      if (!parsed.success) {
        context.addIssue({ code: 'custom', message: 'holds what does not belong there' });
        return z.NEVER;
      }
      list.push(parsed.data);
    }
    return list;
  });
}

// It stands in addresses and in messages: one that no address can hold, or that leads out of its place there, is none.
const id = z
  .string()
  .max(2_000)
  .refine((text) => /^(?!\.{1,2}$)\P{Cs}+$/u.test(text), 'is no id');

/** `GET /api` (facts 3.1). */
export const RootDocument = z.looseObject({
  Application: z.string().regex(/octopus/i),
  Version: z.string().nullish(),
  InstallationId: z.string().nullish(),
  Links: z.object({ Authenticate_Octopus: z.string().nullish() }).nullish().catch(undefined),
});
export type RootDocument = z.infer<typeof RootDocument>;

/** `GET /api/authentication` (facts 3.2). */
export const AuthenticationDocument = z.looseObject({
  AuthenticationProviders: listOf(
    z.looseObject({
      Name: z.string(),
      DisplayName: z.string().nullish(),
      FormsLoginEnabled: z.boolean().nullish(),
    }),
  ).nullish(),
  UserApiKeysEnabled: z.boolean().nullish(),
  // Less than a day would be in the past by the time that it is asked for.
  ApiKeyMaxExpiryDays: z.number().min(1).nullish().catch(undefined),
});
export type AuthenticationDocument = z.infer<typeof AuthenticationDocument>;

/** `GET /api/users/me` (facts 1.2). */
export const User = z.looseObject({
  Id: id,
  Username: z.string().nullish(),
  IsService: z.boolean().nullish(),
  ServiceAccountType: z.string().nullish().catch(undefined),
});
export type User = z.infer<typeof User>;

/** A team; what else it has is kept, since a change sends the whole of it back (docs api teams.md). */
export const Team = z.looseObject({
  Id: id,
  Name: z.string(),
  MemberUserIds: listOf(z.string()).nullish(),
});
export type Team = z.infer<typeof Team>;

/** What a key may do and who holds it, on servers of 2026 (docs api api-keys.md). */
const word = z.string().nullish().catch(undefined);
const KeyScope = { AccessLevel: word, ActorType: word };

/** What is handed over, and may stand in somebody's script, can be nothing but what it should be. */
const plainId = z.string().regex(/^\w[\w.-]{0,99}$/);
const plainTime = z
  .string()
  .regex(/^\d[\dTZ:.+/ -]{0,63}$/)
  .nullish()
  .catch(undefined);

// A secret is looked for in all that is printed from then on, in many spellings: one without end would take all time and memory.
// A key has some thirty characters; a token with many claims may have some thousands.
const apiKey = z.string().regex(/^API-[A-Z0-9]{1,196}$/);
const accessToken = z
  .string()
  // It stands in a header (RFC 6750 2.1).
  .regex(/^[\x21-\x7e]{1,16384}$/);

/** The reply to `POST /api/users/{id}/apikeys`, the only one that shows the key (facts 2.1, 2.5). */
export const CreatedApiKey = z.looseObject({
  Id: plainId,
  ApiKey: apiKey.transform((text) => new Secret(text)),
  UserId: z.string().nullish().catch(undefined),
  Purpose: z.string().nullish().catch(undefined),
  Created: plainTime,
  Expires: plainTime,
  ...KeyScope,
});
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;

/** One key of the list; what it says of the key itself differs over the versions (facts 2.2). */
export const ListedApiKey = z.looseObject({
  Id: id,
  UserId: word,
  Purpose: z.string().nullish(),
  Created: z.string().nullish(),
  Expires: z.string().nullish(),
  LastUsedTimeStamp: z.string().nullish(),
  // A string where 2020.5 types it so: of no use here, and perhaps a secret.
  ApiKey: z.object({ Hint: z.string().nullish() }).nullish().catch(null),
  ...KeyScope,
});
export type ListedApiKey = z.infer<typeof ListedApiKey>;

/** The reply to `POST /api/users/access-token` (facts 2.6). */
export const CreatedAccessToken = z.looseObject({
  AccessToken: accessToken.transform((text) => new Secret(text)),
});

/** One OpenID Connect identity of a service account (facts 2.7). */
export const ListedIdentity = z.looseObject({
  Id: id,
  ServiceAccountId: word,
  Name: z.string().nullish(),
  Issuer: z.string().nullish(),
  Subject: z.string().nullish(),
  Audience: z.string().nullish(),
});
export type ListedIdentity = z.infer<typeof ListedIdentity>;

/** A page of them, which also tells what the account's tokens are meant for. */
export const IdentityPage = z.looseObject({
  ExternalId: plainId,
  OidcIdentities: listOf(ListedIdentity),
  Count: z.number().nullish(),
});

/** The reply to `POST …/oidcidentities/create/v1`. */
export const CreatedIdentity = z.looseObject({ Id: id });

/** What the token of a job is exchanged for (facts 2.8; RFC 8693 2.2.1); the login action types the time as a text. */
export const ExchangedToken = z.looseObject({
  access_token: accessToken.transform((text) => new Secret(text)),
  expires_in: z
    .union([z.number(), z.string().min(1)])
    .pipe(z.coerce.number())
    .optional()
    .catch(undefined),
});

/** One page of a collection (facts 2.2). */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.looseObject({ Items: listOf(item), TotalResults: z.number().nullish() });
}

/**
 * The reply to a deletion: empty, or the resource that is gone (facts 2.2), all of whose fields begin with a capital, and which has
 * links. What a gateway says that wants a sign-in of its own is none, be it JSON and a success, and neither is the reply to another request.
 */
export function deletedOf(id: string) {
  return z
    .record(z.string().regex(/^(?!.*(?:Error|Message))[A-Z]/), z.unknown())
    .refine(
      (fields) =>
        Object.keys(fields).length === 0 ||
        (fields.Id === id && z.looseObject({}).safeParse(fields.Links).success),
    )
    .nullish();
}

/** Where nothing of the reply is used. */
export const Anything = z.unknown();

/**
 * Whether something, such as a server, is of that version or newer; what does not tell its version is not.
 * @param version such as `2021.2.1387`, as the root document gives it
 */
export function isSince(
  version: string | undefined,
  sinceYear: number,
  sinceMinor: number,
  sinceBuild = 0,
): boolean {
  const [year = 0, minor = 0, build = 0] = (version ?? '')
    .split('.')
    .map((part) => Number.parseInt(part, 10));
  if (year !== sinceYear) return year > sinceYear;
  return minor > sinceMinor || (minor === sinceMinor && build >= sinceBuild);
}
