import type { Requirement } from '../requirement.ts';

export const examples: readonly Requirement[] = [
  {
    id: 'examples:agent',
    sentence: "The guide's greeter agent works through the gateway, by swaig-test and as a running agent.",
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:agent-skill',
    sentence: 'The example with @gw/agent-skill alone holds what it asserts.',
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:calculator:operations',
    sentence:
      'The calculator adds, subtracts, multiplies and divides, and gives the result as text and as structured content.',
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:gateway:all-three',
    sentence:
      'Through the gateway, the config with all three answers calls of each: stateful, shared and warm.',
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:gateway:npx',
    sentence: 'Through the gateway, published servers run by npx answer calls under the default sandbox.',
    source: 'issue 3, parts 4 and 9',
  },
  {
    id: 'examples:greeter:greets',
    sentence: 'The greeter answers greet with `Hello, NAME!`.',
    source: 'guide, Writing MCP Servers',
  },
  {
    id: 'examples:library:runs',
    sentence: 'Each library package has an example that uses it alone and runs.',
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:mcp-client',
    sentence: 'The example with @gw/mcp-client alone holds what it asserts.',
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:sandbox',
    sentence: 'A program using @gw/sandbox alone runs and holds what it asserts.',
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:server',
    sentence: 'The example with @gw/server holds what it asserts.',
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:servers:all-three',
    sentence: 'The config with all three example servers starts each of them from the repository root.',
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:servers:errors',
    sentence: 'The example servers answer wrong requests with the JSON-RPC code for it and go on.',
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:sessions',
    sentence: 'The example with @gw/sessions alone holds what it asserts.',
    source: 'issue 3, part 9',
  },
  {
    id: 'examples:todo:state',
    sentence: 'The todo list keeps what it was told for as long as its process lives.',
    source: 'guide, Session Management',
  },
];
