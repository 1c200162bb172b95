import { once } from 'node:events';
import { createServer } from 'node:net';

// Below 32768, the first that Linux gives to whoever asks for any port, and thus to no other worker.
const FIRST = 20_000;
const WORKERS = 25;
const PORTS_OF_ONE = 500;

// A worker that follows another in its place goes on elsewhere.
let asked = process.pid;

/**
 * @returns a port of this worker alone, so that where a test closes its server, or never starts it,
 * nobody listens for as long as the test runs
 */
export async function findFreePort(): Promise<number> {
  const worker = Number(process.env.TEST_PARALLEL_INDEX ?? 0) % WORKERS;
  for (let tried = 0; tried < PORTS_OF_ONE; tried += 1) {
    asked += 1;
    const port = FIRST + worker * PORTS_OF_ONE + (asked % PORTS_OF_ONE);
    if (await isFree(port)) return port;
  }
  throw new Error(`all ${PORTS_OF_ONE} ports of worker ${worker} are taken`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
