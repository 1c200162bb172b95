import { f, type JudgedPage, judgeAs, pw, STOP, user } from './judged-pages.ts';

// Ways that are chosen by radio buttons, or in a list, and then taken by a button. After what products draw: AWS' Amplify
// (aws-amplify/amplify-ui, SelectMfaType and its snapshot), whose words those of Cognito's hosted pages are; Ping's and ForgeRock's
// ChoiceCallback (ForgeRock/forgerock-javascript-sdk, choice.ts of its end-to-end app); Keycloak's extensions
// (stevefavez/keycloakext, secondfactor-authenticator-selector.ftl; claudiunicolaa/keycloak-2fa-choose-method,
// multiple-enrollment.ftl) and its own login-otp.ftl; JumpServer (_mfa_login_field.html); GOV.UK Pay's sign-in-method; Salesforce's
// and CyberArk's words from their help (help.salesforce.com, docs.cyberark.com "Authentication mechanisms").

const GIVEN = { isGiven: true };

interface Choice {
  readonly name: string;
  readonly value?: string;
  readonly isChosen?: boolean;
}

const WAYS: readonly Choice[] = [
  { name: 'Text message to +49 ••• 42', value: 'sms' },
  { name: 'Authenticator app', value: 'totp' },
  { name: 'E-mail to j•••@stand-in.invalid', value: 'mail' },
];
const named = (...names: string[]): Choice[] => names.map((name, at) => ({ name, value: `v${at}` }));
const chosen = (ways: readonly Choice[], value: string) =>
  ways.map((way) => ({ ...way, isChosen: way.value === value }));
const radios = (ways: readonly Choice[], more = '') =>
  ways
    .map(
      ({ name, value = '', isChosen = false }) =>
        `<label><input type=radio name=way value="${value}" ${isChosen ? 'checked' : ''} ${more}> ${name}</label>`,
    )
    .join('');
const select = (ways: readonly Choice[], more = '') =>
  `<select name=way id=way ${more}>${ways.map(({ name, value = '', isChosen = false }) => `<option value="${value}" ${isChosen ? 'selected' : ''}>${name}</option>`).join('')}</select>`;
const page = (inner: string, head = 'Verify your identity') => `<h1>${head}</h1>${f(inner)}`;
const NEXT = '<button>Next</button>';
const HIDDEN = 'style="position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)"';
const CODE = '<label>Code <input name=code></label>';

