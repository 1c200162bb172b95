import { z } from 'zod';
import { oneOf, text, writablePath } from '../../core/values.ts';
import type { SettingParts } from '../setting.ts';

const formats = ['raw', 'json', 'dotenv', 'shell', 'powershell', 'terraform'] as const;
const comparisonFormats = ['table', 'json', 'markdown'] as const;
const flag = z.boolean().default(false);

/** Where a result goes, and in what form. */
export const delivery = {
  format: {
    option: `--format <${formats.join('|')}>`,
    isCommon: true,
    help: 'how the result is written (default: raw, the key alone)',
    schema: oneOf(formats).default('raw'),
  },
  out: {
    option: '--out <file>',
    isCommon: true,
    help: 'where it goes, readable by you alone (default: standard output)',
    isWritten: true,
    schema: writablePath.optional(),
  },
  pipeTo: {
    option: '--pipe-to <command>',
    help: 'a shell command that reads it from standard input; if that fails, so does the delivery',
    excludes: ['out', 'ci'],
    isOwnInProfile: true,
    schema: text.optional(),
  },
  ci: {
    option: '--ci',
    isCommon: true,
    help: 'hands it as a secret to the CI system that this runs in',
    schema: flag,
  },
  githubEnv: {
    option: '--github-env',
    help: 'on GitHub Actions, sets OCTOPUS_URL and OCTOPUS_API_KEY for the following steps, too',
    needs: 'ci',
    schema: flag,
  },
  receipt: {
    option: '--receipt <file>',
    help: 'writes what was made, without the secret',
    isWritten: true,
    schema: writablePath.optional(),
  },
  listFormat: {
    option: '--format <table|json>',
    isCommon: true,
    help: 'how keys or findings are listed (default: table)',
    isNeverInProfile: true,
    schema: oneOf(['table', 'json']).default('table'),
  },
  comparisonFormat: {
    option: `--format <${comparisonFormats.join('|')}>`,
    isCommon: true,
    help: 'how a comparison is written (default: table)',
    isNeverInProfile: true,
    schema: oneOf(comparisonFormats).default('table'),
  },
  save: {
    option: '--save <file>',
    help: "what was recorded, without secrets, as a HAR file for DevTools' Network tab",
    isWritten: true,
    schema: writablePath.optional(),
  },
  explain: {
    option: '--explain',
    isCommon: true,
    help: 'explains the sign-in and the key request, one request at a time, instead of comparing',
    schema: flag,
  },
  html: {
    option: '--html <file>',
    help: 'writes that explanation as a page with screenshots',
    isWritten: true,
    schema: writablePath.optional(),
  },
} as const satisfies Record<string, SettingParts>;

/** Where a key goes, and in what form. */
export const deliverySettings = ['format', 'out', 'pipeTo', 'ci', 'githubEnv', 'receipt'] as const;
