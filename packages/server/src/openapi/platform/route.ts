import type { TSchema } from 'typebox';
import type { ApiScope } from '../../platform/scopes.ts';
import type { PlatformOperation } from './operation.ts';
import { platformOperations } from './operations.ts';

/** A route of the platform API as it was registered. */
export interface PlatformRoute {
  readonly method: string;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly schema: {
    readonly params?: TSchema;
    readonly querystring?: TSchema;
    readonly body?: TSchema;
    readonly response?: Readonly<Record<string, TSchema>>;
  };
  /** What an API key must be allowed for it. */
  readonly scopes: readonly ApiScope[];
}

/** A route with what the table adds: nothing, where nobody has described it yet. */
export interface DescribedRoute extends PlatformRoute {
  readonly operation: Partial<PlatformOperation>;
  /** First part of the operation's id. */
  readonly resource: string;
  /** Whose words its examples are made of. */
  readonly words: string;
}

/** A route, and what the table says of it. */
export function described(route: PlatformRoute): DescribedRoute {
  const operation: Partial<PlatformOperation> = platformOperations[`${route.method} ${route.path}`] ?? {};
  const resource = operation.id?.split('_')[0] ?? 'unnamed';
  return { ...route, operation, resource, words: operation.words ?? resource };
}
