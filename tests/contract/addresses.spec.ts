import { proxyOptions } from '../../src/browser/browser-environment.ts';
import { isThisMachine } from '../../src/core/no-proxy.ts';
import { chooseProxies } from '../../src/core/proxy.ts';
import { isInClear, serverAddress } from '../../src/core/values.ts';
import { expect, test } from '../fixtures.ts';

const SERVER = 'https://octopus.example.com';

const PASTED = {
  [SERVER]: SERVER,
  [`${SERVER}/`]: SERVER,
  [`${SERVER}/app`]: SERVER,
  [`${SERVER}/api/`]: SERVER,
  [`${SERVER}/#/`]: SERVER,
  [`${SERVER}/app#/Spaces-1/projects`]: SERVER,
  [`${SERVER}/app/spaces/Spaces-1/projects/fake/deployments`]: SERVER,
  [`${SERVER}/app/Spaces-1`]: SERVER,
  [`${SERVER}/app/users/me/apiKeys`]: SERVER,
  [`${SERVER}/octopus/app/spaces/Spaces-22`]: `${SERVER}/octopus`,
  [`${SERVER}/octopus/app#/Spaces-1`]: `${SERVER}/octopus`,
  [`${SERVER}/octopus/`]: `${SERVER}/octopus`,
  // A virtual directory may be called so.
  [`${SERVER}/app/app`]: `${SERVER}/app`,
  [`${SERVER}/app/app/spaces/Spaces-1`]: `${SERVER}/app`,
  [`${SERVER}/app/octopus`]: `${SERVER}/app/octopus`,
};

test('what a browser shows may be pasted, and is cut to the address of the server', () => {
  for (const [pasted, server] of Object.entries(PASTED))
    expect.soft(serverAddress.parse(pasted), pasted).toBe(server);
});

const REFUSED = {
  'octopus.example.com': /has no scheme, and none is tried: write it as https:\/\/octopus\.example\.com$/,
  'octopus.example.com:8443/octopus': /write it as https:\/\/octopus\.example\.com:8443\/octopus$/,
  '10.1.2.3:8080': /write it as https:\/\/10\.1\.2\.3:8080$/,
  wrong: /is no address: write it as https:\/\/octopus\.example\.com$/,
  'ftp://octopus.example.com': /is no address: write it as https:\/\/octopus\.example\.com$/,
};

test('an address without a scheme is refused with what to write, and neither is tried', () => {
  for (const [given, says] of Object.entries(REFUSED))
    expect.soft(serverAddress.safeParse(given).error?.issues[0]?.message, given).toMatch(says);
});

const HERE = [
  'localhost',
  'localhost.',
  'a.localhost',
  '127.1.2.3',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '0.0.0.0',
  '[::]',
];
const ELSEWHERE = [
  'octopus.example.com',
  'localhost.example.com',
  '128.0.0.1',
  '[::2]',
  '[::ffff:10.0.0.1]',
  '0.0.0.1',
];

test('whatever this machine is called, plain http may go there, and no proxy is asked', () => {
  const proxies = chooseProxies(undefined, { ALL_PROXY: 'http://proxy.example.com:3128' });
  for (const host of HERE) {
    const address = `http://${host}:8080`;
    expect.soft(isThisMachine(new URL(address).hostname), host).toBe(true);
    expect.soft(isInClear(address), host).toBe(false);
    expect.soft(proxies?.of(address), host).toBeUndefined();
  }
  for (const host of ELSEWHERE) {
    expect.soft(isInClear(`http://${host}`), host).toBe(true);
    expect.soft(proxies?.of(`http://${host}`)?.address, host).toBe('http://proxy.example.com:3128');
  }
  const { proxy } = proxyOptions({ insecureTls: false, proxies });
  for (const rule of ['localhost.', '127.0.0.0/8', '0.0.0.0', '[::]'])
    expect(proxy?.bypass?.split(',')).toContain(rule);
});

test('what was made of a pasted address is told at debug', async ({ runCommand }) => {
  const env = { OCTOPUS_URL: 'http://127.0.0.1:1/app#/Spaces-1', OCTOPUS_API_KEY: 'API-FAKEFAKEFAKEFAKE' };
  const words = ['--log-level', 'debug'];
  const { code, stderr } = await runCommand('list-keys', { env, words });

  expect(code).toBe(3);
  expect(stderr).toContain('OCTOPUS_URL is a page of the portal: its server is http://127.0.0.1:1.');
});
