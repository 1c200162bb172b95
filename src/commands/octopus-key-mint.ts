import { writeSync } from 'node:fs';
import { version } from '../../package.json';
import { type CommandName, nameCommand, speakOfVerbs, verbs } from '../core/command-names.ts';
import { exitCodes } from '../core/failure.ts';
import { findSimilar } from '../core/suggest.ts';
import { layOutTable } from '../core/text.ts';
import { runDoctor } from './doctor.ts';
import { runInspectPortal } from './inspect-portal.ts';
import { runInstallBrowser } from './install-browser.ts';
import { runListKeys } from './list-keys.ts';
import { runMintFleet } from './mint-fleet.ts';
import { runMintKey } from './mint-key.ts';
import { runRevokeKey } from './revoke-key.ts';
import { runRotateKey } from './rotate-key.ts';
import { runSignIn } from './sign-in.ts';
import { runSignOut } from './sign-out.ts';
import { runWithKey } from './with-key.ts';

interface Verb {
  readonly run: () => Promise<never>;
  readonly does: string;
}

// What is wanted most often comes first.
const commands: Readonly<Record<CommandName, Verb>> = {
  'mint-key': { run: runMintKey, does: 'make a key, verify it, hand it over' },
  'with-key': { run: runWithKey, does: 'run a command with a key that lives as long as it does' },
  'list-keys': { run: runListKeys, does: 'list the keys of an account' },
  'revoke-key': { run: runRevokeKey, does: 'revoke keys' },
  'rotate-key': { run: runRotateKey, does: 'replace the keys of a purpose by a new one' },
  'mint-fleet': { run: runMintFleet, does: 'make the keys of many servers, as a manifest says' },
  'sign-in': { run: runSignIn, does: 'save a session, or a passkey, for later runs' },
  'sign-out': { run: runSignOut, does: 'end a session that was saved' },
  doctor: { run: runDoctor, does: 'look at all that a run depends on' },
  'inspect-portal': { run: runInspectPortal, does: 'compare our requests with those of the Web Portal' },
  'install-browser': { run: runInstallBrowser, does: 'install a Chromium where there is none' },
};

/**
 * `octopus-key-mint`, the program of the installed package: runs the command that the first word of the command line names, by its verb
 * (`mint`) or by its name in a clone (`mint-key`).
 */
export async function runOctopusKeyMint(): Promise<never> {
  speakOfVerbs(true);
  const [word] = process.argv.slice(2);
  const names = Object.keys(commands) as CommandName[];
  const name = names.find((each) => each === word || verbs[each] === word);
  if (name !== undefined) {
    process.argv.splice(2, 1);
    return await commands[name].run();
  }
  if (word === '--version' || word === '-V') return end(0, version);
  if (word === '--help' || word === '-h' || word === 'help') return end(0, formatHelp(names));
  if (word === undefined) return end(exitCodes.options, formatHelp(names));
  const meant = findSimilar(word, [...names, ...Object.values(verbs)]);
  const guess = meant === undefined ? '.' : `; did you mean ${meant}?`;
  return end(
    exitCodes.options,
    `The first word is no command of octopus-key-mint${guess} See octopus-key-mint --help.`,
  );
}

function formatHelp(names: readonly CommandName[]): string {
  const rows = names.map((name) => [verbs[name], commands[name].does]);
  return `Usage: octopus-key-mint <command> [options]

Makes API keys of an Octopus Server, signing in to its Web Portal as a person would.

${layOutTable(['Command', 'What it does'], rows)}

Each says more with --help: ${nameCommand('mint-key')} --help`;
}

/** Help that was asked for is the result, and stands on standard output. */
function end(code: number, text: string): never {
  writeSync(code === 0 ? 1 : 2, `${text}\n`);
  process.exit(code);
}
