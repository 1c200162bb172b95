import { PERSON } from '../enemies/serve-provider.ts';

// What Okta's Identity Engine answers, as far as its sign-in widget reads it. Names and addresses are those of the
// mock states in github.com/okta/okta-signin-widget, playground/mocks/data/idp/idx; the values are made up.

/** A way to prove who one is. */
export type Method =
  | 'password'
  | 'totp'
  | 'verify code'
  | 'push'
  | 'sms'
  | 'email'
  | 'question'
  | 'security key'
  | 'pin';

interface Traits {
  readonly key: string;
  readonly type: string;
  readonly label: string;
  readonly methodType: string;
}

const TRAITS: Readonly<Record<Method, Traits>> = {
  password: { key: 'okta_password', type: 'password', label: 'Password', methodType: 'password' },
  totp: { key: 'google_otp', type: 'app', label: 'Google Authenticator', methodType: 'otp' },
  'verify code': { key: 'okta_verify', type: 'app', label: 'Okta Verify', methodType: 'totp' },
  push: { key: 'okta_verify', type: 'app', label: 'Okta Verify', methodType: 'push' },
  sms: { key: 'phone_number', type: 'phone', label: 'Phone', methodType: 'sms' },
  email: { key: 'okta_email', type: 'email', label: 'Email', methodType: 'email' },
  question: {
    key: 'security_question',
    type: 'security_question',
    label: 'Question',
    methodType: 'security_question',
  },
  'security key': {
    key: 'webauthn',
    type: 'security_key',
    label: 'Security key',
    methodType: 'webauthn',
  },
  pin: { key: 'nfc_pin', type: 'proximity', label: 'NFC', methodType: 'nfc_pin' },
};
const PROFILES: Readonly<Partial<Record<Method, object>>> = {
  sms: { phoneNumber: '+1 XXX-XXX-0100' },
  email: { email: 'j***e@stand-in.invalid' },
};

/** The fields of a form. */
export type Fields = readonly object[];
/** A reply, or a part of one. */
export type Answer = Record<string, unknown>;

/** @returns the reply that ends the sign-in, and sends the browser on */
export function showSuccess(href: string): Answer {
  return { ...frame(href), success: { name: 'success-redirect', href } };
}

/** @returns what stands in a reply beside its page where something was refused; the widget says it in its own words where it knows the key */
export function refuse(message: string, key: string): Answer {
  return { messages: { type: 'array', value: [{ message, i18n: { key }, class: 'ERROR' }] } };
}

/** @returns the method that is meant by what was chosen in a list */
export function findMethod(id: string, methodType: string | undefined): Method | undefined {
  const methods = Object.keys(TRAITS) as Method[];
  const own = methods.filter((method) => idOf(method) === id);
  return own.find((method) => TRAITS[method].methodType === methodType) ?? own[0];
}

/** @returns what stands in every reply */
export function frame(origin: string, isKnown = true): Answer {
  return {
    version: '1.0.0',
    stateHandle: 'fake-state-handle',
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    intent: 'LOGIN',
    ...(isKnown && { user: { type: 'object', value: { id: 'fake-user', identifier: PERSON.username } } }),
    app: { type: 'object', value: { name: 'oidc_client', label: 'Fake App', id: 'fake-app' } },
    authentication: { type: 'object', value: { protocol: 'OAUTH2.0', issuer: { uri: origin } } },
    cancel: form('cancel', new URL('/idp/idx/cancel', origin).href),
  };
}

function form(name: string, href: string, fields: Fields = [], more: object = {}): Answer {
  const handle = {
    name: 'stateHandle',
    required: true,
    value: 'fake-state-handle',
    visible: false,
    mutable: false,
  };
  return {
    rel: ['create-form'],
    name,
    href,
    method: 'POST',
    accepts: 'application/json; okta-version=1.0.0',
    produces: 'application/ion+json; okta-version=1.0.0',
    value: [...fields, handle],
    ...more,
  };
}

function idOf(method: Method): string {
  return `fake-${TRAITS[method].key}`;
}

function enrol(method: Method, more: object = {}): Answer {
  const { key, type, label, methodType } = TRAITS[method];
  return {
    key,
    type,
    id: idOf(method),
    displayName: label,
    methods: [{ type: methodType }],
    ...(PROFILES[method] && { profile: PROFILES[method] }),
    ...more,
  };
}

/** @returns the field of a form that takes what proves who one is */
export function credentials(...value: Fields): object {
  return { name: 'credentials', type: 'object', required: true, form: { value } };
}

/** Builds the pages' replies. */
export class Builder {
  readonly #origin: string;
  readonly #methods: readonly Method[];
  readonly #isRefused: boolean;

  constructor(origin: string, methods: readonly Method[], isRefused: boolean) {
    this.#origin = origin;
    this.#methods = methods;
    this.#isRefused = isRefused;
  }

  form(name: string, path: string, fields: Fields = [], more: object = {}): Answer {
    return form(name, `${this.#origin}/idp/idx/${path}`, fields, more);
  }

  /** The field of a one-time code, which tells of itself that the code was refused. */
  code(name: string): object {
    const refusal = this.#isRefused && refuse('This is not the code.', 'fake.invalidPasscode');
    return { name, label: 'Code', required: true, visible: true, ...refusal };
  }

