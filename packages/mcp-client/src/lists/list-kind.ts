/** The lists that a server has. */
export type ListKind = 'tools' | 'resources' | 'resourceTemplates' | 'prompts';

/** All kinds of list. */
export const listKinds: readonly ListKind[] = ['tools', 'resources', 'resourceTemplates', 'prompts'];

/** How a list is asked for, and what it depends on. */
export interface ListDefinition {
  readonly kind: ListKind;
  readonly method: string;
  /** Field of the result that holds the entries. */
  readonly field: string;
  /** Field of an entry that tells it from the others. */
  readonly key: string;
  /** Capability with which a server says that it has the list. */
  readonly capability: 'tools' | 'resources' | 'prompts';
  /** Notification with which it says that the list has changed. */
  readonly changed: string;
  /** Field of a `subscriptions/listen` filter that asks for the notification. */
  readonly filter: string;
}

/** All lists, by kind. */
export const listDefinitions: Readonly<Record<ListKind, ListDefinition>> = {
  tools: {
    kind: 'tools',
    method: 'tools/list',
    field: 'tools',
    key: 'name',
    capability: 'tools',
    changed: 'notifications/tools/list_changed',
    filter: 'toolsListChanged',
  },
  resources: {
    kind: 'resources',
    method: 'resources/list',
    field: 'resources',
    key: 'uri',
    capability: 'resources',
    changed: 'notifications/resources/list_changed',
    filter: 'resourcesListChanged',
  },
  resourceTemplates: {
    kind: 'resourceTemplates',
    method: 'resources/templates/list',
    field: 'resourceTemplates',
    key: 'uriTemplate',
    capability: 'resources',
    changed: 'notifications/resources/list_changed',
    filter: 'resourcesListChanged',
  },
  prompts: {
    kind: 'prompts',
    method: 'prompts/list',
    field: 'prompts',
    key: 'name',
    capability: 'prompts',
    changed: 'notifications/prompts/list_changed',
    filter: 'promptsListChanged',
  },
};

/** What a server of the 2026 era says of how long, and for whom, a list may be kept. */
export interface ListHints {
  /** In milliseconds. */
  readonly ttlMs?: number;
  readonly cacheScope?: string;
}
