// Bidirectional marks reorder a terminal line as silently as a cursor movement does.
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

// CI systems obey ##vso[…], ##teamcity[…] and ##octopus[…] wherever in a log line they stand.
const CI_COMMAND = /##(?=\w*\[)/g;

/**
 * Makes text from outside safe to print on a terminal or in a log.
 * @returns the text with every control character, and what begins a command of a CI system, written as \n, \t or
 *   \uXXXX
 */
export function escapeControls(text: string): string {
  return text.replace(CI_COMMAND, '#\\u0023').replace(CONTROLS, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
