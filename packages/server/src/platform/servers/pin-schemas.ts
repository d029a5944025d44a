import Type from 'typebox';
import { Uuid } from '../paging.ts';

const AnyObject = Type.Record(Type.String(), Type.Unknown());
const pointer = Type.String({ description: 'JSON pointer into the definition of the tool.' });

/** What was approved of a tool, and what has changed since. */
export const PinView = Type.Object({
  tool_id: Type.String(),
  name: Type.String({ description: 'As the server names it.' }),
  state: Type.Enum(['approved', 'changed'], {
    description: 'Whether it is what was approved, if only by being there first.',
  }),
  held: Type.Boolean({ description: 'Whether callers do not see it until it is approved.' }),
  changes: Type.Array(
    Type.Object({ pointer, before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()) }),
    { description: 'Where the definition differs from the approved one; at most a hundred places.' },
  ),
  findings: Type.Array(
    Type.Object({
      pointer,
      kind: Type.Enum(['hidden-characters', 'instruction']),
      detail: Type.String({ description: 'What it is, with the text in which it stands.' }),
    }),
    { description: 'What hides from people, or speaks to the model about more than the tool.' },
  ),
  approved_definition: AnyObject,
  definition: AnyObject,
});

export const PinList = Type.Object({
  pin: Type.Enum(['warn', 'hold', 'off']),
  items: Type.Array(PinView),
  total: Type.Integer(),
});

export const ApproveBody = Type.Object(
  {
    tool_ids: Type.Optional(
      Type.Array(Uuid('The id of a tool.'), {
        maxItems: 10_000,
        description: 'Left out: all of the server.',
      }),
    ),
  },
  { additionalProperties: false },
);
