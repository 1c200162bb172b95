/** What a secret that nobody told us of looks like: others may print it sooner than we see it. */
export interface SecretPattern {
  readonly name: string;
  /** Global. What its first group holds, if it has one, is kept. */
  readonly pattern: RegExp;
  /** What it finds. */
  readonly finds: string;
  /** Who says that it looks so. */
  readonly source: string;
}

/** Parameters whose values are secrets, in an address, a form or a JSON document, as the sources of patterns. */
export const SECRET_PARAMETERS = [
  ...['code', 'id_token', 'access_token', 'refresh_token', 'state', 'nonce', 'session_state', 'session_code'],
  ...['code_verifier', 'client_secret', 'client_assertion', 'assertion', 'device_code', 'login_ticket'],
  ...['SAMLResponse', 'SAMLRequest', 'SAMLart', 'RelayState', 'wresult', 'wctx', 'ticket', 'oauth_token'],
  ...['oauth_verifier', 'password', 'passwd', 'passcode', 'auth_code', 'authorization_code', 'user_code'],
  ...['AuthState', 'duo_code', 'okta_key', 'sessionDataKey'],
  // Okta's are called token, sessionToken and stateToken, Keycloak's auth_session_id, Java's jsessionid, Ory's login_challenge.
  '[\\w-]{0,32}(?:token|sess(?:ion)?_?id|_challenge|_verifier)',
] as const;

const PARAMETERS = SECRET_PARAMETERS.join('|');

const TOKEN_HEADERS =
  '(?:proxy-)?authorization|x-[\\w-]{0,48}(?:token|secret|api-?key|auth|session|assertion)[\\w-]{0,32}';

/** Headers whose values are secrets, as the source of a pattern. */
export const SECRET_HEADERS = `(?:set-)?cookie2?|${TOKEN_HEADERS}`;

// A description of a request may stand within JSON within JSON: each quote has any number of backslashes before it.
const QUOTE = '\\\\*"';
const EITHER_QUOTE = `\\\\*["']`;

// A text and the quote before it, which ends at a quote behind as many backslashes: one behind more stands within.
const OPENING = '(\\\\*)"';
const CONTENT = '(?:[^"\\\\]|\\\\+[^"\\\\]|(?!\\2")\\\\+")+';

// As browsers send them: a value may hold blanks, but what follows one and is a word is taken for the sentence's. What has no name
// is told from a word by its length, or by the named ones behind it.
const COOKIE_NAME = '[^\\s=;\\\\]{1,256}';
const NAMELESS = `(?:${COOKIE_NAME};[ \\t]*)`;
const OF_VALUE = '(?:[^\\s;\\\\]|\\\\+(?![nr\\\\]))';
const WORD = `\\p{L}[\\p{L}'’-]*[.,:!?)]*(?:[\\s;\\\\]|$)`;
const COOKIE = `(?:${COOKIE_NAME}=${OF_VALUE}*(?:[ \\t]+(?!${WORD})${OF_VALUE}+)*|${COOKIE_NAME}(?=;[ \\t]*${COOKIE_NAME}=)|${OF_VALUE}{12,})`;

// What belongs to the same line, whose end may itself be escaped.
const OF_LINE = '(?:[^\\r\\n\\\\]|\\\\+(?![nr\\\\]))';

/**
 * All of them. Text from hostile pages passes them, so none may look at one stretch of it again and again: what a
 * pattern begins with is never repeated, and a repetition that something must follow either has a limit or cannot
 * hold the beginning of the pattern.
 */
