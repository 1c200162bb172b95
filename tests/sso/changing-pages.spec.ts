import type { Page } from 'playwright';
import { type Look, lookAt } from '../../src/sso/provider-page.ts';
import { expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';
import { USERNAME } from './judged-pages.ts';

const PASSWORD = 'fake-password';
const TEXTS = { username: '', password: PASSWORD, code: '' };
const means = {
  username: USERNAME,
  hasPassword: true,
  hasGivenPassword: false,
  hasFreeCodes: false,
  hasCode: false,
  mayPush: false,
  hasPasskey: false,
  mayUsePasskey: false,
};
const FORM =
  '<h1>Sign in</h1><form method=post action="/take"><label>Password <input type=password name=p></label><button>Sign in</button></form>';

/** What its script does as soon as the secret is typed. */
const changes: Readonly<Record<string, string>> = {
  'the name of the button': "document.querySelector('button').textContent = 'Delete my account'",
  'the name of the button, to another that goes on':
    "document.querySelector('button').textContent = 'Continue'",
  'the button': "document.querySelector('button').outerHTML = '<button>Sign in</button>'",
  'where the form leads': "document.forms[0].action = '/elsewhere'",
  'where the button leads': "document.querySelector('button').setAttribute('formaction', '/elsewhere')",
  'the heading': "document.querySelector('h1').textContent = 'Delete my account'",
  'what it says': "document.body.append('Octo wants access to your mailbox.')",
  'what it says, by its style sheet': `document.head.insertAdjacentHTML('beforeend', '<style>h1::after{content:"Octo wants access to your mailbox."}</style>')`,
  'what goes along': `document.forms[0].insertAdjacentHTML('afterbegin', '<label><input type=checkbox checked> I agree</label>')`,
  'what the field is for': "document.querySelector('label').firstChild.data = 'PIN '",
};

test('nothing is pressed on a page that changes while the secret is typed', async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  for (const [what, change] of Object.entries(changes)) {
    await page.setContent(
      `${FORM}<script>document.querySelector('input').addEventListener('input', () => { ${change} }, { once: true })</script>`,
    );
    await listen(page);
    const { world, kind, target } = await look(page);

    expect.soft(kind, what).toBe('password');
    expect.soft(await world.call('fillPage', TEXTS, target), what).toBe('typed');
    expect.soft(await world.call('pressPage', TEXTS, target), what).toBe('lost');
    expect.soft(await page.evaluate('window.done'), what).toEqual([]);
  }
});

test('nothing is typed on a page that changes after it was judged', async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  await page.setContent(FORM);
  const { world, target } = await look(page);
  await page.evaluate("document.querySelector('h1').textContent = 'Delete my account'");

  expect(await world.call('fillPage', TEXTS, target)).toBe('lost');
  expect(await page.inputValue('input')).toBe('');
});

const BOTH = FORM.replace('<label>Password', '<label>User name <input name=username></label><label>Password');
const shown = {
  'as soon as the user name is typed': "name.addEventListener('input', () => { secret.type = 'text' })",
  'when it gets the focus': "secret.addEventListener('focus', () => { secret.type = 'text' })",
};

for (const [when, script] of Object.entries(shown))
  test(`no password is typed into a field that shows what is typed ${when}`, async () => {
    await using opened = await openTestPage();
    const { page } = opened;
    await page.setContent(
      `${BOTH}<script>const [name, secret] = document.forms[0].elements; ${script}</script>`,
    );
    const { world, kind, target } = await look(page);
    const found = await world.call('findSignInForm');

    expect(kind).toBe('both');
    expect(await world.call('fillPage', { ...TEXTS, username: USERNAME }, target)).toBe('lost');
    expect(await page.inputValue('[name=p]')).toBe('');
    await page.evaluate("document.forms[0].elements[1].type = 'password'");
    expect(await world.call('fillSignInForm', USERNAME, PASSWORD, found)).toBe('lost');
    expect(await page.inputValue('[name=p]')).toBe('');
  });