/** Those in which a way is chosen that can be gone, and then taken. */
export const chosenMethodPages: readonly JudgedPage[] = [
  ...judgeAs(
    ['method'],
    {
      'radio buttons': page(`${radios(WAYS)}${NEXT}`),
      'radio buttons, another chosen': page(`${radios(chosen(WAYS, 'sms'))}${NEXT}`),
      'radio buttons, the right one chosen': page(`${radios(chosen(WAYS, 'totp'))}${NEXT}`),
      'a list': page(`<label for=way>How?</label>${select(WAYS)}${NEXT}`),
      'a list, the right one chosen': page(`${select(chosen(WAYS, 'totp'))}${NEXT}`),
      'a list that begins with none': page(
        `${select([{ name: 'Please select', value: '' }, ...WAYS])}<button>Continue</button>`,
      ),
      'labels that stand apart': page(
        WAYS.map(
          ({ name, value }) =>
            `<div><input type=radio name=way value=${value} id=${value}><div><label for=${value}>${name}</label></div></div>`,
        ).join('') + NEXT,
      ),
      'labels by their ids': page(
        WAYS.map(
          ({ name, value }) =>
            `<div><input type=radio name=way value=${value} aria-labelledby="l-${value}"><b id="l-${value}">${name}</b></div>`,
        ).join('') + NEXT,
      ),
      'radio buttons that are drawn otherwise': page(`${radios(WAYS, HIDDEN)}${NEXT}`),
      'beside a box to be known again': page(
        `${radios(WAYS)}<label><input type=checkbox name=trust checked> Remember this device</label>${NEXT}`,
      ),
      'with words below': page(
        `${radios(named('Text message<br>Standard rates apply', 'Authenticator app<br>Use a code that it shows', 'Security key<br>Touch it'))}${NEXT}`,
      ).replace('value="v1"', 'value="totp"'),
      'keycloak, by an extension': `<h1>Log in to Octo</h1>${f(
        `<label for=way>Select a second authentication factor</label>${select([
          { name: 'SMS', value: 'sms' },
          { name: 'Authenticator app', value: 'totp' },
        ])}<input name=login type=submit value="Log in"><input name=cancel type=submit value=Cancel>`,
      )}`,
      'cyberark: a mechanism': page(
        `<label for=way>Authentication Method</label>${select([
          { name: 'Mobile Authenticator', value: 'm' },
          { name: 'Text message... XXX-1242', value: 's' },
          { name: 'OATH OTP Client', value: 'totp' },
          { name: 'Phone Call... XXX-1242', value: 'p' },
          { name: 'Email... @stand-in.invalid', value: 'e' },
        ])}${NEXT}`,
        'Authentication',
      ),
      'salesforce: a verification method': page(
        `${radios([
          { name: 'Approve a request in Salesforce Authenticator', value: 'a' },
          { name: 'Use verification codes from an authenticator app', value: 'totp' },
          { name: 'Use a security key', value: 'k' },
        ])}<input type=submit value=Continue>`,
        'Choose a Verification Method',
      ),
      'german words': `<h1>Identität bestätigen</h1>${f(
        `${radios([
          { name: 'SMS an +49 ••• 42', value: 's' },
          { name: 'Authenticator-App', value: 'totp' },
          { name: 'Anruf', value: 'c' },
        ])}<button>Weiter</button>`,
      )}`,
      'japanese words': `<h1>本人確認</h1>${f(
        `${radios([
          { name: '認証アプリ', value: 'totp' },
          { name: '電話', value: 'p' },
        ])}<button>次へ</button>`,
      )}`,
    },
    { ...GIVEN, fill: { way: 'totp' }, noTrust: true, press: /(?:^|,)(?:Next|Continue|Log in|Weiter|次へ)$/ },
  ),
  ...judgeAs(
    ['method'],
    {
      'amplify: one of two': `<form method=post action="/take"><fieldset><fieldset role=radiogroup><legend ${HIDDEN}>Select MFA Type</legend><div aria-hidden=true ${HIDDEN}>Select MFA Type</div><div><label><span>Email Message</span><input name=mfa_type required type=radio value=EMAIL ${HIDDEN}><span aria-hidden=true></span></label><label><span>Authenticator App (TOTP)</span><input name=mfa_type required type=radio value=TOTP ${HIDDEN}><span aria-hidden=true></span></label></div></fieldset><button type=submit>Confirm</button><button type=button>Back to Sign In</button></fieldset></form>`,
    },
    { ...GIVEN, fill: { mfa_type: 'TOTP' }, press: /(?:^|,)Confirm$/ },
  ),
  ...judgeAs(
    ['method'],
    {
      'the password': page(
        `${radios(named('Password', 'Text message'))}${NEXT}`,
        'How do you want to sign in?',
      ),
      'the password, and not a certificate': page(
        `${select(named('Password', 'Smart card or security key'))}<button>Log in</button>`,
        'Sign in',
      ),
    },
    { fill: { way: 'v0' }, press: /(?:^|,)(?:Next|Log in)$/ },
  ),
  ...judgeAs(
    ['method'],
    {
      'no native ones': `<h1>Verify your identity</h1><div><div role=radiogroup aria-label="Choose a method">${WAYS.map(({ name }) => `<div role=radio tabindex=0 aria-checked=false>${name}</div>`).join('')}</div><button>Next</button></div><script>for (const way of document.querySelectorAll('[role=radio]')) way.onclick = () => setTimeout(() => { for (const one of document.querySelectorAll('[role=radio]')) one.setAttribute('aria-checked', one === way); });</script>`,
      'no native list': `<h1>Verify your identity</h1><div><div role=listbox aria-label="Method">${WAYS.map(({ name }) => `<div role=option tabindex=0 aria-selected=false>${name}</div>`).join('')}</div><button>Next</button></div><script>for (const way of document.querySelectorAll('[role=option]')) way.onclick = () => { for (const one of document.querySelectorAll('[role=option]')) one.setAttribute('aria-selected', one === way); };</script>`,
    },
    { ...GIVEN, press: /^Authenticator app,Next$/ },
  ),
  ...judgeAs(
    ['push-offer'],
    {
      'a push, and nothing else': page(`${radios(named('Call +49 ••• 42', 'Send push'))}${NEXT}`),
    },
    { ...GIVEN, fill: { way: 'v1' }, press: /(?:^|,)Next$/ },
  ),
  ...judgeAs(
    ['use-passkey'],
    {
      'a passkey': page(`${radios(named('Authenticator app', 'Passkey', 'Text message'))}${NEXT}`),
    },
    { ...GIVEN, hasPasskey: true, fill: { way: 'v1' }, press: /(?:^|,)Next$/ },
  ),
  // Fields that stand there for what is chosen.
  ...judgeAs(
    ['code'],
    {
      'the code of what is chosen': page(`${select(chosen(WAYS, 'totp'))}${CODE}${NEXT}`),
      'jumpserver: the code of what is chosen afterwards': page(
        `${select(WAYS, 'onchange="show(this.value)"')}<div id=sms><input placeholder="SMS verification code"></div><div id=totp style="display:none"><input placeholder="OTP verification code"></div>${NEXT}<script>function show(way) { for (const one of ['sms', 'totp']) { document.getElementById(one).style.display = one === way ? '' : 'none'; document.querySelector('#' + one + ' input').name = one === way ? 'code' : ''; } }</script>`,
        'MFA',
      ),
    },
    { ...GIVEN, fill: { way: 'totp', code: '123456' } },
  ),
  ...judgeAs(
    ['code'],
    {
      'keycloak: of several devices': `<h1>Sign in</h1>${f(`<input id=c0 type=radio name=selectedCredentialId value=totp checked><label for=c0 tabindex=0>My phone</label><input id=c1 type=radio name=selectedCredentialId value=other><label for=c1 tabindex=1>My e-mail reader</label><div><label for=otp>One-time code</label><input id=otp name=code autocomplete=one-time-code></div><input name=login type=submit value="Sign In">`)}`,
    },
    { ...GIVEN, fill: { selectedCredentialId: 'totp', code: '123456' } },
  ),
  ...judgeAs(
    ['both'],
    {
      'the password, as is chosen': page(
        `${user}${select([
          { name: 'Password', value: 'p', isChosen: true },
          { name: 'Security key', value: 'k' },
        ])}${pw}<button>Sign in</button>`,
        'Sign in',
      ),
      'the password, as is chosen afterwards': page(
        `${user}${select([
          { name: 'Security key', value: 'k' },
          { name: 'Password', value: 'p' },
        ])}${pw}<button>Sign in</button>`,
        'Sign in',
      ),
      'a domain beside': page(
        `${user}${pw}<label>Domain <select name=way><option value=p>Contoso<option>Fabrikam</select></label><button>Sign in</button>`,
        'Sign in',
      ),
    },
    { fill: { way: 'p', password: 'fake-password' } },
  ),
];

