import type {
  Attachment,
  Caller,
  Description,
  Exchange,
  Hub,
  HubResult,
  JsonObject,
  Listener,
  Scope,
  Subscriptions,
} from '../../hub.ts';

/**
 * A hub whose requests wait for something, such as the servers to be known. A client that starts the gateway itself
 * asks for its tools at once, and may never ask again.
 */
export class PatientHub implements Hub {
  readonly #hub: Hub;
  readonly #ready: Promise<unknown>;

  /** @param ready is not to reject */
  constructor(hub: Hub, ready: Promise<unknown>) {
    this.#hub = hub;
    this.#ready = ready;
  }

  has(scope: Scope): boolean {
    return this.#hub.has(scope);
  }

  /** Doesn't wait: a handshake that takes long is given up by clients that look for the era. */
  describe(scope: Scope, caller: Caller): Promise<Description> {
    return this.#hub.describe(scope, caller);
  }

  tool(scope: Scope, name: string): JsonObject | undefined {
    return this.#hub.tool(scope, name);
  }

  async request(
    scope: Scope,
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<HubResult> {
    await this.#ready;
    return this.#hub.request(scope, method, params, exchange);
  }

  notification(scope: Scope, caller: Caller, method: string, params: JsonObject | undefined): void {
    this.#hub.notification(scope, caller, method, params);
  }

  attach(scope: Scope, listener: Listener): Attachment {
    return this.#hub.attach(scope, listener);
  }

  async listen(scope: Scope, filter: JsonObject, listener: Listener): Promise<Subscriptions> {
    await this.#ready;
    return this.#hub.listen(scope, filter, listener);
  }

  closeSession(caller: Caller): Promise<void> {
    return this.#hub.closeSession(caller);
  }
}
