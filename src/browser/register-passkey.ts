import type { BrowserContext, Page } from 'playwright';
import { readOrigin } from '../core/text.ts';
import { Authenticator, fromCredential, type PasskeyParts } from './authenticator.ts';

/** What becomes of a passkey that a person registers. */
interface Registering {
  /** @param origin of the page that has it */
  readonly onRegistered: (passkey: PasskeyParts, origin: string) => void;
  /** Is told how often one has signed by now. */
  readonly onSigned: (credentialId: string, signCount: number) => void;
  /** Is told what the browser cannot do. */
  readonly onFailed: (error: unknown) => void;
}

/** Gives every page of a context an authenticator of its own, for a person to register a passkey with, from now on. */
export async function offerAuthenticators(context: BrowserContext, registering: Registering): Promise<void> {
  context.on('page', (page) => void offer(page, registering).catch(registering.onFailed));
  await Promise.all(context.pages().map((page) => offer(page, registering)));
}

async function offer(page: Page, { onRegistered, onSigned, onFailed }: Registering): Promise<void> {
  const authenticator = await Authenticator.open(page);
  authenticator.session
    .on('WebAuthn.credentialAdded', ({ credential }) =>
      onRegistered(fromCredential(credential), readOrigin(page.url()) ?? page.url()),
    )
    .on('WebAuthn.credentialAsserted', ({ credential }) => {
      const { credentialId, signCount } = fromCredential(credential);
      onSigned(credentialId, signCount);
    });
  await authenticator.plugIn();
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) return;
    authenticator.plugInAgain().catch((error) => page.isClosed() || onFailed(error));
  });
}
