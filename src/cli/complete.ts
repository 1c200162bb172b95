import { type CommandName, verbs } from '../core/command-names.ts';
import { listProfiles } from './config-file.ts';
import { requireAbsoluteFolders } from './environment.ts';
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
  requireAbsoluteFolders(process.env);
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
        const names = use === 'profile' ? listProfiles(process.cwd(), process.env).filter(isPlain) : values;
        for (const each of names) add(each, '');
      };
      if (option.includes('<')) command.option(nameOption(settings[use]).slice(2), text, offer);
      else command.option(nameOption(settings[use]).slice(2), text);
    }
  }
  const [shell = '', ...typed] = words;
  if (shell === '--') root.parse(typed);
  else if (shell === 'bash') process.stdout.write(writeForBash(program));
  else root.setup(program, program, shell);
}

/** Whether a shell takes a word as it stands, for nothing else, and no command for an option: a file may have come with a folder. */
function isPlain(name: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_.@-]*$/u.test(name);
}

/**
 * The library's own has bash run what was typed, redirections included (`eval`), and what is offered (`compgen -W`), and wants the
 * package bash-completion. Here both are texts.
 */
function writeForBash(program: string): string {
  const name = `_${program.replaceAll('-', '_')}`;
  return `# bash completion for ${program}
${name}() {
  local line=\${COMP_LINE:0:COMP_POINT} words word
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    [[ $word == :* ]] || COMPREPLY+=("$word")
  done < <(${program} complete -- "\${words[@]:1}" 2> /dev/null)
}
complete -F ${name} ${program}
`;
}
