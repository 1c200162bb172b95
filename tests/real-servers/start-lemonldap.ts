import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../find-free-port.ts';
import { findProgram } from '../find-program.ts';
import { startProgram } from '../start-command.ts';
import { startListening } from './start-listening.ts';
import { startNginx } from './start-nginx.ts';
import type { Directory } from './start-slapd.ts';

const PORTAL = '/usr/share/lemonldap-ng/portal';

// What it needs to sign people in from a directory; most of it is only recommended by its own package.
const MODULES: Readonly<Record<string, string>> = {
  'Convert::Base32': 'libconvert-base32-perl',
  'Digest::HMAC_SHA1': 'libdigest-hmac-perl',
  'IO::Socket::Timeout': 'libio-socket-timeout-perl',
  'IO::String': 'libio-string-perl',
  'Net::LDAP': 'libnet-ldap-perl',
  'String::Random': 'libstring-random-perl',
  'Unicode::String': 'libunicode-string-perl',
};
export const LEMONLDAP_PACKAGES = ['nginx slapd liblemonldap-ng-portal-perl', ...Object.values(MODULES)].join(
  ' ',
);

export async function isLemonldapInstalled(): Promise<boolean> {
  if (!existsSync(PORTAL) || !['nginx', 'slapd', 'plackup'].every(findProgram)) return false;
  const args = [...Object.keys(MODULES).map((name) => `-M${name}`), '-e', '1'];
  return (await startProgram('perl', { args }).exited).code === 0;
}

/** @returns how it writes down that somebody has a generator of one-time codes */
export function describeGenerator(secret: string): string {
  return JSON.stringify([{ type: 'TOTP', name: 'A telephone', epoch: '1', _secret: secret }]);
}

/** The one application that people sign in to. */
export interface Client {
  readonly id: string;
  readonly redirectUri: string;
  /** What people are asked besides their password: a one-time code, or whether it may know who they are. */
  readonly asks: 'nothing' | 'code' | 'consent';
}

/** Starts LemonLDAP::NG at a port, as OpenID Connect provider for those in a directory. All its files are in that folder. */
export async function startLemonldap(
  folder: string,
  port: number,
  directory: Directory,
  client: Client,
): Promise<AsyncDisposable> {
  for (const name of ['conf', 'sessions', 'sessions/lock', 'cache']) await mkdir(join(folder, name));
  const ini = join(folder, 'lemonldap-ng.ini');
  await writeFile(ini, writeIni(folder));
  const configuration = configure(folder, port, directory, client);
  await writeFile(join(folder, 'conf/lmConf-1.json'), JSON.stringify(configuration));
  const inner = await findFreePort();
  const args = ['-E', 'deployment', '-o', '127.0.0.1', '-p', String(inner), `${PORTAL}/htdocs/index.psgi`];
  const portal = await startListening('plackup', { args, env: { LLNG_DEFAULTCONFFILE: ini } }, inner);
  const nginx = await startNginx(folder, { port, server: servePortal(inner) });
  const { ok } = await fetch(`http://127.0.0.1:${port}/.well-known/openid-configuration`);
  if (!ok) throw new Error(`LemonLDAP::NG cannot work as it was told to:\n${portal.log.join('\n')}`);
  return {
    [Symbol.asyncDispose]: async () => {
      await nginx[Symbol.asyncDispose]();
      await portal[Symbol.asyncDispose]();
    },
  };
}

/** One request at a time reaches the portal, and no idle connection of a browser keeps others from it. */
function servePortal(inner: number): string {
  return `root ${PORTAL}/htdocs;
    include /etc/nginx/mime.types;
    location / { proxy_pass http://127.0.0.1:${inner}; proxy_set_header Host $http_host; }
    location /static/ {}
    location /javascript/ { alias /usr/share/javascript/; }`;
}

function writeIni(folder: string): string {
  return `[all]
logLevel = warn
[configuration]
type = File
dirName = ${folder}/conf
[portal]
staticPrefix = /static
templateDir = ${PORTAL}/templates
languages = en
`;
}

function configure(folder: string, port: number, directory: Directory, client: Client) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const sessions = { Directory: join(folder, 'sessions'), LockDirectory: join(folder, 'sessions/lock') };
  return {
    cfgNum: 1,
    cfgDate: 1,
    locationRules: { '127.0.0.1': { default: 'accept' } },
    key: 'fake-key-for-tests',
    portal: `http://127.0.0.1:${port}/`,
    domain: '127.0.0.1',
    securedCookie: 0,
    globalStorage: 'Apache::Session::File',
    globalStorageOptions: sessions,
    persistentStorage: 'Apache::Session::File',
    persistentStorageOptions: sessions,
    localSessionStorage: 'Cache::FileCache',
    localSessionStorageOptions: { cache_root: join(folder, 'cache'), namespace: 'sessions' },
    authentication: 'LDAP',
    userDB: 'Same',
    passwordDB: 'Null',
    registerDB: 'Null',
    // One is loaded even where nobody is asked for it, and the usual one needs libraries for images.
    captcha: '::Plugins::Status',
    ldapServer: directory.url,
    ldapBase: directory.base,
    managerDn: directory.managerDn,
    managerPassword: directory.managerPassword,
    ldapExportedVars: { uid: 'uid', cn: 'cn', mail: 'mail', _2fDevices: 'description' },
    totp2fActivation: client.asks === 'code' ? 1 : 0,
    issuerDBOpenIDConnectActivation: 1,
    oidcServiceMetaDataIssuer: `http://127.0.0.1:${port}`,
    oidcServiceAllowImplicitFlow: 1,
    oidcServicePrivateKeySig: privateKey,
    oidcServicePublicKeySig: publicKey,
    oidcServiceKeyIdSig: 'fake-key-id',
    oidcRPMetaDataOptions: { octopus: describeClient(client) },
    oidcRPMetaDataExportedVars: { octopus: { email: 'mail', name: 'cn', preferred_username: 'uid' } },
  };
}

function describeClient({ id, redirectUri, asks }: Client) {
  return {
    oidcRPMetaDataOptionsClientID: id,
    oidcRPMetaDataOptionsPublic: 1,
    oidcRPMetaDataOptionsDisplayName: 'Octopus Deploy',
    oidcRPMetaDataOptionsRedirectUris: redirectUri,
    oidcRPMetaDataOptionsIDTokenSignAlg: 'RS256',
    oidcRPMetaDataOptionsIDTokenForceClaims: 1,
    oidcRPMetaDataOptionsBypassConsent: asks === 'consent' ? 0 : 1,
  };
}
