import { PlaywrightHttp, UndiciHttp } from '../../src/api/http.ts';
import { makeBrowserEnvironment } from '../../src/browser/browser-environment.ts';
import { openAnonymousRequests } from '../../src/browser/open-browser.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { Failure } from '../../src/core/failure.ts';
import { escapeControls } from '../../src/core/text.ts';
import { describeLostKey } from '../../src/keys/lost-reply.ts';
import { adviseRevoking, warnOfLiveKey } from '../../src/keys/revoke.ts';
import { CookieLearner } from '../../src/secrets/learn-cookie.ts';
import { Redactor, redactor } from '../../src/secrets/redactor.ts';
import { holdCookies } from '../../src/session/session-api.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';

/** Has a session's requests be answered with cookies. */
async function setCookies(values: readonly string[]): Promise<void> {
  const lines = values.map((value, at) => `c${at}=${value}; path=/`);
  await using server = await serve((_, outgoing) =>
    outgoing.writeHead(200, { 'set-cookie': lines }).end('{}'),
  );
  const { http } = await holdCookies([], { insecureTls: false });
  expect(http).toBeInstanceOf(UndiciHttp);
  const request = { method: 'GET', address: `${server.url}/api`, headers: {}, body: undefined };
  await http.send(request, Deadline.ofRun(60_000));
  await http.close();
}

test('a short cookie makes no hole in what is said of others, and one that may be a session does', async () => {
  await redactor.forgetAfter(async () => {
    await setCookies(['/bin', 's-42', 'http', 'Fake-session-of-somebody']);
    const said = 'APIKeys-42 of http://127.0.0.1/bin';
    expect(redactor.redact(said)).toBe(said);
    expect(redactor.redact('was Fake-session-of-somebody')).not.toContain('Fake-session');
  });
});

test('what a server sets as a cookie takes no variable from the next browser', async () => {
  const path = makeBrowserEnvironment().PATH ?? '';
  expect(path.length).toBeGreaterThan(12);
  await redactor.forgetAfter(async () => {
    await setCookies([encodeURI(path)]);
    expect(redactor.finds(path)).toBe(true);
    expect(makeBrowserEnvironment().PATH).toBe(path);
  });
});

const openers = {
  'with a session, without a browser': async () => (await holdCookies([], { insecureTls: false })).http,
  'without a session': async () => new UndiciHttp({ insecureTls: false }),
  'by Playwright': async () =>
    new PlaywrightHttp(await openAnonymousRequests({ network: { insecureTls: false }, isTraced: false }), {
      insecureTls: false,
    }),
};

for (const [how, open] of Object.entries(openers)) {
  test(`a cookie that comes with a reply is known as long as the work that the client was made for, asked ${how}`, async () => {
    const cookie = 'Fake-cookie-renewed';
    await using server = await serve((_, outgoing) =>
      outgoing.writeHead(200, { 'set-cookie': [`renewed=${cookie}%2B1; path=/`] }).end('{}'),
    );
    const request = { method: 'POST', address: `${server.url}/api`, headers: {}, body: {} };
    await redactor.forgetAfter(async () => {
      const http = await open();
      for (const _ of ['one key', 'another']) {
        await redactor.forgetAfter(() => http.send(request, Deadline.ofRun(60_000)));
        expect(redactor.redact(`No session of ${cookie}+1 or ${cookie}%2B1`)).not.toContain('renewed');
      }
      await http.close();
    });
    expect(redactor.finds(cookie)).toBe(false);
  });
}

test('the cookies of a saved session are known as a server may say them, without their percent signs', async () => {
  const cookie = { name: 'a', value: 'Fake%2Bsession%3D1', domain: '127.0.0.1', path: '/', expires: -1 };
  await redactor.forgetAfter(async () => {
    const held = { ...cookie, httpOnly: true, secure: false, sameSite: 'Lax' } as const;
    const { http } = await holdCookies([held], { insecureTls: false });
    expect(redactor.redact('of Fake+session=1, or Fake%2Bsession%3D1')).toBe('of [redacted], or [redacted]');
    await http.close();
  });
});

const named = {
  url: 'https://octopus.example.com/virtual',
  username: 'somebody@example.com',
  serviceAccount: 'nightly-deployment-account',
  provider: 'Azure AD of Example',
};
const account = { ...named, direct: false };

test('no cookie takes out of what is said of a key what it takes to find and to revoke it', async () => {
  const expires = new Date('2031-01-31T00:00:00.123Z');
  const order = { purpose: 'nightly-deployment\u0007##', expires, account };
  await redactor.forgetAfter(async () => {
    const learner = new CookieLearner();
    const set = (cookies: readonly string[]) => {
      for (const each of cookies) learner.learnLine(`a=${encodeURIComponent(each)}; path=/`);
    };
    const words = [
      'APIKeys-FAKE0123456789',
      ...Object.values(named),
      'nightly-deployment',
      expires.toISOString(),
    ];
    set(words);
    const said = [
      describeLostKey(order, 'APIKeys-FAKE0123456789'),
      warnOfLiveKey('APIKeys-FAKE0123456789', account),
    ];
    set([
      ...words,
      ...said.map((text) => text.slice(5, 60)),
      'octopus.example.com',
      'scripts/revoke-key.ts --url',
    ]);
    const refused = new Failure({
      kind: 'key',
      attempt: 'revoke the key APIKeys-FAKE0123456789',
      reason: 'the server said octopus.example.com-x',
      hint: adviseRevoking(['APIKeys-FAKE0123456789'], account),
    });
    for (const text of [...said, refused.message]) {
      const printed = redactor.redact(escapeControls(text));
      expect(printed).not.toContain('[redacted]');
      expect(printed).toContain('APIKeys-FAKE0123456789');
    }
    expect(redactor.redact('seen: Fake-cookie-of-others, nightly-deployment')).toContain('Fake-cookie');
    set(['Fake-cookie-of-others']);
    expect(redactor.redact('seen: Fake-cookie-of-others')).toBe('seen: [redacted]');
  });
});

