import { runRotateKey } from '../src/commands/rotate-key.ts';

runRotateKey();
