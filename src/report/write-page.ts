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
