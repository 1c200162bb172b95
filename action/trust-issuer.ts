import { runTrustIssuer } from '../src/commands/trust-issuer.ts';
import { speakOfAction } from '../src/core/command-names.ts';

speakOfAction();
runTrustIssuer();
