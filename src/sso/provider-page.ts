import { posix } from 'node:path';
import { unescape as readPercents } from 'node:querystring';
import type { Frame, Page, Response } from 'playwright';
import { IsolatedWorld } from '../browser/isolated-world.ts';
import { answerInTime, findSeenFrames } from '../browser/page-frames.ts';
import { readOrigin } from '../core/text.ts';
import type { Hints, Means } from '../in-page/judge-page.ts';
import type { PageKind } from '../in-page/page-kinds.ts';
import type { Shown } from '../in-page/provider-page.ts';
import { isSignInRoute } from '../portal/forgotten-sign-in.ts';
import { providerHints } from './provider-hints.ts';

/** A page as it stands. */
export interface Look extends Shown {
  /** The document that it is of; what was found there is kept in it. */
  readonly world: IsolatedWorld;
  /** What the page's main frame shows: the same, unless what is asked for is asked in another frame. */
  readonly main: IsolatedWorld;
  /** Of a page that asks for nothing: what is asked in a frame where nothing may be typed. */
  readonly beside?: AskedBeside | undefined;
}

/** What a frame asks for, and whose it is. */
export interface AskedBeside {
  readonly kind: PageKind;
  readonly origin: string;
  /** Whose the documents around it are. */
  readonly around: readonly string[];
}

/** How a page is looked at. */
export interface Looking {
  /** The portal's address: nothing of it is looked at but what others have in it. */
  readonly portal: string;
  /** Those that may have what is typed, the portal's among them. */
  readonly origins: readonly string[];
  /** @returns what has not been given yet to whoever asks */
  readonly meansAt: (asking: Pick<IsolatedWorld, 'origin' | 'document'>) => Means;
}

const hints: Hints = {
  pages: providerHints.flatMap(({ pages }) => pages ?? []),
  methods: {
    password: join(({ methods }) => methods?.password),
    passwordList: join(({ methods }) => methods?.passwordList),
    code: join(({ methods }) => methods?.code),
    passkey: join(({ methods }) => methods?.passkey),
    push: join(({ methods }) => methods?.push),
  },
  number: join(({ number }) => number),
  tokens: join(({ tokens }) => tokens),
  error: join(({ error }) => error),
  anotherAccount: join(({ anotherAccount }) => anotherAccount),
};

function join(part: (hint: (typeof providerHints)[number]) => string | undefined): string {
  return providerHints.flatMap((hint) => part(hint) ?? []).join(', ');
}

/**
 * @returns what a page asks for in its main frame; where that asks for nothing, what the largest frame does that a person sees, and
 * in which something may be typed
 * @throws DocumentGone
 */
export async function lookAt(page: Page, looking: Looking): Promise<Look> {
  const world = await IsolatedWorld.open(page);
  const main = { ...(await lookInto(world, looking)), main: world };
  const mayBeWithin = isOfPortal(world.url, looking.portal) || ELSEWHERE.includes(main.kind);
  return page.frames().length > 1 && mayBeWithin ? await lookWithin(page, main, looking) : main;
}

async function lookWithin(page: Page, main: Look, looking: Looking): Promise<Look> {
  const { portal, origins } = looking;
  const frames = await lookIntoFrames(page, looking);
  const own = frames.filter(({ origin, around }) =>
    [origin, ...around].every((each) => origins.includes(each)),
  );
  const asking = own.find(({ look }) => look.kind !== 'none');
  if (asking) return { ...asking.look, main: main.world };
  if (isOfPortal(main.world.url, portal) || main.kind !== 'none') return main;
  const foreign = frames.find(({ look }) => look.kind !== 'none');
  const all = [main, ...own.map(({ look }) => look)];
  return { ...main, ...addUp(all), beside: foreign && { ...foreign, kind: foreign.look.kind } };
}

// What is done elsewhere than on the page may be what a frame in it is for.
const ELSEWHERE: readonly PageKind[] = ['none', 'push', 'passkey'];

/** @param around the documents that it stands in: what they say counts as well */
async function lookInto(
  world: IsolatedWorld,
  { meansAt }: Looking,
  around: readonly IsolatedWorld[] = [],
): Promise<Shown & Pick<Look, 'world'>> {
  const said = await Promise.all(around.map((outer) => outer.call('readAround')));
  const shown = await world.call('lookAtPage', meansAt(world), hints, said.flat());
  return { ...shown, world };
}

