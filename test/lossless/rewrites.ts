import type { Era } from '../conformance/cell.ts';

/** A place in a message that the gateway may make another. Everything else has to pass as it came. */
export interface Rewrite {
  /** `params`: what the server gets of a request. `reply`: what the client gets of a result. */
  readonly of: 'params' | 'reply';
  readonly path: readonly string[];
  /**
   * `replaced`: there before and after, with another value. `added`: there after, whatever was before. `filled`: as it
   * was where it was there, else added. `removed`: not there after.
   */
  readonly how: 'replaced' | 'added' | 'filled' | 'removed';
  /** Where it happens; absent: everywhere. */
  readonly client?: Era;
  readonly upstream?: Era;
  readonly methods?: readonly string[];
  readonly reason: string;
}

const meta = (key: string) => ['_meta', `io.modelcontextprotocol/${key}`];

/**
 * Every place at which a message isn't the same behind the gateway. JSON-RPC ids are not among them: they belong to
 * each connection, not to the message, and are told by the answers' arriving where they belong.
 */
export const rewrites: readonly Rewrite[] = [
  {
    of: 'params',
    path: ['_meta', 'progressToken'],
    how: 'replaced',
    reason:
      "Tokens of several clients meet at one server and must differ; the client's own comes back to it.",
  },
  ...['protocolVersion', 'clientInfo', 'clientCapabilities'].map(
    key =>
      ({
        of: 'params',
        path: meta(key),
        how: 'added',
        client: '2025',
        upstream: '2026',
        reason: 'Every request of the 2026 era carries what a 2025 client says once, in `initialize`.',
      }) as const,
  ),
  {
    of: 'params',
    path: meta('logLevel'),
    how: 'added',
    client: '2025',
    upstream: '2026',
    reason: 'The 2026 era has no `logging/setLevel`: the level is part of each request.',
  },
  ...['protocolVersion', 'clientInfo', 'clientCapabilities', 'logLevel'].map(
    key =>
      ({
        of: 'params',
        path: meta(key),
        how: 'removed',
        client: '2026',
        upstream: '2025',
        reason: 'A 2025 server was told in `initialize` and `logging/setLevel`.',
      }) as const,
  ),
  {
    of: 'reply',
    path: ['resultType'],
    how: 'added',
    client: '2026',
    upstream: '2025',
    reason: 'Every result of the 2026 era says whether it is complete.',
  },
  ...['ttlMs', 'cacheScope'].map(
    key =>
      ({
        of: 'reply',
        path: [key],
        how: 'filled',
        client: '2026',
        methods: ['resources/read'],
        reason:
          'Cacheable results of the 2026 era say for how long and for whom; not to be kept, where the server says nothing that fits.',
      }) as const,
  ),
  {
    of: 'reply',
    path: meta('serverInfo'),
    how: 'filled',
    client: '2026',
    reason: 'A server of the 2026 era should say who it is in each result.',
  },
];
