import type { Logger } from '@gw/mcp-client';
import type { Era, Hub } from '../hub.ts';

/** How a request of an MCP client ended. */
export type McpOutcome = 'ok' | 'error' | 'cancelled';

/** What the parts of the edge share. */
export interface EdgeParts {
  readonly hub: Hub;
  readonly logger: Logger;
  /** Told of each request when it is answered. */
  readonly onAnswered: (era: Era, method: string, outcome: McpOutcome) => void;
}
