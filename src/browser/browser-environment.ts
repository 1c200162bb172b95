import { redactor } from '../secrets/redactor.ts';

/** What pages are asked for, so that they say what is known of pages in the words that are known. */
export const LOCALE = 'en-US';
/** The same as a flag of Chromium's, which holds from its first request on. */
export const LOCALE_FLAG = '--accept-lang=en-US,en';

// Our own, Node's, and where Chromium would write a log.
const NOT_FOR_BROWSERS = /^(?:OCTOPUS_|NODE_|CHROME_LOG_FILE$)/i;
const SECRET_NAME = /pass|secret|token|api_?key|credential|private|(?:^|_)pw(?:_|$)/i;

let environment: Record<string, string> | undefined;

/**
 * @returns the variables for a browser: those of this process, but none that has to do with a secret, whoever it is for. A
 *   browser needs none, and a page that breaks out of its sandbox finds what the browser has. They are the same for each: what a
 *   server makes a secret later, as a cookie, takes nothing from the next.
 */
export function makeBrowserEnvironment(): Record<string, string> {
  environment ??= readEnvironment();
  return { ...environment };
}

function readEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value = '']) => {
    const isSecret = NOT_FOR_BROWSERS.test(name) || SECRET_NAME.test(name) || redactor.finds(value);
    return isSecret ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}
