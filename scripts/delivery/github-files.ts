import { randomUUID } from 'node:crypto';
import { appendFile, stat, truncate } from 'node:fs/promises';

/** What is to be added to a file that GitHub Actions reads after a step. */
export interface GithubAddition {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Adds values to files that GitHub Actions reads after a step, all or none: what the step wrote there before stays
 * (docs.github.com, workflow commands, multiline strings).
 * @throws what the file system throws
 */
export async function addToGithubFiles(additions: readonly GithubAddition[]): Promise<void> {
  const sizes = await Promise.all(additions.map(({ path }) => measure(path)));
  try {
    for (const { path, values } of additions)
      await appendFile(path, Object.entries(values).map(describe).join(''));
  } catch (error) {
    await Promise.all(additions.map(({ path }, at) => truncate(path, sizes[at]).catch(() => {})));
    throw error;
  }
}

async function measure(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** The mark that ends a value is not to be guessed by who wants to end it early. */
function describe([name, value]: [string, string]): string {
  const mark = `end-${randomUUID()}`;
  return `${name}<<${mark}\n${value}\n${mark}\n`;
}
