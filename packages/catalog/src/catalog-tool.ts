import { hash } from 'node:crypto';
import type { JsonObject } from '@gw/mcp-client';
import type { PinPolicy, ServerType, ToolOverrides, ToolRecord } from '@gw/store';
import { type ToolPin, toolPin } from './pinning/tool-pin.ts';

/** A tool as callers see it. */
export interface OfferedTool {
  readonly name: string;
  /** `server__tool`. */
  readonly qualifiedName: string;
  readonly description: string;
  /** Without the arguments that have defaults of the gateway's. */
  readonly inputSchema: JsonObject;
  /** As a list of tools has it, under {@link name}; what the server says beside stays. */
  readonly definition: JsonObject;
}

/** A tool of a server, with what was changed about it. */
export interface CatalogTool {
  /** The same over restarts and syncs. */
  readonly id: string;
  readonly serverId: string;
  readonly serverName: string;
  readonly serverDescription: string | undefined;
  /** As the server names it. */
  readonly name: string;
  /** As the server gave it. */
  readonly definition: JsonObject;
  readonly overrides: ToolOverrides;
  /** Whether the input schema was corrected. */
  readonly isCorrected: boolean;
  /** Whether it is one of the selected tools; that counts where the server's `exposureMode` is `selected`. */
  readonly selected: boolean;
  readonly pin: ToolPin;
  /** Whether callers see it at all. */
  readonly exposed: boolean;
  readonly effective: OfferedTool;
  /** Set in each call, whatever the caller gives. */
  readonly argumentDefaults: JsonObject;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
}

interface OfServer {
  readonly name: string;
  readonly type: ServerType;
  readonly pin: PinPolicy;
  readonly description: string | null;
  readonly exposureMode: 'all' | 'selected';
}

export function catalogTool(record: ToolRecord, server: OfServer): CatalogTool {
  const { id, serverId, name, definition, selected, correctedSchema, createdAt, updatedAt } = record;
  const overrides = record.overrides ?? {};
  const pin = toolPin(record, server.type === 'local' ? 'off' : server.pin);
  const isWanted = overrides.enabled !== false && (server.exposureMode === 'all' || selected);
  return {
    id,
    serverId,
    serverName: server.name,
    serverDescription: server.description ?? undefined,
    name,
    definition,
    overrides,
    isCorrected: correctedSchema !== null,
    selected,
    pin,
    exposed: isWanted && !pin.held,
    effective: offered(record, server.name),
    argumentDefaults: overrides.argument_defaults ?? {},
    createdAt,
    updatedAt,
  };
}

/** What tells a changed definition from the one before. */
export const definitionHash = (definition: JsonObject): string => hash('sha256', JSON.stringify(definition));

function offered(
  { name: own, definition, overrides, correctedSchema }: ToolRecord,
  server: string,
): OfferedTool {
  const name = overrides?.name ?? own;
  const given = correctedSchema ?? asObject(definition.inputSchema);
  const inputSchema = withoutArguments(given ?? { type: 'object' }, overrides?.argument_defaults);
  const description = overrides?.description ?? definition.description;
  const isChanged = given !== undefined || inputSchema !== given;
  return {
    name,
    qualifiedName: `${server}__${name}`,
    description: typeof description === 'string' ? description : '',
    inputSchema,
    definition: {
      ...definition,
      name,
      ...(overrides?.description !== undefined && { description }),
      ...(isChanged && { inputSchema }),
    },
  };
}

/** A schema in which these arguments don't exist. */
function withoutArguments(schema: JsonObject, hidden: JsonObject | undefined): JsonObject {
  if (!hidden || Object.keys(hidden).length === 0) return schema;
  const isShown = (name: unknown) => !Object.hasOwn(hidden, String(name));
  const properties = asObject(schema.properties);
  const { required } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).filter(([name]) => isShown(name))),
    }),
    ...(Array.isArray(required) && { required: required.filter(isShown) }),
  };
}

const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
