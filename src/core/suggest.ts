import { closest, distance } from 'fastest-levenshtein';

/**
 * @param word that somebody typed
 * @param known what could be meant
 * @returns the one that is most like it; undefined where none is like enough to be a slip of the fingers
 */
export function findSimilar(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const found = closest(word, [...known]);
  return distance(word, found) <= Math.max(2, Math.floor(found.length / 3)) ? found : undefined;
}
