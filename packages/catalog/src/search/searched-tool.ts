import { MAX_TEXT } from './words.ts';

/** What search reads of a tool; the catalog's tools fit. */
export interface SearchedTool {
  readonly id: string;
  readonly serverName: string;
  readonly serverDescription?: string | undefined;
  /** As callers see it. */
  readonly effective: {
    readonly name: string;
    readonly qualifiedName: string;
    readonly description: string;
    readonly inputSchema: Readonly<Record<string, unknown>>;
  };
}

/** The texts of a tool that are searched. */
export interface SearchedTexts {
  readonly name: string;
  readonly description: string;
  readonly parameters: string;
  readonly server: string;
  readonly serverDescription: string;
}

export function searchedTexts({
  serverName,
  serverDescription = '',
  effective,
}: SearchedTool): SearchedTexts {
  return {
    name: effective.name.slice(0, MAX_TEXT),
    description: effective.description.slice(0, MAX_TEXT),
    parameters: parameterText(effective.inputSchema).slice(0, MAX_TEXT),
    server: serverName.slice(0, MAX_TEXT),
    serverDescription: serverDescription.slice(0, MAX_TEXT),
  };
}

/** As deep as parameters are read; what is deeper says little of what a tool does. */
const MAX_DEPTH = 3;

/** Names and descriptions of the parameters, those of objects in them too. */
function parameterText(schema: unknown, depth = 0): string {
  if (depth > MAX_DEPTH || !isObject(schema)) return '';
  const parts: string[] = [];
  let length = 0;
  for (const [name, parameter] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
    const described =
      isObject(parameter) && typeof parameter.description === 'string' ? parameter.description : '';
    const text = `${name} ${described.slice(0, MAX_TEXT)} ${parameterText(parameter, depth + 1)}`;
    parts.push(text);
    length += text.length;
    if (length > MAX_TEXT) break;
  }
  if (isObject(schema.items)) parts.push(parameterText(schema.items, depth + 1));
  return parts.join('\n');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
