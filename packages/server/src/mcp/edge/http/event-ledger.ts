/** One event of a stream, for as long as some ledger keeps it. */
export interface KeptEvent {
  /** Position in its stream. */
  readonly position: number;
  /** The message. */
  readonly text: string;
}

/** Bounds of a ledger. */
export interface LedgerBounds {
  readonly maxEvents: number;
  /** In characters, which are one or two bytes each. */
  readonly maxSize: number;
}

/**
 * Events that can be sent again, the oldest first; what is beyond the bounds is forgotten. A stream's ledger stands
 * within its session's, and that within the process': what one of them forgets is gone from all.
 */
export class EventLedger {
  readonly #bounds: LedgerBounds;
  readonly #within: EventLedger | undefined;
  /** Each with the ledger of its stream, which reaches all others. */
  readonly #events = new Map<KeptEvent, EventLedger>();
  #size = 0;
  #forgottenUpTo = 0;

  constructor(bounds: LedgerBounds, within?: EventLedger) {
    this.#bounds = bounds;
    this.#within = within;
  }

  /** Keeps an event of this ledger's stream. */
  add(event: KeptEvent): void {
    this.#add(event, this);
  }

  /** Events after a position. */
  *after(position: number): Iterable<KeptEvent> {
    for (const event of this.#events.keys()) if (event.position > position) yield event;
  }

  /** The last position that was forgotten; 0: none was. */
  get forgottenUpTo(): number {
    return this.#forgottenUpTo;
  }

  get size(): number {
    return this.#size;
  }

  /** Forgets everything. */
  clear(): void {
    for (const [event, owner] of this.#events) owner.#forget(event);
  }

  #add(event: KeptEvent, owner: EventLedger): void {
    this.#events.set(event, owner);
    this.#size += event.text.length;
    if (this.#within) this.#within.#add(event, owner);
    const { maxEvents, maxSize } = this.#bounds;
    for (const [oldest, its] of this.#events) {
      if (this.#events.size <= maxEvents && this.#size <= maxSize) break;
      its.#forget(oldest);
    }
  }

  #forget(event: KeptEvent): void {
    if (!this.#events.delete(event)) return;
    this.#size -= event.text.length;
    this.#forgottenUpTo = event.position;
    if (this.#within) this.#within.#forget(event);
  }
}
