import { SUBSCRIPTION_ID } from '../eras/request-meta.ts';
import { type ListKind, listDefinitions, listKinds } from '../lists/list-kind.ts';
import { asObject, type JsonObject } from './json-rpc-message.ts';

export const RESOURCE_UPDATED = 'notifications/resources/updated';

const changes = new Map<string, readonly ListKind[]>(
  listKinds.map(kind => {
    const { changed } = listDefinitions[kind];
    return [changed, listKinds.filter(other => listDefinitions[other].changed === changed)];
  }),
);

/** The lists that a notification says have changed. */
export function changedLists(method: string): readonly ListKind[] {
  return changes.get(method) ?? [];
}

/** Whether it tells of a change that concerns everyone, and so belongs to no call. */
export function isAnnouncement(method: string): boolean {
  return method === RESOURCE_UPDATED || changes.has(method);
}

/** The id of our subscription is ours, and says nothing to others. */
export function withoutSubscriptionId(params: JsonObject): JsonObject {
  const meta = asObject(params._meta);
  if (!meta || !(SUBSCRIPTION_ID in meta)) return params;
  const { [SUBSCRIPTION_ID]: _id, ...rest } = meta;
  const { _meta, ...others } = params;
  return Object.keys(rest).length > 0 ? { ...others, _meta: rest } : others;
}
