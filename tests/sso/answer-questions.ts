import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Started } from '../start-command.ts';

/** A question that a run has written, and what answers it. */
export interface Asked {
  readonly path: string;
  /** Where its answer is awaited. */
  readonly answerPath: string;
  readonly question: Question;
  /** Writes an answer, whole. */
  answer(value: unknown): Promise<void>;
}

interface Question {
  readonly reason: string;
  readonly address: string;
  readonly heading: string;
  readonly errors: readonly string[];
  readonly buttons: readonly { readonly id: number; readonly name: string; readonly type?: string }[];
  readonly fields: readonly { readonly id: number; readonly label: string; readonly type: string }[];
  readonly texts: readonly string[];
  readonly answer: string;
}

const TOLD = /A question about the provider's page is in (\S+); its answer is awaited in (\S+)\./;

/** @returns the question that a run has asked as so many-th; rejects where it ends before */
export async function awaitQuestion(started: Started, number = 1): Promise<Asked> {
  const find = () =>
    started.log.flatMap((line) => [TOLD.exec(line) ?? []].filter(({ length }) => length > 0))[number - 1];
  const end = started.exited.then(({ stderr }) => {
    throw new Error(`it ended before it asked:\n${stderr}`);
  });
  end.catch(() => {});
  while (!find()) await Promise.race([once(started.child, 'stderr line'), end]);
  const [, path = '', answerPath = ''] = find() ?? [];
  return {
    path,
    answerPath,
    question: JSON.parse(await readFile(path, 'utf8')),
    answer: async (value) => {
      await writeFile(`${answerPath}.new`, JSON.stringify(value), { mode: 0o600 });
      await rename(`${answerPath}.new`, answerPath);
    },
  };
}

/** @returns the id of a button or a field, by what it is called */
export function idOf({ question }: Asked, name: string): number {
  const named = [
    ...question.buttons.map((button) => [button.name, button.id] as const),
    ...question.fields.map((field) => [field.label, field.id] as const),
  ];
  const found = named.find(([each]) => each === name)?.[1];
  if (found === undefined) throw new Error(`it offers no "${name}": ${JSON.stringify(named)}`);
  return found;
}
