import { Command, Option } from 'commander';
import { type Edition, type StandInOptions, startStandIn } from './stand-in.ts';
import { startUsualProvider, variablesOf } from './start-with-provider.ts';

// Serves the stand-in on its own, for trying things by hand.

const editions: readonly Edition[] = ['3.x', '2018', '2021', '2026', '2026-06', '2026-10'];
const count = (text: string) => Number.parseInt(text, 10);
const list = (text: string, before: readonly string[] = []) => [...before, text];

const command = new Command('stand-in')
  .description('An Octopus Server in a box: its sign-in page, REST API and key page. Ends with Ctrl-C.')
  .addOption(new Option('--edition <edition>', 'which era it imitates').choices(editions).default('2026'))
  .option('--virtual-directory <path>', 'such as /octopus')
  .option('--port <port>', 'default: any free one', count)
  .option('--starting-for-ms <ms>', 'answers 503 so long', count)
  .option('--draw-form-after-ms <ms>', 'draws the sign-in form so late', count)
  .option('--redraw-form-once', 'draws the form twice, losing what was typed')
  .option('--heavy', '8 MB of script, and 40 requests after sign-in that take 30 ms each')
  .option('--sso', 'has no form, but an OpenID Connect provider beside it, which asks for a code, too')
  .option('--no-forms-login', 'has no form for user name and password')
  .option('--other-providers <name>', 'a further authentication provider (repeatable)', list)
  .option('--clutter', 'other inputs and forms beside the sign-in form')
  .option('--overlay', 'a panel over the page')
  .option('--no-user-api-keys-enabled', 'allows no API keys for users')
  .option('--max-expiry-days <days>', 'longest life of a key', count)
  .option('--no-access-levels', 'gives keys no access level')
  .option('--no-agents', "has no agents' accounts and keys")
  .option('--username <name>')
  .option('--password <text>', 'a made-up one: this is no server for real secrets')
  .option('--foreign-cookies', "sets another installation's cookies too")
  .option('--no-links-with-prefix', 'leaves the virtual directory out of the links in documents')
  .option('--installation-id <id>', 'ends the names of its cookies')
  .parse();

/** Starts it, and prints the lines of a `.env` with which the client signs in. */
export async function serve(): Promise<void> {
  const { sso, ...options } = command.opts<StandInOptions & { readonly sso?: boolean }>();
  const { variables, close } = await (sso ? startForSso(options) : start(options));
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`);
  process.stdout.write(lines.join(''));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => close().then(() => process.exit(0)));
  }
}

interface Serving {
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

async function start(options: StandInOptions): Promise<Serving> {
  const server = await startStandIn(options);
  const { url: OCTOPUS_URL, username: OCTOPUS_USERNAME, password: OCTOPUS_PASSWORD } = server;
  return { variables: { OCTOPUS_URL, OCTOPUS_USERNAME, OCTOPUS_PASSWORD }, close: () => server.close() };
}

/** Who signs in is the provider's to say, not the server's. */
async function startForSso({
  formsLogin: _,
  username: __,
  password: ___,
  ...options
}: StandInOptions): Promise<Serving> {
  const both = await startUsualProvider(options);
  return { variables: variablesOf(both), close: async () => both[Symbol.asyncDispose]() };
}
