import { runWithKey } from '../src/commands/with-key.ts';

runWithKey();
