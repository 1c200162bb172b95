import { runWithToken } from '../src/commands/with-token.ts';
import { speakOfAction } from '../src/core/command-names.ts';

speakOfAction();
runWithToken();
