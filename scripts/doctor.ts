import { main } from '../src/commands/doctor.ts';

main();
