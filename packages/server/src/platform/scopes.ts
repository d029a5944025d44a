/** What can be allowed of each kind of thing. */
const rights = {
  servers: ['read', 'write'],
  tools: ['read', 'execute'],
  bundles: ['read', 'write'],
  connections: ['read', 'write'],
  skills: ['read', 'write'],
  sessions: ['read', 'write'],
  sandboxes: ['read', 'write'],
  cache: ['read', 'write'],
  keys: ['read', 'write'],
  audit: ['read'],
} as const;

type Rights = typeof rights;

/** One right, as a route asks for it. */
export type ApiScope = { [Kind in keyof Rights]: `${Kind}:${Rights[Kind][number]}` }[keyof Rights];

/** Every right of a kind, as a key may be given them. */
type ScopeGroup = `${keyof Rights}:*`;

/** All that a key may be given. */
export const grantableScopes: readonly (ApiScope | ScopeGroup)[] = Object.entries(rights).flatMap(
  ([kind, ofKind]) => [...ofKind, '*'].map(right => `${kind}:${right}` as ApiScope | ScopeGroup),
);

/** The rights that scopes amount to; null is every right. What isn't known gives none. */
export function rightsOf(scopes: readonly string[] | null): ReadonlySet<string> | null {
  if (scopes === null) return null;
  const all = scopes.flatMap(scope => {
    const [kind = '', right] = scope.split(':');
    if (right !== '*') return [scope];
    return Object.hasOwn(rights, kind) ? rights[kind as keyof Rights].map(one => `${kind}:${one}`) : [];
  });
  return new Set(all);
}

/** Whether scopes give no right that others don't: what a key may hand on. */
export function isWithin(scopes: readonly string[] | null, granted: ReadonlySet<string> | null): boolean {
  if (granted === null) return true;
  const wanted = rightsOf(scopes);
  return wanted !== null && [...wanted].every(right => granted.has(right));
}
