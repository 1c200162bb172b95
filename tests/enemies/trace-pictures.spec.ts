import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { credentials, expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';
import { findPage, startRemoteBrowser } from '../sso/remote-browser.ts';
import { startSso } from '../sso/start-sso.ts';
import { startCommand } from '../start-command.ts';
import { drawForm, FORM, SIGN_IN, servePortal } from './serve-portal.ts';
import { ask, DONE, redirect, serveProvider } from './serve-provider.ts';

// Whoever has a trace has its pictures.

const TYPED = 'rgb(255, 0, 0)';
const LATER = 'rgb(0, 0, 255)';

test('no picture of a trace shows what was typed: none is kept from before a secret is typed until the portal has the browser back', {
  tag: '@extended',
}, async ({ folder }) => {
  // Each page stays long enough for a picture, shows in one colour that something was typed, and in another that it has no field.
  const script = `
    const input = document.querySelector('input:not([type=checkbox])');
    if (!input) setTimeout(() => { document.documentElement.style.background = '${LATER}'; }, 300);
    input?.addEventListener('input', () => { document.documentElement.style.background = '${TYPED}'; });
    const form = document.querySelector('form');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const { submitter } = event;
      setTimeout(() => {
        if (submitter?.name) form.insertAdjacentHTML('beforeend', '<input type=hidden name=' + submitter.name + ' value=' + submitter.value + '>');
        form.submit();
      }, input ? 700 : 2_000);
    });`;
  const pages = ['stay-signed-in', 'password', 'code'] as const;
  await using sso = await startSso({ pages, script });
  const { code, stderr } = await startCommand('mint-key', {
    cwd: folder,
    env: { ...sso.env, OCTOPUS_TOTP_SECRET: sso.provider.totpSecret },
    args: ['--trace', 'trace.zip'],
  }).exited;
  expect(code, stderr).toBe(0);
  const colours = await readColours(await readPictures(join(folder, 'trace.zip')));

  expect(sso.provider.submissions.map(({ page: kind }) => kind)).toEqual(pages);
  expect(colours.filter(({ red, blue }) => red > 200 && blue < 60)).toEqual([]);
  expect(colours.filter(({ red, blue }) => blue > 200 && red < 60).length).toBeGreaterThan(0);
});

test('no picture of a trace shows a page that comes between the password and the code', {
  tag: '@extended',
}, async ({ folder, startServer }) => {
  const later = ask('one-time code').replace('/take', '/take/code');
  const waiting = `<!doctype html><body style="background: ${TYPED}"><h1>Checking</h1><script>
    setTimeout(() => document.write(${JSON.stringify(later).replaceAll('/script', '\\/script')}), 1500);</script>`;
  await using provider = await serveProvider(await startServer(), {
    '/': `${ask('password')}<body style="background: ${LATER}">`,
    '/take': waiting,
    '/take/code': redirect(303, DONE),
  });
  const { code, stderr } = await startCommand('mint-key', {
    cwd: folder,
    env: provider.env,
    args: ['--trace', 'trace.zip'],
  }).exited;
  expect(code, stderr).toBe(0);
  const colours = await readColours(await readPictures(join(folder, 'trace.zip')));

  expect(colours.length).toBeGreaterThan(0);
  expect(colours.filter(({ red, blue }) => red > 200 && blue < 60)).toEqual([]);
});

test("no picture of a trace shows what is typed into the portal's own form", {
  tag: '@extended',
}, async ({ folder, startServer }) => {
  const server = await startServer();
  // The form comes late, and is sent late: each page stays long enough for a picture.
  const form = drawForm(
    `setTimeout(() => fetch('${SIGN_IN}', { method: 'POST', body: JSON.stringify({ username, password }) }), 700);`,
  );
  const page = `<!doctype html><body style="background: ${LATER}"></body><script>
    setTimeout(() => {
      document.body.innerHTML = ${JSON.stringify(FORM)};
      ${form.replace(/^.*<script>|<\/script>.*$/gs, '')}
      form.elements[1].oninput = () => { document.body.style.background = '${TYPED}'; };
    }, 700);</script>`;
  await using portal = await servePortal(server, page);
  const { code, stderr } = await startCommand('mint-key', {
    cwd: folder,
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
    args: ['--trace', 'trace.zip'],
  }).exited;
  expect(code, stderr).toBe(0);
  const colours = await readColours(await readPictures(join(folder, 'trace.zip')));

  expect(colours.filter(({ red, blue }) => red > 200 && blue < 60)).toEqual([]);
  expect(colours.filter(({ red, blue }) => blue > 200 && red < 60).length).toBeGreaterThan(0);
});

test('a trace has no picture where a person signs in: nobody knows when they type', {
  tag: '@extended',
}, async ({ folder, startServer }) => {
  await using elsewhere = await startRemoteBrowser();
  const server = await startServer();
  // The form is sent late: what is typed stays long enough for a picture.
  const page = drawForm(
    `setTimeout(() => fetch('${SIGN_IN}', { method: 'POST', body: JSON.stringify({ username, password }) }), 700);`,
  );
  await using portal = await servePortal(server, page);
  await using mint = startCommand('mint-key', {
    cwd: folder,
    env: { OCTOPUS_URL: portal.url, OCTOPUS_BROWSER: elsewhere.address },
    args: ['--interactive', '--trace', 'trace.zip'],
  });
  const person = await findPage(elsewhere.browser, portal.url);
  await person.locator('[name=username]').fill(server.username);
  await person.locator('[name=password]').fill(server.password);
  await person.getByRole('button').click();
  const { code, stderr } = await mint.exited;

  expect(code, stderr).toBe(0);
  const pictures = await readPictures(join(folder, 'trace.zip'));
  expect(pictures.map(({ length }) => length)).toEqual([]);
});

async function readPictures(trace: string): Promise<Buffer[]> {
  const files = Object.entries(unzipSync(await readFile(trace)));
  return files.flatMap(([name, bytes]) => (name.endsWith('.jpeg') ? [Buffer.from(bytes)] : []));
}

interface Colour {
  readonly red: number;
  readonly blue: number;
}

/** @returns the colour of each picture near its lower right corner, where a page has nothing but its background */
async function readColours(pictures: readonly Buffer[]): Promise<Colour[]> {
  await using opened = await openTestPage();
  const sources = pictures.map((bytes) => `data:image/jpeg;base64,${bytes.toString('base64')}`);
  return await opened.page.evaluate(async (addresses) => {
    const read = async (address: string) => {
      const bitmap = await createImageBitmap(await (await fetch(address)).blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context?.drawImage(bitmap, 0, 0);
      const [red = 0, , blue = 0] =
        context?.getImageData(bitmap.width - 9, bitmap.height - 9, 1, 1).data ?? [];
      return { red, blue };
    };
    return await Promise.all(addresses.map(read));
  }, sources);
}
