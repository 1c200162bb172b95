import { writeSync } from 'node:fs';
import { version } from '../../package.json';
import { complete, SHELLS } from '../cli/complete.ts';
import type { CommandDescription, SettingName } from '../cli/settings.ts';
import { type CommandName, nameCommand, speakOfVerbs, verbs } from '../core/command-names.ts';
import { exitCodes } from '../core/failure.ts';
import { findSimilar } from '../core/suggest.ts';
import { layOutTable } from '../core/text.ts';
import { doctorCommand, runDoctor } from './doctor.ts';
import { inspectPortalCommand, runInspectPortal } from './inspect-portal.ts';
import { installBrowserCommand, runInstallBrowser } from './install-browser.ts';
import { listKeysCommand, runListKeys } from './list-keys.ts';
import { mintFleetCommand, runMintFleet } from './mint-fleet.ts';
import { mintKeyCommand, runMintKey } from './mint-key.ts';
import { revokeKeyCommand, runRevokeKey } from './revoke-key.ts';
import { rotateKeyCommand, runRotateKey } from './rotate-key.ts';
import { runSignIn, signInCommand } from './sign-in.ts';
import { runSignOut, signOutCommand } from './sign-out.ts';
import { runTrustIssuer, trustIssuerCommand } from './trust-issuer.ts';
import { runWithKey, withKeyCommand } from './with-key.ts';
import { runWithToken, withTokenCommand } from './with-token.ts';

interface Verb {
  readonly description: CommandDescription<SettingName>;
  readonly run: () => Promise<never>;
  readonly does: string;
}

// What is wanted most often comes first.
const commands: Readonly<Record<CommandName, Verb>> = {
  'mint-key': { description: mintKeyCommand, run: runMintKey, does: 'make a key, verify it, hand it over' },
  'with-key': {
    description: withKeyCommand,
    run: runWithKey,
    does: 'run a command with a key that lives as long as it does',
  },
  'with-token': {
    description: withTokenCommand,
    run: runWithToken,
    does: "run a command with an access token for the CI job's own token",
  },
  'list-keys': { description: listKeysCommand, run: runListKeys, does: 'list the keys of an account' },
  'revoke-key': { description: revokeKeyCommand, run: runRevokeKey, does: 'revoke keys' },
  'rotate-key': {
    description: rotateKeyCommand,
    run: runRotateKey,
    does: 'replace the keys of a purpose by a new one',
  },
  'trust-issuer': {
    description: trustIssuerCommand,
    run: runTrustIssuer,
    does: "have a service account trust a CI system's jobs, without a key",
  },
  'mint-fleet': {
    description: mintFleetCommand,
    run: runMintFleet,
    does: 'make the keys of many servers, as a manifest says',
  },
  'sign-in': {
    description: signInCommand,
    run: runSignIn,
    does: 'save a session, or a passkey, for later runs',
  },
  'sign-out': { description: signOutCommand, run: runSignOut, does: 'end a session that was saved' },
  doctor: { description: doctorCommand, run: runDoctor, does: 'look at all that a run depends on' },
  'inspect-portal': {
    description: inspectPortalCommand,
    run: runInspectPortal,
    does: 'compare our requests with those of the Web Portal',
  },
  'install-browser': {
    description: installBrowserCommand,
    run: runInstallBrowser,
    does: 'install a Chromium where there is none',
  },
};

/** What every command is, for whoever documents them. */
export const descriptions = Object.values(commands).map(({ description }) => description);

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
  if (word === 'complete') return completeLine(process.argv.slice(3));
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

/** In the library's own words, which the scripts that it writes use, too. */
function completeLine(words: readonly string[]): never {
  const [shell] = words;
  if (shell !== '--' && !SHELLS.some((each) => each === shell))
    return end(exitCodes.options, `Name a shell: octopus-key-mint complete ${SHELLS.join('|')}`);
  complete('octopus-key-mint', commands, words);
  process.exit(0);
}

function formatHelp(names: readonly CommandName[]): string {
  const rows = names.map((name) => [verbs[name], commands[name].does]);
  return `Usage: octopus-key-mint <command> [options]

Makes API keys of an Octopus Server, signing in to its Web Portal as a person would.

${layOutTable(['Command', 'What it does'], rows)}

Each says more with --help: ${nameCommand('mint-key')} --help
Shells complete command lines by what this writes: octopus-key-mint complete ${SHELLS.join('|')}`;
}

/** Help that was asked for is the result, and stands on standard output. */
function end(code: number, text: string): never {
  writeSync(code === 0 ? 1 : 2, `${text}\n`);
  process.exit(code);
}
