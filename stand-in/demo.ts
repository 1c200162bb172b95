import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type StandIn, startStandIn } from './stand-in.ts';
import { startUsualProvider, variablesOf } from './start-with-provider.ts';

// Shows the whole way to somebody who has no Octopus Server: the real command, the real Chromium, the stand-in.

const TS_NODE = require.resolve('ts-node/dist/bin.js');

/** A server to sign in to, and the variables that let a command in. */
interface Stage {
  readonly server: StandIn;
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

async function setStage(): Promise<Stage> {
  say('Starting a stand-in for an Octopus Server on this machine …');
  const server = await startStandIn();
  say(`  It listens on ${server.url} and knows one user, "${server.username}".`);
  const { username: OCTOPUS_USERNAME, password: OCTOPUS_PASSWORD } = server;
  return { server, variables: { OCTOPUS_USERNAME, OCTOPUS_PASSWORD }, close: () => server.close() };
}

async function setStageForSso(): Promise<Stage> {
  say('Starting a stand-in for an Octopus Server without forms login, and an OpenID Connect provider …');
  const both = await startUsualProvider();
  const { server, provider } = both;
  say(`  The server listens on ${server.url}, the provider on ${provider.issuer}.`);
  say('  The provider asks for a user name, a password, a one-time code, and whether to stay signed in.');
  return { server, variables: variablesOf(both), close: async () => both[Symbol.asyncDispose]() };
}

export async function demonstrate(): Promise<number> {
  const stage = await (process.argv.includes('--sso') ? setStageForSso() : setStage());
  const folder = mkdtempSync(join(tmpdir(), 'octopus-key-mint-demo-'));
  try {
    return await mintAndUse(stage, join(folder, 'receipt.json'));
  } finally {
    rmSync(folder, { recursive: true });
    await stage.close();
  }
}

async function mintAndUse({ server, variables }: Stage, receipt: string): Promise<number> {
  say('\nMinting a key, as `npx ts-node scripts/mint-key.ts` does against your own server:');
  const { code, key } = await mintKey({ OCTOPUS_URL: server.url, ...variables }, receipt);
  if (code !== 0) return code;
  say(
    `  Standard output holds the key and nothing else (${key.length} characters; here only its beginning: ${key.slice(0, 6)}…).`,
  );
  const { key: made, steps } = JSON.parse(readFileSync(receipt, 'utf8')) as ReceiptPart;
  say(`  The receipt: key ${made.id}, purpose "${made.purpose}", expires ${made.expires}.`);
  say(`  ${steps.map(({ step, took }) => `${step} ${took} ms`).join(', ')}`);

  say('\nUsing the key for a call of the REST API, GET /api/spaces:');
  const reply = await fetch(`${server.url}/api/spaces`, { headers: { 'X-Octopus-ApiKey': key } });
  const { Items } = (await reply.json()) as { Items: { Name: string }[] };
  say(`  ${reply.status} ${reply.statusText}, spaces: ${Items.map(({ Name }) => Name).join(', ')}`);

  say(`\nSessions left on the server: ${server.liveSessions()}. Live keys: ${server.liveKeys().length}.`);
  say('Done. The README says how to do this with your own server.');
  return reply.ok ? 0 : 1;
}

interface ReceiptPart {
  readonly key: { readonly id: string; readonly purpose: string; readonly expires: string };
  readonly steps: readonly { readonly step: string; readonly took: number }[];
}

/** Runs the real command, telling each line of its log in plain words. */
async function mintKey(
  variables: Readonly<Record<string, string>>,
  receipt: string,
): Promise<{ code: number; key: string }> {
  const words = [
    join(__dirname, '../scripts/mint-key.ts'),
    '--receipt',
    receipt,
    '--purpose',
    'demo',
    '--expires-in',
    '1h',
  ];
  const own = Object.entries(process.env).filter(([name]) => !/^OCTOPUS_(?!BROWSER)/.test(name));
  const child = spawn(process.execPath, [TS_NODE, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(own), ...variables, LOG_LEVEL: 'info' },
  });
  createInterface(child.stderr).on('line', (line) => say(`  ${readMessage(line)}`));
  let key = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    key += chunk;
  });
  const code = await new Promise<number>((done) => child.once('close', (status) => done(status ?? 1)));
  return { code, key: key.trim() };
}

function readMessage(line: string): string {
  try {
    return (JSON.parse(line) as { msg: string }).msg;
  } catch {
    return line;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
