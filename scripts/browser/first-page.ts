import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectOverCDPTransport } from 'playwright';

const INTERVAL = 5;

/** How the page stands, as it says itself. */
interface Standing {
  readonly href: string;
  /** The HTTP status it came with; 0 where none did. */
  readonly status: number;
}

/**
 * Waits for the page that a browser was started with, over the bare DevTools protocol: Playwright may not take a page
 * over while it is being replaced, or it may wait for ever for the one that was. A page that did not come, or
 * not from where it should, or not with success, is left for `about:blank`, so that whoever needs it opens it
 * in the usual way and learns what is wrong.
 * @param transport to the browser; free for another listener afterwards
 * @param address that the browser was started with
 * @param longest milliseconds to wait for it
 * @throws Error, where the browser does not answer as it should
 */
export async function awaitFirstPage(
  transport: ConnectOverCDPTransport,
  address: string,
  longest: number,
): Promise<void> {
  const call = listen(transport);
  const giveUpAt = performance.now() + longest;
  const until = async <T>(look: () => Promise<T | undefined>): Promise<T | undefined> => {
    let found = await look();
    while (found === undefined && performance.now() < giveUpAt) {
      await sleep(INTERVAL);
      found = await look();
    }
    return found;
  };

  const targetId = await until(async () => {
    const { targetInfos } = await call<Targets>('Target.getTargets');
    return targetInfos.find(({ type }) => type === 'page')?.targetId;
  });
  const { sessionId } = await call<Attached>('Target.attachToTarget', { targetId, flatten: true });
  const look = () => readStanding(call, sessionId);
  const came = await until(async () => {
    const standing = await look();
    return standing?.href === 'about:blank' ? undefined : standing;
  });
  if (!came || came.status < 200 || came.status > 299 || !isUnder(came.href, address)) {
    await call('Page.navigate', { url: 'about:blank' }, sessionId);
    await until(async () => ((await look())?.href === 'about:blank' ? true : undefined));
  }
  await call('Target.detachFromTarget', { sessionId });
}

interface Targets {
  readonly targetInfos: readonly { readonly targetId: string; readonly type: string }[];
}
interface Attached {
  readonly sessionId: string;
}
interface Evaluated {
  readonly result?: { readonly value?: Standing };
}
type Call = <T>(method: string, params?: object, sessionId?: string) => Promise<T>;

/** @returns undefined where the page is just being replaced */
async function readStanding(call: Call, sessionId: string): Promise<Standing | undefined> {
  const expression =
    '({ href: location.href, status: performance.getEntriesByType("navigation")[0]?.responseStatus ?? 0 })';
  const asked = call<Evaluated>('Runtime.evaluate', { expression, returnByValue: true }, sessionId);
  return (await asked.catch(() => undefined))?.result?.value;
}

function isUnder(href: string, address: string): boolean {
  const [came, wanted] = [new URL(href), new URL(address)];
  return came.origin === wanted.origin && came.pathname === wanted.pathname;
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

function listen(transport: ConnectOverCDPTransport): Call {
  const waiting = new Map<number, (reply: Reply) => void>();
  transport.onmessage = (message) => {
    const reply = message as Reply;
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  };
  let last = 0;
  return <T>(method: string, params = {}, sessionId?: string) =>
    new Promise<T>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(error.message)) : resolve(result as T),
      );
      transport.send({ id, method, params, ...(sessionId ? { sessionId } : {}) });
    });
}
