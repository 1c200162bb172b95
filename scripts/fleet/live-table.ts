import { writeLogLine } from '../command/standard-error.ts';
import { escapeControls } from '../failure/escape-controls.ts';
import { describeTime, type Tally } from './tally.ts';

const INTERVAL = 125;
const MOST_FAILURES = 5;

/** Shows on a terminal how a fleet stands, in place, while the log goes on above it. */
export class LiveTable implements Disposable {
  readonly #tally: Tally;
  readonly #timer: NodeJS.Timeout;
  readonly #update: ReturnType<typeof import('log-update').createLogUpdate>;

  constructor(tally: Tally) {
    this.#tally = tally;
    const { createLogUpdate } = require('log-update') as typeof import('log-update');
    // It asks a terminal for nothing but its size.
    const terminal = Object.assign(Object.create(process.stderr) as NodeJS.WriteStream, {
      write: (text: string) => {
        writeLogLine(text);
        return true;
      },
    });
    this.#update = createLogUpdate(terminal, { showCursor: true });
    this.#timer = setInterval(() => this.#draw(), INTERVAL).unref();
  }

  /** Writes something above it. */
  around(write: () => void): void {
    this.#update.clear();
    write();
    this.#draw();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#update.clear();
  }

  #draw(): void {
    const { columns = 80, rows = 24 } = process.stderr;
    const lines = this.#describe(Math.max(1, rows - MOST_FAILURES - 4));
    this.#update(lines.map((line) => escapeControls(line).slice(0, columns - 1)).join('\n'));
  }

  #describe(most: number): string[] {
    const { running, failures } = this.#tally;
    const width = Math.max(0, ...running.slice(0, most).map(({ name }) => name.length));
    const each = running.slice(0, most).map(({ name, step, since }) => {
      return `  ${name.padEnd(width)}  ${step}, ${describeTime((performance.now() - since) / 1000)}`;
    });
    const hidden = running.length > most ? [`  and ${running.length - most} more`] : [];
    const failed = failures.slice(-MOST_FAILURES).map(({ server, error }) => `  failed: ${server}: ${error}`);
    return [this.#tally.describe(), ...each, ...hidden, ...failed];
  }
}
