import type { Requirement } from '../requirement.ts';

const secrets = 'issue 6, part 5';
const oauth = 'issue 6, part 6';

/** What callers and servers have to show to upstreams. */
export const connections: readonly Requirement[] = [
  {
    id: 'connections:sessions:own-upstream',
    sentence:
      'A call with credentials of its caller gets an upstream that was started with exactly these: no spare, no shared one, and none that another caller or an earlier credential has used',
    source: secrets,
  },
];
