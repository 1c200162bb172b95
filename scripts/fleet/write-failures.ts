import { escapeHtml } from '../page/escape-html.ts';
import type { KeyOutcome } from './record.ts';

/** Writes what failed, server by server: keys that failed alike, as those of one sign-in do, share an entry. */
export function writeFailures(failed: readonly KeyOutcome[]): string {
  if (failed.length === 0) return '';
  const servers = group(failed, ({ server, url }) => [server, url]);
  return `<section id="failed" aria-labelledby="failed-title">
<h2 id="failed-title">Failed keys</h2>
${servers.map(writeServer).join('\n')}
</section>`;
}

function writeServer(keys: readonly [KeyOutcome, ...KeyOutcome[]]): string {
  const [{ server, url }] = keys;
  const alike = group(keys, ({ user, step, error, exitCode }) => [user, step, error, exitCode]);
  return `<h3><bdi>${escapeHtml(server)}</bdi> <small>${escapeHtml(url)}</small></h3>
<ul class="failures">
${alike.map(writeAlike).join('\n')}
</ul>`;
}

function writeAlike([first, ...more]: readonly [KeyOutcome, ...KeyOutcome[]]): string {
  const { user, step, error, exitCode, kind } = first;
  const facts = [
    ['User', user === null ? 'not known' : `<bdi>${escapeHtml(user)}</bdi>`],
    ['Step', escapeHtml(step ?? 'none')],
    ['Exit code', kind === null ? `${exitCode}` : `${exitCode} (${escapeHtml(kind)})`],
    ['Key', `${nameKey(first)}${writeMore(more)}`],
  ];
  return `<li>
<p class="bad">✗ ${escapeHtml(error ?? 'Nothing is known of the reason.')}</p>
<dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>
</li>`;
}

function nameKey({ purpose, serviceAccount }: KeyOutcome): string {
  const owner = serviceAccount === null ? '' : ` for <bdi>${escapeHtml(serviceAccount)}</bdi>`;
  return `<bdi>${escapeHtml(purpose)}</bdi>${owner}`;
}

function writeMore(keys: readonly KeyOutcome[]): string {
  if (keys.length === 0) return '';
  const summary = keys.length === 1 ? 'and 1 more key' : `and ${keys.length} more keys`;
  return `<details><summary>${summary}</summary>${keys.map(nameKey).join('<br>\n')}</details>`;
}

/** Puts together what has the same marks, in the order in which each comes first. */
function group<T>(all: readonly T[], mark: (each: T) => readonly unknown[]): (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const each of all) {
    const name = JSON.stringify(mark(each));
    const known = groups.get(name);
    if (known) known.push(each);
    else groups.set(name, [each]);
  }
  return [...groups.values()];
}
