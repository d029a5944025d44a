/** How a route's work is called in the audit trail. */
export interface AuditedAction {
  /** `key.create`, `session.delete`… */
  readonly action: string;
  /** The kind of thing that it is done to: `key`, `session`… */
  readonly target: string;
  /** What is sent is secret: not even a digest of it is kept, by which it could be guessed. */
  readonly isSecret?: boolean;
}

/** What a route adds to its record, where the request alone doesn't tell. */
export interface AuditedTarget {
  /** To which thing. Default: the last parameter of the path. */
  readonly id?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route changes; absent: nothing. */
    audited?: AuditedAction;
  }
  interface FastifyRequest {
    /** Set by routes, such as those that make a new thing. */
    auditedTarget: AuditedTarget | undefined;
  }
}
