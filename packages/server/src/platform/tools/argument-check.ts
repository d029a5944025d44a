import type { JsonObject } from '@gw/mcp-client';
import { Compile, type Validator } from 'typebox/schema';
import { fieldErrors } from '../field-errors.ts';
import { PlatformError } from '../problem.ts';

/** Checks arguments against the input schemas of tools; each schema is made ready once. */
export class ArgumentCheck {
  readonly #validators = new WeakMap<JsonObject, Validator | 'unusable'>();

  /** @throws PlatformError 422 `GW_INVALID_ARGUMENTS`, with pointers into the body */
  check(schema: JsonObject, given: JsonObject): void {
    const validator = this.#validatorOf(schema);
    if (validator === 'unusable' || validator.Check(given)) return;
    const [, found] = validator.Errors(given);
    const errors = fieldErrors(found).map(({ pointer, message }) => ({
      pointer: `/arguments${pointer}`,
      message,
    }));
    const [first] = errors;
    const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
    const where = first?.pointer.slice(1).replaceAll('/', '.') ?? 'arguments';
    const detail = `${where} ${first?.message ?? 'are not what the tool takes'}${more}`;
    throw new PlatformError('GW_INVALID_ARGUMENTS', 422, detail, { errors });
  }

  /** A schema that can't be used keeps nobody from calling: its server will say what it thinks. */
  #validatorOf(schema: JsonObject): Validator | 'unusable' {
    const known = this.#validators.get(schema);
    if (known) return known;
    let validator: Validator | 'unusable';
    try {
      validator = Compile(schema);
    } catch {
      validator = 'unusable';
    }
    this.#validators.set(schema, validator);
    return validator;
  }
}
