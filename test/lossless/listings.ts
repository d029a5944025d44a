import { PromptSchema, ResourceSchema, ResourceTemplateSchema, ToolSchema } from '@modelcontextprotocol/core';
import fc from 'fast-check';
import type { Era } from '../conformance/cell.ts';
import { ExactNumber, type Json, withMember, writeExact } from './exact-json.ts';
import { arbitraryOf, type JsonSchema } from './schema-arbitrary.ts';

/** What a server has, by the member of the listing's result that holds it. */
export interface Listings {
  readonly tools: readonly Json[];
  readonly prompts: readonly Json[];
  readonly resources: readonly Json[];
  readonly resourceTemplates: readonly Json[];
}

export const listMethods: Readonly<Record<keyof Listings, string>> = {
  tools: 'tools/list',
  prompts: 'prompts/list',
  resources: 'resources/list',
  resourceTemplates: 'resources/templates/list',
};

const kinds = {
  tools: [ToolSchema, 'name', 'tool-'],
  prompts: [PromptSchema, 'name', 'prompt-'],
  resources: [ResourceSchema, 'uri', 'test://resource/'],
  resourceTemplates: [ResourceTemplateSchema, 'uriTemplate', 'test://template/{id}/'],
} as const;

/** Entries at random, with unknown members; each named for its place. The harness's own tool is among the tools. */
export function anyListings(seed: number): Listings {
  const listings = Object.entries(kinds).map(([kind, [schema, key, prefix]]) => {
    const described = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as JsonSchema;
    const entries = fc.sample(arbitraryOf(described), { seed, numRuns: 15 });
    return [kind, entries.map((entry, index) => withMember(entry, [key], `${prefix}${index}`))];
  });
  return Object.fromEntries(listings);
}

/** For the echo server: the raw result of each listing, in base64, as no configuration touches it. */
export function writeListings(listings: Listings, era: Era): string {
  const hints = { resultType: 'complete', ttlMs: new ExactNumber(0), cacheScope: 'private' };
  const results = Object.entries(listings).map(([kind, entries]) => {
    const result = { ...(era === '2026' && hints), [kind]: entries };
    return [kind, writeExact(result)];
  });
  return Buffer.from(JSON.stringify(Object.fromEntries(results))).toString('base64');
}
