import type { BundleContent } from '@gw/catalog';
import type { JsonObject } from '@gw/mcp-client';
import type { Origin } from '../../mcp/hub/qualified-names.ts';
import type { Selection } from '../../mcp/hub/selection.ts';

/** What a bundle holds, with the names and words that it has for it. */
export class BundleSelection implements Selection {
  readonly #content: BundleContent;

  constructor(content: BundleContent) {
    this.#content = content;
  }

  get title(): string {
    return this.#content.record.name;
  }

  get description(): string | undefined {
    return this.#content.record.description ?? undefined;
  }

  hasServer(service: string): boolean {
    return this.#content.hasServer(service);
  }

  touches(service: string): boolean {
    return this.#content.touches(service);
  }

  tool({ service, name }: Origin, listed: JsonObject): JsonObject | undefined {
    const held = this.#content.offered(service, name);
    if (held === undefined || held === 'unchanged') return held && listed;
    const { overrideName, overrideDescription } = held;
    if (overrideName === null && overrideDescription === null) return listed;
    return {
      ...listed,
      ...(overrideName !== null && { name: overrideName }),
      ...(overrideDescription !== null && { description: overrideDescription }),
    };
  }

  placeOf({ service, name }: Origin): number {
    return this.#content.placeOf(service, name);
  }
}
