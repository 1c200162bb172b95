import { main } from '../src/commands/revoke-key.ts';

main();
