import { expect, test } from '../fixtures.ts';
import { startCommand, startProgram } from '../start-command.ts';

const PRINT = ['-e', 'console.log(JSON.stringify(process.env))'];
// What a shell of a developer may hold that changes what a command does or says.
const CANARIES = {
  A_CANARY: 'of the developer',
  OCTOPUS_URL: 'http://x',
  OCTOPUS_KEY_PURPOSE: 'zzz',
  LOG_LEVEL: 'silent',
  DEBUG: 'pw:api',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  NODE_OPTIONS: '--trace-warnings',
  FORCE_COLOR: '1',
  CI: '1',
};

test('what a test starts finds nothing of the environment that the tests were started in', async () => {
  const before = { ...process.env };
  Object.assign(process.env, CANARIES);
  try {
    const { stdout } = await startProgram(process.execPath, { args: PRINT, env: { GIVEN: 'yes' } }).exited;
    const seen = JSON.parse(stdout) as NodeJS.ProcessEnv;

    expect(seen.GIVEN).toBe('yes');
    expect(seen.HOME).not.toBe(before.HOME);
    expect(Object.keys(seen).filter((name) => name in CANARIES)).toEqual([]);

    // A level that there is not, or an address without a scheme, would be told of.
    const { code, stderr } = await startCommand('mint-key').exited;
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(3);
    expect(stderr).toContain('OCTOPUS_URL (--url) is missing');
  } finally {
    for (const name of Object.keys(CANARIES)) delete process.env[name];
    Object.assign(process.env, before);
  }
});

test('what a test starts and leaves running is killed, and waiting for what it never writes fails', async () => {
  const started = startProgram(process.execPath, {
    args: ['-e', 'console.log("here"); setInterval(() => {}, 1000)'],
  });
  await started.waitForLine('here', 'stdout');
  const missing = started.waitForLine('what never comes');
  started.kill();

  await expect(missing).rejects.toThrow('it ended before it wrote "what never comes"');
  expect(await started.exited).toMatchObject({ code: null, signal: 'SIGKILL' });
});