/** On none of them anything may be chosen, typed or pressed. */
export const unchosenPages: readonly JudgedPage[] = [
  ...judgeAs(
    STOP,
    {
      // No way that can be gone.
      'messages alone': page(`${radios(named('Text me at ••42', 'E-mail me', 'Call me'))}${NEXT}`),
      'messages alone, in a list': page(`${select(named('SMS', 'E-mail', 'Phone call'))}${NEXT}`),
      'a code by sms': page(`${radios(named('One-time code by SMS', 'Security key'))}${NEXT}`),
      'a push of an app': page(
        `${radios(named('Approve a request on my Authenticator app', 'Text message'))}${NEXT}`,
      ),
      'an app that asks': page(`${radios(named('Mobile Authenticator', 'Phone call'))}${NEXT}`),
      'one of two apps': page(
        `${radios(named('Authenticator app on my phone number 1', 'Authenticator app', 'Google Authenticator'))}${NEXT}`,
      ),
      'one that is not offered now': page(
        `${radios([{ name: 'Text message', value: 's' }])}<label><input type=radio name=way value=totp disabled> Authenticator app</label><label><input type=radio name=way value=c> Call</label>${NEXT}`,
      ),
      'messages, where somebody is welcomed': `<h1>Welcome back</h1>${select(named('SMS', 'Phone call'))}<button>Continue</button>`,
      'seats, where somebody is welcomed': page(
        '<select name=seats><option>10<option>20</select><button>Continue</button>',
        'Welcome back',
      ),
      'a code of what is chosen, beside an unknown way': page(
        `${select(named('Code by SMS', 'Octo'))}<label>Code <input name=code autocomplete=one-time-code></label>${NEXT}`,
        'Two-step verification',
      ),
      // Not known whether they are ways.
      'an unknown way': page(`${radios(named('Authenticator app', 'Octo'))}${NEXT}`),
      'a single one': page(`${radios(named('Authenticator app'))}${NEXT}`),
      'two lists of ways': page(
        `${radios(named('Authenticator app', 'Text message'))}${select(named('Phone', 'Security key')).replaceAll('way', 'backup')}${NEXT}`,
      ),
      'nothing that says what for': page(
        `${radios(named('Authenticator app', 'Text message'))}${NEXT}`,
        'Octo',
      ),
      'how to get codes, from now on': page(
        `<fieldset><legend>Choose how to get security codes</legend>${radios(named('By text message', 'By an authenticator app'))}</fieldset><button>Continue</button>`,
        'Choose how to get security codes',
      ),
      // Done something with.
      'ways to be set up': page(
        `${radios(named('Authenticator app', 'Text message'))}${NEXT}`,
        'Set up two-factor authentication',
      ),
      'ways to be added': page(
        `<p>Add a second factor to your account.</p>${radios(named('Authenticator app', 'Text message'))}${NEXT}`,
      ),
      'ways to be removed': page(
        `${radios(named('Authenticator app', 'Text message'))}${NEXT}`,
        'Two-factor authentication: which one do you want to remove?',
      ),
      'one to be removed': page(
        `${radios(named('Remove authenticator app', 'Authenticator app', 'Text message'))}${NEXT}`,
      ),
      'a default': page(
        `<p>Choose your default verification method.</p>${radios(named('Authenticator app', 'Text message'))}${NEXT}`,
      ),
      'zum einrichten': `<h1>Anmeldung</h1><p>Bitte einen zweiten Faktor einrichten.</p>${f(`${radios(named('Authenticator-App', 'SMS'))}<button>Weiter</button>`)}`,
      // For another purpose.
      'a password to be reset': page(
        `${radios(named('Authenticator app', 'Text message'))}${NEXT}`,
        'Reset your password: verify your identity',
      ),
      'an account to be got back': page(
        `${radios(named('Authenticator app', 'E-mail'))}${NEXT}`,
        'Verify your identity to recover your account',
      ),
      'an account to be deleted': page(
        `${radios(named('Authenticator app', 'Text message'))}<button>Continue</button>`,
        'Verify it is you to delete your account',
      ),
      'a transfer to be confirmed': page(
        `${radios(named('Authenticator app', 'Text message'))}<button>Confirm</button>`,
        'Approve this payment: verify your identity',
      ),
      'somebody is warned': `<h1>Verify your identity</h1><p>Somebody signed in from Paris.</p>${f(`${radios(named('Authenticator app', 'Text message'))}<button>Continue</button>`)}`,
      // More would be sent.
      'a telephone number beside': page(
        `${radios(named('Authenticator app', 'Text message'))}<label>Phone number <input name=phone type=tel></label>${NEXT}`,
      ),
      'another choice beside': page(
        `${radios(named('Authenticator app', 'Text message'))}<label><input type=radio name=known value=yes checked> Trust this device</label><label><input type=radio name=known value=no> Do not</label>${NEXT}`,
      ),
      'a country beside': page(
        `${radios(named('Authenticator app', 'Text message'))}<select name=country><option>Germany<option>France</select>${NEXT}`,
      ),
      'a box beside': page(
        `${radios(named('Authenticator app', 'Text message'))}<label><input type=checkbox name=news checked> Send me news</label>${NEXT}`,
      ),
      // A button that does something else, or none.
      'a code would be sent': page(`${radios(chosen(WAYS, 'totp'))}<button>Send code</button>`),
      'a button that saves': page(`${radios(chosen(WAYS, 'totp'))}<button>Save</button>`),
      'a button of another form': `<h1>Verify your identity</h1>${f(radios(WAYS))}${f(NEXT)}`,
      'no button': page(radios(WAYS)),
      // What is chosen is none of ours, and the field beside it is for that.
      'a code for what is chosen': page(`${select(named('SMS', 'Phone call'))}${CODE}${NEXT}`),
    },
    { ...GIVEN, isLeft: true },
  ),
  ...judgeAs(
    STOP,
    {
      'a country': page(
        '<select name=country><option>Germany<option>France<option>Phoneland</select><button>Continue</button>',
        'Sign in',
      ),
      'a plan': page(
        `${radios(named('Free', 'Pro, with phone support', 'Team'))}<button>Continue</button>`,
        'Choose a plan',
      ),
      'other sessions': page(
        `${radios(named('Sign out of all other sessions', 'Stay signed in everywhere'))}<button>Continue</button>`,
        'Sign out everywhere?',
      ),
      'consent, yes or no': page(
        `${radios(named('Share my e-mail address and phone number', 'Share nothing'))}<button>Continue</button>`,
        'Sign in to Octo',
      ),
      'deleted, yes or no': page(
        `${radios(named('Delete my password', 'Keep my password'))}<button>Continue</button>`,
        'Sign in',
      ),
      'an organization': page(
        `${radios(named('Contoso', 'Fabrikam'))}<button>Continue</button>`,
        'Choose an organization',
      ),
    },
    { isLeft: true },
  ),
  // The walk gives none that nobody has allowed.
  ...judgeAs(
    ['consent'],
    {
      'consent, by a way': `<h1>Verify your identity</h1><p>Payroll wants access to your account.</p>${f(`${radios(named('Authenticator app', 'Text message'))}<button>Continue</button>`)}`,
    },
    GIVEN,
  ),
  // Of two that are like passkeys it is not known which is meant, and the button would take what is chosen.
  ...judgeAs(
    STOP,
    {
      'two passkeys': page(`${select(named('SMS', 'Security key', 'Passkey'))}${NEXT}`),
    },
    { ...GIVEN, hasPasskey: true, isLeft: true },
  ),
];
