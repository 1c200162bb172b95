import { f, type JudgedPage, judgeAs, pw, STOP, user } from './judged-pages.ts';

const page = (head: string, said: string, form: string) =>
  `<h1>${head}</h1>${said === '' ? '' : `<p>${said}</p>`}${f(form)}`;
const again = (head: string, said: string, button = 'Continue') =>
  page(head, said, `${pw}<button>${button}</button>`);
const labelled = (head: string, said: string, label: string, button = 'Continue') =>
  page(head, said, `<label>${label} <input type=password name=x></label><button>${button}</button>`);

/** Asks for the password of something else, or for ours to do something else, as products say so. */
export const plainPages: readonly JudgedPage[] = judgeAs([...STOP, 'consent'], {
  'p mac': labelled(
    'Enter your Mac password',
    'You will need to enter the password used to unlock your Mac "MacBook Pro".',
    'Mac password',
  ),
  'p iphone': labelled('Verification', 'Enter the passcode you use to unlock the iPhone.', 'iPhone passcode'),
  'p last': labelled(
    'Account recovery',
    'Enter the last password you remember using with this account.',
    'Enter last password',
    'Next',
  ),
  'p ssh key': labelled('Connect', 'The key is encrypted.', 'Passphrase for key'),
  'p private key': labelled('Import certificate', '', 'Private key passphrase'),
  'p gpg': labelled('Sign commit', '', 'GPG passphrase'),
  'p sync': labelled('Sync', 'Your data is encrypted with your sync passphrase.', 'Sync passphrase'),
  'p wallet': labelled('Welcome back', 'The decentralized web awaits', 'Wallet password'),
  'p keyring': labelled(
    'Authentication required',
    'The login keyring did not get unlocked.',
    'Keyring password',
  ),
  'p keychain': labelled('Keychain', '', 'Keychain password'),
  'p vnc': labelled('Credentials', '', 'VNC password'),
  'p ssh': labelled('web01.corp.example', '', 'SSH password', 'Connect'),
  'p remote': labelled(
    'Connect to desktop',
    'These credentials will be used to connect to 10.0.0.1.',
    'Remote desktop password',
    'Connect',
  ),
  'p imap': labelled('Add mailbox', '', 'IMAP password'),
  'p smtp': labelled('Mail settings', '', 'SMTP password'),
  'p sftp': labelled('Connect', '', 'FTP password', 'Connect'),
  'p mysql': labelled('Connect', '', 'MySQL password', 'Connect'),
  'p sa': labelled('SQL Server', '', 'Password for sa', 'Connect'),
  'p bind': labelled('Directory', '', 'Bind password'),
  'p enable': labelled('Privileged mode', '', 'Enable password', 'Enter'),
  'p bios': labelled('System setup', '', 'BIOS password', 'Enter'),
  'p witness': labelled('Dual signature', '', "Witness's password", 'Confirm'),
  'p cosigner': labelled(
    'Verification by a second person',
    'A second authorized person must enter the password.',
    'Second user password',
    'Confirm',
  ),
  'p quiz': labelled(
    'Quiz 3',
    'To attempt this quiz you need to know the quiz password',
    'Quiz password',
    'Continue',
  ),
  'p enrol': labelled('Chemistry 101', '', 'Enrolment key', 'Enter'),
  'p exam': labelled('Final exam', '', 'Exam password', 'Continue'),
  'p gallery': labelled("Anna & Tom's wedding", '', 'Gallery password', 'Enter'),
  'p album': labelled('Holiday 2026', 'This album is private.', 'Album password', 'Continue'),
  'p room': labelled('Room', '', 'Room password', 'Continue'),
  'p webinar pass': labelled('Enter meeting passcode', '', 'Meeting passcode', 'Continue'),
  'p message': labelled('Secure message', '', 'Message password', 'Continue'),
  'p payslip': labelled('Your payslip', 'Your payslip is locked.', 'Payslip password', 'Continue'),
  'p statement': labelled('Statement', '', 'Statement password', 'Continue'),
  'p report': labelled('Report', '', 'Report password', 'Continue'),
  'p camera': labelled('Garage', '', 'Camera password', 'Connect'),
  'p device': labelled('Device is locked', '', 'Device password', 'Continue'),
  'p nas volume': labelled('Encrypted volume', '', 'Volume password', 'Continue'),
  'p container': labelled('Mount', '', 'Container password', 'OK'),
  'p proxy': labelled('Proxy', '', 'Proxy password', 'Continue'),
  'p child': labelled('Ask a grown-up', '', "Child's password", 'Continue'),
  'p customer': labelled(
    'Verify the caller',
    'Ask the customer for it.',
    "Customer's telephone password",
    'Verify',
  ),
  'p phone': labelled('Telephone banking', '', 'Telephone password', 'Continue'),
  // Deeds.
  'd reveal': again('Reveal live key', 'Enter your password to see the key.'),
  'd roll': again('Roll API key', 'The old key stops working at once.'),
  'd regenerate': again('Regenerate recovery codes', 'Your old codes stop working.'),
  'd esign': again('Electronic signature', 'Meaning: reviewed.', 'Submit'),
  'd ballot': again('Submit ballot', '', 'Confirm'),
  'd taxes': again('File your return', 'Enter your password to file your tax return.', 'Submit'),
  'd timesheet': again('Certify timesheet', '', 'Confirm'),
  'd drop': again('Drop database', 'shop_production', 'Confirm'),
  'd truncate': again('Truncate table', '', 'OK'),
  'd suspend': again('Suspend account', '', 'Confirm'),
  'd freeze': again('Freeze card', '', 'Confirm'),
  'd archive': again('Archive this repository', '', 'Confirm'),
  'd reboot': again('Reboot server', '', 'Confirm'),
  'd shutdown': again('Shut down the cluster', '', 'Confirm'),
  'd deploy': again('Deploy to production', 'Release 3.4.1', 'Confirm'),
  'd rollback': again('Roll back release', '', 'Confirm'),
  'd public': again('Make repository public', '', 'Confirm'),
  'd publish': again('Publish package', '', 'Continue'),
  'd leave': again('Leave organization', '', 'Confirm'),
  'd rename': again('Rename organization', '', 'Confirm'),
  'd username': again('Change username', '', 'Confirm'),
  'd payout': again('Change payout account', '', 'Confirm'),
  'd iban': again('New bank details', 'IBAN DE00 0000', 'Confirm'),
  'd beneficiary': again('Add a payee', '', 'Continue'),
  'd buy': again('Place order', '', 'Continue'),
  'd sell': again('Sell 10 shares', '', 'Confirm'),
  'd redeem': again('Redeem points', '', 'Confirm'),
  'd takeover': again('Unlock domain', 'example.com can then be moved to another registrar.', 'Confirm'),
  'd authcode': again('Get authorization code', 'For example.com', 'Continue'),
  'd impersonate': again('Impersonate user', 'You will act as bob.', 'Continue'),
  'd promote': again('Promote to administrator', 'bob', 'Confirm'),
  'd grant': again('Make bob an owner', '', 'Confirm'),
  'd unmask': again('Show card number', '', 'Continue'),
  'd decrypt': again('Decrypt backup', '', 'Continue'),
  'd override': again('Override interlock', '', 'Confirm'),
  'd sudo': again('Run as root', 'apt-get dist-upgrade', 'OK'),
  'd uninstall': again('Uninstall app', '', 'Confirm'),
  'd resetdev': again('Reset device', '', 'Confirm'),
  'd terminate': again('Terminate instance', 'i-0abc', 'Confirm'),
  'd disarm': again('Disarm alarm', '', 'Confirm'),
  'd unlock door': again('Unlock front door', '', 'Confirm'),
  'd adddevice': again('Trust new phone', 'Pixel 9', 'Confirm'),
  'd forward': again('Forward all mail', 'to eve@elsewhere.example', 'Confirm'),
  'd rule': again('Change forwarding address', '', 'Confirm'),
  'd revokeall': again('Revoke sessions', '', 'Confirm'),
  'd whitelist': again('Whitelist IP address', '203.0.113.9', 'Confirm'),
});

