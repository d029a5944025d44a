import {
  type IdentifierNode,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
} from 'kysely';
import type { ColumnValues } from './column-values.ts';
import { snakeCase } from './names.ts';

class SnakeCaseNames extends OperationNodeTransformer {
  protected override transformIdentifier(node: IdentifierNode): IdentifierNode {
    return { ...node, name: snakeCase(node.name) };
  }
}

/**
 * Lets queries speak in the names and values of TypeScript. Kysely has plugins for names and for JSON; this does
 * both with one look at each row, which counts when a start reads twenty thousand of them.
 */
export class PortableRows implements KyselyPlugin {
  readonly #names = new SnakeCaseNames();
  readonly #values: ColumnValues;

  constructor(values: ColumnValues) {
    this.#values = values;
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs) {
    return this.#names.transformNode(node, queryId);
  }

  async transformResult({ result }: PluginTransformResultArgs) {
    return { ...result, rows: this.#values.decode(result.rows) };
  }
}
