import type { Page } from 'playwright';
import type { ServerFacts } from '../api/server-facts.ts';
import type { StartupWait } from '../api/startup-wait.ts';
import { DocumentGone, IsolatedWorld } from '../browser/isolated-world.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { shorten } from '../core/shorten.ts';
import { nameOrigin } from '../core/text.ts';
import type { ProviderButton } from '../in-page/sign-in-page.ts';
import { BrokenPageWatch, CHECK_THE_SERVER } from '../portal/broken-page.ts';
import type { BrokenPart } from '../portal/broken-part.ts';
import { providerHints } from './provider-hints.ts';
import { walkThrough } from './walk.ts';
import type { WalkSettings } from './walk-state.ts';

const LOOK_INTERVAL_MS = 30;

// Buttons may be drawn one after the other.
const BUTTON_TIMEOUT_MS = 3_000;

/**
 * Signs in by an identity provider, from the portal's sign-in page until the browser is back there.
 * @param server undefined: something in front of it wants a sign-in of its own first
 * @param provider as the authentication document or the page names it
 * @throws Failure of kind `sign-in`
 */
export async function signInByProvider(
  page: Page,
  provider: string,
  settings: WalkSettings,
  server: ServerFacts | undefined,
  startup: StartupWait,
  run: Run,
): Promise<void> {
  await walkThrough(page, settings, run, async () => {
    const brokenPage = new BrokenPageWatch(page, settings.url, startup);
    if (!server) await awaitPortal(page, settings.url, run.deadline);
    await pressProvider(page, provider, server?.providers, brokenPage, run.deadline);
    startup.succeed();
  });
}

/** Waits until what stands in front of the server lets the page pass; whoever walks through its pages sees to that. */
async function awaitPortal(page: Page, server: string, deadline: Deadline): Promise<void> {
  while (!`${page.url()}/`.startsWith(`${server}/`) && !deadline.signal.aborted)
    await deadline.pause(LOOK_INTERVAL_MS);
}

/**
 * Presses a provider's button, unless the page goes to a provider by itself.
 * @throws Failure of kind `sign-in`, with what there is; of kind `server`, where the page cannot draw its buttons
 */
async function pressProvider(
  page: Page,
  wanted: string,
  providers: readonly string[] = [],
  brokenPage: BrokenPageWatch,
  deadline: Deadline,
): Promise<void> {
  const portal = nameOrigin(page.url());
  const giveUpAt = performance.now() + BUTTON_TIMEOUT_MS;
  let labels: readonly string[] = [];
  const isKnown = providers.some((name) => isSame(name, wanted));
  for (;;) {
    const hasLeft = page.url() !== '' && nameOrigin(page.url()) !== portal;
    if (hasLeft) return;
    const found = await pressButton(page, namesOf(wanted), brokenPage);
    if (found?.isPressed) return;
    if (found?.broken) throw failBroken(page, wanted, found.broken, brokenPage);
    labels = found?.labels ?? labels;
    const isDrawn = labels.length > 0 || !isKnown;
    if (deadline.signal.aborted || (isDrawn && performance.now() > giveUpAt)) break;
    await deadline.pause(LOOK_INTERVAL_MS);
  }
  const offered = [...new Set([...providers, ...labels])];
  throw new Failure({
    kind: 'sign-in',
    attempt: `sign in with ${wanted}`,
    reason: `the portal offers no such provider, but ${shorten(offered.join(', ') || 'none', MAX_OFFERED_LENGTH)}`,
    hint: offered.every(isFormsLogin)
      ? 'Leave OCTOPUS_PROVIDER (--provider) out: user name and password are for the form.'
      : 'Give one of these as OCTOPUS_PROVIDER (--provider).',
  });
}

const MAX_OFFERED_LENGTH = 2_000;

/** Octopus's own name of its form. */
function isFormsLogin(name: string): boolean {
  return /^username ?\/ ?password$/i.test(name);
}

/** A button, and what is broken of a page that shows none. */
type Pressing = ProviderButton & { readonly broken: BrokenPart | undefined };

/** @returns undefined where another page is just coming */
async function pressButton(
  page: Page,
  names: readonly string[],
  brokenPage: BrokenPageWatch,
): Promise<Pressing | undefined> {
  try {
    const world = await IsolatedWorld.open(page);
    const button = await world.call('pressProviderButton', names);
    const isBlank = !button.isPressed && button.labels.length === 0;
    return { ...button, broken: isBlank ? await brokenPage.look(world, true) : undefined };
  } catch (error) {
    if (error instanceof DocumentGone) return undefined;
    throw error;
  }
}

function failBroken(page: Page, wanted: string, broken: BrokenPart, watch: BrokenPageWatch): Failure {
  const { reason, hint } = watch.explain(broken, CHECK_THE_SERVER);
  return new Failure({
    kind: broken.isUnreadable ? 'sign-in' : 'server',
    attempt: `sign in with ${wanted}`,
    reason: `${page.url()} showed no button for it: ${reason}`,
    hint,
  });
}

/** Servers name a provider otherwise than its button does. */
function namesOf(wanted: string): string[] {
  const hint = providerHints.find(({ provider, names }) =>
    [provider, ...names].some((name) => isSame(name, wanted)),
  );
  return [wanted, ...(hint?.names ?? [])].map((name) => name.toLowerCase());
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
