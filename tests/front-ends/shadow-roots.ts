import { TOTP } from 'otpauth';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { PERSON } from '../enemies/serve-provider.ts';
import { type Deed, DONE, type FrontEnd, type Reply, startFrontEnd } from './start-front-end.ts';

/** What is asked for, and what comes of an answer. */
export interface Challenge {
  readonly component: string;
  /** What its element is given more. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly title: string;
  readonly take: (answer: Answer) => Taken;
}

type Answer = Readonly<Record<string, unknown>>;

interface Taken {
  readonly deed?: Deed;
  /** The field that the answer is wrong at, and what is said of it. */
  readonly error?: readonly [string, string];
}

/** The ways to prove oneself after the password. */
export type Device = 'totp' | 'sms' | 'static' | 'webauthn' | 'duo';

/**
 * Serves pages of nested shadow roots.
 * @param challenges one after another; after the last one, the browser is signed in
 * @param hasHelper whether there are fields out of sight, as authentik has them for programs that keep passwords
 */
export async function startShadowRoots(
  server: StandIn,
  challenges: readonly Challenge[],
  hasHelper = false,
): Promise<FrontEnd> {
  let at = 0;
  const show = (error?: Taken['error']): Reply => ({ body: describe(challenges[at], error) });
  const take = (answer: Answer): Reply => {
    const { deed, error } = challenges[at]?.take(answer) ?? {};
    if (!error && !('selected_challenge' in answer)) at += 1;
    return deed ? { ...show(error), deed } : show(error);
  };
  const page =
    () => `<!doctype html><html><head><meta charset="utf-8"><title>Fake flow</title><link rel="icon" href="data:,"></head>
    <body${hasHelper ? ' data-helper="true"' : ''}><ak-flow-executor></ak-flow-executor><script src="/pages/shadow-page.js"></script></body></html>`;
  return await startFrontEnd(server, page, { '/pages/': '..' }, (_, body, { method }) =>
    method === 'POST' ? take(JSON.parse(body)) : show(),
  );
}

function describe(challenge: Challenge | undefined, error: Taken['error']): object {
  if (!challenge) return { component: 'xak-flow-redirect', to: DONE };
  const { component, more, title } = challenge;
  const response_errors = error && { [error[0]]: [{ string: error[1], code: 'invalid' }] };
  return { component, flow_info: { title }, response_errors, ...more };
}

/** The user name, and the password with it where a stage asks for both. */
export function identify(hasPassword = false): Challenge {
  return {
    component: 'ak-stage-identification',
    title: 'Welcome to Fake!',
    more: { password_fields: hasPassword },
    take: ({ uidField, password }) => {
      const isRight = uidField === PERSON.username && (!hasPassword || password === PERSON.password);
      const deed = hasPassword ? 'password' : 'user name';
      return isRight ? { deed } : { deed, error: ['uidField', 'Failed to authenticate.'] };
    },
  };
}

/** The password of somebody who is known already. */
export function askPassword(): Challenge {
  return {
    component: 'ak-stage-password',
    title: 'Welcome to Fake!',
    take: ({ password }) =>
      password === PERSON.password
        ? { deed: 'password' }
        : { deed: 'password', error: ['password', 'Invalid password'] },
  };
}

/** A proof by one of several devices. @param chosen the one that was used the last time */
export function validate(devices: readonly Device[], chosen?: Device): Challenge {
  const take = ({ selected_challenge, code }: Answer): Taken => {
    if (selected_challenge) return tell((selected_challenge as { device_class: Device }).device_class);
    const isRight =
      new TOTP({ secret: PERSON.totpSecret }).validate({ token: String(code), window: 1 }) !== null;
    return isRight ? { deed: 'code' } : { deed: 'code', error: ['code', 'Invalid Token'] };
  };
  return {
    component: 'ak-stage-authenticator-validate',
    title: 'Prove that it is you',
    more: { device_challenges: devices, chosen },
    take,
  };
}

/** What is sent to a device that was chosen. */
function tell(device: Device): Taken {
  if (device === 'sms') return { deed: 'message' };
  return device === 'duo' ? { deed: 'push' } : {};
}

/** Any other stage. @param deed what is done by answering it */
export function show(component: string, title: string, deed?: Deed, more = {}): Challenge {
  return { component, title, more, take: () => (deed ? { deed } : {}) };
}

/** Whether one wants to stay signed in. */
export function askToStay(): Challenge {
  const take = ({ remember_me }: Answer): Taken => (remember_me === 'no' ? {} : { deed: 'stay signed in' });
  return { component: 'ak-stage-user-login', title: 'Stay signed in?', take };
}
