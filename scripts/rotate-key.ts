import { main } from '../src/commands/rotate-key.ts';

main();
