import { EventEmitter } from 'node:events';
import { Deadline } from '../../src/core/deadline.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { PasskeyUse } from '../../src/sso/passkey-use.ts';
import { expect, test } from '../fixtures.ts';

// What a page shows, one after the other, and for which of it the passkey is there: by what the browser is told, in whatever order
// it tells of windows and documents itself.

const PORTAL = 'https://octopus.example.com';
const PROVIDER = 'https://login.example.com';
const NEIGHBOUR = 'https://other.example.com';

class FakeBrowser {
  readonly session = this.#speak();
  readonly browser = this.#speak();
  /** The header that each document came with, by whose it is. */
  readonly policies: string[] = [];
  isPluggedIn = false;
  /** What it says when it is to take the authenticator away. */
  unplugged: () => void = () => {};

  get page() {
    const browser = () => ({ newBrowserCDPSession: async () => this.browser });
    return { context: () => ({ newCDPSession: async () => this.session, browser }) } as never;
  }

  #speak() {
    return Object.assign(new EventEmitter(), {
      send: async (method: string, params?: unknown) => this.#answer(method, params),
      detach: async () => {},
    });
  }

  #answer(method: string, params: unknown): unknown {
    if (method === 'Page.getFrameTree') return { frameTree: { frame: { id: 'main', url: 'about:blank' } } };
    if (method === 'Target.getTargetInfo') return { targetInfo: { targetId: 'own', browserContextId: '1' } };
    if (method === 'Fetch.continueResponse') this.policies.push(JSON.stringify(params));
    if (method === 'WebAuthn.addVirtualAuthenticator') this.isPluggedIn = true;
    if (method === 'WebAuthn.removeVirtualAuthenticator') {
      this.unplugged();
      this.isPluggedIn = false;
    }
    return { authenticatorId: 'authenticator' };
  }

  /** A reply arrives, and is let in. */
  async arrive(document: string, origin: string): Promise<void> {
    this.session.emit('Fetch.requestPaused', {
      ...{ requestId: document, networkId: document, frameId: 'main', responseStatusCode: 200 },
      ...{ request: { url: `${origin}/` }, responseHeaders: [] },
    });
    await settle();
  }

  /** The page shows it. */
  async show(document: string): Promise<void> {
    this.session.emit('Page.frameNavigated', { frame: { id: 'main', loaderId: document } });
    await settle();
  }

  async go(document: string, origin: string): Promise<void> {
    await this.arrive(document, origin);
    await this.show(document);
  }

  openWindow(): void {
    const targetInfo = { targetId: 'window', type: 'page', browserContextId: '1' };
    this.browser.emit('Target.targetCreated', { targetInfo });
  }

  closeWindow(): void {
    this.browser.emit('Target.targetDestroyed', { targetId: 'window' });
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function begin(browser: FakeBrowser): Promise<PasskeyUse> {
  const passkey = {
    ...{ file: `passkey of ${Math.random()}`, rpId: 'example.com', credentialId: 'AA', userHandle: 'AA' },
    ...{ userName: undefined, privateKey: new Secret('no key'), isDiscoverable: true },
    ...{ isBackupEligible: false, isBackedUp: false, takeCount: () => 1, keepCount: async () => {} },
  };
  return await PasskeyUse.begin(browser.page, passkey, [PROVIDER], Deadline.ofRun(60_000));
}

test('a passkey is there for a listed page as it comes after the portal, and for the portal, which is not listed, never', async () => {
  const browser = new FakeBrowser();
  await using use = await begin(browser);
  await browser.go('portal', PORTAL);
  expect(browser.isPluggedIn).toBe(false);
  expect(browser.policies.at(-1)).toContain('publickey-credentials-get=()');
  expect(use.isFor(`${PORTAL}/app`)).toBe(false);
  await browser.arrive('provider', PROVIDER);
  expect(browser.isPluggedIn).toBe(true);
  expect(browser.policies.at(-1)).toContain('publickey-credentials-get=(self)');
  await browser.show('provider');
  await browser.arrive('portal again', PORTAL);
  expect(browser.isPluggedIn).toBe(false);
});

test('after another page that is not listed, it is there once that is left, and no sooner', async () => {
  const browser = new FakeBrowser();
  await using _use = await begin(browser);
  await browser.go('portal', PORTAL);
  await browser.go('neighbour', NEIGHBOUR);
  await browser.arrive('provider', PROVIDER);
  expect(browser.isPluggedIn).toBe(false);
  await browser.show('provider');
  expect(browser.isPluggedIn).toBe(true);
});

test('a document that came by no reply has it not, nor has what was let in before it', async () => {
  const browser = new FakeBrowser();
  await using _use = await begin(browser);
  await browser.go('portal', PORTAL);
  await browser.go('provider', PROVIDER);
  await browser.show('a blob');
  expect(browser.isPluggedIn).toBe(false);
  await browser.arrive('provider again', PROVIDER);
  expect(browser.isPluggedIn).toBe(false);
});

test('once a window was opened, it is there for no page, though the window is closed', async () => {
  const browser = new FakeBrowser();
  await using use = await begin(browser);
  await browser.go('portal', PORTAL);
  await browser.go('provider', PROVIDER);
  expect(browser.isPluggedIn).toBe(true);
  browser.openWindow();
  browser.closeWindow();
  await settle();
  expect(browser.isPluggedIn).toBe(false);
  await browser.go('provider again', PROVIDER);
  expect(browser.isPluggedIn).toBe(false);
  expect(use.isWithheld).toBe(true);
});

test('that it could not be taken away is told', async () => {
  const browser = new FakeBrowser();
  await using use = await begin(browser);
  await browser.go('portal', PORTAL);
  await browser.go('provider', PROVIDER);
  expect(use.trouble).toBeUndefined();
  browser.unplugged = () => {
    throw new Error('there is no such authenticator');
  };
  await browser.show('a blob');
  expect(use.trouble).toContain('there is no such authenticator');
});
