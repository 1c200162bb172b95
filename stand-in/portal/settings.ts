import type { FormLook, KeyDialogLook } from '../editions.ts';
import type { PageRequestMore } from '../options.ts';

/** What the page is told by the server that serves it. */
export interface PortalSettings {
  /** The virtual directory. */
  readonly base: string;
  readonly version: string;
  readonly installationId: string;
  readonly loginPath: string;
  readonly form: FormLook;
  readonly keyDialog: KeyDialogLook;
  /** Whether its key request says who will use the key. */
  readonly hasAgents: boolean;
  /** Which provider's button leads somewhere, and what it says. */
  readonly singleSignOn: {
    readonly name: string;
    readonly label: string;
    readonly isAutomatic: boolean;
  } | null;
  readonly drawFormAfterMs: number;
  readonly redrawFormOnce: boolean;
  readonly heavy: boolean;
  readonly clutter: boolean;
  readonly overlay: boolean;
  readonly keyRequest: PageRequestMore;
  readonly loginRequest: PageRequestMore;
  /** Of the key page, as the address's fragment. */
  readonly keyPage: string;
}

// On the page as data, since the content security policy allows no script in it.
export const settings: PortalSettings = JSON.parse(
  globalThis.document?.getElementById('portal-settings')?.textContent ?? 'null',
);
