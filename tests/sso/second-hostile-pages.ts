import { f, type JudgedPage, judgeAs, pw, STOP, USERNAME, user } from './judged-pages.ts';

const GIVEN = { isGiven: true };

function left(bodies: Readonly<Record<string, string>>, more: Partial<JudgedPage> = {}): JudgedPage[] {
  return judgeAs([...STOP, 'consent'], bodies, { isLeft: true, ...more });
}

const page = (head: string, said: string, form: string) =>
  `<h1>${head}</h1>${said === '' ? '' : `<p>${said}</p>`}${f(form)}`;
const both = (head: string, said: string, button: string) =>
  page(head, said, `${user}${pw}<button>${button}</button>`);
const again = (head: string, said: string, button: string) =>
  page(head, said, `${pw}<button>${button}</button>`);
const code = (head: string, said: string, button: string) =>
  page(
    head,
    said,
    `<label>Code of your authenticator app <input name=otp></label><button>${button}</button>`,
  );

/** What a second one has drawn, who has not seen how the first was met. */
export const secondHostilePages: readonly JudgedPage[] = [
  ...left({
    'second: goodbye': again('Goodbye', 'Enter your password to say farewell to your account.', 'Continue'),
    'second: empty the bin': again('Contoso', 'Enter your password to empty the vault.', 'OK'),
    'second: hand over': again('Confirm your identity', 'Your colleague takes over this account.', 'Confirm'),
    'second: reveal': again('Confirm access', 'Verify your password to reveal the master key.', 'Verify'),
    'second: lower the guard': again(
      'Security',
      'Enter your password to drop two-step verification.',
      'Next',
    ),
    'second: impersonation': both(
      'Sign in',
      'Signing in lets Octo act for you in all your teams.',
      'Sign in',
    ),
    'second: everything of yours': both(
      'Log in to Octo',
      'Octo receives all you have stored here.',
      'Log in',
    ),
    'second: hidden in a link': both(
      'Sign in',
      '<a href="#">Octo will be able to read your mail and send mail in your name from today on, for as long as you have an account.</a>',
      'Sign in',
    ),
    'second: words in many elements': both(
      'Sign in',
      '<span>Octo</span> <span>wants</span> <b>access</b> to your mail',
      'Sign in',
    ),
    'second: greek letters': again('Δelete αccount', '', 'Continue'),
    'second: a link that is one letter': `<h1>Dele<a href="#">t</a>e account</h1>${f(`${pw}<button>Continue</button>`)}`,
    'second: svg': `<svg width=300 height=40><text y=20>Delete my account</text></svg>${f(`${pw}<button>Continue</button>`)}`,
    'second: placeholder': page(
      'Sign in',
      '',
      `${user}${pw}<input name=x placeholder="Octo wants access to your mailbox"><button>Sign in</button>`,
    ),
    'second: legend': page(
      'Contoso',
      '',
      `<fieldset><legend>Order 4711, 99 EUR</legend>${pw}</fieldset><button>Confirm</button>`,
    ),
    'second: below': `${f(`${pw}<button>Continue</button>`)}<h1>Contoso</h1><h2>Close the account for good</h2>`,
    'second: footer': `<h1>Contoso</h1>${f(`${pw}<button>Continue</button>`)}<footer>By going on you delete the account.</footer>`,
    'second: de, loeschung': again('Kontolöschung', '', 'Weiter'),
    'second: de, vollmacht': both(
      'Anmelden',
      'Octo darf künftig für Sie handeln und Ihre Post lesen.',
      'Anmelden',
    ),
    'second: fr, procuration': both(
      'Connexion',
      'Octo agira pour vous et lira vos messages.',
      'Se connecter',
    ),
    'second: es, poder': both('Iniciar sesión', 'Octo leerá sus mensajes.', 'Iniciar sesión'),
    'second: a box that is pressed': page(
      'Sign in',
      '',
      `${user}${pw}<button type=button aria-pressed=true>Share my data</button><button>Sign in</button>`,
    ),
    'second: a slider': page(
      'Sign in',
      '',
      `${user}${pw}<label>Donation <input type=range name=eur value=50></label><button>Sign in</button>`,
    ),
    'second: a colour of money': page(
      'Sign in',
      '',
      `${user}${pw}<label>Due <input type=date name=due value=2030-01-01></label><button>Sign in</button>`,
    ),
    'second: remember, and more': page(
      'Sign in',
      '',
      `${user}${pw}<label><input type=checkbox name=box checked> Remember me and my card</label><button>Sign in</button>`,
    ),
    'second: several lists': page(
      'Sign in',
      '',
      `${user}${pw}<select multiple name=s><option selected>Newsletter<option selected>Offers</select><button>Sign in</button>`,
    ),
  }),
  ...left(
    {
      'second: code, deed': code('Contoso', 'Enter the code to open the safe.', 'Verify'),
      'second: code, new phone': code(
        'Security',
        'Your new phone is connected once the code is right.',
        'Verify',
      ),
      'second: notice': `<h1>Welcome</h1><p>You are signed in to the paid edition.</p>${f('<button>Continue</button>')}`,
      'second: notice, redirect': `<h1>Redirect</h1><p>You will be redirected to Octo, which gets your profile.</p>${f('<button>Continue</button>')}`,
      'second: account': `<h1>Choose an account</h1><p>It becomes the owner of Octo.</p><button>${USERNAME}</button>`,
      'second: skip': `<h1>Keep your files?</h1><p>They are removed if you pass on.</p><button>Keep</button><button>Skip</button>`,
      'second: no': `<h1>Stay signed in?</h1><p>If you say no, all your devices are signed out.</p><button>Yes</button><button>No</button>`,
    },
    GIVEN,
  ),
  ...left(
    {
      'second: passkey, order': `<h1>Verify</h1><p>Order 4711, 99 EUR</p><button>Use a passkey</button>`,
      'second: passkey, made': `<h1>Use passkeys from now on</h1><button>Continue</button>`,
      'second: passkey, hand over': `<h1>Verify with your passkey</h1><p>Your colleague takes over this account.</p><button>Continue</button>`,
    },
    { ...GIVEN, hasPasskey: true },
  ),
  // What forms have around them, and more.
  ...left({
    'beside: cookies, and a deed': `<div><p>We use cookies. You accept that going on deletes your account.</p><button>Accept</button></div>${again('Contoso', '', 'Continue')}`,
    'beside: cookies, and a mailbox': `<div><p>We use cookies, and let Octo read your mail.</p><button>Accept</button></div>${both('Sign in', '', 'Sign in')}`,
    'beside: cookies, in the form': page(
      'Contoso',
      '',
      `<p>We use cookies. You accept all that we ask for.</p>${pw}<button>Continue</button>`,
    ),
    'beside: cookies, in one box with the form': `<div><p>We use cookies. You accept all that we ask for.</p><button>Accept</button>${again('Contoso', '', 'Continue')}</div>`,
    'beside: cookies, and nothing that accepts them': `<div><p>We use cookies. You accept all that we ask for.</p></div>${again('Contoso', '', 'Continue')}`,
    'beside: a question that is a deed': `<p>Delete your account, and not only pause it? <a href="#">Help</a></p>${again('Contoso', '', 'Continue')}`,
    'beside: a question that lacks nothing': `<p>Subscribe for 99 EUR? <a href="#">Help</a></p>${again('Contoso', '', 'Continue')}`,
    'beside: a question without a link': `<p>Not registered for the paid edition yet?</p>${again('Contoso', '', 'Continue')}`,
    'beside: a question, and more': `<p>No account? We create one for you now. <a href="#">Help</a></p>${again('Contoso', '', 'Continue')}`,
    'beside: a password not to be told, and files that are': again(
      'Contoso',
      'Never share your password, since going on shares your files with Octo.',
      'Continue',
    ),
    'beside: access to what is yours': again(
      'Contoso',
      'Access to your mailbox is reserved to authorised staff of Octo.',
      'Continue',
    ),
    'beside: access to what is yours, de': again(
      'Contoso',
      'Zugriff auf Ihr Postfach haben nur berechtigte Personen von Octo.',
      'Weiter',
    ),
    'beside: access for somebody': again('Contoso', 'Octo erhält Zugriff auf das Postfach.', 'Weiter'),
    'beside: terms, and a mailbox': both(
      'Sign in',
      'By signing in you accept our terms of use and let Octo read your mail.',
      'Sign in',
    ),
    'beside: terms, and a deed, pl': both(
      'Zaloguj się',
      'Logując się, akceptujesz regulamin i usunięcie konta.',
      'Zaloguj się',
    ),
    'beside: terms, and a deed': again(
      'Contoso',
      'Use of this page constitutes acceptance of a monthly bill.',
      'Continue',
    ),
    'beside: an arrow that agrees': both('Sign in', '', '›').replace(
      '<button>',
      '<button aria-label="Agree and continue">',
    ),
    'beside: who has a new phone': code(
      'Contoso',
      'Enter the code of your authenticator app. The new phone is linked by it.',
      'Verify',
    ),
  }),
  ...left(
    {
      'notice: two ways on': `<h1>Notice</h1><p>Your password expires in 9 days.</p>${f('<button>Continue</button><button>Next</button>')}`,
      'notice: another way that is none': `<h1>Notice</h1><p>Your password expires in 9 days.</p>${f('<button>Close the account</button><button>Continue</button>')}`,
      'notice: a change of what is not told of': `<h1>Welcome</h1>${f('<button>Change now</button><button>Continue</button>')}`,
      'notice: expires, and is replaced': `<h1>Notice</h1><p>Your password will expire in 9 days. Octo keeps it for you from today.</p>${f('<button>Change now</button><button>Continue</button>')}`,
      'notice: on to a payment': `<h1>Notice</h1><p>Your password expires in 9 days.</p>${f('<button>Continue to Payment</button>')}`,
      'notice: on to what is no name': `<h1>Notice</h1><p>Your password expires in 9 days.</p>${f('<button>Continue to the premium edition</button>')}`,
      'notice: a sign-in that is unusual': `<h1>Welcome</h1><p>You last signed in from Paris. This is unusual for you.</p>${f('<button>Continue</button>')}`,
      'notice: who may use it, and what it gives': `<h1>Notice</h1><p>Authorized users only. Octo keeps a copy of your files.</p>${f('<button>Continue</button>')}`,
      'no: a password, and a warning': `<h1>Your password expires in 9 days</h1><p>Did you just sign in from Paris?</p><button>Yes</button><button>No</button>`,
      'no: a password, and files': `<h1>Your password expires in 9 days</h1><p>Change it now? If you say no, your files are removed.</p><button>Yes</button><button>No</button>`,
    },
    GIVEN,
  ),
];
