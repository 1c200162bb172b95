import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Makes sure that nobody on this machine works with the same journal on the same shard: each would take what the other is
 * making for the remains of a run that was killed. It is a socket, since that ends with its process, however it ends.
 * @param journal path of a file
 * @returns undefined where somebody else has the lock
 */
export async function takeLock(journal: string, shard: string): Promise<Disposable | undefined> {
  const address = nameSocket(
    createHash('sha256')
      .update(`${resolve(journal)} ${shard}`)
      .digest('hex')
      .slice(0, 32),
  );
  const server =
    (await listen(address)) ?? ((await isLeftBehind(address)) ? await listen(address) : undefined);
  return server && { [Symbol.dispose]: () => void server.close() };
}

/** On Linux and Windows such a name is in no folder, so that nothing of it can be left behind. */
function nameSocket(id: string): string {
  const name = `octopus-key-mint-${id}`;
  if (process.platform === 'linux') return `\0${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer((visitor) => visitor.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(undefined) : fail(error),
    );
    server.listen(address, () => done(server.unref()));
  });
}

/** A socket in a folder stays there when its process is killed; nobody listens at it then. */
async function isLeftBehind(address: string): Promise<boolean> {
  if (process.platform === 'linux' || process.platform === 'win32') return false;
  const isListening = await new Promise<boolean>((done) => {
    const visit = connect(address, () => done(true)).once('error', () => done(false));
    visit.once('close', () => visit.destroy());
  });
  if (!isListening) rmSync(address, { force: true });
  return !isListening;
}
