import { readdirSync, readFileSync } from 'node:fs';
import { load as parse } from 'js-yaml';
import { scripts } from '../../package.json';
import { expect, test } from '../fixtures.ts';
import { expectPinnedActions, expectSoundShell, findScripts } from './pipelines.ts';
import { findGitHubMistakes } from './public-schemas.ts';

const TESTS = 'tests-on-every-system.yml';
// Its action gets the token.
const TOKEN = 'github-token.yml';
const WORKFLOWS = [
  ...['examples/github-actions.yml', 'examples/github-rotate.yml', `examples/${TOKEN}`],
  'deploy/github-actions.yml',
];

const minting = readdirSync('examples').filter(
  (file) => file.endsWith('.yml') && ![TESTS, TOKEN].includes(file),
);
for (const name of minting) {
  test(`examples/${name} is sound YAML, its shell scripts are sound shell, and it mints`, async () => {
    const text = readFileSync(`examples/${name}`, 'utf8');
    const found = findScripts(parse(text));

    expect(found.join('\n')).toMatch(/npx ts-node scripts\/(?:mint|with|rotate)-key\.ts/);
    expect(found.join('\n')).toContain('npm run set-up');
    await expectSoundShell(found);
  });
}

test('no workflow puts what a server said, or somebody gave, into the text of a script', () => {
  for (const name of WORKFLOWS) {
    const found = findScripts(parse(readFileSync(name, 'utf8')));
    const filled = found.flatMap((script) => script.match(/\$\{\{.*?\}\}/g) ?? []);
    expect(new Set(filled.filter((expression) => !expression.includes('matrix.'))), name).toEqual(new Set());
  }
});

test('no pipeline of TeamCity or Azure has a parameter put into the text of a script: a branch may be a name that is code', () => {
  for (const name of minting) {
    const found = findScripts(parse(readFileSync(`examples/${name}`, 'utf8'))).join('\n');
    expect(found, name).not.toMatch(/%[\w.]+%|\$\([A-Z]\w*(?:\.\w+)*\)/);
  }
});

for (const name of [...WORKFLOWS, `examples/${TESTS}`])
  test(`${name} is a workflow to GitHub, a slip in it would be noticed, and its actions are pinned by commit, with the tag in a comment`, async () => {
    const text = readFileSync(name, 'utf8');
    expect(await findGitHubMistakes(text)).toEqual([]);
    expect(await findGitHubMistakes(text.replace('runs-on:', 'run-on:'))).not.toEqual([]);
    expectPinnedActions(text);
  });

test('the example that runs the tests runs them on three systems, each whatever becomes of the others', () => {
  const { jobs } = parse(readFileSync(`examples/${TESTS}`, 'utf8')) as {
    jobs: { test: { 'runs-on': string; strategy: { 'fail-fast': boolean; matrix: { system: string[] } } } };
  };
  const { strategy, 'runs-on': system } = jobs.test;
  expect(strategy.matrix.system.map((each) => each.split('-')[0])).toEqual(['ubuntu', 'macos', 'windows']);
  expect(strategy['fail-fast']).toBe(false);
  expect(system).toContain('matrix.system');
  const runs = findScripts(jobs);
  expect(runs).toEqual(['npm run set-up', 'npm test']);
  for (const run of runs) expect(Object.keys(scripts)).toContain(run.replace(/^npm (?:run )?/, ''));
});
