import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { parse } from 'dotenv';
import { settings } from '../../src/cli/settings.ts';

const all = Object.values(settings);

base('.env.example names every variable with its help, and no other', () => {
  const text = readFileSync('.env.example', 'utf8');
  // Two settings may be two readings of one variable: one browser, or several.
  const withVariable = all.filter(
    ({ variable }, at) => variable && at === all.findIndex((other) => other.variable === variable),
  );

  expect(Object.keys(parse(text)).sort()).toEqual(withVariable.map(({ variable }) => variable).sort());
  for (const { help, variable } of withVariable) expect(text).toContain(`# ${help}\n${variable}=\n`);
});

base("the README's table of settings is that of the schema", () => {
  const rows = all.map(({ variable, secret, mayHoldSecret, option, help }) => {
    const names = [variable, (secret || mayHoldSecret) && `${variable}_FILE`]
      .filter((name) => name)
      .map((name) => `\`${name}\``);
    return `| ${names.join(', ') || '–'} | ${option ? `\`${option.replaceAll('|', '\\|')}\`` : '–'} | ${help} |`;
  });
  const table = ['| variable | option | meaning |', '| --- | --- | --- |', ...rows].join('\n');

  const [, written] = readFileSync('README.md', 'utf8').split(/<!-- \/?settings -->/);
  expect(written?.trim()).toBe(table);
});

base('the README tells every exit code', () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const code of [0, 1, 2, 3, 4, 5, 6, 7]) expect(readme).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
});

base('every fact that a comment cites by number has its section', () => {
  const files = ['src', 'stand-in', 'tests', 'bench'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  );
  const sections = [...readFileSync('stand-in/facts.md', 'utf8').matchAll(/^### (\d+\.\d+) /gm)].map(
    ([, n]) => n,
  );
  const cited = files.flatMap((name) =>
    [...readFileSync(name, 'utf8').matchAll(/\bfacts? (\d+\.\d+(?:(?:,| and) \d+\.\d+)*)/g)].flatMap(
      ([, numbers = '']) => numbers.split(/,? (?:and )?/).map((number) => ({ name, number })),
    ),
  );

  expect(cited.length).toBeGreaterThan(20);
  expect(cited.filter(({ number }) => !sections.includes(number))).toEqual([]);
});
