import { Failure, type FailureKind } from '../failure/failure.ts';

const SIGNALS = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'hangup' } as const satisfies Record<
  string,
  FailureKind
>;

/**
 * Turns the signals that ask a process to end into a reason to stop, so that the run can first take back what it
 * made. Further signals change nothing: taking back is bounded in time.
 */
export function catchInterrupts(): AbortSignal {
  const controller = new AbortController();
  for (const [signal, kind] of Object.entries(SIGNALS)) {
    process.on(signal, () => controller.abort(describeInterrupt(signal, kind)));
  }
  return controller.signal;
}

function describeInterrupt(signal: string, kind: FailureKind): Failure {
  return new Failure({
    kind,
    attempt: 'finish',
    reason: `${signal} was received`,
    hint: 'Run again when you are ready.',
  });
}
