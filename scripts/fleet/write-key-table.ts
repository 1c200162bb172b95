import { escapeHtml } from '../page/escape-html.ts';
import { describeDuration, describeMoment } from './describe-duration.ts';
import type { KeyOutcome } from './record.ts';

const NONE = '–';

/** Writes every key of a fleet, one a row. */
export function writeKeyTable(keys: readonly KeyOutcome[]): string {
  if (keys.length === 0) return '';
  return `<section>
<h2 id="keys-title">All keys</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="keys-title" style="--rows:${keys.length}">
<table class="keys">
<thead><tr><th scope="col">Server</th><th scope="col">User or service account</th><th scope="col">Purpose</th>
<th scope="col">Outcome</th><th scope="col">Key id</th><th scope="col">Expires</th>
<th scope="col">Delivered to</th><th scope="col">Took</th></tr></thead>
<tbody>
${keys.map(writeKey).join('\n')}
</tbody>
</table>
</div>
</section>`;
}

/** Without the end tags that HTML does not need: a fleet has many rows. */
function writeKey(key: KeyOutcome): string {
  const { server, user, serviceAccount, purpose, keyId, deliveredTo, took } = key;
  const cells = [serviceAccount ?? user, purpose].map((text) => escapeHtml(text ?? NONE));
  const rest = [keyId, describeExpiry(key), deliveredTo, describeDuration(took)];
  return [
    `<tr><th scope=row>${escapeHtml(server)}`,
    ...cells,
    describeOutcome(key),
    ...rest.map((text) => escapeHtml(text ?? NONE)),
  ].join('<td>');
}

function describeOutcome({ outcome, replaced }: KeyOutcome): string {
  if (outcome === 'failed') return '<b class=bad>✗ failed</b>';
  return replaced.length === 0 ? outcome : `${outcome}, revoked ${replaced.map(escapeHtml).join(', ')}`;
}

function describeExpiry({ keyId, expires }: KeyOutcome): string {
  if (expires !== null) return describeMoment(expires);
  return keyId === null ? NONE : 'never';
}
