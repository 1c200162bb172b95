import { escapeControls } from '../failure/escape-controls.ts';
import type { Item, Step } from './explain.ts';
import { describeOrigin, type Explanation, INTRODUCTION, TITLE } from './explanation.ts';
import { describeVerdict, writeMarkdownTable } from './format-comparison.ts';

/** Writes the walk through the sign-in as Markdown. */
export function writeMarkdown(explanation: Explanation): string {
  const { steps, comparison } = explanation;
  const parts = [
    `# ${TITLE}`,
    `${describeOrigin(explanation)} ${INTRODUCTION}`,
    ...steps.flatMap(writeStep),
    '## Does our request mirror the portal’s?',
    describeVerdict(comparison).join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function writeStep({ number, title, why, request, status, carries, gives }: Step): string[] {
  return [
    `## ${number}. ${title}`,
    why,
    `\`${escapeControls(request)}\` → ${status}`,
    ...writeItems('It carries', carries),
    ...writeItems('It gives', gives),
  ];
}

function writeItems(heading: string, items: readonly Item[]): string[] {
  if (items.length === 0) return [];
  const rows = items.map(({ name, value, why }) => [name, value, why].map(escapeControls));
  return [writeMarkdownTable([[heading, 'Value', 'Why'], ...rows])];
}
