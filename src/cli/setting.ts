import type { z } from 'zod';

/** Everything there is to know of one setting: parsing, help, `.env.example` and docs/options.md follow it. */
export interface SettingParts<Name extends string = string> {
  /** As commander writes it: `--url <address>`; a setting without one is a secret, or only a variable. */
  readonly option?: string;
  readonly variable?: string;
  readonly secret?: true;
  /** Whether a secret may stand in it, which is given by the variable alone, or by a file. */
  readonly mayHoldSecret?: true;
  /** Whether it names a file that holds secrets: what this program starts is told of none. */
  readonly isSecretFile?: true;
  /** Whether it is the token of a job: a file that holds it ends, whoever has named it. */
  readonly isOfJob?: true;
  /** Whether what the schema is given is the text of the file that it names. */
  readonly isRead?: true;
  /** The usual default, and which commands have another: `(default: 90d; with-key: 1h)`. */
  readonly help: string;
  /** Whether help shows it first: what most runs want. */
  readonly isCommon?: true;
  /** What the message asks for where the user gave nothing; without it the setting may be left out. */
  readonly required?: string;
  /** Whether it is not required where there is another way in: an API key, a saved session, a person, a passkey. */
  readonly isForSigningIn?: true;
  /** Another setting that does without this one, though it is required. */
  readonly unless?: Name;
  /** Whether line breaks at its end are left out, as those of secrets are. */
  readonly isOneLine?: true;
  /** Whether no profile says it: what is destroyed, and how a list is shown, each command line says for itself. */
  readonly isNeverInProfile?: true;
  /** Whether a profile says it in the user's own file alone: it gives up a protection, or runs a program. */
  readonly isOwnInProfile?: true;
  /** Whether it names a file that is written. */
  readonly isWritten?: true;
  /** Another setting without which this one means nothing. */
  readonly needs?: Name;
  /** Other settings that contradict this one. */
  readonly excludes?: readonly Name[];
  readonly schema: z.ZodType;
}

/** @returns `--url` */
export function nameOption({ option }: SettingParts): string {
  return option?.split(' ')[0] ?? '';
}

/** @returns `OCTOPUS_URL (--url)`, or whichever of the two there is */
export function nameSetting(setting: SettingParts): string {
  const { option, variable } = setting;
  if (!variable) return nameOption(setting);
  return option ? `${variable} (${nameOption(setting)})` : variable;
}
