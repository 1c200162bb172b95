import { escapeHtml } from '../core/text.ts';

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

/**
 * Writes a page that stands alone: it asks for nothing, runs nothing, and is light or dark as its reader likes.
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

/** For each step, in turn, a colour on light and one on dark: each at least 3:1 against its ground. */
const STEP_COLOURS = [
  ['#7d8792', '#8b97a3'],
  ['#0072b2', '#56b4e9'],
  ['#d55e00', '#ff8a4c'],
  ['#00896b', '#2fcf9f'],
  ['#7b4fc9', '#b79bff'],
  ['#a87900', '#e6c04a'],
  ['#c2185b', '#ff7eb6'],
  ['#00838f', '#4dd0e1'],
  ['#6d4c41', '#c8a697'],
  ['#558b2f', '#a5d66a'],
  ['#3949ab', '#8fa2ff'],
] as const;

/** What the report has beyond what all pages have. A table is laid out only when it is about to be seen. */
export const REPORT_STYLE = `
:root { --bad: #b3261e; }
${writeColours(0)}
@media (prefers-color-scheme: dark) {
:root { --bad: #ff9a91; }
${writeColours(1)}
}
body { max-width: 90rem; }
.wide { content-visibility: auto; contain-intrinsic-height: auto calc(var(--rows) * 2.7rem + 2rem); }
h3 { margin: 1.5rem 0 0; overflow-wrap: anywhere; } small { color: var(--faint); font-size: .85em; font-weight: 400; }
.bad { color: var(--bad); font-weight: 600; } .verdict { font-size: 1.25rem; font-weight: 600; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
dl, ul { margin: 0; padding: 0; list-style: none; } dt { color: var(--faint); font-size: .85rem; } dd { margin: 0; overflow-wrap: anywhere; }
.facts, .failures dl, .legend { display: flex; flex-wrap: wrap; gap: .5rem 2rem; } .facts dd { font-size: 1.15rem; }
.failures li { margin: .75rem 0; padding: .1rem 1rem .6rem; border-left: .25rem solid var(--bad); background: var(--soft); }
.failures p { margin: .4rem 0; overflow-wrap: anywhere; } summary { cursor: pointer; }
table { font-size: .9rem; line-height: 1.4; font-variant-numeric: tabular-nums; } tbody th { font-weight: 400; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--paper); vertical-align: bottom; box-shadow: inset 0 -1px var(--line); }
.line th:nth-child(1) { width: 18%; } .line th:nth-child(2) { width: 10%; } .line th:nth-child(3) { width: 9%; } .line th:nth-child(4) { width: 6rem; }
.keys th:nth-child(1) { width: 17%; } .keys th:nth-child(2) { width: 15%; } .keys th:nth-child(6) { width: 10%; } .keys th:nth-child(7) { width: 18%; } .keys th:nth-child(8) { width: 5rem; }
.line th:last-child, .line td:last-child { padding: 0 2rem 0 0; }
.line td:last-child { background: repeating-linear-gradient(90deg, var(--line) 0 1px, transparent 1px var(--tick)) content-box; }
.line td > div, .axis { position: relative; height: 1.9rem; } .axis { font-size: .8rem; }
.axis span { position: absolute; bottom: .2rem; padding-left: .25rem; white-space: nowrap; border-left: 1px solid var(--line); }
.line svg { display: block; width: 100%; height: 100%; } .line u { position: absolute; top: .15rem; padding-left: .25rem; color: var(--bad); text-decoration: none; }
path { fill: none; stroke: var(--faint); stroke-width: .1; } path[class] { stroke-width: .6; }
.legend { gap: .3rem 1.5rem; } .legend svg { width: 1rem; height: 1rem; margin-right: .4rem; vertical-align: -.15rem; } .legend path { stroke-width: 1; }
@media (max-width: 60rem) { .wide { overflow-x: auto; } .wide table { min-width: 60rem; } }
@media print { body { max-width: none; padding: 0; } .wide { content-visibility: visible; } thead th { position: static; } tr, li { break-inside: avoid; } * { print-color-adjust: exact; } }
`;

function writeColours(ground: 0 | 1): string {
  return STEP_COLOURS.map((pair, at) => `path.${nameColour(at)} { stroke: ${pair[ground]}; }`).join('\n');
}

/** @returns the class of the colour of a step: one letter, since a page names it many thousand times */
export function nameColour(at: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + (at % STEP_COLOURS.length));
}
