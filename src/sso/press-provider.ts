// biome-ignore-all lint/performance/useDomNodeTextContent: only what a person sees counts

import type { Page } from 'playwright';
import type { ServerFacts } from '../api/server-facts.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { providerHints } from './provider-hints.ts';

const BETWEEN_LOOKS = 30;

// Buttons may be drawn one after the other.
const LONGEST_WITHOUT_IT = 3_000;

/**
 * Presses a provider's button on the sign-in page, unless the page goes to a provider by itself.
 * @param wanted as the authentication document or the page names it
 * @throws Failure of kind `sign-in`, with what there is
 */
export async function pressProvider(
  page: Page,
  wanted: string,
  { providers = [] }: ServerFacts,
  deadline: Deadline,
): Promise<void> {
  const portal = new URL(page.url()).origin;
  const giveUpAt = performance.now() + LONGEST_WITHOUT_IT;
  let labels: readonly string[] = [];
  const isKnown = providers.some((name) => isSame(name, wanted));
  for (;;) {
    const hasLeft = URL.canParse(page.url()) && new URL(page.url()).origin !== portal;
    if (hasLeft) return;
    const found = await page.evaluate(pressButton, { names: namesOf(wanted) }).catch(() => undefined);
    if (found?.isPressed) return;
    labels = found?.labels ?? labels;
    const isDrawn = labels.length > 0 || !isKnown;
    if (deadline.signal.aborted || (isDrawn && performance.now() > giveUpAt)) break;
    await deadline.pause(BETWEEN_LOOKS);
  }
  const offered = [...new Set([...providers, ...labels])];
  throw new Failure({
    kind: 'sign-in',
    attempt: `sign in with ${wanted}`,
    reason: 'the portal offers no such provider',
    serverSaid: [offered.length > 0 ? `It offers ${offered.join(', ')}.` : 'It offers none.'],
    hint: 'Give one of these as OCTOPUS_PROVIDER (--provider).',
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

/** It runs in the page, so it must stand on its own. */
function pressButton({ names }: { names: readonly string[] }): { isPressed: boolean; labels: string[] } {
  const all = [...document.querySelectorAll<HTMLElement>('button, a, [role=button], input[type=button]')];
  const usable = all.filter((element) => element.checkVisibility({ visibilityProperty: true }));
  const textOf = (element: HTMLElement) =>
    (
      (element.tagName === 'INPUT' ? (element as HTMLInputElement).value : element.innerText) ||
      element.ariaLabel ||
      ''
    )
      .replace(/\s+/g, ' ')
      .trim();
  const labels = usable.map(textOf).filter((text) => text !== '' && !/^(?:sign|log) ?in$/i.test(text));
  const isMeant = (element: HTMLElement) => {
    const text = textOf(element).toLowerCase();
    return names.some((name) => text === name || (text.includes(name) && text.length < name.length + 40));
  };
  const button = usable.find((element) => textOf(element).toLowerCase() === names[0]) ?? usable.find(isMeant);
  button?.click();
  return { isPressed: button !== undefined, labels };
}
