import type { TLocalizedValidationError } from 'typebox/error';
import type { FieldError } from './problem.ts';

/** What a schema has against a value, one sentence for each place. */
export function fieldErrors(errors: readonly TLocalizedValidationError[]): FieldError[] {
  const messages = new Map<string, Set<string>>();
  for (const { pointer, message } of errors.flatMap(placed)) {
    const known = messages.get(pointer) ?? new Set();
    messages.set(pointer, known.add(message));
  }
  const choices = new Set(errors.filter(({ keyword }) => keyword === 'anyOf').map(one => one.instancePath));
  const isBelow = (pointer: string) => [...messages.keys()].some(other => other.startsWith(`${pointer}/`));
  return (
    [...messages]
      // What is wrong within one of several forms says more than that it isn't another one.
      .filter(([pointer]) => !choices.has(pointer) || !isBelow(pointer))
      .map(([pointer, all]) => ({ pointer, message: [...all].join(', or ') }))
  );
}

/** An error where its value is, or would be. */
function placed({ keyword, params, instancePath, message }: TLocalizedValidationError): FieldError[] {
  const below = (names: readonly string[], text: string) =>
    names.map(name => ({ pointer: `${instancePath}/${escaped(name)}`, message: text }));
  switch (keyword) {
    case 'required':
      return below(params.requiredProperties, 'is missing');
    case 'additionalProperties':
      return below(params.additionalProperties, 'is not known here');
    // Its branches say what would be right; of what may not be there, `additionalProperties` tells.
    case 'anyOf':
    case 'boolean':
      return [];
    case 'enum':
      return [
        { pointer: instancePath, message: `must be one of ${params.allowedValues.map(String).join(', ')}` },
      ];
    default:
      return [{ pointer: instancePath, message }];
  }
}

/** Source: RFC 6901, section 3. */
const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
