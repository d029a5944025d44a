import Type, { type TProperties, type TSchema, type TSchemaOptions } from 'typebox';

/** What a setting says about itself beside the keywords of JSON Schema. */
export interface SettingKeywords {
  /** For people: what it is for, and its unit. Stands in the reference and in editors. */
  readonly description?: string;
  /** Taken where the file leaves the setting out. */
  readonly default?: unknown;
  /** The default in words, where it follows from other settings. */
  readonly defaultText?: string;
  /** What would be right, in words, where type and bounds don't say it: `an IP address`. */
  readonly expected?: string;
  /** Unit of a number. */
  readonly unit?: 'seconds' | 'MB';
  /** The environment variable that fills the setting when the file leaves it out or empty. */
  readonly env?: string;
  /** Never shown: not in issues, not in differences. Holds for everything below, too. */
  readonly secret?: boolean;
  /** Of a list: shown in issues, but items after the first are kept out of logs. */
  readonly secretAfterFirst?: boolean;
  /** A path: relative ones are resolved against the working folder, an empty one counts as left out. */
  readonly path?: boolean;
  /** Another key under which the block is read, too. */
  readonly alias?: string;
  /** Of an object: settings of which it has exactly one. */
  readonly oneOf?: readonly string[];
  /** Other spellings of an enumerated value; case is ignored where this is given. */
  readonly spellings?: Readonly<Record<string, string>>;
}

/** The keywords of JSON Schema that these schemas use. */
export interface StandardKeywords {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly minLength?: number;
}

type Options<Keyword extends keyof StandardKeywords = never> = SettingKeywords &
  Pick<StandardKeywords, Keyword> & { readonly description: string };

/** A text. */
export const text = (options: Options<'pattern' | 'minLength'>) => Type.String(asOptions(options));

/** A text of a form that a pattern can't tell; `expected` says which. */
export const textThat = (
  check: (value: string) => boolean,
  options: Options & { readonly expected: string },
) => Type.Refine(Type.String(asOptions(options)), check, () => options.expected);

/** A number without fraction. */
export const wholeNumber = (options: Options<'minimum' | 'maximum'>) => Type.Integer(asOptions(options));

/** A number. */
export const number = (options: Options<'exclusiveMinimum' | 'maximum'>) => Type.Number(asOptions(options));

/** A time in seconds, above 0 and short enough for a timer of Node (24.8 days). */
export const seconds = (options: Options) =>
  Type.Number(asOptions({ ...options, unit: 'seconds', exclusiveMinimum: 0, maximum: 2_147_483 }));

/** A switch. */
export const flag = (options: Options) => Type.Boolean(asOptions(options));

/** One of several texts. */
export const choice = <const Values extends string[]>(values: [...Values], options: Options) =>
  Type.Enum(values, asOptions(options));

/** One of several texts, or an object of settings. */
export const choiceOr = <const Values extends string[], Settings extends TProperties>(
  values: [...Values],
  settings: Settings,
  options: Options & { readonly expected: string },
) =>
  Type.Union([Type.Enum(values), Type.Object(settings, { additionalProperties: false })], asOptions(options));

/** A list. */
export const list = <Item extends TSchema>(item: Item, options: Options<'minItems'>) =>
  Type.Array(item, asOptions(options));

/** An object of settings. */
export const section = <Settings extends TProperties>(settings: Settings, options: Options) =>
  Type.Object(settings, asOptions({ ...options, additionalProperties: false }));

/** An object whose keys are names that the operator chooses; `expected` says which are possible. */
export const named = <Value extends TSchema>(
  pattern: string,
  value: Value,
  options: Options & { readonly expected: string },
) => Type.Record(Type.String({ pattern }), value, asOptions(options));

/** What a schema says about itself; schemas made by the functions of this file say nothing else. */
export function keywordsOf(schema: TSchema): SettingKeywords & StandardKeywords {
  return schema;
}

/** The shape of the names of a `named` object. */
export function namePattern(schema: Type.TRecord): RegExp {
  return new RegExp(Type.RecordPattern(schema));
}

function asOptions(options: object): TSchemaOptions {
  return { ...options };
}
