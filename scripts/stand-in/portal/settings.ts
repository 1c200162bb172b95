import type { FormLook, KeyDialogWords } from '../editions.ts';

/** What the page is told by the server that serves it. */
export interface PortalSettings {
  /** The virtual directory. */
  readonly base: string;
  readonly version: string;
  readonly installationId: string;
  readonly loginPath: string;
  readonly form: FormLook;
  readonly keyDialog: KeyDialogWords;
  readonly drawFormAfterMs: number;
  readonly redrawFormOnce: boolean;
  readonly heavy: boolean;
  readonly clutter: boolean;
  readonly overlay: boolean;
}

declare global {
  interface Window {
    portalSettings: PortalSettings;
  }
}

export const settings = globalThis.window?.portalSettings;
