import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createSourceFile,
  isExpressionStatement,
  isIterationStatement,
  ScriptTarget,
  SyntaxKind,
} from 'typescript';
import { expect, test } from '../fixtures.ts';

const DOING = [SyntaxKind.IfStatement, SyntaxKind.TryStatement, SyntaxKind.SwitchStatement, SyntaxKind.Block];

test('nothing is done by importing a file of the product, but defining', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  expect(files.length).toBeGreaterThan(50);
  const done = files.flatMap((name) => {
    const path = join('src', name);
    const source = createSourceFile(path, readFileSync(path, 'utf8'), ScriptTarget.Latest);
    return source.statements
      .filter(
        (each) =>
          isExpressionStatement(each) || isIterationStatement(each, false) || DOING.includes(each.kind),
      )
      .map((each) => `${path}: ${each.getText(source).split('\n')[0]}`);
  });
  expect(done).toEqual([]);
});
