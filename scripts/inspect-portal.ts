import { runInspectPortal } from '../src/commands/inspect-portal.ts';

runInspectPortal();
