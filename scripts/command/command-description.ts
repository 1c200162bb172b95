import type { SettingName } from './settings.ts';

/** What a command is, to whoever reads its options or its help. */
export interface CommandDescription<Name extends SettingName> {
  /** The command's file, without its ending. */
  readonly name: string;
  readonly summary: string;
  readonly uses: readonly Name[];
}
