import type { StandIn } from '../../stand-in/stand-in.ts';
import { BUNDLES, bundlePage } from './bundle-page.ts';
import {
  type BackEnd,
  type Deed,
  DONE,
  type FrontEnd,
  type Reply,
  startFrontEnd,
} from './start-front-end.ts';

// Keycloak's pages as keycloakify (MIT) draws them, with Keycloak's own messages; kcContext is what its templates are
// given, https://github.com/keycloakify/keycloakify/blob/main/src/login/KcContext/KcContext.ts.

/** A page, and what comes of what is sent from it. */
export interface KeycloakPage {
  readonly pageId: string;
  /** What differs from keycloakify's example of the page. */
  readonly context?: object;
  /** Keys of messages, by the name of the field that they stand at. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly message?: { readonly type: 'error' | 'warning' | 'info'; readonly key: string };
  /** What is shown to those who would rather prove themselves by other means. */
  readonly otherWays?: KeycloakPage;
  readonly take: (form: URLSearchParams) => Taken;
}

/** What was done by what was sent, and the page that follows; without one, the browser is signed in. */
export interface Taken {
  readonly deed?: Deed;
  readonly next: KeycloakPage | undefined;
}

export interface KeycloakOptions {
  readonly language?: string;
  readonly answerAfterMs?: number;
}

const RESOURCES = '/resources';
const TAKE = '/realms/fake/login-actions/authenticate';
const GRANT = '/realms/fake/login-actions/consent';
const RESTART = '/realms/fake/login-actions/restart';

/** Serves pages on loopback, beginning with the first one. */
export async function startKeycloak(
  server: StandIn,
  first: KeycloakPage,
  { language = 'en', answerAfterMs = 0 }: KeycloakOptions = {},
): Promise<FrontEnd> {
  await bundlePage('keycloak-page');
  let page = first;
  const show = (): Reply => ({ body: drawPage(page, language) });
  const take = (form: URLSearchParams): Reply => {
    const { deed, next } = goOn(page, form);
    page = next ?? page;
    const reply = next ? show() : { status: 302, headers: { location: DONE }, body: '' };
    return deed ? { ...reply, deed } : reply;
  };
  const backEnd: BackEnd = (path, body, { method }) => {
    if (path === RESTART) page = first;
    if (method === 'POST') return take(new URLSearchParams(body));
    if (path.startsWith(RESOURCES)) return findResource(path);
    return { ...show(), ...LINKS[path] };
  };
  return await startFrontEnd(
    server,
    () => drawPage(page, language),
    { '/pages/': BUNDLES },
    backEnd,
    answerAfterMs,
  );
}

/** What is done by following a link. */
const LINKS: Readonly<Record<string, Pick<Reply, 'deed'>>> = {
  '/realms/fake/login-actions/reset-credentials': { deed: 'password reset' },
  '/realms/fake/login-actions/registration': { deed: 'registration' },
  '/realms/fake/login-actions/action-token': { deed: 'set-up' },
  '/realms/fake/login-actions/send-again': { deed: 'message' },
};

function goOn(page: KeycloakPage, form: URLSearchParams): Taken {
  if (form.has('tryAnotherWay')) return { next: page.otherWays };
  return page.take(form);
}

/** What pages import: whoever presses the button of a passkey has none. */
const SCRIPT = `const nothing = () => {};
  export { nothing as startSessionPolling, nothing as checkAuthSession, nothing as initAuthenticate };
  export const authenticateByWebAuthn = () => document.getElementById('webauth').submit();`;

/** Style sheets, without which nothing is drawn, and the scripts that look whether one is signed in elsewhere. */
function findResource(path: string): Reply {
  const isStyle = path.endsWith('.css');
  const style = path.endsWith('/login.css') ? '[role=menu] { display: none }' : '';
  return {
    headers: { 'content-type': isStyle ? 'text/css' : 'text/javascript' },
    body: isStyle ? style : SCRIPT,
  };
}

function drawPage(
  { pageId, context, errors = {}, message, otherWays }: KeycloakPage,
  language: string,
): string {
  const common = {
    url: URLS,
    realm: { name: 'fake', displayName: 'Fake Realm', displayNameHtml: 'Fake Realm' },
    locale: { currentLanguageTag: language },
    auth: { showTryAnotherWayLink: otherWays !== undefined },
    client: { clientId: 'octopus', name: 'Fake App' },
  };
  const settings = { pageId, context: merge(common, context ?? {}), errors, message };
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><link rel="icon" href="data:,"></head>
<body><div id="root"></div>
<script id="settings" type="application/json">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script>
<script src="/pages/keycloak-page.js"></script></body></html>`;
}

function merge(common: object, more: object): object {
  const merged: Record<string, unknown> = { ...common };
  for (const [name, value] of Object.entries(more)) {
    const before = merged[name];
    const isDeep = isRecord(before) && isRecord(value);
    merged[name] = isDeep ? merge(before, value) : value;
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const URLS = {
  loginAction: TAKE,
  oauthAction: GRANT,
  registrationAction: TAKE,
  loginUrl: '/',
  loginRestartFlowUrl: RESTART,
  loginResetCredentialsUrl: '/realms/fake/login-actions/reset-credentials',
  registrationUrl: '/realms/fake/login-actions/registration',
  ssoLoginInOtherTabsUrl: '/',
  resourcesPath: RESOURCES,
  resourcesCommonPath: RESOURCES,
};
