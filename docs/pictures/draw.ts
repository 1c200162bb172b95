import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { escapeHtml } from '../../src/core/text.ts';
import { startStandIn } from '../../stand-in/stand-in.ts';
import { launchBrowser } from '../../tests/launch-browser.ts';

// Draws the pictures of the README from what the commands really write: `npm run pictures`. They stand on a ground of their own,
// since some read the README on white and some on black.

/** What is only of this machine, or of this day. */
const LEFT_OUT = /without its sandbox|^ {2}start the browser/;
const MOMENT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\w:.+]*(?: UTC)?/g;

async function drawPictures(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'octopus-key-mint-pictures-'));
  try {
    save('demo.svg', drawTerminal('npm run demo', await run('demo', [], folder)));
    save('fleet-report.png', await drawReport(await writeFleetReport(folder)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function save(name: string, picture: string | Buffer): void {
  writeFileSync(join(__dirname, name), picture);
  console.log(`docs/pictures/${name}: ${picture.length} bytes`);
}

const [CHARACTER, LINE, MARGIN] = [8, 20, 20];

/** Each line says how long it is, whatever font it is drawn in. */
function drawTerminal(command: string, output: string): string {
  const said = output.replace(MOMENT, '…').trimEnd().split('\n');
  const lines = [`$ ${command}`, ...said.filter((line) => !LEFT_OUT.test(line))];
  const width = Math.max(...lines.map(({ length }) => length)) * CHARACTER + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  const texts = lines.map((line, at) => {
    const text = line.trimStart();
    const x = MARGIN + (line.length - text.length) * CHARACTER;
    const place = `x="${x}" y="${MARGIN + at * LINE + 15}" textLength="${text.length * CHARACTER}"`;
    return text && `<text ${place}${at === 0 ? ' fill="#2fcf9f"' : ''}>${escapeHtml(text)}</text>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${escapeHtml(command)}</title>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="#14191f" stroke="#8b97a3"/>
<g fill="#d5dde5" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13.3">
${texts.join('')}</g>
</svg>
`;
}

const FRAME = `body { background: none; } h1 { margin: 16px 0 8px; } h2 { margin-top: 24px; }
main { padding: 1px 24px 8px; background: var(--paper); border: 2px solid #8b97a3; border-radius: 8px; }`;

/** Draws the verdict and the time line. */
async function drawReport(path: string): Promise<Buffer> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ deviceScaleFactor: 0.85, viewport: { width: 1020, height: 1000 } });
    await page.goto(pathToFileURL(path).href);
    await page.addStyleTag({ content: `${FRAME} nav, #failed, #keys, .dated { display: none; }` });
    await page.locator('.facts div').evaluateAll((facts) => {
      for (const fact of facts) fact.classList.toggle('dated', fact.textContent?.endsWith('UTC'));
    });
    return await page.locator('main').screenshot({ omitBackground: true });
  } finally {
    await browser.close();
  }
}

/** Four servers, of which one is down. @returns the path of the report */
async function writeFleetReport(folder: string): Promise<string> {
  const names = ['berlin', 'lisbon', 'oslo', 'vienna'];
  const servers = await Promise.all(names.map(() => startStandIn()));
  const [first, ...others] = servers;
  if (!first) throw new Error('no server was started');
  await others.at(-1)?.close();
  const manifest = {
    defaults: {
      signIn: { username: first.username, password: { env: 'FLEET_PASSWORD' } },
      deliver: { file: 'keys/{server}/{purpose}.key' },
      keys: ['Terraform', 'Ansible'].map((purpose) => ({ purpose, expiresIn: '30d' })),
    },
    servers: names.map((name, at) => ({ name, url: servers[at]?.url })),
  };
  writeFileSync(join(folder, 'fleet.yaml'), JSON.stringify(manifest));
  await run('mint-fleet', ['fleet.yaml', '--report', 'report.html'], folder, {
    FLEET_PASSWORD: first.password,
  });
  await Promise.all(servers.slice(0, -1).map((server) => server.close()));
  return join(folder, 'report.html');
}

/** @returns what a command writes to standard output, whatever it ends with */
function run(
  name: string,
  words: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const line = [require.resolve('ts-node/dist/bin.js'), resolve('scripts', `${name}.ts`), ...words];
  const child = spawn(process.execPath, line, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((done) => child.once('close', () => done(output)));
}

void drawPictures();
