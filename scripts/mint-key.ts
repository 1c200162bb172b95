import { runMintKey } from '../src/commands/mint-key.ts';

runMintKey();
