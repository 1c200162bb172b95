// In mail behind an equals sign, in a shell behind a backslash, in JSON itself escaped; what follows may be indented.
const LINE_BREAK = /=?(?<!\\)(?:\\*(?:\r\n?|\n)|\\+[nr])[ \t]*/g;

/** A text without its line breaks, for what is read of it in one piece though a break may fall anywhere within. */
export class UnbrokenText {
  readonly text: string;
  // Of each line break: from where to where it stood, and where it would stand in what is left.
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #places: number[] = [];

  constructor(broken: string) {
    let removed = 0;
    this.text = broken.replace(LINE_BREAK, (found, at: number) => {
      this.#starts.push(at);
      this.#ends.push(at + found.length);
      this.#places.push(at - removed);
      removed += found.length;
      return '';
    });
  }

  /** @returns the place in this text of what stood at one; of what was left out, the place of what came behind it */
  find(at: number): number {
    const last = findLast(this.#starts, at);
    if (last < 0) return at;
    const [end, place] = [this.#ends[last] as number, this.#places[last] as number];
    return place + Math.max(0, at - end);
  }

  /** @returns where what ends at a place of this text ended, before any line break behind it */
  findEnd(end: number): number {
    const last = findLast(this.#places, end - 1);
    return last < 0 ? end : (this.#ends[last] as number) + end - (this.#places[last] as number);
  }
}

/** @returns the index of the last of some rising numbers that is not above a value; -1 where all are */
function findLast(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
