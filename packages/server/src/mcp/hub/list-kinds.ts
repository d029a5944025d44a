import type { ListKind } from '@gw/mcp-client';

/** How clients ask for a list, and are told of its changes. */
export interface ListDefinition {
  readonly kind: ListKind;
  readonly method: string;
  /** Field of the result that holds the entries. */
  readonly field: string;
  /** Field of an entry that tells it from the others. */
  readonly key: string;
  /** Server capability with the list; its `listChanged` says that changes are told. */
  readonly capability: 'tools' | 'resources' | 'prompts';
  readonly changed: string;
  /** Field of a `subscriptions/listen` filter that asks for the notification. */
  readonly filter: string;
}

export const lists: Readonly<Record<ListKind, ListDefinition>> = {
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

export const listKinds: readonly ListKind[] = ['tools', 'resources', 'resourceTemplates', 'prompts'];

const byMethod = new Map(Object.values(lists).map(list => [list.method, list]));

/** The list that a method asks for, if it asks for one. */
export const listOf = (method: string): ListDefinition | undefined => byMethod.get(method);
