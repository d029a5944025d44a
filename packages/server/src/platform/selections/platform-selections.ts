import { EventEmitter } from 'node:events';
import type { BundleContent, Bundles, Catalog, Connections } from '@gw/catalog';
import type { UpstreamAccess } from '@gw/mcp-client';
import type { Selection, Selections } from '../../mcp/hub/selection.ts';
import type { Scope } from '../../mcp/hub.ts';
import type { ToolScope, ToolScopes } from '../sessions/tool-scopes.ts';
import { BundleSelection } from './bundle-selection.ts';
import { SessionSelection } from './session-selection.ts';

/** Where selections come from. */
export interface SelectionSources {
  readonly bundles: Bundles;
  readonly sessions: ToolScopes;
  readonly catalog: Catalog;
  readonly connections: Connections;
}

type Concerns = (scope: Scope) => boolean;

const all: readonly Selection[] = [];

/** Bundles and platform sessions, for those who list and call tools. Until the platform is open, there are none. */
export class PlatformSelections implements Selections {
  readonly #changes = new EventEmitter<{ changed: [concerns: Concerns] }>().setMaxListeners(0);
  readonly #ofBundle = new WeakMap<BundleContent, BundleSelection>();
  readonly #ofSession = new Map<
    string,
    { readonly bundle: BundleContent | undefined; readonly selection: SessionSelection }
  >();
  #sources: SelectionSources | undefined;

  /** Goes by these from now on. */
  use(sources: SelectionSources): void {
    this.#sources = sources;
    const { bundles, sessions, catalog } = sources;
    bundles.on('changed', id => {
      const isForIt = (session: string | undefined) =>
        session !== undefined && sessions.get(session)?.record.bundleId === id;
      this.#tell(scope => (scope.kind === 'bundle' && scope.id === id) || isForIt(scope.session));
    });
    sessions.on('changed', id => {
      this.#ofSession.delete(id);
      this.#tell(({ session }) => session === id);
    });
    // A server may have another name, or be gone.
    catalog.on('serversChanged', () => this.#ofSession.clear());
  }

  of(scope: Scope): readonly Selection[] | undefined {
    const { session } = scope;
    if (scope.kind !== 'bundle' && session === undefined) return all;
    const chosen: Selection[] = [];
    if (scope.kind === 'bundle') {
      const content = this.#sources?.bundles.find(scope.id);
      if (!content) return undefined;
      chosen.push(this.#bundle(content));
    }
    if (session !== undefined) {
      const selection = this.session(session);
      if (!selection) return undefined;
      chosen.push(selection);
    }
    return chosen;
  }

  /** What a session may use; undefined where there is none, or it is over. */
  session(id: string): SessionSelection | undefined {
    const scope = this.#sources?.sessions.get(id);
    return scope && this.#session(scope);
  }

  access(scope: Scope, service: string): UpstreamAccess | undefined {
    const id = scope.kind === 'bundle' ? scope.id : this.#bundleOf(scope.session);
    return id === undefined ? undefined : this.bundleAccess(id, service);
  }

  /** The credentials of the connection that a bundle has for a service; undefined where it has none. */
  bundleAccess(bundleId: string, service: string): UpstreamAccess | undefined {
    const { bundles, catalog, connections } = this.#sources!;
    const serverId = catalog.idOf(service);
    const connection = serverId === undefined ? undefined : bundles.connectionFor(bundleId, serverId);
    return connection === undefined ? undefined : connections.ofConnection(service, connection);
  }

  onChanged(listener: (concerns: Concerns) => void): () => void {
    this.#changes.on('changed', listener);
    return () => void this.#changes.off('changed', listener);
  }

  #bundleOf(session: string | undefined): string | undefined {
    if (session === undefined) return undefined;
    return this.#sources?.sessions.get(session)?.record.bundleId ?? undefined;
  }

  #bundle(content: BundleContent): BundleSelection {
    const known = this.#ofBundle.get(content) ?? new BundleSelection(content);
    this.#ofBundle.set(content, known);
    return known;
  }

  #session(scope: ToolScope): SessionSelection | undefined {
    const { bundles, catalog } = this.#sources!;
    const { id, bundleId, serverId } = scope.record;
    const bundle = bundleId === null ? undefined : bundles.find(bundleId);
    // Without its server or bundle, it would be open to all tools.
    if (bundleId !== null && !bundle) return undefined;
    const known = this.#ofSession.get(id);
    if (known && known.bundle === bundle) return known.selection;
    if (serverId !== null && !catalog.has(serverId)) return undefined;
    const server = serverId === null ? undefined : catalog.server(serverId).name;
    const selection = new SessionSelection({ allows: name => scope.allows(name), server, bundle });
    this.#ofSession.set(id, { bundle, selection });
    return selection;
  }

  #tell(concerns: Concerns): void {
    this.#changes.emit('changed', concerns);
  }
}
