import { isOfBreak, MANY, Reader, readAlso } from './reader.ts';
import { MAX_BEGINNING, type Range, type Spelling } from './spellings.ts';

/** Spellings by what they begin with, so that a text is read once, however many there are and however long they are together. */
export class SpellingIndex {
  readonly #root: Node = { spellings: new Set(), children: new Map() };

  add(spelling: Spelling): void {
    insert(this.#root, spelling, 0);
  }

  delete(spelling: Spelling): void {
    remove(this.#root, spelling, 0);
  }

  /**
   * @returns where spellings stand in a text, in the order in which they begin; but those that `isMeant` says no to. A text that takes
   *   too long to be looked through is one that somebody has made for that: all that is left of it counts as found.
   */
  find(text: string, isMeant: (spelling: Spelling, found: string, range: Range) => boolean): Range[] {
    const ranges: Range[] = [];
    if (this.#isEmpty) return ranges;
    const reader = new Reader(text);
    for (let start = 0; start < text.length; start += 1) {
      this.#walk(reader, start, ({ spellings }) => {
        for (const spelling of spellings) {
          reader.countStep();
          const range = spelling.findAt(reader, start);
          if (range && isMeant(spelling, text.slice(...range), range)) ranges.push(range);
        }
        return reader.isTooIntricate;
      });
      if (reader.isTooIntricate) return [...ranges, [start, text.length]];
    }
    return ranges;
  }

  /** @returns how much of a text's end is a proper beginning of a spelling */
  countBeginning(text: string): number {
    if (this.#isEmpty) return 0;
    const end = text.slice(-MAX_BEGINNING);
    const reader = new Reader(end);
    for (let start = 0; start < end.length; start += 1) {
      const isCut = reader.isCutAt(start) || this.#isCutAt(reader, start);
      if (isCut || reader.isTooIntricate) return end.length - start;
    }
    return 0;
  }

  /** Whether a text ends within the characters that hold the last bits of a spelling, or just before them. */
  awaitsBits(text: string): boolean {
    if (this.#isEmpty) return false;
    const end = text.slice(-MAX_BEGINNING);
    const reader = new Reader(end);
    for (let start = 0; start < end.length; start += 1) {
      const visit: Visit = ({ spellings }) => [...spellings].some((each) => each.awaitsBits(reader, start));
      if (this.#walk(reader, start, visit) || reader.isTooIntricate) return true;
    }
    return false;
  }

  get #isEmpty(): boolean {
    return this.#root.children?.size === 0;
  }

  #isCutAt(reader: Reader, start: number): boolean {
    return this.#walk(reader, start, ({ spellings, children }, places) => {
      for (const spelling of spellings) if (spelling.isCutAt(reader, start)) return true;
      if (!children) return false;
      for (const place of places)
        for (const next of reader.skipBreaks(place)) if (reader.isCutAt(next)) return true;
      return false;
    });
  }

  /**
   * @param visit is given each node that can be reached by what stands at a place, and where that ends; ends the walk by `true`
   * @returns whether it did
   */
  #walk(reader: Reader, start: number, visit: Visit): boolean {
    let node = this.#root;
    let place = start;
    // Most of most texts can be read in one way only, which is quick.
    for (;;) {
      if (place > start && !node.continuesWithBreak) place = reader.passBreaks(place);
      const code = reader.text.charCodeAt(place);
      const also = readAlso(code);
      const [child, other] = [node.children?.get(code), node.children?.get(also)];
      if (also === MANY || (child && other)) break;
      const next = child ?? other;
      if (!next) return false;
      node = next;
      place += 1;
      if (visit(node, [place])) return true;
    }
    let reached = new Map([[node, new Set([place])]]);
    for (let isFirst = place === start; reached.size > 0; isFirst = false) {
      const next = stepAll(reader, reached, isFirst);
      if (next === 'too many') return visit({ spellings: gatherBelow(reached.keys()) }, []);
      reached = next;
      for (const [each, places] of reached) if (visit(each, places)) return true;
    }
    return false;
  }
}

/** What begins alike. Where there are few, they are in one node. */
interface Node {
  readonly spellings: Set<Spelling>;
  children?: Map<number, Node>;
  /** Whether one of them may be taken for a part of a line break. */
  continuesWithBreak?: boolean;
}

type Reached = Map<Node, Set<number>>;

type Visit = (node: Node, places: Iterable<number>) => boolean;

const MAX_SPELLINGS = 2;

// Where a text can be read in more ways, it is quicker to look for each spelling that is left.
const MAX_WAYS = 16;

function stepAll(reader: Reader, reached: Reached, isFirst: boolean): Reached | 'too many' {
  const next: Reached = new Map();
  let ways = 0;
  for (const [{ children }, places] of reached) {
    if (!children) continue;
    for (const place of places)
      for (const at of isFirst ? [place] : reader.skipBreaks(place)) {
        reader.countStep();
        for (const { point, end } of reader.read(at, isFirst)) {
          const child = children.get(point);
          if (!child) continue;
          next.set(child, (next.get(child) ?? new Set()).add(end));
          ways += 1;
          if (ways > MAX_WAYS) return 'too many';
        }
      }
  }
  return next;
}

function gatherBelow(nodes: Iterable<Node>): Set<Spelling> {
  const found = new Set<Spelling>();
  for (const { spellings, children } of nodes) {
    for (const each of spellings) found.add(each);
    for (const each of gatherBelow(children?.values() ?? [])) found.add(each);
  }
  return found;
}

function insert(node: Node, spelling: Spelling, at: number): void {
  const point = spelling.text.codePointAt(at);
  if (!node.children || point === undefined) {
    node.spellings.add(spelling);
    if (!node.children && node.spellings.size > MAX_SPELLINGS) split(node, at);
    return;
  }
  const child = node.children.get(point) ?? { spellings: new Set() };
  node.children.set(point, child);
  node.continuesWithBreak ||= isOfBreak(point);
  insert(child, spelling, at + (point > 0xffff ? 2 : 1));
}

function split(node: Node, at: number): void {
  const longer = [...node.spellings].filter(({ text }) => text.length > at);
  if (longer.length === 0) return;
  node.children = new Map();
  for (const spelling of longer) {
    node.spellings.delete(spelling);
    insert(node, spelling, at);
  }
}

function remove(node: Node, spelling: Spelling, at: number): void {
  const point = spelling.text.codePointAt(at);
  if (!node.children || point === undefined) {
    node.spellings.delete(spelling);
    return;
  }
  const child = node.children.get(point);
  if (!child) return;
  remove(child, spelling, at + (point > 0xffff ? 2 : 1));
  if (child.spellings.size === 0 && !child.children?.size) node.children.delete(point);
}
