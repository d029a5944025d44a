import type { UpstreamAccess } from '@gw/mcp-client';
import type { JsonObject, Scope } from '../hub.ts';
import type { Origin } from './qualified-names.ts';

/** A part of what the gateway has, as a bundle or a session has it. It never changes: after a change there is another. */
export interface Selection {
  /** What is said of it to clients, before what servers say. */
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  /** Whether prompts and resources of a server are in it. */
  hasServer(service: string): boolean;
  /** Whether anything of a server may be in it. */
  touches(service: string): boolean;
  /**
   * A tool as it is in here, the very same where nothing is changed; undefined: it isn't.
   *
   * @param origin the server, and the name under which it offers the tool
   * @param listed as the wider list has it
   */
  tool(origin: Origin, listed: JsonObject): JsonObject | undefined;
  /** Where a tool stands; absent: as in the wider list. */
  placeOf?(origin: Origin): number;
}

/** What scopes are made of that are not all there is. */
export interface Selections {
  /** Those that a scope is narrowed by, the widest first; undefined where its bundle or session isn't there (any more). */
  of(scope: Scope): readonly Selection[] | undefined;
  /** The credentials that a scope brings along for a service, in place of its caller's; undefined: none. Takes no I/O. */
  access(scope: Scope, service: string): UpstreamAccess | undefined;
  /** Tells which scopes are others from now on. @returns ends it */
  onChanged(listener: (concerns: (scope: Scope) => boolean) => void): () => void;
}

const all: readonly Selection[] = [];

/** There are neither bundles nor sessions. */
export const noSelections: Selections = {
  of: ({ kind, session }) => (kind === 'bundle' || session !== undefined ? undefined : all),
  access: () => undefined,
  onChanged: () => () => {},
};