const afterwards = {
  'as soon as it is typed': "secret.addEventListener('input', () => { secret.type = 'text' })",
  'a while after it was typed': '',
};

for (const [when, script] of Object.entries(afterwards))
  test(`a page that shows the password ${when} is not pressed on`, async () => {
    await using opened = await openTestPage();
    const { page } = opened;
    const show = () => page.evaluate("document.forms[0].elements[1].type = 'text'");
    await page.setContent(`${BOTH}<script>const secret = document.forms[0].elements[1]; ${script}</script>`);
    await listen(page);
    const { world, target } = await look(page);
    const found = await world.call('findSignInForm');
    const texts = { ...TEXTS, username: USERNAME };

    expect(await world.call('fillPage', texts, target)).toBe(script ? 'lost' : 'typed');
    await show();
    expect(await world.call('pressPage', texts, target)).toBe('lost');
    await page.evaluate("document.forms[0].elements[1].type = 'password'");
    expect(await world.call('fillSignInForm', USERNAME, PASSWORD, found)).toBe(script ? 'lost' : 'typed');
    await show();
    expect(await world.call('pressSignIn', USERNAME, PASSWORD, found)).toBe('lost');
    expect(await page.evaluate('window.done')).toEqual([]);
  });

test('a button that waits for what is typed is pressed', async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  await page.setContent(
    `${FORM.replace('<button>', '<button disabled>')}<script>document.querySelector('input').addEventListener('input', () => { document.querySelector('button').disabled = false })</script>`,
  );
  await listen(page);
  const { world, target } = await look(page);

  expect(await world.call('fillPage', TEXTS, target)).toBe('typed');
  expect(await world.call('pressPage', TEXTS, target)).toBe('pressed');
  expect(await page.evaluate('window.done')).toEqual(['click Sign in', 'submit']);
});

const FIELD =
  '<h1>Sign in</h1><label>Password <input type=password name=p></label><input type=button value="Octo" hidden>';

test('Enter is pressed in the field that was typed into', async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  await page.setContent(FIELD);
  await listen(page);
  const { world, target } = await look(page);
  await world.call('fillPage', TEXTS, target);

  expect(await world.call('pressPage', TEXTS, target)).toBe('typed');
  await page.keyboard.press('Enter');
  expect(await world.call('hasEntered')).toBe(true);
  expect(await page.evaluate('window.done')).toEqual(['Enter INPUT']);
});

test('Enter is not pressed where the page has taken the focus', async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  await page.setContent(FIELD);
  const { world, target } = await look(page);
  await world.call('fillPage', TEXTS, target);
  await page.evaluate("document.querySelector('input').blur()");

  expect(await world.call('pressPage', TEXTS, target)).toBe('lost');
});

test('nor does it reach a button that takes the focus right before', async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  await page.setContent(FIELD);
  await listen(page);
  const { world, target } = await look(page);
  await world.call('fillPage', TEXTS, target);
  await world.call('pressPage', TEXTS, target);
  await page.evaluate("document.querySelector('[type=button]').hidden = false");
  await page.focus('[type=button]');
  await page.keyboard.press('Enter');

  expect(await world.call('hasEntered')).toBe(false);
  expect(await page.evaluate('window.done')).toEqual([]);
});

async function look(page: Page): Promise<Look> {
  return await lookAt(page, { portal: '', origins: [], meansAt: () => means });
}

/** Notes what is pressed and sent, and lets nothing leave. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const done: string[] = [];
    Object.assign(window, { done });
    addEventListener(
      'click',
      ({ target }) => done.push(`click ${(target as HTMLElement).textContent}`),
      true,
    );
    addEventListener('keydown', ({ key, target }) => done.push(`${key} ${(target as Element).tagName}`));
    addEventListener('submit', (event) => {
      event.preventDefault();
      done.push('submit');
    });
  });
}
