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
];
