import { main } from '../src/commands/mint-fleet.ts';

main();
