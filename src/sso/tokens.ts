import { AsyncResource } from 'node:async_hooks';
import type { Page, Response } from 'playwright';
import { redactor } from '../secrets/redactor.ts';
import { Secret } from '../secrets/secret.ts';

// What passes between a provider and the portal is known by its names and its looks, since nobody tells it to us.

const NAMES =
  'code|id_token|access_token|refresh_token|state|nonce|session_state|code_verifier|client_secret|assertion|SAMLResponse|SAMLRequest|RelayState';

// In an address or the body of a form.
redactor.learnPattern(new RegExp(`((?:^|[?&#"'\\s])(?:${NAMES})=)[^&\\s"'<>#\\\\]{8,}`, 'gi'));

// As a field of a form in a page, or of a JSON document or a description of a request.
redactor.learnPattern(
  new RegExp(
    `((?:name\\\\*["']?\\s*[:=]\\s*\\\\*["'])(?:${NAMES})\\\\*["'][^<>{}]{0,40}?value\\\\*["']?\\s*[:=]\\s*\\\\*["'])[^"'\\\\]{8,}`,
    'gi',
  ),
);
redactor.learnPattern(new RegExp(`(\\\\*["'](?:${NAMES})\\\\*["']\\s*:\\s*\\\\*["'])[^"'\\\\]{8,}`, 'gi'));

// The body of a request, as the browser's protocol tells of it besides.
redactor.learnPattern(/(\\*"bytes\\*"\s*:\s*\\*")[A-Za-z0-9+/=]{16,}/g);

// A JSON Web Token, and a SAML document in base64.
redactor.learnPattern(/eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g);
redactor.learnPattern(/(?:PHNhbWxw|PD94bWwg)[A-Za-z0-9+/=%]{40,}/g);

// Cookies of whomever, in headers and in descriptions of them, where several may stand one below the other.
redactor.learnPattern(/(\\*"(?:set-)?cookie\\*"\s*:\s*\\*")(?:[^"\\]|\\+[nr])+/gi);
redactor.learnPattern(/(set-cookie:\s*[^=;\s]+=)[^;\s\\]+/gi);
redactor.learnPattern(/((?:^|[\r\n]|\\+[nr])cookie:\s*)[^\r\n\\]+/gi);
redactor.learnPattern(
  /(\\*"name\\*"\s*:\s*\\*"(?:set-)?cookie\\*"\s*,\s*\\*"value\\*"\s*:\s*\\*")(?:[^"\\]|\\+[nr])+/gi,
);
redactor.learnPattern(
  /(\\*"name\\*"\s*:\s*\\*"[^"\\]+\\*"\s*,\s*\\*"value\\*"\s*:\s*\\*")[^"\\]+(?=\\*"\s*,\s*\\*"domain)/gi,
);

// What a provider calls one visit: it stands in the path of its pages, and in a cookie too.
redactor.learnPattern(/(\/)(?=[\w-]*\d)[\w-]{36,}/g);

/** Makes every cookie known that a page is given from now on, by whomever. */
export function learnCookiesOf(page: Page): void {
  const learn = (response: Response) => {
    response
      .headerValues('set-cookie')
      .then((lines) => {
        for (const line of lines) new Secret(/^[^=]*=([^;]*)/.exec(line)?.[1] ?? '');
      })
      .catch(() => {});
  };
  // Known as long as the work that asks for it, and not as that which opened the browser.
  page.on('response', AsyncResource.bind(learn));
}
