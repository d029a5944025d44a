import { parseArgument } from '../call.ts';
import { message, plain, record, table } from './output.ts';
import type { PlatformCommand } from './platform-command.ts';

/** What `mcp-gateway tools` has beside its list. */
export const tools: readonly PlatformCommand[] = [
  {
    usage: 'search <query...>',
    description: 'find tools by what they do, best first',
    options: { '--limit <n>': 'how many, 5 by default' },
    run: async ({ tools }, input) => {
      const query = input.texts('query')?.join(' ') ?? '';
      const found = await tools.search(query, { limit: input.number('limit') ?? 5 });
      return table(found, {
        SCORE: ({ score }) => score.toFixed(2),
        TOOL: ({ tool_name }) => tool_name,
        DESCRIPTION: ({ description }) => description.split('\n')[0],
      });
    },
  },
  {
    usage: 'get <tool>',
    description: 'show a tool, by its qualified name',
    run: async ({ tools }, input) => record(await tools.getByName(input.argument('tool'))),
  },
  {
    usage: 'execute <tool>',
    description: 'execute a tool, by its qualified name; exit code 1 when it says that it failed',
    options: {
      '-a, --arg <key=value...>': 'an argument of the tool; may be given several times',
      '--arguments <json>': 'all arguments at once',
      '-s, --session <id>': 'within this platform session',
    },
    run: async (gateway, input, context) => {
      const name = input.argument('tool');
      const { input_schema: inputSchema } = await gateway.tools.getByName(name);
      const pairs = (input.texts('arg') ?? []).map(text => parseArgument(text, { name, inputSchema }));
      const args = { ...input.object('arguments'), ...Object.fromEntries(pairs) };
      const session = input.text('session');
      await using within = gateway.with(session ? { headers: { 'X-Session-Id': session } } : {});
      const answer = await within.tools.execute(name, args);
      if (answer.error === null) return plain(answer, answer.result);
      context.setExitCode(1);
      return message(answer.error, answer);
    },
  },
];
