import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { close } from '../serve.ts';

const TEXT_FRAME = 1;

/** A server of web sockets that keeps each text that it is sent, of up to 125 bytes (RFC 6455). */
export async function startWebSocketServer() {
  const heard: string[] = [];
  const sockets: Duplex[] = [];
  const server = createServer((_, outgoing) => void outgoing.end());
  server.on('upgrade', ({ headers }, socket: Duplex) => {
    const accept = createHash('sha1')
      .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (frame: Buffer) => {
      if ((frame.readUInt8(0) & 15) !== TEXT_FRAME) return;
      const mask = frame.subarray(2, 6);
      const length = frame.readUInt8(1) & 127;
      const text = frame.subarray(6, 6 + length).map((byte, at) => byte ^ mask.readUInt8(at % 4));
      heard.push(Buffer.from(text).toString());
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    heard,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await close(server);
    },
  };
}
