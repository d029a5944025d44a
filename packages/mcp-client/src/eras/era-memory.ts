import type { Era, TransportKind } from '../transport.ts';

/** What was found out about how a service is spoken to. */
export interface EraRecord {
  readonly era: Era;
  readonly protocolVersion: string;
  readonly transport: TransportKind;
  /** When, as an ISO 8601 date. */
  readonly foundAt: string;
  /** Digest of the part of the service's definition that the finding holds for; another is found out anew. */
  readonly definition: string;
  /** The last start in this era failed: it is found out anew. */
  readonly doubted?: boolean;
}

/** Keeps what was found out about services, by name. One that lasts saves each start of the gateway a question. */
export interface EraMemory {
  get(service: string): EraRecord | undefined;
  set(service: string, record: EraRecord): void;
}

/** A memory as long as the process. */
export function createEraMemory(): EraMemory {
  return new Map<string, EraRecord>();
}
