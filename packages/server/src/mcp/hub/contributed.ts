import type { ListDefinition } from '@gw/mcp-client';
import { type HubResult, type JsonObject, McpError } from '../hub.ts';
import type { Contribution } from './contributions.ts';
import { asObject } from './json-object.ts';
import { pageOf, placesOf } from './list-pages.ts';

/** Source: MCP's skills extension, "Extension Identifier". */
const extension = 'io.modelcontextprotocol/skills';

/** Requests that may be about what the gateway has added. */
const methods: ReadonlySet<string> = new Set([
  'prompts/get',
  'resources/read',
  'completion/complete',
  'skills/list',
  'skills/get',
  'resources/directory/read',
]);

/** Whether a request may be about what the gateway has added, so that it is to be looked at. */
export const mayBeContributed = (method: string): boolean => methods.has(method);

/** What a server has of its own, as far as it is known. */
export interface OwnLists {
  readonly prompts: readonly JsonObject[];
  readonly resources: readonly JsonObject[];
}

/** Of the skills extension, as capabilities of a server declare it; undefined: it hasn't any. */
export const skillsOf = (capabilities: JsonObject | undefined): JsonObject | undefined =>
  asObject(asObject(capabilities?.extensions)?.[extension]);

/** A server's capabilities, and what comes with a contribution. */
export function withCapabilities(
  capabilities: JsonObject,
  contribution: Contribution | undefined,
): JsonObject {
  if (!contribution) return capabilities;
  const announced = { listChanged: true };
  return {
    ...capabilities,
    prompts: { ...asObject(capabilities.prompts), ...announced },
    resources: { ...asObject(capabilities.resources), ...announced },
    extensions: { ...asObject(capabilities.extensions), [extension]: { directoryRead: true } },
  };
}

/** A server's list and what is added to it; the very same list where nothing is. */
export function withContributed(
  { kind, key }: ListDefinition,
  own: readonly JsonObject[],
  contribution: Contribution | undefined,
): readonly JsonObject[] {
  const added = contribution && (kind === 'prompts' || kind === 'resources') ? contribution[kind] : [];
  return joined(own, added, key);
}

/** Entries, and those of others that have a key of their own. */
export function joined(
  own: readonly JsonObject[],
  others: readonly JsonObject[],
  key: string,
): readonly JsonObject[] {
  if (others.length === 0) return own;
  const taken = new Set(own.map(entry => entry[key]));
  return [...own, ...others.filter(entry => !taken.has(entry[key]))];
}

/** A page of `skills/list`. @throws McpError -32602 for a cursor that is none */
export function skillsPage(skills: readonly JsonObject[], cursor: unknown, size: number): HubResult {
  const key = 'uri';
  const { entries, nextCursor } = pageOf(skills, { key, places: placesOf(skills, key), cursor, size });
  return { skills: entries, ...(nextCursor && { nextCursor }) };
}

/** Whether a resource was added. */
export const hasResource = ({ resources }: Contribution, own: OwnLists, uri: string): boolean =>
  resources.some(entry => entry.uri === uri) && !own.resources.some(entry => entry.uri === uri);

/** Answers a request about what was added to a server; undefined where it is about something else. */
export async function contributedAnswer(
  contribution: Contribution,
  own: OwnLists,
  method: string,
  params: JsonObject | undefined,
): Promise<HubResult | undefined> {
  const { name, uri } = params ?? {};
  const hasPrompt = (wanted: unknown) =>
    contribution.prompts.some(prompt => prompt.name === wanted) &&
    !own.prompts.some(prompt => prompt.name === wanted);
  switch (method) {
    case 'prompts/get':
      return hasPrompt(name) ? contribution.prompt(String(name), asObject(params?.arguments)) : undefined;
    case 'completion/complete':
      return hasPrompt(asObject(params?.ref)?.name) ? { completion: { values: [] } } : undefined;
    case 'resources/read':
      return typeof uri === 'string' && hasResource(contribution, own, uri)
        ? contribution.read(uri)
        : undefined;
    case 'skills/get': {
      const skill = contribution.skills.find(entry => entry.uri === uri);
      return skill && { skill };
    }
    case 'resources/directory/read': {
      const resources = typeof uri === 'string' ? contribution.folder(uri) : undefined;
      return resources && { resources };
    }
    default:
      return undefined;
  }
}

/** What is said of a skill or folder that neither the gateway nor the server has. */
export function nothingThere(method: string, params: JsonObject | undefined): McpError {
  const uri = String(params?.uri).slice(0, 500);
  const message =
    method === 'skills/get' ? `No skill is served at ${uri}` : `${uri} is not a directory resource`;
  return new McpError(-32602, message);
}

/** A server that is not known yet has nothing that is known. */
export const ownLists = (
  lists: { readonly prompts: readonly JsonObject[]; readonly resources: readonly JsonObject[] } | undefined,
): OwnLists => lists ?? { prompts: [], resources: [] };
