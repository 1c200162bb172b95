import { escapeControls } from '../failure/escape-controls.ts';
import type { Item, Step } from './explain.ts';
import { describeOrigin, type Explanation, INTRODUCTION, TITLE } from './explanation.ts';
import { describeVerdict } from './format-comparison.ts';

/** Pictures as PNG, by what they show. */
export type Pictures = ReadonlyMap<string, Buffer>;

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --paper: #fff; --faint: #51606f; --line: #c9d1d9; --soft: #f3f5f7; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --paper: #14191f; --faint: #a7b4c1; --line: #3b4652; --soft: #1e252d; }
}
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: var(--ink); background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; }
h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
code { background: var(--soft); padding: .1em .3em; border-radius: .2em; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; margin: 1rem 0; table-layout: fixed; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--faint); font-weight: 400; }
figure { margin: 1rem 0; } img { max-width: 100%; height: auto; border: 1px solid var(--line); } figcaption { color: var(--faint); }
`;

/** Writes the walk through the sign-in as one page that asks for nothing else. */
export function writeHtml(explanation: Explanation, pictures: Pictures): string {
  const { steps, comparison } = explanation;
  const verdict = describeVerdict(comparison).filter(Boolean);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${TITLE}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${TITLE}</h1>
<p>${escapeHtml(describeOrigin(explanation))} ${INTRODUCTION}</p>
${steps.map((step) => writeStep(step, pictures)).join('\n')}
<h2>Does our request mirror the portal’s?</h2>
${verdict.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
</main>
</body>
</html>
`;
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

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return escapeControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
