import { hash } from 'node:crypto';
import { type Caller, type Scope, scopeKey } from '../../hub.ts';
import type { Sender } from '../sender.ts';
import type { RequestMeta } from './request-meta.ts';

/** Longer texts are digested each time. */
const maxKnown = 1_000;

/**
 * Makes callers of 2026 requests. What they share at servers depends on who they are and what they can be asked
 * for: the same principal with the same capabilities has one session there, whatever connection it comes by. What it
 * does in a session of its own, or with what a bundle holds, is kept apart.
 */
export class ModernCallers {
  readonly #sessionIds = new Map<string, string>();

  of(scope: Scope, { principal, address }: Sender, meta: RequestMeta): Caller {
    const { protocolVersion, capabilities, clientInfo } = meta;
    return {
      principal,
      sessionId: this.#sessionId(apart(scope, principal), JSON.stringify(capabilities)),
      era: '2026',
      protocolVersion,
      capabilities,
      ...(clientInfo === undefined ? {} : { clientInfo }),
      ...(address === undefined ? {} : { address }),
    };
  }

  #sessionId(who: string, capabilities: string): string {
    const text = `${who}\0${capabilities}`;
    const known = this.#sessionIds.get(text);
    if (known !== undefined) return known;
    const id = `mcp:${hash('sha256', text, 'base64url')}`;
    if (this.#sessionIds.size >= maxKnown) this.#sessionIds.clear();
    this.#sessionIds.set(text, id);
    return id;
  }
}

const apart = (scope: Scope, principal: string): string =>
  scope.kind === 'bundle' || scope.session !== undefined ? `${principal}\0${scopeKey(scope)}` : principal;
