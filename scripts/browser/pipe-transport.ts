import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { ConnectOverCDPTransport } from 'playwright';

const END_OF_MESSAGE = '\0';

/**
 * The DevTools protocol over a pair of pipes, as Chromium speaks it under `--remote-debugging-pipe`: JSON messages,
 * each ended by a NUL.
 */
export function connectPipes(input: Writable, output: Readable): ConnectOverCDPTransport {
  const transport: ConnectOverCDPTransport = {
    send: (message) => input.write(JSON.stringify(message) + END_OF_MESSAGE),
    close: () => input.end(),
  };
  const decoder = new StringDecoder('utf8');
  let unread = '';
  output.on('data', (chunk: Buffer) => {
    const messages = (unread + decoder.write(chunk)).split(END_OF_MESSAGE);
    unread = messages.pop() ?? '';
    // Each in a task of its own: Playwright counts on having done with a reply before it hears of what follows.
    for (const message of messages) setImmediate(() => transport.onmessage?.(JSON.parse(message)));
  });
  output.on('close', () => transport.onclose?.('the browser has ended'));
  for (const pipe of [input, output]) pipe.on('error', () => transport.onclose?.('the pipe broke'));
  return transport;
}
