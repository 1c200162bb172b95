import fc from 'fast-check';
import {
  describeForGithub,
  escapeForGithub,
  setAzureVariable,
  setOctopusVariable,
  setTeamcityParameter,
} from '../../src/delivery/ci-system.ts';
import { expect, SEED, test } from '../fixtures.ts';

// Drawing from all of Unicode begins with half a second of preparation, which a worker needs once.
test.describe.configure({ mode: 'default' });

// Whatever a name or a value holds, a command stays one line, and its reader gets back what was given.

const anyText = fc
  .string({ unit: 'binary', maxLength: 40 })
  .filter((text) => Buffer.from(text).toString() === text);
const likelyText = fc
  .array(
    fc.constantFrom('%', '%0A', '|', "'", '[', ']', '\n', '\r', ';', '\u0085', '\u2028', '😀', '##', 'a'),
  )
  .map((parts) => parts.join(''));
const text = fc.oneof(anyText, likelyText);

function requireOneLine(command: string): void {
  if (/[\r\n]/.test(command.replace(/\n$/, ''))) throw new Error('it is more than one line');
}

function requireSame(read: string | undefined, given: string): void {
  if (read !== given) throw new Error(`read ${JSON.stringify(read)}`);
}

test('GitHub Actions gets back what was escaped', () => {
  fc.assert(
    fc.property(text, (value) => {
      const command = escapeForGithub(value);
      requireOneLine(command);
      const read = command.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
      requireSame(read, value);
    }),
    { seed: SEED },
  );
});

test('GitHub Actions reads from a file what was added to it', () => {
  // The runner takes a carriage return at the end of a value for a part of the line break.
  const value = text.map((given) => given.replace(/\r+$/, ''));
  fc.assert(
    fc.property(value, value, (first, second) => {
      const read = readGithubFile(describeForGithub({ first, second }));
      requireSame(JSON.stringify(read), JSON.stringify({ first, second }));
    }),
    { seed: SEED },
  );
});

test('what ends a value in a file of GitHub Actions is no text that anybody could have put into it', () => {
  const [, mark = ''] = /<<(.+)/.exec(describeForGithub({ first: '' })) ?? [];
  const first = `a\n${mark}\nsecond<<${mark}\nb\n${mark}`;

  expect(mark).not.toBe('');
  expect(readGithubFile(describeForGithub({ first }))).toEqual({ first });
});

/** Line by line, and a line ends with \r, \n or both (actions/runner, src/Runner.Worker/FileCommandManager.cs). */
function readGithubFile(file: string): Record<string, string> {
  const lines = [...file.matchAll(/([^\r\n]*)(\r\n|\r|\n)/g)].map(([, line = '', end = '']) => ({
    line,
    end,
  }));
  const read: Record<string, string> = {};
  while (lines.length > 0) {
    const [, name = '', mark = ''] = /^([^=]*?)<<(.*)$/.exec(lines.shift()?.line ?? '') ?? [];
    if (mark === '') throw new Error('it is no beginning of a value');
    const at = lines.findIndex(({ line }) => line === mark);
    const value = lines.splice(0, at + 1).slice(0, -1);
    read[name] = value.map(({ line, end }, index) => (index < value.length - 1 ? line + end : line)).join('');
  }
  return read;
}

test('Azure Pipelines gets back what was escaped', () => {
  fc.assert(
    fc.property(text, (value) => {
      const command = setAzureVariable('NAME', value, true);
      requireOneLine(command);
      const data = /^##vso\[task\.setvariable variable=NAME;issecret=true\]([\s\S]*)\n$/.exec(command)?.[1];
      requireSame(data?.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%AZP25', '%'), value);
    }),
    { seed: SEED },
  );
});

test('TeamCity gets back what was escaped', () => {
  fc.assert(
    fc.property(text, text, (name, value) => {
      const command = setTeamcityParameter(name, value);
      requireOneLine(command);
      const escaped = "((?:[^'|\\[\\]\\r\\n]|\\|.)*)";
      const found = new RegExp(`^##teamcity\\[setParameter name='${escaped}' value='${escaped}'\\]\\n$`).exec(
        command,
      );
      requireSame(readTeamcity(found?.[1]), name);
      requireSame(readTeamcity(found?.[2]), value);
    }),
    { seed: SEED },
  );
});

function readTeamcity(escaped = ''): string {
  return escaped.replace(/\|(?:0x([0-9a-f]{4})|(.))/g, (_, code: string | undefined, character: string) => {
    if (code) return String.fromCharCode(Number.parseInt(code, 16));
    return { n: '\n', r: '\r' }[character] ?? character;
  });
}

test('Octopus gets back what was encoded', () => {
  fc.assert(
    fc.property(text, text, (name, value) => {
      const command = setOctopusVariable(name, value, true);
      requireOneLine(command);
      const found = /^##octopus\[setVariable name='(\S*)' value='(\S*)' sensitive='VHJ1ZQ=='\]\n$/.exec(
        command,
      );
      const decode = (encoded = '') => Buffer.from(encoded, 'base64').toString();
      requireSame(decode(found?.[1]), name);
      requireSame(decode(found?.[2]), value);
    }),
    { seed: SEED },
  );
});
