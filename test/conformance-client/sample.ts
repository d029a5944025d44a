type Schema = Readonly<Record<string, unknown>>;

/** An object that a JSON schema allows: defaults where there are some, otherwise a value of the type. */
export function sampleOf(schema: unknown): Record<string, unknown> {
  const { properties = {} } = (schema ?? {}) as { properties?: Readonly<Record<string, Schema>> };
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, sampleValue(property)]),
  );
}

function sampleValue(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  switch (schema.type) {
    case 'number':
    case 'integer':
      return 5;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return sampleOf(schema);
    default:
      return 'text';
  }
}
