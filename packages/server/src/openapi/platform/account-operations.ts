import { operationsOf } from './operation.ts';

const cacheKey = { name: 'key', description: 'The key: 1 to 1024 bytes, slashes included.' };

/** What belongs to the caller. */
export const accountOperations = {
  ...operationsOf('auth', {
    'POST /users/me/api-keys': {
      name: 'create_api_key',
      words: 'newKey',
      summary: 'Make an API key',
      refusals: { 403: 'The key in use lacks `keys:write`, or would hand on more than its own scopes.' },
    },
    'GET /users/me/api-keys': { name: 'list_api_keys', summary: 'List your API keys' },
    'GET /users/me/api-keys/:key_id': { name: 'get_api_key', summary: 'Read an API key' },
    'POST /users/me/api-keys/:key_id/rotate': {
      name: 'rotate_api_key',
      words: 'newKey',
      summary: 'Replace an API key',
      refusals: { 409: 'The key has ended.' },
    },
    'DELETE /users/me/api-keys/:key_id': { name: 'revoke_api_key', summary: 'Revoke an API key' },
  }),
  ...operationsOf('cache', {
    'GET /sdk/cache/*': { name: 'get', summary: 'Get a value', rest: cacheKey },
    'PUT /sdk/cache/*': {
      name: 'set',
      summary: 'Put a value away',
      rest: cacheKey,
      refusals: { 413: 'The value, or all together, would be too large.' },
    },
  }),
  ...operationsOf('audit', {
    'GET /audit': {
      name: 'list',
      summary: 'List who did what',
      refusals: { 403: 'The key lacks `audit:read`, or asks for what others did.' },
    },
  }),
};
