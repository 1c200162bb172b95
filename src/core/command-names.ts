/** What runs each command in the installed program, by the name of its file in a clone. */
export const verbs = {
  'mint-key': 'mint',
  'with-key': 'with-key',
  'with-token': 'with-token',
  'list-keys': 'list',
  'revoke-key': 'revoke',
  'rotate-key': 'rotate',
  'trust-issuer': 'trust',
  'mint-fleet': 'fleet',
  'sign-in': 'sign-in',
  'sign-out': 'sign-out',
  doctor: 'doctor',
  'inspect-portal': 'inspect',
  'install-browser': 'install-browser',
} as const;

export type CommandName = keyof typeof verbs;

const PROGRAM = 'octopus-key-mint';

let isInstalled = false;

/** Says that the command that runs was started as a verb of the installed program: messages name others so, too. */
export function speakOfVerbs(isSo: boolean): void {
  isInstalled = isSo;
}

let isAction = false;

/** Says that the command runs as a part of the GitHub Action, where nobody can run another: its inputs and the runner can be changed. */
export function speakOfAction(): void {
  isAction = true;
}

/** @returns how messages name a command: `revoke-key`, or `octopus-key-mint revoke` */
export function nameCommand(name: CommandName): string {
  return isInstalled ? `${PROGRAM} ${verbs[name]}` : name;
}

/** @returns the words that start a command, for a line that somebody copies */
export function startOf(name: CommandName): string {
  return isInstalled ? nameCommand(name) : `npx ts-node scripts/${name}.ts`;
}

// Those that are plain words, too, only before an option.
const COMMANDS =
  /(?<![\w./-])(?:(?:mint|with|revoke|rotate)-key|with-token|list-keys|trust-issuer|mint-fleet|inspect-portal|(?:sign-in|sign-out|doctor)(?= --))(?![\w./-])/g;

/** Names the commands of a text of ours as they are started here. */
export function sayCommands(text: string): string {
  if (isAction)
    return text.replace(
      'Run `npm run set-up`, which installs a browser,',
      'Install Google Chrome or Chromium on the runner, or do without one by `direct: true`,',
    );
  if (!isInstalled) return text;
  return text
    .replace(COMMANDS, (name) => nameCommand(name as CommandName))
    .replace(
      /`npm run set-up(?: --( --\w+))?`/g,
      (_, option = '') => `\`${startOf('install-browser')}${option}\``,
    );
}
