import type { IncomingMessage, ServerResponse } from 'node:http';
import { SIGN_IN } from '../enemies/serve-portal.ts';

// Sign-in pages that lack a part: those that will never show a form, and those that show it late.

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** A sign-in page, and what answers at the addresses that it names. */
export interface TestedPage {
  readonly page: string;
  readonly files?: Readonly<Record<string, Answer>>;
}

/** A page that fails, and how. */
export interface BrokenPage extends TestedPage {
  readonly code: 3 | 4;
  readonly says: RegExp;
  /** Whether it is left to `npm run test:extended`, since another is known in the same way. */
  readonly isExtended?: boolean;
}

const FORM = `<form method="post" action="${SIGN_IN}"><input name="username"><input type="password" name="password"><button>Sign in</button></form>`;
const DRAW = `document.body.insertAdjacentHTML('beforeend', '${FORM}');`;
const MAIN = '<script src="/app/main.js"></script>';
const MAIN_MODULE = '<script src="/app/main.js" type="module"></script>';
const ANALYTICS = '<script src="/app/analytics.js"></script>';
// Outside of what systems give to whoever asks for any port.
const NOBODY = 'http://127.0.0.1:65535';
const LISTEN = "addEventListener('message', () => {});";

const refuse =
  (status: number): Answer =>
  (_, outgoing) =>
    void outgoing.writeHead(status, { 'content-type': 'text/html' }).end('<h1>No</h1>');

const script =
  (text: string, headers = {}): Answer =>
  (_, outgoing) =>
    void outgoing.writeHead(200, { 'content-type': 'text/javascript', ...headers }).end(text);

const page =
  (text: string, headers = {}): Answer =>
  (_, outgoing) =>
    void outgoing.writeHead(200, { 'content-type': 'text/html', ...headers }).end(text);

const redirect =
  (location: string): Answer =>
  (_, outgoing) =>
    void outgoing.writeHead(307, { location }).end();

/** Redirects to the same server by another name, which is another origin. */
const redirectElsewhere =
  (path: string): Answer =>
  (incoming, outgoing) =>
    redirect(`http://localhost:${incoming.socket.localPort}${path}`)(incoming, outgoing);

const reset: Answer = ({ socket }) => void socket.resetAndDestroy();

const cutOff: Answer = ({ socket }, outgoing) => {
  outgoing.writeHead(200, { 'content-type': 'text/javascript', 'content-length': DRAW.length + 2 });
  outgoing.write(DRAW, () => socket.resetAndDestroy());
};

const after =
  (milliseconds: number, answer: Answer): Answer =>
  (incoming, outgoing) =>
    void setTimeout(() => answer(incoming, outgoing), milliseconds);

/** Refuses the first request, and answers those that follow. */
function refuseOnce(answer: Answer): Answer {
  let count = 0;
  return (incoming, outgoing) => {
    count += 1;
    (count === 1 ? refuse(503) : answer)(incoming, outgoing);
  };
}

const drawAfter = (milliseconds: number) => script(`setTimeout(() => { ${DRAW} }, ${milliseconds});`);

const refused = Object.fromEntries(
  [401, 403, 404, 500, 503].map((status) => [
    `whose script is answered ${status}`,
    {
      page: MAIN,
      files: { '/app/main.js': refuse(status) },
      code: 3,
      says: new RegExp(`/app/main\\.js answered ${status}\\.`),
      isExtended: status !== 503,
    } as const,
  ]),
);

