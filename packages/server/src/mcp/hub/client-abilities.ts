import type { JsonObject } from '../hub.ts';
import { asObject } from './json-object.ts';

/** Whether a client has declared that it can answer this question: it must not be asked any other. */
export function canBeAsked(
  capabilities: JsonObject,
  method: string,
  params: JsonObject | undefined,
): boolean {
  switch (method) {
    case 'ping':
      return true;
    case 'roots/list':
      return declares(capabilities, 'roots');
    case 'sampling/createMessage': {
      const usesTools = params?.tools !== undefined || params?.toolChoice !== undefined;
      return (
        declares(capabilities, 'sampling') && (!usesTools || declares(capabilities, 'sampling', 'tools'))
      );
    }
    case 'elicitation/create':
      return canElicit(capabilities, params?.mode === 'url' ? 'url' : 'form');
    default:
      // Tasks, experiments and extensions: what they may ask is between the two sides.
      return ['tasks', 'experimental', 'extensions'].some(name => declares(capabilities, name));
  }
}

/** Whether it has declared this mode of elicitation. Declaring none means forms: the first version had no other. */
export function canElicit(capabilities: JsonObject, mode: 'form' | 'url'): boolean {
  const modes = asObject(capabilities.elicitation);
  if (!modes) return false;
  if (mode === 'form' && modes.url === undefined) return true;
  return modes[mode] !== undefined;
}

function declares(capabilities: JsonObject, ...path: readonly string[]): boolean {
  let at: unknown = capabilities;
  for (const name of path) at = asObject(at)?.[name];
  return at !== undefined && at !== null && at !== false;
}
