import { escapeHtml } from '../core/text.ts';
import { writePage, writeSections } from '../report/page.ts';
import type { Item, Step } from './explain.ts';
import {
  type Explanation,
  formatSource,
  INTRODUCTION,
  judge,
  sayVerdict,
  TITLE,
  type Verdict,
} from './format.ts';

/** What a name, its value and the reason for it are needs no label, one below the other. */
const STYLE = 'tr { --cell: 14rem; }';

/** Pictures as PNG, by what they show. */
export type Pictures = ReadonlyMap<string, Buffer>;

/** Writes the walk through the sign-in as one page that asks for nothing else: what came of it, and then step by step. */
export function writeHtml(explanation: Explanation, pictures: Pictures): string {
  const sections = explanation.steps.map((step) => ({
    id: `step-${step.number}`,
    title: `${step.number}. ${step.title}`,
    content: writeStep(step, pictures),
  }));
  const body = `<header>
<h1>${TITLE}</h1>
${judge(explanation).map(writeVerdict).join('\n')}
<p>${escapeHtml(formatSource(explanation))} ${INTRODUCTION}</p>
</header>
${writeSections(sections)}`;
  return writePage(TITLE, body, STYLE);
}

function writeVerdict(verdict: Verdict): string {
  const sentence = sayVerdict(verdict, escapeHtml);
  if (verdict.mirrors) return `<p class="verdict">✓ ${sentence}</p>`;
  return `<p class="verdict bad">✗ ${sentence}</p>
<ul>
${verdict.differences.map((each) => `<li>${escapeHtml(each)}</li>`).join('\n')}
</ul>`;
}

function writeStep(step: Step, pictures: Pictures): string {
  const { why, request, status, carries, gives, picture = '' } = step;
  const shown = pictures.get(picture);
  const parts = [
    `<p>${escapeHtml(why)}</p>`,
    `<p><code>${escapeHtml(request)}</code> → ${status}</p>`,
    shown ? writePicture(picture, shown) : '',
    writeItems('It carries', carries),
    writeItems('It gives', gives),
  ];
  return parts.filter(Boolean).join('\n');
}

function writePicture(what: string, bytes: Buffer): string {
  const data = bytes.toString('base64');
  return `<figure><img alt="Screenshot: ${escapeHtml(what)}" src="data:image/png;base64,${data}"><figcaption>${escapeHtml(what)}</figcaption></figure>`;
}

const COLUMNS = ['What', 'Value', 'Why'];

function writeItems(caption: string, items: readonly Item[]): string {
  if (items.length === 0) return '';
  const rows = items.map(
    ({ name, value, why }) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td>${writeValue(value)}</td><td>${escapeHtml(why)}</td></tr>`,
  );
  return `<table><caption>${caption}</caption>
<thead><tr>${COLUMNS.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

function writeValue(value: string): string {
  return value === '' ? '' : `<code>${escapeHtml(value)}</code>`;
}
