import { UndiciHttp } from '../../src/api/http.ts';
import { makeBrowserEnvironment } from '../../src/browser/browser-environment.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import { holdCookies } from '../../src/session/session-api.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';

/** Has a session's requests be answered with cookies. */
async function setCookies(values: readonly string[]): Promise<void> {
  const lines = values.map((value, at) => `c${at}=${value}; path=/`);
  await using server = await serve((_, outgoing) =>
    outgoing.writeHead(200, { 'set-cookie': lines }).end('{}'),
  );
  const { http } = await holdCookies([], false);
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

test('of cookies without end in the replies of an API no more are learned than a browser keeps of a site', async () => {
  await redactor.forgetAfter(async () => {
    const values = Array.from({ length: 600 }, (_, at) => `Fake-cookie-number-${at}-`);
    // A reply's head may have 16 KB.
    await using server = await serve(({ url = '' }, outgoing) => {
      const from = Number(url.slice(1));
      const lines = values.slice(from, from + 100).map((value, at) => `c${from + at}=${value}; path=/set`);
      outgoing.writeHead(200, { 'set-cookie': lines }).end('{}');
    });
    const { http } = await holdCookies([], false);
    for (let from = 0; from < values.length; from += 100) {
      const request = { method: 'GET', address: `${server.url}/${from}`, headers: {}, body: undefined };
      await http.send(request, Deadline.ofRun(60_000));
    }
    await http.close();
    expect(values.filter((value) => redactor.finds(value))).toHaveLength(500);
  });
});
