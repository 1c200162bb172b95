import { type CommandName, verbs } from '../core/command-names.ts';
import { listProfiles } from './config-file.ts';
import { sayDefaultOf } from './format-help.ts';
import { nameOption } from './setting.ts';
import { type CommandDescription, commonSettings, type SettingName, settings } from './settings.ts';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** What completion tells of a command. */
export interface Completed {
  readonly does: string;
  readonly description: CommandDescription<SettingName>;
}

/**
 * Writes to standard output the script by which a shell completes command lines of the installed program, or, when that script asks, what
 * a command line can go on with.
 * @param words a shell's name; or `--`, and the words that were typed behind the program's name
 */
export function complete(
  program: string,
  commands: Readonly<Record<CommandName, Completed>>,
  words: readonly string[],
): void {
  const { RootCommand } = require('@bomb.sh/tab') as typeof import('@bomb.sh/tab');
  const root = new RootCommand();
  for (const [name, { does, description }] of Object.entries(commands)) {
    const command = root.command(verbs[name as CommandName], does);
    const uses: SettingName[] = [...description.uses, ...commonSettings];
    for (const use of uses.filter((each) => settings[each].option)) {
      const { option = '', help } = settings[use];
      const values = option.includes('|')
        ? option.slice(option.indexOf('<') + 1, option.indexOf('>')).split('|')
        : [];
      const text = sayDefaultOf(help, description.name);
      const offer = (add: (value: string, text: string) => void) => {
        const names = use === 'profile' ? listProfiles(process.cwd(), process.env) : values;
        for (const each of names) add(each, '');
      };
      if (option.includes('<')) command.option(nameOption(settings[use]).slice(2), text, offer);
      else command.option(nameOption(settings[use]).slice(2), text);
    }
  }
  const [shell = '', ...typed] = words;
  if (shell === '--') root.parse(typed);
  else root.setup(program, program, shell);
}
