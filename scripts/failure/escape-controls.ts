// Bidirectional marks reorder a terminal line as silently as a cursor movement does.
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Makes text from outside safe to print on a terminal or in a log.
 * @returns the text with every control character written as \n, \t or \uXXXX.
 */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
