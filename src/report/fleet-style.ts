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

/**
 * What the report has beyond what all pages have. A table is laid out only when it is about to be seen. Where its rows are cards,
 * the time line's axis stays, with every other tick named, as on paper.
 */
export const FLEET_STYLE = `
${writeColours(0)}
@media screen and (prefers-color-scheme: dark) {
${writeColours(1)}
}
body { max-width: 90rem; }
.rows { content-visibility: auto; contain-intrinsic-height: auto calc(var(--rows) * 2.7rem + 2rem); }
h3 { margin: 1.5rem 0 0; } small { color: var(--faint); font-size: .85em; font-weight: 400; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
dl, ul { margin: 0; padding: 0; list-style: none; } dt { color: var(--faint); font-size: .85rem; } dd { margin: 0; }
.facts, .failures dl, .legend { display: flex; flex-wrap: wrap; gap: .5rem 2rem; } .facts { margin-bottom: 1rem; } .facts dd { font-size: 1.15rem; }
.failures li { margin: .75rem 0; padding: .1rem 1rem .6rem; border-left: .25rem solid var(--bad); background: var(--soft); }
.failures p { margin: .4rem 0; } summary { cursor: pointer; }
table { font-size: .9rem; line-height: 1.4; font-variant-numeric: tabular-nums; } tbody th { font-weight: 400; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--paper); vertical-align: bottom; box-shadow: inset 0 -1px var(--line); }
.line { --cell: 6rem; } ${setWidths('line', ['18%', '13%', '10%', '6rem'])}
${setWidths('keys', ['11%', '12%', '12%', '10%', '21%', '11%', '16%'])}
${setWidths('trust', ['10%', '11%', '16%', '14%', '14%', '11%', '8%', '9%'])}
.line th:last-child, .line td:last-child { padding: 0 2rem 0 0; }
.line td:last-child { background: repeating-linear-gradient(90deg, var(--line) 0 1px, transparent 1px var(--tick)) content-box; }
.line td > div, .axis { position: relative; height: 1.9rem; } .axis { font-size: .75rem; }
.axis span { position: absolute; bottom: .2rem; padding-left: .25rem; white-space: nowrap; border-left: 1px solid var(--line); }
.line svg { display: block; width: 100%; height: 100%; } .line u { position: absolute; top: .15rem; padding-left: .25rem; color: var(--bad); text-decoration: none; }
path { fill: none; stroke: var(--faint); stroke-width: .1; } path[class] { stroke-width: .6; }
.legend { gap: .3rem 1.5rem; } .legend svg { width: 1rem; height: 1rem; margin-right: .4rem; vertical-align: -.15rem; } .legend path { stroke-width: 1; }
@media screen and (max-width: 60rem) {
  .rows { contain-intrinsic-height: auto calc(var(--rows) * 9rem); }
  .line thead { position: sticky; top: 0; z-index: 1; width: auto; height: auto; overflow: visible; clip-path: none; }
  .line thead tr { padding: 0; border: 0; }
  .line thead th:last-child { position: static; grid-column: 1 / -1; } .line thead th:not(:last-child) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .line td:last-child { grid-column: 1 / -1; } .axis span:nth-child(even) { display: none; }
  tbody th { font-weight: 600; }
}
@media print { .rows { content-visibility: visible; } .axis span:nth-child(even) { display: none; } table { font-size: .75rem; } thead th { position: static; } }
`;

/** A table takes the widths of its columns from its head. */
function setWidths(table: string, widths: readonly string[]): string {
  return widths.map((width, at) => `.${table} thead th:nth-child(${at + 1}) { width: ${width}; }`).join(' ');
}

function writeColours(ground: 0 | 1): string {
  return STEP_COLOURS.map((pair, at) => `path.${nameColour(at)} { stroke: ${pair[ground]}; }`).join('\n');
}

/** @returns the class of the colour of a step: one letter, since a page names it many thousand times */
export function nameColour(at: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + (at % STEP_COLOURS.length));
}