interface FrameLook extends Pick<AskedBeside, 'origin' | 'around'> {
  readonly look: Awaited<ReturnType<typeof lookInto>>;
}

/** @returns the largest first; the portal's own are none of a provider's */
async function lookIntoFrames(page: Page, looking: Looking): Promise<FrameLook[]> {
  const seen = (await findSeenFrames(page)).sort((a, b) => b.area - a.area);
  const looks = seen.map(async ({ world, around }) => {
    const { origin } = world;
    if (origin === undefined || isOfPortal(world.url, looking.portal)) return [];
    const look = await answerInTime(lookInto(world, looking, around));
    return look ? [{ look, origin, around: around.map((outer) => outer.origin ?? outer.url) }] : [];
  });
  return (await Promise.all(looks)).flat();
}

/** @returns what the frames of a page that asks for nothing show together */
function addUp(all: readonly Shown[]): Partial<Shown> {
  return {
    errors: all.flatMap(({ errors }) => errors),
    offers: all.flatMap(({ offers }) => offers),
    isLoaded: all.every(({ isLoaded }) => isLoaded),
    quietMs: Math.min(...all.map(({ quietMs }) => quietMs)),
    goesOn: all.some(({ goesOn }) => goesOn),
    isBlank: all.every(({ isBlank }) => isBlank),
    isUnderWay: all.some(({ isUnderWay }) => isUnderWay),
  };
}

/** @returns the origins that would have what is typed on a page; what is written there, where it is none */
export function readOrigins({ target, world }: Look): string[] {
  const own = world.origin ?? world.url;
  // The page's own script is as good as the page.
  return target === 'javascript:' ? [own] : [own, readOrigin(target) ?? target];
}

/** Whether an address is within the portal's own. What its origin has beside that may be a provider's. */
export function isOfPortal(address: string, portal: string): boolean {
  return `${readPlace(address)}/`.startsWith(`${readPlace(portal)}/`);
}

/**
 * Servers go by no user's name before the host, by no escape of a letter, some by no doubled slash, by no folder that an escaped slash
 * leads out of again, and on Windows by no letter case and for either slash.
 */
function readPlace(address: string): string {
  if (!URL.canParse(address)) return address;
  const { origin, pathname } = new URL(address);
  const path = posix.normalize(readPercents(pathname).replaceAll('\\', '/')).replace(/\/$/, '');
  return `${origin}${path}`.toLowerCase();
}

/** What goes wrong on a page's way, as far as its requests show. */
export interface Trouble {
  /** The page that did not come, and why; undefined while all come. */
  lost?: { readonly address: string; readonly reason: string };
  /** The status of the page that is shown, where it is none of success; some pages for signing in have such. */
  refused?: number | undefined;
  /** The reply of the portal that refuses a sign-in. */
  portalRefusal?: Response;
  /** The frames that show the reply to a form, which would be sent again to load it anew. */
  readonly replies: WeakSet<Frame>;
}

/** @returns what is kept up to date: of the page itself, not of what it loads besides */
export function watchTrouble(page: Page, server: string): Trouble {
  const seen: Trouble = { replies: new WeakSet() };
  page.on('response', (response) => {
    const request = response.request();
    const frame = request.isNavigationRequest() ? request.frame() : undefined;
    if (frame) seen.replies[request.method() === 'POST' ? 'add' : 'delete'](frame);
    const isPage = frame === page.mainFrame();
    const status = response.status();
    const isPortals = isSignInRoute(response.url(), server);
    if (isPortals && status >= 400) seen.portalRefusal = response;
    if (isPage && !(status >= 300 && status < 400)) seen.refused = status >= 400 ? status : undefined;
  });
  page.on('requestfailed', (request) => {
    const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
    const { errorText = '' } = request.failure() ?? {};
    // One page that takes another's place is no failure.
    if (isPage && errorText !== 'net::ERR_ABORTED') seen.lost = { address: request.url(), reason: errorText };
  });
  return seen;
}
