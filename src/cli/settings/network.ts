import { proxy } from '../../core/values.ts';
import type { SettingParts } from '../setting.ts';

/** How servers are reached. */
export const network = {
  proxy: {
    option: '--proxy <address>',
    variable: 'OCTOPUS_PROXY',
    mayHoldSecret: true,
    help: 'the proxy for everything that NO_PROXY does not name, or none (default: as HTTPS_PROXY, HTTP_PROXY and ALL_PROXY say)',
    schema: proxy.optional(),
  },
} as const satisfies Record<string, SettingParts>;

/** The settings of every command that reaches a server. */
export const networkSettings = ['proxy'] as const;
