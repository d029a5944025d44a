import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/**
 * What answers requests: one Fastify application at a time, exchanged as a whole when the configuration changes.
 * A request is answered to its end by the application that took it.
 */
export class Application implements AsyncDisposable {
  #current: Generation;
  #draining = false;

  constructor(app: FastifyInstance) {
    this.#current = { app, open: 0, retired: false };
  }

  readonly handler = (request: IncomingMessage, response: ServerResponse): void => {
    const generation = this.#current;
    generation.open += 1;
    // While draining, a client on a kept connection is told to come back on a new one, elsewhere.
    if (this.#draining) response.setHeader('connection', 'close');
    response.once('close', () => {
      generation.open -= 1;
      closeWhenDone(generation);
    });
    generation.app.routing(request, response);
  };

  /** Answers from now on with another application; the old one is closed when its last answer is out. */
  swap(app: FastifyInstance): void {
    const old = this.#current;
    this.#current = { app, open: 0, retired: false };
    old.retired = true;
    closeWhenDone(old);
  }

  /** Ends kept connections after their next answer. */
  drain(): void {
    this.#draining = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#current.app.close();
  }
}

interface Generation {
  readonly app: FastifyInstance;
  open: number;
  retired: boolean;
}

function closeWhenDone(generation: Generation): void {
  if (!generation.retired || generation.open > 0) return;
  generation.retired = false;
  void generation.app.close();
}
