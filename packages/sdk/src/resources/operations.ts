import type { Operation } from '../models.ts';
import type { Requests } from '../requests.ts';

/** Work that goes on after its request was answered, an import for example. */
export class OperationsResource {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  get(operationId: string): Promise<Operation> {
    return this.#requests.send('GET /operations/{operation_id}', { path: { operation_id: operationId } });
  }

  /** Ends it, and takes back what it has done; a `ConflictError` where it has ended. */
  cancel(operationId: string): Promise<Operation> {
    return this.#requests.send('DELETE /operations/{operation_id}', { path: { operation_id: operationId } });
  }
}
