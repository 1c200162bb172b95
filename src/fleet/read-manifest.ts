import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Event, YAMLException } from 'js-yaml';
import type { z } from 'zod';
import { decodeText } from '../core/dotenv-file.ts';
import { UsageError } from '../core/failure.ts';
import { hideInPath, hideName, hideRepeated } from '../core/text.ts';
import { Manifest, type ManifestDefaults, type ManifestServer, manifestParts } from './manifest.ts';

/** A manifest, as far as it is right, and what is wrong. */
export interface ReadManifest {
  /** Undefined where they are wrong. */
  readonly defaults: ManifestDefaults | undefined;
  /** In their order; undefined where one is wrong. */
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

/** So that what is wrong with the rest can be reported in one go. */
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
    return decodeText(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError([
      `${hideInPath(path)} ${code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`}`,
    ]);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new UsageError([formatSyntaxError(error as Partial<YAMLException>, path)]);
  }
}

/** JSON is YAML, whose parser tells the line, and refuses a field that stands there twice. */
function parseYaml(text: string): unknown {
  const { CORE_SCHEMA, load, mergeTag } = require('js-yaml') as typeof import('js-yaml');
  // An expiry without quotes is to be a text, not a date; and each of thousands of servers may take what others have.
  return load(text, { schema: CORE_SCHEMA.withTags(mergeTag), maxTotalMergeKeys: -1 });
}

function formatSyntaxError({ reason, mark }: Partial<YAMLException>, path: string): string {
  const message = reason?.replace('duplicated mapping key', 'the fields of a map must be unique');
  const said = hideRepeated(message ?? 'this is neither YAML nor JSON');
  return `${path}:${(mark?.line ?? 0) + 1}: ${said}`;
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
function findLines(text: string, mistakes: readonly Mistake[], path: string): string[] {
  const whole = readNodes(text);
  const located = mistakes.map(({ path: way, message }) => ({
    start: findNode(whole, way).start,
    says: `${describeWay(way)} ${message}`,
  }));
  let line = 1;
  let from = 0;
  return located
    .sort((a, b) => a.start - b.start)
    .map(({ start, says }) => {
      line += text.slice(from, start).split('\n').length - 1;
      from = start;
      return `${path}:${line}: ${says}`;
    });
}

/** A part of a manifest: where it begins, its name included, and what it holds by name or number. */
interface Node {
  readonly start: number;
  readonly inner: ReadonlyMap<PropertyKey, Node>;
}

function readNodes(text: string): Node {
  const { EVENT_ID, parseEvents } = require('js-yaml') as typeof import('js-yaml');
  const [, ...events] = parseEvents(text, {});
  let at = 0;
  const isAtEnd = () => events[at] === undefined || events[at]?.type === EVENT_ID.POP;
  const read = (start?: number): Node => {
    const event = events[at++] as Event;
    const inner = new Map<PropertyKey, Node>();
    const node = { start: start ?? findStart(event), inner };
    if (event.type !== EVENT_ID.MAPPING && event.type !== EVENT_ID.SEQUENCE) return node;
    for (let index = 0; !isAtEnd(); index += 1) {
      if (event.type === EVENT_ID.SEQUENCE) inner.set(index, read());
      else {
        const key = events[at] as Event;
        const { start } = read();
        inner.set('valueStart' in key ? text.slice(key.valueStart, key.valueEnd) : index, read(start));
      }
    }
    at += 1;
    return node;
  };
  return isAtEnd() ? { start: 0, inner: new Map() } : read();
}

function findStart(event: Event): number {
  if ('start' in event) return event.start;
  if ('valueStart' in event) return event.valueStart;
  return 'anchorStart' in event ? event.anchorStart : 0;
}

/** What is missing is reported where it should stand. */
function findNode(node: Node, [first, ...rest]: readonly PropertyKey[]): Node {
  const inner = first === undefined ? undefined : node.inner.get(first);
  return inner ? findNode(inner, rest) : node;
}

/** `servers[3].keys[0].purpose` */
export function describeWay(way: readonly PropertyKey[]): string {
  if (way.length === 0) return 'the manifest';
  return way
    .map((each, at) => (typeof each === 'number' ? `[${each}]` : `${at ? '.' : ''}${hideName(String(each))}`))
    .join('');
}

/** Something wrong in a manifest, and the way to it. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
