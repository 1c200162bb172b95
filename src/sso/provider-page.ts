import type { Page, Response } from 'playwright';
import { IsolatedWorld, readOrigin } from '../browser/isolated-world.ts';
import type { Hints, Means } from '../in-page/judge-page.ts';
import type { Shown } from '../in-page/provider-page.ts';
import { isSignInRoute } from '../portal/forgotten-sign-in.ts';
import { providerHints } from './provider-hints.ts';

/** A page as it stands. */
export interface Look extends Shown {
  /** The document that it is of; what was found there is kept in it. */
  readonly world: IsolatedWorld;
}

const hints: Hints = {
  pages: providerHints.flatMap(({ pages }) => pages ?? []),
  methods: { password: join(({ methods }) => methods?.password), code: join(({ methods }) => methods?.code) },
  error: join(({ error }) => error),
  anotherAccount: join(({ anotherAccount }) => anotherAccount),
};

function join(part: (hint: (typeof providerHints)[number]) => string | undefined): string {
  return providerHints.flatMap((hint) => part(hint) ?? []).join(', ');
}

/**
 * @returns what a page asks for, in its main frame alone
 * @throws DocumentGone
 */
export async function lookAt(page: Page, means: Means): Promise<Look> {
  const world = await IsolatedWorld.open(page);
  const shown = await world.call('lookAtPage', means, hints);
  return { ...shown, world };
}

/** @returns the origins that would have what is typed on a page; what is written there, where it is none */
export function readOrigins({ target, world }: Look): string[] {
  const own = world.origin ?? world.url;
  // The page's own script is as good as the page.
  return target === 'javascript:' ? [own] : [own, readOrigin(target) ?? target];
}

/** What goes wrong on a page's way, as far as its requests show. */
export interface Trouble {
  /** Why a page did not come; undefined while all come. */
  lost?: string;
  /** The status of the page that is shown, where it is none of success; some pages for signing in have such. */
  refused?: number | undefined;
  /** The reply of the portal that refuses a sign-in. */
  portalRefusal?: Response;
}

/** @returns what is kept up to date: of the page itself, not of what it loads besides */
export function watchTrouble(page: Page, server: string): Trouble {
  const seen: Trouble = {};
  page.on('response', (response) => {
    const isPage = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
    const status = response.status();
    const isPortals = isSignInRoute(response.url(), server);
    if (isPortals && status >= 400) seen.portalRefusal = response;
    if (isPage && !(status >= 300 && status < 400)) seen.refused = status >= 400 ? status : undefined;
  });
  page.on('requestfailed', (request) => {
    const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
    const { errorText = '' } = request.failure() ?? {};
    // One page that takes another's place is no failure.
    if (isPage && errorText !== 'net::ERR_ABORTED') seen.lost = errorText;
  });
  return seen;
}
