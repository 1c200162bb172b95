import { main } from '../src/commands/sign-in.ts';

main();
