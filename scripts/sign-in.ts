import { runSignIn } from '../src/commands/sign-in.ts';

runSignIn();
