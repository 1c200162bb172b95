import { runMintFleet } from '../src/commands/mint-fleet.ts';

runMintFleet();
