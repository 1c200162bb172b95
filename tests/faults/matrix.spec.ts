import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { collectSecrets, findBrowsers, findLeaks } from '../find-leaks.ts';
import { credentials, expect, hasFullDisk, type Outcome, test } from '../fixtures.ts';
import { readLog, startCommand } from '../start-command.ts';
import { startDecoy, startFaultProxy } from './fault-proxy.ts';
import { type FaultName, faults, said } from './faults.ts';
import { provideHere } from './provide-here.ts';
import { isExtended, isOfPage, needsProcess, type RunRequest, requests } from './requests.ts';

// Every request of a run, with every fault that can happen to it.

// Only where nothing answers does a run take all of its time: three times what a mint takes on a machine that is slow and has other work.
const timeoutOf = (fault: FaultName) => (fault === 'no answer' ? 15_000 : 60_000);

for (const request of requests) {
  for (const fault of Object.keys(faults) as FaultName[]) {
    const tag = isExtended(request, fault) ? '@extended' : [];
    test(`${request.name} × ${fault}`, { tag }, async ({ startServer, folder, startBrowser }) => {
      test.skip(!!request.toFullDisk && !hasFullDisk, 'there is no disk that is always full');
      const server = await startServer();
      const older = request.command ? [server.addKey('octopus-key-mint')] : [];
      const wayIn = request.byKey ? server.addKey('the way in') : undefined;
      await using decoy = await startDecoy();
      await using proxy = await startFaultProxy(server.url, decoy.url, request, fault);
      const timeout = timeoutOf(fault);
      const needsBrowser = !isOfPage(request) && !wayIn && !request.direct;
      const browser = needsBrowser ? await startBrowser() : undefined;
      const ended = needsProcess(request, fault)
        ? await startCommand(request.command ?? 'mint-key', {
            cwd: folder,
            temporary: join(folder, 'temporary'),
            env: {
              ...(wayIn ? { OCTOPUS_API_KEY: wayIn.key } : credentials(server)),
              OCTOPUS_URL: proxy.url,
              ...(browser ? { OCTOPUS_BROWSER: browser } : {}),
            },
            args: ['--timeout', `${timeout}ms`, ...(request.direct ? ['--direct'] : [])],
            stdout: request.toFullDisk ? 'full disk' : 'pipe',
            killAfter: timeout + 8_000,
          }).exited
        : await provideHere(
            {
              url: proxy.url,
              browser,
              direct: !!request.direct,
              ...(wayIn ? { apiKey: wayIn.key } : whoSignsIn(server)),
            },
            request.command ? 'rotate' : undefined,
            timeout,
          );
      const { code, stderr } = ended;

      expect(code, stderr).toBe(request.but?.[fault] ?? request.code);
      expect(proxy.seen.filter((name) => name === 'login').length, 'logins').toBeLessThanOrEqual(
        wayIn ? 0 : 1,
      );
      expectMessage(request, fault, code, stderr);
      const live = server.liveKeys().filter(({ id }) => id !== wayIn?.id);
      expectKeysHeld(live, older, request, fault, ended);
      expectNoSecret(server, `${stderr}\n${decoy.heard.join('\n')}`);
      expect(stderr).not.toMatch(/^\s+at |\\n\s+at /m);
      if (needsProcess(request, fault)) await expectNothingLeft(folder);
    });
  }
}

function whoSignsIn({ username, password }: StandIn) {
  return { username, password };
}

function expectMessage(request: RunRequest, fault: FaultName, code: number | null, stderr: string): void {
  const messages = readLog(stderr);
  const errors = messages.filter(({ level }) => level === 'error').map(({ msg }) => msg);
  const warnings = messages.filter(({ level }) => level === 'warn').map(({ msg }) => msg);
  if (code !== 0) expect(errors[0]).toMatch(/^Could not /);
  const told = request.kind === 'sign-out' ? warnings.join('\n') : (errors[0] ?? '');
  const isTold = code !== 0 || (request.kind === 'sign-out' && said[fault] !== undefined);
  if (isTold) expect(told).toMatch(request.step);
  if (isTold && !request.toFullDisk) expect(told).toMatch(said[fault] ?? /./);
}

/** Every live key was there before, or was delivered, or, where the fault keeps it from being revoked, is named. */
function expectKeysHeld(
  live: ReturnType<StandIn['liveKeys']>,
  older: readonly { id: string }[],
  { kind }: RunRequest,
  fault: FaultName,
  { code, stdout, stderr }: Outcome,
): void {
  const isHeld = ({ id, key }: { id: string; key: string }) =>
    older.some((known) => known.id === id) || stdout === `${key}\n`;
  const lost = live.filter((key) => !isHeld(key));
  if (kind !== 'deletion' && fault !== 'connection refused') expect(lost).toEqual([]);
  for (const { id } of lost) {
    expect(stderr).toMatch(new RegExp(`Revoke it with: npx ts-node scripts/revoke-key.ts .*--id ${id}`));
  }
  if (stdout !== '') expect(live.map(({ key }) => `${key}\n`)).toContain(stdout);
  if (older.length > 0) expect(live.filter(isHeld), 'keys that somebody holds').not.toEqual([]);
  if (older.length > 0 && code === 0) expect(live).toHaveLength(1);
}

function expectNoSecret(server: StandIn, text: string): void {
  expect(findLeaks(collectSecrets(server, server.password), text)).toEqual([]);
}

/** A browser that was killed takes a moment to be gone. */
async function expectNothingLeft(folder: string): Promise<void> {
  await expect.poll(() => findBrowsers(folder)).toEqual([]);
  expect(await readdir(join(folder, 'temporary'))).toEqual([]);
}
