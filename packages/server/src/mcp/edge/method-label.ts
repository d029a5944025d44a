/** Methods that are counted by name; others are a client's to choose, and counted as one. */
const counted: ReadonlySet<string> = new Set([
  'initialize',
  'server/discover',
  'subscriptions/listen',
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'prompts/get',
  'skills/list',
  'skills/get',
  'resources/directory/read',
  'completion/complete',
  'logging/setLevel',
]);

/** What a method is called in metrics. */
export const methodLabel = (method: string): string => (counted.has(method) ? method : 'other');
