import { operationsOf } from './operation.ts';

const failed = { 502: 'The catalog did not answer.' };

/** Finding servers and adding them, and what that takes meanwhile. */
export const catalogOperations = {
  ...operationsOf('servers', {
    'GET /catalog/search': {
      name: 'catalog_search',
      summary: 'Search the catalogs of servers',
      words: 'offer',
      refusals: failed,
    },
    'GET /catalog/:registry/*': {
      name: 'catalog_get',
      summary: 'Read an entry of a catalog',
      words: 'offer',
      rest: { name: 'registry_id', description: 'Its id in that catalog, slashes as they are.' },
      refusals: failed,
    },
    'POST /servers/catalog-imports': {
      name: 'import_from_catalog',
      summary: 'Install a server of a catalog, and add it',
      words: 'offer',
      example: {
        registry: 'npm',
        registry_id: '@modelcontextprotocol/server-everything',
        name: 'everything',
      },
      refusals: {
        404: 'The catalog has no such entry.',
        409: 'The name is taken.',
        502: 'The catalog did not answer, or the package could not be installed.',
      },
    },
  }),
  ...operationsOf('operations', {
    'GET /operations/:operation_id': {
      name: 'get',
      summary: 'Tell how far an operation is',
      streams: true,
    },
    'DELETE /operations/:operation_id': {
      name: 'cancel',
      summary: 'Cancel an operation',
      refusals: { 409: 'The operation has ended.' },
    },
  }),
};
