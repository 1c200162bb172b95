import type { Secret } from '../secret/secret.ts';
import { OctopusApi } from './octopus-api.ts';
import type { Sender } from './sender.ts';

/** The REST API as whoever holds an API key: no cookie, no anti-forgery token (facts 1.6). */
export function openKeyApi(sender: Sender, server: string, key: Secret): OctopusApi {
  return new OctopusApi(sender, server, async () => ({ 'X-Octopus-ApiKey': key.reveal() }));
}

/** The REST API as whoever holds an access token (facts 2.6). */
export function openTokenApi(sender: Sender, server: string, token: Secret): OctopusApi {
  return new OctopusApi(sender, server, async () => ({ Authorization: `Bearer ${token.reveal()}` }));
}
