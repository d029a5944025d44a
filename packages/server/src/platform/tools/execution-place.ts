import type { BundleContent, CatalogTool } from '@gw/catalog';
import type { FastifyRequest } from 'fastify';
import type { PlatformParts } from '../parts.ts';
import { invalidField, PlatformError } from '../problem.ts';
import type { SessionSelection } from '../selections/session-selection.ts';

/** The session that a request names, as it may be used. */
export interface UsedSession {
  readonly id: string;
  readonly selection: SessionSelection;
}

/**
 * The platform session of a request's header `X-Session-Id`, which this renews; undefined where there is none.
 *
 * @throws PlatformError 404
 */
export function sessionOf(
  { headers, principal }: FastifyRequest,
  { sessions, selections }: PlatformParts,
): UsedSession | undefined {
  const id = headers['x-session-id'];
  if (id === undefined) return undefined;
  const scope = sessions.use(String(id), `${principal?.id}`);
  const selection = scope && selections.session(scope.record.id);
  if (selection) return { id: scope.record.id, selection };
  throw new PlatformError('GW_NOT_FOUND', 404, 'X-Session-Id names no session that can be used');
}

/**
 * The bundle that a request is about; undefined where it is about none.
 *
 * @throws CatalogError 404 `GW_BUNDLE_NOT_FOUND`; PlatformError 422 where bundle and agent don't go together
 */
export function bundleOf(
  { bundle_id, agent_id }: { bundle_id?: string | null; agent_id?: string | null },
  { bundles }: PlatformParts,
): BundleContent | undefined {
  const ofAgent = agent_id ? bundles.byAgent(agent_id) : undefined;
  if (!bundle_id) return ofAgent;
  const content = bundles.get(bundle_id);
  if (ofAgent && ofAgent !== content) throw invalidField('/agent_id', 'is of another bundle');
  return content;
}

/** Whether users of a bundle see a tool; all do where there is none. */
export const isIn = (bundle: BundleContent | undefined, { serverName, effective }: CatalogTool): boolean =>
  bundle === undefined || bundle.offered(serverName, effective.name) !== undefined;
