import { main } from '../src/commands/inspect-portal.ts';

main();
