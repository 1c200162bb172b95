// Builds what runs in a page into one string. With `--check`: fails, where what is committed is not what would be built.
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'rolldown';

const OUTPUT = 'src/generated/in-page.ts';

const { output } = await build({
  input: 'src/in-page/main.ts',
  write: false,
  platform: 'browser',
  tsconfig: false,
  transform: { target: 'es2022' },
  output: { format: 'iife', name: 'inPage' },
});
const source = `(() => {\n${output[0].code}\nreturn inPage;\n})()`;
const text = `// Made by \`npm run build:in-page\`.

/** The source of an expression: the functions of src/in-page/main.ts. */
export const inPageSource = ${JSON.stringify(source)};
`;
const isBuilt = (await readFile(OUTPUT, 'utf8').catch(() => undefined)) === text;
if (!isBuilt && !process.argv.includes('--check')) await writeFile(OUTPUT, text);
else if (!isBuilt) {
  console.error(`${OUTPUT} is not what src/in-page makes: run npm run build:in-page.`);
  process.exitCode = 1;
}
