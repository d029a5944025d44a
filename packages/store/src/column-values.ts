import type { Database } from './database.ts';
import { camelCase, snakeCase } from './names.ts';
import { storableText } from './storable-text.ts';

type Columns = { [T in keyof Database]: { [C in keyof Database[T]]: [C, NonNullable<Database[T][C]>] } };
type Column = {
  [T in keyof Columns]: Columns[T][keyof Columns[T]];
}[keyof Columns];

/** Names of the columns that hold objects or lists: JSON, kept as text. */
type JsonColumn = Column extends infer Entry
  ? Entry extends [infer Name, infer Value]
    ? Value extends string | Uint8Array
      ? never
      : Value extends object
        ? Name
        : never
    : never
  : never;

type BooleanColumn = Column extends infer Entry
  ? Entry extends [infer Name, infer Value]
    ? Value extends boolean
      ? Name
      : never
    : never
  : never;

// The compiler sees to it that these are complete; a name means the same in every table.
const jsonColumns = {
  allowedToolNames: true,
  approvedDefinition: true,
  config: true,
  connectionData: true,
  correctedSchema: true,
  credentialRequirements: true,
  definition: true,
  deniedToolNames: true,
  data: true,
  overrides: true,
  portalTags: true,
  progress: true,
  registration: true,
  result: true,
  scopes: true,
  skillMetadata: true,
  surface: true,
  toolsRegistered: true,
} satisfies Record<JsonColumn, true>;

const booleanColumns = {
  enabled: true,
  excluded: true,
  isValid: true,
  networkEnabled: true,
  portalVisible: true,
  selected: true,
  stoppedByHand: true,
} satisfies Record<BooleanColumn, true>;

/** A query that selects something by this name gets JSON as the text that is kept. */
export const JSON_AS_TEXT = 'json_as_text';

const columnsOf = (names: object) => new Set(Object.keys(names).map(snakeCase));

export interface ColumnValuesOptions {
  /** Whether the database has a type for truth; otherwise 0 and 1 are kept. */
  readonly hasBooleans: boolean;
  /** Reads JSON; one that keeps large numbers exact may stand in for `JSON.parse`. */
  readonly parseJson: (text: string) => unknown;
}

/** How rows of TypeScript are kept in a database: JSON as text, booleans as it has them, names in snake_case. */
export class ColumnValues {
  readonly #options: ColumnValuesOptions;
  readonly #json = columnsOf(jsonColumns);
  readonly #booleans = columnsOf(booleanColumns);

  constructor(options: ColumnValuesOptions) {
    this.#options = options;
  }

  /** A parameter of a statement. */
  encode(value: unknown): unknown {
    if (typeof value === 'string') return storableText(value);
    if (typeof value === 'boolean') return this.#options.hasBooleans ? value : Number(value);
    if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
      return JSON.stringify(value);
    return value;
  }

  /** Rows as they were read, all of the same columns. */
  decode(rows: readonly Record<string, unknown>[]): Record<string, unknown>[] {
    const columns = Object.keys(rows[0] ?? {});
    const asText = columns.includes(JSON_AS_TEXT);
    const decoders = columns.map(column => ({
      column,
      name: camelCase(column),
      json: !asText && this.#json.has(column),
      boolean: !this.#options.hasBooleans && this.#booleans.has(column),
    }));
    return rows.map(row => {
      const decoded: Record<string, unknown> = {};
      for (const { column, name, json, boolean } of decoders) {
        const value = row[column];
        if (json && typeof value === 'string') decoded[name] = this.#options.parseJson(value);
        else if (boolean && typeof value === 'number') decoded[name] = value !== 0;
        else decoded[name] = value;
      }
      return decoded;
    });
  }
}
