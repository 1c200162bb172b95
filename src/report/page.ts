import { escapeHtml } from '../core/text.ts';

/** Where a table has no room for its columns, each row is a card of its cells. Paper has no dark side, and nothing on it opens. */
const STYLE = `
:root { color-scheme: light; --ink: #1d2733; --paper: #fff; --faint: #51606f; --line: #c9d1d9; --soft: #f3f5f7; --bad: #b3261e; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --ink: #e6ebf0; --paper: #14191f; --faint: #a7b4c1; --line: #3b4652; --soft: #1e252d; --bad: #ff9a91; }
}
body { margin: 0 auto; max-width: 60rem; padding: clamp(1rem, 4vw, 1.5rem); color: var(--ink); background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
.bad { color: var(--bad); font-weight: 600; } .verdict { font-size: 1.25rem; font-weight: 600; }
nav ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(14rem, 100%), 1fr)); margin: 0; padding: 0; list-style: none; } nav a { display: inline-block; padding: .2rem 0; }
code { background: var(--soft); padding: .1em .3em; border-radius: .2em; }
table { width: 100%; border-collapse: collapse; margin: 1rem 0; table-layout: fixed; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { box-sizing: border-box; text-align: left; vertical-align: top; padding: .35rem .5rem; border-top: 1px solid var(--line); }
thead th { color: var(--faint); font-weight: 400; }
figure { margin: 1rem 0; } img { max-width: 100%; height: auto; border: 1px solid var(--line); box-sizing: border-box; } figcaption { color: var(--faint); }
@media screen and (max-width: 60rem) {
  table, caption, thead, tbody, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: grid; grid-template-columns: repeat(auto-fit, minmax(var(--cell, 9rem), 1fr)); gap: .2rem 1rem; padding: .6rem 0; border-top: 1px solid var(--line); }
  tbody th { grid-column: 1 / -1; font-weight: 600; } th, td { padding: 0; border: 0; } td:empty { display: none; }
  td::before { display: block; color: var(--faint); font-size: .85em; }
}
@media print {
  body { max-width: none; padding: 0; font-size: .85rem; }
  h1, h2, h3, caption { break-after: avoid; } tr, li, figure { break-inside: avoid; } img { max-height: 60vh; width: auto; }
  details::details-content { content-visibility: visible; }
  * { print-color-adjust: exact; }
}
`;

/**
 * Writes a page that stands alone: it asks for nothing, runs nothing, is light or dark as its reader likes, and can be read on a
 * telephone and on paper.
 * @param title as text
 * @param body as HTML, with the title in it
 * @param style what this page has beyond what all pages have
 */
export function writePage(title: string, body: string, style = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

/** A part of a page with a title of its own. */
export interface Section {
  /** What a link to it ends with. */
  readonly id: string;
  /** As text. */
  readonly title: string;
  /** As HTML; nothing where there is nothing to tell. */
  readonly content: string;
}

/** Writes those sections that have something to tell, behind links to each. */
export function writeSections(sections: readonly Section[]): string {
  const told = sections.filter(({ content }) => content !== '');
  const links = told.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`);
  const contents = `<nav aria-label="Contents">\n<ul>\n${links.join('\n')}\n</ul>\n</nav>`;
  return [...(told.length > 1 ? [contents] : []), ...told.map(writeSection)].join('\n');
}

function writeSection({ id, title, content }: Section): string {
  return `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${escapeHtml(title)}</h2>
${content}
</section>`;
}

/**
 * @param table its class
 * @param columns the heads of its columns, as text without quotation marks
 * @returns the style by which each cell but the first says what it is, where its row is a card
 */
export function labelCells(table: string, columns: readonly string[]): string {
  const rules = columns.map(
    (column, at) => `.${table} td:nth-child(${at + 1})::before { content: "${column}"; }`,
  );
  return `@media screen and (max-width: 60rem) {\n${rules.slice(1).join('\n')}\n}\n`;
}