export const secretPatterns: readonly SecretPattern[] = [
  {
    name: 'Octopus API key',
    pattern: /API-[A-Z0-9]{20,}/g,
    finds: 'the key of whatever user, in replies that are printed before they are read',
    source: 'facts 2.5',
  },
  {
    name: 'Octopus session',
    pattern:
      /((?:OctopusIdentificationToken|Octopus-Csrf-Token)[\w-]{0,64}(?:=|[\\"']*\s*[:,]\s*[\\"']*(?:value[\\"']*\s*:\s*[\\"']*)?))[^\s;,"'\\]{8,}/gi,
    finds: 'both cookies and the header, as they stand in headers and in descriptions of them',
    source: 'facts 1.5, 1.6',
  },
  {
    name: 'parameter',
    // An ampersand may be written as HTML or JSON have it, and a router of a page has an address of its own behind #.
    pattern: new RegExp(
      `((?:^|[?&#;"'\\s/{(,]|\\\\[nrt]|\\\\u0026)(?:${PARAMETERS})=)[^&\\s"'<>#\\\\]{8,}`,
      'gi',
    ),
    finds: 'codes, tokens and states in an address or in the body of a form',
    source: 'RFC 6749 4.1, OpenID Connect Core 3, SAML 2.0 Bindings 3.4 and 3.5',
  },
  {
    name: 'parameter of an address in an address',
    // It ends at a separator that is encoded as often as its equals sign; what is encoded more often is within.
    pattern: new RegExp(
      `((?:^|[?&#"'\\s=]|%(?:25){0,8}(?:3F|26|23|2F))(?:${PARAMETERS})%((?:25){0,8})3D)(?:[^&\\s"'<>#\\\\%]|%(?!\\2(?:26|23))){8,}`,
      'gi',
    ),
    finds:
      'the same in an address that is itself a parameter, encoded once for each address that it stands in',
    source: 'seen with Keycloak and Okta, which send people on by such addresses',
  },
  {
    name: 'form field',
    pattern: new RegExp(
      `((?:name\\\\*["']?\\s*[:=]\\s*${EITHER_QUOTE})(?:${PARAMETERS})${EITHER_QUOTE}[^<>{}]{0,40}?value\\\\*["']?\\s*[:=]\\s*${EITHER_QUOTE})[^"'\\\\]{8,}`,
      'gi',
    ),
    finds: 'the same as fields of a form in a page, or in the description of a request',
    source: 'OAuth 2.0 Form Post Response Mode 2',
  },
  {
    name: 'hidden field',
    pattern: new RegExp(
      `(<input\\b(?=[^<>]{0,400}?\\b(?:type\\s*=\\s*\\\\*["']?hidden|name\\s*=\\s*\\\\*["']?(?:${PARAMETERS}))(?![\\w-]))[^<>]{0,400}?\\bvalue\\s*=\\s*\\\\*["']?)[^\\s"'<>\\\\]{4,}`,
      'gi',
    ),
    finds:
      'what a page hands on unseen, whatever it is called, and the same without quotes or in another order',
    source: 'HTML, 13.1.2.3 and 4.10.5.1.1',
  },
  {
    name: 'field of a snapshot',
    pattern: new RegExp(
      `("(?:__playwright_value_|type${QUOTE}\\s*:\\s*${QUOTE}hidden${QUOTE}[^{}]{0,400}?"value)${QUOTE}\\s*:\\s*${OPENING})${CONTENT}`,
      'gi',
    ),
    finds: 'what stands in a field of a page, and what one hands on unseen, as a snapshot of the page has it',
    source: 'playwright-core, snapshotterInjected.ts',
  },
  {
    name: 'JSON field',
    pattern: new RegExp(`(["'](?:${PARAMETERS})${EITHER_QUOTE}\\s*:\\s*${EITHER_QUOTE})[^"'\\\\]{8,}`, 'gi'),
    finds: 'the same as fields of a JSON document',
    source: 'RFC 6749 5.1',
  },
  {
    name: 'private key',
    pattern: new RegExp(`("privateKey${QUOTE}\\s*:\\s*${QUOTE})[\\w+/=-]{16,}`, 'g'),
    finds: 'that of a passkey which a page has just registered, before anybody but the browser has it',
    source: 'Chrome DevTools Protocol, WebAuthn.Credential',
  },
  {
    name: 'body in base64',
    pattern: new RegExp(`("(?:bytes|body)${QUOTE}\\s*:\\s*${QUOTE})[A-Za-z0-9+/=]{16,}`, 'g'),
    finds: 'the body of a request or a reply, as the protocol of the browser has it',
    source: 'Chrome DevTools Protocol, Network.PostDataEntry and Fetch.fulfillRequest',
  },
  {
    name: 'body of a form',
    pattern: new RegExp(`("postData${QUOTE}\\s*:\\s*${OPENING})${CONTENT}`, 'g'),
    finds: 'what a form or a script sends, in which nobody knows what is a secret',
    source: 'Chrome DevTools Protocol, Network.Request',
  },
  {
    name: 'body in numbers',
    pattern: new RegExp(
      `("type${QUOTE}\\s*:\\s*${QUOTE}Buffer${QUOTE}\\s*,\\s*${QUOTE}data${QUOTE}\\s*:\\s*\\[)[\\d,\\s]{16,}`,
      'g',
    ),
    finds: 'the body of a request or reply, byte by byte, as the debug output of Playwright has it',
    source: 'Node.js, Buffer.toJSON',
  },
  {
    name: 'bytes of Node',
    pattern: /(<Buffer |\[Uint8Contents\]: <)[\da-f]{2}(?: [\da-f]{2})*/g,
    finds: 'what goes through a stream, as NODE_DEBUG has Node print it',
    source: 'Node.js, util.inspect',
  },
  {
    name: 'JSON Web Token',
    // A header that holds the beginning of another is told from there on.
    pattern: /eyJ(?:(?!eyJ)[\w-]){8,}\.[\w-]*\.[\w-]*(?:\.[\w-]+){0,2}/g,
    finds: 'signed (three parts) and encrypted (five parts) tokens, of providers and of access proxies',
    source: 'RFC 7515 3.1, RFC 7516 3.1',
  },
  {
    name: 'SAML document',
    // A picture may begin so, too.
    pattern: /(?:PHNhbWxw|(?<!svg\+xml;base64,)PD94bWwg)[A-Za-z0-9+/=%]{40,}/g,
    finds: 'what begins with <samlp or <?xml in base64',
    source: 'SAML 2.0 Bindings 3.5.4',
  },
  {
    name: 'header in JSON',
    pattern: new RegExp(`("(?:${SECRET_HEADERS})${QUOTE}\\s*:\\s*${OPENING})${CONTENT}`, 'gi'),
    finds: 'headers of cookies and of tokens, several of which may stand one below the other',
    source: 'Chrome DevTools Protocol, Network.Headers',
  },
  {
    name: 'header in a list',
    pattern: new RegExp(
      `("name${QUOTE}\\s*:\\s*${QUOTE}(?:${SECRET_HEADERS})${QUOTE}\\s*,\\s*${QUOTE}value${QUOTE}\\s*:\\s*${OPENING})${CONTENT}`,
      'gi',
    ),
    finds: 'the same as a name and a value',
    source: 'HAR 1.2, headers',
  },
  {
    name: 'Set-Cookie',
    pattern: new RegExp(
      `(set-cookie:\\s*(?:[^=;\\s]{1,512}=(?:\\\\*")?|(?=[^=;\\s\\\\]{12,4096};)))[^;\\s\\\\]*(?:${OF_LINE}{0,4096}?,[ \\t]*[^=;,\\s\\\\]{1,256}=${OF_LINE}*)?`,
      'gi',
    ),
    finds:
      'a cookie that a server sets, in the text of a header; where several stand in one, all behind it, too',
    source: 'RFC 6265 4.1',
  },
  {
    name: 'Cookie',
    pattern: new RegExp(
      `((?:^|\\\\[nr])[ \\t]*cookie:[ \\t]*)(?=${NAMELESS}?${COOKIE_NAME}=|[^\\s;\\\\]+[ \\t]*(?:$|\\\\[nr]))(?:[^\\r\\n\\\\]|\\\\+(?![nr\\\\]))+`,
      'gim',
    ),
    finds: 'the cookies that a request takes with it, in the text of a header, which has a line of its own',
    source: 'RFC 6265 4.2',
  },
  {
    name: 'Cookie in a sentence',
    pattern: new RegExp(`((?:(?<![\\w-])|\\\\[nr])cookie:[ \\t]*)${COOKIE}(?:;[ \\t]*${COOKIE})*`, 'giu'),
    finds: 'the same where words stand before or behind it, which are kept',
    source: 'RFC 6265 4.2',
  },
  {
    name: 'header of a token',
    pattern: new RegExp(
      `((?:(?<![\\w-])|\\\\[nr])(?:${TOKEN_HEADERS}):[ \\t]*)[^\\s\\\\"'](?:[^\\r\\n\\\\"']|\\\\+(?![nr\\\\"']))*`,
      'gi',
    ),
    finds: 'the tokens that a request or a reply takes with it, in the text of a header',
    source: 'RFC 9110 11.6.2; X-Auth-Token as of OpenStack',
  },
  {
    name: 'length of a body',
    pattern: /((?:(?<![\w-])|\\[nr])content-length(?:\\*["'])?:[ \t]*(?:\\*["'])?)\d+/gi,
    finds: 'how long a body is: of one with a password it tells how long that is',
    source: 'RFC 9110 8.6',
  },
  {
    name: 'cookie of a browser',
    pattern: new RegExp(
      `("name${QUOTE}\\s*:\\s*${QUOTE}[^"\\\\]+${QUOTE}\\s*,\\s*${QUOTE}value${QUOTE}\\s*:\\s*${OPENING})${CONTENT}(?=${QUOTE}\\s*,\\s*${QUOTE}domain)`,
      'gi',
    ),
    finds: 'a cookie as the protocol of the browser tells of it',
    source: 'Chrome DevTools Protocol, Network.Cookie',
  },
  {
    name: 'cookie that a browser refuses',
    pattern: new RegExp(`("cookieLine${QUOTE}\\s*:\\s*${OPENING})${CONTENT}`, 'g'),
    finds: 'what a server set, as the protocol tells of what the browser does not keep, and so nobody learns',
    source: 'Chrome DevTools Protocol, Network.BlockedSetCookieWithReason and ExemptedSetCookieWithReason',
  },
  {
    name: 'visit',
    // The name of a file, with its ending, is the same for everybody, and so are the tenant in an issuer's address, and the organization
    // and the service connection in the subject that Microsoft Entra gives a job of Azure DevOps.
    pattern:
      /(?<!\/\/(?:vstoken\.dev\.azure\.com|login\.microsoftonline\.com|sts\.windows\.net|\w{1,40}\.oic\.prod-aks\.azure\.com(?:\/[\w-]{36})?)|\/eid1\/c\/pub\/t\/[\w-]{1,40}\/a\/[\w-]{1,40}\/sc(?:\/[\w-]{36})?)(\/)(?=[\w-]*\d)[\w-]{36,}(?![\w-]|\.\w)/g,
    finds: 'what a provider calls one visit: it stands in the path of its pages, and in a cookie too',
    source: 'seen with oidc-provider and Microsoft Entra',
  },
];
