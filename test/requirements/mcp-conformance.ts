import type { Requirement } from '../requirement.ts';

const source = 'issue 4, part 7';
const lossless = 'issue 4, part 8';
const clients = 'issue 4, Done means';

/** Client era, upstream era and transport of each cell of the matrix. */
const matrix: readonly Requirement[] = ['2025', '2026'].flatMap(client =>
  ['2025', '2026'].flatMap(upstream =>
    ['stdio', 'http'].map(transport => ({
      id: `mcp-conformance:matrix:${client}-on-${upstream}-${transport}`,
      sentence: `A client of the ${client} era sees a conforming server where an upstream of the ${upstream} era is behind the gateway over ${transport}.`,
      source,
    })),
  ),
);

export const mcpConformance: readonly Requirement[] = [
  ...matrix,
  {
    id: 'mcp-conformance:clients:cancellation',
    sentence: 'A call that an official client cancels ends at its server, in either era.',
    source: clients,
  },
  {
    id: 'mcp-conformance:clients:progress',
    sentence: 'Official clients hear of the progress of calls to real servers.',
    source: clients,
  },
  {
    id: 'mcp-conformance:clients:prompts',
    sentence: 'Official clients get prompts of real servers and complete their arguments.',
    source: clients,
  },
  {
    id: 'mcp-conformance:clients:python-server',
    sentence: 'A server on the Python SDK is used by every official client.',
    source: clients,
  },
  {
    id: 'mcp-conformance:clients:questions',
    sentence: 'Official clients answer what real servers ask of them: samples, forms, roots.',
    source: clients,
  },
  {
    id: 'mcp-conformance:clients:resources',
    sentence: 'Official clients read resources of real servers, fixed ones and those of templates.',
    source: clients,
  },
  {
    id: 'mcp-conformance:clients:subscriptions',
    sentence: 'Official clients hear of resources of real servers that change.',
    source: clients,
  },
  {
    id: 'mcp-conformance:clients:tools',
    sentence: 'Official clients find and call the tools of real servers, on both endpoints.',
    source: clients,
  },
  {
    id: 'mcp-conformance:fixture:passes-itself',
    sentence: 'The upstream of the matrix passes every required scenario by itself, in each era.',
    source,
  },
  {
    id: 'mcp-conformance:forwarder:transparent',
    sentence: 'What stands in front of the gateway for the suite adds credentials and changes nothing else.',
    source,
  },
  {
    id: 'mcp-conformance:lossless:client-notifications',
    sentence:
      "A client's notification reaches its server as it was, unknown fields and numbers of any length included.",
    source: lossless,
  },
  {
    id: 'mcp-conformance:lossless:harness-notices',
    sentence: 'What proves that nothing is lost notices it when something is.',
    source: lossless,
  },
  {
    id: 'mcp-conformance:lossless:lists',
    sentence:
      'Lists hold what the server said of each tool, prompt, resource and template, unknown fields included; on the common endpoint all but the name.',
    source: lossless,
  },
  {
    id: 'mcp-conformance:lossless:notifications',
    sentence:
      "A server's notifications during a call reach the client as they were and in their order, between any two eras.",
    source: lossless,
  },
  {
    id: 'mcp-conformance:lossless:requests',
    sentence:
      "A client's request reaches the server as it was, apart from the declared rewrites, between any two eras.",
    source: lossless,
  },
  {
    id: 'mcp-conformance:lossless:results',
    sentence:
      "A server's result or error reaches the client as it was, apart from the declared rewrites, between any two eras.",
    source: lossless,
  },
  {
    id: 'mcp-conformance:lossless:rewrites-documented',
    sentence:
      'Every place at which the gateway may change a message is in the documentation, with its reason.',
    source: lossless,
  },
  {
    id: 'mcp-conformance:lossless:server-requests',
    sentence: 'What a server asks of its client, and the answer, pass as they were, between any two eras.',
    source: lossless,
  },
  {
    id: 'mcp-conformance:matrix:documented',
    sentence: 'The matrix in the documentation is what the suite gave.',
    source: 'issue 4, Done means',
  },
  {
    id: 'mcp-conformance:matrix:impossible-is-named',
    sentence:
      'A check may fail only where a specification makes its success impossible, by a clause that is named.',
    source,
  },
];
