import { ApiFailure, failRefused } from '../../src/api/api-failure.ts';
import { usualPatience } from '../../src/api/retry-read.ts';
import { AuthenticationDocument } from '../../src/api/schemas.ts';
import { StartupWait } from '../../src/api/startup-wait.ts';
import { adviseRevoking } from '../../src/keys/revoke.ts';
import { expect, test } from '../fixtures.ts';

// Values that no server should send.

test('a longest life of a key that is no day at all counts as none that is told', () => {
  const read = (days: string) =>
    AuthenticationDocument.parse(JSON.parse(`{ "ApiKeyMaxExpiryDays": ${days} }`)).ApiKeyMaxExpiryDays;
  for (const days of ['-1e300', '-5', '0', '1e-9', '1e999', '"30"', '{}'])
    expect(read(days), days).toBeUndefined();
  for (const days of [1, 30, 365]) expect(read(String(days))).toBe(days);
  expect(read('null')).toBe(null);
});

test('a server that asks for no wait at all is given a moment all the same, and one that asks for more has it', () => {
  for (const [asked, least] of [
    ['0', 200],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 200],
    ['7', 7_000],
  ] as const) {
    const call = { attempt: 'read', refusal: 'server' } as const;
    const reply = { status: 503, statusText: '', headers: { 'retry-after': asked }, text: '' };
    const failure = failRefused(call, reply);
    expect(failure).toBeInstanceOf(ApiFailure);
    expect(usualPatience.delay(failure, 1), asked).toBe(least);
    using startup = new StartupWait('http://octopus.example.com', 10_000, { info: () => {} });
    expect(startup.delay(failure, 1), asked).toBe(least);
  }
});

test('in the command that revokes a key, no id and no name can be taken for an option', () => {
  const account = {
    url: 'https://octopus.example.com',
    username: '-p',
    provider: undefined,
    direct: false,
    serviceAccount: '--yes',
  };
  const id = '--browser=http://evil.example:9222';
  expect(adviseRevoking([id, 'apikeys-1', "-'"], account)).toBe(
    'npx ts-node scripts/revoke-key.ts --url https://octopus.example.com --username=-p --service-account=--yes ' +
      `--id=${id} --id apikeys-1 '--id=-'\\'''`,
  );
});