const wide = (markup: string, style = '', head = 'Welcome') =>
  `<style>${style}</style><h1>${head}</h1>${f(markup)}`;
const field = '<input type=password name=x required>';

/** The same label, where it stands in another place than most. */
export const placedLabels: readonly JudgedPage[] = judgeAs([...STOP, 'consent'], {
  'l attr()': wide(
    `<div class=f data-t="Vault password">${field}</div><button>Continue</button>`,
    '.f::before{content:attr(data-t)}',
  ),
  'l attr() on sibling': wide(
    `<div>${field}<div class=f data-t="Vault password"></div></div><button>Continue</button>`,
    '.f::before{content:attr(data-t)}',
  ),
  'l after': wide(`<div>${field}<span>Vault password</span></div><button>Continue</button>`),
  'l row': wide(`<div class=row><div>Vault password</div><div>${field}</div></div><button>Continue</button>`),
  'l row of spans': wide(`<p><span>Vault password</span><span>${field}</span></p><button>Continue</button>`),
  'l text': wide(`<div>Vault password: ${field}</div><button>Continue</button>`),
  'l text br': wide(`Vault password:<br>${field}<br><button>Continue</button>`),
  'l bold': wide(`<b>Vault password</b><br>${field}<br><button>Continue</button>`),
  'l icon between': wide(
    `<div><span>Vault password</span><i class=icon></i>${field}</div><button>Continue</button>`,
  ),
  'l wrapped twice': wide(
    `<div><div>Vault password</div><div><div>${field}</div></div></div><button>Continue</button>`,
  ),
  'l label without for': wide(
    `<div><label>Vault password</label><div>${field}</div></div><button>Continue</button>`,
  ),
  'l legend': wide(`<fieldset><legend>Vault password</legend>${field}</fieldset><button>Continue</button>`),
  'l title': wide(`<input type=password name=x title="Vault password"><button>Continue</button>`),
  'l describedby': wide(
    `<span id=d>Vault password</span><p>&nbsp;</p><input type=password name=x aria-describedby=d><button>Continue</button>`,
  ),
  'l table head': wide(
    `<table><tr><th>Vault password</th></tr><tr><td>${field}</td></tr></table><button>Continue</button>`,
  ),
  'l th': wide(`<table><tr><th>Vault password</th><td>${field}</td></tr></table><button>Continue</button>`),
  'l before content': wide(
    `<div class=f>${field}</div><button>Continue</button>`,
    '.f::before{content:"Vault password"}',
  ),
  'l marker': wide(
    `<ul><li class=f>${field}</li></ul><button>Continue</button>`,
    '.f{list-style-type:"Vault password "}',
  ),
  'l h2': wide(`<h2>Vault password</h2>${field}<button>Continue</button>`),
  'l h3': wide(`<h3>Vault password</h3>${field}<button>Continue</button>`),
  'l placeholder': wide(
    '<div>Vault password</div><input type=password name=x placeholder="Enter password"><button>Continue</button>',
  ),
  'l aria-label': wide(
    '<div>Vault password</div><div><input type=password name=x aria-label=Password></div><button>Continue</button>',
  ),
  'l link between': wide(
    '<span>Vault password</span> <a href=/w>What is that?</a><br><input type=password name=x><button>Continue</button>',
  ),
  'l new': wide('<div>New password</div><div><input type=password name=x></div><button>Continue</button>'),
  'l button': wide(`${field}<button>Open vault</button>`),
});

