import type { Document } from 'yaml';
import type { Mistake } from './mistake.ts';

/**
 * @param text of a manifest, in YAML, of which JSON is a part
 * @param path of the file, as the user named it
 * @returns what is wrong, in the order of the lines: `fleet.yaml:12: servers[3].url is missing`
 */
export function findLines(text: string, mistakes: readonly Mistake[], path: string): string[] {
  const { document, lines } = openDocument(text);
  const located = mistakes.map(({ path: way, message }) => {
    const line = lines.linePos(findPlace(document, way)).line;
    return { line, text: `${path}:${line}: ${describeWay(way)} ${message}` };
  });
  return located.sort((a, b) => a.line - b.line).map((each) => each.text);
}

/** @returns what keeps a text from being YAML, each with its line */
export function findSyntaxMistakes(text: string, path: string): string[] {
  const { document, lines } = openDocument(text);
  return document.errors.map(({ pos, message }) => `${path}:${lines.linePos(pos[0]).line}: ${message}`);
}

function openDocument(text: string) {
  const { LineCounter, parseDocument } = require('yaml') as typeof import('yaml');
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines };
}

/** What is missing is told at the place where it should stand. */
function findPlace(document: Document, way: readonly PropertyKey[]): number {
  const { isMap, isNode, isScalar } = require('yaml') as typeof import('yaml');
  for (let depth = way.length; depth >= 0; depth -= 1) {
    const last = way[depth - 1];
    const around = document.getIn(way.slice(0, depth - 1), true);
    const pair = isMap(around)
      ? around.items.find(({ key }) => isScalar(key) && key.value === last)
      : undefined;
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
    const node = depth === 0 ? document.contents : document.getIn(way.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** `servers[3].keys[0].purpose` */
function describeWay(way: readonly PropertyKey[]): string {
  if (way.length === 0) return 'the manifest';
  return way
    .map((each, at) => (typeof each === 'number' ? `[${each}]` : `${at ? '.' : ''}${String(each)}`))
    .join('');
}
