import type { JsonObject } from '@gw/mcp-client';
import { Compile, type Validator } from 'typebox/schema';
import { fieldErrors } from '../field-errors.ts';
import { type FieldError, PlatformError } from '../problem.ts';
import { boundedSchema } from './bounded-schema.ts';
import { BudgetSpentError, MatchBudget } from './match-budget.ts';

/**
 * Checks arguments against the input schemas of tools; each schema is made ready once. Schemas are servers': none
 * makes a check take longer than a moment.
 */
export class ArgumentCheck {
  readonly #budget = new MatchBudget();
  readonly #validators = new WeakMap<JsonObject, Validator | 'unusable'>();

  /** @throws PlatformError 422 `GW_INVALID_ARGUMENTS`, with pointers into the body */
  check(schema: JsonObject, given: JsonObject): void {
    const validator = this.#validatorOf(schema);
    if (validator === 'unusable') return;
    const errors = this.#errors(validator, given).map(({ pointer, message }) => ({
      pointer: `/arguments${pointer}`,
      message,
    }));
    const [first] = errors;
    if (!first) return;
    const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
    const where = first.pointer.slice(1).replaceAll('/', '.');
    const detail = `${where} ${first.message}${more}`;
    throw new PlatformError('GW_INVALID_ARGUMENTS', 422, detail, { errors });
  }

  /** What is wrong; nothing where finding it out would take too long: the server will say what it thinks. */
  #errors(validator: Validator, given: JsonObject): FieldError[] {
    try {
      this.#budget.renew();
      if (validator.Check(given)) return [];
      this.#budget.renew();
      const [, found] = validator.Errors(given);
      const errors = fieldErrors(found);
      return errors.length > 0 ? errors : [{ pointer: '', message: 'are not what the tool takes' }];
    } catch (error) {
      // References that lead in a circle end with the stack.
      if (error instanceof BudgetSpentError || error instanceof RangeError) return [];
      throw error;
    }
  }

  /** A schema that can't be used keeps nobody from calling: its server will say what it thinks. */
  #validatorOf(schema: JsonObject): Validator | 'unusable' {
    const known = this.#validators.get(schema);
    if (known) return known;
    let validator: Validator | 'unusable';
    try {
      validator = Compile(boundedSchema(schema, this.#budget));
    } catch {
      validator = 'unusable';
    }
    this.#validators.set(schema, validator);
    return validator;
  }
}
