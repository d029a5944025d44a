import type { SwaigRequest } from './agent-parts.ts';

type Arguments = Readonly<Record<string, unknown>>;

/**
 * The arguments of a SWAIG post: `argument.parsed[0]`, else `argument.raw` as JSON, else `argument`
 * or `arguments` itself, as some hosts and tools send them. Nothing usable is no arguments.
 */
export function readSwaigArguments(request: SwaigRequest): Arguments {
  const { argument, arguments: flat } = request;
  if (!isArguments(argument)) return isArguments(flat) ? flat : {};
  const { parsed, raw } = argument;
  if (Array.isArray(parsed) && isArguments(parsed[0])) return parsed[0];
  if (typeof raw === 'string') return readJson(raw);
  return Array.isArray(parsed) ? {} : argument;
}

function readJson(text: string): Arguments {
  try {
    const value: unknown = JSON.parse(text);
    return isArguments(value) ? value : {};
  } catch {
    return {};
  }
}

function isArguments(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
