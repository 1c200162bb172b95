import { f, type JudgedPage, judgeAs, pw, STOP, user } from './judged-pages.ts';

const page = (head: string, said: string, form: string) =>
  `<h1>${head}</h1>${said === '' ? '' : `<p>${said}</p>`}${f(form)}`;
const again = (head: string, said: string, button: string) =>
  page(head, said, `${pw}<button>${button}</button>`);
const labelled = (head: string, said: string, label: string, button: string) =>
  page(head, said, `<label>${label} <input type=password name=x></label><button>${button}</button>`);
const code = (head: string, said: string, button: string) =>
  page(
    head,
    said,
    `<label>Code of your authenticator app <input name=otp></label><button>${button}</button>`,
  );
const code2 = (head: string, said: string, button: string) =>
  page(
    head,
    said,
    `<label>Verification code <input name=otp autocomplete=one-time-code></label><button>${button}</button>`,
  );

/** What asks in plain words for the password of something else, or for password or code to do something else. */
export const otherSecretPages: readonly JudgedPage[] = [
  ...judgeAs(
    [...STOP, 'consent'],
    {
      'del 1': again('Delete account', 'Type your password to delete your account.', 'Continue'),
      'del 3': again('Close account', '', 'Next'),
      'del 4': again('Are you sure?', 'This cannot be undone. Enter your password.', 'Confirm'),
      'del 5': again('Confirm deletion', '', 'Confirm'),
      'del 6': again('Permanent removal', 'All your data will be lost.', 'Confirm'),
      'del 7': again('Purge data', 'Enter your password', 'Confirm'),
      'del 8': again('Discard workspace', 'Enter your password', 'Confirm'),
      'wifi 2': labelled('Wi-Fi', '', 'Wi-Fi password', 'Connect'),
      'wifi 4': labelled('Router settings', '', 'Router password', 'Connect'),
      'wifi 5': labelled('Guest Wi-Fi', '', 'WLAN-Passwort', 'Weiter'),
      'wifi 6': labelled('Hotspot', '', 'Security key', 'Connect'),
      'card 1': labelled('Sign in', '', 'Card password', 'Continue'),
      'card 2': labelled('Verify', '', 'CVV', 'Continue'),
      'card 3': labelled('Payment', 'Card number', 'Password', 'Continue'),
      'card 4': labelled('3-D Secure', 'Amount: 123.00 EUR. Merchant: Shop', 'Password', 'Submit'),
      'other pw zip': labelled(
        'Open document',
        'This document is protected.',
        'Document password',
        'Continue',
      ),
      'other pw meeting': labelled('Meeting', '', 'Meeting password', 'Continue'),
      'other pw event': labelled('Webinar', '', 'Event password', 'Continue'),
      'other pw encryption': labelled('Unlock your data', '', 'Encryption password', 'Continue'),
      'other pw vault': labelled('Vault', '', 'Master password', 'Continue'),
      'other pw cert': labelled('Certificate', '', 'Certificate password', 'Continue'),
      'other pw email': labelled('Mailbox', '', 'Mailbox password', 'Continue'),
      'other pw share': labelled('Shared file', 'Enter the password for this share.', 'Password', 'Continue'),
      'other pw share2': labelled(
        'Protected page',
        'This content is password protected. To view it please enter the password below.',
        'Password',
        'Enter',
      ),
      'other pw admin': labelled(
        'Administrator',
        'Enter the administrator password.',
        'Administrator password',
        'Continue',
      ),
      'other pw database': labelled('Database', '', 'Database password', 'Connect'),
      'other pw bitlocker': labelled('BitLocker', '', 'Recovery password', 'Continue'),
      'other pw sudo': labelled('Confirm access', 'Sudo mode', 'Root password', 'Confirm'),
      'other pw old': labelled('Restore your messages', '', 'Old password', 'Continue'),
      'other pw previous': labelled('Restore', '', 'Previous password', 'Continue'),
      'other pw parent': labelled('Parental controls', '', 'Parent password', 'Continue'),
      'other pw partner': labelled('Partner', '', "Your partner's password", 'Continue'),
      'other pw manager': labelled('Approval', '', "Manager's password", 'Continue'),
      'other pw bank': labelled('Bank', '', 'Online banking password', 'Continue'),
      'other pw backup': labelled('Restore', '', 'Backup password', 'Continue'),
      'reg dev 1': again('Register this device', 'Enter your password', 'Continue'),
      'reg dev 3': code('Register this device', '', 'Continue'),
      'reg dev 4': again(
        'Device registration',
        'This device will be managed by your organization.',
        'Continue',
      ),
      'pay code 1': code('Approve payment', 'Enter the code to approve a payment of 100 EUR.', 'Continue'),
      'pay code 2': code('Confirm transfer', 'Enter the code to approve the transfer to DE12.', 'Confirm'),
      'pay code 3': code('Two-step verification', 'Enter the code to approve the transaction.', 'Verify'),
      'pay code 4': code('Two-step verification', 'Transaction: 100 EUR to Bob.', 'Verify'),
      'pay code 5': code('Withdrawal', 'Enter the code', 'Verify'),
      'pay code 6': code('Send funds', 'Enter the code', 'Verify'),
      'pay code 7': code('Two-step verification', 'You are about to send 2 BTC to bc1q.', 'Verify'),
      'pay code 8': code2('Release of funds', 'Enter the verification code', 'Confirm'),
      'disable 2fa': code('Turn off two-step verification', '', 'Continue'),
      'disable 2fa b': code('Two-step verification', 'To turn it off, enter a code.', 'Continue'),
      'change mail': again('Change email address', 'Your new address will be x@evil.example.', 'Continue'),
      'change mail2': again('Update email', 'Enter your password to change your email address.', 'Continue'),
      'change phone': code('Change phone number', '', 'Continue'),
      'view recovery': again('View recovery codes', '', 'Continue'),
      'view recovery 2': again(
        'Recovery codes',
        'Enter your password to see your recovery codes.',
        'Continue',
      ),
      'reveal token': again('Show API key', 'Enter your password', 'Continue'),
      elev: again('Become administrator', 'Enter your password', 'Continue'),
      'elev 2': again('Elevate privileges', 'Enter your password', 'Continue'),
      'change pw current only': page(
        'Change password',
        'Step 1 of 2',
        `<label>Current password <input type=password name=p autocomplete=current-password></label><button>Next</button>`,
      ),
      'reset sessions': again('Sign out everywhere', 'Enter your password', 'Continue'),
      'sign out others': again(
        'Log out all devices',
        'Enter your password to log out of all devices.',
        'Continue',
      ),
      vote: again('Cast your vote', 'Enter your password', 'Submit'),
      esign: again('Electronic signature', 'Enter your password', 'Continue'),
      esign2: again('Sign document', 'Enter your password', 'Continue'),
      'accept offer': again('Accept invitation', 'Enter your password', 'Continue'),
      upgrade: again('Upgrade to Pro', 'Enter your password', 'Continue'),
      'app password': again('App passwords', 'Enter your password', 'Continue'),
      wipe: again('Factory reset', 'Enter your password', 'Continue'),
      restore: again('Restore backup', 'Enter your password', 'Continue'),
      import: again('Import data', 'Enter your password', 'Continue'),
      migrate: again('Migrate account', 'Enter your password', 'Continue'),
      'other pw german': labelled('Datei', '', 'Datei-Passwort', 'Weiter'),
      'other pw french': labelled('Document', '', 'Mot de passe du document', 'Continuer'),
      'other pw spanish': labelled('Archivo', '', 'Contraseña del archivo', 'Continuar'),
      'other pw italian': labelled('File', '', 'Password del file', 'Continua'),
      'other pw portuguese': labelled('Arquivo', '', 'Senha do arquivo', 'Continuar'),
      'other pw dutch': labelled('Bestand', '', 'Bestandswachtwoord', 'Doorgaan'),
      'other pw japanese': labelled('ファイル', '', 'ファイルのパスワード', '次へ'),
      'no way back german': again('Bestätigung', 'Das kann nicht rückgängig gemacht werden.', 'Weiter'),
      'no way back french': again('Confirmation', 'Cette action est irréversible.', 'Continuer'),
    },
    { isLeft: true },
  ),
  // What people's own passwords are called, and what else stands on such pages.
  ...judgeAs(
    ['both'],
    Object.fromEntries(
      [
        'Network password',
        'Windows password',
        'Company password',
        'Domain password',
        'E-mail password',
        'Your Contoso password',
        'Contraseña de red',
      ].map((label) => [
        `own: ${label}`,
        page(
          'Sign in',
          'Upgrade your browser for more. Log out when you leave.',
          `${user}<label>${label} <input type=password name=password></label><button>Continue</button>`,
        ),
      ]),
    ),
    { fill: { password: 'fake-password' } },
  ),
  ...judgeAs(
    ['both'],
    {
      'own: a mailbox and a password': page(
        'Sign in',
        '',
        '<label>Mailbox <input name=username></label> <label>Password <input type=password name=password></label><button>Sign in</button>',
      ),
      'own: ways that are named beside each other': `<h1>Sign in</h1><div><span>Smart card</span> <span>Password</span></div><p><b>Email link</b> <b>Password</b></p>${f(`${user}${pw}<button>Sign in</button>`)}`,
      'own: a hint not to type another one': page(
        'Sign in',
        'Do not use an old password, or your Wi-Fi password.',
        `${user}${pw}<button>Sign in</button>`,
      ),
      ...Object.fromEntries(
        [
          'For permanent staff.',
          'Your transactions are safe with us.',
          'Amounts up to $500 a day need no second factor.',
          'Merchants sign in by their own page.',
          'Costs 10 EUR a month.',
          'What you do there cannot be undone.',
        ].map((said) => [`own: ${said}`, page('Sign in', said, `${user}${pw}<button>Sign in</button>`)]),
      ),
      'own: what else it opens': page(
        'Sign in',
        'Your account opens your mailbox, the guest Wi-Fi and the backup. Password and user name are those of your computer.',
        `${user}${pw}<button>Sign in</button>`,
      ),
    },
    { fill: { password: 'fake-password' } },
  ),
];