test('nothing that looks like a secret, in what a server says or a purpose is, takes a part out of what is said of a key', () => {
  const whole = warnOfLiveKey('APIKeys-FAKE0123456789', account);
  for (const said of [
    'This gateway wants the header Authorization: Bearer with each DELETE.',
    'Missing header X-Api-Key: see the manual.',
    'Send us the cookie: session=abc; theme=dark',
  ]) {
    const attempt = 'revoke the key APIKeys-FAKE0123456789';
    const parts = {
      kind: 'key',
      attempt,
      reason: 'it was refused',
      serverSaid: [said],
      hint: whole,
    } as const;
    expect(redactor.redact(new Failure(parts).message), said).toContain(whole);
  }
  const lost = describeLostKey({ purpose: 'ci token=deploy-2026-01', expires: undefined, account });
  expect(redactor.redact(`It said ?token=Fake-token-0123. ${lost}`)).toBe(
    `It said ?token=[redacted] ${lost}`,
  );
});

for (const step of [5, 17])
  test(`no cookie, of those that begin and end every ${step} letters, takes a part out of what is said of a key`, {
    tag: step < 17 ? '@extended' : [],
  }, () => {
    const whole = warnOfLiveKey('APIKeys-FAKE0123456789', account);
    const printed = `It was x. ${whole} The server said y.`;
    for (let from = 0; from < printed.length; from += step)
      for (let to = from + 12; to <= printed.length; to += step) {
        const known = new Redactor();
        known.keepWhole(whole);
        known.learnCookie(printed.slice(from, to));
        expect(known.redact(printed), printed.slice(from, to)).toContain(whole);
      }
  });

test('a cookie that goes on before and behind what is said of a key is removed around it', () => {
  const whole = warnOfLiveKey('APIKeys-FAKE0123456789', account);
  const printed = `It was x. ${whole} The server said y.`;
  const known = new Redactor();
  known.keepWhole(whole);
  known.learnCookie(`x. ${whole} The`);
  expect(known.redact(printed)).toBe(`It was [redacted]${whole}[redacted] server said y.`);
});

test('what is a secret by itself goes from what is said of a key, whatever the server calls the key, and whoever sets it as a cookie', async () => {
  const password = 'Fake-password-of-somebody';
  await redactor.forgetAfter(async () => {
    new CookieLearner().learn(password);
    redactor.learn(password);
    const named = { ...account, username: password };
    for (const text of [
      warnOfLiveKey(password, account),
      warnOfLiveKey('APIKeys-1', named),
      describeLostKey({ purpose: password, expires: undefined, account }),
    ])
      expect(redactor.redact(text)).not.toContain(password);
  });
  await redactor.forgetAfter(async () => {
    redactor.learn(password);
    new CookieLearner().learn(password);
    expect(redactor.redact(warnOfLiveKey(password, account))).not.toContain(password);
  });
});

test('of long cookies without end no more are learned than can be looked for', {
  tag: '@extended',
}, async () => {
  await redactor.forgetAfter(async () => {
    const learner = new CookieLearner();
    const values = Array.from({ length: 300 }, (_, at) => `Fake-${at}-`.padEnd(4_096, 'x'));
    for (const value of values) learner.learn(value);
    const begun = values.map((value) => value.slice(0, 64));
    expect(begun.filter((piece) => redactor.finds(piece))).toHaveLength(128);
  });
});

test('a cookie of a reply that breaks off is known', async () => {
  const cookie = 'Fake-cookie-of-a-broken-reply';
  await using server = await serve((_, outgoing) => {
    outgoing.writeHead(200, { 'set-cookie': [`broken=${cookie}; path=/`], 'content-length': 100 });
    outgoing.write('{', () => outgoing.destroy());
  });
  const request = { method: 'GET', address: server.url, headers: {}, body: undefined };
  await redactor.forgetAfter(async () => {
    const { http, readCookies } = await holdCookies([], { insecureTls: false });
    await expect(http.send(request, Deadline.ofRun(60_000))).rejects.toThrow();
    expect(redactor.finds(cookie)).toBe(true);
    expect(await readCookies(server.url)).toMatchObject([{ value: cookie }]);
    await http.close();
  });
});

test('of cookies without end in the replies of an API no more are learned than a browser keeps of a site', async () => {
  await redactor.forgetAfter(async () => {
    const values = Array.from({ length: 600 }, (_, at) => `Fake-cookie-number-${at}-`);
    // A reply's head may have 16 KB.
    await using server = await serve(({ url = '' }, outgoing) => {
      const from = Number(url.slice(1));
      const lines = values.slice(from, from + 100).map((value, at) => `c${from + at}=${value}; path=/set`);
      outgoing.writeHead(200, { 'set-cookie': lines }).end('{}');
    });
    const { http } = await holdCookies([], { insecureTls: false });
    for (let from = 0; from < values.length; from += 100) {
      const request = { method: 'GET', address: `${server.url}/${from}`, headers: {}, body: undefined };
      await http.send(request, Deadline.ofRun(60_000));
    }
    await http.close();
    expect(values.filter((value) => redactor.finds(value))).toHaveLength(500);
  });
});
