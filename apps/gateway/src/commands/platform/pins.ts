import type { ToolPins } from '@gw/sdk';
import { CommandError } from '../../errors.ts';
import { serverId } from './names.ts';
import { type Columns, message, plain, table } from './output.ts';
import type { PlatformCommand } from './platform-command.ts';

type Pin = ToolPins['items'][number];

const columns: Columns<Pin> = {
  TOOL: ({ name }) => name,
  STATE: ({ state, held }) => (held ? `${state}, held back` : state),
  CHANGES: ({ changes }) => changes.map(({ pointer }) => pointer),
  FINDINGS: ({ findings }) => findings.map(({ pointer, detail }) => `${pointer}: ${detail}`),
};

/** What of `mcp-gateway servers …` is about tools that change. */
export const pins: readonly PlatformCommand[] = [
  {
    usage: 'pins <server> [tool]',
    description:
      'show what has changed about its tools since they were approved; of one tool, the difference',
    run: async (gateway, input) => {
      const { items } = await gateway.servers.listPins(await serverId(gateway, input.argument('server')));
      const tool = input.text('tool');
      if (tool === undefined) return table(items, columns);
      const pin = named(items, tool);
      return plain(pin, difference(pin));
    },
  },
  {
    usage: 'approve <server> [tools...]',
    description: 'approve tools as they are now: these, or all that it has',
    run: async (gateway, input) => {
      const id = await serverId(gateway, input.argument('server'));
      const tools = input.texts('tools') ?? [];
      const { items } = await gateway.servers.listPins(id);
      const ids = tools.map(tool => named(items, tool).tool_id);
      const approved = await gateway.servers.approveTools(id, tools.length > 0 ? ids : undefined);
      const what = tools.length > 0 ? tools.join(', ') : 'all tools';
      return message(`Approved ${what} of ${input.argument('server')}.`, approved);
    },
  },
];

function named(items: readonly Pin[], tool: string): Pin {
  const found = items.find(({ name, tool_id }) => name === tool || tool_id === tool);
  if (!found) throw new CommandError(`The server has no tool "${tool}"`);
  return found;
}

/** As a patch has it: what goes after `-`, what comes after `+`. */
function difference({ name, state, changes, findings }: Pin): string {
  const lines = changes.flatMap(({ pointer, before, after }) => [
    pointer,
    ...(before === undefined ? [] : [`- ${shown(before)}`]),
    ...(after === undefined ? [] : [`+ ${shown(after)}`]),
  ]);
  const odd = findings.map(({ pointer, detail }) => `${pointer}: ${detail}`);
  if (lines.length + odd.length === 0) return `${name} is as it was ${state}.`;
  return [...lines, ...(odd.length > 0 ? ['Look at:', ...odd] : [])].join('\n');
}

/** As JSON, with what a terminal would not show written out. */
const shown = (value: unknown) =>
  (JSON.stringify(value) ?? '').replace(
    /[\p{Cc}\p{Cf}\p{Co}]/gu,
    character => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
