import { type ListDefinition, listDefinitions } from '@gw/mcp-client';

const byMethod = new Map(Object.values(listDefinitions).map(list => [list.method, list]));

/** The list that a method asks for, if it asks for one. */
export const listOf = (method: string): ListDefinition | undefined => byMethod.get(method);
