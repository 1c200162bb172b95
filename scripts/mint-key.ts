import { main } from '../src/commands/mint-key.ts';

main();
