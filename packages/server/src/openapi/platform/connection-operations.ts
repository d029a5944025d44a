import { operationsOf } from './operation.ts';

/** What servers are to be told of callers: credentials, connections, OAuth. */
export const connectionOperations = {
  ...operationsOf('servers', {
    'GET /servers/:server_id/credentials': {
      name: 'list_credentials',
      summary: 'List the credentials of a server',
      words: 'credential',
    },
    'POST /servers/:server_id/credentials': {
      name: 'create_credential',
      summary: 'Give a server a credential, for all who use it',
      words: 'credential',
      refusals: { 409: 'The name is taken.' },
    },
    'DELETE /servers/:server_id/credentials/:credential_id': {
      name: 'delete_credential',
      summary: 'Take a credential from a server',
    },
    'GET /servers/:server_id/oauth-config': {
      name: 'get_oauth_config',
      summary: 'Read how the gateway gets tokens for a server',
      words: 'oauth',
      refusals: { 404: 'There is no such server, or it has no OAuth configuration.' },
    },
    'DELETE /servers/:server_id/oauth-config': {
      name: 'delete_oauth_config',
      summary: 'Forget how the gateway gets tokens for a server',
      refusals: { 409: 'The server is of the config file, and changed there.' },
    },
  }),
  ...operationsOf('connections', {
    'POST /connections': {
      name: 'create',
      summary: 'Connect yourself to a server by a key or token',
      refusals: { 404: 'There is no such server.' },
      example: {
        server_id: '0198c2f4-7a31-7c52-9d0e-5b1f2a3c4d5e',
        credential_type: 'bearer',
        credential_value: 'the-token-of-your-account',
      },
    },
    'POST /connections/basic': {
      name: 'create_basic',
      summary: 'Connect yourself by name and password',
      refusals: { 404: 'There is no such server.' },
    },
    'GET /connections': { name: 'list', summary: 'List your connections' },
    'GET /connections/:connection_id': { name: 'get', summary: 'Read a connection' },
    'DELETE /connections/:connection_id': { name: 'delete', summary: 'Remove a connection' },
    'POST /connections/:connection_id/refresh': {
      name: 'refresh',
      summary: 'Get a new token for a connection',
      refusals: { 409: 'The connection has no token to refresh.', 502: 'Its provider gave no new token.' },
    },
    'POST /servers/:server_id/oauth/authorize': {
      name: 'initiate_oauth',
      summary: 'Begin to log in at the provider of a server',
      refusals: { 409: 'Logging in does not fit the server.', 502: 'Its provider could not be reached.' },
    },
  }),
};
