import type { APIRequestContext } from 'playwright';
import type { Secret } from '../secret/secret.ts';
import { OctopusApi } from './octopus-api.ts';

/** The REST API as whoever holds an API key: no cookie, no anti-forgery token (facts 1.6). */
export function openKeyApi(http: APIRequestContext, server: string, key: Secret): OctopusApi {
  return new OctopusApi(http, server, async () => ({ 'X-Octopus-ApiKey': key.reveal() }));
}

/** The REST API as whoever holds an access token (facts 2.6). */
export function openTokenApi(http: APIRequestContext, server: string, token: Secret): OctopusApi {
  return new OctopusApi(http, server, async () => ({ Authorization: `Bearer ${token.reveal()}` }));
}
