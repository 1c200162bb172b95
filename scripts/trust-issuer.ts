import { runTrustIssuer } from '../src/commands/trust-issuer.ts';

runTrustIssuer();
