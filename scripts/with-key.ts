import { main } from '../src/commands/with-key.ts';

main();
