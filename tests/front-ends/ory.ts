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

// Ory's elements-react (Apache-2.0), which draws the account pages of Ory Network and of whoever runs Kratos and Hydra.
// What these are asked and answer is read off the types of @ory/client-fetch (LoginFlow, UiNode,
// ErrorBrowserLocationChangeRequired) and https://www.ory.com/docs/kratos/bring-your-own-ui/custom-ui-overview.

/** A flow that is shown, and what comes of what is sent from it. */
export interface OryPage {
  /** What draws it. */
  readonly screen: 'Login' | 'Registration' | 'Recovery' | 'Verification' | 'Settings' | 'Consent' | 'Error';
  /** What that is given beside the configuration. */
  readonly content: Content;
  readonly take: (given: Given) => Taken;
}

interface Content {
  /** Without its `action`. */
  readonly flow?: Flow;
  readonly [name: string]: unknown;
}

interface Flow {
  readonly ui: object;
  readonly [name: string]: unknown;
}

/** What a page sends. */
export type Given = Readonly<Record<string, unknown>>;

/** What was done by what was sent, and what follows; with nothing that follows, the browser is signed in. */
export interface Taken {
  readonly deed?: Deed;
  /** What is drawn in the same document. */
  readonly same?: OryPage | undefined;
  /** What is shown in a document of its own. */
  readonly next?: OryPage | undefined;
}

export interface OryOptions {
  readonly language?: string;
  readonly answerAfterMs?: number;
}

/** Serves flows on loopback, beginning with the first one. */
export async function startOry(
  server: StandIn,
  first: OryPage,
  { language = 'en', answerAfterMs = 0 }: OryOptions = {},
): Promise<FrontEnd> {
  await bundlePage('ory-page');
  let page = first;
  const take = (path: string, given: Given, origin: string): Reply => {
    const { deed, same, next } = page.take(given);
    page = same ?? next ?? page;
    const reply = same ? refuse(same, origin) : leave(path, next ? '/' : DONE, origin);
    return deed ? { ...reply, deed } : reply;
  };
  const backEnd: BackEnd = (path, body, { method }, origin) => {
    if (method === 'POST') return take(path, JSON.parse(body), origin);
    if (path === RESTART) page = first;
    if (path === LOGOUT) return { status: 401, body: { error: { id: 'session_inactive', code: 401 } } };
    return { body: drawPage(page, language, origin), ...LINKS[path] };
  };
  const packages = { '/pages/': BUNDLES, '/theme/': '@ory/elements-react/dist/theme/default' };
  return await startFrontEnd(
    server,
    (origin) => drawPage(page, language, origin),
    packages,
    backEnd,
    answerAfterMs,
  );
}

const RESTART = '/self-service/login/browser';
const LOGOUT = '/self-service/logout/browser';
const CONSENT = '/consent';

/** What is done by following a link. */
const LINKS: Readonly<Record<string, Pick<Reply, 'deed'>>> = {
  '/self-service/registration/browser': { deed: 'registration' },
  '/self-service/recovery/browser': { deed: 'password reset' },
};

/** A flow that is not over is answered with itself. */
function refuse({ content }: OryPage, origin: string): Reply {
  return { status: 400, body: complete(content, origin).flow };
}

/** Hydra's consent is given to a page of the application's own, which says where to go on. */
function leave(path: string, to: string, origin: string): Reply {
  const redirect_browser_to = new URL(to, origin).href;
  if (path === CONSENT) return { body: { redirect_to: redirect_browser_to } };
  const error = { id: 'browser_location_change_required', code: 422, message: 'Go on elsewhere.' };
  return { status: 422, body: { error, redirect_browser_to } };
}

function complete(content: Content, origin: string): Content {
  const { flow } = content;
  if (!flow) return content;
  const ui = { action: `${origin}/self-service/flow`, method: 'POST', ...flow.ui };
  return { ...content, flow: { ...COMMON, request_url: `${origin}${RESTART}`, ...flow, ui } };
}

const COMMON = {
  id: 'fake-flow',
  type: 'browser',
  state: 'choose_method',
  issued_at: '2026-01-01T00:00:00Z',
  expires_at: '2036-01-01T00:00:00Z',
};

function drawPage({ screen, content }: OryPage, locale: string, origin: string): string {
  const settings = JSON.stringify({ screen, content: complete(content, origin), locale });
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><title>Fake Project</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/theme/index.css"></head>
<body><div id="root"></div>
<script id="settings" type="application/json">${settings.replaceAll('<', '\\u003c')}</script>
<script src="/pages/ory-page.js"></script></body></html>`;
}
