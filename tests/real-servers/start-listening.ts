import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { findProgram } from '../find-program.ts';
import { type CommandLine, type Started, startProgram } from '../start-command.ts';

const LOOK_INTERVAL_MS = 20;

/**
 * Starts a server in the foreground, and waits until it answers.
 * @param at the port, or the path of the socket, where it was told to listen
 * @throws Error with what it wrote, where it ends instead
 */
export async function startListening(
  program: string,
  line: CommandLine,
  at: number | string,
): Promise<Started> {
  const started = startProgram(findProgram(program) ?? program, line);
  let hasEnded = false;
  const ending = started.exited.then(({ stdout, stderr }) => {
    hasEnded = true;
    throw new Error(`${program} ended before it listened:\n${stdout}${stderr}`);
  });
  const listening = async () => {
    while (!hasEnded && !(await isAnswered(at))) await pause(LOOK_INTERVAL_MS);
  };
  ending.catch(() => {});
  await Promise.race([listening(), ending]);
  return started;
}

function isAnswered(at: number | string): Promise<boolean> {
  return new Promise((done) => {
    const socket = typeof at === 'number' ? connect(at, '127.0.0.1') : connect(at);
    const tell = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.once('connect', () => tell(true)).once('error', () => tell(false));
  });
}
