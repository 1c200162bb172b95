import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { optionWordsOf } from '../../src/cli/run-command.ts';
import { accessSettings } from '../../src/cli/settings/access.ts';
import { fleetSettings, manifestFields } from '../../src/cli/settings/fleet.ts';
import { commonSettings, type SettingName, settings } from '../../src/cli/settings.ts';
import { Failure } from '../../src/core/failure.ts';
import { speakOfOptions } from '../../src/core/option-words.ts';
import { expect, test } from '../fixtures.ts';
import { runFleet, startFleet } from '../fleet/start-fleet.ts';

// Loading the parser and reading all sources takes longer than the tests, which share a worker for it.
test.describe.configure({ mode: 'default' });

// What a message advises can be done with the command that was run, or with one that it names.

const FLEET = { uses: [...fleetSettings, ...commonSettings], fields: manifestFields };
const SIGN_IN = { uses: [...accessSettings, ...commonSettings] };

test.afterEach(() => speakOfOptions(undefined));

function advise(command: { readonly uses: readonly SettingName[]; readonly fields?: object }, hint: string) {
  speakOfOptions(optionWordsOf(command));
  return new Failure({ kind: 'server', attempt: 'try', reason: 'it failed', hint }).hint;
}

test('a hint names fields of the manifest in a fleet, options that it has as they are, and for others the command', () => {
  const said = {
    'Check OCTOPUS_URL (--url), and the rest.': "Check the manifest's url, and the rest.",
    'Give it in OCTOPUS_USERNAME (--username).': "Give it in the manifest's signIn.username.",
    'Allow it with OCTOPUS_SSO_ORIGINS (--sso-origin https://idp.example.com). It is new.':
      "Allow it with the manifest's signIn.ssoOrigins: https://idp.example.com. It is new.",
    'Leave --access-level out, or use --if-exists rotate.':
      "Leave the manifest's accessLevel out, or use --if-exists rotate.",
    'Look with --headed --slow-mo 500, record it with --trace, or sign in with --interactive.':
      'Look with mint-key --headed --slow-mo 500, record it with mint-key --trace, or sign in with mint-key --interactive.',
    'Check OCTOPUS_BROWSER (--browser); more time: --timeout 30m.':
      'Check OCTOPUS_BROWSER (--browser); more time: --timeout 30m.',
    'Revoke it with: npx ts-node scripts/revoke-key.ts --url https://a.example.com --username anna --id APIKeys-1':
      'Revoke it with: npx ts-node scripts/revoke-key.ts --url https://a.example.com --username anna --id APIKeys-1',
    'Revoke it with revoke-key --id, or run `npx x --url`, or ask at --url.':
      "Revoke it with revoke-key --id, or run `npx x --url`, or ask at the manifest's url.",
  };
  for (const [hint, wanted] of Object.entries(said)) expect(advise(FLEET, hint)).toBe(wanted);
});

test('a message of a fleet says what to do in the words of its manifest', async ({
  folder,
  startBrowser,
}) => {
  await using fleet = await startFleet(folder, { count: 1, address: () => 'http://127.0.0.1:1' });
  const { code, stderr } = await runFleet(fleet, [], { OCTOPUS_BROWSER: await startBrowser() });
  expect(code, stderr).toBe(3);
  expect(stderr).toContain("Check the manifest's url");
  expect(stderr).not.toContain('--url');
});

for (const [name, command] of Object.entries({ 'mint-fleet': FLEET, 'sign-in': SIGN_IN })) {
  test(`whatever hint ${name} gives, it has each option that stands there, or another command is named for it`, () => {
    const own = command.uses.map((setting) => settings[setting].option?.split(' ')[0]);
    const hints = findAdvice();
    expect(hints.length).toBeGreaterThan(30);
    for (const hint of hints) {
      const said = advise(command, hint);
      const rest = said.replaceAll(
        /`[^`]*`|npx .*|[a-z]+-(?:keys?|issuer|fleet|in) (?:--[a-z-]+ ?(?:\d+ ?)?)+/g,
        '',
      );
      for (const [option] of rest.matchAll(/--[a-z][a-z-]*/g)) expect(own, said).toContain(option);
    }
  });
}

const NAMES = Object.values(settings).flatMap(({ option }) => option?.split(' ')[0] ?? []);

let advice: readonly string[] | undefined;

/** @returns all texts of the sources below the commands that name an option, as a hint of a failure may */
function findAdvice(): readonly string[] {
  advice ??= readAdvice();
  return advice;
}

function readAdvice(): string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/^(?:cli|commands|doctor|generated|in-page)\b/.test(name))
    .map((name) => join('src', name));
  return files.flatMap(readTexts).filter((text) => NAMES.some((name) => text.includes(name)));
}

function readTexts(path: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    else if (ts.isTemplateExpression(node))
      texts.push(node.head.text + node.templateSpans.map(({ literal }) => `x${literal.text}`).join(''));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest));
  return texts;
}
