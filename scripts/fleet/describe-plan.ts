import { escapeControls } from '../failure/escape-controls.ts';
import type { PlannedKey, PlannedSignIn } from './plan.ts';
import type { Shard } from './shard.ts';

const HEAD = ['SERVER', 'ACCOUNT', 'PURPOSE', 'DELIVERED TO'];

/** @returns what a shard of a fleet is to do, a key a line with tabs between, and a line break at the end */
export function describePlan(signIns: readonly PlannedSignIn[], { index, count }: Shard): string {
  const keys = signIns.flatMap((signIn) => signIn.keys.map((key) => describeRow(signIn, key)));
  const part = count > 1 ? `, shard ${index} of ${count}` : '';
  const summary = `${signIns.length} sign-ins, ${keys.length} keys${part}`;
  return `${[HEAD, ...keys].map((row) => row.map(escapeControls).join('\t')).join('\n')}\n${summary}\n`;
}

function describeRow({ url, signIn: { username } }: PlannedSignIn, key: PlannedKey): string[] {
  const user = typeof username === 'string' ? username : '-';
  return [url, key.serviceAccount ?? user, key.purpose, key.deliver.file ?? key.deliver.command ?? ''];
}
