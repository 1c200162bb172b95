import { verbs } from '../core/command-names.ts';
import { sayDefaultOf } from './format-help.ts';
import { accessSettings } from './settings/access.ts';
import { networkSettings } from './settings/network.ts';
import { type CommandDescription, commonSettings, type SettingName, settings } from './settings.ts';

interface SharedGroup {
  readonly heading: string;
  readonly about: string;
  readonly names: readonly SettingName[];
}

const ofNetwork: readonly SettingName[] = networkSettings;

// What most commands take is told once.
const shared: readonly SharedGroup[] = [
  {
    heading: 'Signing in',
    about: 'How to sign in, and with which browser.',
    names: accessSettings.filter((name) => !ofNetwork.includes(name)),
  },
  {
    heading: 'The network',
    about: 'How the server is reached: [networks and servers](networks.md) says when you need which.',
    names: networkSettings,
  },
  { heading: 'Every run', about: 'Every command takes these.', names: commonSettings },
];

// A command that lacks more of a group than this has its own row for each that it takes.
const MOST_LACKED = 3;

const INTRODUCTION = `# Options

<!-- npm run docs writes this page, from src/cli/settings and src/commands. -->

A setting can be given in three places: an option goes before a variable of the environment, and that before a line of a file named
\`.env\` in the folder where the command runs. Secrets have no option, since others can see a command line: they are given in a
variable, or in a file that \`<VARIABLE>_FILE\` names. Each command tells its own options with \`--help\`.

In a clone, \`npx ts-node scripts/mint-key.ts\` is what \`octopus-key-mint mint\` is where the package is installed.`;

/** @returns `docs/options.md`: what every command takes, in Markdown */
export function formatOptions(descriptions: readonly CommandDescription<SettingName>[]): string {
  const links = descriptions.map(({ name }) => `[\`${verbs[name]}\`](#${verbs[name]})`);
  return `${[
    INTRODUCTION,
    `The commands: ${links.join(', ')}.`,
    ...shared.map(
      ({ heading, about, names }) => `## ${heading}\n\n${about}\n\n${formatTable(names, (help) => help)}`,
    ),
    ...descriptions.map(formatCommand),
  ].join('\n\n')}\n`;
}

function formatCommand({ name, summary, uses, takes, wraps }: CommandDescription<SettingName>): string {
  const every = [...new Set([...uses, ...commonSettings])];
  const taken = shared.filter(({ names }) => lackedOf(names, every).length <= MOST_LACKED);
  const own = every.filter((use) => !taken.some(({ names }) => names.includes(use)));
  const words = wraps ? ' [options] -- command …' : ` [options]${takes ? ` ${takes}` : ''}`;
  return [
    `## ${verbs[name]}`,
    `\`octopus-key-mint ${verbs[name]}${words}\`, in a clone \`npx ts-node scripts/${name}.ts${words}\``,
    summary,
    ...(own.length > 0 ? [formatTable(own, (help) => sayDefaultOf(help, name))] : []),
    `It also takes what stands under ${taken.map((group) => formatTaken(group, every)).join(', ')}.`,
  ].join('\n\n');
}

function lackedOf(names: readonly SettingName[], uses: readonly SettingName[]): SettingName[] {
  return names.filter((name) => !uses.includes(name));
}

function formatTaken({ heading, names }: SharedGroup, uses: readonly SettingName[]): string {
  const link = `[${heading.toLowerCase()}](#${heading.toLowerCase().replaceAll(' ', '-')})`;
  const lacked = lackedOf(names, uses).map((name) => {
    const { option, variable } = settings[name];
    return `\`${option?.split(' ')[0] ?? variable}\``;
  });
  return lacked.length > 0 ? `${link} (but not ${lacked.join(', ')})` : link;
}

function formatTable(names: readonly SettingName[], say: (help: string) => string): string {
  const rows = names.map((name) => {
    const { variable, secret, mayHoldSecret, option, help } = settings[name];
    const variables = variable ? [variable, ...(secret || mayHoldSecret ? [`${variable}_FILE`] : [])] : [];
    const given = option ? formatCode(option) : '–';
    return `| ${given} | ${variables.map(formatCode).join(', ') || '–'} | ${say(help)} |`;
  });
  return ['| option | variable | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function formatCode(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
