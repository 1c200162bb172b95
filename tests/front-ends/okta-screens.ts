import {
  type Answer,
  Builder,
  credentials,
  type Fields,
  frame,
  type Method,
  refuse,
} from './okta-replies.ts';

/** What people are shown. Those with `offered` send a message, or a push, only once they are asked to. */
export type Screen =
  | Exclude<Method, 'security key'>
  | 'name'
  | 'name and password'
  | 'captcha'
  | 'list'
  | 'push offered'
  | 'sms offered'
  | 'email offered'
  | 'stay signed in'
  | 'consent'
  | 'granular consent'
  | 'set-ups'
  | 'set-ups to skip'
  | 'set-up of TOTP'
  | 'set-up of phone'
  | 'set-up of PIN'
  | 'password expired'
  | 'password to expire'
  | 'password reset'
  | 'registration'
  | 'unlock account'
  | 'not allowed';

/** One page of a journey, and the methods that it offers beside its own. */
export type Step = readonly [screen: Screen, ...methods: Method[]];

/** What the number is that a person is to choose on the phone. */
export const PUSH_NUMBER = '87';
/** The captcha that the widget is told to show. */
export const CAPTCHA_SCRIPT = '/captcha.js';

/**
 * @param isRefused whether the code that was typed there was refused
 * @returns the reply that shows a step's page
 */
export function showStep([screen, ...methods]: Step, origin: string, isRefused: boolean): Answer {
  const isKnown = !['name', 'name and password', 'captcha', 'registration', 'unlock account'].includes(
    screen,
  );
  return { ...frame(origin, isKnown), ...SCREENS[screen](new Builder(origin, methods, isRefused)) };
}

const SECRET = { name: 'passcode', label: 'Password', secret: true };
const IDENTIFIER = { name: 'identifier', label: 'Username', required: true };
const REMEMBER = { name: 'rememberMe', label: 'Keep me signed in', type: 'boolean' };
const NEW_PASSWORD = { name: 'passcode', label: 'New password', secret: true };
const COMPLEXITY = { minLength: 8, minLowerCase: 1, minUpperCase: 1, minNumber: 1, minSymbol: 0 };

const CAPTCHA_FIELD = {
  name: 'captchaVerify',
  relatesTo: '$.captcha',
  form: {
    value: [
      { name: 'captchaId', required: true, value: 'fake-captcha', visible: false, mutable: false },
      { name: 'captchaToken', required: true, visible: false, hint: 'captcha' },
    ],
  },
};
const CAPTCHA = {
  captcha: {
    type: 'object',
    value: { id: 'fake-captcha', name: 'Fake', siteKey: 'fake-site', type: 'HCAPTCHA' },
  },
};
const QUESTION: Fields = [
  {
    name: 'questionKey',
    label: 'What is fake?',
    required: true,
    value: 'disliked_food',
    visible: false,
    mutable: false,
  },
  { name: 'answer', label: 'answer', required: true },
];
const AUTO_PUSH = {
  name: 'autoChallenge',
  type: 'boolean',
  label: 'Send push automatically',
  required: 'false',
  value: false,
  visible: true,
  mutable: true,
};
const KEEP = {
  name: 'keepMeSignedIn',
  type: 'boolean',
  label: 'Stay',
  required: true,
  value: false,
  mutable: true,
};
const CONSENT = {
  name: 'consent',
  type: 'boolean',
  required: true,
  options: [
    { label: 'Yes', value: true },
    { label: 'No', value: false },
  ],
};
const SCOPES = [{ name: 'email', label: 'Fake scope', value: 'email', desc: 'What a fake app reads.' }];
const GRANULAR: Fields = [
  { name: 'consent', type: 'boolean', visible: false, required: true },
  { name: 'optedScopes', form: { value: [scope('openid', false), scope('email', true)] } },
];
const PICTURE = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';
const PROFILE = {
  name: 'userProfile',
  form: {
    value: [
      { name: 'firstName', label: 'First name', required: true },
      { name: 'lastName', label: 'Last name', required: true },
      { name: 'email', label: 'Email', required: true },
    ],
  },
};
const PHONE = {
  name: 'authenticator',
  type: 'object',
  label: 'Phone',
  required: true,
  visible: true,
  form: {
    value: [
      { name: 'id', value: 'fake-phone_number', required: true, mutable: false, visible: false },
      { name: 'methodType', required: true, options: [{ label: 'SMS', value: 'sms' }] },
      { name: 'phoneNumber', label: 'Phone number', required: true, type: 'string' },
    ],
  },
};

