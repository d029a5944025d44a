export { parseAllowList } from './allow-list.ts';
export { type Egress, type EgressOptions, prepareEgress } from './egress.ts';
export { createResolver } from './resolver.ts';
