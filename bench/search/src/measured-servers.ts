/** A published server whose tools are searched. Its descriptions are its authors': they are read when needed, never kept here. */
export interface MeasuredServer {
  /** As it would be called in a gateway. */
  readonly name: string;
  /** As its operator would describe it. */
  readonly description: string;
  /** On npm. */
  readonly package: string;
  readonly version: string;
  /** One of the package's commands. */
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Of different fields, alive, and listing their tools without credentials. */
export const measuredServers: readonly MeasuredServer[] = [
  {
    name: 'filesystem',
    description: 'Files on this computer',
    package: '@modelcontextprotocol/server-filesystem',
    version: '2026.8.31',
    command: 'mcp-server-filesystem',
    args: ['.'],
  },
  {
    name: 'memory',
    description: 'Knowledge graph that lasts',
    package: '@modelcontextprotocol/server-memory',
    version: '2026.8.31',
    command: 'mcp-server-memory',
  },
  {
    name: 'github',
    description: 'GitHub',
    package: '@modelcontextprotocol/server-github',
    version: '2025.4.8',
    command: 'mcp-server-github',
  },
  {
    name: 'gitlab',
    description: 'GitLab',
    package: '@zereight/mcp-gitlab',
    version: '2.1.64',
    command: 'mcp-gitlab',
    env: { GITLAB_PERSONAL_ACCESS_TOKEN: 'none' },
  },
  {
    name: 'playwright',
    description: 'Browser automation',
    package: '@playwright/mcp',
    version: '0.0.83',
    command: 'playwright-mcp',
  },
  {
    name: 'chrome-devtools',
    description: 'Chrome DevTools',
    package: 'chrome-devtools-mcp',
    version: '1.11.0',
    command: 'chrome-devtools-mcp',
  },
  {
    name: 'office',
    description: 'Microsoft 365',
    package: '@softeria/ms-365-mcp-server',
    version: '0.155.0',
    command: 'ms-365-mcp-server',
    args: ['--org-mode'],
  },
  {
    name: 'mongodb',
    description: 'MongoDB',
    package: 'mongodb-mcp-server',
    version: '3.0.4',
    command: 'mongodb-mcp-server',
  },
  {
    name: 'charts',
    description: 'Charts',
    package: '@antv/mcp-server-chart',
    version: '0.9.10',
    command: 'mcp-server-chart',
  },
  {
    name: 'kubernetes',
    description: 'Kubernetes clusters',
    package: 'mcp-server-kubernetes',
    version: '4.1.7',
    command: 'mcp-server-kubernetes',
  },
  {
    name: 'git',
    description: 'Git working copies',
    package: '@cyanheads/git-mcp-server',
    version: '2.15.3',
    command: 'git-mcp-server',
  },
  {
    name: 'desktop',
    description: 'Commands and files of a desktop computer',
    package: '@wonderwhy-er/desktop-commander',
    version: '0.2.52',
    command: 'desktop-commander',
  },
  {
    name: 'mobile',
    description: 'Phones and tablets',
    package: '@mobilenext/mobile-mcp',
    version: '1.0.4',
    command: 'mcp-server-mobile',
  },
  {
    name: 'notion',
    description: 'Notion',
    package: '@notionhq/notion-mcp-server',
    version: '2.5.2',
    command: 'notion-mcp-server',
  },
  {
    name: 'excel',
    description: 'Spreadsheets',
    package: '@negokaz/excel-mcp-server',
    version: '0.12.0',
    command: 'excel-mcp-server',
  },
];
