import { z } from 'zod';
import { clientCertificate, headers, httpUsername, keyFile, line, proxy } from '../../core/values.ts';
import type { SettingParts } from '../setting.ts';

const switched = z
  .union([z.boolean(), z.stringbool()], { error: 'is neither true nor false' })
  .default(false);

/** How servers are reached. */
export const network = {
  proxy: {
    option: '--proxy <address>',
    variable: 'OCTOPUS_PROXY',
    mayHoldSecret: true,
    help: 'the proxy for everything that NO_PROXY does not name, or none (default: as HTTPS_PROXY, HTTP_PROXY and ALL_PROXY say)',
    schema: proxy.optional(),
  },
  httpUsername: {
    variable: 'OCTOPUS_HTTP_USERNAME',
    mayHoldSecret: true,
    help: 'the user name that a reverse proxy in front of the server wants (HTTP Basic)',
    schema: httpUsername.optional(),
  },
  httpPassword: {
    variable: 'OCTOPUS_HTTP_PASSWORD',
    secret: true,
    help: 'the password that goes with it',
    schema: line.optional(),
  },
  headersFile: {
    option: '--headers-file <file>',
    variable: 'OCTOPUS_HEADERS_FILE',
    isSecretFile: true,
    isRead: true,
    help: 'headers that something in front of the server wants, as Name: value, one a line; sent to that server alone',
    schema: headers.optional(),
  },
  negotiate: {
    option: '--negotiate',
    variable: 'OCTOPUS_NEGOTIATE',
    help: 'lets the browser sign in to what stands in front of the server by Kerberos (default: it does not)',
    isOwnInProfile: true,
    schema: switched,
  },
  clientCertificate: {
    option: '--client-certificate <file>',
    variable: 'OCTOPUS_CLIENT_CERTIFICATE',
    isSecretFile: true,
    help: 'a certificate, as PEM or PKCS#12, that the server is shown where it asks for one',
    schema: clientCertificate.optional(),
  },
  clientKey: {
    option: '--client-key <file>',
    variable: 'OCTOPUS_CLIENT_KEY',
    isSecretFile: true,
    help: "the private key of that certificate, as PEM (default: it is in the certificate's file)",
    schema: keyFile.optional(),
  },
  clientKeyPassphrase: {
    variable: 'OCTOPUS_CLIENT_KEY_PASSPHRASE',
    secret: true,
    help: 'what that key is encrypted with',
    schema: line.optional(),
  },
} as const satisfies Record<string, SettingParts>;

/** The settings of every command that reaches a server. */
export const networkSettings = [
  'proxy',
  'httpUsername',
  'httpPassword',
  'headersFile',
  'negotiate',
  'clientCertificate',
  'clientKey',
  'clientKeyPassphrase',
] as const;

/** Those of commands that never start a browser. */
export const plainNetworkSettings = networkSettings.filter((name) => name !== 'negotiate');
