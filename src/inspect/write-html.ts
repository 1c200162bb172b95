import { escapeHtml } from '../core/text.ts';
import { writePage } from '../report/page.ts';
import type { Item, Step } from './explain.ts';
import { type Explanation, formatSource, formatVerdicts, INTRODUCTION, TITLE } from './format.ts';

/** Pictures as PNG, by what they show. */
export type Pictures = ReadonlyMap<string, Buffer>;

/** Writes the walk through the sign-in as one page that asks for nothing else. */
export function writeHtml(explanation: Explanation, pictures: Pictures): string {
  const { steps } = explanation;
  const verdict = formatVerdicts(explanation, escapeHtml).filter(Boolean);
  const body = `<h1>${TITLE}</h1>
<p>${escapeHtml(formatSource(explanation))} ${INTRODUCTION}</p>
${steps.map((step) => writeStep(step, pictures)).join('\n')}
<h2>Does our request mirror the portal’s?</h2>
${verdict.map((line) => `<p>${line}</p>`).join('\n')}`;
  return writePage(TITLE, body);
}

function writeStep(step: Step, pictures: Pictures): string {
  const { number, title, why, request, status, carries, gives, picture = '' } = step;
  const shown = pictures.get(picture);
  return `<section>
<h2>${number}. ${escapeHtml(title)}</h2>
<p>${escapeHtml(why)}</p>
<p><code>${escapeHtml(request)}</code> → ${status}</p>
${shown ? writePicture(picture, shown) : ''}
${writeItems('It carries', carries)}
${writeItems('It gives', gives)}
</section>`;
}

function writePicture(what: string, bytes: Buffer): string {
  const data = bytes.toString('base64');
  return `<figure><img alt="Screenshot: ${escapeHtml(what)}" src="data:image/png;base64,${data}"><figcaption>${escapeHtml(what)}</figcaption></figure>`;
}

function writeItems(caption: string, items: readonly Item[]): string {
  if (items.length === 0) return '';
  const rows = items.map(
    ({ name, value, why }) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td><code>${escapeHtml(value)}</code></td><td>${escapeHtml(why)}</td></tr>`,
  );
  return `<table><caption>${caption}</caption>
<thead><tr><th scope="col">What</th><th scope="col">Value</th><th scope="col">Why</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}
