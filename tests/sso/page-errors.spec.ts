import type { Page } from 'playwright';
import { lookAt } from '../../src/sso/provider-page.ts';
import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';

interface Case {
  /** What stands on the page, beside the form, before anything is done. */
  readonly before: string;
  /** What stands there once the password was sent. */
  readonly after: string;
  readonly errors: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'an alert that appears': {
    before: '',
    after: '<div role="alert">The password is wrong.</div>',
    errors: ['The password is wrong.'],
  },
  'a banner that was there before is none': {
    before: '<div role="alert">Maintenance on Sunday.</div>',
    after: '<div role="alert">Maintenance on Sunday.</div>',
    errors: [],
  },
  'a banner beside which another appears': {
    before: '<div role="alert">Maintenance on Sunday.</div>',
    after: '<div role="alert">Maintenance on Sunday.</div><p class="error">The password is wrong.</p>',
    errors: ['The password is wrong.'],
  },
  'what is under way is none': {
    before: '',
    after: '<div aria-live="polite">Signing in…</div><div role="alert">Loading…</div>',
    errors: [],
  },
  'what is under way in Japanese and German is none': {
    before: '',
    after: '<div aria-live="polite">サインインしています</div><div role="alert">Bitte warten</div>',
    errors: [],
  },
  'what went well is none': {
    before: '',
    after:
      '<div role="alert">Login successful</div><div aria-live="polite">Signed in.</div><p class="error">Sign-in was not successful.</p>',
    errors: ['Sign-in was not successful.'],
  },
  'what counts down is none': {
    before: '<div aria-live="polite">Code expires in 58 seconds</div>',
    after: '<div aria-live="polite">Code expires in 57 seconds</div>',
    errors: [],
  },
  'a region that holds all there is': {
    before: '',
    after:
      '<div aria-live="polite"><h1>Sign in</h1><input type="checkbox"> Remember me <p class="error">Wrong.</p></div>',
    errors: ['Wrong.'],
  },
  'a region with the box for remembering is none': {
    before: '',
    after: '<div role="alert"><label><input type="checkbox"> Remember me</label></div>',
    errors: [],
  },
  'the sentence beside an icon': {
    before: '',
    after: '<div><span role="alert" aria-label="Error">✖</span> <span>The password is wrong.</span></div>',
    errors: ['✖ The password is wrong.'],
  },
  'the sentence beside an icon that is a word': {
    before: '',
    after: '<p><i class="error-icon">error_outline</i> The password is wrong.</p>',
    errors: ['error_outline The password is wrong.'],
  },
  'marks within marks are told once': {
    before: '',
    after:
      '<div class="error-box"><div role="alert"><b class="error-title">Sorry.</b> The password is wrong.</div></div>',
    errors: ['Sorry. The password is wrong.'],
  },
  'a field that is marked, with a sentence below it': {
    before: '',
    after:
      '<div class="has-error"><label for="f">Password</label> <input id="f" type="text"> <span>The password is wrong.</span></div>',
    errors: ['The password is wrong.'],
  },
  'what the page is called is none': {
    before: '',
    after: '<div aria-live="assertive">Sign in to Fake</div>',
    errors: [],
  },
};

const MEANS = {
  username: 'jane',
  hasPassword: true,
  hasGivenPassword: false,
  hasFreeCodes: false,
  hasCode: false,
  mayPush: true,
  hasPasskey: false,
  mayUsePasskey: false,
};
const LOOKING = { portal: '', origins: [], meansAt: () => MEANS };

test('errors are what appears once something was sent, each told once', { tag: '@extended' }, async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  for (const [name, { before, after, errors }] of Object.entries(cases)) {
    await showForm(page, before);
    await send(page);
    await page.locator('#place').evaluate((place, html) => {
      place.innerHTML = html;
    }, after);

    expect.soft((await lookAt(page, LOOKING)).errors, name).toEqual(errors);
  }
});

test('a form that is not sent without something else names that, as far as a person can see it', async () => {
  await using opened = await openTestPage();
  const others = `<label>Department <input name="d" required></label> <label><input type="checkbox" required> I agree</label>
    <label><input type="checkbox" required checked> Remember me</label> <select required hidden><option value=""></option></select>`;
  await showForm(opened.page, others);
  const { lacking } = await lookAt(opened.page, LOOKING);
  await showForm(opened.page, others, 'novalidate');

  expect(lacking).toHaveLength(2);
  expect(lacking[0]).toContain('Department');
  expect(lacking[1]).toContain('I agree');
  expect((await lookAt(opened.page, LOOKING)).lacking).toEqual([]);
});

test('what the browser would not send is not pressed, and told why', async () => {
  await using opened = await openTestPage();
  await show(
    opened.page,
    '<form onsubmit="return false"><input type="email" name="username"><button>Next</button></form>',
  );
  const { world, target, kind } = await lookAt(opened.page, LOOKING);
  const texts = { username: 'jane', password: '', code: '' };

  expect(kind).toBe('username');
  expect(await world.call('fillPage', texts, target)).toBe('typed');
  expect(await world.call('pressPage', texts, target)).toBe('refused');
  expect(await world.call('explainRefusal')).toContain("'@'");
});

test('nothing is typed into a form in a picture, whose document takes no typing', async () => {
  await using opened = await openTestPage();
  const form =
    '<form xmlns="http://www.w3.org/1999/xhtml"><input name="username" autocomplete="username"/><button>Next</button></form>';
  const picture = `<svg xmlns="http://www.w3.org/2000/svg"><foreignObject width="400" height="300">${form}</foreignObject></svg>`;
  await opened.page.goto(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`);
  const { world, target, kind } = await lookAt(opened.page, LOOKING);

  expect(kind).toBe('username');
  expect(await world.call('fillPage', { username: 'jane', password: '', code: '' }, target)).toBe('lost');
});

async function showForm(page: Page, beside: string, attributes = ''): Promise<void> {
  await show(
    page,
    `<title>Sign in to Fake</title><form onsubmit="return false" ${attributes}>
      <input type="password" name="password"><div id="place">${beside}</div><button>Sign in</button></form>`,
  );
}

/** In a document of its own. */
async function show(page: Page, html: string): Promise<void> {
  await page.goto(`data:text/html;charset=utf-8,${encodeURIComponent(html)}`);
}

async function send(page: Page): Promise<void> {
  const { world, target } = await lookAt(page, LOOKING);
  const texts = { username: 'jane', password: 'fake-password', code: '' };
  expect(await world.call('fillPage', texts, target)).toBe('typed');
  expect(await world.call('pressPage', texts, target)).toBe('pressed');
}
