import { runDoctor } from '../src/commands/doctor.ts';

runDoctor();
