import { runMintKey } from '../src/commands/mint-key.ts';
import { speakOfAction } from '../src/core/command-names.ts';

speakOfAction();
runMintKey();
