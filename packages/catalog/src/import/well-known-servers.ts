import type { ServerNeed } from './catalog-entry.ts';

/** A server of the list that comes with the gateway. */
export interface WellKnownServer {
  readonly title: string;
  /** What it does, in a sentence. */
  readonly description: string;
  readonly registry: 'npm' | 'pypi';
  readonly id: string;
  /** Checked with this one by `scripts/check-well-known.ts`. */
  readonly version: string;
  readonly args?: readonly string[];
  readonly needs?: readonly ServerNeed[];
}

/** By their ids in the catalog `builtin`. */
export const wellKnownServers: Readonly<Record<string, WellKnownServer>> = {
  everything: {
    title: 'Everything',
    description:
      'Shows every feature of MCP: tools, resources, prompts, progress, sampling. For trying things out.',
    registry: 'npm',
    id: '@modelcontextprotocol/server-everything',
    version: '2026.8.31',
  },
  memory: {
    title: 'Memory',
    description: 'Remembers entities and how they relate, as a graph of knowledge.',
    registry: 'npm',
    id: '@modelcontextprotocol/server-memory',
    version: '2026.8.31',
    needs: [
      {
        name: 'MEMORY_FILE_PATH',
        description: 'The file that it keeps; sandbox.allow_write has to name its folder.',
        required: false,
        secret: false,
      },
    ],
  },
  'sequential-thinking': {
    title: 'Sequential Thinking',
    description: 'Lets a model think in numbered steps that it can revise and branch.',
    registry: 'npm',
    id: '@modelcontextprotocol/server-sequential-thinking',
    version: '2026.8.31',
  },
  context7: {
    title: 'Context7',
    description: 'Finds current documentation and examples of libraries.',
    registry: 'npm',
    id: '@upstash/context7-mcp',
    version: '4.1.1',
    needs: [
      {
        name: 'CONTEXT7_API_KEY',
        description: 'A key of Context7; without one, fewer requests are allowed.',
        required: false,
        secret: true,
      },
    ],
  },
  notion: {
    title: 'Notion',
    description: 'Searches, reads and writes pages and databases of Notion.',
    registry: 'npm',
    id: '@notionhq/notion-mcp-server',
    version: '2.5.2',
    needs: [
      {
        name: 'NOTION_TOKEN',
        description: 'The token of a Notion integration.',
        required: true,
        secret: true,
      },
    ],
  },
  time: {
    title: 'Time',
    description: 'Tells the time in any zone, and converts between zones.',
    registry: 'pypi',
    id: 'mcp-server-time',
    version: '2026.10.19',
  },
  fetch: {
    title: 'Fetch',
    description: 'Fetches web pages and gives them as Markdown.',
    registry: 'pypi',
    id: 'mcp-server-fetch',
    version: '2026.10.24',
  },
  git: {
    title: 'Git',
    description: 'Reads, searches and changes Git repositories that its sandbox shows it.',
    registry: 'pypi',
    id: 'mcp-server-git',
    version: '2026.10.19',
  },
  duckduckgo: {
    title: 'DuckDuckGo',
    description: 'Searches the web, and fetches what was found.',
    registry: 'pypi',
    id: 'duckduckgo-mcp-server',
    version: '0.7.0',
  },
};
