import type { ApiKey, CreateApiKey, RotatedApiKey } from '../models.ts';
import type { Requests } from '../requests.ts';
import { itemsOf } from './items.ts';

/** API keys of the one whose credentials the client has. */
export class AuthResource {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Makes a key; `key` of the answer is the key itself, told this once. */
  createApiKey({ environment = 'live', rate_limit_rpm = 60, ...fields }: CreateApiKey): Promise<ApiKey> {
    const body = { ...fields, environment, rate_limit_rpm };
    return this.#requests.send('POST /users/me/api-keys', { body });
  }

  async listApiKeys(): Promise<ApiKey[]> {
    return itemsOf(await this.#requests.send('GET /users/me/api-keys', {}));
  }

  getApiKey(keyId: string): Promise<ApiKey> {
    return this.#requests.send('GET /users/me/api-keys/{key_id}', { path: { key_id: keyId } });
  }

  /** Puts a new key in place of one, which works for so many hours yet: 24 by default, 0 ends it at once. */
  rotateApiKey(
    keyId: string,
    { grace_period_hours = 24 }: { grace_period_hours?: number | undefined } = {},
  ): Promise<RotatedApiKey> {
    return this.#requests.send('POST /users/me/api-keys/{key_id}/rotate', {
      path: { key_id: keyId },
      body: { grace_period_hours },
    });
  }

  /** Ends a key at once. */
  async revokeApiKey(keyId: string): Promise<void> {
    await this.#requests.send('DELETE /users/me/api-keys/{key_id}', { path: { key_id: keyId } });
  }
}
