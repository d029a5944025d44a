import type { AnnouncedFunction } from './swaig-target.ts';

/** The functions and their arguments for a reader at a terminal. */
export function toolList(functions: readonly AnnouncedFunction[]): string {
  if (functions.length === 0) return 'The agent has no SWAIG functions.';
  return ['Available SWAIG functions:', ...functions.map(describeFunction)].join('\n');
}

function describeFunction(announced: AnnouncedFunction): string {
  const { properties = {}, required = [] } = announced.parameters ?? {};
  const parameters = Object.entries(properties).map(([name, schema]) => {
    const choices = Array.isArray(schema.enum) ? `, one of ${schema.enum.join(' | ')}` : '';
    const fallback = schema.default === undefined ? '' : `, default ${JSON.stringify(schema.default)}`;
    const must = required.includes(name) ? ' (required)' : '';
    const description =
      typeof schema.description === 'string' && schema.description !== '' ? `: ${schema.description}` : '';
    return `      ${name} (${String(schema.type ?? 'any')}${choices}${fallback})${must}${description}`;
  });
  const head = `  ${announced.function} - ${announced.description ?? 'no description'}`;
  return parameters.length === 0 ? head : [head, '    Parameters:', ...parameters].join('\n');
}
