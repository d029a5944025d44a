export { type AllowEntry, parseAllowList } from './allow-list.ts';
export { type Egress, type EgressOptions, prepareEgress } from './egress.ts';
export { createResolver, type Resolver, type ResolverOptions } from './resolver.ts';
