import type { BrowserContext, Locator, Page, Request, Response } from 'playwright';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';

// The words of the editions (facts 4.6); what they have in common is what is looked for.
// Of several, the one for a person: a key for an AI agent is another kind of key.
const OPENER = /^\s*(?:new|add|create|generate)\s+(?:new\s+)?api[\s-]*key(?:\s+for\s+(?:a\s+)?user)?\s*$/i;
const CREATE = /^\s*(?:generate(?:\s+new)?|create)(?:\s+api[\s-]*key)?\s*$/i;
// Not the field that the list of keys is searched by.
const PURPOSE = /^(?!.*(?:search|filter|find)).*(?:purpose|name|description)/i;
const FULL_ACCESS = /full[\s-]*access/i;
const LEADS_THERE = [/my api keys/i, /^\s*(?:my\s+)?profile\s*$/i];

const LOOK_INTERVAL_MS = 50;
const CLICK_TIMEOUT_MS = 2_000;

/** Receives what the page shows, at moments when it shows no secret. */
export type Look = (shown: string, page: Page) => Promise<void>;

/**
 * Opens Profile, My API Keys in a page of its own.
 * @param context signed in
 * @param server the server's address, with its virtual directory
 */
export async function openKeyPage(
  context: BrowserContext,
  server: string,
  deadline: Deadline,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${server}/app#/users/me/apiKeys`, { timeout: deadline.remaining(), waitUntil: 'commit' });
  return page;
}

/**
 * Makes a key as a person does, finding the way by role and name (facts 4.6), with the shortest life that the page offers.
 * @param page on its way to the key page
 * @param user the name by which a menu may be called
 * @returns the reply to the page's key request, whatever it is
 * @throws Failure of kind `key`, where the page has no such way
 */
export async function makeKeyByPage(
  page: Page,
  user: string,
  purpose: string,
  look: Look,
  deadline: Deadline,
): Promise<Response> {
  let doing = 'find the button for a new key';
  const late = () => failUnfound(doing, page.url());
  const reply = page.waitForResponse((response) => isKeyRequest(response.request()), { timeout: 0 });
  reply.catch(() => {});
  try {
    const opener = await deadline.limit(findOpener(page, user), late);
    await look('the list of keys', page);
    doing = 'press the button for a new key';
    await opener.click({ timeout: deadline.remaining() });
    doing = 'find the field for the purpose';
    const dialog = await deadline.limit(findDialog(page), late);
    await fillIn(dialog, purpose, deadline);
    await look('the dialog, filled in', page);
    doing = 'find the button that makes the key';
    await findCreate(dialog).click({ timeout: deadline.remaining() });
    doing = "see the reply to the page's key request";
    // Told to stop, it waits for the reply a little longer: what was made must be known.
    using lingering = deadline.lingering();
    return await lingering.limit(reply, late);
  } catch (error) {
    throw error instanceof Failure ? error : failUnfound(doing, page.url(), error);
  }
}

/** Whether a page asks for a key by it. */
export function isKeyRequest(request: Request): boolean {
  const [address = ''] = request.url().split(/[?#]/, 1);
  return request.method() === 'POST' && /\/api\/users\/[^/]+\/apikeys\/?$/i.test(address);
}

/** Where the address alone does not lead there: through the user's menu, as a person goes. */
async function findOpener(page: Page, user: string): Promise<Locator> {
  const opener = named(page, OPENER);
  const ways = [...LEADS_THERE, user].map((name) => named(page, name));
  const gone = new Set<Locator>();
  for (;;) {
    if (await isShown(opener)) return opener;
    const shown = await Promise.all(ways.map(async (way) => !gone.has(way) && (await isShown(way))));
    const way = ways[shown.indexOf(true)];
    if (way) {
      gone.add(way);
      await way.click({ timeout: CLICK_TIMEOUT_MS }).catch(() => gone.delete(way));
    }
    await page.waitForTimeout(LOOK_INTERVAL_MS);
  }
}

function named(scope: Page | Locator, name: RegExp | string): Locator {
  const roles = (['button', 'link', 'menuitem', 'tab'] as const).map((role) =>
    scope.getByRole(role, { name }),
  );
  return roles.reduce((any, role) => any.or(role)).first();
}

function isShown(locator: Locator): Promise<boolean> {
  return locator.isVisible().catch(() => false);
}

/** Old editions draw a dialog that does not say that it is one. */
async function findDialog(page: Page): Promise<Locator> {
  const dialog = page.getByRole('dialog').last();
  const body = page.locator('body');
  for (;;) {
    for (const scope of [dialog, body]) if (await isShown(findPurpose(scope))) return scope;
    await page.waitForTimeout(LOOK_INTERVAL_MS);
  }
}

function findPurpose(scope: Locator): Locator {
  const labelled = scope.getByRole('textbox', { name: PURPOSE });
  return labelled.or(scope.locator('input[name=Purpose]')).first();
}

async function fillIn(dialog: Locator, purpose: string, deadline: Deadline): Promise<void> {
  const timeout = deadline.remaining();
  await findPurpose(dialog).fill(purpose, { timeout });
  const life = dialog.getByRole('combobox', { name: /expir/i }).first();
  const options = await life.locator('option').all();
  if (options.length > 0) {
    const lives = await Promise.all(
      options.map(async (option) => (await option.textContent({ timeout })) ?? ''),
    );
    await life.selectOption({ index: findShortest(lives) }, { timeout });
  }
  await chooseFullAccess(dialog, timeout);
}

/** What a key may do is a person's choice where no level is chosen yet; ours is that of a key of which nobody says. */
async function chooseFullAccess(dialog: Locator, timeout: number): Promise<void> {
  const level = dialog.getByRole('radio', { name: FULL_ACCESS }).first();
  const isChosen = (await dialog.getByRole('radio', { checked: true }).count()) > 0;
  if (!isChosen && (await isShown(level))) await level.check({ timeout });
}

/** @returns the place of the shortest of some lengths of time, such as `30 days`; of the first where none is one */
function findShortest(lives: readonly string[]): number {
  const days = lives.map(readDays);
  return Math.max(0, days.indexOf(Math.min(...days)));
}

const DAYS: Readonly<Record<string, number>> = { hour: 1 / 24, day: 1, week: 7, month: 30, year: 365 };

function readDays(text: string): number {
  const [, count, unit = ''] = /\b(\d{1,6})\s{0,9}(hour|day|week|month|year)/i.exec(text) ?? [];
  return Number(count) * (DAYS[unit.toLowerCase()] ?? Number.NaN) || Number.POSITIVE_INFINITY;
}

function findCreate(dialog: Locator): Locator {
  return dialog.getByRole('button', { name: CREATE }).or(dialog.locator('button[type=submit]')).last();
}

function failUnfound(doing: string, address: string, cause?: unknown): Failure {
  const why = cause ? ` (${describeError(cause)})` : '';
  return new Failure({
    kind: 'key',
    attempt: `make a key through the page: ${doing}`,
    reason: `the page at ${address} did not show it${why}`,
    hint: 'Look at the page with --headed --slow-mo 500, and report the texts of its buttons.',
    cause,
  });
}
