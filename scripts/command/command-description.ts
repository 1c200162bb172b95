import type { SettingName } from './settings.ts';

/** What a command is, to whoever reads its options or its help. */
export interface CommandDescription<Name extends SettingName> {
  /** The command's file, without its ending. */
  readonly name: string;
  readonly summary: string;
  readonly uses: readonly Name[];
  /** What its one word names, which stands among the options: `<manifest>`. */
  readonly takes?: string;
  /** Whether another command follows its options, after `--`. */
  readonly wraps?: true;
  /** Milliseconds that the whole run may take where nobody says. */
  readonly usualTimeout?: number;
  /** Whether it does without settings that are required elsewhere. */
  readonly isLenient?: true;
  /** Finds what is wrong with settings that are right by themselves; each mistake says how to mend it. */
  readonly findMistakes?: (values: Readonly<Record<string, unknown>>, words: readonly string[]) => string[];
}
