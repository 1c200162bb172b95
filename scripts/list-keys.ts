import { runListKeys } from '../src/commands/list-keys.ts';

runListKeys();
