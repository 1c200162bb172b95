import type { Page } from 'playwright';
import { languages } from '../../src/in-page/language-words.ts';
import { takesCode, takesPassword } from '../../src/in-page/page-kinds.ts';
import { type Look, lookAt } from '../../src/sso/provider-page.ts';
import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';
import { serve } from '../serve.ts';
import { chosenMethodPages, unchosenPages } from './chosen-method-pages.ts';
import { codeBesidePages, doubtfulCodePages, lackingCodePages } from './code-beside-pages.ts';
import { harmfulPages } from './harmful-pages.ts';
import { honestPages } from './honest-pages.ts';
import { deletions, hostilePages } from './hostile-pages.ts';
import { type JudgedPage, judgedPages, USERNAME } from './judged-pages.ts';
import { misjudgedPages } from './misjudged-pages.ts';
import { otherSecretPages } from './other-secret-pages.ts';
import { honestPlain, placedLabels, plainPages, styledDeeds } from './plain-pages.ts';
import { productPages } from './product-pages.ts';
import { sampledPages } from './sampled-pages.ts';
import { secondHostilePages } from './second-hostile-pages.ts';
import { wordedPages } from './worded-pages.ts';

const PASSWORD = 'fake-password';
const CODE = '123456';

/** What is done on a page, by what the page hears of it. */
interface Done {
  readonly clicks: readonly string[];
  /** What was sent, by the names of its fields. */
  readonly sent: Readonly<Record<string, string>>;
}

/** Kinds of pages of which there are many; those of one kind stand together, so that each sixteenth is of every kind. */
const many: Readonly<Record<string, readonly JudgedPage[]>> = {
  'each page is taken for what it is, and nothing is done there but what it asks for': judgedPages,
  'where a page would do harm, nothing is typed or pressed': harmfulPages,
  'nor where it is drawn by somebody who has read the lists of words': [
    ...hostilePages,
    ...secondHostilePages,
  ],
  'nor where another secret is asked for, or one for another deed, in plain words': otherSecretPages,
  'nor where a label that is none to the browser says so, a heading alone, or a style sheet': [
    ...plainPages,
    ...placedLabels,
    ...styledDeeds,
  ],
  'where it is not certain what would be chosen, or for what, nothing is': unchosenPages,
  'a one-time code is typed along with the password where it is certain that the field is for one of an app':
    [...codeBesidePages, ...lackingCodePages],
  'where something else may be asked for beside the password, nothing is typed': doubtfulCodePages,
  'a page that looks like another by one word is taken for what it is': misjudgedPages,
  'sign-in pages are answered whatever their owners say around the fields': [...wordedPages, ...honestPlain],
  'pages are answered as the products that companies sign in by draw them': productPages,
  'what tells of something is gone on from where all that it says is known, and from nothing like it':
    sampledPages,
};

for (const [title, pages] of Object.entries(many)) {
  const isTried = (at: number) => at % 16 === 0;
  test(title, async () => {
    await judgeEach(pages.filter((_, at) => isTried(at)));
  });

  test(`${title}: the other pages`, { tag: '@extended' }, async () => {
    await judgeEach(pages.filter((_, at) => !isTried(at)));
  });
}

test('of each language whose words are known, a page asks to delete a password', () => {
  expect(Object.keys(deletions).sort()).toEqual(Object.keys(languages).sort());
});

test('a way is chosen by radio buttons or in a list where it is known to be one, and then taken', {
  tag: '@extended',
}, async () => {
  await judgeEach(chosenMethodPages);
});

test('plain sign-in pages are answered, in many languages', { tag: '@extended' }, async () => {
  await judgeEach(honestPages);
});

async function judgeEach(pages: readonly JudgedPage[]): Promise<void> {
  // There may be hundreds of them.
  test.setTimeout(600_000);
  let shown = '';
  await using site = await serve(async (_incoming, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(shown);
  });
  await using opened = await openTestPage();
  const { page } = opened;
  await page.addInitScript(listen);
  await page.route(
    ({ pathname }) => pathname !== '/',
    (route) => route.abort('aborted'),
  );
  for (const judged of pages) {
    shown = judged.html;
    await page.goto(site.url);
    const { kind, number, heading, ...done } = await answer(page, judged);
    const { name, want, press, fill, noTrust, notSaid, isLeft } = judged;

    expect.soft(want, `${name}: ${kind}`).toContain(kind);
    if (press && done.clicks.length > 0) expect.soft(done.clicks.join(), name).toMatch(press);
    if (fill && kind !== 'none') expect.soft(done.sent, name).toMatchObject(fill);
    if (judged.number) expect.soft(number, name).toBe(judged.number);
    if (noTrust) expect.soft(done.sent, name).not.toHaveProperty('trust');
    if (notSaid) expect.soft(heading, name).not.toMatch(notSaid);
    if (isLeft) expect.soft(done, name).toEqual({ clicks: [], sent: {} });
  }
}

/** Does what a walk would do: one thing, but where a way is chosen, what it then shows. */
async function answer(
  page: Page,
  { isGiven, mayConsent = false, hasNoCode = false, isCodeGiven = false, hasPasskey = false }: JudgedPage,
) {
  const means = {
    username: USERNAME,
    hasPassword: !isGiven,
    hasGivenPassword: false,
    hasFreeCodes: !hasNoCode && !isCodeGiven,
    hasCode: !hasNoCode,
    mayPush: true,
    hasPasskey,
    mayUsePasskey: hasPasskey,
    acceptsConsent: mayConsent,
  };
  const looking = { portal: '', origins: [], meansAt: () => means };
  const first = await lookAt(page, looking);
  if (first.kind === 'method-choice') await give(first);
  const last = first.kind === 'method-choice' ? await lookAt(page, looking) : first;
  // Without a code the walk ends here.
  if (!(hasNoCode && takesCode(last.kind))) await give(last);
  const { kind, number, heading } = last;
  const done = (await page.evaluate('window.done')) as Done;
  return { kind, number, heading, ...done };
}

async function give({ world, kind, target }: Look): Promise<void> {
  const texts = {
    username: USERNAME,
    password: takesPassword(kind) ? PASSWORD : '',
    code: takesCode(kind) ? CODE : '',
  };
  const isAnswered = (await world.call('fillPage', texts, target)) === 'typed';
  if (isAnswered) await world.call('pressPage', texts, target);
}

/** Notes what is pressed and sent, and lets nothing leave. */
function listen(): void {
  const done = { clicks: [] as string[], sent: {} as Record<string, string> };
  Object.assign(window, { done });
  addEventListener(
    'click',
    ({ target }) => {
      const control =
        target instanceof Element ? target.closest('button, a, input, [role=button], [tabindex]') : null;
      if (control instanceof HTMLInputElement && control.type === 'checkbox') return;
      if (!control) return;
      const name = control instanceof HTMLInputElement ? control.value : control.textContent;
      done.clicks.push((name || control.getAttribute('aria-label') || '').trim());
    },
    true,
  );
  addEventListener(
    'change',
    ({ target }) => {
      if (target instanceof HTMLSelectElement) done.clicks.push(target.value);
    },
    true,
  );
  addEventListener(
    'submit',
    (event) => {
      event.preventDefault();
      const { target, submitter } = event;
      if (!(target instanceof HTMLFormElement)) return;
      for (const [name, value] of new FormData(target, submitter)) done.sent[name] = String(value);
    },
    true,
  );
  addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('a')) event.preventDefault();
  });
  HTMLFormElement.prototype.submit = () => {};
}
