import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from '../fixtures.ts';
import { runMint } from '../run-mint.ts';
import { spell } from '../spellings.ts';
import { type Sso, startSso } from './start-sso.ts';

/** Everything that passed between the browser, the provider and the portal, and is for nobody else. */
function collect({ server, provider }: Sso): Map<string, string> {
  const secrets = new Map([
    [provider.password, 'password'],
    [provider.totpSecret, 'secret of the codes'],
  ]);
  for (const { fields } of provider.submissions) if (fields.code) secrets.set(fields.code, 'code');
  for (const cookie of provider.cookies) secrets.set(cookie, "provider's cookie");
  for (const { path, headers, body } of server.requests) {
    for (const pair of (headers.cookie ?? '').split(/;\s*/))
      secrets.set(pair.replace(/^[^=]*=/, ''), 'cookie');
    if (!path.includes('authenticatedToken')) continue;
    const fields = body as Record<string, string>;
    const { nonce } = JSON.parse(Buffer.from(fields.id_token?.split('.')[1] ?? '', 'base64url').toString());
    secrets
      .set(fields.id_token ?? '', 'ID token')
      .set(fields.state ?? '', 'state')
      .set(nonce, 'nonce');
  }
  for (const { key } of server.madeKeys()) secrets.set(key, 'key');
  secrets.delete('');
  return secrets;
}

for (const [title, password] of [
  ['that succeeds', undefined],
  ['that fails', 'fake-wrong-password'],
] as const) {
  test(`a single sign-on ${title}, traced and with every log, leaves no code, token, cookie or password anywhere`, async ({
    folder,
  }) => {
    await using sso = await startSso({ pages: ['username', 'password', 'code', 'stay-signed-in'] });
    const { code, stderr } = await runMint({
      folder,
      env: {
        ...sso.env,
        ...(password ? { OCTOPUS_PASSWORD: password } : {}),
        OCTOPUS_TOTP_SECRET: sso.provider.totpSecret,
        LOG_LEVEL: 'trace',
        DEBUG: 'pw:*',
      },
      words: ['--trace', 'trace.zip'],
      longest: 50_000,
    });
    const parts = unzipSync(await readFile(join(folder, 'trace.zip')));
    const texts = Object.entries(parts).map(([name, bytes]) => [name, strFromU8(bytes)] as const);
    const secrets = collect(sso).set(password ?? sso.provider.password, 'password');

    expect(code, stderr.slice(-2000)).toBe(password ? 4 : 0);
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
