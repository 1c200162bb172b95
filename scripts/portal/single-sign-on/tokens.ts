import { redactor } from '../../secret/redactor.ts';

// What passes between a provider and the portal is known by its names and its looks, since nobody tells it to us.

const NAMES =
  'code|id_token|access_token|refresh_token|state|nonce|session_state|code_verifier|client_secret|assertion|SAMLResponse|SAMLRequest|RelayState';

// In an address or the body of a form.
redactor.learnPattern(new RegExp(`((?:^|[?&#"'\\s])(?:${NAMES})=)[^&\\s"'<>#\\\\]{8,}`, 'gi'));

// As a field of a form in a page, or of a JSON document or a description of a request.
redactor.learnPattern(
  new RegExp(`((?:name\\\\*["']?\\s*[:=]\\s*\\\\*["'])(?:${NAMES})\\\\*["'][^<>{}]{0,40}?value\\\\*["']?\\s*[:=]\\s*\\\\*["'])[^"'\\\\]{8,}`, 'gi'),
);
redactor.learnPattern(new RegExp(`(\\\\*["'](?:${NAMES})\\\\*["']\\s*:\\s*\\\\*["'])[^"'\\\\]{8,}`, 'gi'));

// A JSON Web Token, and a SAML document in base64.
redactor.learnPattern(/eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g);
redactor.learnPattern(/(?:PHNhbWxw|PD94bWwg)[A-Za-z0-9+/=%]{40,}/g);

// Cookies of whomever, in headers and in descriptions of them.
redactor.learnPattern(/(\\*"(?:set-)?cookie\\*"\s*:\s*\\*")[^"\\]+/gi);
redactor.learnPattern(/(\\*"name\\*"\s*:\s*\\*"(?:set-)?cookie\\*"\s*,\s*\\*"value\\*"\s*:\s*\\*")[^"\\]+/gi);
redactor.learnPattern(/(\\*"name\\*"\s*:\s*\\*"[^"\\]+\\*"\s*,\s*\\*"value\\*"\s*:\s*\\*")[^"\\]+(?=\\*"\s*,\s*\\*"domain)/gi);
