import type { Requirement } from '../requirement.ts';

export const shutdown: readonly Requirement[] = [
  {
    id: 'shutdown:sigkill:during-start',
    sentence: 'SIGKILL of the gateway while servers start leaves nothing of the half-finished start.',
    source: 'issue 3, part 4',
  },
  {
    id: 'shutdown:sigkill:nothing-left',
    sentence: 'SIGKILL of the gateway takes every server and grandchild with it.',
    source: 'issue 3, part 4',
  },
  {
    id: 'shutdown:sigterm:12-seconds',
    sentence: 'From SIGTERM to the exit it takes 12 s at most, whatever the servers do.',
    source: 'issue 3, part 6',
  },
  { id: 'shutdown:sigterm:drains', sentence: 'SIGTERM lets calls in flight end.', source: 'issue 3, part 6' },
  {
    id: 'shutdown:sigterm:during-start',
    sentence: 'SIGTERM while servers start ends them and the gateway.',
    source: 'issue 3, part 4',
  },
  {
    id: 'shutdown:sigterm:nothing-left',
    sentence: 'After SIGTERM no process of the gateway is left.',
    source: 'issue 3, part 6',
  },
];
