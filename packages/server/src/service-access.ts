import type { UpstreamAccess } from '@gw/mcp-client';

/** Whose credentials reach which service. */
export interface ServiceAccess {
  /**
   * What a principal brings along for a service, beside what all have; undefined where that is nothing. Asked for each
   * call: it takes no I/O.
   */
  of(service: string, principal: string): UpstreamAccess | undefined;
}

/** Nobody has credentials of his own. */
export const noAccess: ServiceAccess = { of: () => undefined };
