import { attacks } from '../escape/attacks.ts';
import type { Requirement } from '../requirement.ts';

const source = 'issue 5, part 6';

export const escapes: readonly Requirement[] = [
  ...attacks.map(({ id, tries }) => ({
    id: `escape:${id}`,
    sentence: `What comes of it when a server ${tries} is as docs/escapes.md says, at each preset.`,
    source,
  })),
  {
    id: 'escape:documented',
    sentence: 'The page of the escape suite shows every attack with what came of it.',
    source,
  },
  {
    id: 'escape:degraded:refused',
    sentence: 'Without mechanisms, strict does not start unless its policy allows for less.',
    source,
  },
  {
    id: 'escape:soak:nothing-left',
    sentence:
      'Sessions opened, used and killed at random leave no process, descriptor, cgroup, mount or file, and the heap as it was.',
    source: 'issue 5, part 7',
  },
  {
    id: 'escape:soak:gateway-killed',
    sentence: "What a gateway's SIGKILL in the middle of its sessions leaves is gone before its next start.",
    source: 'issue 5, part 7',
  },
];
