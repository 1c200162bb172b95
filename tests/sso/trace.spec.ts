import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { spell } from '../find-leaks.ts';
import { expect, test } from '../fixtures.ts';
import { startCommand } from '../start-command.ts';
import { collectSsoSecrets, startSso } from './start-sso.ts';

// What a provider hands on from page to page: nobody tells the program of it, and not all of it has a name that is known.
const HIDDEN_FIELDS = {
  session_code: 'Fake-session-code-0123456789',
  'x-flow': 'Fake-flow-of-an-unknown-name-0123456789',
};

for (const [title, password] of [
  ['that succeeds', undefined],
  ['that fails', 'fake-wrong-password'],
] as const) {
  const tag = password ? '@extended' : [];
  test(`a single sign-on ${title}, traced and with every log, leaves no code, token, cookie or password anywhere`, {
    tag,
  }, async ({ folder }) => {
    await using sso = await startSso({
      pages: ['username', 'password', 'code', 'stay-signed-in'],
      hiddenFields: HIDDEN_FIELDS,
    });
    const { code, stderr } = await startCommand('mint-key', {
      cwd: folder,
      temporary: join(folder, 'temporary'),
      env: {
        ...sso.env,
        ...(password ? { OCTOPUS_PASSWORD: password } : {}),
        OCTOPUS_TOTP_SECRET: sso.provider.totpSecret,
        LOG_LEVEL: 'trace',
        DEBUG: 'pw:*',
      },
      args: ['--trace', 'trace.zip'],
    }).exited;
    const parts = unzipSync(await readFile(join(folder, 'trace.zip')));
    const texts = Object.entries(parts).map(([name, bytes]) => [name, strFromU8(bytes)] as const);
    const secrets = collectSsoSecrets(sso).set(password ?? sso.provider.password, 'password');

    for (const hidden of Object.values(HIDDEN_FIELDS)) secrets.set(hidden, 'hidden field');

    expect(code, stderr.slice(-2000)).toBe(password ? 4 : 0);
    expect(sso.provider.submissions[0]?.fields).toMatchObject(HIDDEN_FIELDS);
    expect(
      texts.some(([name, text]) => name.endsWith('.trace') && text.includes('Signing in with AzureAD')),
    ).toBe(true);
    const hits: string[] = [];
    for (const [secret, kind] of secrets) {
      for (const spelling of spell(secret)) {
        if (stderr.includes(spelling)) hits.push(`${kind} in standard error: ${around(stderr, spelling)}`);
        for (const [name, text] of texts)
          if (text.includes(spelling)) hits.push(`${kind} in ${name}: ${around(text, spelling)}`);
      }
    }
    expect(hits.slice(0, 12)).toEqual([]);
    expect(await readdir(join(folder, 'temporary'))).toEqual([]);
  });
}

/** What stands before a hit, for who has to mend it. */
function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 120), at);
}