function scope(name: string, mutable: boolean): object {
  return {
    name,
    label: `Fake ${name}`,
    type: 'boolean',
    required: true,
    value: true,
    visible: true,
    mutable,
  };
}

function answerTo(builder: Builder, method: Method, ...fields: Fields): Answer {
  return builder.challenge(method, 'challenge-authenticator', 'challenge/answer', [credentials(...fields)]);
}

function renew(builder: Builder, name: string, more: object, ...others: Fields): Answer {
  const settings = { complexity: COMPLEXITY, age: { minAgeMinutes: 0, historyCount: 0 }, ...more };
  const fields = [credentials(NEW_PASSWORD)];
  return builder.setUp('password', name, 'challenge/answer', fields, { settings }, ...others);
}

const SCREENS: Readonly<Record<Screen, (b: Builder) => Answer>> = {
  name: (b) => b.identify([IDENTIFIER, REMEMBER]),
  'name and password': (b) => b.identify([IDENTIFIER, credentials(SECRET), REMEMBER]),
  captcha: (b) => b.identify([IDENTIFIER, credentials(SECRET), CAPTCHA_FIELD], CAPTCHA),
  list: (b) => b.list(),
  password: (b) => answerTo(b, 'password', SECRET),
  totp: (b) => answerTo(b, 'totp', b.code('passcode')),
  'verify code': (b) => answerTo(b, 'verify code', b.code('totp')),
  sms: (b) => answerTo(b, 'sms', b.code('passcode')),
  email: (b) => answerTo(b, 'email', b.code('passcode')),
  pin: (b) => answerTo(b, 'pin', SECRET),
  question: (b) => answerTo(b, 'question', ...QUESTION),
  push: (b) =>
    b.challenge('push', 'challenge-poll', 'challenge/poll', [], {
      contextualData: { correctAnswer: PUSH_NUMBER },
    }),
  'push offered': (b) => b.offer('push', [AUTO_PUSH]),
  'sms offered': (b) => b.offer('sms'),
  'email offered': (b) => b.offer('email'),
  'stay signed in': (b) => b.page([b.form('keep-me-signed-in', 'keep-me-signed-in', [KEEP])]),
  consent: (b) => b.page([b.form('consent', 'consent', [CONSENT], { scopes: SCOPES })]),
  'granular consent': (b) => b.page([b.form('granular-consent', 'consent', GRANULAR)]),
  'set-ups': (b) => b.setUps(),
  'set-ups to skip': (b) => b.setUps(b.form('skip', 'skip')),
  'set-up of TOTP': (b) =>
    b.setUp('totp', 'enroll-authenticator', 'challenge/answer', [credentials(b.code('passcode'))], {
      contextualData: {
        qrcode: { method: 'embedded', href: PICTURE, type: 'image/png' },
        sharedSecret: 'MFRGGZDF',
      },
    }),
  'set-up of phone': (b) => b.setUp('sms', 'authenticator-enrollment-data', 'credential/enroll', [PHONE], {}),
  'set-up of PIN': (b) =>
    b.setUp('pin', 'enroll-authenticator', 'challenge/answer', [credentials(SECRET)], {}),
  'password expired': (b) => renew(b, 'reenroll-authenticator', {}),
  'password to expire': (b) =>
    renew(b, 'reenroll-authenticator-warning', { daysToExpiry: 4 }, b.form('skip', 'skip')),
  'password reset': (b) => renew(b, 'reset-authenticator', {}),
  registration: (b) =>
    b.page([
      b.form('enroll-profile', 'enroll/new', [PROFILE]),
      b.form('select-identify', 'identify', [{ name: 'identifier', label: 'identifier' }]),
    ]),
  'unlock account': (b) => b.unlock(IDENTIFIER),
  'not allowed': () => refuse('Fake App is not for Jane.', 'fake.notAllowed'),
};
