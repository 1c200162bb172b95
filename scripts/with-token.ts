import { runWithToken } from '../src/commands/with-token.ts';

runWithToken();
