import { runRevokeKey } from '../src/commands/revoke-key.ts';

runRevokeKey();
