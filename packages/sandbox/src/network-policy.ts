import { parseAllowList } from './egress/index.ts';
import { SandboxError } from './errors.ts';

/** What a process may reach: everything that the host reaches, nothing, or a list of `domain:port`. */
export type NetworkPolicy = 'host' | 'none' | { readonly allow: readonly string[] };

/** An allow-list without entries allows nothing. */
export function parseNetwork(network: NetworkPolicy = 'host'): NetworkPolicy {
  if (network === 'host' || network === 'none') return network;
  if (typeof network === 'object' && Array.isArray(network?.allow)) {
    parseAllowList(network.allow);
    return network.allow.length === 0 ? 'none' : network;
  }
  throw new SandboxError(
    'GW_SANDBOX_INVALID_REQUEST',
    'network must be "host", "none" or { allow: ["domain:port"] }',
  );
}
