import {
  createMemoryOAuthStore,
  createOAuthAuthorization,
  type McpService,
  type OAuthAuthorization,
} from '../../packages/mcp-client/src/index.ts';

/** The address under which the suite's authorization servers know clients that have one. */
const METADATA_URL = 'https://conformance-test.local/client-metadata.json';
/** Nothing listens there: where the log-in leads to is read from the redirect itself. */
const REDIRECT_URL = 'http://localhost:3000/callback';

/** OAuth with a user who logs in at once. */
export function conformanceAuthorization(
  service: McpService,
  { client_id: id, client_secret: secret }: { client_id?: string; client_secret?: string },
): OAuthAuthorization {
  return createOAuthAuthorization({
    service,
    store: createMemoryOAuthStore(),
    redirectUrl: REDIRECT_URL,
    clientMetadataUrl: METADATA_URL,
    ...(id === undefined ? {} : { client: { id, ...(secret === undefined ? {} : { secret }) } }),
    logIn: async page => {
      const { headers } = await fetch(page, { redirect: 'manual' });
      return new URL(headers.get('location') ?? REDIRECT_URL).searchParams;
    },
  });
}
