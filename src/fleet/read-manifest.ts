import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { UsageError } from '../core/failure.ts';
import { Manifest, type ManifestDefaults, type ManifestServer, manifestParts } from './manifest.ts';

/** A manifest, as far as it is right, and what is wrong. */
export interface ReadManifest {
  /** Undefined where they are wrong. */
  readonly defaults: ManifestDefaults | undefined;
  /** In their places; undefined where one is wrong. */
  readonly servers: readonly (ManifestServer | undefined)[];
  readonly mistakes: readonly Mistake[];
  /** @returns the error for mistakes, each with its line */
  locate(mistakes: readonly Mistake[]): UsageError;
}

/**
 * Reads a manifest in YAML or JSON.
 * @throws UsageError, where it can be read as neither
 */
export function readManifest(path: string): ReadManifest {
  const text = readText(path);
  const document = parse(text, path);
  const locate = (mistakes: readonly Mistake[]) => new UsageError(findLines(text, mistakes, path));
  collectGarbage();
  const parsed = Manifest.safeParse(document, { reportInput: true });
  if (parsed.success) {
    const { defaults = {}, servers } = parsed.data;
    return { defaults, servers, mistakes: [], locate };
  }
  return { ...keepWhatIsRight(document), mistakes: parsed.error.issues.flatMap(toMistakes), locate };
}

/** What the parser leaves behind is several times what it gives: before it is gone, memory would grow on top of it. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

/** So that what is wrong with the rest can be told in one go. */
function keepWhatIsRight(document: unknown): Pick<ReadManifest, 'defaults' | 'servers'> {
  const { defaults = {}, servers } = Object(document) as Record<string, unknown>;
  const each = Array.isArray(servers) ? servers : [];
  return {
    defaults: manifestParts.defaults.safeParse(defaults).data,
    servers: each.map((server) => manifestParts.server.safeParse(server).data),
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw new UsageError([`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`]);
  }
}

/** This parser is several times as fast, and as frugal, as the one that knows lines, which only mistakes need. */
function parse(text: string, path: string): unknown {
  const { CORE_SCHEMA, load, mergeTag } = require('js-yaml') as typeof import('js-yaml');
  // An expiry without quotes is to be a text, not a date.
  const schema = CORE_SCHEMA.withTags(mergeTag);
  try {
    return /^\s*\{/.test(text) ? JSON.parse(text) : load(text, { schema });
  } catch (error) {
    const mistakes = findSyntaxMistakes(text, path);
    throw new UsageError(
      mistakes.length > 0 ? mistakes : [`${path}:1: ${(error as Error).message.split('\n')[0]}`],
    );
  }
}

function toMistakes(issue: z.core.$ZodIssue): Mistake[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => ({
      path: [...path, name],
      message: 'is no field of it: check its spelling',
    }));
  if (issue.code === 'invalid_type') {
    const isMissing = issue.input === undefined;
    return [{ path, message: isMissing ? 'is missing' : `should be ${nameType(issue.expected)}` }];
  }
  if (issue.code === 'invalid_value') {
    return [{ path, message: `is none of ${issue.values.map(String).join(', ')}` }];
  }
  return [{ path, message: issue.message }];
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text: put it in quotes',
  array: 'a list',
  object: 'a map of fields',
  boolean: 'true or false',
};

function nameType(type: string): string {
  return TYPES[type] ?? `of type ${type}`;
}

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

/** Something wrong in a manifest, and the way to it. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
