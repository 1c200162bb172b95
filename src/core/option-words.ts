/** What the command that runs has of settings, for messages that advise one. */
export interface OptionWords {
  /** Its own options: `--timeout`. */
  readonly own: readonly string[];
  /** What it has in the place of others, or of its own where that goes before them: `--url` is a field of a manifest. */
  readonly instead: Readonly<Record<string, string>>;
}

let words: OptionWords | undefined;

/** Says which command runs; undefined: any, and all options are named. */
export function speakOfOptions(of: OptionWords | undefined): void {
  words = of;
}

// Words in backquotes, and commands with all that follows them, are meant as they stand. An option may stand behind its variable, with a
// value, or before others.
const OPTIONS =
  /`[^`]*`|\bnpx .*|\b[a-z]+-(?:keys?|issuer|fleet|portal|in) --[a-z-]+|\bOCTOPUS_[A-Z_]+ \((--[a-z-]+)( [^\s)]+)?\)|--[a-z-]+(?: --[a-z-]+)*/g;

/**
 * Names each option that a text advises in the words of the command that runs: by what that has in its place, or, where it has
 * nothing of the kind, by the command that has it.
 */
export function sayOptions(text: string): string {
  if (words === undefined) return text;
  const { own, instead } = words;
  return text.replace(OPTIONS, (found, ofVariable?: string, value = '') => {
    const isAlone = found.startsWith('--');
    if (!isAlone && ofVariable === undefined) return found;
    const options = isAlone ? found.split(' ') : [ofVariable as string];
    const [first = ''] = options;
    const field = instead[first];
    if (field !== undefined) return value === '' ? field : `${field}:${value}`;
    if (options.every((option) => own.includes(option))) return found;
    return `mint-key ${options.join(' ')}${value}`;
  });
}
