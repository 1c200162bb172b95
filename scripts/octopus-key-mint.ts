import { runOctopusKeyMint } from '../src/commands/octopus-key-mint.ts';

runOctopusKeyMint();
