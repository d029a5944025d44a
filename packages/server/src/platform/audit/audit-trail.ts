import { hash } from 'node:crypto';
import type { AuditEntry, Journal } from '@gw/store';
import type { FastifyRequest } from 'fastify';
import { plainAddress } from '../../client-address.ts';

/** What was done, beside who did it and from where. */
export interface AuditedWork {
  /** `tool.execute`, `server.create`… */
  readonly action: string;
  readonly targetType: string;
  readonly targetId?: string | undefined;
  readonly outcome: 'ok' | 'error' | 'denied';
  /** Of these, only a digest is kept. */
  readonly arguments?: unknown;
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

/** Writes down who did what, beside the calls: within a second, and without losing any in an orderly stop. */
export class AuditTrail {
  readonly #journal: Pick<Journal, 'audit'>;
  readonly #now: () => number;

  constructor(journal: Pick<Journal, 'audit'>, now: () => number = Date.now) {
    this.#journal = journal;
    this.#now = now;
  }

  /** Notes what a request did. */
  record(request: Pick<FastifyRequest, 'principal' | 'ip'>, work: AuditedWork): void {
    const { principal, ip } = request;
    const entry: AuditEntry = {
      at: this.#now(),
      principal: principal?.id ?? 'nobody',
      keyId: principal?.key?.id ?? null,
      address: plainAddress(ip),
      action: work.action,
      targetType: work.targetType,
      targetId: work.targetId ?? null,
      outcome: work.outcome,
      argumentsDigest: work.arguments === undefined ? null : digestOf(work.arguments),
      detail: work.detail ?? null,
    };
    // Nobody waits for it: what is noted is kept in memory until there is room in the database.
    void this.#journal.audit(entry);
  }
}

/** SHA-256, in hexadecimal, of a value as JSON. */
const digestOf = (value: unknown) => hash('sha256', JSON.stringify(value));
