import { runRevokeKey } from '../src/commands/revoke-key.ts';
import { speakOfAction } from '../src/core/command-names.ts';

speakOfAction();
runRevokeKey();