  /** @param forms of the page, the first one its own */
  page(forms: Fields, more: object = {}): Answer {
    return { remediation: { type: 'array', value: forms }, ...more };
  }

  /** The page where people say who they are: it leads to a registration, an unlocking and a reset, too. */
  identify(fields: Fields, more: object = {}): Answer {
    const others = [
      this.form('select-enroll-profile', 'enroll'),
      this.form('unlock-account', 'unlock-account'),
    ];
    return this.page([this.form('identify', 'identify', fields), ...others], {
      currentAuthenticator: { type: 'object', value: this.#withRecovery(enrol('password')) },
      ...more,
    });
  }

  /** The page of one method, with the way to the others. */
  challenge(method: Method, name: string, path: string, fields: Fields, more: object = {}): Answer {
    const own = enrol(method, more);
    const current = method === 'password' ? this.#withRecovery(own) : own;
    const isApp = ['app', 'proximity'].includes(TRAITS[method].type);
    const relatesTo = [isApp ? '$.currentAuthenticator' : '$.currentAuthenticatorEnrollment'];
    const others = this.#methods.length > 0 ? [this.#select([method, ...this.#methods])] : [];
    const refresh = name === 'challenge-poll' ? { refresh: 1000 } : {};
    return this.page([this.form(name, path, fields, { relatesTo, ...refresh }), ...others], {
      [isApp ? 'currentAuthenticator' : 'currentAuthenticatorEnrollment']: { type: 'object', value: current },
      ...this.#enrolled([method, ...this.#methods]),
    });
  }

  /** A page that sends something only once it is asked to. */
  offer(method: Method, more: Fields = []): Answer {
    const { label, methodType } = TRAITS[method];
    const options = [{ label: methodType.toUpperCase(), value: methodType }];
    const value = [{ name: 'id', required: true, value: idOf(method), mutable: false }];
    const choice = { name: 'methodType', required: true, options };
    const field = {
      name: 'authenticator',
      type: 'object',
      label,
      form: { value: [...value, choice, ...more] },
    };
    return this.challenge(method, 'authenticator-verification-data', 'challenge', [field]);
  }

  list(): Answer {
    return this.page([this.#select(this.#methods)], this.#enrolled(this.#methods));
  }

  setUps(...others: Fields): Answer {
    const options = this.#methods.map((method, at) => option([method], `$.authenticators.value[${at}]`));
    const fields = [{ name: 'authenticator', type: 'object', required: true, options }];
    const own = this.form('select-authenticator-enroll', 'credential/enroll', fields);
    return this.page([own, ...others], {
      authenticators: { type: 'array', value: this.#methods.map((method) => enrol(method)) },
      authenticatorEnrollments: { type: 'array', value: [enrol('password')] },
    });
  }

  /** A page where something is set up, or set anew. */
  setUp(method: Method, name: string, path: string, fields: Fields, more: object, ...others: Fields): Answer {
    const own = this.form(name, path, fields, { relatesTo: ['$.currentAuthenticator'] });
    return this.page([own, ...others], {
      currentAuthenticator: { type: 'object', value: enrol(method, more) },
      authenticators: { type: 'array', value: [enrol(method)] },
      authenticatorEnrollments: { type: 'array', value: [enrol('password')] },
    });
  }

  #withRecovery(authenticator: Answer): Answer {
    return { ...authenticator, recover: this.form('recover', 'recover') };
  }

  #select(methods: readonly Method[]): Answer {
    const keys = [...new Set(methods.map((method) => TRAITS[method].key))];
    const options = keys.map((key, at) =>
      option(
        methods.filter((method) => TRAITS[method].key === key),
        `$.authenticatorEnrollments.value[${at}]`,
      ),
    );
    const fields = [{ name: 'authenticator', type: 'object', options }];
    return this.form('select-authenticator-authenticate', 'challenge', fields);
  }

  /** The page where a locked account is unlocked. */
  unlock(identifier: object): Answer {
    const [chosen] = this.#select(this.#methods).value as Fields;
    const own = this.form('select-authenticator-unlock-account', 'challenge', [identifier, chosen ?? {}]);
    return this.page([own], this.#enrolled(this.#methods));
  }

  #enrolled(methods: readonly Method[]): Answer {
    const unique = methods.filter(
      (method, at) => methods.findIndex((each) => TRAITS[each].key === TRAITS[method].key) === at,
    );
    const value = unique.map((method) => enrol(method));
    return { authenticators: { type: 'array', value }, authenticatorEnrollments: { type: 'array', value } };
  }
}

const TYPE_LABELS: Readonly<Record<string, string>> = {
  push: 'Push',
  totp: 'Code',
  sms: 'SMS',
};

function option(methods: readonly Method[], relatesTo: string): object {
  const [first = 'password'] = methods;
  const types = methods.map((method) => TRAITS[method].methodType);
  const isOpen = types.some((type) => TYPE_LABELS[type] !== undefined);
  const methodType = isOpen
    ? {
        name: 'methodType',
        type: 'string',
        required: false,
        options: types.map((value) => ({ label: TYPE_LABELS[value], value })),
      }
    : { name: 'methodType', required: false, value: types[0], mutable: false };
  const id = { name: 'id', required: true, value: idOf(first), mutable: false };
  return { label: TRAITS[first].label, value: { form: { value: [id, methodType] } }, relatesTo };
}