/** Pages of which nothing is left that could draw. */
export const deadPages: Readonly<Record<string, BrokenPage>> = {
  ...refused,
  'whose script is reset': {
    isExtended: true,
    page: MAIN,
    files: { '/app/main.js': reset },
    code: 3,
    says: /\/app\/main\.js did not arrive \(net::ERR_CONNECTION_RESET\)/,
  },
  'whose script nobody serves': {
    page: `<script src="${NOBODY}/main.js"></script>`,
    code: 3,
    says: /\/main\.js did not arrive \(net::ERR_CONNECTION_REFUSED\)/,
  },
  'whose script is redirected to where nobody listens': {
    isExtended: true,
    page: MAIN,
    files: { '/app/main.js': redirect(`${NOBODY}/main.js`) },
    code: 3,
    says: /\/app\/main\.js came to nothing/,
  },
  'whose script is redirected to where it is refused': {
    isExtended: true,
    page: MAIN,
    files: { '/app/main.js': redirectElsewhere('/app/gone.js'), '/app/gone.js': refuse(404) },
    code: 3,
    says: /\/app\/main\.js came to nothing/,
  },
  'whose script is redirected to a page of somebody else': {
    page: MAIN,
    files: { '/app/main.js': redirectElsewhere('/app/page'), '/app/page': page('<h1>Somebody else</h1>') },
    code: 3,
    says: /\/app\/main\.js came to nothing/,
  },
  'whose script is cut off': {
    page: MAIN,
    files: { '/app/main.js': cutOff },
    code: 4,
    says: /\/app\/main\.js did not arrive as a whole/,
  },
  'whose script is JSON that was cut off': {
    isExtended: true,
    page: MAIN,
    files: { '/app/main.js': script('{"a": 1, "b') },
    code: 4,
    says: /\/app\/main\.js is no script \(SyntaxError: /,
  },
  'whose script is a page': {
    isExtended: true,
    page: MAIN,
    files: { '/app/main.js': page('<!doctype html><h1>Log in to the proxy</h1>') },
    code: 4,
    says: /\/app\/main\.js is no script \(SyntaxError: /,
  },
  'whose script is a page that is not to be taken for anything else': {
    isExtended: true,
    page: MAIN,
    files: { '/app/main.js': page('<h1>Log in</h1>', { 'x-content-type-options': 'nosniff' }) },
    code: 4,
    says: /\/app\/main\.js is no script \(text\/html\)/,
  },
  'whose module is a page': {
    isExtended: true,
    page: MAIN_MODULE,
    files: { '/app/main.js': page('<h1>Log in</h1>') },
    code: 4,
    says: /\/app\/main\.js is no script \(text\/html\)/,
  },
  'whose script is empty': {
    isExtended: true,
    page: MAIN,
    files: { '/app/main.js': script('') },
    code: 4,
    says: /\/app\/main\.js came to nothing/,
  },
  'whose two scripts are both refused': {
    page: MAIN + ANALYTICS,
    files: { '/app/main.js': refuse(502), '/app/analytics.js': refuse(404) },
    code: 3,
    says: /\/app\/main\.js answered 502/,
  },
  'that has data, and a script that has done its work, beside the refused one': {
    page: `<script type="application/json">{"a": "setting"}</script><noscript><p onclick="no()">Script is needed.</p></noscript>
      <script>(function () { document.documentElement.className = localStorage.getItem('theme') || 'light'; })();</script>${MAIN}`,
    files: { '/app/main.js': refuse(503) },
    code: 3,
    says: /\/app\/main\.js answered 503/,
  },
};

/** Pages that something is left of, but does nothing any more. */
export const silentPages: Readonly<Record<string, BrokenPage>> = {
  'of which one script listens, and one was refused': {
    page: ANALYTICS + MAIN,
    files: { '/app/analytics.js': script(LISTEN), '/app/main.js': refuse(403) },
    code: 3,
    says: /\/app\/main\.js answered 403/,
  },
  'with a handler in it, whose script was refused': {
    page: `<body onclick="void 0">${MAIN}`,
    files: { '/app/main.js': refuse(500) },
    code: 3,
    says: /\/app\/main\.js answered 500/,
  },
  'whose module imports what was refused': {
    page: MAIN_MODULE,
    files: { '/app/main.js': script("import '/app/part.js';"), '/app/part.js': refuse(404) },
    code: 3,
    says: /\/app\/part\.js answered 404/,
  },
  ...Object.fromEntries(
    [401, 403, 500].map((status) => [
      `whose API answers it ${status}`,
      {
        page: MAIN,
        files: {
          '/app/main.js': script(
            `${LISTEN} fetch('/api/users/me'); fetch('/api/authentication').then((reply) => reply.ok && draw());`,
          ),
          '/api/authentication': refuse(status),
        },
        code: 3,
        says: new RegExp(`/api/authentication answered ${status}\\.`),
      } as const,
    ]),
  ),
  'whose API resets the connection': {
    page: MAIN,
    files: {
      '/app/main.js': script(`${LISTEN} fetch('/api/authentication').then(() => draw(), () => {});`),
      '/api/authentication': reset,
    },
    code: 3,
    says: /\/api\/authentication did not arrive \(net::ERR_CONNECTION_RESET\)/,
  },
};

const RETRY = `const again = document.createElement('script'); again.src = '/app/main.js'; document.head.append(again);`;
const SLOW_PART = { '/app/part.js': after(4_000, script(DRAW)) };

/** A page whose API takes longer than a page may be silent. */
export const slowPage: TestedPage = {
  page: ANALYTICS + MAIN,
  files: {
    '/app/analytics.js': refuse(404),
    '/app/main.js': script(`fetch('/app/slow.json').then(() => { ${DRAW} });`),
    '/app/slow.json': after(13_000, page('')),
  },
};

/** As `slowPage`, and it rests before it asks. */
export const lateAskingPage: TestedPage = {
  page: ANALYTICS + MAIN,
  files: {
    '/app/analytics.js': refuse(404),
    '/app/main.js': script(`setTimeout(() => fetch('/app/slow.json').then(() => { ${DRAW} }), 2000);`),
    '/app/slow.json': after(13_000, page('')),
  },
};

/** Pages that lack a part and show their form all the same, if late. */
export const latePages: Readonly<Record<string, TestedPage>> = {
  'whose script draws after 4 s, beside one that is not there': {
    page: ANALYTICS + MAIN,
    files: { '/app/analytics.js': refuse(404), '/app/main.js': drawAfter(4_000) },
  },
  'whose script draws after 8 s, beside one that is not there': {
    page: ANALYTICS + MAIN,
    files: { '/app/analytics.js': refuse(404), '/app/main.js': drawAfter(8_000) },
  },
  "whose script draws after 8 s, beside another origin's that is not there": {
    page: `<script src="${NOBODY}/analytics.js"></script>${MAIN}`,
    files: { '/app/main.js': drawAfter(8_000) },
  },
  'whose script draws after 8 s, without its styles and its picture': {
    page: `<link rel="stylesheet" href="/app/style.css"><img src="/app/logo.png">${MAIN}`,
    files: {
      '/app/style.css': refuse(404),
      '/app/logo.png': refuse(404),
      '/app/main.js': drawAfter(8_000),
    },
  },
  'whose script comes by a redirect and draws after 4 s, beside one that is not there': {
    page: ANALYTICS + MAIN,
    files: {
      '/app/analytics.js': refuse(404),
      '/app/main.js': redirectElsewhere('/app/late.js'),
      '/app/late.js': drawAfter(4_000),
    },
  },
  'that asks again for its script in its own handler': {
    page: `<script src="/app/main.js" onerror="setTimeout(() => { ${RETRY} }, 3000)"></script>`,
    files: { '/app/main.js': refuseOnce(script(DRAW)) },
  },
  'whose loader asks again for its script after 3 s': {
    page: `<script src="/app/loader.js"></script>${MAIN}`,
    files: {
      '/app/loader.js': script(`setTimeout(() => { ${RETRY} }, 3000);`),
      '/app/main.js': refuseOnce(script(DRAW)),
    },
  },
  'that has asked again for its script, which draws after 13 s': {
    page: `<script src="/app/main.js" onerror="setTimeout(() => { ${RETRY} }, 1000)"></script>`,
    files: { '/app/main.js': refuseOnce(drawAfter(13_000)) },
  },
  'that asks its API again after 3 s': {
    page: MAIN,
    files: {
      '/app/main.js': script(
        `const ask = () => fetch('/api/authentication').then((reply) => reply.ok ? draw() : setTimeout(ask, 3000));
         const draw = () => { ${DRAW} };
         ask();`,
      ),
      '/api/authentication': refuseOnce(page('')),
    },
  },
  'with a script in it that waits 3 s': {
    page: `${MAIN}<script>
        const end = performance.now() + 3000;
        const wait = () => { if (performance.now() < end) requestAnimationFrame(wait); else { ${DRAW} } };
        wait();
      </script>`,
    files: { '/app/main.js': refuse(404) },
  },
  'with a script in it that is gone from it, and waits 3 s': {
    page: `${MAIN}<script>
        setTimeout(() => { ${DRAW} }, 3000);
        document.currentScript.remove();
      </script>`,
    files: { '/app/main.js': refuse(404) },
  },
  'with a script in it whose timer holds its code as text': {
    page: `${MAIN}<template>${FORM}</template><script>
        setTimeout("document.body.append(document.querySelector('template').content)", 3000);
      </script>`,
    files: { '/app/main.js': refuse(404) },
  },
  'that another page follows after 3 s': {
    page: `<meta http-equiv="refresh" content="3; url=/app/next">${MAIN}`,
    files: { '/app/main.js': refuse(503), '/app/next': page(FORM) },
  },
  'with a frame in it that draws after 3 s': {
    page: `${MAIN}<iframe src="/app/frame"></iframe>`,
    files: {
      '/app/main.js': refuse(503),
      '/app/frame': page(`<script>setTimeout(() => { parent.${DRAW} }, 3000);</script>`),
    },
  },
  'whose form is there and hidden for 3 s': {
    page: `<style>@keyframes show { to { visibility: visible } } form { visibility: hidden; animation: show 0s 3s forwards }</style>${FORM}${MAIN}`,
    files: { '/app/main.js': refuse(503) },
  },
  'whose script comes after 4 s, beside one that is not there': {
    page: ANALYTICS + MAIN,
    files: { '/app/analytics.js': refuse(404), '/app/main.js': after(4_000, script(DRAW)) },
  },
  'whose module imports what comes after 4 s, beside one that is not there': {
    page: ANALYTICS + MAIN_MODULE,
    files: {
      '/app/analytics.js': refuse(404),
      '/app/main.js': script("import '/app/part.js';"),
      ...SLOW_PART,
    },
  },
  'whose script imports what comes after 4 s, beside one that is not there': {
    page: ANALYTICS + MAIN,
    files: {
      '/app/analytics.js': refuse(404),
      '/app/main.js': script("import('/app/part.js');"),
      ...SLOW_PART,
    },
  },
  'whose API answers after 13 s, beside a script that is not there': slowPage,
  'whose API is asked after 2 s and answers after 13 s, beside a script that is not there': lateAskingPage,
  'that shows for 13 s that it is at work, beside a script that is not there': {
    page: `${ANALYTICS}<p></p>${MAIN}`,
    files: {
      '/app/analytics.js': refuse(404),
      '/app/main.js': script(
        `let left = 13;
         const tick = () => {
           document.querySelector('p').textContent = left + ' s left';
           left -= 1;
           if (left < 0) { ${DRAW} } else setTimeout(tick, 1000);
         };
         tick();`,
      ),
    },
  },
  'that draws after 13 s, and lacks nothing': {
    page: MAIN,
    files: { '/app/main.js': drawAfter(13_000) },
  },
};
