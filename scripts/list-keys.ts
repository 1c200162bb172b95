import { main } from '../src/commands/list-keys.ts';

main();
