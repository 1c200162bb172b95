import { runSignOut } from '../src/commands/sign-out.ts';

runSignOut();
