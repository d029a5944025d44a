import {
  type KnownOAuthServer,
  type McpService,
  OAuthClient,
  type OAuthIdentity,
  OAuthRefusal,
  UpstreamError,
} from '@gw/mcp-client';
import type { OAuthAppRecord } from '@gw/store';
import { CatalogError, invalid } from '../../errors.ts';
import type { SecretBox } from '../../secrets/secret-box.ts';
import type { OAuthRegistration } from './oauth-apps.ts';

/** The client of a service's authorization server. @throws CatalogError `GW_INVALID`: the service has no URL */
export function oauthClient(service: McpService | undefined): OAuthClient {
  const { name, url, allowPrivateAddresses } = service ?? {};
  if (name === undefined || url === undefined || allowPrivateAddresses === undefined) {
    throw invalid('/server_id', 'names no server at a URL that can be used: OAuth is for those alone');
  }
  return new OAuthClient({ name, url, allowPrivateAddresses });
}

/** What is known of a server's authorization server: what was configured, and else whom it was found to be. */
export function knownServer({
  issuer,
  authorizationUrl,
  tokenUrl,
  registration,
}: OAuthAppRecord): KnownOAuthServer {
  const found = (registration as OAuthRegistration | null)?.issuer;
  return {
    issuer: issuer ?? found,
    authorizationUrl: authorizationUrl ?? undefined,
    tokenUrl: tokenUrl ?? undefined,
  };
}

/** Who the gateway is there; undefined: it has to be registered first. */
export function identityOf(
  { clientId, sealedClientSecret }: OAuthAppRecord,
  secrets: SecretBox,
): OAuthIdentity | undefined {
  if (clientId === null) return undefined;
  return {
    clientId,
    ...(sealedClientSecret === null ? {} : { clientSecret: secrets.open(sealedClientSecret) }),
  };
}

/** Makes what went wrong at an authorization server a refusal that may be shown. */
export function oauthFailure(error: unknown): unknown {
  if (error instanceof OAuthRefusal) {
    const why = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return new CatalogError(
      'GW_OAUTH_FAILED',
      `${error.message}${error.error === 'invalid_server' ? why : ''}`,
    );
  }
  if (!(error instanceof UpstreamError)) return error;
  if (error.code === 'GW_UPSTREAM_ADDRESS_REFUSED')
    return invalid('/oauth_config', `leads astray: ${error.message}`);
  return new CatalogError('GW_OAUTH_FAILED', error.message);
}
