import { Reply } from './reply.ts';

/**
 * The way back of several requests that came as one array: what comes ahead of answers is passed on at once, the
 * answers go together when all are there. Source: JSON-RPC 2.0, section 6; MCP 2025-03-26.
 */
export class BatchReplies {
  readonly #parent: Reply;
  readonly #members: readonly Member[];
  readonly #answers: string[] = [];
  #open: number;

  constructor(parent: Reply, size: number) {
    this.#parent = parent;
    this.#open = size;
    this.#members = Array.from({ length: size }, () => new Member(parent, answer => this.#take(answer)));
    parent.signal.addEventListener('abort', () => {
      for (const member of this.#members) member.cancel();
    });
  }

  /** The reply of the request at this place among the requests. */
  at(index: number): Reply {
    return this.#members[index]!;
  }

  #take(answer: string | undefined): void {
    if (answer !== undefined) this.#answers.push(answer);
    this.#open -= 1;
    if (this.#open > 0) return;
    if (this.#answers.length > 0) this.#parent.answer(`[${this.#answers.join(',')}]`);
    else this.#parent.cancel();
  }
}

class Member extends Reply {
  readonly #parent: Reply;
  readonly #done: (answer: string | undefined) => void;

  constructor(parent: Reply, done: (answer: string | undefined) => void) {
    super();
    this.#parent = parent;
    this.#done = done;
  }

  protected write(text: string): void {
    this.#parent.send(text);
  }

  protected finish(text: string): void {
    this.#done(text);
  }

  protected drop(): void {
    this.#done(undefined);
  }
}