/** What a style sheet alone has a person read. */
const styled = (style: string, said: string) =>
  `<style>${style}</style><h1>Confirm</h1>${said}${f(`${pw}<button>Continue</button>`)}`;

export const styledDeeds: readonly JudgedPage[] = judgeAs([...STOP, 'consent'], {
  's attr()': styled(
    '.d::before{content:attr(data-t)}',
    '<p class=d data-t="This deletes your account."></p>',
  ),
  's marker': styled('li::marker{content:"This deletes your account."}', '<ul><li>Go on</li></ul>'),
  's list type': styled('li{list-style-type:"This deletes your account. "}', '<ul><li>Go on</li></ul>'),
  's quotes': styled('p{quotes:"This deletes your account" ""} p::before{content:open-quote}', '<p></p>'),
});

const s = (head: string, said: string, form: string) => page(head, said, form);
const in2 = (name: string, button = 'Sign in') =>
  `<label>${name} <input type=password name=password></label><button>${button}</button>`;
/** Honest ones that speak like those. */
export const honestPlain: readonly JudgedPage[] = judgeAs(['both', 'password'], {
  'h email password': s('Sign in', '', `${user}${in2('Email password')}`),
  'h domain': s('Corporate network', '', `${user}${in2('Domain password')}`),
  'h windows': s('Sign in', 'Use your Windows account.', `${user}${in2('Windows password')}`),
  'h network': s('Staff sign-in', '', `${user}${in2('Network password', 'Log in')}`),
  'h ldap': s('GitLab', '', `${user}${in2('LDAP password')}`),
  'h ad': s('Login', '', `${user}${in2('AD password', 'Login')}`),
  'h university': s('University login', '', `${user}${in2('University password', 'Login')}`),
  'h computing': s('Login', '', `${user}${in2('Computing account password', 'Login')}`),
  'h student': s('Student portal', '', `${user}${in2('Student password', 'Login')}`),
  'h sso': s('Sign in', '', `${user}${in2('SSO password')}`),
  'h account': s('Sign in', '', `${user}${in2('Account password')}`),
  'h corp': s('Sign in', '', `${user}${in2('Company password')}`),
  'h keycloak': s('Keycloak', '', `${user}${in2('Keycloak password')}`),
  'h octopus': s(
    'Sign in to Octopus Deploy',
    'Deploy to production with confidence. Roll back releases in a click.',
    `${user}${in2('Password')}`,
  ),
  'h npm': s('Sign in', 'Publish packages for everybody. Archive repositories.', `${user}${in2('Password')}`),
  'h store': s('Sign in to your store', 'Place orders and redeem points.', `${user}${in2('Password')}`),
  'h cluster': s(
    'Sign in',
    'The cluster was rebooted at 10:00. Device password policy has changed.',
    `${user}${in2('Password')}`,
  ),
  'h quiz': s(
    'Sign in to Moodle',
    'Quiz passwords are given out by your teacher.',
    `${user}${in2('Password')}`,
  ),
  'h router vendor': s('Sign in', 'Cameras, routers and locks', `${user}${in2('Password')}`),
  'h after label': `<h1>Sign in</h1>${f('<div><input name=username required><span>Username</span></div><div><input type=password name=password required><span>Password</span></div><button>Sign in</button>')}`,
  'h after label next': `<h1>Sign in</h1>${f('<div><input name=username required autocomplete=username><span>Username</span></div><div><input type=password name=password required><span>Password</span></div><button>Next</button>')}`,
  'h rows': `<h1>Sign in</h1>${f('<div><div>Username</div><div><input name=username></div></div><div><div>Password</div><div><input type=password name=password></div></div><button>Sign in</button>')}`,
  'h note before': `<h1>Sign in</h1>${f(`${user}<p>Forgotten your vault password? Ask the help desk.</p><input type=password name=password placeholder=Password><button>Sign in</button>`)}`,
  'h note after': `<h1>Sign in</h1>${f(`<input name=username placeholder=Username><input type=password name=password><small>Not your vault password.</small><button>Sign in</button>`)}`,
  'h devextreme': `<style>.p::before{content:attr(data-dx_placeholder)}</style><h1>Sign in</h1>${f('<div><input name=username><div class=p data-dx_placeholder="Username"></div></div><div><input type=password name=password><div class=p data-dx_placeholder="Password"></div></div><button>Sign in</button>')}`,
  'h attr note': `<style>.p::after{content:attr(data-tip)}</style><h1>Sign in</h1>${f(`${user}${pw}<span class=p data-tip="Caps lock is on"></span><button>Sign in</button>`)}`,
  'h required star': `<style>label::after{content:"*"}</style><h1>Sign in</h1>${f(`${user}${pw}<button>Continue</button>`)}`,
  'h icon font': `<style>i::before{content:"\\f023"}</style><h1>Sign in</h1>${f(`${user}<i></i>${pw}<button>Continue</button>`)}`,
  'h password only': s('Enter password', 'jane.doe@stand-in.invalid', `${in2('Password', 'Sign in')}`),
  'h confirm': s('Confirm it is you', 'jane.doe@stand-in.invalid', `${in2('Password', 'Continue')}`),
  'h welcome back': s('Welcome back', '', `${user}${in2('Password', 'Continue')}`),
  'h deploy head': s('Deploy with confidence', '', `${user}${in2('Password', 'Sign in')}`),
  'h publish head': s('Publish your podcast', '', `${user}${in2('Password', 'Log in')}`),
  'h reboot head': s('Reboot Training', '', `${user}${in2('Password', 'Log in')}`),
});
